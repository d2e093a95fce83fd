package app.xquare.trace.instrumentation;

import app.xquare.trace.instrumentation.patch.PatchEditor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What becomes of one container's environment. Variables are asked for in the operator's order; what
 * the application sets stays, unless it was asked to be overridden.
 */
final class EnvironmentPlan {
  static final String PRESERVED = "XQ_ORIG_";

  private final Workload workload;
  private final Container container;
  private final InjectionOptions options;
  private final EnvironmentSources sources;
  private final Findings findings;
  private final String path;
  private final List<ObjectNode> original;
  private final Map<String, Integer> places = new LinkedHashMap<>();
  private final Map<String, ObjectNode> appended = new LinkedHashMap<>();
  private final List<ObjectNode> prepended = new ArrayList<>();
  private final Map<String, String> values = new LinkedHashMap<>();
  private final Map<String, ObjectNode> originals = new LinkedHashMap<>();
  private final Map<String, Integer> moved = new LinkedHashMap<>();
  private final Set<String> kept = new LinkedHashSet<>();
  private final Set<String> renamed = new LinkedHashSet<>();

  EnvironmentPlan(Workload workload, Container container, InjectionOptions options,
      EnvironmentSources sources, Findings findings) {
    this.workload = workload;
    this.container = container;
    this.options = options;
    this.sources = sources;
    this.findings = findings;
    this.path = container.path(workload) + "/env";
    this.original = Json.objects(container.body(), "env");
    for (int i = 0; i < original.size(); i++) {
      if (places.put(original.get(i).path("name").asString(""), i) != null) {
        findings.warn(FindingCode.DUPLICATE_VARIABLE, path + "/" + i,
            "This variable is set twice; the last one counts, and is the one that is changed.");
      }
    }
    if (sources.hasUnknown()) {
      findings.warn(FindingCode.ENVFROM_MAY_BE_SHADOWED, container.path(workload) + "/envFrom",
          "A variable of the same name that comes from envFrom is overridden; send the ConfigMaps"
              + " along to have them kept.");
    }
  }

  Container container() {
    return container;
  }

  boolean has(String name) {
    return places.containsKey(name) || appended.containsKey(name);
  }

  /** Whether the application sets it, by itself or through a ConfigMap. */
  boolean isSetByApplication(String name) {
    return places.containsKey(name) || sources.isFromConfigMap(name);
  }

  /** The application's own value, else the one that was asked for before, or null. */
  @Nullable
  String value(String name) {
    String own = originalValue(name);
    return own != null ? own : Json.text(appended.get(name), "value");
  }

  /** The application's own value, or null. */
  private @Nullable String originalValue(String name) {
    Integer place = places.get(name);
    return place == null ? null : Json.text(original.get(place), "value");
  }

  /** The application's own element, which must be there. */
  private ObjectNode element(String name) {
    return original.get(place(name));
  }

  private int place(String name) {
    return Objects.requireNonNull(places.get(name), name);
  }

  private boolean isFromElsewhere(String name) {
    Integer place = places.get(name);
    return place != null && original.get(place).hasNonNull("valueFrom");
  }

  /** Sets a variable unless the application does, or it was set before. */
  void insert(String name, String value) {
    if (kept.contains(name) || values.containsKey(name)) {
      return;
    }
    Integer place = places.get(name);
    if (place != null) {
      keep(name, value, path + "/" + place);
    } else if (sources.isFromConfigMap(name) && !options.override()) {
      findings.kept(FindingCode.CONFLICT_KEPT, container.path(workload) + "/envFrom",
          name + " comes from a ConfigMap and stays.", null, Secrets.shown(name, value));
    } else {
      appended.putIfAbsent(name, Json.variable(name, value));
    }
  }

  private void keep(String name, String value, String where) {
    String present = originalValue(name);
    if (value.equals(present) && !isFromElsewhere(name)) {
      kept.add(name);
    } else if (options.override()) {
      findings.kept(FindingCode.CONFLICT_OVERRIDDEN, where, name + " is overridden, as asked.",
          null, Secrets.shown(name, value));
      originals.put(name, element(name));
      values.put(name, value);
    } else {
      kept.add(name);
      findings.kept(FindingCode.CONFLICT_KEPT, where,
          name + " is set by the application and stays.",
          Secrets.shown(name, present), Secrets.shown(name, value));
    }
  }

  void insertField(String name, String fieldPath) {
    if (!places.containsKey(name)) {
      appended.putIfAbsent(name, Json.field(name, fieldPath));
    }
  }

  void prependField(String name, String fieldPath) {
    if (!has(name) && !options.env().containsKey(name)) {
      prepended.addFirst(Json.field(name, fieldPath));
    }
  }

  /** Adds our part to a variable that the application may set too. */
  void merge(MergedVariable variable) {
    String name = variable.name();
    Integer place = places.get(name);
    if (place == null) {
      String asked = Json.text(appended.get(name), "value");
      String existing = asked != null ? asked : sources.existing(name);
      if (existing == null && options.imageEnv().isEmpty()) {
        findings.info(FindingCode.IMAGE_ENV_UNKNOWN, container.path(workload) + "/image",
            "If the image sets " + name + ", that is lost; say so by `imageEnv`.");
      }
      appended.put(name,
          Json.variable(name, existing == null ? variable.alone() : variable.with(existing)));
      return;
    }
    String where = path + "/" + place;
    String overridden = values.get(name);
    if (isFromElsewhere(name) && overridden == null) {
      preserve(variable, where);
      return;
    }
    String present = overridden != null ? overridden : originalValue(name);
    if (present != null && variable.isIn(present)) {
      kept.add(name);
      findings.warn(FindingCode.ALREADY_PRESENT, where, name + " names our agent already.");
      return;
    }
    if (present != null && variable.isForeign(present)) {
      findings.warn(FindingCode.FOREIGN_AGENT, where,
          name + " loads another agent; two in one process may disturb each other.");
    }
    originals.put(name, original.get(place));
    values.put(name, present == null ? variable.alone() : variable.with(present));
  }

