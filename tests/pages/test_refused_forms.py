"""A form that is refused: the same page again, with the message beside its field, with what was typed, and no password."""

import pytest

from relto.server.pages.routes import ROUTES
from tests.pages.demonstration import PASSWORD, WORD, Place, demonstration, running
from tests.pages.reading import Reader

LONG = "x" * 3000
OVER = "2001-01-01"
CARD = {"file": ("card.json", b"{}")}
NO_AGREEMENT = {"file": ("agreement.yaml", b"title: [\n")}
KEYS = "/administration/keys"

FIELDS = [
    ("admin", "/people", "/people", "login", {"login": "No Login", "title": "Liaison", "password": "a password that is typed"}),
    ("admin", "/people", "/people", "title", {"login": "liaison", "title": " ", "password": "a password that is typed"}),
    ("admin", "/people", "/people", "password", {"login": "liaison", "title": "Liaison", "password": "abc def 123", "role": "analyst"}),
    ("admin", "/people", "/people", "role", {"login": "liaison", "title": "Liaison", "password": "a password that is typed"}),
    ("admin", "/people/{person}", "/password", "password", {"password": "abc def 123"}),
    ("security", "/people/{person}", "/clearance", "read_ins", {"read_ins": LONG}),
    ("admin", KEYS, "nzl-open-1/rotate", "days", {"days": "many", "successor": "nzl-open-9"}),
    ("admin", KEYS, "nzl-open-1/revoke", "says", {"says": LONG}),
    ("analyst", "/me", "/me/password", "old", {"old": "another password", "new": "a password long enough"}),
    ("analyst", "/me", "/me/password", "new", {"old": PASSWORD, "new": "abc def 123"}),
    ("analyst", "/me", "/me/machines", "until", {"title": "A robot", "until": OVER}),
    ("security", "/counterparts", "/counterparts", "fingerprint", {"fingerprint": "00 11"}),
    ("security", "/counterparts", "/counterparts", "file", {"fingerprint": "00 11"}),
    ("negotiator", "/counterparts/CAN", "/propose", "first", {"first": "soon", "says": "as was said"}),
    ("negotiator", "/counterparts/CAN", "/propose", "growth", {"growth": "7", "says": "as was said"}),
    ("negotiator", "/counterparts/CAN", "/propose", "file", {"says": "as was said"}),
    ("negotiator", "/assurances", "/assurances", "until", {"until": OVER, "says": "what was promised"}),
    ("negotiator", "/assurances", "/assurances", "says", {"until": "2060-01-01", "says": " "}),
    ("negotiator", "/assurances", "/confirm", "until", {"until": "soon"}),
    ("releaser", "/assessments", "/assessments", "until", {"until": "", "says": "no risk was found"}),
    ("releaser", "/consent-rules", "/consent-rules", "days", {"days": "some", "recipients": "AUS", "says": "relief"}),
    ("drafter", "/dossiers", "/dossiers", "title", {"title": " "}),
    ("drafter", "/dossiers/{dossier}", "/admit", "login", {"login": "nobody-of-that-name"}),
    ("security", "/holdings/{item}/keeping", "/keeping/terms", "destroy_by", {"until": "2060-01-01", "destroy_by": "2050-01-01"}),
    ("security", "/holdings/{item}/keeping", "/keeping/hold", "why", {"why": " "}),
    ("security", "/holdings/{item}/keeping", "/keeping/destroy", "witness", {"how": "burnt", "witness": LONG}),
    ("analyst", "/incidents", "/incidents", "says", {"says": " ", "items": "item-of-mine"}),
    ("overseer", "/log", "/log/sample", "wanted", {"checkpoint": "nothing", "wanted": "all"}),
    ("overseer", "/log", "/log/sample", "checkpoint", {"checkpoint": "nothing that a log says", "wanted": "3"}),
    ("negotiator", "/network", "/network", "label", {"label": "SECRET//NOBODY KNOWS", "consents": "JPN"}),
    ("drafter", "/write", "/write", "system", {"system": "none"}),
]
"""Who, on which page, sends which form, what they typed, and which field is wrong with it."""

FILES = {
    ("/counterparts", "fingerprint"): CARD,
    ("/counterparts", "file"): {"file": ("card.json", b"")},
    ("/propose", "file"): NO_AGREEMENT,
}
SECRET = ("password", "old", "new", "file")


