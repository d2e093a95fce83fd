package app.xquare.trace.ops;

import app.xquare.trace.model.TraceException;
import app.xquare.trace.store.Partition;
import app.xquare.trace.store.TraceStore;
import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the store once for all who ask within two seconds: probes and scrapes come together. */
final class StoreWatch {
  private static final Logger log = LoggerFactory.getLogger(StoreWatch.class);
  private static final Duration GOOD_FOR = Duration.ofSeconds(2);

  private final TraceStore store;
  private volatile boolean available = true;
  private final Supplier<Figures> figures = Suppliers.memoizeWithExpiration(this::look, GOOD_FOR);

  StoreWatch(TraceStore store) {
    this.store = store;
  }

  /**
   * @param partitions empty where the store is not available
   * @param usableBytes {@link Long#MAX_VALUE} where it cannot be known
   */
  record Figures(boolean available, List<Partition> partitions, long usableBytes) {
    long fragments() {
      return partitions.stream().mapToLong(Partition::fragments).sum();
    }

    long spans() {
      return partitions.stream().mapToLong(Partition::spans).sum();
    }

    /** {@link Partition#UNKNOWN_BYTES} where that of a partition is not known. */
    long bytes() {
      return partitions.stream().anyMatch(Partition::hasUnknownSize)
          ? Partition.UNKNOWN_BYTES
          : partitions.stream().mapToLong(Partition::bytes).sum();
    }
  }

  Figures figures() {
    return figures.get();
  }

  private Figures look() {
    try {
      store.checkAvailable();
      Figures looked = new Figures(true, List.copyOf(store.partitions()), store.usableBytes());
      if (!available) {
        available = true;
        log.info("the store is available again");
      }
      return looked;
    } catch (TraceException unavailable) {
      if (available) {
        available = false;
        log.warn("the store is not available", unavailable);
      }
      return new Figures(false, List.of(), Long.MAX_VALUE);
    }
  }
}
