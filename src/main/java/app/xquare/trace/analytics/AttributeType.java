package app.xquare.trace.analytics;

import java.util.Locale;

/** Types of attribute values, after OpenTelemetry's {@code AnyValue}. */
public enum AttributeType {
  EMPTY('e'),
  STRING('s'),
  BOOL('b'),
  INT('i'),
  DOUBLE('d'),
  BYTES('y'),
  ARRAY('a'),
  MAP('m');

  /** As it stands in stored catalog entries: never changed. */
  private final char code;
  private final String text = name().toLowerCase(Locale.ROOT);

  AttributeType(char code) {
    this.code = code;
  }

  char code() {
    return code;
  }

  static AttributeType of(char code) {
    for (AttributeType type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    return EMPTY;
  }

  /** As the API spells it: {@code string}. */
  public String text() {
    return text;
  }
}
