package app.xquare.trace;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The whole trace backend in one process. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class TraceApplication {
  public static void main(String[] args) {
    JvmOptions.apply();
    SpringApplication.run(TraceApplication.class, args);
  }
}
