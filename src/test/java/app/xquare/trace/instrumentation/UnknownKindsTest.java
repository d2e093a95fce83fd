package app.xquare.trace.instrumentation;

import static org.assertj.core.api.Assertions.assertThat;

import app.xquare.trace.instrumentation.PatchResult.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnknownKindsTest {
  @ParameterizedTest
  @ValueSource(strings = {"{apiVersion: extensions/v1beta1, kind: Deployment, metadata: {name: a}}",
      "{apiVersion: serving.knative.dev/v1, kind: Service, spec: {template: {spec: {containers: []}}}}",
      "{kind: Deployment}", "{a: b}"})
  void whatMayHaveBeenMeantIsNotLeftOutSilently(String manifest) {
    PatchResult result = Manifests.patch(manifest, "{'language': 'java'}");
    assertThat(result.status()).isEqualTo(Status.PASSED_THROUGH);
    assertThat(result.findings()).singleElement().satisfies(finding -> {
      assertThat(finding.code()).isEqualTo(FindingCode.UNKNOWN_KIND);
      assertThat(finding.line()).isEqualTo(1);
    });
  }

  @Test
  void nobodyWondersAboutOtherObjects() {
    assertThat(Manifests.patch("{apiVersion: v1, kind: Service, spec: {ports: []}}",
        "{'language': 'java'}").findings()).isEmpty();
  }
}
