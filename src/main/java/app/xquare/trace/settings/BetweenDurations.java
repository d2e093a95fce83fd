package app.xquare.trace.settings;

import java.time.Duration;
import org.springframework.boot.convert.DurationStyle;

final class BetweenDurations extends BetweenComparables<Duration> {
  BetweenDurations() {
    super(DurationStyle::detectAndParse);
  }
}
