"""One node and one browser for all stories of the pages in a process."""

from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.pages.demonstration import PASSWORD, REPORT, Place, demonstration, fill, populate, running

CHROMIUM = Path("/usr/bin/chromium")
AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def place(tmp_path_factory):
    with demonstration(tmp_path_factory.mktemp("node") / "nzl") as node:
        people = populate(node)
        item = node.holdings.hold_document(people["drafter"], REPORT).held.id
        with running(node) as url:
            yield Place(node, url, people, item)


@pytest.fixture(scope="session")
def filled(place):
    """What the addresses of pages are about."""
    draft = place.node.drafting.begin(place.people["drafter"], place.item, "GBR").id
    person = place.people["outsider"].id
    return {"item": place.item, "draft": draft, "person": person, **fill(place.node, place.people)}


@pytest.fixture(scope="session")
def browser():
    if not CHROMIUM.exists() or not AXE.exists():
        pytest.skip("Chromium or axe is not installed: scripts/browser")
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(QUIET))
        yield made
        made.close()


class Person:
    """Somebody at a browser. What goes wrong in a page, and every request that leaves the node, is a failure of the story."""

    def __init__(self, place, context, base=None):
        self.place, self.page, self.wrong, self.base = place, context.new_page(), [], base or place.url
        self.page.set_default_timeout(30_000)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", lambda said: self.wrong.append(said.text) if said.type == "error" else None)
        self.page.on("request", lambda sent: None if sent.url.startswith(self.base) else self.wrong.append(f"left the node: {sent.url}"))

    def enter(self, login):
        self.page.goto(f"{self.base}/enter")
        self.page.fill("#login", login)
        self.page.fill("#password", PASSWORD)
        self.page.click("main button")
        self.page.wait_for_url(lambda url: not url.endswith("/enter"))
        return self

    def go(self, path):
        self.page.goto(f"{self.base}{path}")
        return self.page

    def banner(self):
        top, bottom = (self.page.locator(f"#banner-{which}").inner_text() for which in ("top", "bottom"))
        assert top == bottom
        return top

    def axe(self):
        """What axe finds of weight on the page, by rule and place."""
        self.page.add_script_tag(path=str(AXE)) if self.page.evaluate("typeof axe") == "undefined" else None
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{one['id']}: {node['html'][:160]}"
            for one in found["violations"]
            if one["impact"] in ("serious", "critical")
            for node in one["nodes"]
        ]


@pytest.fixture
def someone(place, browser):
    """Makes people at browsers; at the end nothing may have gone wrong for any of them."""
    contexts, people = [], []

    def make(base=None, **how):
        contexts.append(browser.new_context(**{"viewport": {"width": 1280, "height": 900}, "locale": "en"} | how))
        people.append(Person(place, contexts[-1], base))
        return people[-1]

    yield make
    for context in contexts:
        context.close()
    assert [wrong for one in people for wrong in one.wrong] == []
