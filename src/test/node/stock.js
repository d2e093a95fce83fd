'use strict';
// A service as people write it, with a few spans of its own. It prints its port and ends when its
// input does.
const fs = require('node:fs/promises');
const express = require('express');
const { trace, SpanStatusCode } = require('@opentelemetry/api');

const tracer = trace.getTracer('stock', '1.2.3', { schemaUrl: 'https://opentelemetry.io/schemas/1.30.0' });
const app = express();
let previous;

app.get('/stock/:item', async (request, response) => {
  const links = previous ? [{ context: previous, attributes: { relation: 'previous request', attempt: 2 } }] : [];
  links.push({ context: trace.getActiveSpan().spanContext() });
  await tracer.startActiveSpan('count stock', { links }, async (span) => {
    previous = span.spanContext();
    span.setAttributes({
      'stock.item': request.params.item,
      'stock.count': 42,
      'stock.ratio': 0.25,
      'stock.available': true,
      'stock.shelves': ['북', 'b', ''],
      'stock.sizes': [1, 2, 3],
      'stock.weights': [0.5, 1.5],
      'stock.flags': [true, false],
      'stock.nothing': '',
    });
    for (let shelf = 1; shelf <= 5; shelf++) {
      span.addEvent('counted', { by: 'hand', shelf });
    }
    await fs.readFile(__filename);
    span.end();
  });
  response.json({ item: request.params.item, count: 42 });
});

app.get('/broken', (request, response) => {
  const span = trace.getActiveSpan();
  const error = new RangeError('shelf 9 of 8');
  span.recordException(error);
  span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
  response.status(500).send(error.message);
});

const server = app.listen(0, '127.0.0.1', () => console.log('port=' + server.address().port));
process.stdin.resume();
process.stdin.on('end', () => {
  server.close();
  server.closeAllConnections();
});
