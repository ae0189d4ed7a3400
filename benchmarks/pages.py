"""The pages of a node with many items: milliseconds and bytes of each, beside a bare page of the same web framework.

A page is asked for by HTTP on loopback, one at a time, by somebody who is signed in, as a browser does without its cache. The node and
who asks share this process, so a figure holds the asking too; what that costs at least is the bare page: the same server, a template
that says one word, and no node behind it. The network of the matrix is the library's with forty made-up agreements added.
"""

import gc
import io
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import httpx
import iso3166
import jinja2
from attrs import frozen
from litestar import Response, get
from tests.pages.demonstration import PASSPHRASE, REPORT, Place, populate, running
from tests.unit.server.serving import served

from benchmarks.node import copies, stands
from benchmarks.report import Figure
from relto.adapters.configuration import Settings, Web
from relto.agreements.loader import library_path
from relto.bootstrap.nodes import make_node, open_node
from relto.node.holdings import Given
from relto.node.journal import Entry, note_many
from relto.node.surroundings import Surroundings
from relto.primitives import PartyId
from relto.server.app import Served, create_app
from relto.server.limits import Limits
from relto.server.logs import log_to
from relto.server.node import settle
from relto.server.pages import Desk
from relto.server.watching import Figures

PARTNERS = 40
OWN_PARTNERS = 5
"""Partners that the library gives New Zealand."""
PORTIONS = 200
_MARKS = ("RESTRICTED", "CONFIDENTIAL", "SECRET", "TOP SECRET")
_WORD = jinja2.Environment(autoescape=True).from_string("<!doctype html><title>{{ word }}</title><p>{{ word }}")


@frozen
class Page:
    """A page to be measured.

    Args:
        name: what it is called.
        login: who asks for it.
        path: where.
        form: what is sent with it; ``None``: it is asked for.
    """

    name: str
    login: str
    path: str
    form: tuple[tuple[str, str], ...] | None = None


class _Unread(io.TextIOBase):
    """Where the log goes: it is written as a program's is, and nobody reads it."""

    def write(self, text: str, /) -> int:
        return len(text)


def figures(folder: Path, *, quick: bool) -> Iterator[Figure]:
    """Every figure of the pages.

    Args:
        folder: an empty one, on the medium to be measured.
        quick: small sizes; the figures mean nothing.
    """
    folder.mkdir()
    log_to(_Unread())
    count, rounds = (500, 3) if quick else (100_000, 40)
    partners, portions = (6, 20) if quick else (PARTNERS, PORTIONS)
    yield from _bare(rounds)
    with _node(folder, partners) as place:
        _fill(place, folder / "nzl" / "node.sqlite", count)
        yield from _pages(place, f"{count:,} held", rounds)
        yield from _matrix(place, partners, portions, rounds)
        yield from _first(place)


def _bare(rounds: int) -> Iterator[Figure]:
    @get("/", sync_to_thread=True)
    def page() -> Response[str]:
        return Response(_WORD.render(word="nothing"), media_type="text/html")

    with (
        served(lambda _: create_app(Served([page], lambda: "request", Limits(), Figures()))) as url,
        httpx.Client(trust_env=False) as client,
    ):
        took, used, _ = _asked(lambda: client.get(url), rounds * 5)
        yield Figure("pages: a bare page of the framework, p50", median(took), "ms")
        yield Figure("pages: the same, p95", _late(took), "ms")
        yield Figure("pages: the same, processor time", used, "ms")


@contextmanager
def _node(folder: Path, partners: int) -> Iterator[Place]:
    settings = Settings(party="NZL", log="node.nzl.invalid/log", web=Web(port=8700), agreements="network")
    make_node(folder / "nzl", settings, PASSPHRASE)
    _write_network(folder / "nzl" / "network", partners)
    node = open_node(folder / "nzl", PASSPHRASE)
    try:
        people = populate(node)
        item = node.holdings.hold_document(people["drafter"], REPORT).held.id
        settle(node)
        with running(node) as url:
            yield Place(node, url, people, item)
    finally:
        gc.unfreeze()
        node.close()


