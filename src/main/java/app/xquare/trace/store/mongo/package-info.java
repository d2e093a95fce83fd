/**
 * The MongoDB engine, for server 5.0 and later. Start at {@link app.xquare.trace.store.mongo.MongoTraceStore};
 * names and indexes are declared in {@link app.xquare.trace.store.mongo.Layout}.
 *
 * <h2>Documents</h2>
 *
 * {@code fragments_YYYYMMDD}, one collection per partition (a day, or {@code YYYYMMDD_0001} and
 * so on where a day has parts), a document per fragment:
 *
 * <table>
 * <caption>Fields of a fragment</caption>
 * <tr><td>{@code _id}</td><td>int64</td><td>sequence number</td></tr>
 * <tr><td>{@code t}</td><td>binary, 16 bytes</td><td>trace id</td></tr>
 * <tr><td>{@code s}</td><td>int64</td><td>earliest start of its spans, nanoseconds since the epoch</td></tr>
 * <tr><td>{@code l}</td><td>int64</td><td>latest start</td></tr>
 * <tr><td>{@code d}</td><td>int64</td><td>longest duration, nanoseconds</td></tr>
 * <tr><td>{@code n}</td><td>int32</td><td>number of spans</td></tr>
 * <tr><td>{@code k}</td><td>array of int32</td><td>0, which all have, then tokens, each the low half
 * of its number; without those that others imply</td></tr>
 * <tr><td>{@code p}</td><td>binary</td><td>payload</td></tr>
 * </table>
 *
 * Its indexes are {@code trace {t: 1}} and {@code token_start {k: 1, s: -1, _id: -1, d: 1}}. A fragment
 * with T tokens costs T + 3 index keys: {@code _id}, the trace, and T + 1 of {@code token_start}, where
 * the one more is the 0 that scans without a clause use.
 *
 * <h2>Implied tokens</h2>
 *
 * An operation nearly always comes with the same method, route and host, so most tokens of a fragment
 * say nothing new. {@code implied_YYYYMMDD} has for a token ({@code _id}, int32) its carriers
 * ({@code c}, array of int32): a fragment with one of them may have been written without the token, so
 * a scan for the token looks for the carriers too. That gives a few fragments that never had it. Which
 * tokens imply which is learned from the fragments ({@code Implications}); rows are only added to, by
 * any replica, and are durable before the first fragment relies on them. A scan reads those of its
 * tokens, by {@code _id}, from each partition it comes to.
 *
 * <p>{@code catalog_YYYYMMDD}: {@code _id} is the entry, nothing else. {@code partitions}: {@code _id}
 * YYYYMMDD; {@code lo} and {@code hi}, int64, between which all starts lie, rounded outwards to
 * minutes; {@code f} and {@code n}, int64, fragments and spans; {@code i}, int64, a random number that
 * changes when the partition is dropped, so that nobody writes on what is gone; {@code x}, int64, which
 * filter of traces counts: absent if none was ever begun, 0 if something was written since.
 * {@code dictionaries}: {@code _id} int32, {@code b} the bytes.
 *
 * <h2>Filters of traces</h2>
 *
 * {@code filter_YYYYMMDD}: which traces a partition that is not written any more may hold, a
 * {@link app.xquare.trace.store.TraceIdFilter} over the hash of their ids, in pieces of a mebibyte:
 * {@code _id}, int32, its place; {@code x}, int64, the number of the filter; {@code w}, int64, how many words
 * of 8 bytes the filter has; {@code c}, int32, CRC32C of place, number, words (big-endian) and bytes;
 * {@code b} the bytes. Piece 0 is written last. A filter is asked while the partition's {@code x} is its
 * number, see {@code FilterMaking} for how that can be relied on. What is missing, or not as it was
 * written, makes the partition be asked, and be given another filter later.
 *
 * <h2>Order of writes</h2>
 *
 * Indexes, then the row in {@code partitions} (widened if need be), then the catalog's new entries, then
 * the fragments, each waiting for majority and journal; then the counts, which also show that the
 * partition was not dropped meanwhile, and void its filter of traces if it has one, with majority and
 * journal again. So whatever is visible has its indexes, bounds and catalog
 * entries, and a write that was cut short leaves at most fragments nobody acknowledged. The row does not
 * count them until the partition is over and its filter is made ({@code Recount}).
 *
 * <p>In the hour before a day its collections and indexes are made, without a row: nobody reads them.
 *
 * <h2>Sharding</h2>
 *
 * {@code sh.shardCollection("xquare_trace.fragments_YYYYMMDD", {t: "hashed"})}, before the day begins:
 * a trace's fragments then lie on one shard, writes spread evenly, and scans are merged by the router.
 * The shards check {@code _id} each for itself, which is enough: it orders fragments, and names none.
 */
@NullMarked
package app.xquare.trace.store.mongo;

import org.jspecify.annotations.NullMarked;
