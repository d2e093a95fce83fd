/**
 * A made-up platform of forty services and the OTLP requests its collectors send: the same for the
 * same seed. Start at {@code Workload}.
 */
@NullMarked
package app.xquare.trace.bench.load;

import org.jspecify.annotations.NullMarked;
