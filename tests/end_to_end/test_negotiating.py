"""``relto agreements diff``, ``calendar``, ``map`` and ``new``."""

import shutil
from datetime import date, timedelta

import icalendar
import vobject
from tests.end_to_end.running import DAY, EXAMPLES, ROOT, answer, relto

LIBRARY = ROOT / "src" / "relto" / "agreements" / "library"


def test_two_agreements_stand_side_by_side():
    found = answer("agreements", "diff", "jpn-kor-2016", "jpn-nzl-2025")
    assert (found["first"]["id"], found["second"]["basis"]) == ("jpn-kor-2016", "secondary")
    topics = {one["topic"]: one for one in found["topics"]}
    third = topics["third-party"]
    assert (third["relation"], third["stricter"]) == ("different", "first")
    assert third["points"] == [{"says": "prior written consent in jpn-kor-2016, prior consent in jpn-nzl-2025", "stricter": "first"}]
    assert third["first"][0]["article"] == "6"
    assert topics["contractors"]["second"] == []
    shown = relto("agreements", "diff", "jpn-kor-2016", "jpn-nzl-2025").stdout
    assert "third-party: jpn-kor-2016 is stricter" in shown
    assert "jpn-nzl-2025: no clause recorded" in shown
    assert "a clause that is not recorded may yet stand there" in shown


def test_a_folder_is_compared_with_the_library_and_with_its_own_old_version(tmp_path):
    draft = shutil.copytree(LIBRARY / "jpn-kor-2016", tmp_path / "jpn-kor-2016")
    file = draft / "agreement.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("form: prior-written", "form: prior", 1), encoding="utf-8")
    topics = {one["topic"]: one for one in answer("agreements", "diff", "jpn-kor-2016", draft)["topics"]}
    assert [topic for topic, one in topics.items() if one["relation"] != "same"] == ["third-party"]
    assert "jpn-kor-2016 (first) is stricter" in relto("agreements", "diff", "jpn-kor-2016", draft).stdout
    assert "CHE" in relto("agreements", "diff", EXAMPLES / "draft" / "che-nzl-draft", "jpn-nzl-2025").stdout


def test_what_cannot_be_compared_is_refused(tmp_path):
    assert "no such agreement: found `jpn-usa`" in relto("agreements", "diff", "jpn-usa", "jpn-nzl-2025", code=3).stderr
    assert "no such folder" in relto("agreements", "diff", "jpn-nzl-2025", "./nowhere", code=3).stderr
    assert "not compared with itself" in relto("agreements", "diff", "jpn-nzl-2025", "jpn-nzl-2025", code=3).stderr
    broken = tmp_path / "x-y-2026"
    broken.mkdir()
    assert "name a folder with an agreement.yaml" in relto("agreements", "diff", "jpn-nzl-2025", broken, code=3).stderr
    (broken / "agreement.yaml").write_text("id: x-y-2026\n", encoding="utf-8")
    assert answer("agreements", "diff", broken, "jpn-nzl-2025", code=3)["error"]["message"] == "the field `title` is missing"


YEARS = ("agreements", "calendar", "--from", "2026-11-24", "--to", "2028-12-31")


def test_what_falls_due_is_told_with_its_article_and_what_has_no_day_too():
    found = answer(*YEARS, "--party", "KOR")
    assert [(one["on"], one["kind"], one["subject"], one["article"]) for one in found["due"]] == [
        ("2027-08-01", "last-day-of-notice", "che-kor-2022", "15(2)"),
        ("2027-08-24", "last-day-of-notice", "jpn-kor-2016", "21(3)"),
        ("2027-11-23", "renewal", "jpn-kor-2016", "21(3)"),
        ("2028-02-02", "renewal", "che-kor-2022", "15(2)"),
        ("2028-08-01", "last-day-of-notice", "che-kor-2022", "15(2)"),
        ("2028-08-24", "last-day-of-notice", "jpn-kor-2016", "21(3)"),
        ("2028-11-23", "renewal", "jpn-kor-2016", "21(3)"),
    ]
    assert {"agreement": "nzl-kor", "topic": "entry-into-force"}.items() <= found["without_day"][-1].items()
    shown = relto(*YEARS).stdout
    assert "last day to give notice (90 days before the end)" in shown
    assert "nld-aus-1977, review: Reviewed on request of either side. [art. 19]" in shown


def test_a_consent_that_runs_out_stands_in_the_calendar(tmp_path):
    consent = tmp_path / "consent.yaml"
    fields = ("id: usa-to-jpn", "by: USA", "recipients: [JPN]", "given_on: 2026-01-01", "until: 2027-02-01", "scheme: us", "up_to: SECRET")
    consent.write_text("\n".join(fields) + "\n", encoding="utf-8")
    found = answer(*YEARS, "--consent", consent, "--kind", "consent-ends")
    assert [(one["on"], one["subject"]) for one in found["due"]] == [("2027-02-01", "usa-to-jpn")]
    assert found["without_day"] == []


