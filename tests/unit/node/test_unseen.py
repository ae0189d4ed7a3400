"""What somebody may not see cannot be told from what is not there: the same answers with it and without it, whatever they ask.

Two nodes do the same, but that one of them also holds something that the asker may not see. Random bytes are drawn from a source that
begins anew before each thing done, so that whatever differs differs for another reason.
"""

from datetime import date, timedelta

from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import stores
from tests.nodes import seeded, surroundings
from tests.people import office

from relto.node.authorising import Role
from relto.node.holdings import Dossiers, Given, Holdings, Keeping, Source
from relto.node.releasing import Approving, Drafting
from relto.primitives import PartyId, ReltoError

WORDS = ("trawler", "harbour", "fuel", "漁船")
HIDDEN = ("SECRET", "TOP SECRET//SI", "dossier", "quarantined", "destroyed", "submitted")


class Anew:
    """A source of random bytes that begins anew with every name."""

    def __init__(self):
        self.begin("start")

    def begin(self, name):
        self._draw = seeded(name)

    def __call__(self, length):
        return self._draw(length)


class Side:
    """A node with its people; one of the two also gets what is hidden."""

    def __init__(self, tmp_path, hidden):
        self.anew = Anew()
        self.node = evolve(surroundings("NZL", stores.anew(), tmp_path), entropy=self.anew)
        self.holdings, self.keeping, self.dossiers = Holdings(self.node), Keeping(self.node), Dossiers(self.node)
        self.drafting, self.approving = Drafting(self.node), Approving(self.node)
        self.hidden = hidden
        self.anew.begin("people")
        every = (Role.DRAFTER, Role.RELEASING_AUTHORITY, Role.SECURITY_OFFICER)
        self.top = office(self.node, "top", *every, read_ins=frozenset({"SI"}))
        self.low = office(self.node, "low", *every, clearance="CONFIDENTIAL")
        self.hidden_id = "item-none"
        self.hidden_draft = "draft-none"

    def hold(self, name, marking, word):
        self.anew.begin(name)
        given_ = Given(f"About {word}")
        return self.holdings.hold_record(self.low, word.encode(), given_, media_type="text/plain", scheme="nz", marking=marking).held.id

    def hide(self, how, word):
        """Hold something that only the other sees; nothing, on the side that is without."""
        if not self.hidden:
            return
        self.anew.begin("hidden")
        dossier = self.dossiers.open(self.top, "Hidden matter").id if how == "dossier" else None
        marking = how if how in ("SECRET", "TOP SECRET//SI") else "SECRET//REL TO NZL, JPN" if how == "submitted" else "RESTRICTED"
        given_ = Given(f"Hidden {word}", dossier)
        made = self.holdings.hold_record(self.top, word.encode(), given_, media_type="text/plain", scheme="nz", marking=marking).held
        if how == "quarantined":
            with self.node.store.write() as work:
                work.items.replace(evolve(work.items.get(made.id), quarantined=True))
        if how == "destroyed":
            self.keeping.destroy(self.top, made.id, "key erased")
        if how != "destroyed":
            self.keeping.keep(self.top, made.id, until=None, destroy_by=date(2026, 12, 1))
        if how == "submitted":
            self.hidden_draft = self.drafting.begin(self.top, made.id, PartyId("JPN")).id
        if how in ("quarantined", "destroyed"):  # their traces are asked for by others than this test's security officer
            return
        self.hidden_id = made.id

    def answers(self, ids, word):
        """Everything somebody can ask, with the answer to it."""
        low, some = self.low, {}
        asked = [*ids, self.hidden_id, "item-none"]
        names = [*(f"visible {n}" for n in range(len(ids))), "hidden", "none"]
        for name, item in zip(names, asked, strict=True):
            calls = {
                "show": lambda item=item: self.holdings.show(low, item),
                "read": lambda item=item: self.holdings.read(low, item),
                "act": lambda item=item: self.holdings.act(low, item, "done"),
                "page": lambda item=item: self.holdings.page(low, after=item),
                "search": lambda item=item: self.holdings.search(low, word, after=item),
                "move": lambda item=item: self.holdings.move(low, item, None),
                "derive": lambda item=item: self.derive(item),
                "copies": lambda item=item: self.keeping.copies(low, item),
                "copy": lambda item=item: self.keeping.copy(low, item, "a safe"),
                "keep": lambda item=item: self.keeping.keep(low, item, until=None, destroy_by=None),
                "legal hold": lambda item=item: self.keeping.hold(low, item, "x"),
                "certificates": lambda item=item: self.keeping.certificates(low, item),
                "matrix": lambda item=item: self.drafting.matrix(low, item, [PartyId("JPN")]),
                "begin": lambda item=item: self.drafting.begin(low, item, PartyId("JPN")),
            }
            for what, call in calls.items():
                some[name, what] = self.answer(f"{name} {what}", call)
        for name, draft in (("hidden", self.hidden_draft), ("none", "draft-none")):
            some[name, "draft"] = self.answer(name, lambda draft=draft: self.drafting.get(low, draft))
            some[name, "drafts after"] = self.answer(name, lambda draft=draft: self.drafting.page(low, after=draft))
            some[name, "lacking"] = self.answer(name, lambda draft=draft: self.approving.lacking(low, draft))
        for most in (1, 2, 50):
            some["page", most] = self.answer("page", lambda most=most: self.holdings.page(low, most=most))
            some["search", most] = self.answer("search", lambda most=most: self.holdings.search(low, word, most=most))
        some["drafts"] = self.answer("drafts", lambda: self.drafting.page(low))
        some["dossiers"] = self.answer("dossiers", lambda: self.dossiers.mine(low))
        some["due"] = self.answer("due", lambda: self.keeping.due(low, date(2027, 1, 1)))
        return some

    def derive(self, item):
        given_ = Given("Derived")
        return self.holdings.hold_record(
            self.low, b"x", given_, media_type="text/plain", scheme="nz", marking="CONFIDENTIAL", sources=[Source(item)]
        )

    def answer(self, name, call):
        self.anew.begin(f"ask {name}")
        try:
            return repr(call()).encode()
        except ReltoError as error:
            return f"{type(error).__name__}: {error}".encode()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    visible=st.lists(st.tuples(st.sampled_from(("RESTRICTED", "CONFIDENTIAL", "UNCLASSIFIED")), st.sampled_from(WORDS)), max_size=4),
    at=st.integers(0, 4),
    how=st.sampled_from(HIDDEN),
    word=st.sampled_from(WORDS),
)
def test_the_same_answers_with_and_without_it(tmp_path, visible, at, how, word):
    answers = []
    for hidden in (True, False):
        side = Side(tmp_path, hidden)
        ids = []
        for number, (marking, about) in enumerate(visible):
            if number == at:
                side.hide(how, word)
            ids.append(side.hold(f"hold {number}", marking, about))
        if at >= len(visible):
            side.hide(how, word)
        side.node.clock.forward(timedelta(minutes=1))
        answers.append(side.answers(ids, word))
        assert answers[-1]["hidden", "read"] == answers[-1]["none", "read"] == b"Absent: no such thing"
        for what in ("show", "act", "page", "search", "move", "derive", "copies", "copy", "keep", "legal hold", "matrix", "begin"):
            assert answers[-1]["hidden", what] == answers[-1]["none", what] == b"Absent: no such thing"
        side.node.store.close()
    assert answers[0] == answers[1]
