"""The registry, the schemes, the labels that markings become, and what recipients write."""

import pytest

from relto.labels import Exclusion, Label
from relto.markings import MarkingError, parse, render, system, system_ids
from relto.markings.explaining import called, explain
from relto.markings.slashed import SlashedSystem
from relto.primitives import Malformed


def label(text, name, **how):
    return parse(text, system=name, **how).label


def test_the_systems():
    assert set(system_ids()) > {"us", "nz", "au", "uk", "ca", "jp", "nato", "tlp", "eu", "deu", "fra", "kor", "che", "swe"}
    assert list(system_ids()) == sorted(system_ids())
    assert [system(name).scheme.id for name in system_ids()] == list(system_ids())
    assert system("nz") is system("nz")
    assert repr(system("nz")) == "<marking system nz>"
    with pytest.raises(Malformed, match="an unknown marking system") as refused:
        system("fr")
    assert refused.value.expected == f"one of {', '.join(system_ids())}"


@pytest.mark.parametrize(
    ("name", "public"),
    [("us", {"UNCLASSIFIED"}), ("nz", {"UNCLASSIFIED"}), ("ca", {"UNCLASSIFIED"}), ("uk", {"UNCLASSIFIED"}), ("au", {"UNCLASSIFIED"}),
     ("jp", {"UNCLASSIFIED"}), ("nato", set()), ("tlp", {"TLP:CLEAR"})],
)  # fmt: skip
def test_public_levels(name, public):
    assert system(name).scheme.public == public


def test_ladders():
    nz, ca = system("nz").scheme, system("ca").scheme
    assert not nz.protects("SENSITIVE", "RESTRICTED")
    assert not nz.protects("RESTRICTED", "SENSITIVE")
    assert nz.protects("CONFIDENTIAL", "SENSITIVE")
    assert nz.protects("CONFIDENTIAL", "RESTRICTED")
    assert not ca.protects("TOP SECRET", "PROTECTED A")
    assert not ca.protects("PROTECTED C", "CONFIDENTIAL")
    assert system("jp").scheme.levels == ("UNCLASSIFIED", "秘", "極秘", "機密")


@pytest.mark.parametrize(
    ("text", "name", "title"),
    [
        (
            "TOP SECRET//SI-G/TK//RSEN/ORCON/NOFORN",
            "us",
            "TOP SECRET//SI-GAMMA/TALENT KEYHOLE//RISK SENSITIVE/ORIGINATOR CONTROLLED/NOT RELEASABLE TO FOREIGN NATIONALS",
        ),
        ("SECRET//RD-SIGMA 20//NOFORN", "us", "SECRET//RESTRICTED DATA-SIGMA 20//NOT RELEASABLE TO FOREIGN NATIONALS"),
        (
            "SECRET//RD-CNWDI-SIGMA 14",
            "us",
            "SECRET//RESTRICTED DATA-CRITICAL NUCLEAR WEAPON DESIGN INFORMATION-SIGMA 14",
        ),
        ("TOP SECRET//TK//SAR-BP/CA", "us", "TOP SECRET//TALENT KEYHOLE//SPECIAL ACCESS REQUIRED-BP/CA"),
        ("SECRET//FGI DEU//REL TO USA, DEU", "us", "SECRET//FOREIGN GOVERNMENT INFORMATION DEU//AUTHORIZED FOR RELEASE TO USA, DEU"),
        ("SECRET//NZEO", "nz", "SECRET//NEW ZEALAND EYES ONLY"),
        ("極秘//特定秘密", "jp", "極秘//特定秘密"),
    ],
)  # fmt: skip
def test_titles(text, name, title):
    assert render(label(text, name), kind="title") == title


def test_originator_controls():
    assert system("us").scheme.originator_controls == {"ORCON", "ORCON-USGOV"}
    assert all(system(name).scheme.originator_controls == {"ORCON"} for name in ("nz", "au", "uk", "ca"))
    assert label("SECRET//ORCON", "nz").is_originator_controlled


