"""A release and what follows it between two nodes, by people at browsers; from the approvals on, by people who have a keyboard alone."""

from datetime import timedelta

from playwright.sync_api import expect

from tests.pages.keyboard import enter, line_of, press, tab_to, type_day
from tests.pairs import DISCLOSURE, carried

PORTIONS = (
    ("(U)", "Landing grounds in the Kermadec Islands"),
    ("(S//REL TO NZL, JPN)", "1. The landing ground bears a transport aircraft, as paragraph 2 says."),
    ("(R//REL TO NZL, AUS)", "2. The harbour of the pilot station was quiet."),
    ("(S//REL TO NZL, JPN)", "3. Fuel on the island is short."),
)
RECORD = ("legal_basis", "purpose", "necessity", "proportionality", "reliability")


class Story:
    """Two nodes, the people at their pages, and everything that looked wrong on the way."""

    def __init__(self, parties, places, anybody):
        self.parties, self.anybody, self.people, self.wrong = parties, anybody, {}, []
        self.places = dict(zip(("nz", "jp"), places, strict=True))
        self.soon = (parties[0].node.surroundings.clock.now() + timedelta(days=9)).date().isoformat()

    def at(self, where, login):
        """Somebody at their browser, who comes in once."""
        if (where, login) not in self.people:
            self.people[where, login] = self.anybody(self.places[where], bypass_csp=True).enter(login)
        return self.people[where, login]

    def looked(self, person, name, *, axe=True):
        """Somebody looks at the page before them."""
        self.wrong += person.look(name, axe=axe)

    def carry(self):
        """What is due goes from node to node."""
        carried(*self.parties)


def waiting(person, about):
    """The row of somebody's duties about something."""
    return person.go("/").locator("tr[data-line]", has_text=about)


def take_up(person, about, what):
    """Take up one of one's duties."""
    page = person.go("/")
    line_of(page, about, what)
    press(page, "Enter")
    return page


def written_and_held(story):
    """New Zealand's drafter writes a report with Japan's view beside it, and holds it; its address."""
    drafter = story.at("nz", "drafter")
    page = drafter.go("/write")
    page.click("text=New paper")
    page.wait_for_url("**/write/paper-*")
    for place, (mark, text) in enumerate(PORTIONS):
        if place:
            page.locator("button[name=add]").nth(place - 1).click()
            expect(page.locator(".portion")).to_have_count(place + 1)
            page.locator("[name=front]").nth(place).select_option("")
        page.locator("[name=mark]").nth(place).fill(mark)
        page.locator(".portion textarea").nth(place).fill(text)
    page.select_option("#reader", "JPN")
    expect(page.locator("[data-next]")).to_have_text("USA →")
    sheet = page.locator("#reading .sheet")
    expect(sheet).to_contain_text("Fuel on the island is short")
    assert "harbour" not in sheet.inner_text()
    expect(page.locator("#reading .findings .error")).to_contain_text("paragraph 2")  # it stays here: the reference dangles
    story.looked(drafter, "write")
    page.locator(".portion textarea").nth(1).fill("1. The landing ground bears a transport aircraft.")
    expect(page.locator("#check:not([hx-get])")).to_have_count(1)
    expect(page.locator("#reading .findings .error")).to_have_count(0)
    page.click("text=Hold it")
    page.wait_for_url("**/holdings/item-*")
    return page.url.removeprefix(drafter.place.url)


def released(story):
    """It is prepared for Japan, approved by two, sent; the address of the release."""
    drafter, authority, second = (story.at("nz", login) for login in ("drafter", "authority", "second"))
    page = drafter.page
    page.click("main >> text=Release matrix")
    page.locator("tfoot form:has([value=JPN]) button").click()
    page.wait_for_url("**/releases/draft-*")
    for name in RECORD:
        page.fill(f"#d-{name}", getattr(DISCLOSURE, name))
    page.locator("[name=personal_data][value=no]").check()
    page.locator("[name=evaluated][value=yes]").check()
    page.click("text=Keep the record")
    page.click("text=Hand over for approval")
    page.wait_for_selector("text=0 did")
    for one in (authority, second):
        take_up(one, PORTIONS[0][1], "approve or refuse")
        one.page.wait_for_url("**/releases/*")
        assert DISCLOSURE.necessity in one.page.locator("main").inner_text()
        enter(one.page, "approve", "value")
        one.page.wait_for_selector("text=Words given")
    story.looked(second, "approved")
    take_up(authority, PORTIONS[0][1], "send: it is approved")
    authority.page.wait_for_url("**/releases/*")
    enter(authority.page, "Send it to JPN")
    authority.page.wait_for_selector("#receipts")
    return page.url.removeprefix(drafter.place.url)


def levels(page):
    """Which levels of receipts have come."""
    return [not one.startswith("not yet") for one in page.locator("#receipts ~ .scroll td").all_inner_texts()]


