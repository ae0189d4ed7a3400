"""Stories of people at a browser, against a real node."""

from playwright.sync_api import expect

from relto.node.papers import Papers
from tests.pages.demonstration import ROOT
from tests.pages.keyboard import focused, tab_to
from tests.pairs import until

WITHHELD = "two patrol craft"
TERM = "\N{HIRAGANA LETTER A}" * 9_000
LONG = f"# (R) Long\n\n(R) 2. {'harbour ' * 8_000}x\n\n(R) 3. {TERM}"
RECORD = ("legal_basis", "purpose", "necessity", "proportionality", "reliability")


def begin_release(place, login, recipient):
    """A release, begun and with its record, by the same services as the pages call."""
    actor = place.people[login]
    return place.node.drafting.begin(actor, place.item, recipient).id


def test_a_drafter_writes_sees_the_partner_s_view_and_holds_the_report(place, someone):
    drafter = someone().enter("drafter")
    page = drafter.go("/write")
    page.set_input_files("#file", str(ROOT / "examples" / "tonga-2022-nz.md"))
    page.click("text=Import >> nth=-1")
    page.wait_for_url("**/write/paper-*")
    assert drafter.banner() == "TOP SECRET//SI//FGI AUS USA//ORCON/NZEO"
    assert "Ambassador" not in page.title()
    assert "Tonga" not in page.title()
    sheet = page.locator("#reading .sheet")
    page.select_option("#reader", "GBR")
    expect(sheet).to_have_attribute("aria-label", "As GBR reads it")
    assert "berths two and three" in sheet.inner_text()
    assert WITHHELD not in sheet.inner_text()
    page.locator(".portion textarea").nth(3).fill("1. The volcano erupted, as paragraph 10 says.")  # 10 stays here: the reference dangles
    expect(page.locator("#reading .findings .error")).to_contain_text("paragraph 10")
    page.locator("[name=mark]").nth(1).fill("(S//RELTO)")
    expect(page.locator("#reading .findings .error").first).to_contain_text("Portion 2")
    page.reload()  # a closed tab loses nothing
    assert page.locator("[name=mark]").nth(1).input_value() == "(S//RELTO)"
    assert page.locator(".portion textarea").nth(3).input_value() == "1. The volcano erupted, as paragraph 10 says."
    page.locator("[name=mark]").nth(1).fill("(U)")
    page.locator(".portion textarea").nth(3).fill("1. The volcano erupted.")
    expect(page.locator("#reading .findings .error")).to_have_count(0)
    expect(sheet).to_contain_text("The volcano erupted.")
    before = page.locator(".portion").count()
    page.locator("button[name=add]").nth(3).click()
    expect(page.locator(".portion")).to_have_count(before + 1)
    page.locator("button[name=remove]").nth(4).click()
    expect(page.locator(".portion")).to_have_count(before)
    page.reload()
    page.click("text=Hold it")
    page.wait_for_url("**/holdings/item-*")
    assert WITHHELD in page.locator("article.sheet").inner_text()


def test_the_matrix_opens_the_reasons_of_a_cell_clause_by_clause(place, someone):
    drafter = someone().enter("drafter")
    page = drafter.go(f"/holdings/{place.item}/matrix")
    assert page.locator(".matrix thead th").all_inner_texts()[1:] == ["AUS", "CAN", "ESP", "GBR", "USA"]
    cell = page.locator("a[href='matrix/18/GBR']")
    assert "consent" in cell.inner_text()
    cell.click()
    reasons = page.locator("#cell article")
    reasons.wait_for()
    assert "USA consents in writing to the release to GBR" in reasons.inner_text()
    assert drafter.banner() == "TOP SECRET//SI//FGI AUS USA//ORCON/NZEO"
    page.locator("#cell summary").first.click()
    page.locator("#cell details a[href^='/agreements/']").first.click()
    page.wait_for_url("**/agreements/*")
    assert page.locator(".clause").count() > 3
    page = drafter.go(f"/holdings/{place.item}/matrix/9/JPN")  # the same, without scripts having any part in it
    assert drafter.banner() == "SECRET//REL TO NZL, JPN"
    assert "jpn-nzl-2025 enters into force" in page.locator("main").inner_text()


