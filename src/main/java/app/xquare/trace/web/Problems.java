package app.xquare.trace.web;

import app.xquare.trace.instrumentation.InvalidOptionException;
import app.xquare.trace.instrumentation.live.ClusterException;
import app.xquare.trace.instrumentation.manifest.ManifestException;
import app.xquare.trace.model.CorruptDataException;
import app.xquare.trace.model.InvalidInputException;
import app.xquare.trace.model.NotFoundException;
import app.xquare.trace.model.TooLargeException;
import app.xquare.trace.model.TraceException;
import app.xquare.trace.model.UnavailableException;
import app.xquare.trace.web.ManifestTurns.BusyException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** The one place where exceptions become problem details (RFC 9457). */
@RestControllerAdvice
class Problems extends ResponseEntityExceptionHandler {
  private static final Logger log = LoggerFactory.getLogger(Problems.class);

  static final String SEE_LOG = "The log of the service says more.";
  static final String TRY_AGAIN = "The store or its queue cannot take this request; send it again"
      + " later.";

  @ExceptionHandler
  ResponseEntity<ProblemDetail> traceProblem(TraceException problem, HttpServletRequest request) {
    HttpHeaders headers = new HttpHeaders();
    ProblemDetail body = switch (problem) {
      case InvalidInputException invalid -> ProblemType.INVALID_REQUEST.detail(invalid.field(),
          invalid.value(), invalid.expected());
      case NotFoundException absent -> ProblemType.TRACE_NOT_FOUND.detail(message(absent));
      case TooLargeException large -> ProblemType.TOO_LARGE.detail(message(large));
      case UnavailableException unavailable -> {
        log.debug("unavailable path={}", request.getRequestURI(), unavailable);
        headers.set(HttpHeaders.RETRY_AFTER,
            Long.toString(
                Math.max(1, unavailable.retryAfter().plusNanos(999_999_999).toSeconds())));
        yield ProblemType.UNAVAILABLE
            .detail(TRY_AGAIN);
      }
      case CorruptDataException corrupt -> {
        log.error("corrupt data path={}", request.getRequestURI(), corrupt);
        yield ProblemType.CORRUPT_DATA
            .detail("What is stored is not what was written; the log says where.");
      }
    };
    return answer(body, headers);
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> manifestProblem(ManifestException problem) {
    return answer(problem.isTooLarge()
        ? ProblemType.TOO_LARGE.detail("manifest", problem.found(), problem.expected())
        : ProblemType.INVALID_REQUEST.detail("manifest", problem.found(), problem.expected()),
        new HttpHeaders());
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> optionProblem(InvalidOptionException problem) {
    InvalidInputException invalid = new InvalidInputException(problem.field(), problem.value(),
        problem.expected());
    return answer(ProblemType.INVALID_REQUEST.detail(invalid.field(), invalid.value(),
        invalid.expected()), new HttpHeaders());
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> notPatchable(NotPatchableException problem) {
    return answer(ProblemType.NOT_PATCHABLE.detail(problem.why()), new HttpHeaders());
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> clusterProblem(ClusterException problem) {
    return answer((problem.isAbsent()
        ? ProblemType.WORKLOAD_NOT_FOUND
        : ProblemType.CLUSTER_REFUSED).detail(problem.why()), new HttpHeaders());
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> liveModeOff(LiveModeOffException off) {
    return answer(ProblemType.LIVE_MODE_OFF.detail(LiveModeOffException.WHY), new HttpHeaders());
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> busy(BusyException busy) {
    HttpHeaders headers = new HttpHeaders();
    headers.set(HttpHeaders.RETRY_AFTER, "1");
    return answer(ProblemType.UNAVAILABLE.detail(BusyException.WHY), headers);
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> fault(RuntimeException fault, HttpServletRequest request) {
    log.error("fault method={} path={}", request.getMethod(), request.getRequestURI(), fault);
    return answer(ProblemType.INTERNAL.detail(SEE_LOG),
        new HttpHeaders());
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpRequestMethodNotSupported(
      HttpRequestMethodNotSupportedException problem, HttpHeaders headers, HttpStatusCode status,
      WebRequest request) {
    String expected = Objects
        .requireNonNullElse(problem.getSupportedHttpMethods(), List.<HttpMethod>of())
        .stream().map(HttpMethod::name).sorted().collect(Collectors.joining(", "));
    return handleExceptionInternal(problem,
        ProblemType.METHOD_NOT_ALLOWED.detail("method", problem.getMethod(), expected), headers,
        status, request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpMediaTypeNotAcceptable(
      HttpMediaTypeNotAcceptableException problem, HttpHeaders headers, HttpStatusCode status,
      WebRequest request) {
    return handleExceptionInternal(problem,
        ProblemType.NOT_ACCEPTABLE.detail("Accept", header(request, HttpHeaders.ACCEPT),
            list(problem.getSupportedMediaTypes())),
        headers, status, request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHttpMediaTypeNotSupported(
      HttpMediaTypeNotSupportedException problem, HttpHeaders headers, HttpStatusCode status,
      WebRequest request) {
    return handleExceptionInternal(problem,
        ProblemType.UNSUPPORTED_MEDIA_TYPE.detail("Content-Type",
            header(request, HttpHeaders.CONTENT_TYPE), list(problem.getSupportedMediaTypes())),
        headers, status, request);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleExceptionInternal(Exception problem,
      @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
    ProblemType type = ProblemType.of(status.value());
    if (status.is5xxServerError()) {
      log.error("fault path={}", path(request), problem);
    }
    boolean ours = body instanceof ProblemDetail detail && detail.getType() != null
        && detail.getType().equals(type.uri());
    return super.handleExceptionInternal(problem,
        ours ? body : type.detail(sentence(type, request)), problemType(headers), status, request);
  }

  /** Spring's own sentences name classes and handlers; these do not. */
  private static String sentence(ProblemType type, WebRequest request) {
    return switch (type) {
      case UNKNOWN_PATH -> "There is nothing at " + path(request) + ".";
      case TOO_LARGE -> "The request is larger than this path takes.";
      case INTERNAL, CORRUPT_DATA -> SEE_LOG;
      case UNAVAILABLE -> TRY_AGAIN;
      default -> "The request could not be read.";
    };
  }

  private static ResponseEntity<ProblemDetail> answer(ProblemDetail body, HttpHeaders headers) {
    return ResponseEntity.status(body.getStatus()).headers(problemType(headers)).body(body);
  }

  private static HttpHeaders problemType(HttpHeaders headers) {
    HttpHeaders copy = new HttpHeaders();
    copy.addAll(headers);
    copy.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
    return copy;
  }

  private static String list(List<MediaType> types) {
    return types.stream().map(MediaType::toString).distinct().collect(Collectors.joining(", "));
  }

  private static String header(WebRequest request, String name) {
    return Objects.requireNonNullElse(request.getHeader(name), "");
  }

  private static String path(WebRequest request) {
    return request instanceof ServletWebRequest servlet ? servlet.getRequest().getRequestURI() : "";
  }

  private static String message(TraceException problem) {
    return Objects.requireNonNullElse(problem.getMessage(), "");
  }
}
