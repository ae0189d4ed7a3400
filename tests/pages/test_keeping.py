"""Dossiers, retention, destruction, assurances and standing consents by their pages, with no script."""

from tests.pages.reading import Reader

LATER, LATER_YET = "2060-01-01", "2061-01-01"


def held(place, title):
    """A small report of its own, held."""
    banner, mark = "RESTRICTED//REL TO NZL, AUS", "(R//REL TO NZL, AUS)"
    text = f"{banner}\n\n# {mark} {title}\n\n{mark} 1. One paragraph.\n\n{banner}\n"
    return place.node.holdings.hold_document(place.people["drafter"], text).held.id


def test_a_dossier_opens_what_stands_in_it_to_its_members_alone(place):
    item = held(place, "A matter of few")
    with place.client("drafter") as one, place.client("analyst") as other, place.client("security") as third:
        drafter, analyst, security = Reader(one), Reader(other), Reader(third)
        drafter.go("/dossiers").send("/dossiers", title="Harbour of <b>Nuku'alofa</b>")
        dossier = drafter.path
        assert "Drafter, Pacific desk" in drafter.text
        assert "<b>Nuku" not in drafter.answer.text
        drafter.go(f"/holdings/{item}/dossier").send("/dossier", dossier=dossier.rpartition("/")[2])
        assert analyst.client.get(f"/holdings/{item}").status_code == 404
        assert analyst.client.get(dossier).content == analyst.client.get(f"{dossier[:-3]}aaa").content
        drafter.go(dossier).send("/admit", login="analyst")
        assert "Analyst, maritime" in drafter.text
        analyst.go(f"/holdings/{item}")
        assert "Harbour" in analyst.go("/dossiers").text
        security.go("/dossiers")
        assert "Harbour" not in security.answer.text
        security.go(dossier)
        assert "Analyst, maritime" in security.text
        assert "Harbour" not in security.answer.text
        form = next(each for each in security.page.forms if each.fields.get("account") == place.people["analyst"].id)
        security.client.post(form.get("action"), data=dict(form.form_values()))
        assert analyst.client.get(f"/holdings/{item}").status_code == 404
        assert drafter.client.post(f"{dossier}/admit", data={"login": "nobody"}).status_code == 422


def test_something_is_kept_held_for_a_court_and_destroyed_with_a_certificate(place):
    item = held(place, "To be destroyed")
    with place.client("security") as client, place.client("drafter") as other:
        security = Reader(client).go(f"/holdings/{item}")
        security.go(f"/holdings/{item}/keeping").send("/keeping/terms", until=LATER, destroy_by=LATER)
        assert LATER in security.text
        assert "To be destroyed" in security.go(f"/keeping?by={LATER}").text
        security.go(f"/holdings/{item}/keeping").send("/keeping/destroy", how="shredded", why="retention").send(
            f"/holdings/{item}/keeping/destroy", status=403
        )
        security.go(f"/holdings/{item}/keeping").send("/keeping/hold", why="High Court, CIV-2026-1")
        assert not security.forms("/destroy")
        security.send("/keeping/hold", button=("lift", "1"))
        assert "High Court" in security.text
        security.sure()
        security.send("/keeping/terms", until="", destroy_by="")
        security.send("/keeping/destroy", how="crypto-erasure", witness="Deputy security officer")
        assert "nobody can read it again" in security.text
        assert other.get(f"/holdings/{item}").status_code == 200  # asked, and not done yet
        security.sure()
        assert "Certificate of destruction" in security.text
        assert "Deputy security officer" in security.text
        assert other.get(f"/holdings/{item}").status_code == 404
        assert "To be destroyed" not in security.go(f"/holdings/{item}/keeping").answer.text
        assert security.page.xpath("//a[contains(@href, '/certificates/')]")
        nowhere = other.get(f"/holdings/{item[:-3]}aaa/keeping")
        assert other.get(f"/holdings/{item}/keeping").content == nowhere.content


def test_an_assurance_is_recorded_confirmed_and_reported_broken(place):
    with place.client("negotiator") as client, place.client("overseer") as other:
        negotiator = Reader(client).go("/assurances")
        negotiator.send("/assurances", party="AUS", until=LATER, says="no use in proceedings that may end in death <i>")
        assert "counts until" in negotiator.text
        assert "<i>" not in negotiator.answer.text
        negotiator.send("/confirm", until=LATER_YET)
        negotiator.send("/broken", says="it was used in a trial")
        assert "It cannot be taken back" in negotiator.text
        negotiator.sure()
        assert "No release rested on it" in negotiator.text
        overseer = Reader(other).go("/assurances")
        assert "broken" in overseer.text
        assert not overseer.forms("/assurances") + overseer.forms("/broken")


def test_a_standing_consent_is_made_after_a_second_look_and_withdrawn(place):
    with place.client("releaser") as client, place.client("overseer") as other:
        releaser = Reader(client).go("/consent-rules")
        releaser.send("/consent-rules", up_to="RESTRICTED", recipients="AUS, GBR", days="30", says="relief flights")
        assert "in your name" in releaser.text
        assert "relief flights" not in {one.says for one in place.node.looking.rules(place.people["releaser"])}
        releaser.sure()
        assert "relief flights" in releaser.text
        assert "relief flights" in Reader(other).go("/consent-rules").text
        releaser.send("/withdraw")
        assert "withdrawn" in releaser.text
        releaser.send("/consent-rules", up_to="RESTRICTED", recipients="", days="30", says="x", status=200).send(
            "/consent-rules", status=422
        )


def test_an_emergency_stands_for_three_days_and_an_overseer_looks_at_it(place):
    rule = "nzl-human-rights-assessment"
    with place.client("releaser") as client, place.client("overseer") as other:
        releaser = Reader(client).go("/assessments")
        releaser.send("/assessments/emergency", rule=rule, recipient="GBR", says="a ship is sinking <b>now</b>")
        assert "everything else is asked as ever" in releaser.text
        assert "sinking" not in Reader(other).go("/assessments").text  # asked, and not done yet
        releaser.sure()
        assert "make the assessment after an emergency" in releaser.go("/").text
        overseer = Reader(other).go("/")
        assert "look at an emergency" in overseer.text
        overseer.go("/assessments")
        assert "<b>now" not in overseer.answer.text
        assert not overseer.forms("/assessments/emergency")
        overseer.send("/review", says="a ship was sinking")
        assert "look at an emergency" not in overseer.go("/").text
        releaser.go("/assessments").send("/assessments", rule=rule, recipient="GBR", until=LATER, says="no risk was found")
        assert "counts until" in releaser.text
        assert "make the assessment after an emergency" not in releaser.go("/").text
        releaser.go("/assessments").send("/reopen", says="the law there changed")
        assert "opened again" in releaser.text
