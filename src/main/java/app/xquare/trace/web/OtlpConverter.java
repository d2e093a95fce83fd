package app.xquare.trace.web;

import app.xquare.trace.codec.OtlpJson;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.stereotype.Component;

/** Writes traces as OTLP, in JSON without holding the text in memory. */
@Component
class OtlpConverter extends AbstractHttpMessageConverter<OtlpTrace> {
  static final String X_PROTOBUF = "application/x-protobuf";
  static final String PROTOBUF = "application/protobuf";

  OtlpConverter() {
    super(MediaType.APPLICATION_JSON, MediaType.parseMediaType(X_PROTOBUF),
        MediaType.parseMediaType(PROTOBUF));
  }

  @Override
  protected boolean supports(Class<?> type) {
    return type == OtlpTrace.class;
  }

  @Override
  public boolean canRead(Class<?> type, @Nullable MediaType mediaType) {
    return false;
  }

  @Override
  protected OtlpTrace readInternal(Class<? extends OtlpTrace> type, HttpInputMessage input) {
    throw new HttpMessageNotReadableException("never read", input);
  }

  @Override
  protected void writeInternal(OtlpTrace trace, HttpOutputMessage output) throws IOException {
    OutputStream body = output.getBody();
    if (MediaType.APPLICATION_JSON.isCompatibleWith(output.getHeaders().getContentType())) {
      try {
        OtlpJson.write(trace.tracesData(), body);
      } catch (UncheckedIOException broken) {
        throw broken.getCause();
      }
    } else {
      body.write(trace.tracesData());
    }
  }
}
