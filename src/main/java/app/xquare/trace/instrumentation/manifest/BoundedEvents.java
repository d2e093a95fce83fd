package app.xquare.trace.instrumentation.manifest;

import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.parser.Parser;

/**
 * Stops a text that holds more than is read while it is parsed: a tree of a million short values would
 * take a hundred times the text's own memory before it could be counted.
 */
final class BoundedEvents implements Parser {
  /** A value may have a key, and a collection has an end. */
  private static final int MAX_EVENTS = 2 * ManifestReader.MAX_NODES;

  private final Parser parser;
  private int events;

  BoundedEvents(Parser parser) {
    this.parser = parser;
  }

  @Override
  public boolean checkEvent(Event.ID choice) {
    return parser.checkEvent(choice);
  }

  @Override
  public Event peekEvent() {
    return parser.peekEvent();
  }

  @Override
  public Event getEvent() {
    Event event = parser.getEvent();
    if (++events > MAX_EVENTS) {
      throw Shape.tooMany(event.getStartMark() == null ? 0 : event.getStartMark().getLine() + 1);
    }
    return event;
  }
}
