package app.xquare.trace.model;

/** Where a span's rest is decoded from. */
public interface SpanSource {
  /** Decodes anew at every call: keep the result while it is used. */
  SpanDetails details();

  /** Orders two spans by the bytes in which they were sent; zero only for the very same bytes. */
  int compareBytes(SpanSource other);
}
