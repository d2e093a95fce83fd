package app.xquare.trace.store;

import app.xquare.trace.settings.Between;
import jakarta.validation.constraints.NotBlank;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

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
@Validated
@ConfigurationProperties("xquare.trace.store")
public record StoreProperties(@DefaultValue("") String mongoUri,
    @DefaultValue("./data") Path dataDirectory,
    @DefaultValue("7d") @Between(min = "1h", max = "36500d") Duration retention,
    @DefaultValue("0B") @Between(min = "0B", max = "1024TB") DataSize maxSize,
    @DefaultValue Set<@NotBlank(message = "keys of attributes") String> unindexedAttributes) {
  /** Never shows the connection string: it holds a password. */
  @Override
  public String toString() {
    return "StoreProperties[mongoUri=" + (mongoUri.isEmpty() ? "" : "***") + ", dataDirectory="
        + dataDirectory + ", retention=" + retention + ", maxSize=" + maxSize
        + ", unindexedAttributes=" + unindexedAttributes + "]";
  }
}
