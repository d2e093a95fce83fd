package app.xquare.trace.store.mongo;

import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * Puts the counts of a partition's row right. A process that ended between writing fragments and counting
 * them left them uncounted, and so did a commit that failed in part.
 */
final class Recount {
  private static final Logger log = LoggerFactory.getLogger(Recount.class);
  private static final int PAGE = 10_000;
  private static final long PAGE_SECONDS = 50;
  private static final Document ONLY_SPANS = new Document(Layout.SPANS, 1);

  private final MongoTemplate template;
  private final PartitionTable partitions;

  Recount(MongoTemplate template, PartitionTable partitions) {
    this.template = template;
    this.partitions = partitions;
  }

  /**
   * Counts what is there, page by page, and between pages is as long idle as the server was busy.
   *
   * @param row that has a claimed filter, see {@link PartitionTable#claim}: it is left as it is if
   *   something is written meanwhile
   */
  void of(PartitionTable.Row row) throws InterruptedException {
    long fragments = 0;
    long spans = 0;
    long last = Long.MIN_VALUE;
    int found;
    do {
      long begin = System.nanoTime();
      found = 0;
      for (BsonDocument fragment : template.getDb()
          .getCollection(Layout.fragments(row.name()), BsonDocument.class)
          .find(new Document(Layout.ID, new Document("$gt", last))).projection(ONLY_SPANS)
          .sort(new Document(Layout.ID, 1)).limit(PAGE).maxTime(PAGE_SECONDS, TimeUnit.SECONDS)) {
        last = fragment.getInt64(Layout.ID).getValue();
        spans += fragment.getInt32(Layout.SPANS).getValue();
        found++;
      }
      fragments += found;
      TimeUnit.NANOSECONDS.sleep(found < PAGE ? 0 : System.nanoTime() - begin);
    } while (found == PAGE);
    partitions.recount(row, fragments, spans);
    log.info("partition={} counted again fragments={} before={}", row.name(), fragments,
        row.partition().fragments());
  }
}
