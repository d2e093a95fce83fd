package app.xquare.trace.codec;

/** Tags of the fields of {@code Span} and the messages in it (opentelemetry-proto, trace.proto). */
public final class SpanFields {
  public static final int TRACE_ID = 1 << 3 | ProtoReader.LENGTH;
  public static final int SPAN_ID = 2 << 3 | ProtoReader.LENGTH;
  public static final int TRACE_STATE = 3 << 3 | ProtoReader.LENGTH;
  public static final int PARENT_SPAN_ID = 4 << 3 | ProtoReader.LENGTH;
  public static final int NAME = 5 << 3 | ProtoReader.LENGTH;
  public static final int KIND = 6 << 3 | ProtoReader.VARINT;
  public static final int START = 7 << 3 | ProtoReader.FIXED64;
  public static final int END = 8 << 3 | ProtoReader.FIXED64;
  public static final int ATTRIBUTES = 9 << 3 | ProtoReader.LENGTH;
  public static final int DROPPED_ATTRIBUTES = 10 << 3 | ProtoReader.VARINT;
  public static final int EVENTS = 11 << 3 | ProtoReader.LENGTH;
  public static final int DROPPED_EVENTS = 12 << 3 | ProtoReader.VARINT;
  public static final int LINKS = 13 << 3 | ProtoReader.LENGTH;
  public static final int DROPPED_LINKS = 14 << 3 | ProtoReader.VARINT;
  public static final int STATUS = 15 << 3 | ProtoReader.LENGTH;
  public static final int FLAGS = 16 << 3 | ProtoReader.FIXED32;

  public static final int STATUS_MESSAGE = 2 << 3 | ProtoReader.LENGTH;
  public static final int STATUS_CODE = 3 << 3 | ProtoReader.VARINT;

  public static final int EVENT_TIME = 1 << 3 | ProtoReader.FIXED64;
  public static final int EVENT_NAME = 2 << 3 | ProtoReader.LENGTH;
  public static final int EVENT_ATTRIBUTES = 3 << 3 | ProtoReader.LENGTH;
  public static final int EVENT_DROPPED = 4 << 3 | ProtoReader.VARINT;

  public static final int LINK_TRACE_ID = 1 << 3 | ProtoReader.LENGTH;
  public static final int LINK_SPAN_ID = 2 << 3 | ProtoReader.LENGTH;
  public static final int LINK_TRACE_STATE = 3 << 3 | ProtoReader.LENGTH;
  public static final int LINK_ATTRIBUTES = 4 << 3 | ProtoReader.LENGTH;
  public static final int LINK_DROPPED = 5 << 3 | ProtoReader.VARINT;
  public static final int LINK_FLAGS = 6 << 3 | ProtoReader.FIXED32;

  public static final int RESOURCE = 1 << 3 | ProtoReader.LENGTH;
  public static final int SCOPE = 1 << 3 | ProtoReader.LENGTH;
  public static final int SCHEMA_URL = 3 << 3 | ProtoReader.LENGTH;
  public static final int RESOURCE_ATTRIBUTES = 1 << 3 | ProtoReader.LENGTH;
  public static final int SCOPE_NAME = 1 << 3 | ProtoReader.LENGTH;
  public static final int SCOPE_VERSION = 2 << 3 | ProtoReader.LENGTH;
  public static final int SCOPE_ATTRIBUTES = 3 << 3 | ProtoReader.LENGTH;

  private SpanFields() {}
}
