package app.xquare.trace.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a data folder takes, by what it is for. */
record DiskUse(long payload, long index, long rest) {
  private static final List<String> PAYLOAD = List.of("dvd", "dvm", "fdt", "fdx", "fdm");
  private static final List<String> INDEX = List.of("tim", "tip", "tmd", "doc", "psm");

  static DiskUse of(Path folder) throws IOException {
    long payload = 0;
    long index = 0;
    long rest = 0;
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        String name = path.getFileName().toString();
        String extension = name.substring(name.lastIndexOf('.') + 1);
        long bytes = Files.size(path);
        if (PAYLOAD.contains(extension)) {
          payload += bytes;
        } else if (INDEX.contains(extension)) {
          index += bytes;
        } else {
          rest += bytes;
        }
      }
    }
    return new DiskUse(payload, index, rest);
  }

  long total() {
    return payload + index + rest;
  }
}
