package app.xquare.trace.ingest;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Counts rejected spans by what was wrong, for the sender to read. */
final class Rejections {
  private static final int MAX_LINES = 10;

  private final Map<String, Integer> byMessage = new LinkedHashMap<>();
  private final Map<SpanRejection.Reason, Integer> byReason = new EnumMap<>(
      SpanRejection.Reason.class);
  private int unlisted;
  private int total;

  void add(SpanRejection rejection) {
    total++;
    byReason.merge(rejection.reason(), 1, Integer::sum);
    if (byMessage.size() < MAX_LINES || byMessage.containsKey(rejection.text())) {
      byMessage.merge(rejection.text(), 1, Integer::sum);
    } else {
      unlisted++;
    }
  }

  int total() {
    return total;
  }

  Map<SpanRejection.Reason, Integer> byReason() {
    return byReason;
  }

  /** A line for each kind of mistake, such as {@code 2 spans rejected, trace_id: …}. */
  String message() {
    String lines = byMessage.entrySet().stream()
        .map(line -> count(line.getValue()) + " rejected, " + line.getKey())
        .collect(Collectors.joining("\n"));
    return unlisted == 0 ? lines : lines + "\n" + count(unlisted) + " rejected for other mistakes";
  }

  private static String count(int spans) {
    return spans == 1 ? "1 span" : spans + " spans";
  }
}
