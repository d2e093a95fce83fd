package app.xquare.trace.store.lucene;

import app.xquare.trace.model.CorruptDataException;
import app.xquare.trace.model.TraceException;
import app.xquare.trace.model.UnavailableException;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.store.AlreadyClosedException;

/** Says what an error while reading an index means: bytes that are wrong, or a state that passes. */
final class ReadError {
  private static final Duration RETRY = Duration.ofSeconds(5);

  private ReadError() {}

  static TraceException of(Path partition, Throwable e) {
    if (e instanceof TraceException known) {
      return known;
    }
    return passes(e)
        ? new UnavailableException(
            "partition " + partition.getFileName() + " cannot be read now", RETRY, e)
        : damaged(partition, e);
  }

  static CorruptDataException damaged(Path partition, Throwable cause) {
    Throwable first = cause instanceof CorruptDataException && cause.getCause() != null
        ? cause.getCause()
        : cause;
    return new CorruptDataException(
        "partition " + partition.getFileName() + " is damaged: " + first.getMessage()
            + ". Its spans cannot be read; move its folder " + partition
            + " away and start again to go on without them",
        first);
  }

  private static boolean passes(Throwable e) {
    return switch (e) {
      case AlreadyClosedException closed -> true;
      case CorruptIndexException corrupt -> false;
      case IndexFormatTooOldException old -> false;
      case IndexFormatTooNewException unknown -> false;
      case FileNotFoundException missing -> false;
      case NoSuchFileException missing -> false;
      case EOFException cut -> false;
      default -> e instanceof IOException;
    };
  }
}
