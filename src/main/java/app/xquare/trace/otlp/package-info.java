/** The OTLP receivers: gRPC and HTTP. */
@NullMarked
@ApplicationModule(allowedDependencies = {"model", "ingest", "codec", "settings"})
package app.xquare.trace.otlp;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
