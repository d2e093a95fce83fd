package app.xquare.trace.web;

import java.util.List;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

@Configuration(proxyBeanMethods = false)
class WebConfiguration implements WebMvcConfigurer {
  static final String API = "/api/v1";

  private final StrictParameters parameters = new StrictParameters();

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(parameters).addPathPatterns(API + "/**");
  }

  @Override
  public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
    resolvers.add(parameters);
  }

  /** Names of services and attributes may hold slashes: encoded ones belong to the name. */
  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> namesInPaths() {
    return server -> {
      server.addConnectorCustomizers(connector -> {
        connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
        connector.setEncodedReverseSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
      });
      server.addContextCustomizers(
          context -> context.getParent().getPipeline().addValve(new ProblemReportValve()));
    };
  }
}
