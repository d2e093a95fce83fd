/**
 * How settings are checked at the start: {@link app.xquare.trace.settings.Between} says what is
 * possible, and what is not is told with its name, its value and what was expected.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package app.xquare.trace.settings;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
