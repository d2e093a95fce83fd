package app.xquare.trace.store.mongo;

import com.mongodb.ReadConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * The carriers of the tokens that were left out of a partition's fragments, by whichever replica. They
 * are only ever added to, and always before the first fragment relies on them.
 */
final class ImpliedTable {
  private static final BulkWriteOptions UNORDERED = new BulkWriteOptions().ordered(false);
  private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);

  private final MongoTemplate template;

  ImpliedTable(MongoTemplate template) {
    this.template = template;
  }

  /** On return fragments may be written without these. */
  void add(String partition, ImpliedTokens tokens) {
    List<UpdateOneModel<Document>> updates = new ArrayList<>();
    tokens.carriers()
        .forEach((token, carriers) -> updates.add(new UpdateOneModel<>(Filters.eq(token),
            Updates.addEachToSet(Layout.CARRIERS, Arrays.stream(carriers).boxed().toList()),
            UPSERT)));
    if (!updates.isEmpty()) {
      collection(partition).bulkWrite(updates, UNORDERED);
    }
  }

  /** What fragments may be written without already. */
  ImpliedTokens all(String partition) {
    Map<Integer, int[]> all = new HashMap<>();
    collection(partition).withReadConcern(ReadConcern.MAJORITY).find()
        .sort(new Document(Layout.ID, 1)).forEach(row -> all.put(row.getInteger(Layout.ID),
            carriers(row).stream().mapToInt(Integer::intValue).toArray()));
    return ImpliedTokens.of(all);
  }

  /** Those of these tokens that have carriers, with them. */
  Map<Integer, List<Integer>> carriers(String partition, Collection<Integer> tokens) {
    Map<Integer, List<Integer>> found = new HashMap<>();
    if (!tokens.isEmpty()) {
      Bson any = Filters.in(Layout.ID, tokens);
      collection(partition).find(any)
          .forEach(row -> found.put(row.getInteger(Layout.ID), carriers(row)));
    }
    return found;
  }

  private static List<Integer> carriers(Document row) {
    return row.getList(Layout.CARRIERS, Integer.class, List.of());
  }

  private MongoCollection<Document> collection(String partition) {
    return template.getCollection(Layout.implied(partition));
  }
}
