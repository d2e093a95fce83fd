package app.xquare.trace.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.xquare.trace.model.InvalidInputException;
import app.xquare.trace.query.AttributeFilter.Operator;
import app.xquare.trace.query.AttributeFilter.Place;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttributeFilterTest {
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      // text | place | key | operator | operand
      "http.method=GET | ANYWHERE | http.method | EQUAL | GET",
      "a=b=c | ANYWHERE | a | EQUAL | b=c",
      "a= | ANYWHERE | a | EQUAL | ``",
      "a!=b | ANYWHERE | a | NOT_EQUAL | b",
      "a!b=c | ANYWHERE | a!b | EQUAL | c",
      "a>5 | ANYWHERE | a | GREATER | 5",
      "a>=5.5 | ANYWHERE | a | AT_LEAST | 5.5",
      "a<-1e3 | ANYWHERE | a | LESS | -1e3",
      "a<=+5 | ANYWHERE | a | AT_MOST | +5",
      "a~^x.*=y$ | ANYWHERE | a | MATCHES | ^x.*=y$",
      "a=~b | ANYWHERE | a | EQUAL | ~b",
      "a | ANYWHERE | a | EXISTS | ``",
      "!a | ANYWHERE | a | ABSENT | ``",
      "resource.k8s.pod.name=p | RESOURCE | k8s.pod.name | EQUAL | p",
      "span.event.name=x | SPAN | event.name | EQUAL | x",
      "event.exception.type~Null | EVENT | exception.type | MATCHES | Null",
      "!link.k | LINK | k | ABSENT | ``",
      "scope.k | SCOPE | k | EXISTS | ``",
      "\"a=b\"=c | ANYWHERE | a=b | EQUAL | c",
      "\"event.name\"=x | ANYWHERE | event.name | EQUAL | x",
      "resource.\"a>b\" | RESOURCE | a>b | EXISTS | ``",
      "!\"!a\" | ANYWHERE | !a | ABSENT | ``",
      "\"say \\\"hi\\\" \\\\\"=1 | ANYWHERE | say \"hi\" \\ | EQUAL | 1",
      "a\"b=c | ANYWHERE | a\"b | EQUAL | c",
      "resource.a\"b=c | RESOURCE | a\"b | EQUAL | c",
      "주문.상태=완료 | ANYWHERE | 주문.상태 | EQUAL | 완료"})
  void reads(String text, Place place, String key, Operator operator, String operand) {
    AttributeFilter filter = AttributeFilter.parse(text);

    assertThat(filter.place()).isEqualTo(place);
    assertThat(filter.key()).isEqualTo(key);
    assertThat(filter.operator()).isEqualTo(operator);
    assertThat(filter.operand()).isEqualTo(operand);
    assertThat(filter).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "=b", "!=b", "!", "!a=b", "!a>1", "a>", "a>x", "a<=1,5", "a>NaN",
      "a>Infinity", "a~(", "a~((a{100}){100}){10}", "a~(?=x)", "resource.", "span.=x", "\"a",
      "\"a\"x", "\"a\"!", "\"a\\n\"",
      "\"a\\", "\"\"=x", "~x", ">5"})
  void refuses(String text) {
    assertThatThrownBy(() -> AttributeFilter.parse(text))
        .isInstanceOfSatisfying(InvalidInputException.class, e -> {
          assertThat(e.field()).isEqualTo("attribute");
          assertThat(e.value()).isEqualTo(text);
          assertThat(e.expected()).isNotBlank();
        });
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"a=5 | 5.0 | true", "a=5.0 | 5 | true",
      "a=5 | 0.5e1 | true", "a=5 | 5x | false", "a=abc | ABC | false", "a=NaN | NaN | true",
      "a=007 | 7 | true", "a<5 | 4.999 | true", "a<5 | 5 | false", "a<=5 | 5.0 | true",
      "a>5 | abc | false", "a>9007199254740992 | 9007199254740993 | true",
      "a>=1e308 | 1E+308 | true", "a~b.d | abcde | true", "a~^b | abcde | false"})
  void compares(String text, String value, boolean admitted) {
    assertThat(AttributeFilter.parse(text).admits(value)).isEqualTo(admitted);
  }

  @Test
  void aHugeExponentIsNoNumber() {
    assertThat(AttributeFilter.parse("a>5").admits("1e2000000000")).isFalse();
    assertThat(AttributeFilter.parse("a=10e2147483647").admits("10e2147483647")).isTrue();
    assertThatThrownBy(() -> AttributeFilter.parse("a>1e2147483647"))
        .isInstanceOf(InvalidInputException.class);
  }
}
