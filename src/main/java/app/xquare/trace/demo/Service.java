package app.xquare.trace.demo;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.resources.Resource;

/** The demo platform's services. A team's namespaces are named {@code {team}-prod}. */
enum Service {
  GATEWAY("gateway", "platform-prod", "2.4.1"),

  AUTH("auth", "platform-prod", "1.12.0"),

  BOARD("board", "board-prod", "3.0.2"),

  NOTIFICATION("notification", "board-prod", "1.7.5"),

  MAIL_WORKER("mail-worker", "mail-prod", "0.9.3"),

  MEAL_SCHEDULER("meal-scheduler", "meal-prod", "1.1.0");

  private final String title;
  private final String namespace;
  private final String version;

  Service(String title, String namespace, String version) {
    this.title = title;
    this.namespace = namespace;
    this.version = version;
  }

  /** The DNS name that other services of the platform call. */
  String host() {
    return title + "." + namespace + ".svc.cluster.local";
  }

  Resource resource() {
    String pod = title + "-" + Integer.toHexString(0x5d9f_0000 + hashOf(title)) + "-x7k2p";
    return Resource.getDefault()
        .merge(Resource.create(Attributes.builder().put("service.name", title)
            .put("service.namespace", namespace).put("service.version", version)
            .put("service.instance.id", namespace + "." + pod + "." + title)
            .put("deployment.environment.name", "prod").put("k8s.namespace.name", namespace)
            .put("k8s.deployment.name", title).put("k8s.pod.name", pod)
            .put("k8s.container.name", title).put("k8s.node.name", "node-" + hashOf(title) % 3)
            .build()));
  }

  /** Of the text alone, so that pods keep their names from run to run. */
  private static int hashOf(String text) {
    return text.hashCode() & 0xffff;
  }
}
