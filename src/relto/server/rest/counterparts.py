"""Routes of counterparts, agreements between nodes, messages, files that are carried."""

import asyncio
from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody, QueryParameter, SkipValidation

from relto.bootstrap.nodes import Node
from relto.markings import system_ids
from relto.node.exchange import Exchange
from relto.node.exchange.looking import Looking
from relto.node.introducing import Introducing, fingerprint_of
from relto.node.records.exchange import Counterpart, Outgoing, Pact, Proof
from relto.primitives.limits import CARD_BYTES, PEER_BUNDLE_BYTES, STRUCTURED_BYTES
from relto.protocols.peer import Schedule, Terms
from relto.server.paging import Page, instant_of, number_of, paged, part_of
from relto.server.rest.access import actor_of
from relto.server.rest.forms import Cursor, Form, Instant, Most, Says, Short

Asked = Request[Any, Any, Any]
State = Literal["waiting", "accepted", "refused", "given-up"]
Of = Annotated[str | None, QueryParameter(name="party", description="only for this party", max_length=32)]
InState = Annotated[State | None, QueryParameter(name="state", description="only in this state")]
OCTETS = "application/octet-stream"


class CardForm(Form):
    """The card of another party's node, and its fingerprint as it was compared."""

    card: Annotated[str, msgspec.Meta(max_length=CARD_BYTES)]
    fingerprint: Annotated[str, msgspec.Meta(max_length=100)]


class ProposalForm(Form):
    """An agreement's text, and when messages are tried again (seconds, percent, seconds, times)."""

    agreement: Short
    text: Annotated[str, msgspec.Meta(max_length=STRUCTURED_BYTES)]
    first: int = 30
    growth: int = 200
    longest: int = 3_600
    tries: int = 100
    says: Says | None = None


class WhyForm(Form):
    """Why."""

    says: Says


class TerminationForm(Form):
    """As of which day, and why."""

    takes_effect: date
    says: Says


class AnnouncementForm(Form):
    """Which of the node's keys are told to counterparts, and why; a key that was revoked is told so."""

    keys: Annotated[list[Short], msgspec.Meta(min_length=1, max_length=16)]
    says: Says | None = None


class CardShown(Form):
    """The node's own card, and its fingerprint."""

    card: str
    fingerprint: str


class CounterpartShown(Form):
    """Another party's node."""

    party: str
    url: str | None
    agreement: str | None
    sent: int
    stopped: str | None


class PactShown(Form):
    """An agreement's text and terms, as two nodes sign them."""

    sha256: str
    party: str
    agreement: str
    proposed: Instant
    signed_here: date | None
    signed_there: date | None
    suspended_here: Instant | None
    suspended_there: Instant | None
    terminated: date | None


class MessageShown(Form):
    """A message that goes out, and how far it came."""

    id: str
    recipient: str
    kind: str
    about: str | None
    sequence: int
    made: Instant
    state: str
    tries: int
    next_try: Instant | None
    accepted: Instant | None
    released: Instant | None
    opened: Instant | None
    acted: Instant | None
    refused: str | None


class TextShown(Form):
    """The text of an agreement that is signed, as it was proposed."""

    sha256: str
    agreement: str
    text: str


class AnnouncedShown(Form):
    """The messages in which keys were announced."""

    messages: list[str]


class ProofShown(Form):
    """Evidence."""

    id: str
    kind: str
    party: str
    subject: str
    at: Instant


@get("/card", sync_to_thread=True)
def card(request: Asked, whole: NamedDependency[SkipValidation[Node]]) -> CardShown:
    """The node's own card, for counterparts; its fingerprint is compared by people."""
    actor_of(request)
    data = whole.card()
    return CardShown(card=data.decode(), fingerprint=fingerprint_of(data))


@get("/counterparts", sync_to_thread=True)
def counterparts(request: Asked, looking: NamedDependency[Looking], cursor: Cursor = None, most: Most = 50) -> Page[CounterpartShown]:
    """The counterparts, in order of party."""
    return part_of(looking.counterparts(actor_of(request)), cursor, most, _counterpart, lambda one: (one.party,))


