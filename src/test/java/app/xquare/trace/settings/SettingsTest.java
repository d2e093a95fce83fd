package app.xquare.trace.settings;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every setting is checked at the start: an impossible value is refused and told. */
@ExtendWith(OutputCaptureExtension.class)
class SettingsTest {
  private static final String PREFIX = "xquare.trace.";
  private static final List<String> DURATIONS = List.of("-7d", "0s", "soon", "36501d");
  private static final List<String> SIZES = List.of("-5MB", "0B", "much", "1025TB");

  /** Values that no setting may have, by its name: a new one needs some. */
  private static final Map<String, List<String>> IMPOSSIBLE = Map.ofEntries(
      entry("store.mongo-uri", List.of("mongo://user:pa55word@host/db", "mongodb://pa55word@:x")),
      entry("store.data-directory", List.of("/dev/null")),
      entry("store.retention", DURATIONS),
      entry("store.max-size", List.of("-5MB", "much", "1025TB")),
      entry("store.unindexed-attributes", List.of("a,,b", "a, ")),
      entry("ingest.queue-size", SIZES), entry("ingest.commit-size", SIZES),
      entry("ingest.max-span-size", SIZES), entry("query.time-budget", DURATIONS),
      entry("query.fragment-budget", List.of("-1", "0", "some", "1000000001", "99999999999")),
      entry("instrumentation.image-mirror", List.of("https://mirror.example", "a b")),
      entry("instrumentation.images", List.of("java=not an image", "cobol=image:1")),
      entry("instrumentation.live.enabled", List.of("perhaps", "2")),
      entry("otlp.address", List.of("not an address", "1.2.3.4.5")),
      entry("otlp.http-port", List.of("-1", "65536", "http", "99999999999")),
      entry("otlp.max-request-size", SIZES), entry("otlp.request-timeout", DURATIONS),
      entry("otlp.allowed-origins", List.of("shop.example", "https://shop.example/path")));

  @TempDir
  private Path folder;

  @ConfigurationPropertiesScan("app.xquare.trace")
  @ComponentScan(basePackages = "app.xquare.trace.store", excludeFilters = @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*(Test|IT|Contract|Oracle)(\\$.*)?"))
  static class Settings {}

  static Stream<Arguments> impossible() {
    return IMPOSSIBLE.entrySet().stream().flatMap(
        setting -> setting.getValue().stream().map(value -> Arguments.of(setting.getKey(), value)));
  }

  private ConfigurableApplicationContext start(String... settings) {
    List<String> arguments = new ArrayList<>(List.of(settings));
    if (arguments.stream().noneMatch(setting -> setting.contains("data-directory"))) {
      arguments.add("--xquare.trace.store.data-directory=" + folder);
    }
    return new SpringApplicationBuilder(Settings.class).web(WebApplicationType.NONE)
        .logStartupInfo(false).run(arguments.toArray(String[]::new));
  }

  @ParameterizedTest
  @MethodSource("impossible")
  void anImpossibleValueStopsTheStartWithNameValueAndExpectation(String setting, String value,
      CapturedOutput output) {
    String[] entry = value.split("=", 2);
    String name = entry.length == 2 ? setting + "." + entry[0] : setting;
    String sent = entry[entry.length - 1];
    assertThatThrownBy(() -> start("--" + PREFIX + name + "=" + sent).close()).as(value)
        .isInstanceOf(Exception.class);

    assertThat(output.getAll()).contains("APPLICATION FAILED TO START")
        .doesNotContain("pa55word");
    String told = output.getAll()
        .substring(output.getAll().indexOf("APPLICATION FAILED TO START"));
    switch (setting) {
      // Refused by what uses it.
      case "store.data-directory" -> assertThat(told).contains(PREFIX + name, sent);
      case "store.mongo-uri" -> assertThat(told)
          .containsPattern(
              "(?m)^" + Pattern.quote(PREFIX + name) + ": mongo(db)?://… \\(expected: ");
      case "instrumentation.images" -> assertThat(told)
          .containsPattern("(?m)^" + PREFIX + setting + ".*: (not an image|cobol) \\(expected: ");
      default -> assertThat(told).containsPattern("(?m)^" + Pattern.quote(PREFIX + name)
          + "(\\[0])?: " + Pattern.quote(sent) + " \\(expected: ");
    }
  }

  @Test
  void everySettingIsChecked() throws IOException {
    JsonNode metadata = JsonMapper.shared().readTree(
        Files.readString(Path.of("target/classes/META-INF/spring-configuration-metadata.json")));
    assertThat(StreamSupport.stream(metadata.get("properties").spliterator(), false)
        .map(property -> property.get("name").asString()))
        .containsExactlyInAnyOrderElementsOf(
            IMPOSSIBLE.keySet().stream().map(name -> PREFIX + name).toList());
  }

  @Test
  void allImpossibleValuesOfOneGroupAreToldAtOnce(CapturedOutput output) {
    assertThatThrownBy(() -> start("--xquare.trace.ingest.queue-size=-5MB",
        "--xquare.trace.ingest.commit-size=0").close()).isInstanceOf(Exception.class);
    assertThat(output).contains("xquare.trace.ingest.queue-size: -5MB (expected: 1MB to 64GB)")
        .contains("xquare.trace.ingest.commit-size: 0 (expected: 64KB to 1GB)");
  }

  @Test
  void theDefaultsArePossible() {
    start().close();
  }
}
