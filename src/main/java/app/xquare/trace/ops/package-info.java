/** How the application itself is doing: health and metrics. */
@NullMarked
@ApplicationModule(allowedDependencies = {"model", "store", "ingest"})
package app.xquare.trace.ops;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
