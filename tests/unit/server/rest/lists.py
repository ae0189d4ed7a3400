"""Every list of the interface, each with how something comes onto it and how something goes off it while somebody reads it."""

import hashlib
import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from attrs import evolve, field, frozen

from relto.agreements import Assessment, Consent
from relto.node.identifiers import new_id
from relto.node.journal import Entry, note
from relto.node.records.arrangement import KeptAssessment, KeptConsent
from relto.node.records.exchange import Counterpart, Outgoing, Pact, Proof
from relto.node.records.holdings import Certificate, Copy
from relto.node.records.incidents import Assurance, Duty, Incident
from relto.node.records.releasing import Approval, Sent
from relto.node.records.sessions import Authenticator, Client
from relto.node.records.settling import Asked, ConsentRule, Holder, Order
from relto.primitives import AgreementId, PartyId, Period
from relto.protocols.peer import ConsentRequest, Recall, Terms
from relto.protocols.peer.messages import Marked

AT = datetime(2026, 12, 1, 12, tzinfo=UTC)
SPAN = {"since": "2020-01-01T00:00:00Z", "until": "2100-01-01T00:00:00Z"}
PARTS = "RESTRICTED\n\n" + "\n\n".join(f"(R) Part {number}." for number in range(1, 8)) + "\n\nRESTRICTED\n"
ISSUER = "https://issuer.example"
_numbers = itertools.count(1)


def nothing(*_):
    """Nothing goes off this list."""


