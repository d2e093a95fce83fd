package app.xquare.trace.store.mongo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns from the fragments themselves which of their tokens need not be written. Besides the thread
 * that writes there is one that learns; until it is done, more tokens are written, nothing else.
 */
final class TokenLearning implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TokenLearning.class);

  private static final int SAMPLE = 8_192;
  /** After so many fragments for the first time, then after eight times as many. */
  private static final long FIRST_TRY = 4_096;
  private static final long MOST_BETWEEN = 2_000_000;

  private final ImpliedTable table;
  private final ExecutorService background = Executors
      .newSingleThreadExecutor(Thread.ofPlatform().daemon().name("mongo-learning").factory());
  private final AtomicBoolean busy = new AtomicBoolean();
  private final Deque<int[]> sample = new ArrayDeque<>();
  private long seen;
  private volatile long nextTry = FIRST_TRY;
  private volatile InUse inUse = new InUse("", 0, ImpliedTokens.NONE);
  private volatile boolean failing;

  /** What the table has of a partition for as long as that is not dropped. */
  private record InUse(String partition, long incarnation, ImpliedTokens tokens) {
    boolean isOf(String otherPartition, long otherIncarnation) {
      return partition.equals(otherPartition) && incarnation == otherIncarnation;
    }
  }

  TokenLearning(ImpliedTable table) {
    this.table = table;
  }

  /**
   * What may be left out of a partition's fragments now.
   *
   * @param incarnation see {@link PartitionTable#cover}; in another one the table is empty
   */
  ImpliedTokens of(String partition, long incarnation) {
    InUse now = inUse;
    if (now.isOf(partition, incarnation)) {
      return now.tokens;
    }
    later(() -> use(partition, incarnation, now.tokens));
    return ImpliedTokens.NONE;
  }

  /** Takes note of a fragment's tokens, and learns if it is time. */
  void offer(int[] tokens) {
    sample.add(tokens);
    if (sample.size() > SAMPLE) {
      sample.remove();
    }
    seen++;
    InUse now = inUse;
    if (seen >= nextTry && !now.partition.isEmpty()) {
      List<int[]> taken = List.copyOf(sample);
      if (later(() -> learn(now, taken))) {
        nextTry = seen + Math.min(seen * 7, MOST_BETWEEN);
      }
    }
  }

  private void use(String partition, long incarnation, ImpliedTokens known) {
    ImpliedTokens tokens = known;
    if (known.isEmpty()) {
      // After a restart: what was learned before it.
      tokens = table.all(partition);
      nextTry = tokens.isEmpty() ? nextTry : FIRST_TRY * 8;
    } else {
      table.add(partition, known);
    }
    inUse = new InUse(partition, incarnation, tokens);
  }

  private void learn(InUse of, List<int[]> fragments) {
    ImpliedTokens learned = Implications.of(fragments);
    table.add(of.partition, learned);
    inUse = new InUse(of.partition, of.incarnation, learned);
    log.info("tokens={} need not be written fragments={}", learned.carriers().size(),
        fragments.size());
  }

  /** False if the other thread has something to do already. */
  private boolean later(Runnable work) {
    if (!busy.compareAndSet(false, true)) {
      return false;
    }
    background.execute(() -> {
      try {
        work.run();
        failing = false;
      } catch (RuntimeException | Error e) {
        if (!failing && !background.isShutdown()) {
          log.warn("learning tokens failed, fragments are larger until it succeeds", e);
        }
        failing = true;
      } finally {
        busy.set(false);
      }
    });
    return true;
  }

  @Override
  public void close() {
    background.shutdownNow();
  }
}
