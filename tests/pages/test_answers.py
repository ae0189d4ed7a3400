"""What answers say and hide, without a browser."""

import re

import pytest

from relto.server.pages import Desk, guarding
from tests.pages.demonstration import PASSWORD, WORD, Place, demonstration, running

NOBODY_S = "0000000000000000000000000b"
PATHS = (
    "/holdings/{item}",
    "/holdings/{item}/matrix",
    "/holdings/{item}/keeping",
    "/holdings/{item}/dossier",
    "/holdings/{item}/matrix/9/JPN",
    "/releases/{draft}",
    "/write/{paper}",
    "/write/{paper}/matrix",
    "/write/{paper}/matrix/1/AUS",
)
EVERYTHING = {
    "recipient": "USA",
    "says": "why",
    "how": "how",
    "why": "why",
    "holder": "a safe",
    "answer_by": "2030-01-01",
    "duty": "destroy",
    "from": "0",
    "to": "0",
}
POSTS = (
    "/holdings/{item}/release",
    "/holdings/{item}/act",
    "/holdings/{item}/recall",
    "/holdings/{item}/correct",
    "/holdings/{item}/copy",
    "/holdings/{item}/returned",
    "/holdings/{item}/keeping/terms",
    "/holdings/{item}/keeping/hold",
    "/holdings/{item}/keeping/destroy",
    "/holdings/{item}/dossier",
    "/releases/{draft}/withhold",
    "/releases/{draft}/ask",
    "/releases/{draft}/grant",
    "/releases/{draft}/approve",
    "/releases/{draft}/send",
    "/releases/{draft}/disclosure",
    "/releases/{draft}/submit",
    "/releases/{draft}/withdraw",
    "/write/{paper}",
    "/write/{paper}/hold",
    "/write/{paper}/last",
    "/write/{paper}/give-up",
)


@pytest.fixture(scope="module")
def things(place):
    drafter = place.people["drafter"]
    paper = Desk(place.node).papers.begin(drafter, "nz", "(S//NZEO) nobody else sees this").paper.id
    draft = place.node.drafting.begin(drafter, place.item, "USA").id
    banner, mark = "RESTRICTED//REL TO NZL, AUS", "(R//REL TO NZL, AUS)"
    text = f"{banner}\n\n# {mark} No portion is for everybody\n\n{mark} 1. One paragraph.\n\n{banner}\n"
    item = place.node.holdings.hold_document(drafter, text).held.id
    return {"item": item, "draft": draft, "paper": paper}


def absent(things):
    return {name: f"{name}-{NOBODY_S}" for name in things}


def same(one, other):
    def kept(answer):
        return {name: value for name, value in answer.headers.items() if name not in ("x-request-id", "date")}

    return (one.status_code, kept(one), one.content) == (other.status_code, kept(other), other.content)


@pytest.mark.parametrize("login", ["outsider", "analyst"])
def test_what_one_may_not_see_is_byte_for_byte_what_does_not_exist(place, things, login):
    with place.client(login) as client:
        for path in PATHS:
            if login == "analyst" and path.startswith("/holdings"):
                continue  # the analyst is cleared for the report, and not for what the drafter writes
            for headers in ({}, {"hx-request": "true"}):
                there, nowhere = (client.get(path.format(**some), headers=headers) for some in (things, absent(things)))
                assert same(there, nowhere), path
                assert there.status_code in (403, 404), path
        for path in POSTS:
            if login == "analyst" and path.startswith("/holdings"):
                continue
            there, nowhere = (client.post(path.format(**some), data=EVERYTHING) for some in (things, absent(things)))
            assert same(there, nowhere), path


def test_nobody_sees_anything_before_they_come_in(place, things):
    with place.client() as client:
        for path in ("/", "/agreements", "/network", "/people", "/log", *(path.format(**things) for path in PATHS)):
            answer = client.get(path)
            assert (answer.status_code, answer.headers["location"]) == (303, "/enter"), path


