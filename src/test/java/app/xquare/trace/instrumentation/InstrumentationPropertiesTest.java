package app.xquare.trace.instrumentation;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstrumentationPropertiesTest {
  private static InstrumentationProperties mirror(String mirror) {
    return new InstrumentationProperties(mirror, Map.of(),
        new InstrumentationProperties.Live(false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "mirror.example", "mirror.example:5000/agents/otel"})
  void mirrors(String mirror) {
    assertThatCode(() -> mirror(mirror)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://mirror.example", "mirror.example/", "mirror example"})
  void whatNoImageCouldBePulledFrom(String mirror) {
    assertThatThrownBy(() -> mirror(mirror)).hasMessageStartingWith(
        "xquare.trace.instrumentation.image-mirror: " + mirror + " (expected: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "https://mirror.example/java:1"})
  void imagesThatAreNone(String image) {
    assertThatThrownBy(() -> new InstrumentationProperties("", Map.of(Language.JAVA, image),
        new InstrumentationProperties.Live(false))).hasMessageStartingWith(
            "xquare.trace.instrumentation.images.java: " + image + " (expected: ");
  }
}
