package app.xquare.trace.query;

import app.xquare.trace.settings.Between;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What one search request may cost. A search that needs more answers with a cursor to go on with.
 *
 * @param timeBudget how long one request searches
 * @param fragmentBudget how many fragments one request looks at
 */
@Validated
@ConfigurationProperties("xquare.trace.query")
record QueryProperties(
    @DefaultValue("5s") @Between(min = "1ms", max = "1h") Duration timeBudget,
    @DefaultValue("100000") @Between(min = "1", max = "1000000000") int fragmentBudget) {}
