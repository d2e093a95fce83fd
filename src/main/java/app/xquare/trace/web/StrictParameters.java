package app.xquare.trace.web;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.Parameters;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Reads the query of every request, also where the controller asks for none, and hands it to
 * controllers that have {@link QueryParameters}. What an operation's documentation lists is what it
 * takes: there is no second list.
 */
final class StrictParameters implements HandlerInterceptor, HandlerMethodArgumentResolver {
  private static final String ATTRIBUTE = QueryParameters.class.getName();

  private final Map<Method, Map<String, Boolean>> known = new ConcurrentHashMap<>();

  @Override
  public boolean preHandle(HttpServletRequest request, HttpServletResponse response,
      Object handler) {
    if (handler instanceof HandlerMethod method) {
      request.setAttribute(ATTRIBUTE, QueryParameters.parse(request.getQueryString(),
          known.computeIfAbsent(method.getMethod(), StrictParameters::documented)));
    }
    return true;
  }

  /** Names of the query parameters in an operation's documentation, true for repeatable ones. */
  static Map<String, Boolean> documented(Method method) {
    Map<String, Boolean> names = new TreeMap<>();
    for (Parameter parameter : AnnotatedElementUtils.findMergedRepeatableAnnotations(method,
        Parameter.class, Parameters.class)) {
      if (parameter.in() == ParameterIn.QUERY) {
        names.put(parameter.name(), parameter.array().schema().type().equals("string"));
      }
    }
    return Map.copyOf(names);
  }

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.getParameterType() == QueryParameters.class;
  }

  @Override
  public Object resolveArgument(MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest request, @Nullable WebDataBinderFactory binders) {
    return Objects.requireNonNull(
        request.getAttribute(ATTRIBUTE, RequestAttributes.SCOPE_REQUEST), "query not read");
  }
}
