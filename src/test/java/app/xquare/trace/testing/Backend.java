package app.xquare.trace.testing;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Primary;

/** Store, ingest and query wired as in the application, without its ports, on a {@link TestClock}. */
public final class Backend implements AutoCloseable {
  private static final String ROOT = "app.xquare.trace.";
  private static final String TESTS = ".*(Test|IT|Contract|Oracle)(\\$.*)?";

  private final ConfigurableApplicationContext context;

  private Backend(Class<?> store, List<String> properties) {
    context = new SpringApplicationBuilder(Parts.class, store).web(WebApplicationType.NONE)
        .bannerMode(Banner.Mode.OFF).logStartupInfo(false)
        .run(properties.stream().map(property -> "--" + property).toArray(String[]::new));
  }

  /** @param properties further ones, as {@code key=value} */
  public static Backend embedded(Path folder, String... properties) {
    return new Backend(Engines.class,
        with(properties, "xquare.trace.store.data-directory=" + folder));
  }

  public static Backend mongo(String uri, String... properties) {
    return new Backend(Engines.class, with(properties, "xquare.trace.store.mongo-uri=" + uri));
  }

  /** On a {@link MemoryTraceStore}. */
  public static Backend inMemory(String... properties) {
    return new Backend(Memory.class, List.of(properties));
  }

  private static List<String> with(String[] properties, String property) {
    List<String> all = new ArrayList<>(List.of(properties));
    all.add(property);
    return all;
  }

  public <T> T get(Class<T> type) {
    return context.getBean(type);
  }

  public TestClock clock() {
    return get(TestClock.class);
  }

  @Override
  public void close() {
    context.close();
  }

  // Without @Configuration: the whole application, started in a test, would find these by scanning.
  @ComponentScan(basePackages = {ROOT + "analytics", ROOT + "ingest", ROOT
      + "query"}, excludeFilters = @ComponentScan.Filter(type = FilterType.REGEX, pattern = TESTS))
  @ConfigurationPropertiesScan({ROOT + "store", ROOT + "analytics", ROOT + "ingest",
      ROOT + "query"})
  static class Parts {
    @Bean
    @Primary
    TestClock testClock() {
      return new TestClock(Instant.parse("2026-11-20T12:00:00Z"));
    }

    @Bean
    MeterRegistry meterRegistry() {
      return new SimpleMeterRegistry();
    }
  }

  @ComponentScan(basePackages = ROOT
      + "store", excludeFilters = @ComponentScan.Filter(type = FilterType.REGEX, pattern = TESTS))
  static class Engines {}

  @ComponentScan(basePackages = ROOT
      + "store", excludeFilters = @ComponentScan.Filter(type = FilterType.REGEX, pattern = {TESTS,
          ".*\\.store\\.(lucene|mongo)\\..*"}))
  static class Memory {
    @Bean
    MemoryTraceStore memoryTraceStore() {
      return new MemoryTraceStore();
    }
  }
}
