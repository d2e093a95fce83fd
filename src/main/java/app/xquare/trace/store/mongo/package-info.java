/** The mongo engine. */
@NullMarked
package app.xquare.trace.store.mongo;

import org.jspecify.annotations.NullMarked;
