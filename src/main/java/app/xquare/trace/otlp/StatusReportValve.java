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
  @Override
  protected void report(Request request, Response response, @Nullable Throwable fault) {
    if (response.getStatus() < 400 || response.getContentWritten() > 0
        || !response.setErrorReported()) {
      return;
    }
    Code code = response.getStatus() < 500 ? Code.INVALID_ARGUMENT : Code.INTERNAL;
    Refusal refusal = Refusal.permanent(code, response.getStatus(), "the request cannot be read");
    try {
      response.setContentType(Encoding.JSON.contentType());
      response.getOutputStream().write(OtlpJson.toJson(refusal.toStatus()));
      response.finishResponse();
    } catch (IOException | IllegalStateException callerIsGone) {
      // nobody is left to tell
    }
  }
}
