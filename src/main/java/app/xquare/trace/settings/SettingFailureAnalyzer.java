package app.xquare.trace.settings;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.bind.validation.ValidationErrors;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.origin.Origin;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;

/**
 * Says at start-up which setting is impossible: its name, its value as it was written, where that
 * stands and what was expected. Values that may hold a password are never shown.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class SettingFailureAnalyzer implements FailureAnalyzer {
  private static final String OURS = "xquare.trace.";
  private static final List<String> SECRET = List.of("uri", "password", "secret", "token");
  private static final Map<Class<?>, String> EXPECTED = Map.of(Duration.class,
      "a duration such as 30s or 7d", DataSize.class, "a size such as 64MB", int.class,
      "a whole number", boolean.class, "true or false", InetAddress.class,
      "an IP address or a host name that can be looked up", Path.class, "the path of a folder");

  private final Environment environment;

  SettingFailureAnalyzer(Environment environment) {
    this.environment = environment;
  }

  @Override
  public @Nullable FailureAnalysis analyze(Throwable failure) {
    BindException binding = null;
    ConversionFailedException conversion = null;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindValidationException invalid) {
        return analysis(invalid.getValidationErrors(), failure);
      }
      if (cause instanceof BindException bind) {
        binding = bind;
      } else if (cause instanceof ConversionFailedException failed) {
        conversion = failed;
      }
      String message = cause.getMessage();
      if (message != null && message.startsWith(OURS) && message.contains("(expected: ")) {
        return analysis(message, failure);
      }
    }
    return binding == null ? null : analysis(binding, conversion, failure);
  }

  private static @Nullable FailureAnalysis analysis(BindException binding,
      @Nullable ConversionFailedException conversion, Throwable failure) {
    // The key of a map is not the type of the setting.
    Class<?> type = conversion == null
        ? binding.getTarget().getType().resolve()
        : conversion.getTargetType().getType();
    String expected = type != null && type.isEnum()
        ? "one of " + List.of(type.getEnumConstants()).toString().toLowerCase(Locale.ROOT)
        : type == null ? null : EXPECTED.get(type);
    ConfigurationProperty property = binding.getProperty();
    Object written = property == null ? null : property.getValue();
    Object value = conversion == null ? written : conversion.getValue();
    if (expected == null || value == null) {
      return null;
    }
    Between between = binding.getTarget().getAnnotation(Between.class);
    String range = between == null ? "" : ", " + between.min() + " to " + between.max();
    Origin origin = property != null && value.equals(written) ? property.getOrigin() : null;
    return analysis(line(binding.getName().toString(), value, expected + range, origin), failure);
  }

  private FailureAnalysis analysis(ValidationErrors errors, Throwable failure) {
    return analysis(errors.getAllErrors().stream().map(error -> line(errors, error)).sorted()
        .collect(Collectors.joining(System.lineSeparator())), failure);
  }

  private String line(ValidationErrors errors, ObjectError error) {
    String prefix = errors.getName().toString();
    String expected = String.valueOf(error.getDefaultMessage());
    if (!(error instanceof FieldError field)) {
      return prefix + " (expected: " + expected + ")";
    }
    // An element of a collection has no name of its own: unindexedAttributes[].
    String path = field.getField().replaceAll("\\[\\D*]", "");
    String name = prefix + "." + DataObjectPropertyName.toDashedForm(path);
    String written = environment.getProperty(name);
    Object value = written == null ? field.getRejectedValue() : written;
    return line(name, value, expected, Origin.from(error));
  }

  private static String line(String name, @Nullable Object value, String expected,
      @Nullable Origin origin) {
    Object shown = SECRET.stream().anyMatch(name::endsWith) ? "…" : value;
    String where = origin == null ? "" : ", set by " + origin;
    return name + ": " + shown + " (expected: " + expected + ")" + where;
  }

  private static FailureAnalysis analysis(String description, Throwable failure) {
    return new FailureAnalysis(description,
        "Set it to what is expected, or leave it out. docs/configuration.md explains all settings.",
        failure);
  }
}
