package app.xquare.trace.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import app.xquare.trace.ingest.Ingest;
import app.xquare.trace.ingest.IngestResult;
import app.xquare.trace.testing.Backend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * Random resources and spans whose services, keys and values have the same texts, through the real
 * ingest; then everything that the catalog says is compared with a naive one. One subclass per engine.
 */
abstract class CatalogOracle {
  private static final boolean THOROUGH = Boolean.getBoolean("xquare.test.thorough");

  private final int rounds;

  CatalogOracle() {
    this(THOROUGH ? 200 : 8);
  }

  CatalogOracle(int rounds) {
    this.rounds = rounds;
  }

  /** Opens an engine without any data. */
  protected abstract Backend open(int round);

  @Test
  void saysWhatANaiveCatalogSays() {
    for (int round = 0; round < rounds; round++) {
      try (Backend backend = open(round)) {
        EqualTexts texts = new EqualTexts(round);
        NaiveCatalog naive = new NaiveCatalog();
        List<CompletableFuture<IngestResult>> answers = new ArrayList<>();
        for (int request = 0; request < 40; request++) {
          var made = texts.request();
          answers.add(backend.get(Ingest.class).submit(made.toByteArray()));
          naive.add(made);
          // Most of them are under way together, and so do not know of each other.
          if (texts.random.nextInt(15) == 0) {
            await(answers);
            backend.clock().advance(Duration.ofHours(texts.random.nextInt(30)));
          }
        }
        await(answers);
        naive.check("round " + round, backend.get(Catalog.class), texts);
      }
    }
  }

  private static void await(List<CompletableFuture<IngestResult>> answers) {
    assertThat(answers).allSatisfy(answer -> assertThat(answer.join().message()).isEmpty());
    answers.clear();
  }
}
