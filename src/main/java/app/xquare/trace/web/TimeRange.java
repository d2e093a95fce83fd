package app.xquare.trace.web;

import app.xquare.trace.model.InvalidInputException;
import java.time.Instant;

/** Nanoseconds since the epoch, both ends included. */
record TimeRange(long fromUnixNano, long toUnixNano) {
  /** What {@code from} and {@code to} say; an end that is absent is open. */
  static TimeRange of(QueryParameters parameters, Instant now) {
    String from = parameters.text("from");
    String to = parameters.text("to");
    TimeRange range = new TimeRange(from == null ? 0 : TimeText.parse("from", from, now),
        to == null ? Long.MAX_VALUE : TimeText.parse("to", to, now));
    if (range.fromUnixNano > range.toUnixNano) {
      throw new InvalidInputException("from", from == null ? "" : from,
          "a time that is not after to (" + to + ")");
    }
    return range;
  }
}
