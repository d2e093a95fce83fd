/** What is known about all spans together: today the catalog of services, operations and attributes. */
@NullMarked
@ApplicationModule(allowedDependencies = {"model", "store"})
package app.xquare.trace.analytics;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
