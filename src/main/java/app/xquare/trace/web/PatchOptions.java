package app.xquare.trace.web;

import app.xquare.trace.model.InvalidInputException;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Options of a patch from the query, in the form that a body has. */
final class PatchOptions {
  private static final List<String> TEXTS = List.of("language", "mode", "namespace", "endpoint",
      "protocol", "image", "imagePullPolicy", "platform", "volumeSizeLimit", "goTarget",
      "instrumentation", "guards");
  private static final List<String> LISTS = List.of("containers", "signals", "propagators",
      "imagePullSecrets", "imageEntrypoint", "imageCommand", "formats");
  private static final List<String> MAPS = List.of("env", "languageEnv", "resourceAttributes",
      "nodeSelector", "imageEnv");
  private static final List<String> FLAGS = List.of("deriveEnvironment", "wrapCommand",
      "preserveValueFrom", "override", "force", "migrate", "allowPrivileged", "openshift",
      "safeToEvict");

  private PatchOptions() {}

  static ObjectNode of(QueryParameters query) {
    ObjectNode options = JsonNodeFactory.instance.objectNode();
    for (String name : TEXTS) {
      String text = query.text(name);
      if (text != null) {
        options.put(name, text);
      }
    }
    for (String name : LISTS) {
      if (query.has(name)) {
        query.texts(name).forEach(options.withArray(name)::add);
      }
    }
    for (String name : MAPS) {
      for (String pair : query.texts(name)) {
        int equals = pair.indexOf('=');
        if (equals < 1) {
          throw new InvalidInputException(name, pair, "name=value");
        }
        String key = pair.substring(0, equals);
        if (options.withObjectProperty(name).has(key)) {
          throw new InvalidInputException(name, key, "each name once");
        }
        options.withObjectProperty(name).put(key, pair.substring(equals + 1));
      }
    }
    for (String name : FLAGS) {
      if (query.has(name)) {
        options.put(name, query.flag(name));
      }
    }
    sampler(query, options);
    return options;
  }

  private static void sampler(QueryParameters query, ObjectNode options) {
    String type = query.text("sampler");
    String argument = query.text("samplerArgument");
    if (type != null) {
      options.withObjectProperty("sampler").put("type", type);
    }
    if (argument != null) {
      options.withObjectProperty("sampler").put("argument", argument);
    }
  }
}
