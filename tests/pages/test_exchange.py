"""A release and what follows it between two nodes, by people at browsers."""

from datetime import timedelta

from playwright.sync_api import expect

from tests.pages.keyboard import enter, tab_to, type_day
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
        waiting(one, PORTIONS[0][1]).locator("text=approve or refuse").click()
        one.page.wait_for_url("**/releases/*")
        assert DISCLOSURE.necessity in one.page.locator("main").inner_text()
        one.page.click("text=Approve exactly this")
        one.page.wait_for_selector("text=Words given")
    story.looked(second, "approved")
    waiting(authority, PORTIONS[0][1]).locator("text=send: it is approved").click()
    authority.page.click("button:has-text('Send it to JPN')")
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
    page.click(f"text={PORTIONS[0][1]}")
    page.wait_for_url("**/holdings/item-*")
    arrived = page.url.removeprefix(analyst.place.url)
    assert "Fuel on the island" in page.locator("article.sheet").inner_text()
    assert "harbour" not in page.content()
    story.carry()
    assert levels(drafter.go(release)) == [True, True, True, False]
    page.fill("#act-says", "the flights are planned with it")
    page.click("text=It was acted on")
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
    page.click("text=Ask for it")
    page.fill("#says-1", f"the United States fly there too ({word})")
    page.fill("#by-1", story.soon)
    page.click("button:has-text('Ask NZL')")
    page.wait_for_url("**#consents")
    story.carry()
    waiting(authority, story.soon).locator("text=answer a request of consent").click()
    page = authority.page
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
    tab_to(page, "says", "name")  # by keyboard alone
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


def recalled(story, item):
    """New Zealand recalls it. What is refused first is refused beside its field, with everything typed still there."""
    authority = story.at("nz", "authority")
    page = authority.go(item)
    page.click("text=Recall it from everybody")
    page.fill("#recall-says", "the source was wrong")
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
    field.fill(story.soon)
    page.click("button:has-text('Recall it')")
    page.wait_for_url("**/exchange/orders/order-*")
    story.carry()
    return page.url.removeprefix(authority.place.url)


def recall_answered(story, order, arrived):
    """New Zealand sees who has not answered; Japan destroys it and says so; New Zealand sees that."""
    authority, analyst, security = story.at("nz", "authority"), story.at("jp", "analyst"), story.at("jp", "security")
    assert "1 party has not answered: JPN" in authority.go(order).locator("main").inner_text()
    story.looked(authority, "recall-given", axe=False)
    assert analyst.go(arrived).locator("h1").inner_text() == "There is no such page"
    duty = waiting(security, PORTIONS[0][1])
    story.looked(security, "duties", axe=False)
    duty.locator("text=answer a recall").click()
    page = security.page
    page.wait_for_url("**/exchange/orders/order-*")
    assert "the source was wrong" in page.locator("main").inner_text()
    story.looked(security, "recall-came")
    page.fill("#says", "overwritten")
    page.fill("#witness", "Deputy security officer")
    page.click("text=Destroy it and say so")
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
    order = recalled(story, item)
    recall_answered(story, order, arrived)
    for one, status in ((story.at("nz", "authority"), "422"), (story.at("jp", "analyst"), "404")):
        assert [said for said in one.wrong if status not in said] == []  # the browser tells of the refusals too
        one.wrong.clear()
    assert story.wrong == []
