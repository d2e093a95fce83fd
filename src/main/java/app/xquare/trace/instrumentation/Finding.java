package app.xquare.trace.instrumentation;

import org.jspecify.annotations.Nullable;

/**
 * Something about a workload that was kept, changed, refused or is worth a look. No finding holds a
 * value that may be a secret.
 *
 * @param path JSON pointer of what it is about
 * @param line of that in the text that was sent, from 1
 * @param kept what stays as it is
 * @param wanted what would have been set
 */
public record Finding(FindingCode code, Severity severity, @Nullable String path,
    @Nullable Integer line, String message, @Nullable String kept, @Nullable String wanted) {}
