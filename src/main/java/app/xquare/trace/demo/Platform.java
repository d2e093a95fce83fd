package app.xquare.trace.demo;

import static app.xquare.trace.demo.Service.AUTH;
import static app.xquare.trace.demo.Service.BOARD;
import static app.xquare.trace.demo.Service.GATEWAY;
import static app.xquare.trace.demo.Service.MAIL_WORKER;
import static app.xquare.trace.demo.Service.MEAL_SCHEDULER;
import static app.xquare.trace.demo.Service.NOTIFICATION;
import static app.xquare.trace.demo.Step.call;
import static app.xquare.trace.demo.Step.internal;
import static app.xquare.trace.demo.Step.mongo;
import static app.xquare.trace.demo.Step.process;
import static app.xquare.trace.demo.Step.send;
import static app.xquare.trace.demo.Step.server;
import static app.xquare.trace.demo.Step.sql;

import java.util.List;

/** What goes on in the demo platform. */
final class Platform {
  /** The topic whose messages are taken in batches: linked to their senders, not children of them. */
  static final String BATCHED_TOPIC = "mail.requested";

  private static final Failure LOCK_TIMEOUT = new Failure(500,
      "java.sql.SQLTransactionRollbackException",
      "Lock wait timeout exceeded; try restarting transaction",
      List.of(
          "com.mysql.cj.jdbc.exceptions.SQLExceptionsMapping.translateException(SQLExceptionsMapping.java:114)",
          "com.mysql.cj.jdbc.ClientPreparedStatement.executeInternal(ClientPreparedStatement.java:954)",
          "app.board.BoardRepository.save(BoardRepository.java:61)",
          "app.board.BoardService.write(BoardService.java:48)",
          "app.board.BoardController.write(BoardController.java:33)"));
  private static final Failure MISSING = new Failure(500, "java.lang.NullPointerException",
      "Cannot invoke \"app.board.Author.name()\" because \"author\" is null",
      List.of("app.board.BoardView.of(BoardView.java:27)",
          "app.board.BoardService.read(BoardService.java:39)",
          "app.board.BoardController.read(BoardController.java:24)"));
  private static final Failure SLOW_SCHOOL = new Failure(504,
      "java.net.http.HttpTimeoutException", "request timed out",
      List.of("java.net.http/jdk.internal.net.http.HttpClientImpl.send(HttpClientImpl.java:955)",
          "app.meal.SchoolMeals.fetch(SchoolMeals.java:72)",
          "app.meal.MealRefresh.run(MealRefresh.java:30)"));
  private static final Failure MAILBOX_FULL = new Failure(500,
      "jakarta.mail.SendFailedException", "552 5.2.2 The recipient's mailbox is full",
      List.of("org.eclipse.angus.mail.smtp.SMTPTransport.rcptTo(SMTPTransport.java:2080)",
          "app.mail.MailWorker.deliver(MailWorker.java:57)"));

  /** @param weight how often it happens, relative to the others */
  record Journey(int weight, Step step) {}

  static final List<Journey> JOURNEYS = List.of(//
      new Journey(40, readBoard()), new Journey(20, writeBoard()), new Journey(15, login()),
      new Journey(10, search()), new Journey(8, refreshMeals()), new Journey(7, deliverMail()));

  private Platform() {}

  private static Step verifyToken() {
    return call(GATEWAY, AUTH, "POST", "/tokens/verify", 500,
        sql(AUTH, "account", "session",
            "SELECT user_id, expires_at FROM session WHERE token_hash = ?", 1_200))
        .with("peer.service", "auth");
  }

  private static Step readBoard() {
    Step board = call(GATEWAY, BOARD, "GET", "/boards/{id}", 1_800,
        sql(BOARD, "board", "board", "SELECT id, title, body, author_id FROM board WHERE id = ?",
            2_000),
        sql(BOARD, "board", "comment",
            "SELECT id, body, author_id FROM comment WHERE board_id = ? ORDER BY id LIMIT 50",
            3_500).slow(0.04, 250),
        internal(BOARD, "BoardView.of", 300).failing(0.02, 1, MISSING));
    return server(GATEWAY, "GET", "/api/boards/{id}", 900, verifyToken(), board);
  }

  private static Step writeBoard() {
    Step push = call(NOTIFICATION, "https://fcm.googleapis.com", "POST", "/v1/messages:send",
        70_000).failing(0.06, 8, Failure.answer(503));
    Step notify = process(NOTIFICATION, "board.written", 1_500,
        mongo(NOTIFICATION, "device", "find", 2_200),
        mongo(NOTIFICATION, "notification", "insert", 1_600), push,
        send(NOTIFICATION, BATCHED_TOPIC));
    Step board = call(GATEWAY, BOARD, "POST", "/boards", 2_500,
        sql(BOARD, "board", "board", "INSERT INTO board (title, body, author_id) VALUES (?, ?, ?)",
            4_000).failing(0.05, 500, LOCK_TIMEOUT),
        send(BOARD, "board.written", notify));
    return server(GATEWAY, "POST", "/api/boards", 1_100, verifyToken(), board);
  }

  private static Step login() {
    Step auth = server(AUTH, "POST", "/login", 1_000,
        sql(AUTH, "account", "user", "SELECT id, password FROM user WHERE account = ?", 1_500),
        internal(AUTH, "PasswordEncoder.matches", 85_000),
        sql(AUTH, "account", "session",
            "INSERT INTO session (user_id, token_hash, expires_at) VALUES (?, ?, ?)", 2_000))
        .failing(0.2, 1, Failure.answer(401));
    return server(GATEWAY, "POST", "/api/login", 800,
        call(GATEWAY, "http://" + AUTH.host() + ":8080", "POST", "/login", 700, auth));
  }

  private static Step search() {
    Step board = call(GATEWAY, BOARD, "GET", "/boards", 2_000,
        sql(BOARD, "board", "board",
            "SELECT id, title FROM board WHERE MATCH (title, body) AGAINST (?) LIMIT 20", 160_000)
            .slow(0.15, 9));
    return server(GATEWAY, "GET", "/api/boards", 900, verifyToken(), board)
        .with("url.query", "q=exam&page=#");
  }

  private static Step refreshMeals() {
    return internal(MEAL_SCHEDULER, "MealRefresh.run", 2_000,
        call(MEAL_SCHEDULER, "https://open.neis.go.kr", "GET", "/hub/mealServiceDietInfo", 240_000)
            .failing(0.12, 8, SLOW_SCHOOL),
        mongo(MEAL_SCHEDULER, "meal", "update", 6_000));
  }

  private static Step deliverMail() {
    Step smtp = internal(MAIL_WORKER, "MailWorker.deliver", 130_000).failing(0.1, 2, MAILBOX_FULL);
    return process(MAIL_WORKER, BATCHED_TOPIC, 2_000, smtp,
        mongo(MAIL_WORKER, "delivery", "insert", 1_800));
  }
}
