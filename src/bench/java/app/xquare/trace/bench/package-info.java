/** Whole-system measurements and the samples they need. */
package app.xquare.trace.bench;
