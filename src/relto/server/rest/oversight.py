"""Routes of oversight: the node's log as files that others verify, its lines, refusals, pairs and counts, samples, the export."""

import base64
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody, QueryParameter

from relto.node.journal import Entry
from relto.node.oversight import MOST_EXPORTED, Drawn, Line, Oversight, Pair, Sampling
from relto.node.showing import Showing
from relto.primitives import Malformed, PartyId, Place
from relto.server.paging import Page, cursor_of, number_of, paged, part_of, text_of
from relto.server.rest.access import actor_of
from relto.server.rest.drafts import SentShown, sent_of
from relto.server.rest.forms import Cursor, Form, Instant, Most

Asked = Request[Any, Any, Any]
Since = Annotated[datetime, QueryParameter(description="from when on")]
Until = Annotated[datetime, QueryParameter(description="before when")]
Kinds = Annotated[list[str] | None, QueryParameter(name="kind", description="only lines of these kinds", max_items=100)]
About = Annotated[str | None, QueryParameter(description="only about this identifier", max_length=100)]
To = Annotated[str | None, QueryParameter(description="only to this party", max_length=32)]
Lines = Annotated[int, QueryParameter(description="most lines of the part", ge=1, le=MOST_EXPORTED)]
OCTETS = "application/octet-stream"
JSON_LINES = "application/jsonl"


class SampleForm(Form):
    """A checkpoint of the log that a witness cosigned, and how many releases it is to draw."""

    checkpoint: Annotated[str, msgspec.Meta(min_length=1, max_length=64 * 1024)]
    wanted: Annotated[int, msgspec.Meta(ge=1, le=10_000)]


class LogKeys(Form):
    """The public keys of the log."""

    keys: list[str]


class CheckShown(Form):
    """The check of the log: whether all of it holds, or what does not first."""

    origin: str | None
    size: int | None
    holds: bool
    cosigners: list[str]
    says: str


class LineShown(Form):
    """A line of the journal; of one that was erased nothing but its place is left."""

    number: int
    index: int | None
    kind: str | None
    at: Instant | None
    actor: str | None
    about: dict[str, str | list[str]]


class PairShown(Form):
    """Two people who approved together; times in seconds."""

    people: list[str]
    releases: int
    fastest: float
    typical: float


class CountShown(Form):
    """Of a kind of line and a name, how many lines have each value."""

    kind: str
    name: str
    values: dict[str, int]


class StatisticsShown(Form):
    """Counts over a time; the median time to an answer of consent in seconds."""

    since: Instant
    until: Instant
    lines: dict[str, int]
    values: list[CountShown]
    erased: int
    outside: int
    consent: float | None


class DrawnShown(Form):
    """A place of the log that was drawn: its line in base64, what opens it, its receipt as text."""

    index: int
    entry: str
    salt: str | None
    content: str | None
    receipt: str


class SampleShown(Form):
    """A sample: the checkpoint that drew it, and every place in the order it was drawn."""

    checkpoint: str
    drawn: list[DrawnShown]


@get("/log/keys", sync_to_thread=True)
def keys(showing: NamedDependency[Showing]) -> LogKeys:
    """The public keys of the log."""
    return LogKeys(keys=list(showing.keys()))


@get("/log/checkpoint", media_type="text/plain", sync_to_thread=True)
def checkpoint(request: Asked, showing: NamedDependency[Showing]) -> Response[bytes]:
    """The log's checkpoint, a signed note."""
    return Response(showing.checkpoint(actor_of(request)), media_type="text/plain")


@get("/log/check", sync_to_thread=True)
def check(request: Asked, showing: NamedDependency[Showing]) -> CheckShown:
    """Go through the whole log: every entry, tile and line of the journal, to the root that its checkpoint signs."""
    found = showing.check_anew(actor_of(request))
    origin, size = (None, None) if found.head is None else (found.head.origin, found.head.size)
    return CheckShown(origin=origin, size=size, holds=found.holds, cosigners=list(found.cosigners), says=found.says)


@get("/log/files/{file:path}", media_type=OCTETS, sync_to_thread=True)
def resource(request: Asked, file: FromPath[str], showing: NamedDependency[Showing]) -> Response[bytes]:
    """A tile of the log, or a bundle of its entries."""
    return Response(showing.resource(actor_of(request), file.removeprefix("/")), media_type=OCTETS)


@get("/log/lines", sync_to_thread=True)
def lines(
    request: Asked,
    oversight: NamedDependency[Oversight],
    kinds: Kinds = None,
    subject: About = None,
    cursor: Cursor = None,
    most: Most = 50,
) -> Page[LineShown]:
    """Lines of the journal, the latest first."""
    return _lines(oversight.lines(actor_of(request), kinds=kinds or (), subject=subject, before=number_of(cursor), most=most), most)


