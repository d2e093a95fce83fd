package app.xquare.trace.query;

import app.xquare.trace.model.AttributeTexts;
import app.xquare.trace.model.InvalidInputException;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.math.BigDecimal;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * One condition on the attributes of a span. It looks at the set of texts
 * ({@link AttributeTexts}) that the values of a key have.
 */
public final class AttributeFilter {
  /** Where the key is looked for. */
  enum Place {
    /** Span and resource together. */
    ANYWHERE(""),
    SPAN("span."),
    RESOURCE("resource."),
    EVENT("event."),
    LINK("link."),
    SCOPE(
        "scope.");

    private final String prefix;

    Place(String prefix) {
      this.prefix = prefix;
    }
  }

  /** How the texts of the key are looked at. */
  enum Operator {
    /** Some text is equal, or is equal as a number where both are numbers. */
    EQUAL("="),
    /** The key is there, and no text is equal in that sense. */
    NOT_EQUAL("!="),
    /** Some text that is a number is smaller. */
    LESS("<"),
    /** Some text that is a number is not larger. */
    AT_MOST("<="),
    /** Some text that is a number is larger. */
    GREATER(">"),
    /** Some text that is a number is not smaller. */
    AT_LEAST(">="),
    /** An RE2 expression is found in some text. */
    MATCHES("~"),
    /** The key is there, with any value. */
    EXISTS(""),
    /** The key is not there. */
    ABSENT("");

    private final String sign;

    Operator(String sign) {
      this.sign = sign;
    }

    boolean comparesNumbers() {
      return this == LESS || this == AT_MOST || this == GREATER || this == AT_LEAST;
    }
  }

  private static final java.util.regex.Pattern REPETITION = java.util.regex.Pattern
      .compile("\\{(\\d+)(?:,(\\d+)?)?\\}");
  private static final int MAX_COPIES = 1_000;
  private static final int MAX_REGEX = 1_000;

  private final String source;
  private final Place place;
  private final String key;
  private final Operator operator;
  private final String operand;
  private final @Nullable BigDecimal number;
  private final @Nullable Pattern pattern;

  AttributeFilter(String source, Place place, String key, Operator operator, String operand) {
    this.source = source;
    this.place = place;
    this.key = key;
    this.operator = operator;
    this.operand = operand;
    this.number = AttributeTexts.number(operand);
    this.pattern = operator == Operator.MATCHES ? compile(source, operand) : null;
    if (operator.comparesNumbers() && number == null) {
      throw new InvalidInputException("attribute", source, "a number behind " + operator.sign);
    }
  }

  /**
   * Reads {@code key=value}, {@code key!=value}, {@code key>5}, {@code key>=5}, {@code key<5},
   * {@code key<=5}, {@code key~regex}, {@code key} (is there) or {@code !key} (is not there).
   *
   * <p>The key ends at the first operator. It may begin with {@code span.}, {@code resource.},
   * {@code event.}, {@code link.} or {@code scope.}; without, it means the span or its resource. In
   * double quotes, with {@code \} before a quote or backslash, a key is taken as it is:
   * {@code "a=b"=c}, {@code resource."a>b"}, {@code "event.name"=x}.
   *
   * @throws InvalidInputException for the field {@code attribute}
   */
  public static AttributeFilter parse(String text) {
    return new AttributeFilterParser(text).parse();
  }

  private static Pattern compile(String source, String regex) {
    // Counted repetitions inside each other are written out: (a{1000}){1000} would take a gigabyte.
    double copies = 1;
    for (Matcher count = REPETITION.matcher(regex); count.find();) {
      copies *= Math.max(1, Double.parseDouble(count.group(count.group(2) == null ? 1 : 2)));
    }
    if (copies > MAX_COPIES || regex.length() > MAX_REGEX) {
      throw new InvalidInputException("attribute", source, "a regular expression of at most "
          + MAX_REGEX + " characters whose counted repetitions multiply to at most " + MAX_COPIES);
    }
    try {
      return Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      throw new InvalidInputException("attribute", source,
          "an RE2 regular expression behind ~; " + e.getDescription());
    }
  }

  /** As the caller wrote it. */
  @Override
  public String toString() {
    return source;
  }

  Place place() {
    return place;
  }

  String key() {
    return key;
  }

  Operator operator() {
    return operator;
  }

  /** What stands behind the operator. */
  String operand() {
    return operand;
  }

  /** The operand as a number, null where it is none. */
  @Nullable
  BigDecimal number() {
    return number;
  }

  static Place placeOf(String key) {
    for (Place place : Place.values()) {
      if (place != Place.ANYWHERE && key.startsWith(place.prefix)) {
        return place;
      }
    }
    return Place.ANYWHERE;
  }

  static String withoutPrefix(Place place, String key) {
    return key.substring(place.prefix.length());
  }

  /** Whether a value's text satisfies the operator by itself; not for those that look at the key. */
  boolean admits(String text) {
    return switch (operator) {
      case EQUAL, NOT_EQUAL -> isEqual(text);
      case LESS, AT_MOST, GREATER, AT_LEAST -> compares(text);
      case MATCHES -> pattern != null && pattern.matcher(text).find();
      case EXISTS, ABSENT -> true;
    };
  }

  private boolean isEqual(String text) {
    if (text.equals(operand)) {
      return true;
    }
    BigDecimal other = number == null ? null : AttributeTexts.number(text);
    return other != null && other.compareTo(number) == 0;
  }

  private boolean compares(String text) {
    BigDecimal other = AttributeTexts.number(text);
    if (other == null || number == null) {
      return false;
    }
    int order = other.compareTo(number);
    return switch (operator) {
      case LESS -> order < 0;
      case AT_MOST -> order <= 0;
      case GREATER -> order > 0;
      default -> order >= 0;
    };
  }
}
