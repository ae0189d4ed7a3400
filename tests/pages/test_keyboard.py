"""Stories by keyboard alone: every press is a key, and what is not reached by keys is not there."""

from playwright.sync_api import expect

from tests.pages.keyboard import enter, focused, line_of, press, tab_to

RECORD = ("legal_basis", "purpose", "necessity", "proportionality", "reliability")


def test_a_release_is_reasoned_recorded_handed_over_and_approved(place, someone):
    page = someone().enter("drafter").go(f"/holdings/{place.item}/matrix")
    press(page, *"jjjjjj", "k", "Enter")
    expect(page.locator("#cell article")).to_contain_text("Portion 5")
    tab_to(page, "USA", "form?.elements.recipient?.value")
    press(page, "Enter")
    page.wait_for_url("**/releases/draft-*")
    release = page.url.removeprefix(place.url)
    for name in RECORD:
        tab_to(page, name, "name")
        page.keyboard.type(f"{name} of an exercise")
    for name, key in (("personal_data", "ArrowDown"), ("evaluated", "Space")):
        tab_to(page, name, "name")
        press(page, key)
    enter(page, "Keep the record")
    page.wait_for_url("**#disclosure")
    enter(page, "Hand over for approval")
    page.wait_for_selector("text=2 different people must approve it, 0 did")
    for login, says in (("second", "2 different people must approve it, 1 did"), ("releaser", "Approved by two people")):
        page = someone().enter(login).page
        press(page, "g", "r")
        page.wait_for_url("**/releases")
        press(page, "j")
        while release not in focused(page, "href"):
            press(page, "j")
        press(page, "Enter")
        page.wait_for_url("**/releases/draft-*")
        enter(page, "approve", "value")
        page.wait_for_selector(f"text={says}")


def test_a_standing_consent_is_made_refused_beside_its_field_and_withdrawn(place, someone):
    releaser = someone().enter("releaser")
    page = releaser.go("/consent-rules")
    tab_to(page, "given", "value")
    press(page, "ArrowDown")
    tab_to(page, "recipients", "name")
    page.keyboard.type("AUS")
    tab_to(page, "days", "name")
    press(page, "Control+a")
    page.keyboard.type("soon")
    tab_to(page, "says", "name")
    page.keyboard.type("by keyboard alone")
    press(page, "Enter")
    expect(page.locator("#days")).to_be_focused()  # what is wrong has the focus, and what was typed is there
    assert page.locator("[name=answer]:checked").get_attribute("value") == "refused"
    press(page, "Control+a")
    page.keyboard.type("9")
    press(page, "Enter")
    page.wait_for_selector("text=Yes, do it")
    enter(page, "Yes, do it")
    row = page.locator("tr", has_text="by keyboard alone")
    expect(row).to_contain_text("refused")
    enter(page, "by keyboard alone", "closest('tr')?.textContent")
    expect(row).to_contain_text("withdrawn")
    assert [one for one in releaser.wrong if "422" in one] == releaser.wrong  # the browser tells of the refusal too
    releaser.wrong.clear()


def test_the_network_is_moved_through_time_and_a_piece_of_information_followed(place, someone):
    page = someone().enter("negotiator").page
    press(page, "g", "n")
    page.wait_for_url("**/network")
    before = page.locator("#map h2").first.inner_text()
    tab_to(page, "step", "id")
    press(page, "ArrowLeft", "ArrowLeft")
    expect(page.locator("#map h2").first).not_to_have_text(before)
    assert focused(page, "id") == "step"  # the map changes beside it
    tab_to(page, "label", "name")
    page.keyboard.type("RESTRICTED//REL TO NZL, AUS")
    press(page, "Enter")
    page.wait_for_selector("text=Where it could get to")
    expect(page.locator("#map [data-line][role=region]").first).to_have_attribute("aria-label", "AUS")
    press(page, "j")
    assert focused(page, "getAttribute('aria-label')") == "AUS"


