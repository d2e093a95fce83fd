package app.xquare.trace.instrumentation;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an injection did to the pod around its containers.
 *
 * @param volumes names of those that were added
 * @param initContainers names of those that were added
 * @param sidecar name of the container that was added, or null
 * @param nodeSelector entries that were added
 * @param imagePullSecrets names of those that were added
 * @param shareProcessNamespace whether that was switched on
 * @param annotations of the pod template that were added, other than the markers
 */
record PodChange(List<String> volumes, List<String> initContainers, @Nullable String sidecar,
    Map<String, String> nodeSelector, List<String> imagePullSecrets, boolean shareProcessNamespace,
    Map<String, String> annotations) {}