@pytest.mark.parametrize(
    ("text", "name", "exclusion"),
    [
        ("SECRET//NOFORN", "us", Exclusion("NOFORN", frozenset({"USA"}))),
        ("//DEU SECRET//NOFORN", "us", Exclusion("NOFORN", frozenset({"USA"}))),
        ("UNCLASSIFIED//SBU NOFORN", "us", Exclusion("NOFORN", frozenset({"USA"}))),
        ("SECRET//NZEO", "nz", Exclusion("NZEO", frozenset({"NZL"}))),
        ("SECRET//AUSTEO", "au", Exclusion("AUSTEO", frozenset({"AUS"}))),
        ("SECRET//AGAO", "au", Exclusion("AGAO", frozenset({"AUS"}))),
        ("SECRET//UK EYES ONLY", "uk", Exclusion("UK EYES ONLY", frozenset({"GBR"}))),
        ("SECRET//UK/US EYES ONLY", "uk", Exclusion("UK/US EYES ONLY", frozenset({"GBR", "USA"}))),
        ("SECRET//FIVE EYES ONLY", "uk", Exclusion("FIVE EYES ONLY", frozenset({"FVEY"}))),
        ("SECRET//CEO", "ca", Exclusion("CEO", frozenset({"CAN"}))),
        ("NATO SECRET//NATO ONLY", "nato", Exclusion("NATO ONLY", frozenset({"NATO"}))),
    ],
)
def test_exclusions(text, name, exclusion):
    assert label(text, name).exclusions == {exclusion}


def test_originators():
    assert label("SECRET", "us").originators == frozenset()
    joint = label("//JOINT SECRET CAN GBR USA//REL TO USA, CAN, GBR", "us")
    assert (joint.joint, joint.originators) == (True, {"CAN", "GBR", "USA"})
    assert label("//DEU SECRET", "us").originators == {"DEU"}
    assert label("//COSMIC TOP SECRET//BOHEMIA", "us") == Label(
        system("us").scheme, "TOP SECRET", originators={"NATO"}, compartments={"BOHEMIA"}
    )
    assert label("//FGI SECRET", "us").originators == {"FGI"}
    assert label("SECRET//FGI DEU GBR", "us").originators == {"USA", "DEU", "GBR"}
    assert label("SECRET//FGI", "us").originators == {"USA", "FGI"}
    assert label("(S//FGI USA)", "nz", kind="portion").originators == {"NZL", "USA"}


def test_lists_and_compartments():
    assert label("SECRET//REL TO USA, FVEY", "us").releasable_to == {"USA", "FVEY"}
    assert label("NATO SECRET//RELEASABLE TO JPN, NZL", "nato").releasable_to == {"NATO", "JPN", "NZL"}
    assert label("SECRET//DISPLAY ONLY AFG", "us").display_only == {"AFG"}
    assert label("TOP SECRET//SI-G ABCD//ORCON", "us").compartments == {"SI", "SI-G", "SI-G ABCD"}
    assert label("TOP SECRET//SAR-BP-123", "us").compartments == {"SAR", "SAR-BP", "SAR-BP-123"}
    assert label("SECRET//RD-SIGMA 14 18", "us").compartments == {"RD", "RD-SIGMA", "RD-SIGMA 14", "RD-SIGMA 18"}
    assert label("OFFICIAL-SENSITIVE", "uk").controls == {"SENSITIVE"}
    assert label("極秘//特定秘密", "jp").controls == {"特定秘密"}


def test_the_shorthand_takes_the_banners_list():
    banner = label("SECRET//REL TO USA, GBR, NZL", "us")
    assert label("(C//REL)", "us", kind="portion", banner=banner).releasable_to == {"USA", "GBR", "NZL"}
    joint = label("//JOINT SECRET GBR USA//REL TO USA, FVEY", "us")
    portion = label("(//JOINT S//REL)", "us", kind="portion", banner=joint)
    assert (portion.originators, portion.releasable_to, portion.joint) == ({"GBR", "USA"}, {"USA", "FVEY"}, True)
    for wrong in (label("SECRET//NOFORN", "us"), label("SECRET//REL TO NZL, AUS", "nz")):
        with pytest.raises(MarkingError, match="points to the banner's list"):
            label("(S//REL)", "us", kind="portion", banner=wrong)


def test_the_callers_communities():
    text = "SECRET//REL TO NZL, AUS, PACIFIC-NET"
    with pytest.raises(MarkingError, match="an unknown code"):
        label(text, "nz")
    assert "PACIFIC-NET" in label(text, "nz", communities={"PACIFIC-NET"}).releasable_to
    assert render(label(text, "nz", communities={"PACIFIC-NET"})) == text


def test_received():
    assert system("us").received("SECRET", ("NZL",)) == "//NZL SECRET"
    assert system("us").received("SECRET", ("NZL", "AUS")) == "//AUS NZL SECRET"
    assert system("us").received("TOP SECRET", ("NATO",)) == "//COSMIC TOP SECRET"
    assert system("us").received("SECRET", ()) == "SECRET"
    assert system("jp").received("機密", ("NZL",)) == "機密 (NZL)"
    assert system("nz").received("SECRET", ("AUS", "USA")) == "SECRET (AUS/USA)"
    for wrong in ("ULTRA", "SENSITIVE & RESTRICTED"):
        with pytest.raises(Malformed):
            system("nz").received(wrong, ("JPN",))
    with pytest.raises(Malformed):
        system("us").received("SECRET", ("USA",))


