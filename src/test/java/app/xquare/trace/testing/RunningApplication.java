package app.xquare.trace.testing;

import app.xquare.trace.TraceApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole application in this process, on free ports. */
public final class RunningApplication implements AutoCloseable {
  /** Whole answers, however busy the machine: no test is about this budget of time. */
  static final String PATIENCE = "xquare.trace.query.time-budget=5m";

  private final ConfigurableApplicationContext context;
  private final HttpClient http = HttpClient.newHttpClient();

  private RunningApplication(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /** @param properties such as {@code xquare.trace.store.data-directory=…} */
  public static RunningApplication start(String... properties) {
    String[] arguments = Stream
        .concat(Stream.of("server.port=0", "spring.grpc.server.port=0",
            "xquare.trace.otlp.http-port=0", PATIENCE), Arrays.stream(properties))
        .map(property -> "--" + property).toArray(String[]::new);
    return new RunningApplication(SpringApplication.run(TraceApplication.class, arguments));
  }

  public ConfigurableApplicationContext context() {
    return context;
  }

  public int apiPort() {
    return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
  }

  /** @param path with its query, as it goes over the wire */
  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + apiPort() + path));
  }

  public HttpResponse<byte[]> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public HttpResponse<byte[]> get(String path, String... headers) {
    HttpRequest.Builder request = request(path);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request);
  }

  /** Imports OTLP JSON. */
  public HttpResponse<byte[]> importTraces(String otlpJson) {
    return send(request("/api/v1/traces:import").header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(otlpJson, StandardCharsets.UTF_8)));
  }

  @Override
  public void close() {
    context.close();
    http.close();
  }
}
