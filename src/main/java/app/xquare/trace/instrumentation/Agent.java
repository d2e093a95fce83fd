package app.xquare.trace.instrumentation;

import java.util.List;

/**
 * An agent that an init container copies into a volume.
 *
 * @param name of both
 * @param initMount where the init container has the volume
 * @param requestCpu and the others are the operator's defaults
 */
record Agent(String name, List<String> command, String initMount, String requestCpu,
    String requestMemory) {
  static final String LIMIT_CPU = "500m";
  static final String LIMIT_MEMORY = "256Mi";
}
