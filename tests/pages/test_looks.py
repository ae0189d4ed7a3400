"""What every page keeps: axe finds nothing of weight, nothing is wider than a telephone, nothing is fetched or kept elsewhere."""

import pytest

PAGES = {
    "drafter": (
        "/",
        "/write",
        "/holdings",
        "/holdings/{item}",
        "/holdings/{item}/dossier",
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
        "/me",
        "/me/authenticators",
        "/dossiers",
        "/dossiers/{dossier}",
    ),
    "releaser": ("/exchange", "/counterparts/CAN/agreements/{pact}", "/consent-rules", "/assessments"),
    "negotiator": ("/assurances", "/counterparts", "/counterparts/CAN"),
    "security": ("/keeping?by=2060-02-01", "/holdings/{kept}/keeping", "/holdings/{gone}/certificates/{certificate}", "/people/{person}"),
    "overseer": ("/log",),
    "admin": ("/people", "/people/{person}", "/administration/keys", "/administration/health"),
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
def test_every_page_is_open_to_everybody(filled, someone, theme, language, width, rules):
    found = []
    for login, paths in PAGES.items():
        person = someone(color_scheme=theme, locale=language, viewport={"width": width, "height": 900}, bypass_csp=True).enter(login)
        for path in paths:
            page = person.go(path.format(**filled))
            found += [f"{path}: {one}" for one in person.axe(*rules)]
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            found += [f"{path}: {wide} pixels too wide"] if wide > 0 else []
            kept = page.evaluate("({...localStorage, ...sessionStorage})")
            found += [f"{path}: {name} is kept in the browser" for name in kept]
            found += [f"{path}: the title has content"] if "Tonga" in page.title() else []
    assert found == [], "\n".join(found)
