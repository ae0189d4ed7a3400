"""What people and counterparts write is shown as text: a payload in every field of every form and object, on every page and in exports.

The forms are those that the pages themselves show, the fields those that the forms have: a form that is added is filled by itself.
On the way pages are looked at in Japanese: what is English there says so (what the services say), or is what somebody wrote.
"""

import json
import re
from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from attrs import evolve

from relto.node.holdings import Given
from relto.node.records.releasing import Disclosure
from relto.node.records.settling import ConsentRule
from relto.primitives import PartyId
from tests.pairs import carried

PAYLOAD = "\"'><zz onzz=1>{{31337*31337}}${31337*31337}</textarea></title></svg></script><script>zz()</script>=zz"
PEOPLE = ("drafter", "authority", "security", "overseer", "negotiator")
NEVER = re.compile(r"/leave|/look|/first|/people|/static|/give-up|/destroy|/withdraw$")
MOST = 2
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SENTENCE = re.compile(r"[A-Za-z][a-z]+ (?:[a-z]+ )+[a-z]+")
OURS = re.compile(r"/$|/(?:write|holdings|releases|consents|exchange|incidents)\b")


class Form:
    """A form of a page."""

    def __init__(self, action):
        self.action, self.fields, self.buttons = action, [], []


class Reader(HTMLParser):
    """What a page has: its elements and attributes, links and forms."""

    def __init__(self, text):
        super().__init__()
        self.links, self.forms, self.wrong, self.inside, self.select = [], [], [], None, None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        had = dict(attrs)
        self._look(tag, had)
        if tag == "a" and had.get("href"):
            self.links.append(had["href"])
        elif tag == "form" and had.get("method") == "post":
            self.inside = Form(had["action"])
            self.forms.append(self.inside)
        elif self.inside is not None:
            self._field(tag, had)

    def _look(self, tag, had):
        """What could run or lead elsewhere."""
        if tag == "zz" or any(name.startswith("on") for name in had) or (tag == "script" and not had.get("src", "").startswith("/static/")):
            self.wrong.append(f"<{tag} {had}>")
        for name in ("href", "src", "action"):
            if urlsplit(had.get(name) or "").scheme not in ("", "https", "http"):
                self.wrong.append(f"<{tag} {name}={had[name]}>")

    def _field(self, tag, had):
        if tag == "option" and self.select:
            self.inside.fields.append((self.select, "select", had.get("value", "")))
            self.select = None
        elif had.get("name") and "disabled" not in had:
            if tag == "button":
                self.inside.buttons.append((had["name"], had.get("value", "")))
            elif tag == "select":
                self.select = had["name"]
            elif tag in ("input", "textarea"):
                kind = "code" if had.get("class") == "code" else had.get("type", "text")
                self.inside.fields.append((had["name"], kind, had.get("value") or ""))

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = None


def read(answer):
    """A page that was answered, or nothing where it is none; what is not text in it is a failure."""
    assert "982007569" not in answer.text, "a template in what was typed was run"
    if not answer.headers.get("content-type", "").startswith("text/html"):
        assert answer.headers["x-content-type-options"] == "nosniff"
        return None
    found = Reader(answer.text)
    assert found.wrong == [], answer.request.url
    if '<html lang="ja"' in answer.text and OURS.match(urlsplit(str(answer.request.url)).path):
        assert Words(answer.text).found == [], answer.request.url
    title = re.search("<title>(.*?)</title>", answer.text, re.DOTALL)
    assert title is None or "zz" not in title[1]
    return found


class Words(HTMLParser):
    """Words of a page in English that do not say of themselves that they are, or that they are somebody's own."""

    def __init__(self, text):
        super().__init__()
        self.inside, self.found = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        had = dict(attrs)
        apart = had.get("lang") in ("en", "zxx") or tag in ("script", "textarea", "title") or "code" in (had.get("class") or "").split()
        for name in ("title", "aria-label", "placeholder"):
            self.handle_data("" if apart else had.get(name) or "")
        if tag not in VOID:
            self.inside.append((tag, apart))

    def handle_endtag(self, tag):
        while self.inside and self.inside.pop()[0] != tag:
            continue

    def handle_data(self, data):
        if SENTENCE.search(data) and not any(apart for _, apart in self.inside):
            self.found.append(data.strip())


def pattern(path):
    """What kind of page it is."""
    return re.sub(r"[a-z]+-[0-9a-hjkmnp-tv-z]{26}|/\d+/|/[A-Z]{3}$|\?.*|(?<=/agreements/)[a-z0-9-]+", "*", path)


def crawl(client, start="/"):
    """Every kind of page that somebody's pages lead to, some of each kind; with the forms on them."""
    seen, counts, todo, forms = set(), {}, [start], []
    while todo:
        path = todo.pop(0)
        kind = pattern(path)
        if path in seen or counts.get(kind, 0) >= MOST or NEVER.search(path):
            continue
        seen.add(path)
        counts[kind] = counts.get(kind, 0) + 1
        answer = client.get(path)
        assert answer.status_code in (200, 303), (path, answer.status_code)  # no page leads anybody where they may not go
        page = read(answer)
        if page is not None:
            todo += [urljoin(path, one).split("#")[0] for one in page.links if not urlsplit(one).netloc]
            forms += page.forms
    return forms


