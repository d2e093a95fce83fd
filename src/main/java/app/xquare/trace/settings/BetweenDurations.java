package app.xquare.trace.settings;

import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

final class BetweenDurations implements ConstraintValidator<Between, Duration> {
  private Duration min = Duration.ZERO;
  private Duration max = Duration.ZERO;

  @Override
  public void initialize(Between between) {
    min = DurationStyle.detectAndParse(between.min());
    max = DurationStyle.detectAndParse(between.max());
  }

  @Override
  public boolean isValid(@Nullable Duration value, ConstraintValidatorContext context) {
    return value != null && value.compareTo(min) >= 0 && value.compareTo(max) <= 0;
  }
}
