package app.xquare.trace.analytics;

import app.xquare.trace.store.Tokens;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * How catalog entries are written: fields parted by NUL, so that what is asked for by prefix comes
 * first and the service, which only filters, comes last.
 *
 * <pre>
 * s service                       a service sent spans
 * o service kind operation        with this operation, kind as the digit of the OTLP enum
 * k key scope type service        an attribute key was used; codes of the two enums
 * v key value service             with this value, for the first values of a key
 * x hash service resource         a resource has an attribute: three numbers in hexadecimal digits
 * </pre>
 */
final class CatalogEntries {
  static final char SEPARATOR = '\0';

  private CatalogEntries() {}

  static String service(String service) {
    return "s\0" + Tokens.name(service);
  }

  static String operation(String service, int kind, String operation) {
    return "o\0" + Tokens.name(service) + SEPARATOR + kind + SEPARATOR + clean(operation);
  }

  static String key(String key, AttributeScope scope, AttributeType type, String service) {
    return "k\0" + clean(key) + SEPARATOR + scope.code() + SEPARATOR + type.code() + SEPARATOR
        + Tokens.name(service);
  }

  static String value(String key, String value, String service) {
    return "v\0" + clean(key) + SEPARATOR + clean(value) + SEPARATOR + Tokens.name(service);
  }

  static String resource(String key, String value, String service, long resource) {
    return resourcePrefix(key, value, service) + HexFormat.of().toHexDigits(resource);
  }

  /**
   * Of all resources with that attribute: a hash, since no part of an entry may be long.
   *
   * @param service only those of a service, or null
   */
  static String resourcePrefix(String key, String value, @Nullable String service) {
    String prefix = "x\0" + HexFormat.of().toHexDigits(Tokens.attribute("", key, value));
    return service == null
        ? prefix
        : prefix + HexFormat.of().toHexDigits(Tokens.service(service));
  }

  /** The resource of an entry that begins with {@link #resourcePrefix}. */
  static long resource(String entry) {
    return HexFormat.fromHexDigitsToLong(entry, entry.length() - 16, entry.length());
  }

  /** A NUL inside a field would part it. */
  static String clean(String text) {
    return text.indexOf(SEPARATOR) < 0 ? text : text.replace(SEPARATOR, '\uFFFD');
  }
}