def test_the_calendar_is_read_back_by_two_parsers(tmp_path):
    out = tmp_path / "due.ics"
    found = {one["uid"]: one for one in answer(*YEARS, "--ics", out)["due"]}
    data = out.read_bytes()
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert b"\n" not in data.replace(b"\r\n", b"")
    events = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert {str(one["uid"]): (one.decoded("dtstart").isoformat(), one.decoded("dtend").isoformat()) for one in events} == {
        uid: (one["on"], str(date.fromisoformat(one["on"]) + timedelta(days=1))) for uid, one in found.items()
    }
    other = vobject.readOne(data.decode())
    assert {one.uid.value: one.dtstart.value.isoformat() for one in other.vevent_list} == {uid: one["on"] for uid, one in found.items()}
    for one in other.vevent_list:
        says, parties, article, *_ = one.description.value.split("\n")
        fact = found[one.uid.value]
        assert (says, parties, article) == (fact["says"], f"Parties: {', '.join(fact['parties'])}", f"Article: {fact['article']}")


def test_an_event_keeps_its_uid_when_its_day_moves(tmp_path):
    copied = shutil.copytree(LIBRARY, tmp_path / "network")
    before = answer(*YEARS, "--network", copied, "--kind", "last-day-of-notice")["due"]
    file = copied / "jpn-kor-2016" / "terms.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("90 days", "91 days"), encoding="utf-8")
    after = answer(*YEARS, "--network", copied, "--kind", "last-day-of-notice")["due"]
    assert [one["uid"] for one in before] == [one["uid"] for one in after]
    assert [one["on"] for one in before if one["subject"] == "jpn-kor-2016"] == ["2027-08-24", "2028-08-24"]
    assert [one["on"] for one in after if one["subject"] == "jpn-kor-2016"] == ["2027-08-23", "2028-08-23"]


def test_a_calendar_that_cannot_be_is_refused(tmp_path):
    assert "is no kind: one of entry-into-force" in relto("agreements", "calendar", "--kind", "party", code=2).stderr
    assert "is no day" in relto("agreements", "calendar", "--from", "soon", code=2).stderr
    refused = relto("agreements", "calendar", "--from", "2027-01-01", "--to", "2026-01-01", code=3).stderr
    assert "the last day lies before the first: found `2026-01-01`; expected a day from 2027-01-01 on" in refused
    out = tmp_path / "due.ics"
    empty = relto("agreements", "calendar", "--from", "2026-11-24", "--to", "2026-11-25", "--ics", out, code=3).stderr
    assert "nothing falls due in these days" in empty
    assert not out.exists()
    assert "both print" in relto(*YEARS, "--json", "--ics", "-", code=2).stderr
    assert "no such party" in relto(*YEARS, "--party", "QQQ", code=3).stderr
    assert "a year after that day" in relto("agreements", "calendar", "--from", "9999-06-01", code=3).stderr


def test_the_network_of_a_day_and_what_changed(tmp_path):
    svg, dot = tmp_path / "net.svg", tmp_path / "net.dot"
    found = answer("agreements", "map", "--at", DAY, "--compare", "2018-01-01", "--svg", svg, "--dot", dot)
    changed = {one["id"]: (one["change"], one["says"]) for one in found["agreements"] if one["change"]}
    assert changed["nzl-esp-2019"] == ("added", "not signed → in force")
    assert changed["nato-1997"] == ("changed", "joined: FIN, MKD, MNE, SWE")
    assert [one["id"] for one in found["communities"] if one["joined"] or one["left"]] == ["NATO"]
    assert svg.read_text(encoding="utf-8").startswith("<svg ")
    assert dot.read_text(encoding="utf-8").startswith("graph agreements {")
    shown = relto("agreements", "map", "--at", DAY, "--compare", "2018-01-01").stdout
    assert "From 2018-01-01 to 2026-11-23: 13 changes" in shown
    assert relto("agreements", "map", "--at", DAY, "--svg", "-").stdout == relto("agreements", "map", "--at", DAY, "--svg", "-").stdout
    plain = relto("agreements", "map", "--at", DAY).stdout
    assert "50 parties joined by 43 agreements" in plain
    assert "Named by none of them: CHN," in plain


def test_a_map_that_cannot_be_is_refused(tmp_path):
    assert "only one of" in relto("agreements", "map", "--svg", "-", "--dot", "-", code=2).stderr
    assert "only one of" in relto("agreements", "map", "--svg", "-", "--json", code=2).stderr
    assert "is no day" in relto("agreements", "map", "--compare", "then", code=2).stderr
    assert "cannot be written" in relto("agreements", "map", "--svg", tmp_path / "nowhere" / "x.svg", code=3).stderr


