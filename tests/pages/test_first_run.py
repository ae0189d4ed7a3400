"""The first run of a node, from an empty folder: the word of the terminal, the exercise, and something to do."""

import subprocess

import pytest

from tests.pages.demonstration import PASSWORD
from tests.pairs import RELTO, free_ports


@pytest.fixture
def fresh(tmp_path):
    """``relto serve`` in an empty folder: its address and the word that it printed."""
    web, peer = free_ports(2)
    command = [RELTO, "serve", tmp_path / "node", "--party", "NZL", "--web", f"127.0.0.1:{web}", "--peer", f"127.0.0.1:{peer}"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    with process, process.stdout:
        word = next(line.rpartition(" ")[2].strip() for line in process.stdout if "give the word" in line)
        yield f"http://127.0.0.1:{web}", word
        process.terminate()


def test_a_newcomer_makes_the_administrator_begins_the_exercise_and_has_something_to_do(fresh, browser):
    url, word = fresh
    page = browser.new_context(locale="en", java_script_enabled=False).new_page()
    page.goto(url)
    assert page.locator("h1").inner_text() == "This node is new"
    page.fill("#word", "WRONG-WORD")
    page.fill("#password", PASSWORD)
    page.click("main button")
    assert "not the word on the terminal" in page.locator("main").inner_text()
    page.fill("#word", word)
    page.fill("#password", PASSWORD)
    page.check("[name=exercise]")
    page.click("main button")
    page.wait_for_url(f"{url}/exercise")
    assert page.locator(".stripe").inner_text() == "EXERCISE"
    page.click("text=Sign in as second")
    assert page.locator("#login").input_value() == "second"
    page.fill("#password", PASSWORD)
    page.click("main button")
    page.click("text=approve or refuse")
    page.wait_for_url("**/releases/draft-*")
    assert "2 different people must approve it, 0 did" in page.locator("main").inner_text()
    page.context.close()
