/**
 * JSON Patch (RFC 6902) as Kubernetes applies it, and strategic merge patches. Start at
 * {@link app.xquare.trace.instrumentation.patch.PatchEditor}.
 */
@NullMarked
package app.xquare.trace.instrumentation.patch;

import org.jspecify.annotations.NullMarked;