def _write_network(folder: Path, partners: int) -> None:
    """The library, with as many more partners of New Zealand as there are to be."""
    shutil.copytree(library_path(), folder)
    parties = folder / "parties.yaml"
    names = _more(parties.read_text(encoding="utf-8"))[: partners - OWN_PARTNERS]
    more = "".join(f"  - {{id: {name}, name: Party {name}, scheme: us}}\n" for name in names)
    parties.write_text(f"{parties.read_text(encoding='utf-8').rstrip()}\n{more}", encoding="utf-8")
    text = (folder / "nzl-usa-1952" / "agreement.yaml").read_text(encoding="utf-8")
    for name in names:
        made = folder / f"nzl-{name.lower()}-1952"
        made.mkdir()
        (made / "agreement.yaml").write_text(text.replace("nzl-usa", f"nzl-{name.lower()}").replace("USA", name), encoding="utf-8")


def _more(parties: str) -> list[str]:
    """States that the library says nothing of."""
    return [code for code in sorted(iso3166.countries_by_alpha3) if f"id: {code}," not in parties]


def _fill(place: Place, file: Path, count: int) -> None:
    node, drafter = place.node, place.people["drafter"]
    patterns = []
    for mark in _MARKS:
        made = node.holdings.hold_record(drafter, b"something", Given("A record"), media_type="text/plain", scheme="nz", marking=mark)
        patterns.append((*stands(node.surroundings, made.held.id), 0))
    _write_lines(node.surroundings, drafter.id, count)
    copies(node.surroundings, file, patterns, count)
    for recipient in ("AUS", "GBR", "USA") * 10:
        node.drafting.begin(drafter, place.item, PartyId(recipient))
    for number in range(30):
        node.surroundings.journal.sequence(node.surroundings.clock.now())
        node.incidents.report(drafter, "loss", f"a copy is missing ({number})", [place.item])


def _write_lines(node: Surroundings, actor: str, count: int) -> None:
    """As many lines in the log: what is held was held by somebody, under a line of the journal."""
    for begin in range(0, count, 5_000):
        at = node.clock.now()
        names = [f"item-{number:026d}" for number in range(begin, min(begin + 5_000, count))]
        with node.store.write() as work:
            note_many(work, [Entry("item.held", at, actor, {"item": one, "kind": "record"}, (one,)) for one in names], node.entropy)
        node.journal.sequence(at)


def _pages(place: Place, held: str, rounds: int) -> Iterator[Figure]:
    draft = place.node.drafting.begin(place.people["drafter"], place.item, PartyId("GBR")).id
    body = REPORT.split("\n", 2)[2].rsplit("\n\n", 1)[0]
    paper = Desk(place.node).papers.begin(place.people["drafter"], "nz", body).paper.id
    some = (
        Page("duties", "drafter", "/"),
        Page("holdings", "drafter", "/holdings"),
        Page("a search", "drafter", "/holdings/search", (("words", "record"),)),
        Page("a document", "drafter", f"/holdings/{place.item}"),
        Page("its matrix", "drafter", f"/holdings/{place.item}/matrix"),
        Page("reasons of a cell", "drafter", f"/holdings/{place.item}/matrix/9/GBR"),
        Page("releases", "drafter", "/releases"),
        Page("a release", "drafter", f"/releases/{draft}"),
        Page("papers", "drafter", "/write"),
        Page("writing", "drafter", f"/write/{paper}"),
        Page("consents", "drafter", "/consents"),
        Page("exchange", "releaser", "/exchange"),
        Page("incidents", "security", "/incidents"),
        Page("agreements", "drafter", "/agreements"),
        Page("an agreement", "drafter", "/agreements/nzl-usa-1952"),
        Page("the network", "drafter", "/network"),
        Page("calendar", "drafter", "/calendar"),
        Page("what if", "drafter", "/whatif"),
        Page("people", "admin", "/people"),
    )
    for page in some:
        yield from _measured(place, page, held, rounds, "< 100")
    yield from _log(place, held, rounds)
    yield from _typing(place, paper, rounds)


def _log(place: Place, held: str, rounds: int) -> Iterator[Figure]:
    """The log, with a line for each thing held: while each view goes on through it, gone through at once, and gone through before."""
    yield from _measured(place, Page("the log, each view going through more", "overseer", "/log"), held, rounds, "< 100")
    with place.client("overseer") as client:
        _, used, _ = _asked(lambda: client.post("/log/check", follow_redirects=True), 1)
    yield Figure(f"pages: the whole log gone through anew, {held}, processor time", used, "ms")
    yield from _measured(place, Page("the log, all gone through before", "overseer", "/log"), held, rounds, "< 100")