@frozen
class Lists:
    """What the lists of one node are read about.

    Args:
        node: the node, served.
    """

    node: object
    item: str = field(init=False)
    draft: str = field(init=False)
    order: str = field(init=False)

    def __attrs_post_init__(self):
        set_ = object.__setattr__
        set_(self, "item", self.held(PARTS))
        set_(self, "draft", self.told("drafter", "POST", "/drafts", {"item": self.item, "recipient": "JPN"})["id"])
        set_(self, "order", self.id("recall"))
        self.node.node.identities._issuer = ISSUER
        self.work(lambda work: work.exchange.put_counterpart(Counterpart("JPN", None, None, None, "stream")))
        self.work(lambda work: work.settling.put_order(self._order(self.order, "JPN", "JPN", self.item)))

    def told(self, name, method, path, form=None, **headers):
        answer = self.node.call(name, method, path, form, **headers)
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else None

    def work(self, do):
        with self.node.node.surroundings.store.write() as work:
            return do(work)

    def id(self, kind):
        return new_id(kind, self.node.node.surroundings.entropy)

    def held(self, text="RESTRICTED\n\n(R) Grounds.\n\nRESTRICTED\n", **more):
        return self.told("drafter", "POST", "/items", {"text": text, "title": "Of a list", **more})["id"]

    def destroy(self, item):
        self.told("security", "POST", f"/items/{item}/destruction", {"how": "erased"})

    def due(self):
        made = self.held()
        form = {"until": None, "destroy_by": f"2027-01-{next(_numbers) % 3 + 1:02}"}
        self.told("security", "PUT", f"/items/{made}/retention", form, **{"if-match": "*"})
        return made

    def drafted(self):
        return self.told("drafter", "POST", "/drafts", {"item": self.held(), "recipient": "JPN"})["id"]

    def undraft(self, draft):
        """Destroy what a draft is of: then it is there for nobody."""
        with self.node.node.surroundings.store.read() as work:
            item = work.drafts.get(draft).item
        self.destroy(item)

    def dossier(self):
        return self.told("drafter", "POST", "/dossiers", {"title": "Of a list"})["id"]

    def leave(self, dossier):
        self.told("drafter", "DELETE", f"/dossiers/{dossier}/members/{self.node.accounts['drafter'].id}")

    def duty(self):
        """A duty that is due as soon as others, so that the order does not stand on its time alone."""
        made = Duty(self.id("duty"), "notify-originator", self.id("incident"), "security-officer", self._at(2), self._at(2))
        self.work(lambda work: work.incidents.owe(made))
        return made.about

    def fulfil(self, about):
        self.work(lambda work: [work.incidents.fulfil(one.id, AT, "node") for one in work.incidents.owed_about(about)])

    def assured(self):
        made = Assurance(self.id("assurance"), PartyId("JPN"), "kept", AT, AT + timedelta(days=400), "node")
        self.work(lambda work: work.incidents.assure(made))
        return made.id

    def incident(self):
        made = Incident(self.id("incident"), "loss", (), AT, "node", "reported", ())
        self.work(lambda work: work.incidents.add(made))
        return made.id

    def assessed(self):
        known = Assessment("nzl-human-rights-assessment", PartyId("JPN"), Period(AT.date(), None))
        made = KeptAssessment(self.id("assessment"), known, AT, "node", "done", AT)
        self.work(lambda work: work.arrangement.add_assessment(made))
        return made.id

    def consented(self):
        known = Consent(self.id("consent"), "NZL", frozenset({PartyId("JPN")}), AT.date(), "nz", "RESTRICTED")
        self.work(lambda work: work.arrangement.add_consent(KeptConsent(known, AT, "node", None, AT)))
        return known.id

    def rule(self):
        made = ConsentRule(
            self.id("rule"), "refused", "nz", "RESTRICTED", frozenset({"JPN"}), frozenset(), frozenset(), 1, (), "no", self._at(3), "node"
        )
        self.work(lambda work: work.settling.put_rule(made))
        return made.id

    def asked(self):
        request = ConsentRequest(
            request=self.id("request"),
            item=self.item,
            received_as=None,
            marked=Marked(system="nz", text="RESTRICTED", on=AT.date()),
            originators=["NZL"],
            recipients=["USA"],
            purpose=None,
            says="relief",
            answer_by=None,
            relayed=[],
        )
        self.work(lambda work: work.settling.ask(Asked(request, "JPN", "NZL", self.id("message"), AT, "party:JPN")))
        return request.request

    def answered(self, request):
        self.work(lambda work: work.settling.put_asked(evolve(work.settling.asked(request), state="refused")))

    def counterpart(self):
        party = f"X{next(_numbers)}"
        self.work(lambda work: work.exchange.put_counterpart(Counterpart(party, None, None, None, "stream")))
        return party

    def pact(self):
        made = Pact("JPN", self._digest(), "jpn-nzl-2025", b"x", Terms(), self._at(3))
        self.work(lambda work: work.exchange.put_pact(made))
        return made.sha256

    def proved(self):
        made = Proof(self.id("proof"), "silence", "JPN", self.id("message"), AT, self._digest().encode())
        self.work(lambda work: work.exchange.prove(made))
        return made.id

    def message(self):
        number, digest = next(_numbers), self._digest()
        made = Outgoing(
            self.id("message"), "JPN", "stream", number, "release", "routine", None, digest, digest, None, 1, AT, state="accepted"
        )
        self.work(lambda work: work.exchange.send([(made, b"x")]))
        return made.id

    def ordered(self):
        """An order that came here by two ways: it is on the list twice."""
        made = self.id("recall")
        for giver in ("JPN", "USA"):
            self.work(lambda work, giver=giver: work.settling.put_order(self._order(made, giver, "JPN", self.item)))
        return made

    def holder(self):
        made = Holder(self.order, f"X{next(_numbers)}", self.id("message"), self.id("message"), AT)
        self.work(lambda work: work.settling.put_holder(made))
        return made.party

    def derived(self):
        return self.held(sources=[{"item": self.item}])

    def approved(self):
        made = Approval(self.draft, self.node.accounts["second"].id, "second", self._at(2), self._digest(), True)
        self.work(lambda work: work.drafts.approve(made))
        return made.manifest_sha256

    def copied(self):
        number = next(_numbers)
        self.work(lambda work: work.copies.add(Copy(self.id("copy"), self.item, number, "a safe", AT, "node")))
        return str(number)

    def certified(self):
        digest = self._digest()
        made = Certificate(self.id("certificate"), self.item, self.item, digest, self._at(2), "node", None, "burnt", "copy")
        self.work(lambda work: work.copies.certify(made))
        return made.id

    def released(self):
        message, digest = self.id("message"), self._digest()
        pair = tuple(sorted((f"person-{digest[:8]}", f"person-{digest[8:16]}")))
        agreement = AgreementId("jpn-nzl-2025")
        three = (digest, digest, digest)
        made = Sent(message, self.draft, self.item, self.item, PartyId("JPN"), agreement, AT, *three, "x", False, True, AT, AT, pair)
        self.work(lambda work: work.drafts.sent(made))
        return made

    def authenticator(self):
        made = Authenticator(self._digest(), self.node.accounts["analyst"].id, "a key", b"x", 0, self._at(2))
        self.work(lambda work: work.sessions.join(made))
        return made.id

    def machine(self):
        made = Client(self.id("machine"), self.node.accounts["analyst"].id, "a feed", self._digest(), self._at(2), AT + timedelta(days=99))
        self.work(lambda work: work.sessions.admit(made))
        return made.id

    def subject(self):
        """What the issuer calls somebody may be long, and in any script."""
        made = "\N{CJK UNIFIED IDEOGRAPH-65E5}" * 200 + str(next(_numbers))
        self.work(lambda work: work.sessions.link(ISSUER, made, self.node.accounts["analyst"].id))
        return made

    def unlink(self, subject):
        self.work(lambda work: work.sessions.unlink(ISSUER, subject, self.node.accounts["analyst"].id))

    def line(self):
        made = self.id("item")
        entry = Entry("item.refused", AT, "node", {"item": made}, (made,))
        self.work(lambda work: note(work, entry, self.node.node.surroundings.entropy))
        return made

    def person(self):
        return self.node.person(f"somebody-{next(_numbers):05}", "analyst").login

    def _order(self, order, giver, by, item):
        recall = Recall(order=order, item=item, message=self.id("message"), duty="quarantine", by=by, says="x", answer_by=AT)
        return Order(recall, giver, self.id("message"), AT, f"party:{giver}", "done")

    def _digest(self):
        return hashlib.sha256(str(next(_numbers)).encode()).hexdigest()

    def _at(self, different):
        """An instant of few: many things have the same."""
        return AT + timedelta(hours=next(_numbers) % different)