def test_a_wrong_login_and_a_wrong_password_are_one_answer(place):
    with place.client() as client:
        answers = [client.post("/enter", data={"login": login, "password": "x" * 20}) for login in ("second", "nobody")]
    texts = [re.sub(r'value="[^"]*"', "", one.text) for one in answers]
    assert [one.status_code for one in answers] == [401, 401]
    assert texts[0] == texts[1]


def test_request_forgery_what_another_site_sends_changes_nothing(place, things):
    with place.client("drafter") as client:
        path = f"/releases/{things['draft']}/withdraw"
        for headers in ({"origin": "https://elsewhere.example"}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}):
            assert client.post(path, headers=headers).status_code == 403
        assert client.get(f"/releases/{things['draft']}").status_code == 200


def test_every_answer_is_guarded_and_loads_only_what_the_node_has(place, things):
    with place.client("drafter") as client:
        for path in ("/", "/agreements", f"/holdings/{place.item}", "/holdings/nothing", "/enter"):
            answer = client.get(path)
            for name, value in guarding.HEADERS.items():
                assert answer.headers[name] == value, (path, name)
            assert answer.headers["cache-control"] == "no-store"
            assert not re.search(
                r"<style|style=\"|<script(?![^>]*src=\"/static/)|\son[a-z]+=\"|https?://(?!www\.w3\.org/2000/svg)[^\s<]*\.(?:js|css)",
                answer.text,
            )
        names = set(re.findall(r'"(/static/[^"]+)"', client.get("/").text))
        sizes = 0
        for name in names:
            answer = client.get(name)
            assert answer.status_code == 200
            assert answer.headers["cache-control"].endswith("immutable")
            sizes += len(answer.content)
        assert sizes + len(client.get("/").content) < 150_000


def test_script_injection_what_people_type_is_shown_as_text_and_never_run(place):
    payload = "<script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}\"'"
    with place.client("drafter") as client:
        made = client.post("/write", data={"system": "nz"})
        path = made.headers["location"]
        version = re.search(r'name="version" value="(\d+)"', client.get(path).text)[1]
        fields = {"version": version, "front": "", "mark": payload, "text": payload, "tight": "0"}
        assert client.post(path, data=fields).status_code == 303
        for shown in (path, "/write"):
            text = client.get(shown).text
            assert "<script>alert" not in text
            assert "<img src=x" not in text
            assert "49" not in re.findall(r">\s*(49)", text)
        answer = client.post("/network", data={"system": "nz", "label": payload, "holder": "NZL", "day": "2026-11-23", "consents": payload})
        assert answer.status_code == 422
        assert "<script>alert" not in answer.text
        report = client.post("/incidents", data={"kind": "procedure", "says": payload, "items": ""})
        assert report.status_code == 303
    with place.client("overseer") as client:
        listed = client.get("/incidents").text
        incident = re.findall(r'href="(/incidents/[^"]+)"', listed)[0]
        for text in (listed, client.get(incident).text, client.get("/log").text):
            assert "<script>alert" not in text


def test_two_windows_overwrite_nothing(place):
    with place.client("drafter") as client:
        path = client.post("/write", data={"system": "nz"}).headers["location"]
        fields = {"front": "", "mark": "(U)", "tight": "0"}
        assert client.post(path, data={**fields, "version": "1", "text": "the first window"}).status_code == 303
        late = client.post(path, data={**fields, "version": "1", "text": "the second window"})
        assert late.status_code == 409
        assert "the first window" in client.get(path).text