@post("/counterparts", status_code=201, sync_to_thread=True)
def take_card(request: Asked, data: JSONBody[CardForm], introducing: NamedDependency[Introducing]) -> CounterpartShown:
    """Know another party's node by its card."""
    return _counterpart(introducing.take(actor_of(request), data.card.encode(), data.fingerprint))


@put("/counterparts/{party:str}/settlement", sync_to_thread=True)
def settle(request: Asked, party: FromPath[str], data: JSONBody[WhyForm], exchange: NamedDependency[Exchange]) -> CounterpartShown:
    """Go on with a counterpart whose log had shown two histories."""
    return _counterpart(exchange.agreeing.settle(actor_of(request), party, data.says))


@get("/counterparts/{party:str}/agreements", sync_to_thread=True)
def pacts(
    request: Asked, party: FromPath[str], looking: NamedDependency[Looking], cursor: Cursor = None, most: Most = 50
) -> Page[PactShown]:
    """The agreements with a counterpart, the oldest first."""
    some = looking.pacts(actor_of(request), party)
    return part_of(some, cursor, most, _pact, lambda one: (instant_of(one.proposed), one.sha256), (str, str))


@post("/counterparts/{party:str}/agreements", status_code=201, request_max_body_size=STRUCTURED_BYTES * 2, sync_to_thread=True)
def propose(request: Asked, party: FromPath[str], data: JSONBody[ProposalForm], exchange: NamedDependency[Exchange]) -> PactShown:
    """Propose an agreement's text to a counterpart."""
    schedule = msgspec.convert({"first": data.first, "growth": data.growth, "longest": data.longest, "tries": data.tries}, Schedule)
    made = exchange.agreeing.propose(actor_of(request), party, data.agreement, data.text.encode(), Terms(schedule=schedule), data.says)
    return _pact(made)


@post("/counterparts/{party:str}/agreements/{sha256:str}/signature", status_code=201, sync_to_thread=True)
def sign(request: Asked, party: FromPath[str], sha256: FromPath[str], exchange: NamedDependency[Exchange]) -> PactShown:
    """Sign an agreement with a counterpart."""
    return _pact(exchange.agreeing.sign(actor_of(request), party, sha256))


@put("/counterparts/{party:str}/suspension", sync_to_thread=True)
def suspend(request: Asked, party: FromPath[str], data: JSONBody[WhyForm], exchange: NamedDependency[Exchange]) -> PactShown:
    """Suspend the agreement with a counterpart, at once."""
    return _pact(exchange.agreeing.suspend(actor_of(request), party, data.says))


@delete("/counterparts/{party:str}/suspension", status_code=200, sync_to_thread=True)
def resume(request: Asked, party: FromPath[str], exchange: NamedDependency[Exchange]) -> PactShown:
    """Resume what this party suspended."""
    return _pact(exchange.agreeing.resume(actor_of(request), party, "resumed"))


@put("/counterparts/{party:str}/termination", sync_to_thread=True)
def terminate(request: Asked, party: FromPath[str], data: JSONBody[TerminationForm], exchange: NamedDependency[Exchange]) -> PactShown:
    """Terminate the agreement with a counterpart as of a day."""
    return _pact(exchange.agreeing.terminate(actor_of(request), party, data.takes_effect, data.says))


@get("/counterparts/{party:str}/agreements/{sha256:str}/text", sync_to_thread=True)
def text(request: Asked, party: FromPath[str], sha256: FromPath[str], looking: NamedDependency[Looking]) -> TextShown:
    """The text of an agreement, to be read before it is signed."""
    found = looking.pact(actor_of(request), party, sha256)
    return TextShown(sha256=found.sha256, agreement=found.agreement, text=found.text.decode("utf-8", "replace"))


