"""What every page keeps: axe finds nothing of weight, nothing is wider than a telephone, nothing is fetched or kept elsewhere."""

import pytest

PAGES = {
    "drafter": (
        "/",
        "/write",
        "/holdings",
        "/holdings/{item}",
        "/holdings/{item}/matrix",
        "/holdings/{item}/matrix/18/GBR",
        "/releases",
        "/releases/{draft}",
        "/consents",
        "/incidents",
        "/agreements",
        "/agreements/jpn-aus-2012",
        "/agreements/jpn-aus-2012/beside/jpn-usa-2007",
        "/network",
        "/calendar",
        "/whatif",
        "/keys",
        "/look",
    ),
    "releaser": ("/exchange",),
    "overseer": ("/log",),
    "admin": ("/people",),
}


LOOKS = (
    "color-contrast",
    "html-has-lang",
    "html-lang-valid",
    "valid-lang",
    "scrollable-region-focusable",
    "target-size",
    "link-in-text-block",
)
"""The rules of axe that another theme, language or width can break; the others look at the same elements each time."""


@pytest.mark.parametrize(("theme", "language", "width", "rules"), [("light", "en", 1280, ()), ("dark", "ja", 390, LOOKS)])
def test_every_page_is_open_to_everybody(place, someone, theme, language, width, rules):
    draft = place.node.drafting.begin(place.people["drafter"], place.item, "GBR").id
    found = []
    for login, paths in PAGES.items():
        person = someone(color_scheme=theme, locale=language, viewport={"width": width, "height": 900}, bypass_csp=True).enter(login)
        for path in paths:
            page = person.go(path.format(item=place.item, draft=draft))
            found += [f"{path}: {one}" for one in person.axe(*rules)]
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            found += [f"{path}: {wide} pixels too wide"] if wide > 0 else []
            kept = page.evaluate("({...localStorage, ...sessionStorage})")
            found += [f"{path}: {name} is kept in the browser" for name in kept]
            found += [f"{path}: the title has content"] if "Tonga" in page.title() else []
    assert found == []
