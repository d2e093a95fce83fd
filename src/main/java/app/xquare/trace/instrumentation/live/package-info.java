/**
 * The same patches for objects of a running cluster, off unless it is switched on: read, tried by a
 * dry run of the server, applied only when asked for. Start at
 * {@link app.xquare.trace.instrumentation.live.LivePatches}.
 */
@NullMarked
@NamedInterface("live")
package app.xquare.trace.instrumentation.live;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
