package app.xquare.trace.otlp;

import app.xquare.trace.codec.OtlpJson;
import com.google.rpc.Code;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/** Answers for what the server refuses before the servlet sees it, such as a malformed path. */
final class StatusReportValve extends ErrorReportValve {
  private final RefusedRequests refused;

  StatusReportValve(RefusedRequests refused) {
    this.refused = refused;
  }

  @Override
  protected void report(Request request, Response response, @Nullable Throwable fault) {
    if (response.getStatus() < 400 || response.getContentWritten() > 0
        || !response.setErrorReported()) {
      return;
    }
    String message = "the request cannot be read";
    Refusal refusal = response.getStatus() < 500
        ? Refusal.permanent(Refusal.Reason.MALFORMED, Code.INVALID_ARGUMENT, response.getStatus(),
            message)
        : Refusal.permanent(Refusal.Reason.FAILED, Code.INTERNAL, response.getStatus(), message);
    refused.count(RefusedRequests.Protocol.HTTP, refusal.reason(), OtlpServlet.sender(request),
        message);
    try {
      response.setContentType(Encoding.JSON.contentType());
      response.getOutputStream().write(OtlpJson.toJson(refusal.toStatus()));
      response.finishResponse();
    } catch (IOException | IllegalStateException callerIsGone) {
      // nobody is left to tell
    }
  }
}
