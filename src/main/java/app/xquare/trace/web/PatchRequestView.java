package app.xquare.trace.web;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;

/** The body of a request for patches, as the contract describes it; only the first two must be there. */
@Schema(name = "PatchRequest", requiredProperties = {"manifest", "language"})
record PatchRequestView(
    @Schema(type = "string", description = "Text in YAML or JSON, of several documents if need be, or an object") String manifest,
    @Schema(allowableValues = {
        "java", "nodejs", "python", "dotnet", "go", "apache-httpd", "nginx",
        "sdk"}) String language,
    @Schema(allowableValues = {"inject", "annotate"}) String mode, List<String> containers,
    String namespace, String endpoint, String protocol, List<String> signals,
    List<String> propagators, Sampler sampler,
    @Schema(description = "As Kubernetes writes them, or as an object") List<Variable> env,
    List<Variable> languageEnv, Map<String, String> resourceAttributes, boolean deriveEnvironment,
    String image, String imagePullPolicy, List<String> imagePullSecrets,
    @Schema(allowableValues = {"glibc", "musl"}) String platform,
    @Schema(type = "object", description = "Of the init container; else a copy of the application's") Object initSecurityContext,
    @Schema(type = "object", description = "Of the init container") Object initResources,
    String volumeSizeLimit, Map<String, String> nodeSelector, boolean wrapCommand,
    List<String> imageEntrypoint, List<String> imageCommand, List<Variable> imageEnv,
    boolean preserveValueFrom, boolean override, boolean force, boolean migrate,
    boolean allowPrivileged, String goTarget, boolean openshift, boolean safeToEvict,
    String instrumentation,
    @Schema(allowableValues = {"kubernetes", "portable", "none"}) String guards,
    List<String> formats) {
  @Schema(name = "PatchRequestSampler")
  record Sampler(String type, String argument) {}

  @Schema(name = "PatchRequestVariable")
  record Variable(String name, String value) {}
}
