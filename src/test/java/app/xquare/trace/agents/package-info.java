/** Real agents, in processes of their own, and what they exported. */
package app.xquare.trace.agents;
