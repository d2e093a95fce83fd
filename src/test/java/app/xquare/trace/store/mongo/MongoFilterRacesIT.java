package app.xquare.trace.store.mongo;

import static app.xquare.trace.testing.Fragments.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import app.xquare.trace.model.Fragment;
import app.xquare.trace.testing.Fragments;
import app.xquare.trace.testing.InProcessMongo;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A filter and a commit into its partition, in every order of their commands: whatever was acknowledged
 * is found by every replica's next look-up.
 */
class MongoFilterRacesIT {
  private static final String OLD = "20261120";
  private static final String NEWEST = "20261121";

  private final Fragments fragments = new Fragments(4);
  private final InProcessMongo server = new InProcessMongo();

  @AfterEach
  void close() {
    server.close();
  }

  /** Does something just before this thread sends a command; others of the store's do not count. */
  private static final class Before implements CommandListener {
    private final Thread thread = Thread.currentThread();
    private Runnable what = () -> {};
    private int left = -1;
    private int heard;

    void command(int number, Runnable does) {
      left = number;
      what = does;
    }

    @Override
    public void commandStarted(CommandStartedEvent event) {
      if (Thread.currentThread().equals(thread)) {
        heard++;
        if (left-- == 0) {
          what.run();
        }
      }
    }
  }

  @Test
  void aCommitBetweenAnyTwoCommandsOfTheMaking() {
    int commands = 1;
    for (int command = 0; command < commands; command++) {
      Before before = new Before();
      String database = "making" + command;
      try (Replica maker = new Replica(server.uri(database), before);
          Replica writer = new Replica(server.uri(database));
          Replica reader = new Replica(server.uri(database))) {
        List<Fragment> written = begin(writer);
        int begin = before.heard;
        before.command(command, () -> write(writer, written));
        maker.makeFilters();
        commands = Math.max(commands, before.heard - begin);
        allFind(written, maker, writer, reader);
      }
    }
    assertThat(commands).as("lists, claim, pages, pieces").isGreaterThan(12);
  }

  @Test
  void theMakingBetweenAnyTwoCommandsOfACommit() {
    int commands = 1;
    for (int command = 0; command < commands; command++) {
      for (int begun = 0; begun <= Replica.LOOKS; begun++) {
        Before before = new Before();
        String database = "commit" + command + "_" + begun;
        try (Replica maker = new Replica(server.uri(database));
            Replica writer = new Replica(server.uri(database), before);
            Replica reader = new Replica(server.uri(database))) {
          List<Fragment> written = begin(writer);
          for (int i = 0; i < begun; i++) {
            maker.look();
          }
          int rest = Replica.LOOKS - begun;
          int begin = before.heard;
          before.command(command, () -> {
            for (int i = 0; i < rest; i++) {
              maker.look();
            }
            reader.look();
          });
          write(writer, written);
          commands = Math.max(commands, before.heard - begin);
          allFind(written, maker, writer, reader);
        }
      }
    }
    assertThat(commands).as("insert, count").isGreaterThanOrEqualTo(2);
  }

  /** Two that write late, where the first is cut short: what the second was told is found. */
  @Test
  void aCommitBetweenAnyTwoCommandsOfAnotherCommit() {
    int commands = 1;
    for (int command = 0; command < commands; command++) {
      Before before = new Before();
      String database = "commits" + command;
      try (Replica maker = new Replica(server.uri(database));
          Replica first = new Replica(server.uri(database), before);
          Replica second = new Replica(server.uri(database))) {
        List<Fragment> written = begin(first);
        maker.makeFilters();
        second.look();
        int begin = before.heard;
        before.command(command, () -> {
          write(second, written);
          maker.assertFinds(written);
          maker.makeFilters();
          second.look();
        });
        List<Fragment> cutShort = new ArrayList<>();
        write(first, cutShort);
        commands = Math.max(commands, before.heard - begin);
        written.addAll(cutShort);
        allFind(written, maker, first, second);
      }
    }
  }

  /** The same by chance, with more of each at a time. */
  @Test
  void manyCommitsWhileFiltersAreMade() throws Exception {
    String uri = server.uri("many");
    try (Replica maker = new Replica(uri);
        Replica another = new Replica(uri);
        Replica writer = new Replica(uri);
        ExecutorService thread = Executors.newSingleThreadExecutor()) {
      List<Fragment> written = begin(writer);
      AtomicBoolean done = new AtomicBoolean();
      Future<?> making = thread.submit(() -> {
        while (!done.get()) {
          maker.look();
          another.look();
        }
      });
      try {
        for (int i = 0; i < 500; i++) {
          write(writer, written);
          List<Fragment> newest = List.of(written.getLast());
          maker.assertFinds(newest);
          another.assertFinds(newest);
          if (i % 10 == 0) {
            Thread.sleep(fragments.random().nextInt(10));
          }
        }
      } finally {
        done.set(true);
      }
      making.get();
      allFind(written, maker, another, writer);
    }
  }

  private List<Fragment> begin(Replica writer) {
    List<Fragment> written = new ArrayList<>();
    write(writer, written);
    writer.append(NEWEST, fragments.at(NOON));
    return written;
  }

  private void write(Replica writer, List<Fragment> written) {
    Fragment fragment = fragments.at(NOON);
    writer.append(OLD, fragment);
    written.add(fragment);
  }

  private static void allFind(List<Fragment> written, Replica... replicas) {
    for (int look = 0; look <= Replica.LOOKS; look++) {
      for (Replica replica : replicas) {
        replica.assertFinds(written);
      }
      for (Replica replica : replicas) {
        replica.look();
      }
    }
  }
}