def test_a_release_is_prepared_approved_by_two_and_refused_where_no_counterpart_is_known(place, someone):
    page = someone().enter("drafter").go(f"/holdings/{place.item}/matrix")
    page.locator("tfoot button").nth(4).click()
    page.wait_for_url("**/releases/draft-*")
    release = page.url.removeprefix(place.url)
    assert page.locator("text=Hand over for approval").is_disabled()
    for name in RECORD:
        page.fill(f"#d-{name}", f"<script>alert('{name}')</script> of an exercise")
    page.locator("[name=personal_data][value=no]").check()
    page.locator("[name=evaluated][value=yes]").check()
    page.click("text=Keep the record")
    page.wait_for_url("**#disclosure")
    page.locator("tbody input[name=without]").nth(1).check()
    page.click("text=Withhold the chosen")
    page.wait_for_url("**#goes")
    page.click("text=Hand over for approval")
    page.wait_for_selector("text=2 different people must approve it, 0 did")
    assert page.locator("text=You wrote on it").count() == 1

    second = someone().enter("second")  # by keyboard alone
    page = second.page
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") == "approve or refuse"
    page.keyboard.press("Enter")
    page.wait_for_url("**/releases/*")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == "approve":
            break
    page.keyboard.press("Enter")
    page.wait_for_selector("text=2 different people must approve it, 1 did")

    releaser = someone().enter("releaser")
    page = releaser.go(release)
    page.click("text=Approve exactly this")
    page.wait_for_selector("text=Approved by two people")
    with page.expect_response(lambda answer: answer.url.endswith("/send")) as sent:
        page.click("button:has-text('Send it to USA')")
    assert sent.value.status == 403
    assert "no key of USA is pinned" in page.locator("main").inner_text()
    assert [one for one in releaser.wrong if "403" in one] == releaser.wrong  # the browser tells of the refusal too
    releaser.wrong.clear()


def test_everything_is_read_and_approved_in_japanese_without_scripts(place, someone):
    drafter = someone(java_script_enabled=False, locale="ja").enter("drafter")
    page = drafter.go("/write")
    assert page.locator("h1").inner_text() == "開示のための起案"
    page.click("text=新しい起案 >> nth=-1")
    page.wait_for_url("**/write/paper-*")
    page.locator("[name=mark]").first.fill("(C//REL TO NZL, AUS)")
    page.locator("[name=front]").first.select_option("")  # a title alone is released to nobody
    page.locator("textarea").first.fill("演習の本文")
    page.click("button:has-text('保存')")
    page.wait_for_load_state()
    assert "演習の本文" in page.locator("#reading").inner_text()
    assert drafter.banner() == "CONFIDENTIAL//REL TO NZL, AUS"
    page.click("text=開示マトリクス >> nth=0")
    page.wait_for_url("**/matrix")
    page.locator(".matrix td a").first.click()
    page.wait_for_url("**/matrix/1/AUS")
    assert "許す理由" in page.locator("main").inner_text()
    page = drafter.go("/network?day=2010-01-01")
    assert page.locator("svg title").first.text_content() == "2010-01-01 の協定"
    page.click("[data-next]")
    assert "2010-01-01" not in page.url


def test_the_what_if_says_what_opens_on_what_is_held(place, someone):
    page = someone().enter("negotiator").go("/whatif")
    page.select_option("#agreement", "jpn-nzl-2025")
    page.click("main button:has-text('What would change?')")
    page.wait_for_selector("section[aria-label=Answer] table")
    row = page.locator("section[aria-label=Answer] tbody tr", has_text="JPN").first
    assert "instrument in force" in row.inner_text()
    assert page.locator("#banner-top").inner_text() != "UNCLASSIFIED"


def test_an_overseer_checks_the_log_and_reads_no_content(place, someone):
    place.node.surroundings.journal.sequence(place.node.surroundings.clock.now())
    overseer = someone().enter("overseer")
    page = overseer.go("/log")
    assert "entries were gone through: each was hashed" in page.locator("#whole ~ .right").inner_text()
    assert overseer.banner() == "UNCLASSIFIED"
    assert WITHHELD not in page.content()
    page.fill("#checkpoint", place.node.surroundings.journal.checkpoint().decode())
    page.click("main button:has-text('Draw')")
    page.wait_for_selector(".field-wrong >> text=nobody cosigned")
    assert page.evaluate("document.activeElement.id") == "checkpoint"
    assert [one for one in overseer.wrong if "422" in one] == overseer.wrong  # the browser tells of the refusal too
    overseer.wrong.clear()


def test_anybody_reports_an_incident_and_who_handles_it_closes_it(place, someone):
    page = someone().enter("analyst").go("/incidents")
    page.fill("#says", "a numbered copy is not in its safe")
    page.fill("#items", place.item)
    page.click("main button:has-text('Report it')")
    page.wait_for_selector("text=It is reported")
    page = someone().enter("security").go("/")
    page.click("text=handle a loss")
    page.wait_for_url("**/incidents/incident-*")
    assert "a numbered copy" in page.locator("main").inner_text()
    page.fill("#says", "it was found in another safe")
    page.click("text=Close it")
    page.wait_for_selector("main >> text=it was found in another safe")


def test_an_administrator_makes_an_account_and_reaches_nothing_that_is_held(place, someone):
    admin = someone().enter("admin")
    page = admin.page
    assert page.url.endswith("/people")
    page.fill("#login", "visitor")
    page.fill("#title", "Liaison officer")
    page.fill("#password", "a password long enough")
    page.check("[value=analyst]")
    page.click("text=Make the account")
    page.wait_for_url("**/people/person-*")
    assert page.locator("h1").inner_text() == "Liaison officer"
    assert "/holdings" not in page.content()