@pytest.mark.parametrize(
    ("scheme", "change", "message"),
    [
        ("nz", {"level": "SENSITIVE & RESTRICTED"}, "joined level"),
        ("nz", {"controls": {"FOUO"}}, "no such marking"),
        ("nz", {"compartments": {"HCS-P"}}, "no such marking"),
        ("nz", {"display_only": {"AUS"}}, "no such list"),
        ("nz", {"releasable_to": {"AUS"}}, "names its own country"),
        ("nz", {"releasable_to": {"NZL"}}, "names somebody besides"),
        ("nz", {"releasable_to": {"NZL", "AUS/X"}}, "no code that a list can hold"),
        ("nz", {"exclusions": {Exclusion("NZEO", frozenset({"NZL", "AUS"}))}}, "cannot write all"),
        ("us", {"originators": {"DEU", "FGI", "GBR"}, "joint": True}, "cannot write"),
        ("us", {"compartments": {"SAR"}}, "cannot write all"),
        ("nato", {"level": "NATO SECRET", "originators": {"USA"}}, "starts with its level"),
        ("nato", {"level": "NATO SECRET", "originators": {"NATO", "USA"}}, "cannot write foreign sources"),
        ("tlp", {"level": "TLP:RED", "controls": {"ORCON"}}, "says nothing but its colour"),
    ],
)
def test_labels_that_cannot_be_written(scheme, change, message):
    with pytest.raises(Malformed, match=message):
        render(Label(system(scheme).scheme, **{"level": "SECRET", **change}))


def test_a_national_roll_up_with_nobody_in_common():
    nz, uk, jp = system("nz"), system("uk"), system("jp")
    parts = [nz.parse(text).label for text in ("SECRET//REL TO NZL, AUS", "SECRET//REL TO NZL, GBR")]
    assert nz.render(nz.roll_up(parts)) == "SECRET"
    official = [uk.parse(text).label for text in ("OFFICIAL//REL TO GBR, AUS", "OFFICIAL//REL TO GBR, NZL")]
    assert uk.roll_up(official).releasable_to is None
    secret = [jp.parse(text).label for text in ("極秘//REL TO JPN, AUS", "極秘//REL TO JPN, NZL")]
    assert jp.roll_up(secret).releasable_to is None


def test_a_marking_over_the_limit_is_refused_unread():
    for lenient in (False, True):
        with pytest.raises(MarkingError, match="too long") as refused:
            parse("SECRET//" + "A" * 2000, system="us", lenient=lenient)
        assert refused.value.found == "2008 characters"


def test_repairs_say_what_and_where():
    reading = parse("secret // nf", system="us", lenient=True)
    assert [(one.column, one.before, one.after) for one in reading.repairs] == [
        (7, "secret ", "secret"),
        (10, " nf", "nf"),
        (1, "secret", "SECRET"),
        (11, "nf", "NF"),
        (11, "nf", "NOFORN"),
    ]


@pytest.mark.parametrize("name", system_ids())
def test_a_system_is_called_in_the_language_of_the_explanation(name):
    one = system(name)
    label = Label(one.scheme, one.scheme.levels[-1])
    japanese = called(one, "ja")
    assert called(one, "en") == one.name
    assert explain(label, one, "ja")[0].says.startswith(f"{japanese}の")
    assert name in {"iep", "nato", "tlp"} or not japanese.isascii()


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("name", [name for name in system_ids() if name != "us"])
def test_every_word_of_a_label_has_a_meaning(name, language):
    one = system(name)
    terms = [term.name for term in one.vocabulary.terms] if isinstance(one, SlashedSystem) else []
    fused = [control for _, control in one.vocabulary.fused["banner"]] if isinstance(one, SlashedSystem) else []
    assert [word for word in (*one.scheme.levels, *terms, *fused) if not one.means(word, language)] == []


@pytest.mark.parametrize("name", [name for name in system_ids() if name not in {"us", "tlp"}])
def test_no_colour_is_invented(name):
    assert all(system(name).colour(level) is None for level in system(name).scheme.levels)
    assert all(system("tlp").colour(level).source for level in system("tlp").scheme.levels)


def test_a_public_whole_of_lists_with_nobody_in_common_is_not_for_everybody():
    nz = system("nz")
    parts = [label(text, "nz") for text in ("UNCLASSIFIED//REL TO NZL, AUS", "UNCLASSIFIED//REL TO NZL, GBR")]
    whole = nz.roll_up(parts)
    assert (whole.releasable_to, whole.is_public) == ({"NZL"}, False)
    with pytest.raises(Malformed, match="names somebody besides"):
        render(whole)
