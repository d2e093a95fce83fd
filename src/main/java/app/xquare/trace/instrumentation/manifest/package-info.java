/**
 * Manifests as text: read with limits and line numbers, written so that every reader of YAML
 * understands the same. Start at {@link app.xquare.trace.instrumentation.manifest.ManifestReader}.
 */
@NullMarked
@NamedInterface("manifest")
package app.xquare.trace.instrumentation.manifest;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
