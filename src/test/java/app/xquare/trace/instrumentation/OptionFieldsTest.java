package app.xquare.trace.instrumentation;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options that mean nothing are refused by name, never left out silently. */
class OptionFieldsTest {
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
      "'sampler': {'type': []} | type: [] (expected: a text)",
      "'sampler': {'type': ['always_on', 'xray']} | type: ",
      "'sampler': {'type': 'some'} | sampler.type: some (expected: one of always_off,",
      "'env': 'A=b' | env:  (expected: an array of {name, value}, or an object)",
      "'env': [{'name': 'A', 'value': 'b'}, {'name': 'A', 'value': 'c'}] | env: A (expected: each variable once)",
      "'env': [{'name': 'A', 'value': 'b', 'valueFrom': {}}] | env:  (expected: {name, value} each)",
      "'env': {'1A': 'b'} | env: 1A (expected: names of environment variables)",
      "'signals': [] | signals: none (expected: at least one",
      "'formats': ['xml'] | formats: xml (expected: of ",
      "'nodeSelector': {'a b': 'c'} | nodeSelector: a b=c (expected: a label)",
      "'nodeSelector': {'a': 'c d'} | nodeSelector: a=c d (expected: a label)",
      "'namespace': 'a.b' | namespace: a.b (expected: the name of a namespace)",
      "'unknown': 1 | options: unknown (expected: only allowPrivileged, "})
  void refused(String option, String message) {
    assertThatThrownBy(() -> Manifests.options("{'language': 'java', " + option + "}"))
        .isInstanceOf(InvalidOptionException.class).hasMessageStartingWith(message);
  }

  @Test
  void moreThanAManifestHolds() {
    String many = IntStream.rangeClosed(0, OptionFields.MAX_ENTRIES)
        .mapToObj(i -> "'A" + i + "': 'b'").collect(Collectors.joining(","));
    assertThatThrownBy(() -> Manifests.options("{'language': 'java', 'env': {" + many + "}}"))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessage("env: 501 entries (expected: at most 500)");
  }
}
