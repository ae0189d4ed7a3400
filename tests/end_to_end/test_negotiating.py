"""``relto agreements diff``, ``calendar``, ``map`` and ``new``."""

import shutil

from tests.end_to_end.running import EXAMPLES, ROOT, answer, relto

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
