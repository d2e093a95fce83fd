package app.xquare.trace.model;

import java.util.Locale;

/** Status codes, in the order of the OTLP enum. */
public enum StatusCode {
  UNSET,
  OK,
  ERROR;

  private static final StatusCode[] BY_NUMBER = values();

  private final String text = name().toLowerCase(Locale.ROOT);

  /** A number that this version does not know reads as {@link #UNSET}; the stored bytes keep it. */
  public static StatusCode of(int number) {
    return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : UNSET;
  }

  /** As the API spells it: {@code error}. */
  public String text() {
    return text;
  }
}
