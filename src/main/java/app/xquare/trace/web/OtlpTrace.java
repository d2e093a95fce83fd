package app.xquare.trace.web;

/** {@code TracesData} on its way out. */
@SuppressWarnings("ArrayRecordComponent")
record OtlpTrace(byte[] tracesData) {}
