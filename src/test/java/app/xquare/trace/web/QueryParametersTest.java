package app.xquare.trace.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.xquare.trace.model.InvalidInputException;
import app.xquare.trace.model.SpanKind;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryParametersTest {
  private static QueryParameters parse(@Nullable String query) {
    return QueryParameters.parse(query,
        Map.of("service", false, "limit", false, "kind", false, "flag", false, "attribute", true));
  }

  @Test
  void textIsDecodedAsUtf8WithPlusAsSpace() {
    assertThat(parse("service=%EC%A3%BC%EB%AC%B8+a%2Bb%26c%3Dd=e").text("service"))
        .isEqualTo("주문 a+b&c=d=e");
  }

  @Test
  void repeatedValuesKeepTheirCommasAndOrder() {
    assertThat(parse("attribute=a%3D1,2&attribute=!b").texts("attribute"))
        .containsExactly("a=1,2", "!b");
  }

  @Test
  void whatIsAbsentHasItsDefault() {
    QueryParameters none = parse(null);
    assertThat(none.text("service")).isNull();
    assertThat(none.texts("attribute")).isEmpty();
    assertThat(none.integer("limit", 1, 9, 5)).isEqualTo(5);
    assertThat(none.duration("limit", 7)).isEqualTo(7);
    assertThat(none.flag("flag")).isFalse();
    assertThat(none.choice("kind", SpanKind.values(), SpanKind::text)).isNull();
    assertThat(parse("").has("service")).isFalse();
  }

  @Test
  void enumsAreReadInAnyCase() {
    assertThat(parse("kind=SERVER").choice("kind", SpanKind.values(), SpanKind::text))
        .isEqualTo(SpanKind.SERVER);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "servcie=a | query: servcie (expected: only the parameters attribute, flag, kind, limit, service)",
      "service=a&service=b | service: a, b (expected: this parameter once)",
      "service= | service:  (expected: a value, or no such parameter)",
      "service | service:  (expected: a value, or no such parameter)",
      "attribute=a&attribute= | attribute:  (expected: a value, or no such parameter)",
      "service=a%00b | service: a%00b (expected: UTF-8 without NUL)",
      "service=%FF | service: %FF (expected: UTF-8 without NUL)",
      "service=%C0%80 | service: %C0%80 (expected: UTF-8 without NUL)",
      "service=%ED%A0%80 | service: %ED%A0%80 (expected: UTF-8 without NUL)",
      "service=100% | service: 100% (expected: percent signs followed by two hexadecimal digits)",
      "service=%-1 | service: %-1 (expected: percent signs followed by two hexadecimal digits)",
      "%FF=a | query: %FF (expected: UTF-8 without NUL)"})
  void mistakesAreNamed(String query, String message) {
    assertThatThrownBy(() -> parse(query)).isInstanceOf(InvalidInputException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource({"0", "10", "-1", "1.0", "0x1", "ten", "99999999999"})
  void integersHaveBounds(String limit) {
    assertThatThrownBy(() -> parse("limit=" + limit).integer("limit", 1, 9, 5))
        .hasMessage("limit: " + limit + " (expected: an integer, 1..9)");
  }

  @Test
  void enumsAndFlagsSayWhatTheyTake() {
    assertThatThrownBy(() -> parse("kind=web").choice("kind", SpanKind.values(), SpanKind::text))
        .hasMessage("kind: web (expected: one of unspecified, internal, server, client, producer,"
            + " consumer)");
    assertThatThrownBy(() -> parse("flag=yes").flag("flag"))
        .hasMessage("flag: yes (expected: true or false)");
  }
}
