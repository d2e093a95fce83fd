/**
 * The embedded engine: a Lucene index per partition behind one write-ahead log, in one folder that
 * one process owns. Start at {@code LuceneTraceStore}; everything that writes is in
 * {@code PartitionSet}.
 *
 * <h2>Folder</h2>
 *
 * <pre>
 * format                         a number in digits: which version of all below this is
 * owner.lock                     locked by the owner, holds its process id
 * wal/0000000000000001.log       the log's files, numbered without gaps
 * wal/0000000000000001.kept      one that a damaged partition may need, read before the others
 * partitions/20261122/           a Lucene index
 * partitions/20261122_0001/      another, where a day has parts
 * partitions/20261122/traces.filter  which traces it may hold, once it is not written any more
 * partitions/20261122.new        being made; removed at start-up
 * partitions/20261122.dropped-…  being deleted; removed at start-up
 * dictionaries/7.dict            bytes, then their CRC32C (4 bytes)
 * </pre>
 *
 * <h2>Log</h2>
 *
 * All numbers are big-endian. A file is a header and records:
 *
 * <pre>
 * header  magic "XQTWAL01", mark (8 random bytes), CRC32C of both
 * record  mark of the file (8), length of the body (4), CRC32C of mark, length and body (4), body
 * body    partition, number of fragments (4), fragments, catalog
 * fragment  trace id (16), sequence (8), start (8), last start (8), longest duration (8), spans (4),
 *           length of the payload (4), payload, tokens
 * text    length (4), UTF-8;  catalog: number (4), texts;  tokens: number (4), 8 bytes each
 * </pre>
 *
 * An append is one record and one forced write, then the documents are added to the index. What the
 * index does not show yet is searched as it is ({@code RecentBatch}). A write that fails is cut off again. The mark keeps a
 * client from sending bytes that look like a record.
 *
 * <p>A checkpoint (every few seconds, and when the store closes) commits every index and then deletes
 * the log's files that are older than the one in use when it began. A partition that lost its writer and
 * is damaged keeps no other from that: the files of that moment are set aside ({@code kept}) until it is
 * dropped, or a start has added what they hold.
 *
 * <h2>Document</h2>
 *
 * One per fragment; every segment is sorted by {@code s}, then {@code q}, both descending.
 *
 * <pre>
 * i  term      the first 6 bytes of the trace id's hash; the id itself is in p
 * t  terms     the first 5 bytes of each token; those that searches ask for together are neighbours
 * c  terms     new catalog entries, on the first fragment of a commit; over 32,766 bytes left out
 * s l d q n    doc values: start, from it to the last start, longest duration, sequence, spans
 *            (d with Lucene's skip index: a search for slow spans passes over 4,096 fragments at once)
 * p  doc value trace id (16), CRC32C over all fields of the fragment (4), payload; in files of its own,
 *            which are not mapped ({@code IndexFiles})
 * </pre>
 *
 * A Lucene commit's user data says what the index holds ({@code Stats}). It is written before Lucene
 * collects the documents, so it counts only if its number of fragments is that of the documents;
 * otherwise the documents are counted anew.
 *
 * <h2>Filter of traces</h2>
 *
 * A Bloom filter over all terms of {@code i}, so that a look-up by trace id leaves out the partitions
 * that hold nothing of it. All numbers are big-endian:
 *
 * <pre>
 * magic "XQTF0001", number of fragments (8), largest sequence (8), number of words (8),
 * words (8 each; bit b of the filter is bit b % 64 of word b / 64), CRC32C of all before (4)
 * </pre>
 *
 * It is made in the background: of a partition whose writer was closed, and after a start, where it is
 * missing, once everything was verified. It counts only for the state whose fragments and sequence it
 * names. Without it, or if it is damaged, the partition is looked into. A checkpoint closes the writer
 * of a partition that others came after, when nothing was added since the checkpoint before.
 *
 * <p>The segments that look-ups come to get filters in memory ({@code Segment}), also while the
 * partition is written.
 *
 * <h2>Recovery</h2>
 *
 * One thread at a time adds documents, in the order of their sequence, so a Lucene commit holds a
 * prefix of its partition: of the log, what is above the partition's largest sequence is added again.
 * The same happens to one partition when Lucene gives its writer up.
 *
 * <ul>
 * <li>A last record that is not whole is a write that never finished, and was never acknowledged: it
 *     is cut off with a warning.
 * <li>A broken record with whole ones behind it, or in an older file, or a missing file, is damage:
 *     the store does not start, and the message names the file and the offset.
 * <li>A partition that cannot be opened, or fails {@code verify} (all files are compared with their
 *     checksums once after start-up), or holds a fragment that is not what was written, answers
 *     {@code CorruptDataException}, and with it every search whose time range it may touch and every
 *     look-up of a trace. Searches elsewhere go on if the partition's bounds could still be read. If
 *     the log has fragments for it, the store does not start.
 * </ul>
 */
@NullMarked
package app.xquare.trace.store.lucene;

import org.jspecify.annotations.NullMarked;