def received(story, release):
    """Japan's analyst finds it, opens it, says what was done; each level comes back. Its address in Japan."""
    drafter, analyst = story.at("nz", "drafter"), story.at("jp", "analyst")
    assert levels(drafter.go(release)) == [False, False, False, False]
    story.carry()
    assert levels(drafter.go(release)) == [True, False, False, False]
    page = analyst.go("/holdings")
    line_of(page, PORTIONS[0][1])
    press(page, "Enter")
    page.wait_for_url("**/holdings/item-*")
    arrived = page.url.removeprefix(analyst.place.url)
    assert "Fuel on the island" in page.locator("article.sheet").inner_text()
    assert "harbour" not in page.content()
    story.carry()
    assert levels(drafter.go(release)) == [True, True, True, False]
    tab_to(page, "act-says", "id")
    page.keyboard.type("the flights are planned with it")
    enter(page, "It was acted on")
    page.wait_for_selector("text=Who sent it is told")
    story.looked(analyst, "received")
    story.carry()
    assert levels(drafter.go(release)) == [True, True, True, True]
    story.looked(drafter, "receipts")
    return arrived


def asked(story, onward, word):
    """Japan's drafter asks to pass it on; it reaches New Zealand, whose authority looks at it."""
    authority, passing = story.at("nz", "authority"), story.at("jp", "drafter")
    page = passing.go(onward)
    enter(page, "Ask for it")
    tab_to(page, "says-1", "id")
    page.keyboard.type(f"the United States fly there too ({word})")
    tab_to(page, "by-1", "id")
    type_day(page, story.soon)
    enter(page, "Ask NZL")
    page.wait_for_url("**#consents")
    story.carry()
    page = take_up(authority, story.soon, "answer a request of consent")
    page.wait_for_url("**/consents/request-*")
    assert page.locator(".picture svg title").text_content() == "NZL → JPN → USA (asked: NZL)"
    assert f"({word})" in page.locator("main").inner_text()
    return page


def passed_on_with_consent(story, arrived):
    """The originator refuses one request, and grants another with a condition and a last day."""
    authority, passing = story.at("nz", "authority"), story.at("jp", "drafter")
    page = passing.go(f"{arrived}/matrix")
    page.locator("td.consent a[href$='/USA']").first.click()
    expect(page.locator("#cell")).to_contain_text("third-party rule")
    page.click("text=Prepare a release to USA")
    page.wait_for_url("**/releases/draft-*")
    onward = page.url.removeprefix(passing.place.url)
    page = asked(story, onward, "refuse")
    story.looked(authority, "consent-asked")
    page.fill("#says", "the source does not bear it")
    page.click("button[value=refuse]")
    page.wait_for_selector("text=refused")
    story.carry()
    page = asked(story, onward, "give")
    tab_to(page, "says", "name")
    page.keyboard.type("for the relief flights")
    tab_to(page, "until", "name")
    type_day(page, story.soon)
    tab_to(page, "conditions", "name")
    page.keyboard.type("returned after use")
    enter(page, "give", "value")
    page.wait_for_selector("text=What was consented to")
    story.looked(authority, "consent-given", axe=False)
    story.carry()
    page = authority.go("/consents")
    assert page.locator("h2:has-text('Answered lately') + .scroll tbody tr").count() >= 2
    story.looked(authority, "consents")
    page = passing.go(onward)
    assert page.locator("#consents ~ .scroll tbody tr").count() == 2
    assert "returned after use" in page.locator("#consents ~ .scroll").inner_text()
    assert page.locator("text=Ask for it").count() == 0
    story.looked(passing, "passing-on")


def consent_withdrawn(story):
    """New Zealand takes its consent back, by the page of it; Japan is told."""
    authority, passing = story.at("nz", "authority"), story.at("jp", "drafter")
    page = authority.go("/consents")
    line_of(page, "USA", "given")
    press(page, "Enter")
    page.wait_for_url("**/consents/request-*")
    enter(page, "Withdraw this consent")
    tab_to(page, "withdraw-says", "id")
    page.keyboard.type("the flights are over")
    enter(page, "Withdraw it", "textContent.trim()")
    page.wait_for_selector("main .tag-bad >> text=withdrawn")
    story.carry()
    expect(passing.go(page.url.removeprefix(authority.place.url)).locator("main .tag-bad")).to_contain_text("withdrawn")


def corrected(story, item, arrived):
    """New Zealand says what is wrong in it; Japan makes it known to who has it, and New Zealand sees that."""
    authority, security = story.at("nz", "authority"), story.at("jp", "security")
    page = authority.go(item)
    enter(page, "Correct it with everybody")
    tab_to(page, "correct-says", "id")
    page.keyboard.type("the strip is short, not long")
    tab_to(page, "correct-by", "id")
    type_day(page, story.soon)
    enter(page, "Correct it", "textContent.trim()")
    page.wait_for_url("**/exchange/orders/order-*")
    order = page.url.removeprefix(authority.place.url)
    story.carry()
    page = take_up(security, PORTIONS[0][1], "make a correction known")
    page.wait_for_url("**/exchange/orders/order-*")
    assert "the strip is short" in page.locator("main").inner_text()
    tab_to(page, "says", "id")
    page.keyboard.type("everybody who read it was told")
    enter(page, "It is known here")
    page.wait_for_selector("main >> text=everybody who read it was told")
    story.carry()
    assert "everybody has answered" in authority.go(order).locator("main").inner_text()
    assert "Fuel on the island" in story.at("jp", "analyst").go(arrived).locator("article.sheet").inner_text()  # it stays


