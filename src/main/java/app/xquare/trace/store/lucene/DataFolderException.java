package app.xquare.trace.store.lucene;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The store cannot have its folder, so the application cannot start. */
final class DataFolderException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String action;

  private DataFolderException(String message, String action, @Nullable Throwable cause) {
    super(message, cause);
    this.action = action;
  }

  static DataFolderException inUse(Path folder, String owner) {
    return new DataFolderException("the data folder " + folder + " is in use by " + owner,
        "Stop the other process, or give this one a folder of its own with"
            + " xquare.trace.store.data-directory. Several processes can share a MongoDB"
            + " (xquare.trace.store.mongo-uri), never a folder.",
        null);
  }

  static DataFolderException notWritable(Path folder, IOException cause) {
    return new DataFolderException("the data folder " + folder + " cannot be written: " + cause,
        "Make it writable for this user, or choose another with"
            + " xquare.trace.store.data-directory.",
        cause);
  }

  static DataFolderException otherFormat(Path folder, String found, int expected) {
    return new DataFolderException(
        "the data folder " + folder + " has " + found + " (expected: format " + expected + ")",
        "Nothing was changed. Start the version that wrote it, or give this one an empty folder with"
            + " xquare.trace.store.data-directory.",
        null);
  }

  /** What the operator can do. */
  String action() {
    return action;
  }
}
