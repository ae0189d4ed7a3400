"""What holds for every request, whatever its route: limits, headers, errors told in one way, nothing said of what breaks."""

import asyncio
import itertools
import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
import structlog
from litestar import get, post
from litestar.exceptions import NotAuthorizedException
from litestar.params import FromPath, JSONBody
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExportResult
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from relto.primitives import Conflict, Malformed, Place, Unavailable, Unverified
from relto.server import Served, create_app, metrics
from relto.server.limits import Limits
from relto.server.watching import Figures, Watched
from tests.pairs import until
from tests.unit.server.serving import served

CONTENT = "the convoy leaves at dawn"
LIMITS = Limits(address=512, headers=20, header_bytes=4096, body=1000, seconds=1.0, at_once=8, at_once_each=4)
ERRORS = {
    "malformed": (Malformed("no label", place=Place("label", 1, 5), found="SECRTE"), 400),
    "unverified": (Unverified("the signature does not hold"), 422),
    "conflict": (Conflict("two agreements of one name"), 409),
    "unavailable": (Unavailable("the store is away"), 503),
    "broken": (ValueError(CONTENT), 500),
}


@get("/things/{id:str}", sync_to_thread=False)
def thing(id: FromPath[str]) -> dict[str, str]:  # noqa: A002
    if id in ERRORS:
        raise ERRORS[id][0]
    return {"id": id}


@post("/things")
async def add(data: JSONBody[dict[str, int]]) -> dict[str, int]:
    return data


@get("/slow")
async def slow() -> None:
    await asyncio.sleep(30)


def nobody(_connection, _handler):
    raise NotAuthorizedException


@pytest.fixture(scope="module")
def url():
    names = (f"r-{number}" for number in itertools.count())
    figures = Figures()
    routes = [thing, add, slow, metrics(figures, nobody)]
    with served(lambda _: create_app(Served(routes, lambda: next(names), LIMITS, figures)), LIMITS) as found:
        yield found


@pytest.fixture
def client(url):
    with httpx.Client(base_url=url, trust_env=False) as made:
        yield made


def test_an_answer_has_a_name_and_the_headers_that_keep_browsers_safe(client):
    found = client.get("/things/1")
    assert found.json() == {"id": "1"}
    assert found.headers["x-request-id"].startswith("r-")
    assert found.headers["x-request-id"] != client.get("/things/1").headers["x-request-id"]
    assert "default-src 'none'" in found.headers["content-security-policy"]
    assert (found.headers["cache-control"], found.headers["x-content-type-options"]) == ("no-store", "nosniff")


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_is_told_as_a_problem(client, name):
    error, status = ERRORS[name]
    found = client.get(f"/things/{name}")
    assert (found.status_code, found.headers["content-type"]) == (status, "application/problem+json")
    told = found.json()
    assert told["type"] == f"urn:relto:problem:{name}"
    assert told.get("detail") == (None if name == "broken" else str(error))


def test_nothing_of_what_breaks_is_told_or_logged(client):
    with structlog.testing.capture_logs() as logged:
        assert CONTENT not in client.get("/things/broken").text
        assert client.get("/things/5?word=convoy").status_code == 200
        assert client.get("/nowhere/convoy").status_code == 404
    assert [one["route"] for one in logged] == ["/things/{id}", "/things/{id}", "-"]
    assert logged[0]["broken"] == "ValueError"
    assert any("test_app.py" in one for one in logged[0]["where"])
    assert "convoy" not in json.dumps(logged, default=str)


def test_what_is_not_there_is_told_with_the_same_bytes(client):
    first, second = client.get("/nowhere"), client.get("/things/1/2/3")
    assert first.status_code == second.status_code == 404
    assert first.content == second.content
    assert "detail" not in first.json()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"method": "GET", "url": "/things/" + "a" * 505}, 414),
        ({"method": "GET", "url": "/things/1", "headers": {"x-long": "a" * 4096}}, 431),
        ({"method": "GET", "url": "/things/1", "headers": {f"x-{n}": "1" for n in range(20)}}, 431),
        ({"method": "POST", "url": "/things", "content": b"{" + b" " * 1000 + b"}"}, 413),
        ({"method": "POST", "url": "/things", "content": iter([b"{", b" " * 600, b" " * 600, b"}"])}, 413),
        ({"method": "POST", "url": "/things", "content": b"{"}, 400),
        ({"method": "POST", "url": "/things", "content": b'{"a": "x"}'}, 400),
        ({"method": "DELETE", "url": "/things/1"}, 405),
        ({"method": "GET", "url": "/slow"}, 408),
        ({"method": "GET", "url": "/metrics"}, 401),
    ],
)
def test_what_goes_beyond_a_limit_is_refused(client, sent, status):
    found = client.request(**sent)
    assert (found.status_code, found.headers["content-type"]) == (status, "application/problem+json")
    assert found.headers["x-request-id"]


