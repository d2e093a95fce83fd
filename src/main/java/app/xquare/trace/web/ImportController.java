package app.xquare.trace.web;

import app.xquare.trace.ingest.Ingest;
import app.xquare.trace.ingest.IngestResult;
import app.xquare.trace.model.TraceException;
import app.xquare.trace.query.TraceReader;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

@Tag(name = "traces")
@RestController
class ImportController {
  private static final String NDJSON = "application/x-ndjson";
  private static final String JSONL = "application/jsonl";
  private static final String EXAMPLE = """
      {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name",\
      "value":{"stringValue":"checkout"}}]},"scopeSpans":[{"spans":[{\
      "traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174",\
      "name":"POST /orders","kind":2,"startTimeUnixNano":"1795309323000000000",\
      "endTimeUnixNano":"1795309323120000000"}]}]}]}""";

  private final Ingest ingest;
  private final TraceReader reader;

  ImportController(Ingest ingest, TraceReader reader) {
    this.ingest = ingest;
    this.reader = reader;
  }

  @Operation(operationId = "importTraces", summary = "Takes in a file of traces", description = "OTLP JSON as `/traces/{traceId}/otlp` and the collector's file exporter write it:"
      + " one document, or one a line. Everything is read before anything is taken in, and the"
      + " answer comes when the spans are durable and can be found. Up to 64 MiB. Importing a"
      + " file again changes nothing.", requestBody = @RequestBody(required = true, content = {
          @Content(mediaType = MediaType.APPLICATION_JSON_VALUE, schema = @Schema(type = "object"), examples = @ExampleObject(EXAMPLE)),
          @Content(mediaType = NDJSON, schema = @Schema(type = "string")),
          @Content(mediaType = JSONL, schema = @Schema(type = "string"))}))
  @PostMapping(path = WebConfiguration.API + "/traces:import", consumes = {
      MediaType.APPLICATION_JSON_VALUE, NDJSON, JSONL}, produces = MediaType.APPLICATION_JSON_VALUE)
  ImportView importTraces(HttpServletRequest request) throws IOException {
    ImportedFile file = ImportedFile.read(request);
    IngestResult result = submit(file.tracesData());
    return ImportView.of(result, result.rejectedSpans() == 0
        ? file.traceIds()
        : file.traceIds().stream().filter(id -> reader.read(id) != null).toList());
  }

  private IngestResult submit(byte[] tracesData) {
    try {
      return ingest.submit(tracesData).join();
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof TraceException problem) {
        throw problem;
      }
      throw failed;
    }
  }
}