@pytest.fixture(scope="module")
def readers(place):
    """Everybody at a client of their own."""
    known = {}

    def reader(login):
        if login not in known:
            known[login] = place.client(login)
            known[login] = (known[login], Reader(known[login].__enter__()))
        return known[login][1]

    yield reader
    for one, _ in known.values():
        one.__exit__(None, None, None)


@pytest.mark.parametrize(("login", "page", "ending", "field", "typed"), FIELDS, ids=lambda one: one[:40] if isinstance(one, str) else "")
def test_a_refused_form_comes_back_on_its_page_with_the_message_beside_its_field(readers, filled, login, page, ending, field, typed):
    reader = readers(login).go(page.format(**filled))
    title = reader.page.findtext(".//h1")
    reader.send(ending, files=FILES.get((ending, field)), status=422, **typed)
    again = reader.page
    assert again.findtext(".//h1") == title
    form = next(one for one in again.forms if one.get("action").endswith(ending) and one.xpath(".//*[@aria-invalid='true']"))
    (wrong,) = form.xpath(".//*[@aria-invalid='true']")
    assert wrong.get("name") == field
    assert "autofocus" in wrong.attrib
    (message,) = form.xpath(f".//*[@id='{wrong.get('aria-describedby')}']")
    (summary,) = again.xpath("//*[@role='alert']")
    assert summary.xpath(f".//a[@href='#{wrong.get('id')}']")
    said = " ".join(message.text_content().split())
    assert said
    assert said in " ".join(summary.text_content().split())
    for name, value in typed.items():
        if name in SECRET:
            assert value not in reader.answer.text
        elif name not in ("role", "system"):
            assert form.fields[name].removeprefix("\n") == value


def test_what_no_field_is_wrong_about_is_said_at_the_head_of_the_page_and_has_the_focus(readers):
    reader = readers("admin").go(KEYS)
    actions = (one.get("action") or "" for one in reader.page.forms)
    signing = next(one for one in actions if "/nzl-sign-" in one and one.endswith("/revoke"))  # another test may have rotated the first
    reader.send(signing, says="a trial").sure_refused(422)
    (summary,) = reader.page.xpath("//*[@role='alert']")
    assert "the last key that signs" in summary.text_content()
    assert "autofocus" in summary.attrib
    assert summary.get("tabindex") == "-1"
    assert not reader.page.xpath("//*[@aria-invalid]")


def test_what_is_refused_after_the_page_of_confirmation_comes_back_where_it_was_typed(readers):
    reader = readers("admin").go(KEYS).send("nzl-open-1/rotate", successor="nzl-open-9", days="0").sure_refused(422)
    (wrong,) = reader.page.xpath("//*[@aria-invalid='true']")
    assert (wrong.get("name"), wrong.get("value")) == ("days", "0")
    assert reader.form("nzl-open-1/rotate").fields["successor"] == "nzl-open-9"


def test_who_may_not_see_a_page_gets_none_of_it_by_a_refused_form(place, readers):
    reader = readers("analyst")
    for path in ("/counterparts", "/people", "/consent-rules", "/log/sample", KEYS + "/nzl-sign-1/revoke"):
        answer = reader.client.post(path, data={"login": "No Login"})
        assert answer.status_code == 403
        assert "<form" not in answer.text.partition("<main")[2]


def test_the_first_run_keeps_what_was_typed_but_for_what_is_secret(tmp_path):
    with demonstration(tmp_path / "new") as node, running(node) as url, Place(node, url, {}, "").client() as client:
        reader = Reader(client).go("/enter")
        for field, word, password in (("word", "AAAA-BBBB-CCCC-DDDE", PASSWORD), ("password", WORD, "abc def 123")):
            reader.send("/first", login="boss", title="Chief clerk", word=word, password=password, status=422)
            (wrong,) = reader.page.xpath("//*[@aria-invalid='true']")
            assert wrong.get("name") == field
            assert reader.form("/first").fields["login"] == "boss"
            assert word not in reader.answer.text
            assert f'"{password}"' not in reader.answer.text


def test_every_form_of_the_pages_is_answered_by_the_one_piece_of_code():
    posts = [one for one in ROUTES if "POST" in one.http_methods]
    assert len(posts) > 50
    bare = {path for one in posts if not hasattr(one.fn, "__wrapped__") for path in one.paths}
    assert bare == {"/enter/second", "/leave", "/look"}
