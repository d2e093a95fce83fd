package app.xquare.trace.instrumentation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an injection did to one container.
 *
 * @param added variables that were not there
 * @param originals elements of the environment as they were before they were changed
 * @param moved variables that were taken out and added at the end, with the place they had
 * @param mounts names of the volumes that were mounted
 * @param command as it was before it was wrapped, JSON null if there was none; null if untouched
 * @param args as they were before, JSON null if there were none; null if untouched
 */
record ContainerChange(String container, List<String> added, Map<String, ObjectNode> originals,
    Map<String, Integer> moved, List<String> mounts, @Nullable JsonNode command,
    @Nullable JsonNode args) {
  ContainerChange {
    added = List.copyOf(added);
    originals = new LinkedHashMap<>(originals);
    moved = new LinkedHashMap<>(moved);
  }

  ContainerChange wrapped(@Nullable JsonNode commandBefore, @Nullable JsonNode argsBefore) {
    return new ContainerChange(container, added, originals, moved, mounts, commandBefore,
        argsBefore);
  }
}
