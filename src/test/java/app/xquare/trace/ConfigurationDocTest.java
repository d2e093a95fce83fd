package app.xquare.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every setting stands in the documentation, with the words of the code. */
class ConfigurationDocTest {
  @Test
  void everySettingIsDocumented() throws IOException {
    String doc = Files.readString(Path.of("docs/configuration.md"));
    JsonNode metadata = JsonMapper.shared().readTree(
        Files.readString(Path.of("target/classes/META-INF/spring-configuration-metadata.json")));
    List<String> names = StreamSupport.stream(metadata.get("properties").spliterator(), false)
        .map(property -> property.get("name").asString()).toList();
    assertThat(names).contains("xquare.trace.store.mongo-uri").allSatisfy(
        name -> assertThat(doc).as("docs/configuration.md").contains("`" + name + "`"));
  }
}
