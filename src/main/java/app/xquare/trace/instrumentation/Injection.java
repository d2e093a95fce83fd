package app.xquare.trace.instrumentation;

import static java.nio.charset.StandardCharsets.UTF_8;

import app.xquare.trace.instrumentation.patch.JsonPatch;
import app.xquare.trace.instrumentation.patch.PatchEditor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Puts an agent into a workload that has none. */
final class Injection {
  private static final int MAX_ANNOTATIONS = 256 << 10;
  private static final String LOCAL_VOLUMES = "cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes";

  private final Workload workload;
  private final InjectionOptions options;
  private final @Nullable String image;
  private final Map<String, Set<String>> configMaps;
  private final Findings findings;
  private final LanguageInjection language;
  private final PatchEditor editor;

  private Injection(Workload workload, InjectionOptions options, AgentImages images,
      Map<String, Set<String>> configMaps, Findings findings) {
    this.workload = workload;
    this.options = options;
    this.image = options.image() != null ? options.image() : images.image(options.language());
    this.configMaps = configMaps;
    this.findings = findings;
    this.language = LanguageInjection.of(options.language());
    this.editor = new PatchEditor(workload.body(), options.guards(),
        workload.hasGeneration());
  }

  /** What came of it. */
  record Injected(List<Container> targets, JsonPatch patch, ObjectNode patched,
      JsonPatch rollback) {}

  /** Null if it was refused; the findings say why. */
  static @Nullable Injected into(Workload workload, InjectionOptions options, AgentImages images,
      Map<String, Set<String>> configMaps, Findings findings) {
    return new Injection(workload, options, images, configMaps, findings).run();
  }

  private @Nullable Injected run() {
    List<Container> targets = Targets.choose(workload, options.containers(), findings);
    if (findings.refused()) {
      return null;
    }
    Agent agent = language.agent(options);
    targets.forEach(target -> language.check(workload, target, findings));
    if (agent != null) {
      new AgentVolume(workload, agent, language, findings).check(targets);
    }
    PodAdvice.give(workload, targets, options, agent != null, findings);
    guards(targets);
    boolean go = options.language() == Language.GO;
    PodChange change = go
        ? GoInjection.apply(editor, workload, targets, options, String.valueOf(image), findings)
        : null;
    List<ContainerChange> containers = new ArrayList<>();
    if (!findings.refused()) {
      if (agent != null) {
        editor.append(workload.podPath() + "/volumes",
            InitContainer.volume(agent, options.volumeSizeLimit()));
      }
      for (Container target : go ? List.<Container>of() : targets) {
        containers.add(container(target, agent));
      }
    }
    if (findings.refused()) {
      return null;
    }
    change = pod(change, agent, targets);
    if (change == null || !annotate(containers, change)) {
      return null;
    }
    ObjectNode patched = editor.object();
    JsonPatch rollback = Rollback.of(workload.with(patched), containers, change, workload.body(),
        options.guards());
    return new Injected(targets, editor.patch(), patched, rollback);
  }

  private void guards(List<Container> targets) {
    if (workload.isLive()) {
      editor.test("/metadata/uid", workload.body().at("/metadata/uid"));
      if (workload.hasGeneration()) {
        editor.test("/metadata/generation", workload.body().at("/metadata/generation"));
      }
    }
    targets.forEach(target -> editor.test(target.path(workload) + "/name", target.name()));
  }

  private ContainerChange container(Container target, @Nullable Agent agent) {
    List<String> mounts = new ArrayList<>();
    if (agent != null) {
      editor.append(target.path(workload) + "/volumeMounts", Json.object().put("name", agent.name())
          .put("mountPath", language.mount(target.name())));
      mounts.add(agent.name());
    }
    EnvironmentSources sources = new EnvironmentSources(target.body(), configMaps,
        options.imageEnv());
    EnvironmentPlan plan = new EnvironmentPlan(workload, target, options, sources, findings);
    EnvironmentOrder.fill(plan, language, workload, options, findings);
    if (findings.refused()) {
      return plan.change(mounts);
    }
    plan.apply(editor);
    return options.wrapCommand()
        ? CommandWrap.apply(editor, workload, target, options, findings, plan.change(mounts))
        : plan.change(mounts);
  }

  private @Nullable PodChange pod(@Nullable PodChange go, @Nullable Agent agent,
      List<Container> targets) {
    Map<String, String> selector = PodFields.nodeSelector(editor, workload, options, findings);
    List<String> secrets = PodFields.imagePullSecrets(editor, workload, options);
    if (findings.refused()) {
      return null;
    }
    List<String> agents = new ArrayList<>();
    if (agent != null && image != null) {
      ObjectNode init = InitContainer.of(workload, targets.getFirst(), agent, image, options,
          findings);
      String list = workload.podPath() + "/initContainers";
      if (targets.getFirst().isInit()) {
        editor.add(list + "/" + targets.getFirst().index(), init);
      } else {
        editor.append(list, init);
      }
      agents.add(agent.name());
    }
    Map<String, String> annotations = new LinkedHashMap<>();
    if (options.safeToEvict() && agent != null
        && !workload.podAnnotations().containsKey(LOCAL_VOLUMES)) {
      annotations.put(LOCAL_VOLUMES, agent.name());
    }
    return go == null
        ? new PodChange(agents, agents, null, selector, secrets, false, annotations)
        : new PodChange(go.volumes(), go.initContainers(), go.sidecar(), selector, secrets,
            go.shareProcessNamespace(), annotations);
  }

  private boolean annotate(List<ContainerChange> containers, PodChange change) {
    Map<String, String> annotations = new LinkedHashMap<>(change.annotations());
    annotations.put(Markers.INSTRUMENTED, Markers.instrumented(options.language(), image(change)));
    String original = Markers.original(options.language(), containers, change);
    annotations.put(Markers.ORIGINAL, original);
    if (original.contains(Markers.WITHHELD)) {
      findings.warn(FindingCode.ORIGINAL_NOT_RECORDED,
          workload.templateMetadataPath() + "/annotations",
          "A value that may be a secret was not copied into the marker; keep the rollback that comes"
              + " with this patch.");
    }
    if (bytes(workload.podAnnotations()) + bytes(annotations) > MAX_ANNOTATIONS) {
      findings.refuse(FindingCode.ANNOTATIONS_TOO_LARGE,
          workload.templateMetadataPath() + "/annotations",
          "With the markers the annotations would be over the API server's 256 KiB.");
      return false;
    }
    PodFields.annotate(editor, workload, annotations);
    return true;
  }

  private static int bytes(Map<String, String> annotations) {
    return annotations.entrySet().stream()
        .mapToInt(entry -> (entry.getKey() + entry.getValue()).getBytes(UTF_8).length).sum();
  }

  private @Nullable String image(PodChange change) {
    return change.volumes().isEmpty() ? null : image;
  }
}
