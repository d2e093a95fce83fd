package app.xquare.trace.ingest;

import app.xquare.trace.codec.FragmentCodec;
import app.xquare.trace.codec.TrainedDictionary;
import app.xquare.trace.store.DictionaryIds;
import app.xquare.trace.store.TraceStore;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Learns how this platform's spans look. The dictionary that comes with the application knows what
 * agents write; one made of the store's own fragments also knows the services, pods, routes and
 * statements, and makes a payload a third as large. It is saved before the first fragment needs it.
 */
final class DictionaryLearning implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(DictionaryLearning.class);

  /** After so many fragments for the first time, then every time there are four times as many. */
  private static final long FIRST_TRY = 4_000;
  private static final int LATER = 4;
  private static final long MOST_BETWEEN = 2_000_000;
  private static final double WORTH_IT = 0.95;
  /** Pods come and go: after this time the next one is taken in any case. */
  private static final Duration FRESH = Duration.ofDays(1);

  private final TraceStore store;
  private final FragmentCodec codec;
  private final Clock clock;
  private final FragmentSamples samples = new FragmentSamples();
  private long wanted = FIRST_TRY;
  private @Nullable ScheduledExecutorService schedule;

  DictionaryLearning(TraceStore store, FragmentCodec codec, Clock clock) {
    this.store = store;
    this.codec = codec;
    this.clock = clock;
  }

  /** @param tracesData what was compressed; nobody writes to it any more */
  void offer(byte[] tracesData) {
    samples.offer(tracesData);
  }

  private boolean isLearned() {
    return DictionaryIds.isLearned(codec.dictionary());
  }

  private Duration age() {
    return Duration.between(DictionaryIds.madeAt(codec.dictionary()), clock.instant());
  }

  /** Takes up the newest dictionary of the store, if it is not too old. */
  void resume() {
    List<Integer> stored = store.dictionaries();
    if (stored.isEmpty()) {
      return;
    }
    int newest = stored.getLast();
    byte[] dictionary = store.dictionary(newest);
    if (dictionary != null && DictionaryIds.madeAt(newest).plus(FRESH).isAfter(clock.instant())) {
      codec.use(newest, dictionary);
      wanted = FIRST_TRY * LATER;
    }
  }

  /** Trains if it is time, and gives up a dictionary that is too old. */
  void tick() {
    if (isLearned() && age().compareTo(DictionaryIds.USED) > 0) {
      codec.useBuiltIn();
    }
    List<byte[]> taken = takeIfDue();
    if (taken.isEmpty()) {
      return;
    }
    // Every tenth is kept apart: a dictionary is judged by what it was not made of.
    List<byte[]> training = new ArrayList<>();
    List<byte[]> judging = new ArrayList<>();
    for (int i = 0; i < taken.size(); i++) {
      (i % 10 == 0 ? judging : training).add(taken.get(i));
    }
    byte[] trained = TrainedDictionary.of(training);
    if (trained == null) {
      return;
    }
    double gain = codec.sizeWith(trained, judging) / (double) codec.size(judging);
    if (gain <= WORTH_IT || (isLearned() && age().compareTo(FRESH) > 0)) {
      int id = DictionaryIds.madeAt(clock.instant());
      store.saveDictionary(id, trained);
      codec.use(id, trained);
      log.info("dictionary={} learned fragments={} payload={}% of before", id, taken.size(),
          Math.round(gain * 100));
      codec.retain(store.dictionaries());
    }
  }

  private List<byte[]> takeIfDue() {
    long seen = samples.seen();
    boolean old = isLearned() && age().compareTo(FRESH) > 0 && seen >= FIRST_TRY;
    if (seen < wanted && !old) {
      return List.of();
    }
    wanted = Math.min(Math.max(seen, wanted) * (LATER - 1), MOST_BETWEEN);
    return samples.take();
  }

  @Override
  public synchronized void start() {
    ScheduledExecutorService started = Executors.newSingleThreadScheduledExecutor(
        Thread.ofPlatform().daemon().name("ingest-learning").factory());
    schedule = started;
    started.execute(() -> safely(this::resume));
    var _ = started.scheduleWithFixedDelay(() -> safely(this::tick), 1, 1, TimeUnit.SECONDS);
  }

  private static void safely(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      // Payloads are larger without it, nothing else; an error that escaped would end the schedule.
      log.warn("learning a dictionary failed, the next try comes with more spans", e);
    }
  }

  @Override
  public synchronized void stop() {
    if (schedule != null) {
      schedule.shutdownNow();
      schedule = null;
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return schedule != null;
  }
}
