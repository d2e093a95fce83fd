package app.xquare.trace.web;

import app.xquare.trace.instrumentation.manifest.ManifestDocument;
import app.xquare.trace.instrumentation.manifest.ManifestReader;
import app.xquare.trace.model.InvalidInputException;
import app.xquare.trace.model.TooLargeException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.springframework.http.MediaType;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Manifests and options as they come: a JSON object with {@code manifest} and the options; or the
 * manifest itself, in YAML or JSON, with the options in the query.
 *
 * @param options without the manifest
 */
record ManifestRequest(List<ManifestDocument> documents, ObjectNode options) {
  static final int MAX_BYTES = 2 << 20;
  private static final int MAX_SKIPPED = 16 << 20;
  static final String TOO_LARGE = "The body is larger than " + MAX_BYTES + " bytes.";
  static final String MANIFEST = "manifest";
  private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .streamReadConstraints(
          StreamReadConstraints.builder().maxNestingDepth(70).maxNumberLength(100).build())
      .build()).build();

  /** @param query options from the query; with a body of options there must be none */
  static ManifestRequest of(HttpServletRequest request, String text, ObjectNode query) {
    if (isJson(request)) {
      JsonNode body = json(text);
      if (!(body instanceof ObjectNode object)) {
        throw new InvalidInputException("body", "", "a JSON object");
      }
      if (object.has(MANIFEST) || !object.has("kind")) {
        return withOptions(object, query);
      }
    }
    ManifestReader.refuseTemplates(text);
    return new ManifestRequest(ManifestReader.read(text), query);
  }

  private static ManifestRequest withOptions(ObjectNode body, ObjectNode query) {
    if (!query.isEmpty()) {
      throw new InvalidInputException("query", String.join(", ", query.propertyNames()),
          "options in the body or in the query, not in both");
    }
    JsonNode manifest = body.remove(MANIFEST);
    if (manifest == null || manifest.isNull()) {
      throw new InvalidInputException(MANIFEST, "", "an object, or text in YAML or JSON");
    }
    if (!manifest.isString()) {
      return new ManifestRequest(ManifestReader.read(manifest), body);
    }
    ManifestReader.refuseTemplates(manifest.stringValue());
    return new ManifestRequest(ManifestReader.read(manifest.stringValue()), body);
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (StreamConstraintsException limit) {
      throw new TooLargeException(
          "The body is nested deeper than 70 levels, or has a name or number"
              + " that is too long.");
    } catch (JacksonException broken) {
      int line = broken.getLocation() == null ? 0 : broken.getLocation().getLineNr();
      throw new InvalidInputException("body", "line " + line,
          "well-formed JSON, each member once, nested at most 70 levels");
    }
  }

  private static boolean isJson(HttpServletRequest request) {
    String type = Objects.requireNonNullElse(request.getContentType(), "");
    return MediaType.APPLICATION_JSON.isCompatibleWith(MediaType.parseMediaType(type));
  }

  /** The body, but for the mark of byte order that editors of Windows put in front. */
  static String text(HttpServletRequest request) throws IOException {
    if (request.getHeader("Content-Encoding") != null) {
      throw new InvalidInputException("Content-Encoding", request.getHeader("Content-Encoding"),
          "none");
    }
    byte[] body = request.getInputStream().readNBytes(MAX_BYTES + 1);
    if (body.length > MAX_BYTES) {
      // Read on for a while: who still writes when the connection closes never sees the answer.
      request.getInputStream().skip(MAX_SKIPPED);
      throw new TooLargeException(TOO_LARGE);
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException malformed) {
      throw new InvalidInputException("body", "", "UTF-8");
    }
  }
}
