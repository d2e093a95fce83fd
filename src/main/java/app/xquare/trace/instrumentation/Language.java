package app.xquare.trace.instrumentation;

/** What the OpenTelemetry operator can inject, in its order. */
public enum Language {
  JAVA("java"),
  NODEJS("nodejs"),
  PYTHON("python"),
  DOTNET("dotnet"),
  GO("go"),
  APACHE_HTTPD(
      "apache-httpd"),
  NGINX("nginx"),
  SDK("sdk");

  private final String spelling;

  Language(String spelling) {
    this.spelling = spelling;
  }

  /** As in the operator's annotations. */
  public String spelling() {
    return spelling;
  }

  /** The pod annotation that asks the operator for it. */
  String annotation() {
    return OperatorNames.PREFIX + "inject-" + spelling;
  }

  /** The pod annotation that says into which containers. */
  String containersAnnotation() {
    return OperatorNames.PREFIX + (this == NGINX ? "inject-nginx" : spelling) + "-container-names";
  }
}
