package app.xquare.trace.query;

import app.xquare.trace.model.Attribute;
import app.xquare.trace.model.AttributeTexts;
import app.xquare.trace.model.Span;
import app.xquare.trace.model.SpanDetails;
import app.xquare.trace.model.SpanEvent;
import app.xquare.trace.model.SpanLink;
import app.xquare.trace.query.AttributeFilter.Place;
import java.util.ArrayList;
import java.util.List;

/** What a query says about one span, cheapest first: details are decoded only if all else holds. */
final class SpanFilter {
  private final TraceQuery query;
  private final List<AttributeFilter> atHand = new ArrayList<>();
  private final List<AttributeFilter> inDetails = new ArrayList<>();

  SpanFilter(TraceQuery query) {
    this.query = query;
    for (AttributeFilter filter : query.attributes()) {
      boolean known = filter.place() == Place.RESOURCE || filter.place() == Place.SCOPE;
      (known ? atHand : inDetails).add(filter);
    }
  }

  boolean admits(Span span) {
    if (!admitsFields(span)) {
      return false;
    }
    for (AttributeFilter filter : atHand) {
      List<Attribute> attributes = filter.place() == Place.SCOPE
          ? span.scope().attributes()
          : span.resource().attributes();
      if (!new Look(filter).at(attributes).decide()) {
        return false;
      }
    }
    return inDetails.isEmpty() || admitsDetails(span, span.details());
  }

  private boolean admitsFields(Span span) {
    return span.startUnixNano() >= query.fromUnixNano()
        && span.startUnixNano() <= query.toUnixNano()
        && span.durationNanos() >= query.minDurationNanos()
        && span.durationNanos() <= query.maxDurationNanos()
        && (query.kind() == null || query.kind() == span.kind())
        && (query.status() == null || query.status() == span.status())
        && (!query.rootOnly() || span.isRoot())
        && (query.service() == null || query.service().equals(span.service()))
        && (query.operation() == null || query.operation().equals(span.name()));
  }

  private boolean admitsDetails(Span span, SpanDetails details) {
    for (AttributeFilter filter : inDetails) {
      Look look = new Look(filter);
      switch (filter.place()) {
        case EVENT -> {
          for (SpanEvent event : details.events()) {
            look.at(event.attributes());
          }
        }
        case LINK -> {
          for (SpanLink link : details.links()) {
            look.at(link.attributes());
          }
        }
        case SPAN -> look.at(details.attributes());
        default -> look.at(details.attributes()).at(span.resource().attributes());
      }
      if (!look.decide()) {
        return false;
      }
    }
    return true;
  }

  /** One condition's look at the attributes of its place. */
  private static final class Look {
    private final AttributeFilter filter;
    private boolean present;
    private boolean admitted;

    Look(AttributeFilter filter) {
      this.filter = filter;
    }

    Look at(List<Attribute> attributes) {
      for (Attribute attribute : attributes) {
        if (attribute.key().equals(filter.key())) {
          present = true;
          AttributeTexts.forEach(attribute.value(),
              text -> admitted = admitted || filter.admits(text));
        }
      }
      return this;
    }

    boolean decide() {
      return switch (filter.operator()) {
        case EXISTS -> present;
        case ABSENT -> !present;
        case NOT_EQUAL -> present && !admitted;
        default -> admitted;
      };
    }
  }
}
