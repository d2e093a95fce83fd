package app.xquare.trace.query;

/**
 * Something a reader of the trace should know.
 *
 * @param message plain English, with the count in it
 * @param count how many spans it is about; 1 where it is about the trace
 */
public record TraceWarning(WarningCode code, String message, int count) {}
