/** The lucene engine. */
@NullMarked
package app.xquare.trace.store.lucene;

import org.jspecify.annotations.NullMarked;
