package app.xquare.trace.bench;

import app.xquare.trace.bench.MongoWrites.Counts;
import app.xquare.trace.bench.load.Workload;
import app.xquare.trace.testing.InProcessMongo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/**
 * What the workload makes MongoDB write: the application stores it in an in-process server, and what it
 * sends there is counted on the way. Speed is not measured; that server has no indexes.
 */
public final class MongoCost {
  private static final double UNBOUNDED = Double.POSITIVE_INFINITY;

  private final MongoWrites writes = new MongoWrites();
  private final BenchmarkReport report = new BenchmarkReport(System.out);

  private MongoCost() {}

  public static void main(String[] args) throws Exception {
    new MongoCost().run(Options.fromProperties());
  }

  private void run(Options options) throws Exception {
    Files.createDirectories(options.directory());
    Path data = Files.createTempDirectory(options.directory(), "none");
    long spans = options.spans();
    Workload workload = new Workload(options.seed(), options.rate(),
        (System.currentTimeMillis() - (long) (spans / options.rate() * 1_000)) * 1_000_000,
        options.grouping());
    try (InProcessMongo mongo = new InProcessMongo();
        MongoProxy proxy = new MongoProxy(mongo.port(), writes::saw);
        ServerUnderTest server = ServerUnderTest.start(
            options.withMongoUri("mongodb://127.0.0.1:" + proxy.port() + "/cost"), data);
        GrpcSender sender = new GrpcSender(server.grpcPort(), options)) {
      send("before a dictionary was learned", sender, workload, spans,
          () -> writes.counts().dictionaries() > 0);
      send("after", sender, workload, spans, () -> false);
    }
    Files.deleteIfExists(data);
    report.write(options.report());
  }

  private void send(String section, GrpcSender sender, Workload workload, long until,
      BooleanSupplier enough) throws InterruptedException {
    Counts before = writes.counts();
    long spans = sender.send(workload, until, UNBOUNDED, enough).spans();
    Counts sent = writes.counts().minus(before);
    report.title(section + ": " + spans + " spans in " + sent.commands() + " commands");
    double each = 1.0 / spans;
    report.figure(section, "documents per thousand spans", 1_000 * each * sent.fragments(), "");
    report.figure(section, "index keys a span", each * sent.fragmentKeys(), "");
    report.figure(section, "document bytes a span", each * sent.fragmentBytes(), "B");
    report.figure(section, "index keys a document",
        (double) sent.fragmentKeys() / sent.fragments(), "");
    report.figure(section, "catalog documents per thousand spans",
        1_000 * each * sent.catalogs(), "");
    report.figure(section, "catalog bytes a span", each * sent.catalogBytes(), "B");
    report.figure(section, "rows on implied tokens per thousand spans",
        1_000 * each * sent.implied(), "");
    report.figure(section, "bytes to the server a span, all commands", each * sent.bytes(), "B");
  }
}
