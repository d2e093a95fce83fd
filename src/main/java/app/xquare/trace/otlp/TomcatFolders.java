package app.xquare.trace.otlp;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.Lifecycle;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.util.FileSystemUtils;

/**
 * The server wants temporary folders to start with and never looks into them again: they are deleted
 * as soon as it runs, so that one which is killed leaves none. Folders that were configured stay.
 */
final class TomcatFolders implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {
  private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"))
      .toAbsolutePath();

  @Override
  public void customize(TomcatServletWebServerFactory factory) {
    factory.addContextCustomizers(context -> context.addLifecycleListener(event -> {
      if (event.getType().equals(Lifecycle.AFTER_START_EVENT)) {
        delete(context);
      }
    }));
  }

  private static void delete(Context context) {
    delete(context.getCatalinaBase().toPath());
    // The second server of a process makes the folder of the first anew.
    delete(context.getCatalinaHome().toPath());
    if (context.getDocBase() != null) {
      delete(new File(context.getDocBase()).toPath());
    }
  }

  private static void delete(Path folder) {
    if (TEMPORARY.equals(folder.toAbsolutePath().getParent())
        && folder.getFileName().toString().startsWith("tomcat")) {
      try {
        FileSystemUtils.deleteRecursively(folder);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
