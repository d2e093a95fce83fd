/**
 * From the manifest of a Kubernetes workload to the patch that instruments it with OpenTelemetry, its
 * inverse, and everything that stands in the way. A pure function: nothing here reads a cluster, a
 * file or a clock, and the same input gives the same bytes.
 *
 * <p>Start at {@link app.xquare.trace.instrumentation.WorkloadPatches} for patches and rollbacks, at
 * {@link app.xquare.trace.instrumentation.InjectionDiagnosis} for "annotated but not injected", at
 * {@link app.xquare.trace.instrumentation.InstrumentationResources} for the operator's resources. A
 * language is one class, such as {@code JavaInjection}. What is added is what the OpenTelemetry
 * operator 0.158 adds, name for name and in its order, so that the operator recognises it and leaves
 * it alone.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package app.xquare.trace.instrumentation;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
