package app.xquare.trace.otlp;

import app.xquare.trace.settings.Between;
import jakarta.validation.constraints.Pattern;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

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
@Validated
@ConfigurationProperties("xquare.trace.otlp")
record OtlpProperties(@DefaultValue("127.0.0.1") InetAddress address,
    @DefaultValue("4318") @Between(min = "0", max = "65535") int httpPort,
    @DefaultValue("64MB") @Between(min = "1KB", max = "1GB") DataSize maxRequestSize,
    @DefaultValue("60s") @Between(min = "100ms", max = "1h") Duration requestTimeout,
    @DefaultValue List<@Pattern(regexp = "\\*|https?://[^/?#\\s]+", message = "* or an origin such as https://shop.example, without a path") String> allowedOrigins) {}
