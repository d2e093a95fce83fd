package app.xquare.trace.otlp;

import jakarta.servlet.ServletRegistration;
import java.time.Duration;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardHost;
import org.apache.coyote.AbstractProtocol;
import org.apache.coyote.ContinueResponseTiming;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Shutdown;
import org.springframework.boot.web.server.WebServer;
import org.springframework.context.SmartLifecycle;

/**
 * A web server of its own, so that the OTLP port serves nothing else. It starts last and stops first;
 * requests in flight are answered before ingest stops.
 */
final class OtlpHttpServer implements SmartLifecycle, AutoCloseable {
  /** Between two packets of a sender; the whole body has its own limit. */
  private static final Duration SILENCE = Duration.ofSeconds(20);

  private final OtlpProperties properties;
  private final OtlpServlet servlet;
  private final RefusedRequests refused;
  private @Nullable WebServer server;

  OtlpHttpServer(OtlpProperties properties, OtlpServlet servlet, RefusedRequests refused) {
    this.refused = refused;
    this.properties = properties;
    this.servlet = servlet;
  }

  @Override
  public synchronized void start() {
    if (server != null) {
      return;
    }
    TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(
        properties.httpPort());
    factory.setAddress(properties.address());
    factory.setShutdown(Shutdown.GRACEFUL);
    new TomcatFolders().customize(factory);
    factory.addConnectorCustomizers(this::customize);
    factory.addContextCustomizers(context -> {
      if (context.getParent() instanceof StandardHost host) {
        host.getPipeline().addValve(new StatusReportValve(refused));
        // Named, so that the usual one is not added after it.
        host.setErrorReportValveClass(StatusReportValve.class.getName());
      }
    });
    WebServer created = factory.getWebServer(context -> {
      ServletRegistration.Dynamic registration = context.addServlet("otlp", servlet);
      registration.addMapping("/*");
      registration.setLoadOnStartup(1);
    });
    server = created;
    created.start();
  }

  private void customize(Connector connector) {
    if (connector.getProtocolHandler() instanceof AbstractProtocol<?> protocol) {
      Duration silence = properties.requestTimeout().compareTo(SILENCE) < 0
          ? properties.requestTimeout()
          : SILENCE;
      protocol.setConnectionTimeout(Math.toIntExact(silence.toMillis()));
      protocol.setExecutor(new VirtualThreadExecutor("otlp-http-"));
    }
    // A sender that asks first gets its refusal before it has sent anything.
    connector.setProperty("continueResponseTiming",
        ContinueResponseTiming.ON_REQUEST_BODY_READ.toString());
    // A sender whose request is refused by its size reads the answer only after it sent everything.
    connector.setProperty("maxSwallowSize",
        Long.toString(properties.maxRequestSize().toBytes()));
  }

  /** @throws IllegalStateException if it is not running */
  synchronized int port() {
    if (server == null) {
      throw new IllegalStateException("not running");
    }
    return server.getPort();
  }

  @Override
  public synchronized void stop(Runnable stopped) {
    if (server == null) {
      stopped.run();
      return;
    }
    server.shutDownGracefully(result -> {
      close();
      stopped.run();
    });
  }

  @Override
  public void stop() {
    close();
  }

  /** At once. */
  @Override
  public synchronized void close() {
    if (server != null) {
      server.stop();
      server.destroy();
      server = null;
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return server != null;
  }
}
