package app.xquare.trace.otlp;

import app.xquare.trace.codec.OtlpJson;
import com.google.protobuf.Message;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a request over HTTP is written, and so its answer. */
enum Encoding {
  PROTOBUF("application/x-protobuf"),
  JSON("application/json");

  private final String contentType;

  Encoding(String contentType) {
    this.contentType = contentType;
  }

  String contentType() {
    return contentType;
  }

  /** @param contentType the header, parameters such as a charset are ignored */
  static @Nullable Encoding of(@Nullable String contentType) {
    if (contentType != null) {
      int end = contentType.indexOf(';');
      String type = (end < 0 ? contentType : contentType.substring(0, end)).strip()
          .toLowerCase(Locale.ROOT);
      for (Encoding encoding : values()) {
        if (encoding.contentType.equals(type)) {
          return encoding;
        }
      }
    }
    return null;
  }

  byte[] write(Message message) {
    return this == PROTOBUF ? message.toByteArray() : OtlpJson.toJson(message);
  }

  /** The request in protobuf. */
  byte[] toProtobuf(byte[] body) {
    return this == PROTOBUF ? body : OtlpJson.toProtobuf(body);
  }
}