def test_the_picture_in_the_docs_is_the_network_s():
    drawn = relto("agreements", "map", "--at", DAY, "--compare", "2018-01-01", "--svg", "-").stdout
    assert drawn == (ROOT / "docs" / "images" / "network.svg").read_text(encoding="utf-8")


ROWS = ("--row", "SECRET=GEHEIM", "--row", "CONFIDENTIAL=VERTRAULICH")
PARTIES = ("--party", "NZL", "--party", "CHE")


def test_a_new_agreement_is_drafted_checked_and_asked(tmp_path):
    made = answer("agreements", "new", "nzl-che-new", *PARTIES, *ROWS, "--out", tmp_path, "--at", DAY)
    folder = tmp_path / "nzl-che-new"
    assert made["files"] == [str(folder / name) for name in ("agreement.yaml", "cases.yaml", "terms.yaml")]
    assert answer("agreements", "check", folder) == {"errors": 0, "problems": []}
    network = shutil.copytree(LIBRARY, tmp_path / "network")
    shutil.copytree(folder, network / "nzl-che-new")
    asked = answer("agreements", "cases", "nzl-che-new", "--network", network)
    assert (asked["failed"], len(asked["agreements"]["nzl-che-new"])) == (0, 5)
    refused = relto("agreements", "new", "nzl-che-new", *PARTIES, *ROWS, "--out", tmp_path, code=3).stderr
    assert "stands there already; nothing was written" in refused


def test_a_draft_that_cannot_be_is_refused_and_nothing_is_written(tmp_path):
    def refused(*words, code=3):
        return relto("agreements", "new", *words, "--out", tmp_path, code=code).stderr

    assert "NZL TOP SECRET, SECRET, CONFIDENTIAL" in refused("xy", *PARTIES)
    assert "the table is not monotone" in refused("xy", *PARTIES, "--row", "SECRET=INTERN", "--row", "RESTRICTED=GEHEIM")
    assert "no level of CHE: found `SECRET`" in refused("xy", *PARTIES, "--row", "SECRET=SECRET")
    assert "a row without a level of each party" in refused("xy", *PARTIES, "--row", "SECRET")
    assert "a public level needs no agreement" in refused("xy", *PARTIES, "--row", "UNCLASSIFIED=INTERN")
    assert "no level of a party protects as well as all its others" in refused(
        "xy", "--party", "NZL", "--party", "JPN", "--row", "SENSITIVE=極秘", "--row", "RESTRICTED=秘"
    )
    assert "no level of USA's own information" in refused("xy", "--party", "USA", "--party", "CHE", "--row", "RESTRICTED=INTERN")
    assert "there is an agreement of that name" in refused("jpn-nzl-2025", *PARTIES, *ROWS)
    assert "no identifier of an agreement" in refused("A B", *PARTIES, *ROWS)
    assert "no two parties" in refused("xy", "--party", "NZL", "--party", "NZL", *ROWS)
    assert "a party without a home scheme" in refused("xy", "--party", "NZL", "--party", "TON", *ROWS)
    assert "the end and the model do not go together" in refused("xy", *PARTIES, *ROWS, "--model", "operation")
    assert "the end and the model do not go together" in refused("xy", *PARTIES, *ROWS, "--until", "2027-01-01")
    assert "a sharing group has no table" in refused("xy", *PARTIES, *ROWS, "--model", "sharing-group")
    assert "is no model: one of treaty" in refused("xy", *PARTIES, *ROWS, "--model", "pact", code=2)
    assert list(tmp_path.iterdir()) == []
    assert "cannot be written" in relto("agreements", "new", "xy", *PARTIES, *ROWS, "--out", tmp_path / "nowhere", code=3).stderr


def test_an_operation_ends_on_its_day(tmp_path):
    relto("agreements", "new", "op-x", *PARTIES, *ROWS, "--model", "operation", "--until", "2027-06-01", "--out", tmp_path)
    network = shutil.copytree(LIBRARY, tmp_path / "network")
    file = shutil.copytree(tmp_path / "op-x", network / "op-x") / "agreement.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("in_force: null", "in_force: 2026-11-01"), encoding="utf-8")
    asked = ("decide", "--from", "NZL", "--to", "CHE", "--label", "SECRET//REL TO NZL, CHE", "--network", network, "--purpose", "op-x")
    assert relto(*asked, "--at", "2027-05-31").stdout.startswith("PERMIT")
    over = relto(*asked, "--at", "2027-06-01").stdout
    assert over.startswith("DENY")
    assert "no agreement in force" in over
