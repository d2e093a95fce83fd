package app.xquare.trace.model;

import java.util.List;

/** OpenTelemetry's {@code AnyValue}. */
public sealed interface AttributeValue {
  record StringValue(String value) implements AttributeValue {}

  record BoolValue(boolean value) implements AttributeValue {}

  record LongValue(long value) implements AttributeValue {}

  record DoubleValue(double value) implements AttributeValue {}

  /** The array is not copied: whoever holds it does not write to it. */
  @SuppressWarnings("ArrayRecordComponent")
  record BytesValue(byte[] value) implements AttributeValue {}

  record ArrayValue(List<AttributeValue> values) implements AttributeValue {}

  record MapValue(List<Attribute> entries) implements AttributeValue {}

  /** A value that was sent without any content. */
  record EmptyValue() implements AttributeValue {}
}
