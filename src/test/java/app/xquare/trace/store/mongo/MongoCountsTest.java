package app.xquare.trace.store.mongo;

import static app.xquare.trace.testing.Fragments.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import app.xquare.trace.model.Fragment;
import app.xquare.trace.model.TraceId;
import app.xquare.trace.store.Partition;
import app.xquare.trace.testing.Fragments;
import app.xquare.trace.testing.InProcessMongo;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandSucceededEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the rows of partitions count is what is stored, at the latest when nothing is written any more. */
class MongoCountsTest {
  private static final String OLD = "20261120";
  private static final String NEWEST = "20261121";

  private final Fragments fragments = new Fragments(41);
  private final InProcessMongo server = new InProcessMongo();
  private final Replica replica = new Replica(server.uri("counts"));

  @AfterEach
  void close() {
    replica.close();
    server.close();
  }

  @Test
  void whatAKilledProcessDidNotCountIsCountedWhenThePartitionIsOver() {
    replica.append(OLD, fragment(5), fragment(7));
    endAfterWriting(fragment(11), fragment(13), fragment(17));
    assertCounts(OLD, 2, 12);

    replica.append(NEWEST, fragment(1));
    replica.makeFilters();
    assertCounts(OLD, 5, 53);
    assertCounts(NEWEST, 1, 1);
    replica.append(OLD, fragment(19));
    assertCounts(OLD, 6, 72);
    replica.makeFilters();
    assertCounts(OLD, 6, 72);
  }

  /** Pages of the reading begin and end within traces. */
  @Test
  void aPartitionThatIsCountedRightIsNotCountedAgain() {
    QueryShapes shapes = new QueryShapes();
    try (Replica other = new Replica(server.uri("counts"), shapes)) {
      for (int commit = 0; commit < 7; commit++) {
        List<Fragment> some = new ArrayList<>();
        for (int i = 0; i < 3_001; i++) {
          some.add(fragments.with(new TraceId(1, i / 300), NOON, NOON, 1, 2, new byte[1]));
        }
        other.append(OLD, Replica.array(some));
      }
      other.append(NEWEST, fragment(1));
      other.makeFilters();
      assertCounts(OLD, 21_007, 42_014);
      assertThat(shapes.commands("find").stream()
          .filter(find -> find.getString("find").getValue().equals(Layout.fragments(OLD)))
          .filter(find -> find.getDocument("filter").containsKey(Layout.ID))).isEmpty();
      assertThat(shapes.unanswered()).isEmpty();
    }
  }

  /** A process whose last command was the one that wrote these. */
  private void endAfterWriting(Fragment... written) {
    AtomicReference<Replica> ends = new AtomicReference<>();
    try (Replica killed = new Replica(server.uri("counts"), new CommandListener() {
      @Override
      public void commandSucceeded(CommandSucceededEvent event) {
        if (event.getCommandName().equals("insert")) {
          ends.get().close();
        }
      }
    })) {
      ends.set(killed);
      assertThatThrownBy(() -> killed.append(OLD, written)).isInstanceOf(RuntimeException.class);
    }
  }

  private Fragment fragment(int spans) {
    return fragments.with(fragments.traceId(), NOON, NOON, 1, spans, new byte[1]);
  }

  private void assertCounts(String partition, long stored, long spans) {
    assertThat(replica.store.partitions()).filteredOn(one -> one.name().equals(partition))
        .extracting(Partition::fragments, Partition::spans).containsExactly(tuple(stored, spans));
  }
}
