package app.xquare.trace.bench.load;

import java.util.ArrayList;
import java.util.List;

/** A service with its replicas and what it offers. */
final class Service {
  final String name;
  final Language language;
  /** Whether its agent writes today's semantic conventions, or those from before they were stable. */
  final boolean stable;
  final String database;
  final List<Pod> pods = new ArrayList<>();
  final List<Endpoint> endpoints = new ArrayList<>();

  Service(String name, Language language, boolean stable, String database) {
    this.name = name;
    this.language = language;
    this.stable = stable;
    this.database = database;
  }
}
