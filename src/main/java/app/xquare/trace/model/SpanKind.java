package app.xquare.trace.model;

import java.util.Locale;

/** Kinds of spans, in the order of the OTLP enum. */
public enum SpanKind {
  UNSPECIFIED,
  INTERNAL,
  SERVER,
  CLIENT,
  PRODUCER,
  CONSUMER;

  private static final SpanKind[] BY_NUMBER = values();

  private final String text = name().toLowerCase(Locale.ROOT);

  /** A number that this version does not know reads as {@link #UNSPECIFIED}; the stored bytes keep it. */
  public static SpanKind of(int number) {
    return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : UNSPECIFIED;
  }

  /** As the API spells it: {@code server}. */
  public String text() {
    return text;
  }
}
