package app.xquare.trace.store.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import app.xquare.trace.model.Fragment;
import app.xquare.trace.model.TraceId;
import app.xquare.trace.testing.Fragments;
import com.mongodb.event.CommandListener;
import java.util.Collection;
import java.util.Random;

/** One of several stores on a database, with a time of its own for its filters. */
final class Replica implements AutoCloseable {
  /** So many looks, an hour apart, and all filters are made and read. */
  static final int LOOKS = 4;

  final MongoTraceStore store;
  private long now;

  Replica(String uri, CommandListener... listeners) {
    this.store = MongoStores.open(uri, listeners);
  }

  /** What goes on in the background, some while later. */
  void look() {
    now += FilterMaking.LONG_QUIET.toNanos();
    look(store, now);
  }

  static void look(MongoTraceStore store, long now) {
    try {
      store.seeToFilters(now);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  void makeFilters() {
    for (int i = 0; i < LOOKS; i++) {
      look();
    }
  }

  void append(String partition, Fragment... fragments) {
    store.append(Fragments.commit(partition, fragments));
  }

  void assertFinds(Collection<Fragment> fragments) {
    for (Fragment fragment : fragments) {
      assertThat(store.fragments(fragment.traceId(), Long.MAX_VALUE))
          .extracting(Fragment::sequence).contains(fragment.sequence());
    }
  }

  /** Looks for traces that are nowhere. */
  void lookForAbsent(int traces) {
    Random random = new Random(77);
    for (int i = 0; i < traces; i++) {
      assertThat(store.fragments(new TraceId(random.nextLong(), random.nextLong()), Long.MAX_VALUE))
          .isEmpty();
    }
  }

  @Override
  public void close() {
    store.close();
  }

  static Fragment[] array(Collection<Fragment> fragments) {
    return fragments.toArray(Fragment[]::new);
  }
}
