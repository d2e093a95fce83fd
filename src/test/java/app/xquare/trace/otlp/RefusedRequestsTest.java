package app.xquare.trace.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RefusedRequestsTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final AtomicLong nanos = new AtomicLong(-5);
  private final RefusedRequests refused = new RefusedRequests(registry, nanos::get);
  private final Logger logger = (Logger) LoggerFactory.getLogger(RefusedRequests.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(log);
  }

  @Test
  void countsAllAndTellsOfSome() {
    for (int i = 0; i < 1000; i++) {
      refused.count(RefusedRequests.Protocol.HTTP, Refusal.Reason.COMPRESSION, "10.1.2.3:99",
          "Content-Encoding: br\r\n\"forged " + "x".repeat(1000));
      nanos.addAndGet(Duration.ofMillis(25).toNanos());
    }
    refused.count(RefusedRequests.Protocol.GRPC, Refusal.Reason.UNAVAILABLE, "10.1.2.4:99", "full");
    assertThat(count("http", "compression")).isEqualTo(1000);
    assertThat(count("grpc", "unavailable")).isOne();
    assertThat(count("http", "unavailable")).isZero();
    String shown = "Content-Encoding: br???forged " + "x".repeat(170) + "…";
    assertThat(log.list).extracting(ILoggingEvent::getFormattedMessage).containsExactly(
        "refused a request protocol=http reason=compression sender=10.1.2.3:99 why=\"" + shown
            + "\" others=0",
        "refused a request protocol=http reason=compression sender=10.1.2.3:99 why=\"" + shown
            + "\" others=399",
        "refused a request protocol=http reason=compression sender=10.1.2.3:99 why=\"" + shown
            + "\" others=399",
        "refused a request protocol=grpc reason=unavailable sender=10.1.2.4:99 why=\"full\""
            + " others=0");
  }

  private double count(String protocol, String reason) {
    return registry.get("xquare.trace.otlp.refused").tag("protocol", protocol)
        .tag("reason", reason).counter().count();
  }
}
