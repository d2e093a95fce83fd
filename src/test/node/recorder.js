'use strict';
// Loaded before the automatic instrumentation: writes down, as OTLP JSON, whatever the SDK hands to
// its OTLP exporters, so that a test can compare what was exported with what was stored.
const fs = require('node:fs');
const { JsonTraceSerializer } = require('@opentelemetry/otlp-transformer');

const file = process.env.RECORD_TO;

for (const name of ['exporter-trace-otlp-grpc', 'exporter-trace-otlp-proto']) {
  const { OTLPTraceExporter } = require('@opentelemetry/' + name);
  const send = OTLPTraceExporter.prototype.export;
  // An own property: the inherited method serves the exporters of logs, too.
  OTLPTraceExporter.prototype.export = function (spans, done) {
    fs.appendFileSync(file, Buffer.concat([
      Buffer.from(JsonTraceSerializer.serializeRequest(spans)), Buffer.from('\n'),
    ]));
    return send.call(this, spans, done);
  };
}