  private void preserve(MergedVariable variable, String where) {
    String name = variable.name();
    if (!options.preserveValueFrom()) {
      findings.refuse(FindingCode.VALUE_FROM, where, name + " comes from elsewhere (valueFrom), so"
          + " nothing can be added to it; `preserveValueFrom` keeps it under another name.");
      return;
    }
    findings.info(FindingCode.VALUE_FROM_PRESERVED, where,
        name + " stays as " + PRESERVED + name + ", and the new value refers to it.");
    originals.put(name, element(name));
    renamed.add(name);
    values.put(name, variable.with("$(" + PRESERVED + name + ")"));
  }

  /** Whether a variable of the application that comes later takes its value from it. */
  boolean isReferredTo(String name) {
    Integer place = places.get(name);
    return place != null && original.subList(place + 1, original.size()).stream().anyMatch(
        later -> References.in(later.path("value").asString("")).contains(name));
  }

  /**
   * Puts the resource attributes last, because they refer to variables before them; they stay where
   * they are if the application refers to them itself.
   */
  void resourceAttributes(Map<String, String> computed) {
    String name = OperatorNames.RESOURCE_ATTRIBUTES;
    Integer place = places.get(name);
    String asked = Json.text(appended.remove(name), "value");
    String overridden = values.remove(name);
    String existing = place == null
        ? asked != null ? asked : sources.existing(name)
        : overridden != null ? overridden : originalValue(name);
    if (isFromElsewhere(name) && overridden == null) {
      if (!options.preserveValueFrom()) {
        findings.refuse(FindingCode.VALUE_FROM, path + "/" + place, name
            + " comes from elsewhere (valueFrom); `preserveValueFrom` keeps it under another name.");
        return;
      }
      existing = "$(" + PRESERVED + name + ")";
      originals.put(name, element(name));
      renamed.add(name);
    }
    String merged = ResourceAttributes.append(existing, computed);
    if (isReferredTo(name)) {
      originals.put(name, element(name));
      values.put(name, merged);
    } else if (place == null || renamed.contains(name)) {
      appended.put(name, Json.variable(name, merged));
    } else if (!merged.equals(originalValue(name))) {
      originals.put(name, original.get(place));
      moved.put(name, place);
      appended.put(name, Json.variable(name, merged));
    }
  }

  /** Writes everything down, places in the array staying valid from one operation to the next. */
  void apply(PatchEditor editor) {
    if (Json.isAbsent(editor.at(path))) {
      editor.testAbsent(path).add(path, fresh());
      return;
    }
    SortedMap<Integer, String> fromTheEnd = new TreeMap<>((a, b) -> Integer.compare(b, a));
    values.keySet().forEach(name -> fromTheEnd.put(place(name), name));
    renamed.forEach(name -> fromTheEnd.put(place(name), name));
    fromTheEnd.forEach((place, name) -> change(editor, path + "/" + place, name));
    moved.keySet().forEach(name -> {
      String last = path + "/" + EnvironmentArray.last(editor.at(path), name);
      editor.test(last + "/name", name);
      if (element(name).hasNonNull("value")) {
        editor.test(last + "/value", element(name).get("value"));
      }
      editor.remove(last);
    });
    appended.values().forEach(element -> editor.add(path + "/-", element));
    for (int i = prepended.size() - 1; i >= 0; i--) {
      editor.add(path + "/0", prepended.get(i));
    }
  }

  private void change(PatchEditor editor, String element, String name) {
    ObjectNode before = element(name);
    String value = values.get(name);
    editor.test(element + "/name", name);
    if (renamed.contains(name)) {
      editor.replace(element + "/name", PRESERVED + name);
      if (value != null) {
        int at = Integer.parseInt(element.substring(element.lastIndexOf('/') + 1));
        editor.add(path + "/" + (at + 1), Json.variable(name, value));
      }
      return;
    }
    Objects.requireNonNull(value, name);
    JsonNode present = before.get("value");
    if (before.hasNonNull("valueFrom")) {
      editor.replace(element, Json.variable(name, value));
    } else if (present == null || present.isNull()) {
      editor.add(element + "/value", value);
    } else {
      editor.test(element + "/value", present).replace(element + "/value", value);
    }
  }

  /** The environment of a container that has none yet. */
  ArrayNode fresh() {
    ArrayNode all = Json.array();
    prepended.forEach(all::add);
    appended.values().forEach(all::add);
    return all;
  }

  /** What a rollback must know. */
  ContainerChange change(List<String> mounts) {
    List<String> added = new ArrayList<>();
    prepended.forEach(element -> added.add(element.path("name").asString("")));
    appended.keySet().stream().filter(name -> !originals.containsKey(name)).forEach(added::add);
    return new ContainerChange(container.name(), added, originals, moved, mounts, null, null);
  }
}
