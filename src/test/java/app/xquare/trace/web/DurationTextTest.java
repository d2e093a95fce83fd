package app.xquare.trace.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.xquare.trace.model.InvalidInputException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {
  @ParameterizedTest
  @CsvSource({"1.2s, 1200000000", "100ms, 100000000", "500us, 500000", "500µs, 500000",
      "500μs, 500000", "2m, 120000000000", "7ns, 7", "0s, 0", "1h30m, 5400000000000",
      "1d, 86400000000000", "0.000000001s, 1", "9223372036854775807ns, 9223372036854775807"})
  void isReadToTheNanosecond(String text, long nanos) {
    assertThat(DurationText.parse("minDuration", text)).isEqualTo(nanos);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "s", "-1s", "+1s", "1 s", "1S", "1.s", ".5s", "1e3s", "1w",
      "0.5ns",
      "9223372036854775808ns", "1s ", "1s2", "∞s", "١s",
      "11111111111111111111111111111111111111111111111111111111111111111s"})
  void elseItSaysWhatIsExpected(String text) {
    assertThatThrownBy(() -> DurationText.parse("minDuration", text))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("minDuration: " + text + " (expected: " + DurationText.EXPECTED + ")");
  }
}
