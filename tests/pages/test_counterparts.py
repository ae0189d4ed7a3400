"""Two nodes by their pages alone, with no script: introduced, an agreement proposed, read, signed, suspended, resumed, ended."""

from contextlib import ExitStack

import pytest
from attrs import evolve

from relto.adapters.configuration import Peer, Settings, Web
from relto.agreements.loader import library_path
from relto.bootstrap.nodes import make_node, open_node
from relto.node.authorising import Role
from relto.node.introducing import fingerprint_of
from tests.pages.demonstration import PASSPHRASE
from tests.pages.reading import Reader

NAME = "nzl-esp-2019"
PEER = "https://node.esp.example/relto/v1/envelopes"
TEXT = (library_path() / NAME / "agreement.yaml").read_bytes()


@pytest.fixture(scope="module")
def spain(tmp_path_factory, place):
    """The node of Spain, in this process: what it says is carried by hand."""
    folder = tmp_path_factory.mktemp("esp") / "esp"
    settings = Settings(party="ESP", log="node.esp.invalid/log", web=Web(port=8700), peer=Peer(url=PEER, networks=("127.0.0.0/8",)))
    make_node(folder, settings, PASSPHRASE)
    node = open_node(folder, PASSPHRASE)
    admin = node.people.first("admin", "Administrator", "kowhai flowers in spring").actor
    negotiator = _officer(node, admin)
    card = place.node.card()
    node.introducing.take(admin, card, fingerprint_of(card))
    yield node, negotiator
    node.close()


def _officer(node, admin):
    roles = frozenset({Role.NEGOTIATOR, Role.RELEASING_AUTHORITY})
    return node.people.add(admin, "officer", "Officer", roles, "kowhai flowers in spring").actor


def carried(one, other):
    """Carry what is due, both ways, until nothing is."""
    for _ in range(20):
        some = 0
        for sender, recipient in ((one, other), (other, one)):
            code, of = recipient.settings.party, sender.settings.party
            while (batch := sender.exchange.outgoing(code)) is not None:
                sender.exchange.answered(code, recipient.exchange.incoming(of, batch.data))
                some += 1
        if not some:
            return
    raise AssertionError("something is always due")


def test_a_counterpart_is_introduced_and_an_agreement_lives_and_ends(place, spain):
    node, officer = spain
    with ExitStack() as there:
        keeper, negotiator, releaser = (
            Reader(there.enter_context(place.client(login))) for login in ("security", "negotiator", "releaser")
        )
        card = node.card()
        keeper.go("/counterparts")
        assert fingerprint_of(place.node.card()) in keeper.text
        wrong = fingerprint_of(place.node.card())
        keeper.send("/counterparts", files={"file": ("card.json", card)}, fingerprint=wrong, status=422)
        assert "the card does not have this fingerprint" in keeper.text
        keeper.go("/counterparts").send("/counterparts", files={"file": ("card.json", card)}, fingerprint=fingerprint_of(card))
        assert "The card has the fingerprint that you were told" in keeper.text
        assert "esp-sign-1" in keeper.text
        assert not any(one.party == "ESP" for one in place.node.looking.counterparts(place.people["security"]))
        keeper.sure()
        assert keeper.path == "/counterparts/ESP"
        assert "nothing can be released to it" in keeper.text

        negotiator.go("/counterparts/ESP").send(
            "/propose", files={"file": ("agreement.yaml", TEXT + b"\nnonsense: 1\n")}, agreement=NAME, status=422
        )
        assert "no such field" in negotiator.text
        negotiator.go("/counterparts/ESP").send("/propose", files={"file": ("agreement.yaml", TEXT)}, agreement=NAME, says="as in 2019")
        assert negotiator.page.find_class("effect")
        negotiator.sure()
        assert "proposed, signed by nobody" in negotiator.text
        pact = negotiator.path
        assert not negotiator.forms("/sign")  # a negotiator does not sign
        assert negotiator.client.post(f"{pact}/sign", data={"sure": "yes"}).status_code == 403
        carried(place.node, node)

        releaser.go(pact).send("/sign")
        assert "A signature is not taken back" in releaser.text
        assert place.node.looking.pact(place.people["releaser"], "ESP", pact[-64:]).signed_here is None
        releaser.sure()
        assert "waits for their signature" in releaser.text
        node.exchange.agreeing.sign(officer, "NZL", pact[-64:])
        carried(place.node, node)
        releaser.go(pact)
        assert "in force" in releaser.text
        assert releaser.client.get(f"{pact}/text").content == TEXT

        releaser.send("/suspend", says="until the breach is looked into").sure()
        assert "suspended" in releaser.text
        carried(place.node, node)
        assert node.looking.pacts(officer, "NZL")[0].suspended_there is not None
        releaser.send("/resume")
        assert "Suspend it at once" in releaser.text
        releaser.send("/terminate", says="by notice", takes_effect="2035-01-01").sure()
        assert "in force until its last day" in releaser.text
        carried(place.node, node)
        assert str(node.looking.pacts(officer, "NZL")[0].terminated) == "2035-01-01"


def test_a_counterpart_that_showed_two_histories_is_settled_by_people(place, spain):
    store = place.node.surroundings.store
    with store.read() as work:
        known = work.exchange.counterpart("ESP") is not None
    if not known:  # by the test before this one, where it ran
        card = spain[0].card()
        place.node.introducing.take(place.people["security"], card, fingerprint_of(card))
    with store.write() as work:
        work.exchange.put_counterpart(evolve(work.exchange.lock("ESP"), stopped="its log shows two histories"))
    with place.client("security") as client:
        keeper = Reader(client).go("/counterparts/ESP")
        assert "Nothing is taken from it or sent to it" in keeper.text
        keeper.send("/settle", says="a restored backup; both security officers agreed")
        assert "Go on with this counterpart?" in keeper.text
        keeper.sure()
        assert "Nothing is taken from it or sent to it" not in keeper.text


def test_who_has_no_part_in_it_sees_no_counterpart(place, spain):
    with place.client("analyst") as client:
        for path in ("/counterparts", "/counterparts/ESP", "/counterparts/ITA"):
            assert client.get(path).status_code == 403
    with place.client("negotiator") as client:
        assert client.get("/counterparts/ITA").status_code == 404
        assert "Introduce a counterpart" not in client.get("/counterparts").text
        assert client.post("/counterparts", data={"card": "{}", "fingerprint": "0", "sure": "yes"}).status_code == 403
