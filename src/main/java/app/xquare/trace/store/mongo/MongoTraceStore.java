package app.xquare.trace.store.mongo;

import app.xquare.trace.model.CorruptDataException;
import app.xquare.trace.model.Fragment;
import app.xquare.trace.model.TraceId;
import app.xquare.trace.model.UnavailableException;
import app.xquare.trace.store.Commit;
import app.xquare.trace.store.FragmentScan;
import app.xquare.trace.store.Partition;
import app.xquare.trace.store.ScanRequest;
import app.xquare.trace.store.TraceStore;
import com.mongodb.MongoClientSettings;
import com.mongodb.ReadPreference;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.bson.BsonBinary;
import org.bson.Document;
import org.bson.codecs.configuration.CodecRegistries;
import org.bson.codecs.configuration.CodecRegistry;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * Traces in MongoDB. Several replicas may use one database: they share nothing else.
 *
 * <p>The client must write with majority and journal and read from the primary, as
 * {@link MongoConfiguration} sets it up.
 */
final class MongoTraceStore implements TraceStore {
  private static final InsertManyOptions UNORDERED = new InsertManyOptions().ordered(false);
  private static final CodecRegistry ROWS = CodecRegistries.fromRegistries(
      CodecRegistries.fromCodecs(new FragmentDocument()),
      MongoClientSettings.getDefaultCodecRegistry());
  private static final long CHECK_MILLIS = 2_000;

  private final MongoClient client;
  private final MongoTemplate template;
  private final PartitionTable partitions;
  private final PartitionSizes sizes;
  private final CatalogTable catalog;
  private final ImpliedTable implied;
  private final TokenLearning learning;
  private final TraceFilters filters;

  MongoTraceStore(MongoClient client, MongoTemplate template) {
    this.client = client;
    this.template = template;
    this.partitions = new PartitionTable(template);
    this.sizes = new PartitionSizes(template, System::nanoTime);
    this.catalog = new CatalogTable(template);
    this.implied = new ImpliedTable(template);
    this.learning = new TokenLearning(implied);
    this.filters = new TraceFilters(template, partitions);
  }

  /** From now on it makes and uses filters of traces, in the background. */
  void startFilters() {
    filters.start();
  }

  /** See {@link TraceFilters#see}. */
  void seeToFilters(long now) throws InterruptedException {
    filters.see(now);
  }

  @Override
  public void append(Commit commit) {
    Failures.mapped("write a commit", () -> write(commit));
  }

  private void write(Commit commit) {
    String partition = commit.partition();
    List<Commit.Entry> entries = commit.entries();
    if (entries.isEmpty()) {
      return;
    }
    long minStart = Long.MAX_VALUE;
    long maxStart = Long.MIN_VALUE;
    long spans = 0;
    for (Commit.Entry entry : entries) {
      minStart = Math.min(minStart, entry.fragment().startUnixNano());
      maxStart = Math.max(maxStart, entry.fragment().lastStartUnixNano());
      spans += entry.fragment().spanCount();
    }
    long incarnation = partitions.cover(partition, minStart, maxStart);
    catalog.add(partition, incarnation, commit.catalog());
    fragments(partition).insertMany(rows(entries, learning.of(partition, incarnation)), UNORDERED);
    if (!partitions.count(partition, incarnation, entries.size(), spans)) {
      throw Failures.unavailable("write a commit", "partition " + partition + " was dropped");
    }
  }

  private List<FragmentDocument.Row> rows(List<Commit.Entry> entries, ImpliedTokens leftOut) {
    List<FragmentDocument.Row> rows = new ArrayList<>(entries.size());
    for (Commit.Entry entry : entries) {
      int[] tokens = Layout.tokens(entry.tokens());
      learning.offer(tokens);
      rows.add(new FragmentDocument.Row(entry.fragment(), leftOut.toWrite(tokens)));
    }
    return rows;
  }

  @Override
  public List<Fragment> fragments(TraceId traceId, long snapshot) {
    return Failures.mapped("read a trace", () -> {
      List<Fragment> found = new ArrayList<>();
      for (PartitionTable.Row partition : filters.mayHold(partitions.rows(), traceId)) {
        fragments(partition.name())
            .find(new Document(Layout.TRACE, new BsonBinary(traceId.toBytes())).append(Layout.ID,
                new Document("$lte", snapshot)))
            .projection(FragmentDocument.FIELDS).hintString(Layout.BY_TRACE.name())
            .forEach(row -> found.add(row.fragment()));
      }
      return found;
    });
  }

