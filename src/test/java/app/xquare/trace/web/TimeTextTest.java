package app.xquare.trace.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.xquare.trace.model.InvalidInputException;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeTextTest {
  private static final Instant NOW = Instant.parse("2026-11-22T01:02:03.000000004Z");

  @ParameterizedTest
  @CsvSource({"2026-11-22T01:02:03.123456789Z, 2026-11-22T01:02:03.123456789Z",
      "2026-11-22T10:02:03+09:00, 2026-11-22T01:02:03.000000000Z",
      "2026-11-22T10:02:03 09:00, 2026-11-22T01:02:03.000000000Z",
      "2026-11-21t20:02:03-05:00, 2026-11-22T01:02:03.000000000Z",
      "1970-01-01T00:00:00Z, 1970-01-01T00:00:00.000000000Z",
      "2262-04-11T23:47:16.854775807Z, 2262-04-11T23:47:16.854775807Z",
      "0, 1970-01-01T00:00:00.000000000Z", "1795309323004, 2026-11-22T01:02:03.004000000Z",
      "now, 2026-11-22T01:02:03.000000004Z", "-1h, 2026-11-22T00:02:03.000000004Z",
      "now-15m, 2026-11-22T00:47:03.000000004Z", "-7d, 2026-11-15T01:02:03.000000004Z"})
  void isReadToTheNanosecond(String text, String expected) {
    assertThat(TimeText.format(TimeText.parse("from", text, NOW))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "yesterday", "2026-11-22", "2026-11-22T01:02:03",
      "2026-11-22 01:02:03Z",
      "2026-13-22T01:02:03Z", "2026-11-22T01:02:60Z", "2026-11-22T01:02:03.1234567890Z",
      "1969-12-31T23:59:59Z", "2262-04-11T23:47:16.854775808Z", "+9999-01-01T00:00:00Z", "-1", "1h",
      "+1h", "now+1h", "now-", "nowadays", "-1", "9223372036855", "99999999999999999999",
      "-300000d",
      "1.5", "٣"})
  void elseItSaysWhatIsExpected(String text) {
    assertThatThrownBy(() -> TimeText.parse("from", text, NOW))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("from: " + text + " (expected: " + TimeText.EXPECTED + ")");
  }
}
