/** The demo profile: a small live platform that sends its spans through the real OTLP port. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package app.xquare.trace.demo;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
