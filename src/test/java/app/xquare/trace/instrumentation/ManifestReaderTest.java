package app.xquare.trace.instrumentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.xquare.trace.instrumentation.manifest.ManifestDocument;
import app.xquare.trace.instrumentation.manifest.ManifestException;
import app.xquare.trace.instrumentation.manifest.ManifestReader;
import app.xquare.trace.instrumentation.manifest.YamlWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Texts and what they mean, there and back. */
class ManifestReaderTest {
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', value = {"yes | true", "Off | false",
      "y | true", "N | false",
      "0o17 | 15", "~'y'~ | \"y\"",
      "0644 | 420", "0x1F | 31", "1_000 | 1000", "1e3 | 1000.0", "1.5 | 1.5", "~'yes'~ | \"yes\"",
      "\"0644\" | \"0644\"", "12:30 | \"12:30\"", "2026-11-22 | \"2026-11-22\"", "null | null",
      "1.2.3 | \"1.2.3\"", "9223372036854775808 | 9223372036854775808", "-7 | -7"})
  void scalarsMeanWhatTheyMeanToKubectl(String text, String json) {
    assertThat(ManifestReader.read("a: " + text).getFirst().body())
        .hasToString("{\"a\":" + json + "}");
  }

  @Test
  void mergesAndAliases() {
    assertThat(Manifests.read("""
        base: &base {a: 1, b: 2}
        derived: {<<: *base, b: 3}
        both: {<<: [*base, {c: 4}], d: 5}
        """)).hasToString("{\"base\":{\"a\":1,\"b\":2},\"derived\":{\"b\":3,\"a\":1},"
        + "\"both\":{\"d\":5,\"a\":1,\"b\":2,\"c\":4}}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a:\n- b\n- c: x\n  d: y\n", "{\n \"a\": [\"b\",\n {\"c\":\"x\",\n"
      + " \"d\": \"y\"}]}"})
  void lines(String text) {
    ManifestDocument document = ManifestReader.read(text).getFirst();
    assertThat(document.line("/a/0")).isEqualTo(2);
    assertThat(document.line("/a/1/c")).isEqualTo(3);
    assertThat(document.line("/a/1/d")).isEqualTo(4);
  }

  @Test
  void severalJsonObjects() {
    assertThat(ManifestReader.read("{\"a\": 1}\n{\"b\": 2}")).extracting(ManifestDocument::document)
        .containsExactly(0, 1);
    assertThatThrownBy(() -> ManifestReader.read("{\"a\": 1}\n[2]"))
        .isInstanceOf(ManifestException.class).hasMessageContaining("line 2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "y", "~", "0644", "1e3", "0o17", "1_0", ".5", "+1", "-", "- a",
      "a: b", "a #b", "#a", "'", "\"", "a'b", "", " ", " a", "a ", "\ttab", "multi\nline",
      "multi\nline\n", "trailing\n\n", "\n", "  indented\nlines", "한글 텍스트", "emoji 😀",
      "nul\u0000", "bell\u0007", "\u2028", "{a}", "[a]", "*a", "&a", "!a", "%a", "@a", "`a", "?",
      ": ", "=", "<<", "null", "NULL", "12:30:45", "2026-11-22", "0x1F", "$(VAR)", "---", "...",
      "a\r\nb", "http://host:80/path"})
  void whatIsWrittenIsReadAsTheSame(String text) {
    ObjectNode object = Json.object().put("key", text).put(text, "value");
    object.putArray("list").add(text).addObject().put("k", text);
    String written = YamlWriter.write(List.of(object));
    assertThat(ManifestReader.read(written).getFirst().body()).as(written).isEqualTo(object);
  }

  @Test
  void errorsHoldNoValues() {
    for (String text : List.of("password: [hunter2", "password: hunter2\npassword: hunter2",
        "a: !hunter2 x", "{\"password\": \"hunter2}", "hunter2: \"x\n", "- hunter2")) {
      assertThatThrownBy(() -> ManifestReader.read(text)).isInstanceOf(ManifestException.class)
          .hasMessageNotContaining("hunter2");
    }
  }

  @Test
  void flowStyleAtTheBeginningIsYaml() {
    assertThat(ManifestReader.read("{apiVersion: v1, kind: Namespace}\n---\na: b")).hasSize(2);
    assertThatThrownBy(() -> ManifestReader.read("{\"a\": \n [}"))
        .hasMessageContaining("line 2: the JSON is broken here");
  }
}
