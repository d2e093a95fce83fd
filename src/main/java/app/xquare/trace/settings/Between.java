package app.xquare.trace.settings;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A duration, a size or a number between two others, written as settings are: {@code 1s}, {@code 64MB}. */
@Target({ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = {BetweenDurations.class, BetweenSizes.class, BetweenNumbers.class})
public @interface Between {
  String min();

  String max();

  String message() default "{min} to {max}";

  Class<?>[] groups() default {};

  Class<? extends Payload>[] payload() default {};
}
