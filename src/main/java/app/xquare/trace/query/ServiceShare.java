package app.xquare.trace.query;

import com.google.common.math.LongMath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A service's part in a trace.
 *
 * @param selfNanos the self times of its spans together; work that ran side by side counts each time
 * @param selfFraction its part of the self times of all spans, 0 to 1
 * @param criticalPathNanos its part of the critical path
 */
public record ServiceShare(String service, int spanCount, int errorCount, long selfNanos,
    double selfFraction, long criticalPathNanos) {

  private static final Comparator<ServiceShare> LARGEST_FIRST = Comparator
      .comparingLong(ServiceShare::selfNanos).reversed().thenComparing(ServiceShare::service);

  private static final class Sum {
    int spans;
    int errors;
    long self;
    long critical;
  }

  /** The largest self time first, then by name. */
  static List<ServiceShare> of(TreeRows rows, long[] selfNanos, CriticalPath.Segments path) {
    Map<String, Sum> sums = new HashMap<>();
    double all = 0;
    for (int row = 0; row < rows.size(); row++) {
      Sum sum = sums.computeIfAbsent(rows.spans()[row].service(), service -> new Sum());
      sum.spans++;
      sum.errors += rows.spans()[row].isError() ? 1 : 0;
      sum.self = LongMath.saturatedAdd(sum.self, selfNanos[row]);
      sum.critical += path.nanos(row);
      all += selfNanos[row];
    }
    List<ServiceShare> shares = new ArrayList<>(sums.size());
    for (Map.Entry<String, Sum> entry : sums.entrySet()) {
      Sum sum = entry.getValue();
      shares.add(new ServiceShare(entry.getKey(), sum.spans, sum.errors, sum.self,
          all == 0 ? 0 : Math.min(1, sum.self / all), sum.critical));
    }
    shares.sort(LARGEST_FIRST);
    return List.copyOf(shares);
  }
}
