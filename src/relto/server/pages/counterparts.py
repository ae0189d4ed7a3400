"""Counterparts: introduced by a card whose fingerprint people compare, what is pinned of them, settled when they stopped."""

from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from relto.node.introducing import fingerprint_of
from relto.primitives import Malformed, PartyId, Place, Unverified
from relto.primitives.limits import CARD_BYTES
from relto.server.pages.confirming import confirm, sure
from relto.server.pages.entering import to
from relto.server.pages.forms import Form
from relto.server.pages.given import AtDesk, ForVisitor, WithForm
from relto.server.pages.guarding import Asked, guarded
from relto.server.pages.refusals import shown_on

_FINGERPRINT = 100
_TOLD = (
    "what their people read out once more; where that differs too, somebody may have changed the card on its way: "
    "report an incident, and take no card that came by that way"
)


@get("/counterparts", sync_to_thread=True)
def index(request: Asked, visitor: ForVisitor, desk: AtDesk) -> Response[Any]:
    """The counterparts, and the node's own card."""
    found = desk.node.looking.counterparts(visitor.actor)
    stands = {one.party: desk.node.looking.pact(visitor.actor, one.party, one.pact) for one in found if one.pact is not None}
    return desk.shell.page(
        request, visitor, "counterparts.html", counterparts=found, pacts=stands, fingerprint=fingerprint_of(desk.node.card())
    )


@get("/counterparts/card", sync_to_thread=True)
def card(visitor: ForVisitor, desk: AtDesk) -> Response[Any]:
    """The node's own card, to be carried to a counterpart."""
    desk.node.looking.counterparts(visitor.actor)
    name = f"{desk.party.lower()}-card.json"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return guarded(Response(desk.node.card(), media_type="application/json", headers=headers))


def _card(form: Form) -> bytes:
    """A card as a file, or as the page of confirmation sends it again."""
    given = form.file("file")
    data = form.text("card").encode() if given is None else given[1]
    if not data or len(data) > CARD_BYTES:
        raise Malformed("no card of a node", place=Place("card"), expected=f"a file of at most {CARD_BYTES} bytes")
    return data


@post("/counterparts", sync_to_thread=True, request_max_body_size=4 * CARD_BYTES)
@shown_on(index, {"card": "file"})
def take(request: Asked, visitor: ForVisitor, desk: AtDesk, form: WithForm) -> Response[Any]:
    """Know another party's node by its card: first what it says is shown, then it is taken."""
    data, fingerprint = _card(form), form.line("fingerprint", _FINGERPRINT)
    if sure(form):
        made = desk.node.introducing.take(visitor.actor, data, fingerprint)
        return to(f"/counterparts/{made.party}")
    try:
        one = desk.node.introducing.examine(visitor.actor, data, fingerprint)
    except Unverified:
        raise Malformed("the card does not have this fingerprint", place=Place("fingerprint"), expected=_TOLD) from None
    return desk.shell.page(request, visitor, "card.html", one=one, fingerprint=fingerprint, card=data.decode())


@get("/counterparts/{party:str}", sync_to_thread=True)
def show(request: Asked, visitor: ForVisitor, desk: AtDesk, party: FromPath[str]) -> Response[Any]:
    """A counterpart: what is pinned of it, and the agreements with it."""
    peer = desk.node.looking.peer(visitor.actor, party)
    network = desk.network(visitor.at.date())
    both = [name for name, one in sorted(network.agreements.items()) if {party, desk.party} <= one.members(visitor.at.date())]
    return desk.shell.page(
        request,
        visitor,
        "counterpart.html",
        peer=peer,
        one=peer.counterpart,
        pacts=list(reversed(desk.node.looking.pacts(visitor.actor, party))),
        proofs=desk.node.looking.proofs(visitor.actor, party),
        known=network.parties.get(PartyId(party)),
        agreements=both,
    )


@post("/counterparts/{party:str}/settle", sync_to_thread=True)
@shown_on(show)
def settle(request: Asked, visitor: ForVisitor, desk: AtDesk, party: FromPath[str], form: WithForm) -> Response[Any]:
    """Go on with a counterpart that had stopped."""
    says = form.text("says").strip()
    if not says:
        raise Malformed("nothing is said of how it was settled", place=Place("says"), expected="what people found, and who agreed to go on")
    if not sure(form):
        peer = desk.node.looking.peer(visitor.actor, party)
        facts = (("party", party), ("stopped", peer.counterpart.stopped or ""), ("says", says))
        return confirm(request, visitor, desk, form, "settle", f"/counterparts/{party}", facts)
    desk.node.exchange.agreeing.settle(visitor.actor, party, says)
    return to(f"/counterparts/{party}")


ROUTES: tuple[HTTPRouteHandler, ...] = (index, card, take, show, settle)
