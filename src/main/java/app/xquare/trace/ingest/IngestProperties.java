package app.xquare.trace.ingest;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much ingest holds in memory.
 *
 * @param queueSize bytes of requests that may wait for a commit; beyond it senders are told to retry
 * @param commitSize a commit takes waiting requests up to about so many bytes
 * @param maxSpanSize a larger span, with its resource and scope, is rejected; MongoDB could not hold it
 */
@ConfigurationProperties("xquare.trace.ingest")
record IngestProperties(@DefaultValue("64MB") DataSize queueSize,
    @DefaultValue("16MB") DataSize commitSize, @DefaultValue("8MB") DataSize maxSpanSize) {}
