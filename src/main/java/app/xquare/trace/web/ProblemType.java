package app.xquare.trace.web;

import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/** The kinds of problems that the API answers with (RFC 9457); {@code docs/api.md} lists them. */
enum ProblemType {
  INVALID_REQUEST(HttpStatus.BAD_REQUEST, "invalid-request", "The request is not valid"),
  TRACE_NOT_FOUND(HttpStatus.NOT_FOUND, "trace-not-found", "There is no such trace"),
  UNKNOWN_PATH(HttpStatus.NOT_FOUND, "unknown-path", "There is nothing at this path"),
  WORKLOAD_NOT_FOUND(HttpStatus.NOT_FOUND, "workload-not-found",
      "There is no such workload in the cluster"),
  LIVE_MODE_OFF(HttpStatus.NOT_FOUND, "live-mode-off", "The service works with no cluster"),
  METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED, "method-not-allowed",
      "The path does not support this method"),
  NOT_ACCEPTABLE(HttpStatus.NOT_ACCEPTABLE, "not-acceptable",
      "The answer does not exist in this form"),
  TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE, "too-large", "The request is too large"),
  UNSUPPORTED_MEDIA_TYPE(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type",
      "The content is of an unsupported type"),
  NOT_PATCHABLE(HttpStatus.UNPROCESSABLE_CONTENT, "not-patchable",
      "The workload cannot be patched as asked"),
  CORRUPT_DATA(HttpStatus.INTERNAL_SERVER_ERROR, "corrupt-data", "Stored data is damaged"),
  INTERNAL(HttpStatus.INTERNAL_SERVER_ERROR, "internal", "Something went wrong on our side"),
  CLUSTER_REFUSED(HttpStatus.BAD_GATEWAY, "cluster-refused",
      "The cluster did not do what was asked"),
  UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE, "unavailable",
      "The service cannot answer at the moment");

  private final HttpStatus status;
  private final URI uri;
  private final String title;

  ProblemType(HttpStatus status, String name, String title) {
    this.status = status;
    this.uri = URI.create("urn:xquare-trace:problem:" + name);
    this.title = title;
  }

  HttpStatus status() {
    return status;
  }

  URI uri() {
    return uri;
  }

  String title() {
    return title;
  }

  ProblemDetail detail(String detail) {
    ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
    problem.setType(uri);
    problem.setTitle(title);
    return problem;
  }

  /** With what was sent, where, and what would have been right. */
  ProblemDetail detail(String field, String value, String expected) {
    ProblemDetail problem = detail(field + ": " + value + " (expected: " + expected + ")");
    problem.setProperty("field", field);
    problem.setProperty("value", value);
    problem.setProperty("expected", expected);
    return problem;
  }

  private boolean isSaidByUsOnly() {
    return this == TRACE_NOT_FOUND || this == WORKLOAD_NOT_FOUND || this == LIVE_MODE_OFF
        || this == CORRUPT_DATA;
  }

  /** The kind that stands for a status, whoever gave it. */
  static ProblemType of(int status) {
    for (ProblemType type : values()) {
      if (type.status.value() == status && !type.isSaidByUsOnly()) {
        return type;
      }
    }
    return status < 500 ? INVALID_REQUEST : INTERNAL;
  }
}
