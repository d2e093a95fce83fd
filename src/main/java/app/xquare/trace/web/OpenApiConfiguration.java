package app.xquare.trace.web;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.servers.Server;
import java.util.List;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The contract: everything in it is the same on every machine and in every build. */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {
  private static final String DESCRIPTION = """
      Exact search over traces, and whole traces. Absolute times are RFC 3339 with nanoseconds, and \
      decimal strings of nanoseconds since the epoch next to them; offsets and durations are integers \
      of nanoseconds. Attribute values are natural JSON; integers beyond ±(2^53−1), NaN and the \
      infinities are strings, bytes are base64. Every error is a problem detail (RFC 9457).""";

  @Bean
  OpenAPI openApi() {
    return new OpenAPI().info(new Info().title("Xquare Trace").version("1").description(DESCRIPTION)
        .license(new License().name("Apache-2.0").identifier("Apache-2.0")))
        .servers(List.of(new Server().url("/").description("Where this document comes from")));
  }

  // What it holds is documented on the operations.
  static {
    SpringDocUtils.getConfig().addRequestWrapperToIgnore(QueryParameters.class);
  }

  @Bean
  OpenApiCustomizer contract() {
    return new OpenApiContract();
  }
}