def test_agreements_are_read_set_side_by_side_and_asked_what_if(place, someone):
    page = someone().enter("negotiator").page
    press(page, "g", "a")
    page.wait_for_url("**/agreements")
    press(page, "j")
    while "nzl-esp-2019" not in focused(page, "href"):
        press(page, "j")
    press(page, "Enter")
    page.wait_for_url("**/agreements/nzl-esp-2019")
    press(page, "j")
    assert focused(page, "closest('.clause') !== null") is True
    press(page, "g", "a")
    page.wait_for_url("**/agreements")
    enter(page, "Compare")
    page.wait_for_url("**/beside/**")
    assert page.locator(".versus").count() > 3
    press(page, "g", "i")
    page.wait_for_url("**/whatif")
    tab_to(page, "kind", "name")
    tab_to(page, "agreement", "id")
    page.keyboard.type("jpn-nzl-2025")
    enter(page, "What would change?")
    page.wait_for_selector("section[aria-label=Answer] table")
    press(page, "j", "j")
    expect(page.locator("section[aria-label=Answer] tbody")).to_contain_text("JPN")


def test_oversight_and_the_page_of_keys(place, someone):
    overseer = someone().enter("overseer")
    page = overseer.page
    press(page, "?")
    page.wait_for_url("**/keys")
    told = page.locator("kbd").all_inner_texts()
    rooms = page.evaluate("[...document.querySelectorAll('.rooms a')].map(one => one.getAttribute('href'))")
    for key, room in (("l", "/log"), ("n", "/network"), ("a", "/agreements"), ("k", "/calendar")):
        assert f"g {key}" in told
        assert room in rooms
        press(page, "g", key)
        page.wait_for_url(f"**{room}")
    press(page, "g", "l")
    page.wait_for_url("**/log")
    press(page, "j")
    assert focused(page, "closest('[data-line]') !== null") is True
    enter(page, "Go through everything anew")
    page.wait_for_url("**/log#whole")
    tab_to(page, "checkpoint", "id")
    page.keyboard.type("no checkpoint")
    enter(page, "Draw", "textContent.trim()")
    expect(page.locator("#checkpoint")).to_be_focused()
    expect(page.locator("#wrong-checkpoint")).to_be_visible()
    assert [one for one in overseer.wrong if "422" in one] == overseer.wrong  # the browser tells of the refusal too
    overseer.wrong.clear()


def test_an_incident_is_reported_handled_and_closed(place, someone):
    page = someone().enter("analyst").go("/incidents")
    tab_to(page, "kind", "name")
    press(page, "ArrowDown")
    tab_to(page, "says", "id")
    page.keyboard.type("a copy was read by somebody at a window")
    tab_to(page, "items", "id")
    page.keyboard.type(place.item)
    enter(page, "Report it")
    page.wait_for_selector("text=It is reported")
    page = someone().enter("security").page
    line_of(page, "handle a compromise")
    press(page, "Enter")
    page.wait_for_url("**/incidents/incident-*")
    tab_to(page, "says", "id")
    page.keyboard.type("the window is frosted glass")
    enter(page, "Close it")
    page.wait_for_selector("main >> text=the window is frosted glass")


def test_an_account_is_made_and_its_roles_are_changed_and_the_node_is_minded(place, someone):
    page = someone().enter("admin").page
    for name, typed in (("login", "typist"), ("title", "Typist"), ("password", "a password long enough")):
        tab_to(page, name, "id")
        page.keyboard.type(typed)
    tab_to(page, "analyst", "value")
    press(page, "Space")
    enter(page, "Make the account")
    page.wait_for_url("**/people/person-*")
    tab_to(page, "negotiator", "value")
    press(page, "Space")
    enter(page, "Keep", "textContent.trim()")
    expect(page.locator("[value=negotiator]")).to_be_checked()
    expect(page.locator("[value=analyst]")).to_be_checked()
    for room, says in (("/administration/keys", "Keys of the node"), ("/administration/health", "Health")):
        enter(page, room, "getAttribute?.('href')")
        page.wait_for_url(f"**{room}")
        expect(page.locator("h1")).to_have_text(says)


def test_an_agreement_is_looked_at_before_it_is_proposed_and_a_copy_is_registered(place, filled, someone):
    page = someone().enter("negotiator").go("/counterparts")
    press(page, "j", "Enter")
    page.wait_for_url("**/counterparts/CAN")
    tab_to(page, "agreement", "name")
    page.keyboard.type("fvey")
    tab_to(page, "says", "name")
    page.keyboard.type("as was talked over")
    enter(page, "Look at it first")
    page.wait_for_selector("text=Propose it to CAN")
    enter(page, "No, go back")
    page.wait_for_url("**/counterparts/CAN")
    page = someone().enter("security").go(f"/holdings/{filled['kept']}")
    tab_to(page, "holder", "name")
    page.keyboard.type("the safe of the second floor")
    press(page, "Enter")
    expect(page.locator("main")).to_contain_text("the safe of the second floor")
