package app.xquare.trace.store;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Where traces are kept and for how long.
 *
 * @param mongoUri MongoDB connection string; empty selects the embedded store
 * @param dataDirectory folder of the embedded store
 * @param retention spans are deleted this long after they arrived, whole UTC days at a time
 * @param maxSize the oldest partitions are deleted so that all take no more than this; zero sets no limit
 *   for MongoDB and, for the embedded store, 80 % of what the disk could give it
 * @param unindexedAttributes attributes that get no index; searches for them decode spans instead
 */
@ConfigurationProperties("xquare.trace.store")
public record StoreProperties(@DefaultValue("") String mongoUri,
    @DefaultValue("./data") Path dataDirectory, @DefaultValue("7d") Duration retention,
    @DefaultValue("0B") DataSize maxSize, @DefaultValue Set<String> unindexedAttributes) {
  /** Never shows the connection string: it holds a password. */
  @Override
  public String toString() {
    return "StoreProperties[mongoUri=" + (mongoUri.isEmpty() ? "" : "***") + ", dataDirectory="
        + dataDirectory + ", retention=" + retention + ", maxSize=" + maxSize
        + ", unindexedAttributes=" + unindexedAttributes + "]";
  }
}
