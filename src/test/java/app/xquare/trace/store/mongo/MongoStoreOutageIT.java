package app.xquare.trace.store.mongo;

import static app.xquare.trace.testing.Fragments.NOON;
import static app.xquare.trace.testing.Fragments.commit;
import static app.xquare.trace.testing.Fragments.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import app.xquare.trace.model.Fragment;
import app.xquare.trace.model.UnavailableException;
import app.xquare.trace.store.FragmentScan;
import app.xquare.trace.store.TraceStore;
import app.xquare.trace.testing.FaultyProxy;
import app.xquare.trace.testing.Fragments;
import app.xquare.trace.testing.InProcessMongo;
import app.xquare.trace.testing.Scan;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A server that is not there, goes away and comes back; nobody restarts the store. */
class MongoStoreOutageIT {
  private static final String DAY = "20261122";

  private final Fragments fragments = new Fragments(7);
  private final InProcessMongo server = new InProcessMongo();
  private TraceStore store = MongoStores.open(InProcessMongo.uri(server.port(), "outage"));

  @BeforeEach
  void awaitServer() {
    await().ignoreExceptions().untilAsserted(store::checkAvailable);
  }

  @AfterEach
  void close() {
    store.close();
    server.close();
  }

  @Test
  void startsWithoutAServerAndWorksOnceItIsThere() {
    server.stop();
    reopen(InProcessMongo.uri(server.port(), "outage"));
    Fragment fragment = fragments.at(NOON);

    assertThat(store.lastSequence()).isZero();
    for (ThrowingCallable operation : operations(fragment)) {
      assertThatExceptionOfType(UnavailableException.class).isThrownBy(operation)
          .satisfies(e -> assertThat(e.retryAfter()).isPositive())
          .withMessageStartingWith("MongoDB could not ")
          .withMessageMatching(".*: it cannot be reached, or does not answer in time");
    }

    server.start();
    awaitServer();
    store.append(commit(DAY, fragment));
    assertThat(Scan.ALL.of(store)).extracting(Fragment::sequence)
        .containsExactly(fragment.sequence());
  }

  @Test
  void findsItsDataAfterTheServerWasAway() {
    Fragment before = fragments.at(NOON);
    store.append(commit(DAY, entry(before, "t")));

    server.stop();
    assertThatThrownBy(() -> store.append(commit(DAY, fragments.at(NOON))))
        .isInstanceOf(UnavailableException.class);
    assertThatThrownBy(store::checkAvailable).isInstanceOf(UnavailableException.class);

    server.start();
    awaitServer();
    Fragment after = fragments.at(NOON + 1);
    store.append(commit(DAY, entry(after, "t")));
    assertThat(Scan.ALL.anyOf("t").of(store)).extracting(Fragment::sequence)
        .containsExactly(after.sequence(), before.sequence());
    assertThat(store.lastSequence()).isEqualTo(after.sequence());
  }

  @Test
  void aScanGoesOnOverANewConnection() throws Exception {
    try (FaultyProxy proxy = new FaultyProxy(server.port())) {
      reopen(InProcessMongo.uri(proxy.port(), "outage"));
      awaitServer();
      List<Fragment> written = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        written.add(fragments.at(NOON - i));
      }
      store.append(commit(DAY, written.toArray(Fragment[]::new)));
      try (FragmentScan scan = store.scan(Fragments.ALL)) {
        for (Fragment expected : written) {
          if (expected.sequence() % 40 == 0) {
            proxy.cut();
            awaitServer();
          }
          assertThat(scan.next()).isNotNull().extracting(Fragment::sequence)
              .isEqualTo(expected.sequence());
        }
        assertThat(scan.next()).isNull();
      }
      assertThat(proxy.cuts()).isPositive();
    }
  }

  /** Another replica's retention, or an operator, dropped the day that is being written to. */
  @Test
  void doesNotAcknowledgeWhatNobodyWouldFind() {
    store.append(commit(DAY, fragments.at(NOON)));
    try (TraceStore other = MongoStores.open(InProcessMongo.uri(server.port(), "outage"))) {
      other.drop(DAY);
    }

    mustTryTwice();
    try (TraceStore other = MongoStores.open(InProcessMongo.uri(server.port(), "outage"))) {
      other.drop(DAY);
      other.append(commit(DAY, fragments.at(NOON - 3_600 * Fragments.SECOND)));
    }
    mustTryTwice();
  }

  private void mustTryTwice() {
    Fragment lost = fragments.at(NOON);
    assertThatThrownBy(() -> store.append(commit(DAY, lost)))
        .isInstanceOf(UnavailableException.class).hasMessageContaining("partition " + DAY);
    Fragment again = fragments.at(NOON);
    store.append(commit(DAY, again));
    assertThat(Scan.ALL.start(NOON, NOON).of(store)).extracting(Fragment::sequence)
        .contains(again.sequence());
  }

  @Test
  void aNumberThatIsTakenIsNotAcknowledged() {
    Fragment first = fragments.at(NOON);
    store.append(commit(DAY, first));

    assertThatThrownBy(() -> store.append(commit(DAY, fragments.at(NOON), first)))
        .isInstanceOf(UnavailableException.class);
    assertThat(Scan.ALL.of(store)).extracting(Fragment::sequence).contains(first.sequence());
  }

  @Test
  @ExtendWith(OutputCaptureExtension.class)
  void tellsNobodyThePassword(CapturedOutput output) {
    server.stop();
    reopen(InProcessMongo.uri(server.port(), "outage").replace("mongodb://",
        "mongodb://app:Tr0ub4dor@"));
    for (ThrowingCallable operation : operations(fragments.at(NOON))) {
      assertThatThrownBy(operation).satisfies(thrown -> {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString()).doesNotContain("Tr0ub4dor");
      });
    }
    assertThat(output.getAll()).doesNotContain("Tr0ub4dor");
  }

  private List<ThrowingCallable> operations(Fragment fragment) {
    return Stream.<ThrowingCallable>of(store::checkAvailable,
        () -> store.append(commit(DAY, fragment)),
        () -> store.fragments(fragment.traceId(), Long.MAX_VALUE),
        () -> store.scan(Fragments.ALL),
        () -> store.catalog(0, Long.MAX_VALUE, "", _ -> true), store::partitions,
        () -> store.drop(DAY), () -> store.dictionary(1),
        () -> store.saveDictionary(1, new byte[1])).toList();
  }

  private void reopen(String uri) {
    store.close();
    store = MongoStores.open(uri);
  }
}
