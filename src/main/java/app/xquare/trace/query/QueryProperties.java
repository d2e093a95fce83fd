package app.xquare.trace.query;

import app.xquare.trace.model.InvalidInputException;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What one search request may cost. A search that needs more answers with a cursor to go on with.
 *
 * @param timeBudget how long one request searches
 * @param fragmentBudget how many fragments one request looks at
 */
@ConfigurationProperties("xquare.trace.query")
record QueryProperties(@DefaultValue("5s") Duration timeBudget,
    @DefaultValue("100000") int fragmentBudget) {
  QueryProperties {
    if (timeBudget.isNegative() || timeBudget.isZero()) {
      throw new InvalidInputException("xquare.trace.query.time-budget", timeBudget.toString(),
          "a positive duration");
    }
    if (fragmentBudget < 1) {
      throw new InvalidInputException("xquare.trace.query.fragment-budget",
          Integer.toString(fragmentBudget), "at least 1");
    }
  }
}
