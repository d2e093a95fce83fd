package app.xquare.trace.otlp;

import app.xquare.trace.ingest.Ingest;
import app.xquare.trace.ingest.IngestResult;
import app.xquare.trace.model.UnavailableException;
import com.google.protobuf.Message;
import com.google.rpc.Code;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/traces}. Every answer of 400 and above has a {@code google.rpc.Status} for a body,
 * written as the request was; in JSON where the request was neither.
 */
final class OtlpServlet extends HttpServlet {
  private static final long serialVersionUID = 1;
  private static final String TRACES = "/v1/traces";
  private static final Map<String, String> OTHER_SIGNALS = Map.of("/v1/metrics", "metrics",
      "/v1/logs", "logs", "/v1development/profiles", "profiles");
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final transient Ingest ingest;
  private final transient OtlpProperties properties;
  private final transient Origins origins;
  private final transient RefusedRequests refused;

  OtlpServlet(Ingest ingest, OtlpProperties properties, RefusedRequests refused) {
    this.refused = refused;
    this.ingest = ingest;
    this.properties = properties;
    this.origins = new Origins(properties.allowedOrigins());
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (origins.answer(request, response)) {
      return;
    }
    Encoding encoding = Encoding.of(request.getContentType());
    try {
      Refusal misdirected = misdirected(request, response);
      if (misdirected != null) {
        refuse(request, response, encoding, misdirected);
        return;
      }
      if (encoding == null) {
        refuse(request, response, null, Refusal.permanent(Refusal.Reason.CONTENT_TYPE,
            Code.INVALID_ARGUMENT, 415, "Content-Type: "
                + (request.getContentType() == null ? "none" : request.getContentType())
                + " (expected: application/x-protobuf or application/json)"));
        return;
      }
      Compression compression = Compression.of(request.getHeader("Content-Encoding"));
      if (compression == null) {
        response.setHeader("Accept-Encoding", Compression.ACCEPTED);
        refuse(request, response, encoding, Refusal.permanent(Refusal.Reason.COMPRESSION,
            Code.INVALID_ARGUMENT, 415, "Content-Encoding: " + request.getHeader("Content-Encoding")
                + " (expected: " + Compression.ACCEPTED + ", identity or none)"));
        return;
      }
      byte[] body = RequestBody.read(request, compression,
          properties.maxRequestSize().toBytes(), properties.requestTimeout());
      IngestResult result = store(encoding.toProtobuf(body));
      write(response, 200, encoding, Answers.of(result));
    } catch (RequestBody.BrokenOffException senderIsGone) {
      response.setStatus(400);
    } catch (RequestBody.TooSlowException e) {
      refuse(request, response, encoding,
          Refusal.permanent(Refusal.Reason.TOO_SLOW, Code.DEADLINE_EXCEEDED, 408,
              "body: not complete after " + properties.requestTimeout().toSeconds() + " s"));
    } catch (RuntimeException | ExecutionException e) {
      refuse(request, response, encoding, Refusal.of(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      refuse(request, response, encoding,
          Refusal.of(new UnavailableException("the server is shutting down", RETRY_AFTER, e)));
    }
  }

  /** Why the request is none that is served here, as far as its head tells. */
  private static @Nullable Refusal misdirected(HttpServletRequest request,
      HttpServletResponse response) {
    String path = request.getRequestURI();
    String signal = OTHER_SIGNALS.get(path);
    if (signal != null) {
      return Refusal.permanent(Refusal.Reason.NOT_SERVED, Code.UNIMPLEMENTED, 404,
          signal + " are not supported (expected: traces, by POST " + TRACES + ")");
    }
    if (!path.equals(TRACES)) {
      return Refusal.permanent(Refusal.Reason.NOT_SERVED, Code.NOT_FOUND, 404,
          "path: " + path + " (expected: " + TRACES + ")");
    }
    if (!request.getMethod().equals("POST")) {
      response.setHeader("Allow", "POST");
      return Refusal.permanent(Refusal.Reason.NOT_SERVED, Code.UNIMPLEMENTED, 405,
          "method: " + request.getMethod() + " (expected: POST)");
    }
    return null;
  }

  private IngestResult store(byte[] request) throws ExecutionException, InterruptedException {
    try {
      return ingest.submit(request).get(properties.requestTimeout().toMillis(),
          TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new UnavailableException("the spans are not stored yet", RETRY_AFTER, e);
    }
  }

  private void refuse(HttpServletRequest request, HttpServletResponse response,
      @Nullable Encoding encoding, Refusal refusal) throws IOException {
    refused.count(RefusedRequests.Protocol.HTTP, refusal.reason(), sender(request),
        refusal.logged());
    if (refusal.retryAfter() != null) {
      response.setHeader("Retry-After",
          Long.toString(Refusal.wholeSeconds(refusal.retryAfter())));
    }
    write(response, refusal.httpStatus(), encoding == null ? Encoding.JSON : encoding,
        refusal.toStatus());
  }

  static String sender(HttpServletRequest request) {
    return request.getRemoteAddr() + ":" + request.getRemotePort();
  }

  private static void write(HttpServletResponse response, int status, Encoding encoding,
      Message message) throws IOException {
    byte[] body = encoding.write(message);
    response.setStatus(status);
    response.setContentType(encoding.contentType());
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
    response.flushBuffer();
  }
}
