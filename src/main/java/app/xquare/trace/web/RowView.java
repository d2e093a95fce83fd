package app.xquare.trace.web;

import app.xquare.trace.model.Span;
import app.xquare.trace.model.SpanDetails;
import app.xquare.trace.model.SpanEvent;
import app.xquare.trace.model.SpanIds;
import app.xquare.trace.model.SpanLink;
import app.xquare.trace.query.TraceRow;
import app.xquare.trace.query.WarningCode;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

@Schema(name = "Row", description = "One span in its place in the tree")
record RowView(@Schema(description = "Index of this row in the trace") int row,
    @Schema(description = "16 hexadecimal digits") String spanId,
    @Schema(types = {
        "string", "null"}, description = "As sent; null for a root") @Nullable String parentSpanId,
    @Schema(types = {"integer",
        "null"}, description = "Index of the parent's row; null at the top") @Nullable Integer parentRow,
    @Schema(description = "0 at the top") int depth, int childCount,
    @Schema(description = "How many of the following rows are below this one") int descendantCount,
    String service, @Schema(description = "Name of the span") String operation,
    @Schema(description = "`unspecified`, `internal`, `server`, `client`, `producer` or `consumer`") String kind,
    @Schema(description = "`unset`, `ok` or `error`") String status, String statusMessage,
    @Schema(description = "Start by the span's own clock, RFC 3339") String startTime,
    @Schema(description = "The same in nanoseconds since the epoch") String startTimeUnixNano,
    @Schema(description = "From the trace's start, with `skewNanos` in it") long startOffsetNanos,
    long durationNanos,
    @Schema(description = "How much later than its own clock said the span is shown") long skewNanos,
    @Schema(description = "The part of its duration in which none of its children ran") long selfNanos,
    @Schema(description = "Sum of `criticalPath`") long criticalPathNanos,
    @Schema(description = "The parts of its time that the end of the root waited for") List<SegmentView> criticalPath,
    @Schema(description = "Index in `resources`") int resource,
    @Schema(description = "Index in `scopes`") int scope, Map<String, @Nullable Object> attributes,
    List<EventView> events, List<LinkView> links, String traceState, long flags,
    long droppedAttributesCount, long droppedEventsCount, long droppedLinksCount,
    @Schema(description = "Codes as in `warnings` of the trace") List<String> warnings) {

  @Schema(name = "Segment", description = "From the first up to the second offset")
  record SegmentView(long startOffsetNanos, long endOffsetNanos) {}

  @Schema(name = "Event")
  record EventView(String name,
      @Schema(description = "From the trace's start, adjusted as the span is") long offsetNanos,
      @Schema(description = "By its own clock, RFC 3339") String time,
      @Schema(description = "The same in nanoseconds since the epoch") String timeUnixNano,
      Map<String, @Nullable Object> attributes, long droppedAttributesCount) {}

  @Schema(name = "Link", description = "A reference to another span, ids as sent")
  record LinkView(String traceId, String spanId, String traceState,
      Map<String, @Nullable Object> attributes, long flags, long droppedAttributesCount) {}

  static RowView of(int index, TraceRow row, long traceStart, int resource, int scope) {
    Span span = row.span();
    SpanDetails details = span.details();
    return new RowView(index, SpanIds.hex(span.spanId()),
        span.isRoot() ? null : SpanIds.hex(span.parentSpanId()),
        row.parentRow() < 0 ? null : row.parentRow(), row.depth(), row.childCount(),
        row.descendantCount(), span.service(), span.name(), span.kind().text(),
        span.status().text(), details.statusMessage(), TimeText.format(span.startUnixNano()),
        Long.toString(span.startUnixNano()), row.startOffsetNanos(), row.durationNanos(),
        row.skewNanos(), row.selfNanos(), row.criticalPathNanos(),
        row.criticalPath().stream().map(segment -> new SegmentView(segment.startOffsetNanos(),
            segment.endOffsetNanos())).toList(),
        resource, scope, AttributeJson.of(details.attributes()),
        details.events().stream().map(event -> of(event, row, traceStart)).toList(),
        details.links().stream().map(RowView::of).toList(), details.traceState(),
        Integer.toUnsignedLong(details.flags()),
        Integer.toUnsignedLong(details.droppedAttributesCount()),
        Integer.toUnsignedLong(details.droppedEventsCount()),
        Integer.toUnsignedLong(details.droppedLinksCount()),
        row.warnings().stream().map(WarningCode::text).toList());
  }

  private static EventView of(SpanEvent event, TraceRow row, long traceStart) {
    return new EventView(event.name(), event.timeUnixNano() - traceStart + row.skewNanos(),
        TimeText.format(event.timeUnixNano()), Long.toUnsignedString(event.timeUnixNano()),
        AttributeJson.of(event.attributes()),
        Integer.toUnsignedLong(event.droppedAttributesCount()));
  }

  private static LinkView of(SpanLink link) {
    return new LinkView(link.traceId().toString(), SpanIds.hex(link.spanId()), link.traceState(),
        AttributeJson.of(link.attributes()), Integer.toUnsignedLong(link.flags()),
        Integer.toUnsignedLong(link.droppedAttributesCount()));
  }
}
