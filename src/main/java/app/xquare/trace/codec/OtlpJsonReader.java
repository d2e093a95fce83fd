package app.xquare.trace.codec;

import app.xquare.trace.codec.MessageShape.Field;
import app.xquare.trace.model.InvalidInputException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

/** From JSON to protobuf in one pass, without objects between. */
final class OtlpJsonReader {
  /** Sizes are limited where bytes come in. */
  private static final JsonFactory JSON = JsonFactory.builder()
      .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE)
          .maxNestingDepth(4 * MessageShape.MAX_DEPTH).build())
      .build();

  private final JsonParser parser;
  private final ProtoBuffer out;
  private final OtlpJsonScalar scalar;
  /** Where each slot of the messages being read has been written: from, to. */
  private int[] written = new int[256];
  private int writtenTop;
  private int documents;

  private OtlpJsonReader(JsonParser parser, int capacity) {
    this.parser = parser;
    this.out = new ProtoBuffer(capacity);
    this.scalar = new OtlpJsonScalar(this, parser, out);
  }

  static byte[] one(MessageShape type, byte[] json) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
      OtlpJsonReader reader = new OtlpJsonReader(parser, json.length / 2);
      return reader.wellFormed(() -> {
        reader.document(type, parser.nextToken());
        if (parser.nextToken() != null) {
          throw reader.invalid("nothing after the first document");
        }
        return reader.out.toBytes();
      });
    }
  }

  static void all(MessageShape type, InputStream json, Consumer<byte[]> documents) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
      OtlpJsonReader reader = new OtlpJsonReader(parser, 8192);
      JsonToken token = reader.next();
      boolean array = token == JsonToken.START_ARRAY;
      while (array ? reader.next() != JsonToken.END_ARRAY : token != null) {
        reader.out.clear();
        documents.accept(reader.wellFormed(() -> {
          reader.document(type, parser.currentToken());
          return reader.out.toBytes();
        }));
        reader.documents++;
        token = array ? token : reader.next();
      }
      if (array && reader.next() != null) {
        throw reader.invalid("nothing after the array");
      }
    }
  }

  private @Nullable JsonToken next() {
    return wellFormed(parser::nextToken);
  }

  private void document(MessageShape type, @Nullable JsonToken token) {
    if (token != JsonToken.START_OBJECT) {
      throw invalid("a JSON object with resourceSpans");
    }
    message(type, 1);
  }

  /** The parser stands on the object's start, and afterwards on its end. */
  private void message(MessageShape type, int depth) {
    if (depth > MessageShape.MAX_DEPTH) {
      throw invalid("at most " + MessageShape.MAX_DEPTH + " messages inside each other");
    }
    int frame = writtenTop;
    writtenTop += 2 * type.slots();
    if (writtenTop > written.length) {
      written = Arrays.copyOf(written, 2 * writtenTop);
    }
    Arrays.fill(written, frame, writtenTop, 0);
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      Field field = type.byJsonName(parser.currentName());
      JsonToken token = parser.nextToken();
      if (field == null) {
        parser.skipChildren();
        continue;
      }
      int range = frame + 2 * field.slot();
      if (written[range] != written[range + 1]) {
        forget(frame, range);
      }
      int from = out.size();
      if (token != JsonToken.VALUE_NULL) {
        field(field, token, depth);
      }
      written[range] = from;
      written[range + 1] = out.size();
    }
    writtenTop = frame;
  }

  private void forget(int frame, int range) {
    int from = written[range];
    int length = written[range + 1] - from;
    out.remove(from, from + length);
    for (int i = frame; i < writtenTop; i += 2) {
      if (written[i] > from) {
        written[i] -= length;
        written[i + 1] -= length;
      }
    }
  }

  private void field(Field field, JsonToken token, int depth) {
    if (!field.repeated()) {
      value(field, token, depth);
      return;
    }
    if (token != JsonToken.START_ARRAY) {
      throw invalid("an array");
    }
    for (JsonToken element = parser.nextToken(); element != JsonToken.END_ARRAY; element = parser
        .nextToken()) {
      value(field, element, depth);
    }
  }

  private void value(Field field, JsonToken token, int depth) {
    MessageShape message = field.message();
    if (message == null) {
      scalar.write(field, token);
      return;
    }
    if (token != JsonToken.START_OBJECT) {
      throw invalid("an object");
    }
    out.varint(field.tag());
    int begin = out.begin();
    message(message, depth + 1);
    out.end(begin);
  }

  /** Says where the parser stands. */
  InvalidInputException invalid(String expected) {
    JsonToken token = parser.currentToken();
    String shown = switch (token) {
      case null -> "nothing";
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> '"' + parser.getString() + '"';
      default -> parser.getString();
    };
    return new InvalidInputException(path(token), shown, expected);
  }

  private String path(@Nullable JsonToken token) {
    TokenStreamContext context = parser.streamReadContext();
    if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
      context = context.getParent();
    }
    StringBuilder path = new StringBuilder();
    boolean inArrayOfDocuments = false;
    for (; context != null && !context.inRoot(); context = context.getParent()) {
      if (context.inObject() && context.currentName() != null) {
        path.insert(0, (path.isEmpty() || path.charAt(0) == '[' ? "" : ".")).insert(0,
            context.currentName());
      } else if (context.inArray()) {
        path.insert(0, (path.isEmpty() || path.charAt(0) == '[' ? "" : "."))
            .insert(0, "[" + context.getCurrentIndex() + "]");
        inArrayOfDocuments = context.getParent() != null && context.getParent().inRoot();
      }
    }
    if (documents > 0 && !inArrayOfDocuments) {
      path.insert(0, "[" + documents + "]" + (path.isEmpty() ? "" : "."));
    }
    return path.isEmpty() ? "body" : path.toString();
  }

  private interface Step<T extends @Nullable Object> {
    T run();
  }

  private <T extends @Nullable Object> T wellFormed(Step<T> step) {
    try {
      return step.run();
    } catch (JacksonIOException e) {
      throw new UncheckedIOException(e.getCause());
    } catch (JacksonException e) {
      throw new InvalidInputException(path(null), problem(e), "well-formed JSON");
    }
  }

  private static String problem(JacksonException e) {
    String text = e.getOriginalMessage();
    // What follows tells of the library's settings.
    int end = text.indexOf(" (start marker at");
    String where = e.getLocation() == null ? "" : " at byte " + e.getLocation().getByteOffset();
    return (end < 0 ? text : text.substring(0, end)) + where;
  }
}
