/** The wire form of spans: reading OTLP bytes in place, the compressed payload of a fragment, and OTLP JSON. The only package besides {@code ingest} and {@code otlp} that knows protobuf. */
@NullMarked
@ApplicationModule(allowedDependencies = {"model"})
package app.xquare.trace.codec;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
