package app.xquare.trace.settings;

import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

final class BetweenSizes implements ConstraintValidator<Between, DataSize> {
  private DataSize min = DataSize.ofBytes(0);
  private DataSize max = DataSize.ofBytes(0);

  @Override
  public void initialize(Between between) {
    min = DataSize.parse(between.min());
    max = DataSize.parse(between.max());
  }

  @Override
  public boolean isValid(@Nullable DataSize value, ConstraintValidatorContext context) {
    return value != null && value.compareTo(min) >= 0 && value.compareTo(max) <= 0;
  }
}
