package app.xquare.trace.instrumentation;

import app.xquare.trace.instrumentation.manifest.ManifestDocument;
import app.xquare.trace.instrumentation.patch.Guards;
import app.xquare.trace.instrumentation.patch.JsonPatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * Patches that instrument workloads, and their inverses. The same input gives the same output, to the
 * byte. Safe for use by many threads.
 */
public final class WorkloadPatches {
  private final AgentImages images;

  public WorkloadPatches(AgentImages images) {
    this.images = images;
  }

  /** One result for each document, in their order. Config maps among them tell what envFrom sets. */
  public List<PatchResult> patch(List<ManifestDocument> documents, InjectionOptions options) {
    Map<String, Set<String>> configMaps = configMaps(documents);
    List<PatchResult> results = new ArrayList<>();
    for (ManifestDocument document : documents) {
      Findings findings = new Findings(document::line);
      Workload workload = Workload.of(document, options.namespace());
      results.add(workload == null
          ? Results.passedThrough(document)
          : patch(document, workload, options, configMaps, findings));
    }
    return results;
  }

  private PatchResult patch(ManifestDocument document, Workload workload, InjectionOptions options,
      Map<String, Set<String>> configMaps, Findings findings) {
    Results results = new Results(document, workload, options, findings);
    ManifestChecks.given(workload, findings);
    if (!findings.refused()) {
      WorkloadAdvice.give(workload, findings);
    }
    if (findings.refused()) {
      return results.refused();
    }
    if (options.mode() == InjectionOptions.Mode.ANNOTATE) {
      return annotate(results, workload, options, findings);
    }
    return inject(results, workload, options, configMaps, findings);
  }

  private PatchResult inject(Results results, Workload workload, InjectionOptions options,
      Map<String, Set<String>> configMaps, Findings findings) {
    JsonPatch before = JsonPatch.EMPTY;
    if (Markers.arePresent(workload)) {
      Markers.Read markers = Markers.read(workload, findings);
      if (markers == null) {
        return results.refused();
      }
      if (markers.language() != options.language() && !options.force()) {
        findings.refuse(FindingCode.TWO_LANGUAGES, workload.templateMetadataPath(),
            "It is instrumented for " + markers.language().spelling()
                + "; roll that back first, or `force` to put this in its place.");
        return results.refused();
      }
      before = Rollback.of(workload, markers.containers(), markers.pod(), null, options.guards());
    } else {
      EarlierInjection.Kind earlier = EarlierInjection.of(workload);
      if (earlier == EarlierInjection.Kind.MANUAL && options.migrate()) {
        before = Migration.of(workload, options);
        findings.warn(FindingCode.MIGRATED, null,
            "The injection made by hand is taken out; the rollback leads to the state without it.");
      } else if (earlier != null) {
        alreadyInjected(earlier, findings);
        return results.unchanged(List.of(), null);
      }
    }
    Workload clean = before.isEmpty() ? workload : workload.with(before.apply(workload.body()));
    Injection.Injected injected = Injection.into(clean, options, images, configMaps, findings);
    if (injected == null) {
      return results.refused();
    }
    List<String> targets = injected.targets().stream().map(Container::name).toList();
    if (Markers.arePresent(workload)) {
      if (Covering.covers(workload.body(), injected.patched())
          && ManifestChecks.isValid(workload)) {
        findings.info(FindingCode.ALREADY_INSTRUMENTED, null, "It is instrumented as asked.");
        return results.unchanged(targets, before);
      }
      findings.warn(FindingCode.REPLACES_EARLIER, null,
          "It was instrumented otherwise; the patch takes that out and puts this in.");
    }
    ManifestChecks.patched(workload.with(injected.patched()), findings);
    return findings.refused()
        ? results.refused()
        : results.patched(targets, before.then(injected.patch()), injected.patched(),
            injected.rollback(), clean.body());
  }

  private static void alreadyInjected(EarlierInjection.Kind earlier, Findings findings) {
    if (earlier == EarlierInjection.Kind.MANUAL) {
      findings.warn(FindingCode.LEGACY_MANUAL, null,
          "An agent was put in by hand, in the layout of operators before 0.86; `migrate` replaces"
              + " it.");
    } else {
      findings.warn(FindingCode.ALREADY_INJECTED, null,
          "It holds the operator's injection, or one that looks like it; two would disturb each"
              + " other.");
    }
  }

  private static PatchResult annotate(Results results, Workload workload, InjectionOptions options,
      Findings findings) {
    if (Markers.arePresent(workload) || EarlierInjection.of(workload) != null) {
      findings.refuse(FindingCode.ALREADY_INSTRUMENTED, null,
          "The template holds an agent already; roll that back before the operator is asked.");
    }
    AnnotationMode.Annotated annotated = findings.refused()
        ? null
        : AnnotationMode.of(workload, options, findings);
    if (annotated == null) {
      return results.refused();
    }
    return results.annotated(annotated.targets().stream().map(Container::name).toList(),
        AnnotationMode.edit(workload, options, annotated.annotations()));
  }

  /**
   * Inverses from the manifests as they are now, by the markers in them.
   *
   * @param options may hold {@code guards} and {@code namespace}, as for a patch
   */
  public List<PatchResult> rollback(List<ManifestDocument> documents, ObjectNode options) {
    OptionFields fields = new OptionFields(options, Set.of("guards", "namespace"));
    Guards guards = fields.choice("guards", Guards.values(), Guards.KUBERNETES);
    String namespace = fields.namespace();
    List<PatchResult> results = new ArrayList<>();
    for (ManifestDocument document : documents) {
      Workload workload = Workload.of(document, namespace);
      results.add(workload == null
          ? Results.passedThrough(document)
          : rollback(document, workload, guards));
    }
    return results;
  }

  private static PatchResult rollback(ManifestDocument document, Workload workload,
      Guards guards) {
    Findings findings = new Findings(document::line);
    Results results = new Results(document, workload, InjectionOptions.of(Language.SDK), findings);
    ManifestChecks.given(workload, findings);
    if (findings.refused()) {
      return results.refused();
    }
    if (!Markers.arePresent(workload)) {
      findings.info(FindingCode.NOT_INSTRUMENTED, workload.templateMetadataPath(),
          "It has no marker of ours.");
      return results.unchanged(List.of(), null);
    }
    Markers.Read markers = Markers.read(workload, findings);
    if (markers == null) {
      return results.refused();
    }
    JsonPatch patch = Rollback.of(workload, markers.containers(), markers.pod(), null, guards);
    ManifestChecks.rolledBack(workload, patch.apply(workload.body()), markers.containers(),
        findings);
    return findings.refused()
        ? results.refused()
        : results.rolledBack(
            markers.containers().stream().map(ContainerChange::container).toList(), patch);
  }

  private static Map<String, Set<String>> configMaps(List<ManifestDocument> documents) {
    Map<String, Set<String>> configMaps = new HashMap<>();
    for (ManifestDocument document : documents) {
      String name = Json.text(document.body().path("metadata"), "name");
      if (document.body().path("kind").asString("").equals("ConfigMap") && name != null) {
        configMaps.put(name, Set.copyOf(document.body().path("data").propertyNames()));
      }
    }
    return configMaps;
  }
}