def kept(person, paper, portion, text):
    """Wait until a paper, opened again, has a text in a portion."""
    until("it is kept", lambda: person.go(paper).locator(".portion textarea").nth(portion).input_value() == text)


def test_nothing_typed_is_lost_by_a_closed_tab(place, someone):
    drafter = someone().enter("drafter")
    page = drafter.go("/write")
    page.click("text=New paper")
    page.wait_for_url("**/write/paper-*")
    paper = page.url.removeprefix(place.url)
    page.locator(".portion textarea").first.fill("typed in the moment before")
    page.close()  # before the pause after which it would be kept
    drafter.page = page = drafter.page.context.new_page()
    kept(drafter, paper, 0, "typed in the moment before")
    page.locator("button[name=add]").first.click()
    page.locator("[name=mark]").nth(1).fill("(R)")
    page.locator(".portion textarea").nth(1).fill("and this with another page opened at once")
    drafter.go("/holdings")
    kept(drafter, paper, 1, "and this with another page opened at once")
    drafter.go("/holdings")
    page = drafter.page = drafter.page.context.new_page()
    long = Papers(place.node.surroundings).begin(place.people["drafter"], "nz", LONG).paper.id
    page = drafter.go(f"/write/{long}")  # longer than a page that goes may send
    page.locator(".portion textarea").nth(2).press("Control+End")
    page.keyboard.type(" and its last words")
    page.close()
    drafter.page = page = drafter.page.context.new_page()
    kept(drafter, f"/write/{long}", 2, f"3. {TERM} and its last words")
    assert Papers(place.node.surroundings).open(place.people["drafter"], long).text == f"{LONG} and its last words"
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator(".portion textarea").nth(2).press("Control+End")
    page.keyboard.insert_text("x" * 70_000)  # and what is too much for its last words is asked about
    page.close(run_before_unload=True)
    page.wait_for_event("close")
    assert asked == ["beforeunload"]
    drafter.page = drafter.page.context.new_page()
    page = drafter.go("/incidents")  # what is not kept as it is typed is asked about
    page.locator("#says").click()
    page.keyboard.type("a copy is not there")
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.close(run_before_unload=True)
    page.wait_for_event("close")
    assert asked == ["beforeunload"] * 2


def test_two_windows_lose_nothing_of_each_other(place, someone):
    drafter = someone(java_script_enabled=False).enter("drafter")
    page = drafter.go("/write")
    page.click("text=New paper")
    page.wait_for_url("**/write/paper-*")
    other = page.context.new_page()
    other.goto(page.url)
    for one, text in ((page, "the first window"), (other, "the second window")):
        one.locator("textarea").first.fill(text)
        one.click("button:has-text('Keep')")
        one.wait_for_load_state()
    assert other.locator("[name=text]").first.input_value() == "the first window"
    assert "the second window" in other.locator("#typed").input_value()
    assert "It was not done" in other.locator("[role=alert]").inner_text()


def test_a_report_is_marked_held_looked_at_and_its_release_begun_by_keyboard_alone(place, someone):
    page = someone().enter("drafter").page
    for key in ("g", "w"):
        page.keyboard.press(key)
    page.wait_for_url("**/write")
    tab_to(page, "New paper")
    page.keyboard.press("Enter")
    page.wait_for_url("**/write/paper-*")
    tab_to(page, "text", "name")
    page.keyboard.type("The harbour by keyboard")
    mark = page.locator("[data-quick-mark]").nth(3).inner_text()
    page.keyboard.press("Control+Shift+Digit4")
    expect(page.locator("[name=mark]").first).to_have_value(mark)
    expect(page.locator("#reading .sheet, #reading .empty").first).to_be_visible()
    expect(page.locator("button:has-text('Hold it')")).to_be_enabled()
    tab_to(page, "Hold it")
    page.keyboard.press("Enter")
    page.wait_for_url("**/holdings/item-*")
    for key in ("g", "h"):
        page.keyboard.press(key)
    page.wait_for_url("**/holdings")
    page.keyboard.press("j")
    assert focused(page, "textContent") == "The harbour by keyboard"
    page.goto(f"{place.url}/holdings/{place.item}/matrix")
    for _ in range(9):
        page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#cell article")).to_contain_text("Portion 9")
    tab_to(page, "Release", "textContent.trim()")
    page.keyboard.press("Enter")
    page.wait_for_url("**/releases/draft-*")
    tab_to(page, "legal_basis", "name")
    page.keyboard.type("statute, section 1")
    tab_to(page, "Keep the record")
    page.keyboard.press("Enter")
    page.wait_for_url("**#disclosure")
    expect(page.locator("#d-legal_basis")).to_have_value("statute, section 1")
