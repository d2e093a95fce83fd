package app.xquare.trace.ingest;

import app.xquare.trace.settings.Between;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How much ingest holds in memory.
 *
 * @param queueSize bytes of requests that may wait for a commit; beyond it senders are told to retry
 * @param commitSize a commit takes waiting requests up to about so many bytes
 * @param maxSpanSize a larger span, with its resource and scope, is rejected; MongoDB could not hold it
 */
@Validated
@ConfigurationProperties("xquare.trace.ingest")
record IngestProperties(
    @DefaultValue("64MB") @Between(min = "1MB", max = "64GB") DataSize queueSize,
    @DefaultValue("16MB") @Between(min = "64KB", max = "1GB") DataSize commitSize,
    @DefaultValue("8MB") @Between(min = "1KB", max = "15MB") DataSize maxSpanSize) {}