def agreement_stopped(story):
    """New Zealand suspends the agreement at once, Japan sees it, and New Zealand takes it up again."""
    authority, theirs = story.at("nz", "authority"), story.at("jp", "authority")
    page = authority.go("/counterparts/JPN")
    enter(page, "/agreements/", "getAttribute?.('href') ?? ''")
    page.wait_for_url("**/counterparts/JPN/agreements/*")
    pact = page.url.removeprefix(authority.place.url)
    tab_to(page, "suspend-says", "id")
    page.keyboard.type("until the breach is looked into")
    press(page, "Enter")
    page.wait_for_selector("text=Yes, do it")
    enter(page, "Yes, do it")
    page.wait_for_selector("text=Resume it")
    story.carry()
    assert "Suspended there since" in theirs.go(pact.replace("/JPN/", "/NZL/")).locator("main").inner_text()
    enter(page, "Resume it", "textContent.trim()")
    page.wait_for_selector("text=Suspend it at once")
    story.carry()
    assert "Suspended there since" not in theirs.go(pact.replace("/JPN/", "/NZL/")).locator("main").inner_text()


def recalled(story, item):
    """New Zealand recalls it. What is refused first is refused beside its field, with everything typed still there."""
    authority = story.at("nz", "authority")
    page = authority.go(item)
    enter(page, "Recall it from everybody")
    tab_to(page, "recall-says", "id")
    page.keyboard.type("the source was wrong")
    page.eval_on_selector("#recall-by", "one => one.removeAttribute('min')")
    page.fill("#recall-by", "2020-01-01")
    page.click("button:has-text('Recall it')")
    field = page.locator("#recall-by")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_attribute("aria-describedby", "wrong-recall-by")
    expect(field).to_be_focused()
    expect(page.locator("#wrong-recall-by")).to_contain_text("the day is over already")
    expect(page.locator("#recall-says")).to_have_value("the source was wrong")
    story.looked(authority, "refused")
    type_day(page, story.soon)
    enter(page, "Recall it", "textContent.trim()")
    page.wait_for_url("**/exchange/orders/order-*")
    story.carry()
    return page.url.removeprefix(authority.place.url)


def recall_answered(story, order, arrived):
    """New Zealand sees who has not answered; Japan destroys it and says so; New Zealand sees that."""
    authority, analyst, security = story.at("nz", "authority"), story.at("jp", "analyst"), story.at("jp", "security")
    assert "1 party has not answered: JPN" in authority.go(order).locator("main").inner_text()
    story.looked(authority, "recall-given", axe=False)
    assert analyst.go(arrived).locator("h1").inner_text() == "There is no such page"
    security.go("/")
    story.looked(security, "duties", axe=False)
    page = take_up(security, PORTIONS[0][1], "answer a recall")
    page.wait_for_url("**/exchange/orders/order-*")
    assert "the source was wrong" in page.locator("main").inner_text()
    story.looked(security, "recall-came")
    tab_to(page, "says", "id")
    page.keyboard.type("overwritten")
    tab_to(page, "witness", "id")
    page.keyboard.type("Deputy security officer")
    enter(page, "Destroy it and say so")
    page.wait_for_selector("text=Digest of the certificates")
    story.looked(security, "recall-answered", axe=False)
    assert waiting(security, PORTIONS[0][1]).count() == 0
    story.carry()
    assert "everybody has answered" in authority.go(order).locator("main").inner_text()
    for one, name in ((authority, "exchange"), (security, "exchange-there")):
        page = one.go("/exchange")
        assert page.locator(f"#orders ~ .scroll a[href='{order}']").count() == 1
        story.looked(one, name, axe=one is authority)


def test_a_report_is_written_released_passed_on_with_consent_and_recalled(both, anybody):
    story = Story(*both, anybody)
    item = written_and_held(story)
    release = released(story)
    arrived = received(story, release)
    passed_on_with_consent(story, arrived)
    consent_withdrawn(story)
    corrected(story, item, arrived)
    agreement_stopped(story)
    order = recalled(story, item)
    recall_answered(story, order, arrived)
    for one, status in ((story.at("nz", "authority"), "422"), (story.at("jp", "analyst"), "404")):
        assert [said for said in one.wrong if status not in said] == []  # the browser tells of the refusals too
        one.wrong.clear()
    assert story.wrong == []
