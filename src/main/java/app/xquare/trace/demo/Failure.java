package app.xquare.trace.demo;

import io.opentelemetry.api.common.Attributes;
import java.util.List;

/**
 * How a step goes wrong.
 *
 * @param httpStatus what an HTTP step answers
 * @param exception class name; empty if the step answers so without an exception
 * @param frames of the stack trace, innermost first
 */
record Failure(int httpStatus, String exception, String message, List<String> frames) {
  static Failure answer(int httpStatus) {
    return new Failure(httpStatus, "", "", List.of());
  }

  boolean hasException() {
    return !exception.isEmpty();
  }

  /** What the semantic conventions call {@code error.type}. */
  String type() {
    return hasException() ? exception : Integer.toString(httpStatus);
  }

  /** Attributes of the event {@code exception}. */
  Attributes event() {
    return Attributes.builder().put("exception.type", exception).put("exception.message", message)
        .put("exception.stacktrace",
            exception + ": " + message + "\n\tat " + String.join("\n\tat ", frames))
        .build();
  }
}
