/** The application class and, below it, one package per module; {@code docs/architecture.md} is the map. */
@NullMarked
package app.xquare.trace;

import org.jspecify.annotations.NullMarked;
