package app.xquare.trace.otlp;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What the log is told of refused requests. */
final class LoggedRefusals extends AppenderBase<ILoggingEvent> {
  private static volatile LoggedRefusals listening = new LoggedRefusals();

  private final List<String> lines = new CopyOnWriteArrayList<>();

  private LoggedRefusals() {}

  static List<String> during(Runnable work) {
    Logger logger = (Logger) LoggerFactory.getLogger(RefusedRequests.class);
    LoggedRefusals appender = new LoggedRefusals();
    appender.start();
    listening = appender;
    logger.addAppender(appender);
    try {
      work.run();
    } finally {
      logger.detachAppender(appender);
    }
    return appender.lines;
  }

  /** Since the work began that is going on. */
  static List<String> now() {
    return listening.lines;
  }

  @Override
  protected void append(ILoggingEvent event) {
    lines.add(event.getFormattedMessage());
  }
}
