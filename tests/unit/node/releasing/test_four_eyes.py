"""By generated histories: what goes was approved, exactly as it goes, by two different people who wrote nothing of it; all else stays."""

import pytest
from attrs import evolve
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.people import office
from tests.releasing import DISCLOSURE, parties
from tests.worlds import examples

from relto.node.authorising import ALLOWED, Action, Role
from relto.node.holdings import Given
from relto.primitives import PartyId, ReltoError

PEOPLE = {
    "drafter": (Role.DRAFTER,),
    "chief": (Role.DRAFTER, Role.RELEASING_AUTHORITY),
    "authority": (Role.RELEASING_AUTHORITY,),
    "second": (Role.SECOND_APPROVER,),
    "third": (Role.SECOND_APPROVER,),
    "analyst": (Role.ANALYST,),
}
STEPS = st.tuples(
    st.sampled_from(("disclose", "withhold", "submit", "approve", "approve", "approve", "stale", "decline", "send", "send", "dismiss")),
    st.sampled_from(sorted(PEOPLE)),
)


class Model:
    """What must hold, worked out without the node: who wrote, and who approved what stands now."""

    def __init__(self, author):
        self.authors = {author}
        self.approved, self.spoken = set(), set()
        self.state, self.sent = "drafting", False
        self.dismissed = set()

    def may(self, name, action):
        return name not in self.dismissed and not ALLOWED[action].isdisjoint(PEOPLE[name])

    def changed(self, name):
        if self.may(name, Action.DRAFT) and not self.sent:
            self.authors.add(name)
            self.state, self.approved, self.spoken = "drafting", set(), set()

    def submitted(self, name):
        if self.may(name, Action.DRAFT) and not self.sent:
            self.authors.add(name)
            self.state, self.approved, self.spoken = "submitted", set(), set()

    def word(self, name, *, approves):
        if self.state == "submitted" and not self.sent and self.may(name, Action.APPROVE) and not {name} & (self.authors | self.spoken):
            self.spoken.add(name)
            if approves:
                self.approved.add(name)
            else:
                self.state, self.approved, self.spoken = "drafting", set(), set()

    def may_send(self, name):
        counted = {one for one in self.approved if one not in self.dismissed and one not in self.authors}
        authority = any(Role.RELEASING_AUTHORITY in PEOPLE[one] for one in counted)
        return self.state == "submitted" and not self.sent and self.may(name, Action.SEND) and len(counted) >= 2 and authority


@settings(max_examples=examples(12), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example(steps=[("approve", "authority"), ("approve", "second"), ("send", "authority"), ("send", "authority")])
@example(steps=[("approve", "second"), ("approve", "third"), ("send", "authority"), ("approve", "authority"), ("send", "chief")])
@example(
    steps=[
        ("approve", "authority"),
        ("approve", "chief"),
        ("dismiss", "chief"),
        ("send", "authority"),
        ("approve", "second"),
        ("send", "authority"),
    ]
)
@example(
    steps=[
        ("approve", "authority"),
        ("approve", "second"),
        ("disclose", "chief"),
        ("send", "authority"),
        ("submit", "drafter"),
        ("send", "authority"),
    ]
)
@given(steps=st.lists(STEPS, min_size=3, max_size=14))
def test_what_goes_was_approved_by_two_who_did_not_write_it(steps):
    nzl, _ = parties("NZL", "JPN")
    actors = {name: office(nzl.node, name, *roles) for name, roles in PEOPLE.items()}
    item = nzl.holdings.hold_record(
        actors["drafter"], b"x", Given("A record"), media_type="text/plain", scheme="nz", marking="CONFIDENTIAL//REL TO NZL, JPN"
    ).held.id
    draft = nzl.drafting.begin(actors["drafter"], item, PartyId("JPN")).id
    nzl.drafting.disclose(actors["drafter"], draft, DISCLOSURE)
    model, stale = Model("drafter"), "0" * 64
    before = count(nzl)
    for step, name in [("submit", "drafter"), *steps]:
        actor = actors[name]
        now = nzl.drafting.get(actors["authority"], draft).manifest_sha256 if "authority" not in model.dismissed else None
        expected = model.may_send(name) if step == "send" else None
        try:
            do(nzl, step, actor, draft, now or stale, stale)
        except ReltoError:
            assert not expected
        else:
            assert expected is not False
            if step == "send":
                model.sent = True
        if step in ("disclose", "withhold"):
            model.changed(name)
        elif step == "submit":
            stale = now or stale
            model.submitted(name)
        elif step in ("approve", "decline"):
            model.word(name, approves=step == "approve")
        elif step == "dismiss" and name != "authority":
            model.dismissed.add(name)
            actors[name] = evolve(actor, roles=frozenset({Role.ANALYST}))
        assert count(nzl) - before == int(model.sent)


def do(nzl, step, actor, draft, now, stale):
    if step == "disclose":
        nzl.drafting.disclose(actor, draft, DISCLOSURE)
    elif step == "withhold":
        nzl.drafting.withhold(actor, draft, set())
    elif step == "submit":
        nzl.drafting.submit(actor, draft)
    elif step == "approve":
        nzl.approving.approve(actor, draft, now)
    elif step == "stale":
        with pytest.raises(ReltoError):
            nzl.approving.approve(actor, draft, "f" * 64 if stale == now else stale)
    elif step == "decline":
        nzl.approving.decline(actor, draft, now, "no")
    elif step == "send":
        nzl.sending.send(actor, draft)
    elif actor.roles != {Role.RELEASING_AUTHORITY}:
        with nzl.store.write() as work:
            work.accounts.replace(evolve(work.accounts.get(actor.id), roles=frozenset({Role.ANALYST})))


def count(nzl):
    with nzl.store.read() as work:
        return len([one for _, one in work.exchange.page("JPN", None, None, 1_000) if one.kind == "release"])
