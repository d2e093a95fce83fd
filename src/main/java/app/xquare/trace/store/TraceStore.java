package app.xquare.trace.store;

import app.xquare.trace.model.Fragment;
import app.xquare.trace.model.TraceId;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The port that both engines implement, and nothing else. Safe for use by many threads.
 *
 * <p>Every method MAY throw {@link app.xquare.trace.model.UnavailableException} (nothing was
 * acknowledged, try again) and, where bytes on disk are not what was written,
 * {@link app.xquare.trace.model.CorruptDataException}.
 */
public interface TraceStore extends AutoCloseable {
  /**
   * Writes a commit. On return it is durable and MUST be visible to every call that starts later. On
   * an exception nothing was acknowledged. The caller appends one commit at a time, with growing
   * sequence numbers.
   *
   * @throws app.xquare.trace.model.UnavailableException if another time may do: any part MAY have been
   *   written, the sender resends, and readers drop the doubles
   * @throws app.xquare.trace.model.CorruptDataException if the partition is damaged and takes no more;
   *   another one may
   * @throws RuntimeException any other, if this commit cannot be written at any time: the engine MUST
   *   stay able to write others, and start again
   */
  void append(Commit commit);

  /** All fragments of a trace whose sequence is at most {@code snapshot}, in no order. */
  List<Fragment> fragments(TraceId traceId, long snapshot);

  /**
   * The fragments that satisfy a request, ordered by start, then sequence, both descending, over all
   * partitions. MUST return every such fragment, each once; MAY return others, in the same order, that
   * lack tokens and satisfy all the rest. The caller closes it.
   */
  FragmentScan scan(ScanRequest request);

  /**
   * Hands the catalog entries beginning with {@code prefix} to {@code sink} until it returns false,
   * from every partition that may hold spans started between the two times. Ordered within a
   * partition; an entry MAY come once for every partition.
   */
  void catalog(long fromUnixNano, long toUnixNano, String prefix, Predicate<String> sink);

  /** The partitions, oldest first. */
  List<Partition> partitions();

  /**
   * Makes ready what the first commit to a partition would wait for otherwise. MAY do nothing. One that
   * was only prepared is not listed.
   */
  default void prepare(String partition) {}

  /** Deletes a partition with all its fragments and gives the space back. Unknown names are ignored. */
  void drop(String partition);

  /** A dictionary that {@link #saveDictionary} stored, or null. */
  byte @Nullable [] dictionary(int id);

  /** Stores a compression dictionary for good. An id is written once and never changed. */
  void saveDictionary(int id, byte[] dictionary);

  /** The ids of all stored dictionaries, ascending. */
  List<Integer> dictionaries();

  /** Deletes a dictionary that no stored fragment needs. Unknown ids are ignored. */
  void dropDictionary(int id);

  /** The largest sequence number stored, zero if there is none or it cannot be known cheaply. */
  long lastSequence();

  /** Space that it takes beside its partitions, in bytes; zero where it cannot be known. */
  default long logBytes() {
    return 0;
  }

  /** Space that the store may still fill, in bytes; {@link Long#MAX_VALUE} where it cannot be known. */
  long usableBytes();

  /** Returns if the store can be written to and read from, throws if not. Cheap: health asks often. */
  void checkAvailable();

  @Override
  void close();
}
