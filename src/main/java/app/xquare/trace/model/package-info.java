/** The domain: ids, spans, fragments and the errors that every layer speaks. Plain Java; start at {@link app.xquare.trace.model.Span}. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package app.xquare.trace.model;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
