package app.xquare.trace.instrumentation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Options as JSON, read strictly: every mistake names its field and what would have been right. */
final class OptionFields {
  static final Pattern ENV_NAME = Pattern.compile("[-._a-zA-Z][-._a-zA-Z0-9]*");
  /** More would make a manifest that no cluster stores. */
  static final int MAX_ENTRIES = 500;
  static final Pattern NAMESPACE = Pattern
      .compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
  private static final Pattern LABEL_KEY = Pattern.compile(
      "([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");
  private static final Pattern LABEL_VALUE = Pattern
      .compile("([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?");

  private final ObjectNode json;

  OptionFields(ObjectNode json, Set<String> known) {
    this.json = json;
    for (String name : json.propertyNames()) {
      if (!known.contains(name)) {
        throw new InvalidOptionException("options", name, "only "
            + String.join(", ", known.stream().sorted().toList()));
      }
    }
  }

  /** The name of a namespace, or null. */
  @Nullable
  String namespace() {
    return text("namespace", NAMESPACE, "the name of a namespace");
  }

  private @Nullable JsonNode get(String name) {
    JsonNode value = json.get(name);
    return value == null || value.isNull() ? null : value;
  }

  @Nullable
  String text(String name) {
    JsonNode value = get(name);
    if (value == null) {
      return null;
    }
    if (!value.isString() || value.stringValue().isEmpty()) {
      throw new InvalidOptionException(name, value.toString(), "a text");
    }
    return value.stringValue();
  }

  String text(String name, String absent) {
    String value = text(name);
    return value == null ? absent : value;
  }

  /** A text, or a number as it is written. */
  String scalar(String name, String absent) {
    JsonNode value = get(name);
    if (value != null && !value.isString() && !value.isNumber()) {
      throw new InvalidOptionException(name, value.toString(), "a text or a number");
    }
    return value == null ? absent : value.asString();
  }

  @Nullable
  String text(String name, Pattern pattern, String expected) {
    String value = text(name);
    if (value != null && !pattern.matcher(value).matches()) {
      throw new InvalidOptionException(name, Secrets.namesUser(value) ? "" : value, expected);
    }
    return value;
  }

  boolean flag(String name, boolean absent) {
    JsonNode value = get(name);
    if (value == null) {
      return absent;
    }
    if (!value.isBoolean()) {
      throw new InvalidOptionException(name, value.toString(), "true or false");
    }
    return value.booleanValue();
  }

  <E extends Enum<E>> E choice(String name, E[] all, Function<E, String> spelling,
      @Nullable E absent) {
    String text = text(name);
    if (text == null && absent != null) {
      return absent;
    }
    List<String> expected = new ArrayList<>();
    for (E one : all) {
      if (spelling.apply(one).equals(text)) {
        return one;
      }
      expected.add(spelling.apply(one));
    }
    throw new InvalidOptionException(name, text == null ? "" : text,
        "one of " + String.join(", ", expected));
  }

  <E extends Enum<E>> E choice(String name, E[] all, @Nullable E absent) {
    return choice(name, all, one -> one.name().toLowerCase(Locale.ROOT), absent);
  }

  /** Texts; one alone may stand without brackets. */
  List<String> texts(String name, List<String> absent) {
    JsonNode value = get(name);
    if (value == null) {
      return absent;
    }
    List<String> texts = new ArrayList<>();
    refuseMore(name, value);
    for (JsonNode one : value.isArray() ? value : List.of(value)) {
      if (!one.isString() || one.stringValue().isEmpty()) {
        throw new InvalidOptionException(name, one.toString(), "texts");
      }
      texts.add(one.stringValue());
    }
    return List.copyOf(texts);
  }

  private static void refuseMore(String name, JsonNode value) {
    if (value.size() > MAX_ENTRIES) {
      throw new InvalidOptionException(name, value.size() + " entries", "at most " + MAX_ENTRIES);
    }
  }

  /** As {@link #texts(String, List)}, but each one of the allowed, and at least one. */
  List<String> texts(String name, List<String> absent, Set<String> allowed) {
    List<String> texts = texts(name, absent);
    if (texts.isEmpty() && !absent.isEmpty()) {
      throw new InvalidOptionException(name, "none", "at least one, or no such option");
    }
    for (String one : texts) {
      if (!allowed.contains(one)) {
        throw new InvalidOptionException(name, one,
            "of " + String.join(", ", allowed.stream().sorted().toList()));
      }
    }
    return texts;
  }

  /** In the given order. Numbers and booleans are taken as they are written. */
  Map<String, String> map(String name) {
    JsonNode value = get(name);
    Map<String, String> map = new LinkedHashMap<>();
    if (value == null) {
      return map;
    }
    if (!(value instanceof ObjectNode object)) {
      throw new InvalidOptionException(name, "", "an object of texts");
    }
    refuseMore(name, object);
    object.forEachEntry((key, one) -> {
      if (one.isContainer() || one.isNull()) {
        throw new InvalidOptionException(name + "." + key, "", "a text");
      }
      map.put(key, one.asString());
    });
    return map;
  }

  /** Environment variables, as Kubernetes writes them or as an object. */
  Map<String, String> environment(String name) {
    JsonNode value = get(name);
    Map<String, String> variables;
    if (value == null || value.isObject()) {
      variables = map(name);
    } else {
      variables = new LinkedHashMap<>();
      if (!value.isArray()) {
        throw new InvalidOptionException(name, "", "an array of {name, value}, or an object");
      }
      refuseMore(name, value);
      for (JsonNode one : value) {
        if (one.size() != 2 || !one.path("name").isString() || !one.path("value").isString()) {
          throw new InvalidOptionException(name, "", "{name, value} each");
        }
        String variable = one.path("name").stringValue();
        if (variables.put(variable, one.path("value").stringValue()) != null) {
          throw new InvalidOptionException(name, variable, "each variable once");
        }
      }
    }
    variables.keySet().forEach(variable -> {
      if (!ENV_NAME.matcher(variable).matches()) {
        throw new InvalidOptionException(name, variable, "names of environment variables");
      }
    });
    return variables;
  }

  /** As Kubernetes takes labels. */
  Map<String, String> labels(String name) {
    Map<String, String> labels = map(name);
    labels.forEach((key, value) -> {
      if (!LABEL_KEY.matcher(key).matches() || !LABEL_VALUE.matcher(value).matches()) {
        throw new InvalidOptionException(name, key + "=" + value, "a label");
      }
    });
    return labels;
  }

  @Nullable
  ObjectNode object(String name) {
    JsonNode value = get(name);
    if (value != null && !(value instanceof ObjectNode)) {
      throw new InvalidOptionException(name, "", "an object");
    }
    return (ObjectNode) value;
  }
}