@get("/log/export", media_type=JSON_LINES, sync_to_thread=True)
def export(
    request: Asked, oversight: NamedDependency[Oversight], since: Since, until: Until, cursor: Cursor = None, most: Lines = 1_000
) -> Response[bytes]:
    """Lines with what opens them, as JSON, one a line, the latest first; `X-Relto-Next` says where the next part begins."""
    found = oversight.export_page(actor_of(request), *_span(since, until), before=number_of(cursor), most=most)
    headers = {} if found.after is None else {"X-Relto-Next": cursor_of([found.after])}
    return Response(found.data, headers=headers, media_type=JSON_LINES)


@get("/oversight/releases", sync_to_thread=True)
def releases(
    request: Asked, oversight: NamedDependency[Oversight], recipient: To = None, cursor: Cursor = None, most: Most = 50
) -> Page[SentShown]:
    """What was released, the latest first."""
    to = None if recipient is None else PartyId(recipient)
    some = oversight.releases(actor_of(request), recipient=to, after=text_of(cursor), most=most)
    return paged(some, most, sent_of, lambda one: (one.message,))


@get("/oversight/refusals", sync_to_thread=True)
def refusals(request: Asked, oversight: NamedDependency[Oversight], cursor: Cursor = None, most: Most = 50) -> Page[LineShown]:
    """What was refused: by a decision, by an approver, to a reader. The latest first."""
    return _lines(oversight.refusals(actor_of(request), before=number_of(cursor), most=most), most)


@get("/oversight/pairs", sync_to_thread=True)
def pairs(
    request: Asked, oversight: NamedDependency[Oversight], since: Since, until: Until, cursor: Cursor = None, most: Most = 50
) -> Page[PairShown]:
    """Who approved together, how often and how fast, in order of who."""
    return part_of(oversight.pairs(actor_of(request), *_span(since, until)), cursor, most, _pair, lambda one: (" ".join(one.people),))


@get("/oversight/statistics", sync_to_thread=True)
def statistics(request: Asked, oversight: NamedDependency[Oversight], since: Since, until: Until) -> StatisticsShown:
    """Counts over a time, worked out from the lines of the journal."""
    found = oversight.statistics(actor_of(request), *_span(since, until))
    return StatisticsShown(
        since=found.since,
        until=found.until,
        lines=dict(found.lines),
        values=[CountShown(kind=kind, name=name, values=dict(some)) for (kind, name), some in sorted(found.values.items())],
        erased=found.erased,
        outside=found.outside,
        consent=None if found.consent is None else found.consent.total_seconds(),
    )


@post("/oversight/samples", status_code=200, sync_to_thread=True)
def sample(request: Asked, data: JSONBody[SampleForm], sampling: NamedDependency[Sampling]) -> SampleShown:
    """Draw releases that nobody chose, by a checkpoint that a witness cosigned."""
    made = sampling.draw(actor_of(request), data.checkpoint.encode(), data.wanted)
    return SampleShown(checkpoint=made.checkpoint.decode(), drawn=[_drawn(one) for one in made.drawn])


ROUTES: list[HTTPRouteHandler] = [keys, checkpoint, check, resource, lines, export, releases, refusals, pairs, statistics, sample]


def _span(since: datetime, until: datetime) -> tuple[datetime, datetime]:
    """The two ends of a time, each with its zone; which the framework does not ask of a query.

    Raises:
        Malformed: one has none.
    """
    for name, one in (("since", since), ("until", until)):
        if one.tzinfo is None:
            raise Malformed("an instant without its zone", place=Place(name), found=one.isoformat(), expected="2026-11-30T12:00:00Z")
    return since, until


def _lines(some: Sequence[Line], most: int) -> Page[LineShown]:
    return paged(some, most, _line, lambda one: (one.number,))


def _pair(one: Pair) -> PairShown:
    return PairShown(
        people=list(one.people), releases=one.releases, fastest=one.fastest.total_seconds(), typical=one.typical.total_seconds()
    )


def _line(one: Line) -> LineShown:
    said: Entry | None = one.entry
    if said is None:
        return LineShown(number=one.number, index=one.index, kind=None, at=None, actor=None, about={})
    about = {name: value if isinstance(value, str) else list(value) for name, value in said.about.items()}
    return LineShown(number=one.number, index=one.index, kind=said.kind, at=said.at, actor=said.actor, about=about)


def _drawn(one: Drawn) -> DrawnShown:
    opening = one.opening
    return DrawnShown(
        index=one.index,
        entry=base64.b64encode(one.entry).decode(),
        salt=None if opening is None else base64.b64encode(opening.salt).decode(),
        content=None if opening is None else opening.content.decode(),
        receipt=one.receipt.to_bytes().decode(),
    )
