package app.xquare.trace.web;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

@Schema(name = "InstrumentationStatus")
record InstrumentationStatusView(String namespace, String workload,
    @Schema(description = "Whether spans of it are stored") boolean arriving,
    @Schema(types = {
        "string",
        "null"}, description = "The resource attribute that named it") @Nullable String foundBy,
    @Schema(types = {
        "string", "null"}, description = "service.name of its spans") @Nullable String service,
    @Schema(types = {"string", "null"}, format = "date-time", description = "Start of the oldest"
        + " that is stored, to the second") @Nullable String since,
    @Schema(description = "False if the search for `since` took too long: then it is the oldest known, and there may be older ones") boolean sinceIsExact,
    @Schema(types = {"string",
        "null"}, format = "date-time", description = "Start of the newest") @Nullable String lastTime,
    @Schema(types = {"string", "null"}) @Nullable String lastTraceId,
    @Schema(types = {
        "string", "null"}, description = "telemetry.sdk.language") @Nullable String sdkLanguage,
    @Schema(types = {
        "string", "null"}, description = "telemetry.sdk.version") @Nullable String sdkVersion,
    @Schema(types = {
        "string", "null"}, description = "telemetry.distro.name") @Nullable String agentName,
    @Schema(types = {
        "string", "null"}, description = "telemetry.distro.version") @Nullable String agentVersion,
    @Schema(description = "Instrumentation scopes of the last trace, name@version") List<String> scopes) {
  static InstrumentationStatusView absent(String namespace, String workload) {
    return new InstrumentationStatusView(namespace, workload, false, null, null, null, true, null,
        null, null, null, null, null, List.of());
  }
}
