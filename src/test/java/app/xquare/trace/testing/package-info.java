/** Fixtures that several tests share. */
package app.xquare.trace.testing;
