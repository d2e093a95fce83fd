package app.xquare.trace.ingest;

import app.xquare.trace.analytics.CatalogRecorder;
import app.xquare.trace.codec.FragmentCodec;
import app.xquare.trace.codec.TracesDataWalk;
import app.xquare.trace.codec.TrainedDictionary;
import app.xquare.trace.store.Commit;
import app.xquare.trace.store.IndexPolicy;
import app.xquare.trace.testing.WorkloadRequests;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The fragments that a busy server makes of the workload, a few requests a commit, with the
 * dictionary it has learned by then. The same in every run. For one thread.
 */
public final class WorkloadFragments {
  private static final int REQUESTS_A_COMMIT = 4;
  private static final int MAX_SPAN_BYTES = 8 << 20;
  private static final int LEARNED_FROM = 2_000;
  private static final int LEARNED_ID = 1_000;

  private final WorkloadRequests requests = new WorkloadRequests();
  private final IndexPolicy policy = new IndexPolicy(Set.of());
  private final Resources resources = new Resources(policy);
  private final CatalogRecorder catalog = new CatalogRecorder();
  private final FragmentCodec codec;
  private final FragmentBuilder builder;
  private long sequence = 1;

  /** Learns from the first fragments; those that it gives are others. */
  public WorkloadFragments() {
    List<byte[]> samples = new ArrayList<>();
    FragmentBuilder first = new FragmentBuilder(new FragmentCodec(id -> null), samples::add);
    var _ = first.build(groups(first, LEARNED_FROM), 1);
    byte[] dictionary = TrainedDictionary.of(samples);
    if (dictionary == null) {
      throw new IllegalStateException("the workload is too small to learn from");
    }
    codec = new FragmentCodec(id -> id == LEARNED_ID ? dictionary : null);
    codec.use(LEARNED_ID, dictionary);
    builder = new FragmentBuilder(codec, tracesData -> {});
  }

  /** Writes with the learned dictionary, and reads what this made. */
  public FragmentCodec codec() {
    return codec;
  }

  public List<String> services() {
    return requests.services();
  }

  /** The next fragments. */
  public List<Commit.Entry> next(int fragments) {
    return build(groups(builder, fragments));
  }

  /** What is stored of one trace. */
  public List<Commit.Entry> ofTrace(int spans) {
    List<WalkedSpan> walked = new ArrayList<>();
    WorkloadRequests.oneTrace(spans).forEach(request -> walked.addAll(walk(request)));
    return build(builder.group(walked));
  }

  /** Spans that make so many fragments. */
  List<WalkedSpan> spans(int fragments) {
    return groups(builder, fragments).stream().flatMap(List::stream).toList();
  }

  private List<Commit.Entry> build(List<List<WalkedSpan>> groups) {
    List<Commit.Entry> built = builder.build(groups, sequence);
    sequence += built.size();
    return built;
  }

  private List<List<WalkedSpan>> groups(FragmentBuilder by, int count) {
    List<List<WalkedSpan>> groups = new ArrayList<>();
    while (groups.size() < count) {
      List<WalkedSpan> spans = new ArrayList<>();
      for (int i = 0; i < REQUESTS_A_COMMIT; i++) {
        spans.addAll(walk(requests.next()));
      }
      groups.addAll(by.group(spans));
    }
    return groups.subList(0, count);
  }

  private List<WalkedSpan> walk(byte[] request) {
    CatalogRecorder.Observation observed = catalog.observe("20261122");
    RequestWalk walk = new RequestWalk(policy, resources, observed, MAX_SPAN_BYTES);
    TracesDataWalk.walk(request, 0, request.length, walk);
    observed.confirm();
    return walk.spans();
  }
}