  @Override
  public FragmentScan scan(ScanRequest request) {
    return new MongoScan(request,
        Failures.mapped("list partitions",
            () -> partitions.between(request.minStart(), request.maxStart())),
        this::fragments, implied);
  }

  @Override
  public void catalog(long fromUnixNano, long toUnixNano, String prefix, Predicate<String> sink) {
    Failures.mapped("read the catalog", () -> {
      for (Partition partition : partitions.between(fromUnixNano, toUnixNano)) {
        if (!catalog.read(partition.name(), prefix, sink)) {
          return;
        }
      }
    });
  }

  @Override
  public List<Partition> partitions() {
    return Failures.mapped("list partitions",
        () -> sizes.withSizes(partitions.rows()));
  }

  @Override
  public void prepare(String partition) {
    Failures.mapped("prepare partition " + partition, () -> partitions.prepare(partition));
  }

  @Override
  public void drop(String partition) {
    Failures.mapped("drop partition " + partition, () -> partitions.drop(partition));
  }

  @Override
  public byte @Nullable [] dictionary(int id) {
    @Nullable
    Document stored = Failures.mapped("read a dictionary",
        () -> template.findById(id, Document.class, Layout.DICTIONARIES));
    if (stored == null) {
      return null;
    }
    if (stored.get(Layout.BYTES) instanceof Binary bytes) {
      return bytes.getData();
    }
    throw new CorruptDataException("dictionary " + id + " has no bytes", null);
  }

  @Override
  public void saveDictionary(int id, byte[] dictionary) {
    Failures.mapped("store a dictionary", () -> {
      try {
        template.insert(new Document(Layout.ID, id).append(Layout.BYTES, dictionary),
            Layout.DICTIONARIES);
      } catch (DuplicateKeyException stored) {
        if (!Arrays.equals(dictionary(id), dictionary)) {
          throw new IllegalStateException(
              "dictionary " + id + " is stored with other bytes (expected: the same)", stored);
        }
      }
    });
  }

  @Override
  public List<Integer> dictionaries() {
    return Failures.mapped("list the dictionaries", () -> {
      List<Integer> ids = new ArrayList<>();
      template.getCollection(Layout.DICTIONARIES).find().projection(new Document(Layout.ID, 1))
          .sort(new Document(Layout.ID, 1)).forEach(found -> ids.add(found.getInteger(Layout.ID)));
      return ids;
    });
  }

  @Override
  public void dropDictionary(int id) {
    Failures.mapped("delete a dictionary", () -> {
      template.getCollection(Layout.DICTIONARIES).deleteOne(new Document(Layout.ID, id));
    });
  }

  /** Zero while the server is away too: numbers go by the clock, this one only guards against a clock set back. */
  @Override
  public long lastSequence() {
    try {
      return Failures.mapped("read the last sequence number", () -> {
        long last = 0;
        for (Partition partition : partitions.list()) {
          Document newest = template.getCollection(Layout.fragments(partition.name())).find()
              .projection(Projections.include(Layout.ID)).sort(Sorts.descending(Layout.ID)).limit(1)
              .first();
          if (newest != null) {
            last = Math.max(last, newest.getLong(Layout.ID));
          }
        }
        return last;
      });
    } catch (UnavailableException unknown) {
      return 0;
    }
  }

  @Override
  public long usableBytes() {
    return Long.MAX_VALUE;
  }

  /** Only a primary (or a router, or a single server) is asked, and it must answer. */
  @Override
  public void checkAvailable() {
    Failures.mapped("answer", () -> {
      template.getDb().withTimeout(CHECK_MILLIS, TimeUnit.MILLISECONDS)
          .runCommand(new Document("ping", 1), ReadPreference.primary());
    });
  }

  @Override
  public void close() {
    filters.close();
    learning.close();
    client.close();
  }

  private MongoCollection<FragmentDocument.Row> fragments(String partition) {
    return template.getDb().getCollection(Layout.fragments(partition), FragmentDocument.Row.class)
        .withCodecRegistry(ROWS);
  }
}
