package app.xquare.trace.otlp;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * OTLP over HTTP; over gRPC it is configured under {@code spring.grpc.server}.
 *
 * @param address where the HTTP receiver listens
 * @param httpPort the HTTP receiver's port, zero for any free one
 * @param maxRequestSize a larger request is refused, before and after decompression
 * @param requestTimeout how long a request's body may take to arrive, and then to be stored
 * @param allowedOrigins web pages that may send spans, such as {@code https://shop.example}, or
 *   {@code *}; none by default
 */
@ConfigurationProperties("xquare.trace.otlp")
record OtlpProperties(@DefaultValue("127.0.0.1") InetAddress address,
    @DefaultValue("4318") int httpPort, @DefaultValue("64MB") DataSize maxRequestSize,
    @DefaultValue("60s") Duration requestTimeout, @DefaultValue List<String> allowedOrigins) {}
