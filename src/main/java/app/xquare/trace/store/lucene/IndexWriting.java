package app.xquare.trace.store.lucene;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.store.Directory;

/** How Lucene writes a partition. */
final class IndexWriting {
  private static final double BUFFER_MB = 48;
  /** Merging is the largest part of what writing costs; searches look at a few segments more. */
  private static final double SEGMENTS_PER_TIER = 16;
  private static final double FLOOR_MB = 4;
  /**
   * Merging maps all it reads, so this bounds its memory, and how often bytes are written again. More
   * segments cost little: searches for the newest never open most of them.
   */
  private static final double LARGEST_MB = 64;

  private IndexWriting() {}

  static IndexWriter open(Directory directory) throws IOException {
    TieredMergePolicy merges = new TieredMergePolicy();
    merges.setSegmentsPerTier(SEGMENTS_PER_TIER).setFloorSegmentMB(FLOOR_MB)
        .setMaxMergedSegmentMB(LARGEST_MB).setNoCFSRatio(0);
    return new IndexWriter(directory,
        new IndexWriterConfig().setCodec(IndexFiles.codec()).setIndexSort(FragmentDocument.ORDER)
            .setMergePolicy(merges)
            .setUseCompoundFile(false).setRAMBufferSizeMB(BUFFER_MB)
            .setMaxFullFlushMergeWaitMillis(0));
  }

  /** Makes an empty index. A folder without Lucene's own list of files is therefore damaged. */
  static void create(Path folder) throws IOException {
    try (Directory directory = IndexFiles.open(folder); IndexWriter writer = open(directory)) {
      writer.commit();
    }
  }
}
