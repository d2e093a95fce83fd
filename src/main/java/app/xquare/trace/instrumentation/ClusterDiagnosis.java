package app.xquare.trace.instrumentation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the Instrumentations and the Namespace decide: checks 3, 4, 6 and 15. */
final class ClusterDiagnosis {
  private static final String SEND = "Send the Instrumentations along; if there are none,"
      + " `complete=Instrumentation` says so.";

  private final @Nullable String namespace;
  private final SuppliedObjects supplied;
  private final InjectionDiagnosis diagnosis;
  private final AskedAgents asked;
  private final Map<Language, String> languages;

  ClusterDiagnosis(Workload subject, SuppliedObjects supplied, InjectionDiagnosis diagnosis) {
    this.namespace = subject.namespace();
    this.supplied = supplied;
    this.diagnosis = diagnosis;
    this.asked = diagnosis.asked();
    this.languages = asked.languages();
  }

  void run() {
    named();
    only();
    namespaceAnnotation();
    tls();
  }

  private boolean isKnown(String value) {
    return supplied.knowsInstrumentations(SuppliedObjects.whereOf(value, namespace));
  }

  private void named() {
    boolean unknown = false;
    for (String value : languages.values()) {
      if (AskedAgents.isTrue(value) || supplied.instrumentation(value, namespace) != null) {
        continue;
      }
      if (isKnown(value)) {
        diagnosis.problem(3, DiagnosisCode.CR_NOT_FOUND,
            "There is no Instrumentation " + value + " as seen from " + place()
                + "; without a slash it must be in the pod's own namespace.",
            "Create it there, or name it as NAMESPACE/NAME. The operator's log says \"failed to"
                + " select an OpenTelemetry Instrumentation instance\".");
        return;
      }
      unknown = true;
    }
    if (unknown) {
      diagnosis.unknown(3, SEND);
    } else {
      diagnosis.ok(3, "No Instrumentation is named that is not there.");
    }
  }

  private String place() {
    return namespace == null ? "the pod's namespace" : namespace;
  }

  private void only() {
    int there = supplied.instrumentations(namespace).size();
    if (languages.values().stream().noneMatch(AskedAgents::isTrue)) {
      diagnosis.ok(4, "Nothing asks for \"true\", whatever Instrumentation that would be.");
    } else if (there > 1) {
      diagnosis.problem(4, DiagnosisCode.MULTIPLE_CRS,
          "\"true\" means the one Instrumentation of the namespace, but it has " + there + ".",
          "Name the one that is meant.");
    } else if (!supplied.knowsInstrumentations(namespace)) {
      diagnosis.unknown(4, SEND);
    } else if (there == 0) {
      diagnosis.problem(4, DiagnosisCode.NO_CR,
          "\"true\" means the one Instrumentation of the namespace, but it has none.",
          "Create it: GET instrumentations gives it.");
    } else {
      diagnosis.ok(4, "It is clear which Instrumentation is meant.");
    }
  }

  /** A pod's "true" means only: as the namespace says, unless that says no. */
  private void namespaceAnnotation() {
    if (supplied.namespace(namespace) == null) {
      diagnosis.unknown(6, "Send the Namespace along.");
      return;
    }
    for (Map.Entry<Language, String> one : languages.entrySet()) {
      String inner = asked.pod().getOrDefault(one.getKey().annotation(), "");
      String value = one.getValue();
      if (AskedAgents.isTrue(inner) && !AskedAgents.isTrue(value)) {
        String says = "The namespace names " + value + ", which takes the place of the pod's"
            + " \"true\"";
        if (supplied.instrumentation(value, namespace) != null) {
          diagnosis.ok(6, says + "; it is there.");
        } else if (isKnown(value)) {
          diagnosis.problem(6, DiagnosisCode.NAMESPACE_OVERRIDES, says + ", and is not there.",
              "Name the Instrumentation in the pod's annotation, or mend the namespace's.");
        } else {
          diagnosis.unknown(6, says + ". " + SEND);
        }
        return;
      }
    }
    diagnosis.ok(6, "The namespace's annotations do not change what the pod's say.");
  }

  private void tls() {
    String needed = null;
    for (String value : languages.values()) {
      ObjectNode resource = supplied.instrumentation(value, namespace);
      if (resource == null) {
        needed = isKnown(value) ? needed : SEND;
        continue;
      }
      JsonNode tls = resource.at("/spec/exporter/tls");
      for (String kind : List.of("Secret", "ConfigMap")) {
        String name = tls.path(kind.equals("Secret") ? "secretName" : "configMapName").asString("");
        List<String> there = new ArrayList<>();
        supplied.in(namespace, kind).forEach(one -> there.add(SuppliedObjects.name(one)));
        if (name.isEmpty() || there.contains(name)) {
          continue;
        }
        if (supplied.knows(kind, namespace)) {
          diagnosis.problem(15, DiagnosisCode.TLS_REF_MISSING, "The exporter needs the " + kind
              + " " + name + " in the pod's namespace; without it nothing is injected.",
              "Create it there.");
          return;
        }
        needed = "The exporter needs the " + kind + " " + name + "; send those of the namespace"
            + " along, without their data.";
      }
    }
    if (needed == null) {
      diagnosis.ok(15, "The exporter refers to nothing that is missing.");
    } else {
      diagnosis.unknown(15, needed);
    }
  }
}
