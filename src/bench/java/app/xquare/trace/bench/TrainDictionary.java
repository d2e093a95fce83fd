package app.xquare.trace.bench;

import app.xquare.trace.bench.SampleFragments.Sample;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdDictCompress;
import com.github.luben.zstd.ZstdDictDecompress;
import com.github.luben.zstd.ZstdDictTrainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Trains the built-in dictionary from the recorded samples and writes it to the given file; without
 * one it only shows what dictionaries of several sizes are worth on fragments that they never saw.
 */
public final class TrainDictionary {
  private static final int LEVEL = 3;
  private static final int SIZE = 96 << 10;
  private static final List<String> AGENTS = List.of("java", "nodejs", "python");
  private static final Path CURRENT = Path.of("src/main/resources/dictionaries/otlp-1.dict");

  private TrainDictionary() {}

  /** @param args where to write the dictionary to, or nothing */
  public static void main(String[] args) throws IOException {
    List<Sample> learned = new ArrayList<>();
    Map<String, List<Sample>> unseen = new LinkedHashMap<>();
    for (String agent : AGENTS) {
      List<Sample> all = SampleFragments.read(agent);
      // The last service of each language is kept back: another name, pod and process.
      int cut = all.size() * 3 / 4;
      learned.addAll(all.subList(0, cut));
      unseen.put(agent, all.subList(cut, all.size()));
    }
    List<Sample> demo = SampleFragments.read("demo");
    unseen.put("demo", demo);

    System.out.println("bytes a span (encode µs, decode µs a fragment), " + learned.size()
        + " fragments learned");
    show("raw", null, unseen);
    show("none", new byte[0], unseen);
    show("current", Files.readAllBytes(CURRENT), unseen);
    for (int size : new int[]{32 << 10, 64 << 10, SIZE, 112 << 10}) {
      show("trained " + (size >> 10) + " KB", train(learned, size), unseen);
    }
    if (args.length > 0) {
      unseen.values().forEach(learned::addAll);
      byte[] dictionary = train(learned, SIZE);
      Files.write(Path.of(args[0]), dictionary);
      System.out.println("wrote " + dictionary.length + " bytes to " + args[0]);
    }
  }

  private static byte[] train(List<Sample> samples, int size) {
    // The trainer learns from the first three quarters and tries itself on the rest.
    List<Sample> shuffled = new ArrayList<>(samples);
    Collections.shuffle(shuffled, new Random(1));
    int total = samples.stream().mapToInt(sample -> sample.bytes().length).sum();
    ZstdDictTrainer trainer = new ZstdDictTrainer(total, size, LEVEL);
    for (Sample sample : shuffled) {
      if (!trainer.addSample(sample.bytes())) {
        throw new IllegalStateException("a sample did not fit");
      }
    }
    return trainer.trainSamples();
  }

  private static void show(String title, byte[] dictionary, Map<String, List<Sample>> samples) {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-16s", title));
    samples.forEach((name, list) -> {
      long spans = list.stream().mapToLong(Sample::spans).sum();
      if (dictionary == null) {
        long bytes = list.stream().mapToLong(sample -> sample.bytes().length).sum();
        line.append(String.format(Locale.ROOT, "%s %.0f (%.1f spans a fragment)   ", name,
            (double) bytes / spans,
            (double) spans / list.size()));
      } else {
        long bytes = 0;
        long encode = 0;
        long decode = 0;
        // The later rounds are measured.
        for (int round = 0; round < 12; round++) {
          long[] cost = run(dictionary, list);
          bytes = cost[0];
          encode = round < 6 ? cost[1] : Math.min(encode, cost[1]);
          decode = round < 6 ? cost[2] : Math.min(decode, cost[2]);
        }
        line.append(
            String.format(Locale.ROOT, "%s %.1f (%.1f, %.1f)   ", name, (double) bytes / spans,
                encode / 1_000.0 / list.size(), decode / 1_000.0 / list.size()));
      }
    });
    System.out.println(line);
  }

  /** Bytes, and the nanoseconds of both directions. */
  private static long[] run(byte[] dictionary, List<Sample> samples) {
    try (ZstdCompressCtx compress = new ZstdCompressCtx().setLevel(LEVEL).setChecksum(true)
        .setContentSize(false).setDictID(false);
        ZstdDecompressCtx decompress = new ZstdDecompressCtx()) {
      if (dictionary.length > 0) {
        compress.loadDict(new ZstdDictCompress(dictionary, LEVEL));
        decompress.loadDict(new ZstdDictDecompress(dictionary));
      }
      long[] cost = new long[3];
      for (Sample sample : samples) {
        long start = System.nanoTime();
        byte[] frame = compress.compress(sample.bytes());
        long between = System.nanoTime();
        byte[] back = new byte[sample.bytes().length];
        decompress.decompressByteArray(back, 0, back.length, frame, 0, frame.length);
        cost[0] += frame.length;
        cost[1] += between - start;
        cost[2] += System.nanoTime() - between;
        if (!Arrays.equals(back, sample.bytes())) {
          throw new IllegalStateException("the bytes changed");
        }
      }
      return cost;
    }
  }
}
