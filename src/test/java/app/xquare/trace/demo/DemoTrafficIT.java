package app.xquare.trace.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.xquare.trace.testing.RunningApplication;
import com.google.common.net.InetAddresses;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The demo sends to where the server really listens. */
class DemoTrafficIT {
  // Only Linux has all of 127.0.0.0/8 without being told.
  @Test
  @EnabledOnOs(OS.LINUX)
  void arrivesWhateverTheAddress(@TempDir Path data) {
    try (RunningApplication application = RunningApplication.start("spring.profiles.active=demo",
        "spring.grpc.server.address=127.0.0.2", "xquare.trace.store.data-directory=" + data)) {
      await().atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(new String(application.get("/api/v1/services").body(),
              StandardCharsets.UTF_8)).contains("\"name\""));
    }
  }

  @Test
  void oneThatListensEverywhereIsReachedByLoopback() {
    assertThat(
        DemoTraffic.endpoint(new InetSocketAddress(InetAddresses.forString("0.0.0.0"), 4317)))
        .isEqualTo("http://127.0.0.1:4317");
    assertThat(DemoTraffic.endpoint(new InetSocketAddress(InetAddresses.forString("::"), 4317)))
        .isEqualTo("http://127.0.0.1:4317");
    assertThat(DemoTraffic.endpoint(new InetSocketAddress(InetAddresses.forString("::1"), 4317)))
        .isEqualTo("http://[::1]:4317");
  }
}