@frozen
class Listed:
    """A list.

    Args:
        name: who reads it.
        key: what tells one thing on it from another.
        add: puts something onto it; the key of that, or how many things it puts there is for the key to say.
        remove: takes something off it.
        query: what it is asked with.
    """

    name: str
    key: Callable
    add: Callable = nothing
    remove: Callable = nothing
    query: dict = field(factory=dict)


def _by(name):
    return lambda one: one[name]


LISTS = {
    "/assessments": Listed("drafter", _by("id"), Lists.assessed),
    "/assurances": Listed("drafter", _by("id"), Lists.assured),
    "/consent-requests": Listed("authority", _by("id"), Lists.asked, Lists.answered),
    "/consent-rules": Listed("authority", _by("id"), Lists.rule),
    "/consents": Listed("authority", _by("id"), Lists.consented),
    "/counterparts": Listed("negotiator", _by("party"), Lists.counterpart),
    "/counterparts/JPN/agreements": Listed("negotiator", _by("sha256"), Lists.pact),
    "/dossiers": Listed("drafter", _by("id"), Lists.dossier, Lists.leave),
    "/drafts": Listed("drafter", _by("id"), Lists.drafted, Lists.undraft),
    "/drafts/{draft}/approvals": Listed("drafter", _by("manifest_sha256"), Lists.approved),
    "/due": Listed("security", _by("id"), Lists.due, Lists.destroy, {"by": "2027-02-01"}),
    "/evidence": Listed("negotiator", _by("id"), Lists.proved),
    "/incidents": Listed("overseer", _by("id"), Lists.incident),
    "/items": Listed("analyst", _by("id"), Lists.held, Lists.destroy),
    "/items/search": Listed("analyst", _by("id"), Lists.held, Lists.destroy, {"words": "grounds"}),
    "/items/{item}/certificates": Listed("security", _by("id"), Lists.certified),
    "/items/{item}/copies": Listed("security", lambda one: str(one["number"]), Lists.copied),
    "/items/{item}/matrix": Listed("drafter", _by("part"), query={"recipient": "JPN"}),
    "/items/{item}/releases": Listed("drafter", _by("message"), lambda lists: lists.released().message),
    "/log/lines": Listed("overseer", _by("number"), Lists.line),
    "/me/authenticators": Listed("analyst", _by("id"), Lists.authenticator),
    "/me/machines": Listed("analyst", _by("id"), Lists.machine, lambda lists, one: lists.told("analyst", "DELETE", f"/machines/{one}")),
    "/messages": Listed("negotiator", _by("id"), Lists.message),
    "/orders": Listed("security", lambda one: (one["id"], one["giver"]), Lists.ordered),
    "/orders/{order}/holders": Listed("security", _by("party"), Lists.holder),
    "/orders/{order}/items": Listed("security", str, Lists.derived),
    "/oversight/pairs": Listed("overseer", lambda one: tuple(one["people"]), lambda lists: lists.released().approvers, query=SPAN),
    "/oversight/refusals": Listed("overseer", _by("number"), Lists.line),
    "/oversight/releases": Listed("overseer", _by("message"), lambda lists: lists.released().message),
    "/people": Listed("admin", _by("login"), Lists.person),
    "/people/{person}/identities": Listed("analyst", str, Lists.subject, Lists.unlink),
    "/work": Listed("security", _by("about"), Lists.duty, Lists.fulfil),
}
"""The lists, by path below ``/api``; what an address is about is filled in from :class:`Lists`."""