def test_the_last_words_of_a_page_are_put_where_they_belong_and_overwrite_nothing_else(place):
    with place.client("drafter") as client:
        path = client.post("/write", data={"system": "nz"}).headers["location"]
        said = "the \N{LATIN SMALL LETTER E WITH ACUTE}\N{VOLCANO} "
        client.post(path, data={"version": "1", "front": "", "mark": "(U)", "tight": "0", "text": f"{said}end"})
        piece = {"version": "2", "from": "11", "to": "14", "with": "harbour"}
        assert client.post(f"{path}/last", data=piece).status_code == 303
        assert f"{said}harbour</textarea>" in client.get(path).text
        refused = [({}, 409), ({"version": "3", "to": "99"}, 422), ({"from": "5", "to": "4"}, 422), ({"from": "-1"}, 422)]
        for wrong, status in refused:
            assert client.post(f"{path}/last", data=piece | wrong).status_code == status
        assert f"{said}harbour</textarea>" in client.get(path).text


def test_a_session_is_closed_by_leaving(place):
    with place.client("analyst") as client:
        kept = dict(client.cookies)
        assert client.post("/leave").headers["location"] == "/enter"
        client.cookies.update(kept)
        answer = client.get("/")
        assert answer.headers["location"] == "/enter"


def test_the_first_run_needs_the_word_of_the_terminal_and_is_done_once(tmp_path):
    with demonstration(tmp_path / "new") as node, running(node) as url, Place(node, url, {}, "").client() as client:
        assert "This node is new" in client.get("/enter").text
        said = {"login": "admin", "title": "Administrator", "password": PASSWORD}
        for word in ("", "AAAA-BBBB-CCCC-DDDE"):
            assert client.post("/first", data={**said, "word": word}).status_code == 422
        short = client.post("/first", data={**said, "word": WORD, "password": "short"})
        assert (short.status_code, "too short" in short.text) == (422, True)
        answer = client.post("/first", data={**said, "word": WORD.lower().replace("-", " ")})
        assert answer.headers["location"] == "/people"
        assert "make a security officer first" in client.get("/people").text
        assert client.get("/exercise").status_code == 404
        again = client.post("/first", data={"login": "other", "title": "Another", "password": PASSWORD, "word": WORD})
        assert again.status_code == 403


def test_an_address_that_is_none_is_a_page_for_a_browser_and_a_problem_for_a_machine(place):
    """As where somebody goes back to the address of a form."""
    with place.client("analyst") as client:
        for path, status in (("/holdings/search", 405), ("/no/such/address", 404)):
            page = client.get(path, headers={"accept": "text/html,*/*;q=0.8"})
            assert (page.status_code, page.headers["cache-control"]) == (status, "no-store")
            assert "content-security-policy" in page.headers
            assert "There is no such page" in page.text
            told = client.get(path)
            assert (told.status_code, told.headers["content-type"]) == (status, "application/problem+json")


def test_an_old_tile_of_the_log_that_was_changed_is_told_when_everything_is_gone_through_anew(place):
    """And what a page covers that only went on from where the last one stopped is told before."""
    surroundings = place.node.surroundings
    surroundings.journal.sequence(surroundings.clock.now())

    def put(data):
        with surroundings.store.write() as work:
            work.connection.exec_driver_sql("UPDATE log_tile SET data = ? WHERE level = 0 AND number = 0", (data,))

    with surroundings.store.read() as work:
        data = work.connection.exec_driver_sql("SELECT data FROM log_tile WHERE level = 0 AND number = 0").scalar()
    with place.client("overseer") as client:
        assert "entries were gone through: each was hashed" in client.get("/log").text
        put(bytes([data[0] ^ 1]) + data[1:])
        try:
            covered = client.get("/log").text
            assert "a change on the disk at an old place shows when everything is gone through anew" in covered
            assert client.post("/log/check").headers["location"] == "/log#whole"
            for language, says in (("en", "the first that differs is hash 0"), ("ja", "最初に違うのはハッシュ")):
                told = client.get("/log", headers={"accept-language": language}).text
                assert says in told
                assert "tile/0/000" in told
        finally:
            put(data)
        assert "It does not hold." in client.get("/log").text
        client.post("/log/check")
        assert "It does not hold." not in client.get("/log").text
    with place.client("analyst") as client:
        assert client.post("/log/check").status_code == 403
