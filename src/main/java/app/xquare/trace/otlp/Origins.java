package app.xquare.trace.otlp;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lets web pages of the configured origins send spans (CORS). */
final class Origins {
  private final List<String> allowed;

  Origins(List<String> allowed) {
    this.allowed = List.copyOf(allowed);
  }

  /** True if the request was a browser's question whether it may send, and is answered. */
  boolean answer(HttpServletRequest request, HttpServletResponse response) {
    if (allowed.isEmpty()) {
      return false;
    }
    response.addHeader("Vary", "Origin");
    String origin = request.getHeader("Origin");
    if (!isAllowed(origin)) {
      return false;
    }
    response.setHeader("Access-Control-Allow-Origin", origin);
    response.setHeader("Access-Control-Expose-Headers", "Retry-After");
    if (!request.getMethod().equals("OPTIONS")
        || request.getHeader("Access-Control-Request-Method") == null) {
      return false;
    }
    response.setHeader("Access-Control-Allow-Methods", "POST");
    String headers = request.getHeader("Access-Control-Request-Headers");
    if (headers != null) {
      response.setHeader("Access-Control-Allow-Headers", headers);
    }
    response.setHeader("Access-Control-Max-Age", "7200");
    response.setStatus(204);
    return true;
  }

  private boolean isAllowed(@Nullable String origin) {
    return origin != null && (allowed.contains("*") || allowed.contains(origin));
  }
}
