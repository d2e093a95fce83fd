package app.xquare.trace.settings;

import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import org.jspecify.annotations.Nullable;

final class BetweenNumbers implements ConstraintValidator<Between, Integer> {
  private Integer min = 0;
  private Integer max = 0;

  @Override
  public void initialize(Between between) {
    min = Integer.valueOf(between.min());
    max = Integer.valueOf(between.max());
  }

  @Override
  public boolean isValid(@Nullable Integer value, ConstraintValidatorContext context) {
    return value != null && value.compareTo(min) >= 0 && value.compareTo(max) <= 0;
  }
}