def _measured(place: Place, page: Page, more: str, rounds: int, target: str) -> Iterator[Figure]:
    with place.client(page.login) as client:

        def ask() -> httpx.Response:
            return client.get(page.path) if page.form is None else client.post(page.path, data=dict(page.form))

        took, used, size = _asked(ask, rounds)
    yield Figure(f"pages: {page.name}, {more}, p50", median(took), "ms")
    yield Figure(f"pages: {page.name}, {more}, p95", _late(took), "ms", target)
    yield Figure(f"pages: {page.name}, {more}, processor time", used, "ms")
    yield Figure(f"pages: {page.name}, {more}, size", size / 1_000, "kB")


def _typing(place: Place, paper: str, rounds: int) -> Iterator[Figure]:
    """What a browser sends when somebody pauses in typing, and gets: the view of a partner."""
    with place.client("drafter") as client:
        text = client.get(f"/write/{paper}?reader=GBR").text
        fields = [
            (name, re.findall(pattern, text))
            for name, pattern in (("mark", r'name="mark" value="([^"]*)"'), ("text", r'name="text"[^>]*>\n([^<]*)</textarea>'))
        ]
        count = len(fields[0][1])
        version = re.search(r'name="version" value="(\d+)"', text)
        assert version is not None
        sent = dict(fields) | {"front": [""] * count, "tight": ["0"] * count, "reader": ["GBR"]}
        number = int(version[1])

        def type_one() -> httpx.Response:
            nonlocal number
            texts = [*sent["text"][:-1], f"{number} patrols were seen."]
            answer = client.post(f"/write/{paper}", data=sent | {"text": texts, "version": str(number)}, headers={"hx-request": "true"})
            number += 1
            return answer

        took, used, _ = _asked(type_one, rounds)
    yield Figure("pages: the live view after a pause of typing, p50", median(took), "ms")
    yield Figure("pages: the same, p95", _late(took), "ms", "< 200")
    yield Figure("pages: the same, processor time", used, "ms")


def _matrix(place: Place, partners: int, portions: int, rounds: int) -> Iterator[Figure]:
    codes = _more((library_path() / "parties.yaml").read_text(encoding="utf-8"))[: partners - OWN_PARTNERS]
    lines = ["SECRET", "", "# (U) Generated report", ""]
    for number in range(portions - 1):
        listed = sorted({codes[(number * 7 + step * 3) % len(codes)] for step in range(1 + number % 5)})
        lines += [f"({('R', 'C', 'S')[number % 3]}//REL TO NZL, {', '.join(listed)}) Sentence number {number} says what it says.", ""]
    item = place.node.holdings.hold_document(place.people["drafter"], "\n".join([*lines, "SECRET", ""])).held.id
    page = Page("matrix", "drafter", f"/holdings/{item}/matrix")
    with place.client("drafter") as client:
        found = client.get(page.path).text
    assert len(re.findall(r'<th scope="col">[A-Z0-9]{3}</th>', found)) == partners, "the matrix has another number of partners"
    yield from _measured(place, page, f"{portions} portions x {partners} partners", max(3, rounds // 4), "< 1,000")


def _first(place: Place) -> Iterator[Figure]:
    """Everything that a browser transfers for the first page it sees."""
    with place.client("drafter") as client:
        text = client.get("/").text
        size = len(text.encode()) + sum(len(client.get(one).content) for one in set(re.findall(r'"(/static/[^"]+)"', text)))
    yield Figure("pages: the first page with all it loads", size / 1_000, "kB", "< 150")


def _asked(ask: Callable[[], httpx.Response], rounds: int) -> tuple[list[float], float, int]:
    """Milliseconds of each round in order of size, milliseconds of processor time of one, bytes."""
    size = len(ask().raise_for_status().content)
    took, begun = [], process_time()
    for _ in range(rounds):
        begin = perf_counter()
        ask().raise_for_status()
        took.append((perf_counter() - begin) * 1_000)
    return sorted(took), (process_time() - begun) / rounds * 1_000, size


def _late(took: list[float]) -> float:
    return took[int(len(took) * 0.95)]