def filled(form, button, soon, *, codes):
    """A form with a payload in every field in which anybody can write; in those for identifiers it is refused, and then they are empty."""
    given = {"date": soon, "code": PAYLOAD if codes else "", "text": PAYLOAD, "textarea": PAYLOAD, "search": PAYLOAD}
    data = {}
    for name, kind, value in [*form.fields, *([(*button[:1], "button", button[1])] if button else [])]:
        if kind != "file" and not (kind == "radio" and name in data):
            data.setdefault(name, []).append(given.get(kind, value))
    return data


def send_everything(client, forms, soon, sent):
    """Every form with every of its buttons, once of each kind; what comes back is looked at too."""
    for form in forms:
        for button in form.buttons or [None]:
            kind = (pattern(form.action), button and button[0], button and not button[1].isdecimal() and button[1])
            if kind in sent or NEVER.search(form.action):
                continue
            sent.add(kind)
            for codes in (True, False):
                if not codes and not any(kind == "code" for _, kind, _ in form.fields):
                    continue
                answer = client.post(form.action, data=filled(form, button, soon, codes=codes))
                assert answer.status_code < 500, (form.action, answer.text)
                read(answer)


def seed(nzl, jpn):
    """Objects with payloads in every field that no form of these people reaches: what comes from the other side, titles, rules."""
    drafter, authority, second = (nzl.people[name] for name in ("drafter", "authority", "second"))
    now = nzl.node.surroundings.clock.now()
    for party in (nzl, jpn):
        with party.node.surroundings.store.write() as work:
            for actor in party.people.values():
                work.accounts.replace(evolve(work.accounts.get(actor.id), title=PAYLOAD))
    disclosure = Disclosure(*[PAYLOAD] * 5, personal_data=False, evaluated=True, caveats=(PAYLOAD,))
    arrived = []
    for number in range(3):
        given = Given(f"{PAYLOAD} {number}")
        made = nzl.node.holdings.hold_record(
            drafter, PAYLOAD.encode(), given, media_type="text/plain", scheme="nz", marking="CONFIDENTIAL//REL TO NZL, JPN"
        )
        draft = nzl.node.drafting.begin(drafter, made.held.id, PartyId("JPN"))
        nzl.node.drafting.disclose(drafter, draft.id, disclosure)
        fixed = nzl.node.drafting.submit(drafter, draft.id)
        for who in (authority, second):
            nzl.node.approving.approve(who, draft.id, fixed.manifest_sha256, PAYLOAD)
        nzl.node.sending.send(authority, draft.id)
        arrived.append(made.held.id)
    carried(nzl, jpn)
    waiting = nzl.node.drafting.begin(drafter, arrived[2], PartyId("JPN"))
    nzl.node.drafting.disclose(drafter, waiting.id, disclosure)
    nzl.node.drafting.submit(drafter, waiting.id)
    nzl.node.drafting.begin(drafter, arrived[2], PartyId("JPN"))
    rule = ConsentRule("", "refused", "nz", "SECRET", frozenset({"AUS"}), frozenset(), frozenset(), 3, (PAYLOAD,), PAYLOAD, now, "")
    nzl.node.exchange.consents.make_rule(authority, rule)
    by = now + timedelta(days=2)
    nzl.node.asking.correct(authority, arrived[0], replaced_by=None, says=PAYLOAD, answer_by=by)
    nzl.node.asking.recall(authority, arrived[1], duty="quarantine", says=PAYLOAD, answer_by=by)
    here = jpn.node.holdings.page(jpn.people["drafter"]).entries
    onward = jpn.node.drafting.begin(jpn.people["drafter"], here[0].held.id, PartyId("USA"))
    for _ in range(2):
        jpn.node.asking.ask(jpn.people["drafter"], onward.id, PartyId("NZL"), says=PAYLOAD, answer_by=by)
    carried(nzl, jpn)


def test_what_anybody_writes_anywhere_is_shown_as_text_on_every_page_and_in_exports(both):
    parties, places = both
    seed(*parties)
    soon = (parties[0].node.surroundings.clock.now() + timedelta(days=3)).date().isoformat()
    sent = {place: set() for place in places}
    for sweep in range(3):
        for place in places:
            place.node.surroundings.journal.sequence(place.node.surroundings.clock.now())
            for login in PEOPLE if sweep == 0 else PEOPLE[:3] if sweep == 1 else PEOPLE[1:4]:
                with place.client(login) as client:
                    client.headers["accept-language"] = "en" if sweep == 1 else "ja"
                    forms = crawl(client)
                    send_everything(client, forms if sweep < 2 else [], soon, sent[place])
        carried(*parties)
    with places[0].client("overseer") as client:
        lines = client.get("/log/export")
        assert lines.headers["content-disposition"].startswith("attachment")
        assert all(json.loads(line) for line in lines.text.splitlines())
    wanted = {
        "/holdings/*/act",
        "/releases/*/disclosure",
        "/releases/*/approve",
        "/consents/*/answer",
        "/exchange/orders/*",
        "/incidents",
        "/write/*",
    }
    assert wanted <= {kind for one in sent.values() for kind, *_ in one}  # so that this looks at something
