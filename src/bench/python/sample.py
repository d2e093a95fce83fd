"""Spans as Flask, requests, SQLAlchemy, PyMongo and Celery instrumentations make them.

Run with opentelemetry-sdk and opentelemetry-exporter-otlp-proto-common: resource, wire form, ids, exception
events are the SDK's own; names, scopes and attributes follow the instrumentations' conventions. Argument:
how many requests.
"""
import os
import random
import sys
import time
import urllib.request

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import SpanKind, Status, StatusCode

VERSION = "0.64b0"
resource = Resource.create({
    "telemetry.auto.version": VERSION,
    "process.runtime.name": "cpython",
    "process.runtime.version": "3.11.7",
    "process.runtime.description": "3.11.7 (main, Dec  8 2023, 18:56:58) [GCC 12.2.0]",
})


class Exporter(SpanExporter):
    def export(self, spans):
        urllib.request.urlopen(urllib.request.Request(
            os.environ["OTEL_EXPORTER_OTLP_ENDPOINT"] + "/v1/traces", encode_spans(spans).SerializeToString(),
            {"Content-Type": "application/x-protobuf"})).close()
        return SpanExportResult.SUCCESS


provider = TracerProvider(resource=resource)
provider.add_span_processor(BatchSpanProcessor(Exporter()))
trace.set_tracer_provider(provider)


def scope(name):
    return trace.get_tracer("opentelemetry.instrumentation." + name, VERSION,
                            schema_url="https://opentelemetry.io/schemas/1.11.0")


flask, requests, sqlalchemy, pymongo, celery = map(
    scope, ["flask", "requests", "sqlalchemy", "pymongo", "celery"])


def server(method, route, path):
    return flask.start_as_current_span(f"{method} {route}", kind=SpanKind.SERVER, attributes={
        "http.method": method, "http.server_name": "0.0.0.0", "http.scheme": "http",
        "net.host.name": "localhost:5000", "http.host": "localhost:5000", "net.host.port": 5000,
        "http.target": path, "net.peer.ip": f"10.244.{random.randrange(9)}.{random.randrange(250)}",
        "net.peer.port": random.randrange(30000, 60000), "http.user_agent": "python-requests/2.34.2",
        "http.flavor": "1.1", "http.route": route})


def query(statement, table):
    with sqlalchemy.start_as_current_span(f"{statement.split()[0]} app.db", kind=SpanKind.CLIENT, attributes={
            "db.statement": statement, "db.system": "postgresql", "db.name": "app",
            "net.peer.name": "postgres", "net.peer.port": 5432, "db.user": "app"}):
        time.sleep(0.001)


def find(collection, command):
    with pymongo.start_as_current_span(f"app.{collection}.{command}", kind=SpanKind.CLIENT, attributes={
            "db.system": "mongodb", "db.name": "app", "db.statement": command + " " + collection,
            "db.mongodb.collection": collection, "net.peer.name": "mongo", "net.peer.port": 27017}):
        time.sleep(0.001)


def call(path):
    with requests.start_as_current_span("GET", kind=SpanKind.CLIENT, attributes={
            "http.method": "GET", "http.url": "http://user:8000" + path}) as span:
        status = random.choice([200, 200, 200, 404, 500])
        span.set_attribute("http.status_code", status)
        if status >= 400:
            span.set_status(Status(StatusCode.ERROR))


def task(name):
    attributes = {"celery.action": "apply_async", "celery.task_name": name,
                  "messaging.message.id": "%032x" % random.getrandbits(128),
                  "messaging.destination_kind": "queue", "messaging.destination": "celery"}
    with celery.start_as_current_span("apply_async/" + name, kind=SpanKind.PRODUCER, attributes=attributes):
        pass
    attributes |= {"celery.action": "run", "celery.state": "SUCCESS", "celery.hostname": "gen8@celery-0"}
    with celery.start_as_current_span("run/" + name, kind=SpanKind.CONSUMER, attributes=attributes):
        query("UPDATE report SET done = true WHERE id = %(id)s", "report")


def handle(item):
    if item % 11 == 0:
        raise KeyError("student_%d" % item)
    if item % 13 == 0:
        raise ValueError("could not convert string to float: 'n/a'")
    find("meals", random.choice(["find", "aggregate", "insert"]))
    query("SELECT student.id, student.name FROM student WHERE student.id = %(pk_1)s", "student")
    if item % 3 == 0:
        call("/users/%d" % item)
    if item % 4 == 0:
        task("reports.tasks.render")


for _ in range(int(sys.argv[1])):
    number = random.randrange(1, 500)
    try:
        with server("GET", "/students/<int:id>", f"/students/{number}") as span:
            try:
                handle(number)
                span.set_attribute("http.status_code", 200)
            except (KeyError, ValueError):
                span.set_attribute("http.status_code", 500)
                raise
    except (KeyError, ValueError):
        pass
provider.shutdown()