def test_what_stays_within_the_limits_is_served(client):
    assert client.get("/things/" + "a" * 490).status_code == 200
    assert client.post("/things", content=b'{"a": 1' + b" " * 990 + b"}").status_code == 201
    assert client.get("/things/1", headers={"x-long": "a" * 3000}).status_code == 200


def test_more_at_once_than_allowed_are_refused_and_none_is_forgotten(url):
    async def both():
        async with httpx.AsyncClient(base_url=url, trust_env=False, limits=httpx.Limits(max_connections=12)) as client:
            found = await asyncio.gather(*(client.get("/slow") for _ in range(12)))
            return sorted(one.status_code for one in found), (await client.get("/things/1")).status_code

    statuses, after = asyncio.run(both())
    assert statuses == [408] * 4 + [429] * 8
    assert after == 200


def test_a_client_that_sends_its_headers_slowly_holds_no_place(url):
    host, port = url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as one:
        one.sendall(b"GET /things/1 HTTP/1.1\r\nHost: x\r\n")
        assert httpx.get(f"{url}/things/1", trust_env=False).status_code == 200


def test_the_description_is_served_in_version_3_1(client):
    found = client.get("/api/openapi.json").json()
    assert found["openapi"].startswith("3.1")
    assert "/things/{id}" in found["paths"]
    assert "/metrics" not in found["paths"]


@pytest.fixture(scope="module")
def exported():
    """What the SDK exports of this process, as it is where an operator has set it up."""
    exporter, provider = InMemorySpanExporter(), TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    yield exporter
    provider.shutdown()


PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.mark.parametrize(
    ("path", "status"), [("/things/convoy-7?words=dawn", 200), ("/things/malformed", 400), ("/things/broken", 500), ("/none/convoy", 404)]
)
def test_spans_are_exported_with_the_route_and_nothing_of_what_was_asked(exported, client, path, status):
    exported.clear()
    assert client.get(path, headers={"traceparent": PARENT, "baggage": "word=convoy"}).status_code == status
    until("the span of the request is complete", exported.get_finished_spans, 10)  # it is told once the answer has gone
    (span,) = exported.get_finished_spans()
    route = "-" if status == 404 else "/things/{id}"
    method = "-" if status == 404 else "GET"
    assert (span.name, span.kind) == (f"{method} {route}", trace.SpanKind.SERVER)
    assert span.attributes == {"http.request.method": method, "http.route": route, "http.response.status_code": status}
    assert (span.events, span.status.status_code) == ((), trace.StatusCode.UNSET)
    assert f"{span.context.trace_id:032x}-{span.parent.span_id:016x}" == PARENT[3:-3]
    assert "convoy" not in span.to_json()


@pytest.fixture
def collector():
    """A collector of OpenTelemetry on loopback (OTLP over HTTP): its address, and what came."""
    came = []

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self):
            came.append((self.path, self.headers["content-type"], self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Taking) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", came
        server.shutdown()
        thread.join()


def test_a_collector_gets_the_spans_and_nothing_of_what_was_asked(exported, client, collector):
    exported.clear()
    address, came = collector
    for path in ("/things/convoy-7?words=dawn", "/things/broken", "/none/convoy"):
        client.get(path, headers={"traceparent": PARENT, "authorization": "Bearer convoy", "user-agent": "convoy"})
    until("the spans of the requests are complete", lambda: len(exported.get_finished_spans()) == 3, 10)
    exporter = OTLPSpanExporter(f"{address}/v1/traces")
    assert exporter.export(exported.get_finished_spans()) is SpanExportResult.SUCCESS
    exporter.shutdown()
    ((path, kind, body),) = came
    assert (path, kind) == ("/v1/traces", "application/x-protobuf")
    assert b"convoy" not in body
    spans = [one for each in ExportTraceServiceRequest.FromString(body).resource_spans for scope in each.scope_spans for one in scope.spans]
    assert [one.name for one in spans] == ["GET /things/{id}", "GET /things/{id}", "- -"]
    assert {f"{one.trace_id.hex()}-{one.parent_span_id.hex()}" for one in spans} == {PARENT[3:-3]}
    assert {each.key for one in spans for each in one.attributes} == {"http.request.method", "http.route", "http.response.status_code"}


def test_what_breaks_outside_every_route_leaves_no_word_in_a_span(exported):
    exported.clear()

    async def broken(*_):
        raise ValueError(CONTENT)

    scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "scheme": "http"}
    with pytest.raises(ValueError, match=CONTENT):
        asyncio.run(Watched(broken, Figures(), lambda: "r")(scope, None, None))
    (span,) = exported.get_finished_spans()
    assert CONTENT not in span.to_json()
    assert (span.name, span.events) == ("- -", ())
