package app.xquare.trace.analytics;

import java.util.Locale;

/** Where an attribute stands. */
public enum AttributeScope {
  SPAN('s'),
  RESOURCE('r');

  /** As it stands in stored catalog entries: never changed. */
  private final char code;
  private final String text = name().toLowerCase(Locale.ROOT);

  AttributeScope(char code) {
    this.code = code;
  }

  char code() {
    return code;
  }

  static AttributeScope of(char code) {
    return code == 'r' ? RESOURCE : SPAN;
  }

  /** As the API spells it: {@code resource}. */
  public String text() {
    return text;
  }
}
