/** Exact search and the assembly of traces. Start at {@link app.xquare.trace.query.TraceSearch} and {@link app.xquare.trace.query.TraceReader}. */
@NullMarked
@ApplicationModule(allowedDependencies = {"model", "codec", "store", "analytics", "settings"})
package app.xquare.trace.query;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
