package app.xquare.trace.web;

import app.xquare.trace.instrumentation.DiagnosisCheck;
import app.xquare.trace.instrumentation.DiagnosisCode;
import app.xquare.trace.instrumentation.InjectionDiagnosis.Diagnosis;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

@Schema(name = "Diagnoses")
record DiagnosisView(@Schema(description = "One for each workload") List<Workload> workloads) {
  static DiagnosisView of(List<Diagnosis> all) {
    return new DiagnosisView(all.stream().map(one -> new Workload(one.kind(), one.namespace(),
        one.name(), one.checks().stream().map(Check::of).toList())).toList());
  }

  @Schema(name = "Diagnosis")
  record Workload(String kind, @Schema(types = {"string", "null"}) @Nullable String namespace,
      String name,
      @Schema(description = "In the order in which to look at them") List<Check> checks) {}

  @Schema(name = "DiagnosisCheck")
  record Check(int number, DiagnosisCheck.Verdict verdict,
      @Schema(types = {
          "string", "null"}, implementation = DiagnosisCode.class) @Nullable DiagnosisCode code,
      String message, @Schema(description = "What decides it in a cluster") String command,
      @Schema(types = {"string",
          "null"}, description = "What to do about it") @Nullable String fix) {
    static Check of(DiagnosisCheck check) {
      return new Check(check.number(), check.verdict(), check.code(), check.message(),
          check.command(), check.fix());
    }
  }
}
