package app.xquare.trace.ingest;

import app.xquare.trace.analytics.CatalogRecorder;
import app.xquare.trace.codec.ProtoException;
import app.xquare.trace.codec.TracesDataWalk;
import app.xquare.trace.model.CorruptDataException;
import app.xquare.trace.model.InvalidInputException;
import app.xquare.trace.model.UnavailableException;
import app.xquare.trace.store.Commit;
import app.xquare.trace.store.CurrentPartition;
import app.xquare.trace.store.IndexPolicy;
import app.xquare.trace.store.Sequence;
import app.xquare.trace.store.TraceStore;
import com.google.common.hash.HashCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Ingest by group commit: requests are taken apart on the thread that brings them, and one thread
 * makes whatever waits durable together, then answers it.
 */
final class GroupCommit implements Ingest, SmartLifecycle {
  /** Stops after the receivers (larger phases stop first) and before the store is closed. */
  static final int PHASE = 0;

  /** A part of the time in which the whole server stops: a store that is away may take minutes. */
  private static final Duration STOP_WITHIN = Duration.ofSeconds(15);

  private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);

  private final TraceStore store;
  private final Sequence sequence;
  private final IndexPolicy policy;
  private final Resources resources;
  private final CatalogRecorder catalog;
  private final FragmentBuilder fragments;
  private final IngestProperties properties;
  private final IngestMetrics metrics;
  private final CurrentPartition current;
  private final RetryDelay delay = new RetryDelay(System::nanoTime);
  private final CommitQueue queue;
  private final RecentRequests recent = new RecentRequests();
  private volatile @Nullable Thread thread;
  /** Whether the last commit failed: the log says when that changes, not each time. */
  private boolean failing;

  GroupCommit(TraceStore store, Sequence sequence, IndexPolicy policy, CatalogRecorder catalog,
      FragmentBuilder fragments, IngestProperties properties, IngestMetrics metrics,
      CurrentPartition current) {
    this.store = store;
    this.sequence = sequence;
    this.policy = policy;
    this.resources = new Resources(policy);
    this.catalog = catalog;
    this.fragments = fragments;
    this.properties = properties;
    this.metrics = metrics;
    this.current = current;
    this.queue = new CommitQueue(properties.queueSize().toBytes(), delay);
    metrics.watch(queue);
  }

  @Override
  public CompletableFuture<IngestResult> submit(byte[] request) {
    HashCode digest = recent.digest(request);
    CompletableFuture<IngestResult> known = recent.find(digest);
    if (known != null) {
      metrics.repeated();
      return known.copy();
    }
    PendingRequest pending = walk(request);
    if (pending.spans().isEmpty()) {
      return CompletableFuture.completedFuture(pending.result());
    }
    queue.put(pending);
    recent.remember(digest, pending.answer());
    return pending.answer().copy();
  }

  @Override
  public IngestStatus status() {
    return new IngestStatus(isRunning(), queue.bytes(), queue.capacity());
  }

  private PendingRequest walk(byte[] request) {
    String partition = current.name();
    CatalogRecorder.Observation observed = catalog.observe(partition);
    RequestWalk walk = new RequestWalk(policy, resources, observed,
        Math.toIntExact(properties.maxSpanSize().toBytes()));
    try {
      TracesDataWalk.walk(request, 0, request.length, walk);
    } catch (ProtoException malformed) {
      throw new InvalidInputException("body", String.valueOf(malformed.getMessage()),
          "an ExportTraceServiceRequest in protobuf");
    }
    metrics.received(walk.spans().size() + walk.rejections().total());
    metrics.rejected(walk.rejections().byReason());
    return new PendingRequest(partition, walk.spans(), observed,
        Math.max(request.length, walk.storedBytes()),
        new IngestResult(walk.spans().size(), walk.rejections().total(),
            walk.rejections().message()),
        new CompletableFuture<>());
  }

  private void run() {
    try {
      while (true) {
        List<PendingRequest> group = queue.take(properties.commitSize().toBytes());
        if (group.isEmpty()) {
          return;
        }
        commit(group);
      }
    } catch (InterruptedException e) {
      log.warn("ingest interrupted, what waits is not acknowledged");
    }
  }

  private void commit(List<PendingRequest> group) {
    try {
      commitOrTell(group);
    } finally {
      queue.done(group);
    }
    if (!failing && queue.bytes() <= queue.capacity() / 2) {
      delay.over();
    }
  }

  /** @return why they were told to come back; null if they were stored or refused */
  private @Nullable UnavailableException commitOrTell(List<PendingRequest> group) {
    try {
      write(group);
    } catch (UnavailableException unavailable) {
      return retry(group, unavailable);
    } catch (CorruptDataException damaged) {
      current.leave(group.getFirst().partition());
      return retry(group, unavailable("the spans could not be stored", damaged));
    } catch (OutOfMemoryError memory) {
      // Of what else the process does: no reason to give up the spans.
      return retry(group, unavailable("the spans could not be stored", memory));
    } catch (RuntimeException | Error fault) {
      // Of errors too: if this thread ended, requests would wait for ever.
      if (queue.isClosed()) {
        // The store may be closed by now, which is no fault of theirs.
        return retry(group, unavailable("the server is shutting down", fault));
      }
      isolate(group, fault);
      return null;
    }
    group.forEach(request -> request.answer().complete(request.result()));
    return null;
  }

  private static UnavailableException unavailable(String message, @Nullable Throwable cause) {
    return new UnavailableException(message, RetryDelay.SHORTEST, cause);
  }

  private UnavailableException retry(List<PendingRequest> group, UnavailableException why) {
    metrics.failed();
    if (!failing) {
      log.warn("commits fail, senders are told to retry", why);
    }
    failing = true;
    Duration later = delay.next();
    UnavailableException told = why.retryAfter().compareTo(later) >= 0
        ? why
        : new UnavailableException(String.valueOf(why.getMessage()), later, why);
    group.forEach(request -> request.answer().completeExceptionally(told));
    return why;
  }

  /** One request at fault must not be the end of its neighbours, nor come back for ever. */
  private void isolate(List<PendingRequest> group, Throwable fault) {
    metrics.failed();
    if (group.size() == 1) {
      refuse(group.getFirst(), fault);
      return;
    }
    log.warn("a commit failed, its requests are tried alone requests={}", group.size(), fault);
    UnavailableException away = null;
    for (PendingRequest request : group) {
      // A store that is away would keep each of them waiting as long as the first.
      away = away == null ? commitOrTell(List.of(request)) : retry(List.of(request), away);
    }
  }

  private void refuse(PendingRequest request, Throwable fault) {
    log.error("a request cannot be stored, it is refused for good spans={}", request.spans().size(),
        fault);
    metrics.faulty(request.spans().size());
    request.answer().completeExceptionally(fault);
  }

  private void write(List<PendingRequest> group) {
    String partition = group.getFirst().partition();
    if (!current.takes(partition)) {
      throw unavailable("partition " + partition + " takes no more spans", null);
    }
    List<WalkedSpan> spans = new ArrayList<>();
    Set<String> entries = new HashSet<>();
    for (PendingRequest request : group) {
      spans.addAll(request.spans());
      entries.addAll(request.catalog().entries());
    }
    long begin = System.nanoTime();
    List<List<WalkedSpan>> groups = fragments.group(spans);
    long first = sequence.begin(groups.size());
    try {
      List<Commit.Entry> built = fragments.build(groups, first);
      store.append(new Commit(partition, built, entries));
      metrics.committed(built, System.nanoTime() - begin);
    } finally {
      sequence.end();
    }
    group.forEach(request -> request.catalog().confirm());
    if (failing) {
      failing = false;
      log.info("commits succeed again");
    }
  }

  @Override
  public synchronized void start() {
    if (thread == null) {
      thread = Thread.ofPlatform().name("ingest-commit").start(this::run);
    }
  }

  /** Commits what waits and answers it; nothing more is taken in. */
  @Override
  public void stop() {
    stop(STOP_WITHIN);
  }

  /** What is not committed by then was never acknowledged, and is told so. */
  synchronized void stop(Duration within) {
    Thread running = thread;
    if (running == null) {
      return;
    }
    queue.close();
    try {
      if (!running.join(within)) {
        log.warn("ingest=stopped within={}, what is not committed is not acknowledged", within);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    UnavailableException late = unavailable("the server is shutting down", null);
    queue.abandon().forEach(request -> request.answer().completeExceptionally(late));
    thread = null;
  }

  @Override
  public boolean isRunning() {
    Thread running = thread;
    return running != null && running.isAlive();
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
