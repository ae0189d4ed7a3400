"""What is seen of requests from outside: an identifier, a line in the log, figures, a span; and the headers that keep browsers safe.

Never a path with an identifier in it, never a query, a body or a word of an error: a request is named by its route.
"""

import time
import traceback
from collections.abc import Callable

import structlog
from attrs import field, frozen
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send
from opentelemetry import trace
from opentelemetry.propagate import extract
from prometheus_client import CollectorRegistry, Counter, Histogram

_HEADERS = (
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"cache-control", b"no-store"),
)
"""Headers of every answer that has not its own."""

_SAFE_TRANSPORT = (b"strict-transport-security", b"max-age=31536000")
_NOWHERE = "-"

_log = structlog.get_logger("relto.server")
_tracer = trace.get_tracer("relto.server")


@frozen(eq=False)
class Figures:
    """The figures of a server.

    Args:
        registry: where they are kept.
    """

    registry: CollectorRegistry = field(factory=CollectorRegistry)
    requests: Counter = field(init=False)
    seconds: Histogram = field(init=False)

    @requests.default
    def _requests(self) -> Counter:
        return Counter("relto_requests", "Requests answered.", ("method", "route", "status"), registry=self.registry)

    @seconds.default
    def _seconds(self) -> Histogram:
        return Histogram("relto_request_seconds", "Seconds until the answer was sent.", ("route",), registry=self.registry)


@frozen(eq=False)
class Watched:
    """An application whose requests are seen.

    Args:
        app: the application.
        figures: where they are counted.
        name: gives each request an identifier that nobody can guess.
    """

    app: ASGIApp
    figures: Figures
    name: Callable[[], str]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        begun, name, status = time.perf_counter(), self.name(), 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = _with_headers(message["headers"], name, is_safe=scope["scheme"] == "https")
            await send(message)

        incoming = {
            key.decode("latin-1"): value.decode("latin-1") for key, value in scope["headers"] if key in (b"traceparent", b"tracestate")
        }
        quiet = {"record_exception": False, "set_status_on_exception": False}  # an error's words can hold content
        with _tracer.start_as_current_span("request", extract(incoming), kind=trace.SpanKind.SERVER, **quiet) as span:
            try:
                await self.app(scope, receive, sending)
            finally:
                route = scope.get("path_template") or _NOWHERE
                method = scope["method"] if route != _NOWHERE else _NOWHERE
                span.update_name(f"{method} {route}")
                span.set_attributes({"http.request.method": method, "http.route": route, "http.response.status_code": status})
                self._told(scope, method, route, (name, status, time.perf_counter() - begun))

    def _told(self, scope: HTTPScope, method: str, route: str, answer: tuple[str, int, float]) -> None:
        name, status, seconds = answer
        self.figures.requests.labels(method, route, str(status)).inc()
        self.figures.seconds.labels(route).observe(seconds)
        broken = scope.get("state", {}).get("broken")
        where = [_place(one) for one in traceback.extract_tb(broken.__traceback__)] if broken else []
        more = {"broken": type(broken).__name__, "where": where} if broken else {}
        _log.info("request", id=name, method=method, route=route, status=status, ms=round(seconds * 1000, 1), **more)


def _with_headers(given: object, name: str, *, is_safe: bool) -> list[tuple[bytes, bytes]]:
    headers = list(given)  # type: ignore[call-overload]
    known = {one.lower() for one, _ in headers}
    wanted = (*_HEADERS, _SAFE_TRANSPORT) if is_safe else _HEADERS
    return [*headers, *(one for one in wanted if one[0] not in known), (b"x-request-id", name.encode())]


def _place(one: traceback.FrameSummary) -> str:
    """Where something broke, without where the program is installed."""
    file = one.filename.rpartition("site-packages/")[2].rpartition("/src/")[2]
    return f"{file}:{one.lineno}"
