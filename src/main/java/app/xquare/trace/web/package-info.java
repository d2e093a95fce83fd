/** The REST API under {@code /api/v1} and its problem details. */
@NullMarked
@ApplicationModule(allowedDependencies = {"model", "codec", "query", "analytics", "ingest",
    "instrumentation", "instrumentation :: manifest", "instrumentation :: live"})
package app.xquare.trace.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
