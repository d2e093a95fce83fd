/** From the bytes of a request to durable fragments: walk, group commit, back-pressure. */
@NullMarked
@ApplicationModule(allowedDependencies = {"model", "codec", "store", "analytics", "settings"})
package app.xquare.trace.ingest;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
