"""One node and one browser for all stories of the pages in a process."""

import contextlib
import functools
import os
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.pages.demonstration import PASSWORD, REPORT, Place, demonstration, fill, let_in, populate, running
from tests.pairs import pair

PATIENCE = 30_000
"""Milliseconds after which what a browser waits for is not coming."""
expect.set_options(timeout=PATIENCE)
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
def both(tmp_path_factory):
    """New Zealand's node and Japan's under the agreement between them, each at an address: the parties, and the places."""
    with pair(tmp_path_factory.mktemp("both")) as parties, contextlib.ExitStack() as until_the_end:
        for one in parties:
            let_in(one.node, one.people)
        yield parties, [Place(one.node, until_the_end.enter_context(running(one.node)), one.people, "") for one in parties]


@pytest.fixture(scope="package")
def browser():
    """One for all stories. It ends with them: it leaves an event loop running, beside which no other test could begin one."""
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
        self.page.set_default_timeout(PATIENCE)
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

    def look(self, name, *, axe=True):
        """What is wrong with how the page looks: at both widths what axe finds, and what is wider than the page.

        Where ``RELTO_PICTURES`` names a folder, the page is pictured there, at two widths and in both themes.
        """
        found = [f"{name}: {one}" for one in self.axe()] if axe else []
        whole = self.page.viewport_size
        for width in (390, 1280):
            self.page.set_viewport_size({"width": width, "height": 900})
            wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            found += [f"{name}: {wide} pixels too wide at {width}"] if wide > 0 else []
            if "RELTO_PICTURES" in os.environ:
                self._picture(Path(os.environ["RELTO_PICTURES"]), name, width)
        self.page.set_viewport_size(whole)
        return found

    def _picture(self, folder, name, width):
        high = self.page.evaluate("document.documentElement.scrollHeight")
        self.page.set_viewport_size({"width": width, "height": min(max(high, 900), 5000)})
        for theme in ("light", "dark"):
            self.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            self.page.screenshot(path=folder / f"{name}-{width}-{theme}.png")
        self.page.emulate_media(color_scheme="light")

    def axe(self, *rules):
        """What axe finds of weight on the page, by rule and place; of some rules, or of all."""
        self.page.add_script_tag(path=str(AXE)) if self.page.evaluate("typeof axe") == "undefined" else None
        found = self.page.evaluate(
            "rules => axe.run(document, {resultTypes: ['violations'], ...(rules.length ? {runOnly: {type: 'rule', values: rules}} : {})})",
            list(rules),
        )
        return [
            f"{one['id']}: {node['html'][:160]}"
            for one in found["violations"]
            if one["impact"] in ("serious", "critical")
            for node in one["nodes"]
        ]


@pytest.fixture
def anybody(browser):
    """Makes people at browsers, at any node; at the end nothing may have gone wrong for any of them."""
    contexts, people = [], []

    def make(place, base=None, **how):
        contexts.append(browser.new_context(**{"viewport": {"width": 1280, "height": 900}, "locale": "en"} | how))
        people.append(Person(place, contexts[-1], base))
        return people[-1]

    yield make
    for context in contexts:
        context.close()
    assert [wrong for one in people for wrong in one.wrong] == []


@pytest.fixture
def someone(place, anybody):
    """Makes people at browsers at the node under test."""
    return functools.partial(anybody, place)
