package app.xquare.trace.store.lucene;

import app.xquare.trace.model.CorruptDataException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/** Says at start-up why the store cannot be opened and what to do, in place of a stack trace. */
final class StoreFailureAnalyzer implements FailureAnalyzer {
  @Override
  public @Nullable FailureAnalysis analyze(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof DataFolderException folder) {
        return new FailureAnalysis("The store cannot start: " + folder.getMessage() + ".",
            folder.action(), folder);
      }
      if (cause instanceof CorruptDataException corrupt) {
        return new FailureAnalysis("The store cannot start: " + corrupt.getMessage() + ".",
            "Nothing was changed on the disk. Do what the message says, or restore the folder from"
                + " a copy.",
            corrupt);
      }
    }
    return null;
  }
}
