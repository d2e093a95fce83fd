package app.xquare.trace.web;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import app.xquare.trace.model.CorruptDataException;
import app.xquare.trace.model.TooLargeException;
import app.xquare.trace.model.UnavailableException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Faults that no request can bring about. */
class ProblemsTest {
  private final MockMvc mvc = MockMvcBuilders.standaloneSetup(new Faulty())
      .setControllerAdvice(new Problems()).build();

  @RestController
  static class Faulty {
    @GetMapping("/{fault}")
    String fault(@PathVariable String fault) {
      throw switch (fault) {
        case "corrupt" -> new CorruptDataException("secret at /srv/data", null);
        case "large" -> new TooLargeException("The file is larger than 5 bytes.");
        case "away" -> new UnavailableException("mongodb://user:secret@host",
            Duration.ofMillis(1500), null);
        default -> new IllegalStateException("secret");
      };
    }
  }

  @ParameterizedTest
  @CsvSource({"corrupt, 500, corrupt-data", "large, 413, too-large", "away, 503, unavailable",
      "anything, 500, internal"})
  void faultsSayWhatTheCallerCanDoAndNothingElse(String fault, int status, String type)
      throws Exception {
    mvc.perform(get("/" + fault)).andExpect(status().is(status))
        .andExpect(content().contentType("application/problem+json"))
        .andExpect(jsonPath("$.type").value("urn:xquare-trace:problem:" + type))
        .andExpect(jsonPath("$.instance").value("/" + fault))
        .andExpect(content().string(not(containsString("secret"))))
        .andExpect(content().string(not(containsString("Exception"))));
  }

  @Test
  void retryAfterIsInWholeSecondsRoundedUp() throws Exception {
    mvc.perform(get("/away")).andExpect(header().string("Retry-After", "2"));
  }
}