@post("/key-announcements", status_code=201, sync_to_thread=True)
def announce(
    request: Asked, data: JSONBody[AnnouncementForm], exchange: NamedDependency[Exchange], whole: NamedDependency[SkipValidation[Node]]
) -> AnnouncedShown:
    """Tell every counterpart of new keys, or that keys were revoked."""
    sent = exchange.agreeing.announce(
        actor_of(request), tuple(data.keys), systems=frozenset(system_ids()), url=whole.settings.web_url, says=data.says
    )
    return AnnouncedShown(messages=[one.id for one in sent])


@get("/messages", sync_to_thread=True)
def messages(
    request: Asked, looking: NamedDependency[Looking], party: Of = None, standing: InState = None, cursor: Cursor = None, most: Most = 50
) -> Page[MessageShown]:
    """What goes out, the newest first, and how far it came."""
    some = looking.messages(actor_of(request), party=party, state=standing, before=number_of(cursor), most=most)
    return paged(some, most, lambda one: _message(one[1]), lambda one: (one[0],))


@get("/evidence", sync_to_thread=True)
def proofs(request: Asked, looking: NamedDependency[Looking], party: Of = None, cursor: Cursor = None, most: Most = 50) -> Page[ProofShown]:
    """The evidence that was kept, the oldest first: non-delivery, silence, two histories."""
    some = looking.proofs_behind(actor_of(request), party, after=number_of(cursor), most=most)
    return paged(some, most, lambda one: _proof(one[1]), lambda one: (one[0],))


@get("/evidence/{proof:str}", media_type=OCTETS, sync_to_thread=True)
def proof(request: Asked, proof: FromPath[str], looking: NamedDependency[Looking]) -> Response[bytes]:
    """Evidence itself, as it was signed."""
    return Response(looking.proof(actor_of(request), proof).data, media_type=OCTETS)


@post("/bundles/{party:str}", status_code=201, media_type=OCTETS, sync_to_thread=True)
def export(request: Asked, party: FromPath[str], exchange: NamedDependency[Exchange]) -> Response[bytes]:
    """Everything that is due for a counterpart, in a file that people carry."""
    return Response(exchange.carrying.export(actor_of(request), party), media_type=OCTETS)


@post("/bundles", status_code=201, media_type=OCTETS, request_max_body_size=PEER_BUNDLE_BYTES)
async def take_bundle(request: Asked, exchange: NamedDependency[Exchange]) -> Response[bytes]:
    """Take a file that was carried here; the file that goes back, or nothing."""
    taken = await asyncio.to_thread(exchange.carrying.take, actor_of(request), await request.body())
    headers = {"X-Relto-Party": taken.party, "X-Relto-Messages": str(taken.messages)}
    return Response(taken.answer or b"", headers={**headers, "X-Relto-Receipts": str(taken.receipts)}, media_type=OCTETS)


ROUTES: list[HTTPRouteHandler] = [
    card,
    counterparts,
    take_card,
    settle,
    pacts,
    text,
    propose,
    sign,
    suspend,
    resume,
    terminate,
    messages,
    announce,
    proofs,
    proof,
    export,
    take_bundle,
]


def _counterpart(one: Counterpart) -> CounterpartShown:
    return CounterpartShown(party=one.party, url=one.url, agreement=one.pact, sent=one.sent, stopped=one.stopped)


def _pact(one: Pact) -> PactShown:
    return PactShown(
        sha256=one.sha256,
        party=one.party,
        agreement=one.agreement,
        proposed=one.proposed,
        signed_here=one.signed_here,
        signed_there=one.signed_there,
        suspended_here=one.suspended_here,
        suspended_there=one.suspended_there,
        terminated=one.terminated,
    )


def _message(one: Outgoing) -> MessageShown:
    far = one.progress
    return MessageShown(
        id=one.id,
        recipient=one.recipient,
        kind=one.kind,
        about=one.about,
        sequence=one.sequence,
        made=one.made,
        state=one.state,
        tries=one.tries,
        next_try=one.next_try,
        accepted=far.accepted,
        released=far.released,
        opened=far.opened,
        acted=far.acted,
        refused=far.reason,
    )


def _proof(one: Proof) -> ProofShown:
    return ProofShown(id=one.id, kind=one.kind, party=one.party, subject=one.subject, at=one.at)
