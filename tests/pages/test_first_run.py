"""The first run of a node, from an empty folder: the word of the terminal, an exercise with two counterparts, and something to do in it."""

import re
import subprocess

import httpx
import pytest

from relto.bootstrap.exercise import RECORD
from relto.server.node import application
from relto.server.pages import Stage
from tests.pages.demonstration import PASSWORD, ROOT, WORD
from tests.pairs import RELTO, free_ports, until
from tests.unit.server.serving import served

LATER = "2060-01-01"
TUTORIAL = ROOT / "docs" / "tutorial" / "first-node.md"
TITLE = "EXERCISE: Hunga Tonga"


class Fresh:
    """``relto serve`` in a folder that was empty: its process, and what it said."""

    def __init__(self, folder):
        self.folder, self.process, self.lines = folder, None, []
        self.web, peer = free_ports(2)
        self.url = f"http://127.0.0.1:{self.web}"
        self._command = [RELTO, "serve", folder.name, "--party", "NZL", "--web", f"127.0.0.1:{self.web}", "--peer", f"127.0.0.1:{peer}"]

    def start(self, says):
        """Start it; the rest of the line in which it says something."""
        where = self.folder.parent
        with (where / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(self._command, stdout=subprocess.PIPE, stderr=log, text=True, cwd=where)
        return self.said(says)

    def said(self, says):
        """The rest of the next line in which it says something."""
        for line in self.process.stdout:
            self.lines.append(line.rstrip())
            if says in line:
                return line.partition(says)[2].strip()
        raise AssertionError(f"it ended without a word of `{says}`")

    def stop(self):
        """Tell it to end, and see that it does so well."""
        self.process.terminate()
        self.process.communicate(timeout=60)
        return self.process.returncode


@pytest.fixture
def fresh(tmp_path):
    made = Fresh(tmp_path / "nzl")
    yield made
    if made.process is not None and made.process.poll() is None:
        made.process.kill()
        made.process.communicate()


class Newcomer:
    """Somebody at a browser who goes from node to node, and comes in as one office or another."""

    def __init__(self, page, nodes):
        self.page, self.nodes = page, nodes

    def enter(self, party, login):
        """Come in at a node; with the cookies of one browser, which ports do not part."""
        self.page.goto(f"{self.nodes[party]}/enter?as={login}")
        self.page.fill("#password", PASSWORD)
        self.page.click("main button")
        self.page.wait_for_url(f"{self.nodes[party]}/")

    def see(self, path, text):
        """A page, once it shows something: what comes from another node comes by itself."""

        def shown():
            self.page.goto(path)
            return self.page.get_by_text(text).count()

        until(f"`{text}` on {path}", shown)

    def duty(self, party, login, what):
        """Come in, and take up what waits; among one's duties, once it is there."""
        self.enter(party, login)
        self.see(f"{self.nodes[party]}/", what)
        self.page.click(f"text={what}")

    def hold(self, party, title):
        """Open a document under Holdings, once it is there."""
        self.see(f"{self.nodes[party]}/holdings", title)
        self.page.click(f"text={title}")

    def approve(self, party, *logins):
        """Two people approve, and the second sends."""
        for login in logins:
            self.duty(party, login, "approve or refuse")
            self.page.click("text=Approve exactly this")
        self.page.click("button:has-text('Send it to')")
        self.page.wait_for_selector("#receipts")
        return self.page.url

    def main(self):
        """The page's own text."""
        return self.page.locator("main").inner_text()


def shown():
    """What the tutorial says that the terminal says."""
    blocks = re.findall(r"^```text\n(.*?)^```$", TUTORIAL.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    return "".join(blocks).splitlines()


def masked(lines):
    """Lines without what is another one each time: ports, and the word."""
    return [re.sub(r"\b[A-Z2-7]{4}(-[A-Z2-7]{4}){3}\b", "WORD", re.sub(r"127\.0\.0\.1:\d+", "ADDRESS", one)) for one in lines]


def begun(fresh, browser):
    """The first run, in a browser with scripts: a wrong word, then the right one with the exercise; the addresses of its nodes."""
    word = fresh.start("give the word ")
    context = browser.new_context(locale="en")
    page = context.new_page()
    page.goto(fresh.url)
    assert page.locator("h1").inner_text() == "This node is new"
    for said, login in (("WRONG-WORD", "admin"), (word, "security")):
        page.fill("#word", said)
        page.fill("#login", login)
        page.fill("#password", PASSWORD)
        page.check("[name=exercise]")
        page.click("main button")
        assert ("not the word" if login == "admin" else "an office of the exercise") in page.locator("main [role=alert]").inner_text()
    in_the_way = fresh.folder / "exercise" / "usa"
    in_the_way.parent.mkdir()
    in_the_way.write_text("somebody's file")
    page.fill("#word", word)
    page.fill("#login", "admin")
    page.fill("#password", PASSWORD)
    page.check("[name=exercise]")
    page.click("main button")
    page.wait_for_url(f"{fresh.url}/exercise")
    broken_off(page, fresh, in_the_way)
    page.wait_for_selector("main table", timeout=100_000)  # the page comes again by itself until the nodes are made
    assert page.locator(".stripe").inner_text() == "EXERCISE"
    rows = page.locator("main table tbody tr").all_inner_texts()
    context.close()
    return {one.split()[0]: re.search(r"http://[0-9.:]+", one).group() for one in rows}


def broken_off(page, fresh, in_the_way):
    """The exercise cannot be made: the node is as before, also when it is started anew, and the administrator goes on with it."""
    settings = fresh.folder / "relto.toml"
    for again in (False, True):
        if again:
            assert fresh.stop() == 0
            fresh.start("Its pages: ")
            del fresh.lines[-2:]  # what a start says that is no part of the tutorial
            page.goto(f"{fresh.url}/people")
            page.click("text=What to do")
        page.wait_for_selector("main [role=alert]")
        assert "could not be made" in page.locator("main [role=alert]").inner_text()
        assert page.locator(".stripe").count() == 0
        assert "counterparts" not in settings.read_text()
        assert "assume" not in settings.read_text()
    in_the_way.unlink()
    page.click("text=Go on making it")


def released(one):
    """New Zealand's two people approve what waits and send it; Japan's analyst reads it. Its address in Japan."""
    page = one.page
    page.goto(f"{one.nodes['NZL']}/exercise")
    page.locator("text=Sign in at NZL as second").first.click()
    assert page.locator("#login").input_value() == "second"
    release = one.approve("NZL", "second", "releaser")
    one.enter("JPN", "analyst")
    one.hold("JPN", TITLE)
    assert "jpn-nzl-2025" in one.main()
    assert "landing ground at Lifuka" in one.main()
    assert "two patrol craft" not in page.content()
    assert page.locator(".stripe").inner_text() == "EXERCISE"
    arrived = page.url
    page.goto(f"{one.nodes['NZL']}/exercise")  # the two sessions stand beside each other in one browser
    assert page.get_by_text("You are releaser: to your duties").count() > 0
    until("every receipt", lambda: page.goto(release) and page.locator("#receipts ~ .scroll td:has-text('not yet')").count() == 1)
    return arrived


def passed_on(one, arrived):
    """Japan asks New Zealand's consent, and passes it on to the United States; its address there."""
    page = one.page
    one.enter("JPN", "drafter")
    page.goto(f"{arrived}/matrix")
    page.locator("tfoot form:has([value=USA]) button").click()
    onward = page.url
    page.click("text=Ask for it")
    page.fill("#says-1", "the United States fly there too")
    page.click("button:has-text('Ask NZL')")
    one.duty("NZL", "releaser", "answer a request of consent")
    page.fill("#says", "for the relief flights")
    page.fill("#until", LATER)
    page.click("button[value=give]")
    one.enter("JPN", "drafter")
    one.see(onward, "for the relief flights")
    for name in ("legal_basis", "purpose", "necessity", "proportionality", "reliability"):
        page.fill(f"#d-{name}", getattr(RECORD, name))
    page.check("[name=personal_data][value=no]")
    page.check("[name=evaluated][value=yes]")
    page.click("text=Keep the record")
    page.click("text=Hand over for approval")
    one.approve("JPN", "second", "releaser")
    one.enter("USA", "analyst")
    one.hold("USA", TITLE)
    assert "jpn-usa-2007" in one.main()
    return page.url


def recalled(one):
    """New Zealand recalls it, and both others destroy it."""
    page = one.page
    one.enter("NZL", "releaser")
    one.hold("NZL", TITLE)
    page.click("text=Recall it from everybody")
    page.fill("#recall-says", "the source was wrong")
    page.fill("#recall-by", LATER)
    page.click("button:has-text('Recall it')")
    order = page.url
    for party in ("JPN", "USA"):
        one.duty(party, "security", "answer a recall")
        page.fill("#says", "overwritten")
        page.click("text=Destroy it and say so")
    one.enter("NZL", "releaser")
    one.see(order, "everybody has answered")


def test_a_newcomer_begins_an_exercise_and_plays_it_through_its_three_nodes_without_scripts(fresh, browser):
    nodes = begun(fresh, browser)
    assert list(nodes) == ["NZL", "JPN", "USA"]
    fresh.said("other nodes: ")
    assert masked(fresh.lines) == masked(shown())
    one = Newcomer(browser.new_context(locale="en", java_script_enabled=False).new_page(), nodes)
    onward = passed_on(one, released(one))
    recalled(one)
    assert fresh.stop() == 0  # the counterparts end with it, and come back with it
    for url in nodes.values():
        with pytest.raises(httpx.TransportError):
            httpx.get(url, trust_env=False)
    assert fresh.start("other nodes: ") == ", ".join(f"{party} {url}" for party, url in list(nodes.items())[1:])
    one.enter("USA", "analyst")
    assert one.page.goto(onward).status == 404
    one.page.context.close()


def test_a_node_in_no_exercise_has_no_guide_and_one_with_accounts_begins_none(place):
    with place.client("analyst") as client:
        assert client.post("/exercise").status_code == 404
    with place.client("admin") as client:
        assert client.get("/exercise").status_code == 404
        assert client.post("/exercise").status_code == 404
        given = {"word": WORD, "login": "newcomer", "title": "Administrator", "password": PASSWORD, "exercise": "1"}
        assert client.post("/first", data=given).status_code == 403
    assert place.node.settings.counterparts == ()


@pytest.mark.parametrize(("state", "says"), [("making", "are being made"), ("failed", "could not be made")])
def test_what_is_being_made_and_what_could_not_be_made_is_said(place, state, says):
    stage = Stage({}, None, lambda: state)
    with served(lambda _: application(place.node, stage=stage)) as url:
        page = httpx.get(f"{url}/exercise", trust_env=False).text
    assert says in page
    assert ('http-equiv="refresh"' in page) == (state == "making")
