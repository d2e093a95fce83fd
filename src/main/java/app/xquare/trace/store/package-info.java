/** The storage port: what an engine must do, and what every engine shares (tokens, sequence numbers, partitions, retention, filters of traces). Start at {@link app.xquare.trace.store.TraceStore}. */
@NullMarked
@ApplicationModule(allowedDependencies = {"model", "settings"})
package app.xquare.trace.store;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
