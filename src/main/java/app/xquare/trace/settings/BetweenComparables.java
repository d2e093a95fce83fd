package app.xquare.trace.settings;

import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the two ends as the value itself was read. */
abstract class BetweenComparables<T extends Comparable<T>>
    implements
      ConstraintValidator<Between, T> {
  private final Function<String, T> parser;
  private @Nullable T min;
  private @Nullable T max;

  BetweenComparables(Function<String, T> parser) {
    this.parser = parser;
  }

  @Override
  public void initialize(Between between) {
    min = parser.apply(between.min());
    max = parser.apply(between.max());
  }

  @Override
  public boolean isValid(@Nullable T value, ConstraintValidatorContext context) {
    T least = min;
    T most = max;
    return value != null && least != null && most != null && value.compareTo(least) >= 0
        && value.compareTo(most) <= 0;
  }
}
