package app.xquare.trace.bench;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.bson.Document;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/**
 * An ordinary Spring Boot service (HTTP, SQL, MongoDB, a schedule, failures), to be run under the
 * Java agent: what it exports are samples for the dictionary. It calls itself and ends.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
@EnableScheduling
@RestController
public class SampleService {
  private final JdbcTemplate sql;
  private final MongoCollection<Document> likes;
  private final RestClient http = RestClient.create();
  private final Random random = new Random();
  private int port;

  SampleService(JdbcTemplate sql, MongoClient mongo) {
    this.sql = sql;
    this.likes = mongo.getDatabase("community").getCollection("likes");
    sql.execute("CREATE TABLE IF NOT EXISTS article"
        + " (id INT PRIMARY KEY, title VARCHAR(100), author VARCHAR(50))");
    sql.execute("CREATE TABLE IF NOT EXISTS users"
        + " (id INT PRIMARY KEY, account_id VARCHAR(50), grade INT)");
  }

  /** @param args how many requests */
  public static void main(String[] args) {
    ConfigurableApplicationContext context = SpringApplication.run(SampleService.class, args);
    SampleService service = context.getBean(SampleService.class);
    service.port = Integer.parseInt(context.getEnvironment().getProperty("local.server.port", "0"));
    for (int i = 0; i < Integer.parseInt(args[0]); i++) {
      service.request();
    }
    System.exit(SpringApplication.exit(context));
  }

  @Bean
  static MongoClient mongo() {
    return MongoClients.create(System.getenv("SAMPLE_MONGO"));
  }

  private void request() {
    String base = "http://localhost:" + port;
    int id = random.nextInt(500);
    try {
      switch (random.nextInt(10)) {
        case 0, 1, 2 -> http.get().uri(base + "/articles/" + id).retrieve().body(String.class);
        case 3, 4 -> http.post().uri(base + "/articles").body(Map.of("id", id, "title", "t" + id))
            .retrieve().body(String.class);
        case 5 -> http.get().uri(base + "/articles?keyword=k" + id).retrieve().body(String.class);
        case 6 -> http.delete().uri(base + "/articles/" + id).retrieve().body(String.class);
        case 7 -> http.get().uri(base + "/users/" + id + "/feed").retrieve().body(String.class);
        case 8 -> http.get().uri(base + "/failures/" + id % 4).retrieve().body(String.class);
        default -> http.get().uri(base + "/nowhere/" + id).retrieve().body(String.class);
      }
    } catch (RestClientException refused) {
      // is a sample, too
    }
  }

  @GetMapping("/articles/{id}")
  Map<String, Object> read(@PathVariable int id) {
    likes.updateOne(Filters.eq("_id", id), Updates.inc("views", 1));
    long count = likes.countDocuments(Filters.eq("article", id));
    List<Map<String, Object>> rows = sql
        .queryForList("SELECT a.id, a.title FROM article a WHERE a.id = ?", id);
    return Map.of("likes", count, "rows", rows);
  }

  @PostMapping("/articles")
  String write(@RequestBody Map<String, Object> article) {
    sql.update("MERGE INTO article (id, title, author) KEY (id) VALUES (?, ?, ?)",
        article.get("id"), article.get("title"), "someone");
    likes.insertOne(new Document("article", article.get("id")).append("views", 0));
    return http.get().uri("http://localhost:" + port + "/users/" + article.get("id") + "/feed")
        .retrieve().body(String.class);
  }

  @GetMapping("/articles")
  List<Map<String, Object>> search(@RequestParam String keyword) {
    return sql.queryForList("SELECT id, title, author FROM article WHERE title LIKE '%" + keyword
        + "%' ORDER BY id DESC LIMIT 20");
  }

  @DeleteMapping("/articles/{id}")
  CompletableFuture<Integer> delete(@PathVariable int id) {
    likes.deleteMany(Filters.eq("article", id));
    return CompletableFuture.supplyAsync(() -> sql.update("DELETE FROM article WHERE id = ?", id));
  }

  @GetMapping("/users/{id}/feed")
  int feed(@PathVariable int id) {
    sql.queryForList("SELECT id, account_id, grade FROM users WHERE id = ?", id);
    return likes.find(Filters.gt("views", id)).limit(10).into(new ArrayList<>()).size();
  }

  @GetMapping("/failures/{kind}")
  String fail(@PathVariable int kind) {
    return switch (kind) {
      case 0 -> throw new IllegalStateException("order is already closed");
      case 1 -> sql.queryForObject("SELECT title FROM missing_table WHERE id = 1", String.class);
      case 2 -> List.<String>of().stream().findFirst().orElseThrow(NoSuchElementException::new);
      default -> http.get().uri("http://localhost:1/unreachable").retrieve().body(String.class);
    };
  }

  @Scheduled(fixedRate = 500)
  void refresh() {
    sql.queryForList("SELECT COUNT(*) FROM article");
  }
}
