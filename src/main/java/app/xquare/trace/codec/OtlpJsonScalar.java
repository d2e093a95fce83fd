package app.xquare.trace.codec;

import app.xquare.trace.codec.MessageShape.Field;
import app.xquare.trace.model.InvalidInputException;
import java.util.Base64;
import java.util.HexFormat;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** One value that is not a message, from JSON to protobuf with its tag. */
final class OtlpJsonScalar {
  /** Below it a number written with a fraction or an exponent is exact. */
  private static final double EXACT = 1L << 53;

  private final OtlpJsonReader reader;
  private final JsonParser parser;
  private final ProtoBuffer out;

  OtlpJsonScalar(OtlpJsonReader reader, JsonParser parser, ProtoBuffer out) {
    this.reader = reader;
    this.parser = parser;
    this.out = out;
  }

  void write(Field field, JsonToken token) {
    switch (field.type()) {
      case STRING -> string(field, token);
      case BYTES -> bytes(field, token);
      case DOUBLE -> {
        long bits = Double.doubleToRawLongBits(real(token));
        if (field.explicit() || bits != 0) {
          out.varint(field.tag());
          out.fixed64(bits);
        }
      }
      case BOOL -> {
        if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
          throw reader.invalid("true or false");
        }
        varint(field, token == JsonToken.VALUE_TRUE ? 1 : 0);
      }
      case ENUM -> {
        if (token != JsonToken.VALUE_NUMBER_INT) {
          throw reader.invalid("an integer (OTLP JSON has no names of enum values)");
        }
        varint(field, signed(token, Integer.MIN_VALUE, Integer.MAX_VALUE));
      }
      case INT32 -> varint(field, signed(token, Integer.MIN_VALUE, Integer.MAX_VALUE));
      case UINT32 -> varint(field, signed(token, 0, 0xffff_ffffL));
      case SINT32 -> varint(field, zigzag(signed(token, Integer.MIN_VALUE, Integer.MAX_VALUE)));
      case INT64 -> int64(field, token);
      case UINT64 -> varint(field, unsigned(token));
      case SINT64 -> varint(field, zigzag(signed(token, Long.MIN_VALUE, Long.MAX_VALUE)));
      case FIXED64 -> fixed64(field, unsigned(token));
      case SFIXED64 -> fixed64(field, signed(token, Long.MIN_VALUE, Long.MAX_VALUE));
      case FIXED32 -> fixed32(field, (int) signed(token, 0, 0xffff_ffffL));
      case SFIXED32 ->
        fixed32(field, (int) signed(token, Integer.MIN_VALUE, Integer.MAX_VALUE));
      case FLOAT, GROUP, MESSAGE -> throw new IllegalArgumentException(field.toString());
    }
  }

  /**
   * The one field of this type is an attribute's. Node.js sends numbers there that are none of it, such
   * as 1e+21: they must not take the request's other spans with them.
   */
  private void int64(Field field, JsonToken token) {
    int from = out.size();
    try {
      varint(field, signed(token, Long.MIN_VALUE, Long.MAX_VALUE));
    } catch (InvalidInputException invalid) {
      if (!token.isNumeric()) {
        throw invalid;
      }
      out.remove(from, out.size());
      UnreadableValue.write(out, invalid);
    }
  }

  private void string(Field field, JsonToken token) {
    if (token != JsonToken.VALUE_STRING) {
      throw reader.invalid("a string");
    }
    String text = parser.getString();
    if (field.explicit() || !text.isEmpty()) {
      out.varint(field.tag());
      out.string(text);
    }
  }

  private void bytes(Field field, JsonToken token) {
    String expected = field.hexadecimal() ? "hexadecimal digits, two for each byte" : "base64";
    if (token != JsonToken.VALUE_STRING) {
      throw reader.invalid("a string of " + expected);
    }
    byte[] value;
    try {
      String text = parser.getString();
      value = field.hexadecimal()
          ? HexFormat.of().parseHex(text)
          : Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
    } catch (IllegalArgumentException e) {
      throw reader.invalid(expected);
    }
    if (field.explicit() || value.length > 0) {
      out.varint(field.tag());
      out.bytes(value);
    }
  }

  private void varint(Field field, long value) {
    if (field.explicit() || value != 0) {
      out.varint(field.tag());
      out.varint(value);
    }
  }

  private void fixed64(Field field, long value) {
    if (field.explicit() || value != 0) {
      out.varint(field.tag());
      out.fixed64(value);
    }
  }

  private void fixed32(Field field, int value) {
    if (field.explicit() || value != 0) {
      out.varint(field.tag());
      out.fixed32(value);
    }
  }

  private static long zigzag(long value) {
    return value << 1 ^ value >> 63;
  }

  private long signed(JsonToken token, long min, long max) {
    String expected = "an integer from " + min + " to " + max;
    try {
      long value = switch (token) {
        case VALUE_NUMBER_INT, VALUE_STRING -> Long.parseLong(parser.getString());
        case VALUE_NUMBER_FLOAT -> whole();
        default -> throw reader.invalid(expected);
      };
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // said below, with the place
    }
    throw reader.invalid(expected);
  }

  private long unsigned(JsonToken token) {
    String expected = "an integer from 0 to " + Long.toUnsignedString(-1);
    try {
      return switch (token) {
        case VALUE_NUMBER_INT, VALUE_STRING -> Long.parseUnsignedLong(parser.getString());
        case VALUE_NUMBER_FLOAT -> {
          long value = whole();
          if (value < 0) {
            throw reader.invalid(expected);
          }
          yield value;
        }
        default -> throw reader.invalid(expected);
      };
    } catch (NumberFormatException e) {
      throw reader.invalid(expected);
    }
  }

  /** Such as 1.0 or 1e3, which some writers make of an integer. */
  private long whole() {
    double value = parser.getDoubleValue();
    if (value != Math.rint(value) || Math.abs(value) > EXACT) {
      throw new NumberFormatException();
    }
    return (long) value;
  }

  private double real(JsonToken token) {
    String expected = "a number, \"NaN\", \"Infinity\" or \"-Infinity\"";
    double value;
    switch (token) {
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> value = parser.getDoubleValue();
      case VALUE_STRING -> {
        String text = parser.getString();
        switch (text) {
          case "NaN" -> {
            return Double.NaN;
          }
          case "Infinity" -> {
            return Double.POSITIVE_INFINITY;
          }
          case "-Infinity" -> {
            return Double.NEGATIVE_INFINITY;
          }
          default -> {
            try {
              value = Double.parseDouble(text);
            } catch (NumberFormatException e) {
              throw reader.invalid(expected);
            }
          }
        }
      }
      default -> throw reader.invalid(expected);
    }
    if (Double.isInfinite(value) || Double.isNaN(value)) {
      throw reader.invalid(expected);
    }
    return value;
  }
}
