"""IC-ISM attributes: a marking on an element, and the markings of a document's portions."""

import pytest
from attrs import evolve
from lxml import etree

from relto.markings import parse
from relto.markings.formats import FORMATS
from relto.markings.formats.ism import is_rolled_up, labels_of, read_element, roll_up_of, write_attributes
from relto.markings.systems.us import AuthorityBlock
from relto.markings.systems.us.declassification import DeclassifyOn
from relto.primitives import Malformed

NS = 'xmlns:ism="urn:us:gov:ic:ism"'
US = 'ism:ownerProducer="USA"'
NF = 'ism:disseminationControls="NF"'
OC_NF = 'ism:disseminationControls="OC NF"'
REL = 'ism:disseminationControls="REL" ism:releasableTo="USA AUS"'


def element(attributes, inside=""):
    return f"<p {NS} {attributes}>{inside}</p>".encode()


def us(text, kind="banner"):
    return parse(text, system="us", kind=kind).label


@pytest.mark.parametrize(
    ("attributes", "marking"),
    [
        (f'ism:classification="U" {US}', "UNCLASSIFIED"),
        (f'ism:classification="S" {US} ism:disseminationControls="REL" ism:releasableTo="USA AUS GBR"', "SECRET//REL TO USA, AUS, GBR"),
        (f'ism:classification="TS" {US} ism:SCIcontrols="SI SI-G TK" {OC_NF}', "TOP SECRET//SI-G/TK//ORCON/NOFORN"),
        (f'ism:classification="TS" {US} ism:SCIcontrols="SI SI-G SI-G-ABCD" {OC_NF}', "TOP SECRET//SI-G ABCD//ORCON/NOFORN"),
        (f'ism:classification="S" {US} ism:atomicEnergyMarkings="RD RD-CNWDI" ism:disseminationControls="NF"', "SECRET//RD-CNWDI//NOFORN"),
        (f'ism:classification="S" {US} ism:FGIsourceOpen="AUS GBR" ism:disseminationControls="NF"', "SECRET//FGI AUS GBR//NOFORN"),
        (f'ism:classification="S" {US} ism:FGIsourceProtected="FGI" ism:disseminationControls="NF"', "SECRET//FGI//NOFORN"),
        (f'ism:classification="S" ism:ownerProducer="AUS USA" {REL}', "//JOINT SECRET AUS USA//REL TO USA, AUS"),
        ('ism:classification="S" ism:ownerProducer="DEU"', "//DEU SECRET"),
        (f'ism:classification="S" {US} ism:disseminationControls="DISPLAYONLY" ism:displayOnlyTo="IRQ"', "SECRET//DISPLAY ONLY IRQ"),
        ('ism:classification="S" ism:ownerProducer="NATO"', "//NATO SECRET"),
        (f'ism:classification="U" {US} ism:nonICmarkings="SBU-NF"', "UNCLASSIFIED//SBU NOFORN"),
        (f'ism:classification="S" ism:ownerProducer="AUS USA" ism:joint="true" {REL}', "//JOINT SECRET AUS USA//REL TO USA, AUS"),
        (f'ism:classification="S" {US} ism:joint="false"', "SECRET"),
        ('ism:classification="R" ism:ownerProducer="DEU"', "//DEU RESTRICTED"),
        (f'ism:classification="S" {US} ism:SARIdentifier="BP" ism:disseminationControls="NF"', "SECRET//SAR-BP//NOFORN"),
        (f'ism:classification="S" {US} ism:SARIdentifier="BP-J12-K15 CD" {NF}', "SECRET//SAR-BP-J12 K15/CD//NOFORN"),
        (f'ism:classification="S" {US} ism:SARIdentifier="BP BP-J12 BP-J12-K15 BP-J14" {NF}', "SECRET//SAR-BP-J12 K15-J14//NOFORN"),
        (f'ism:classification="TS" {US} ism:SCIcontrols="TK" ism:SARIdentifier="BP" {NF}', "TOP SECRET//TK//SAR-BP//NOFORN"),
    ],
)  # fmt: skip
def test_attributes_say_what_the_marking_says(attributes, marking):
    found = FORMATS["ism"].read(element(attributes)).label
    assert found == us(marking)
    assert FORMATS["ism"].read(FORMATS["ism"].write(found)).label == found


@pytest.mark.parametrize(
    ("attributes", "says"),
    [
        (US, "no classification"),
        (f'ism:classification="X" {US}', "no classification"),
        ('ism:classification="S"', "nobody owns it"),
        (f'ism:classification="S" {US} ism:releasableTo="USA AUS"', "stand together"),
        (f'ism:classification="S" {US} ism:disseminationControls="REL"', "stand together"),
        (f'ism:classification="S" {US} ism:disseminationControls="REL" ism:releasableTo="AUS USA"', "USA first"),
        (f'ism:classification="S" {US} ism:disseminationControls="REL" ism:releasableTo="USA"', "USA first"),
        (f'ism:classification="S" {US} ism:disseminationControls="NF  OC"', "a space too many"),
        (f'ism:classification="S" {US} ism:disseminationControls="NF NF"', "a word twice"),
        (f'ism:classification="S" {US} ism:disseminationControls=""', "an empty list"),
        (f'ism:classification="S" {US} ism:disseminationControls="NF REL" ism:releasableTo="USA AUS"', "NOFORN"),
        (f'ism:classification="TS" {US} ism:SCIcontrols="SI-G" ism:disseminationControls="OC NF"', "everything above it"),
        (f'ism:classification="S" {US} ism:SCIcontrols="NF"', "a word that its attribute does not have"),
        (f'ism:classification="S" {US} ism:disseminationControls="NF-ABC"', "a word that its attribute does not have"),
        (f'ism:classification="S" {US} {NF} ism:SARIdentifier="DOD:BP"', "no programme of version 13"),
        (f'ism:classification="S" {US} {NF} ism:SARIdentifier="DOD:S:BP"', "no programme of version 13"),
        (f'ism:classification="S" {US} {NF} ism:SARIdentifier="BUTTER_POPCORN"', "no programme of version 13"),
        (f'ism:classification="S" {US} {NF} ism:SARIdentifier="BP-J12-K15-L16"', "no programme of version 13"),
        (f'ism:classification="S" {US} {NF} ism:SARIdentifier="BP BP"', "a word twice"),
        (f'ism:classification="U" {US} ism:SARIdentifier="BP"', "cannot write this label"),
        (f'ism:classification="S" {US} ism:joint="true"', "who owns it together"),
        (f'ism:classification="S" ism:ownerProducer="AUS USA" ism:joint="false" {REL}', "who owns it together"),
        (f'ism:classification="S" ism:ownerProducer="AUS GBR" {REL}', "who owns it together"),
        (f'ism:classification="S" ism:ownerProducer="AUS USA" ism:joint="1" {REL}', "true or false"),
        ('ism:classification="S" ism:ownerProducer="AUS USA"', "JOINT"),
        (f'ism:classification="S" {US} ism:noticeType="DoD-Dist-C"', "an attribute that no label holds"),
        (f'ism:classification="S" {US} ism:createDate="yesterday"', "no day"),
        (f'ism:classification="S" {US} ism:createDate="2026-02-30"', "no day"),
        (f'ism:classification="S" {US} ism:compliesWith=" "', "an attribute without its text"),
        (f'ism:classification="S" {US} ism:compilationReason="a\u202eb"', "an attribute without its text"),
        (f'ism:classification="S" {US} ism:disseminationControls="EYES" ism:releasableTo="USA AUS"', "its attribute does not have"),
        (f'ism:classification="S" {US} ism:disseminationControls="REL" ism:releasableTo="USA AUS AUS"', "a word twice"),
        ('ism:classification="R" ism:ownerProducer="USA"', "no level of USA"),
        (f'ism:classification="S" {US} ism:futureCaveat="X"', "an attribute that no label holds"),
        ('ism:classification="S" ism:ownerProducer="DEU" ism:FGIsourceOpen="AUS"', "not the United States' own"),
        (f'ism:classification="S" {US} ism:FGIsourceProtected="AUS"', "a concealed source is not named"),
        (f'ism:classification="S" {US} ism:resourceElement="yes"', "true or false"),
    ],
)
def test_what_is_no_marking_is_refused(attributes, says):
    with pytest.raises(Malformed, match=says):
        FORMATS["ism"].read(element(attributes))


def test_other_systems_are_not_carried():
    with pytest.raises(Malformed, match="United States' markings alone"):
        FORMATS["ism"].write(parse("SECRET", system="nz").label)
    with pytest.raises(Malformed, match="who owns it together"):
        FORMATS["ism"].write(us("//JOINT SECRET CAN GBR//REL TO USA, CAN, GBR"))


def test_joint_is_said_in_the_words_of_later_versions_too():
    assert b'ism:joint="true"' in FORMATS["ism"].write(us("//JOINT SECRET AUS USA//REL TO USA, AUS"))
    assert b"joint" not in FORMATS["ism"].write(us("//DEU SECRET"))


ABOUT = 'ism:DESVersion="13" ism:ISMCATCESVersion="2" ism:compliesWith="USGov USIC" ism:createDate="2026-01-05"'


def test_what_says_nothing_about_who_may_have_it_is_kept():
    found = FORMATS["ism"].read(element(f'{ABOUT} {WHOLE} {BLOCK} ism:compilationReason="Together they show more."'))
    assert dict(found.informative)["compliesWith"] == ("USGov USIC",)
    assert dict(found.informative)["derivedFrom"] == ("Multiple Sources",)
    assert FORMATS["ism"].read(FORMATS["ism"].write(found)) == found
    for informative in (
        (("resourceElement", ("yes",)),),
        (("classification", ("U",)),),
        (("DESVersion", ("13", "14")),),
        (("DESVersion", ("13",)), ("DESVersion", ("13",))),
        (("createDate", ("2026-01-05",)), ("compliesWith", ("USGov",))),
        (("compliesWith", ("a\nb",)),),
        (("compliesWith", ("a\x00b",)),),
        (("declassDate", ("2046-11-23",)),),
    ):
        with pytest.raises(Malformed):
            FORMATS["ism"].write(evolve(found, informative=informative))


PORTIONS = (
    f'<portion ism:classification="S" {US} ism:disseminationControls="REL" ism:releasableTo="USA AUS GBR"/>'
    f'<portion ism:classification="U" {US}/>'
    f'<portion ism:classification="C" {US} ism:disseminationControls="REL" ism:releasableTo="USA AUS"/>'
    f'<portion ism:classification="TS" {US} ism:disseminationControls="NF" ism:excludeFromRollup="true"/>'
)
WHOLE = f'ism:resourceElement="true" ism:classification="S" {US} ism:disseminationControls="REL" ism:releasableTo="USA AUS"'
BLOCK = 'ism:derivativelyClassifiedBy="Reporting Analyst 7" ism:derivedFrom="Multiple Sources" ism:declassDate="2046-11-23"'


def test_the_portions_of_a_document_are_read_and_rolled_up():
    marked = labels_of(element(f"{WHOLE} {BLOCK}", PORTIONS))
    assert [one.of_the_whole for one in marked] == [True, False, False, False, False]
    assert marked[0].block is not None
    assert str(marked[0].block.declassify_on) == "20461123"
    assert roll_up_of(marked) == marked[0].label
    assert is_rolled_up(marked)
    assert not is_rolled_up(marked[:2])
    assert not is_rolled_up(labels_of(element(WHOLE.replace(' ism:disseminationControls="REL" ism:releasableTo="USA AUS"', ""), PORTIONS)))
    assert not is_rolled_up(labels_of(element(WHOLE, PORTIONS.replace(' ism:excludeFromRollup="true"', ""))))
    with pytest.raises(Malformed, match="no portion that counts"):
        is_rolled_up(marked[:1])
    assert len(labels_of(f'<r {NS} ism:DESVersion="13" ism:ISMCATCESVersion="2"><p {WHOLE}/></r>'.encode())) == 1
    with pytest.raises(Malformed, match="no classification"):
        labels_of(f'<r {NS} ism:DESVersion="13" ism:excludeFromRollup="true"><p {WHOLE}/></r>'.encode())
    with pytest.raises(Malformed, match="one element that marks the whole"):
        labels_of(element(f'ism:classification="S" {US}', PORTIONS))
    with pytest.raises(Malformed, match="one element that marks the whole"):
        labels_of(element(WHOLE, f"<p {WHOLE}/>"))


DERIVED = 'ism:derivativelyClassifiedBy="Reporting Analyst 7" ism:derivedFrom="Example SCG 2-1"'
ORIGINAL = 'ism:classifiedBy="Reporting Analyst 7" ism:classificationReason="1.4(c)"'
RD_NF = 'ism:atomicEnergyMarkings="RD" ism:disseminationControls="NF"'
DAY = 'ism:declassDate="2046-11-23"'


@pytest.mark.parametrize(
    ("attributes", "value"),
    [
        (f"{DERIVED} {DAY}", "20461123"),
        (f"{ORIGINAL} {DAY}", "20461123"),
        (f'{DERIVED} ism:declassEvent="End of the exercise"', "End of the exercise"),
        (f'{DERIVED} ism:declassException="25X1" {DAY}', "25X1, 20461123"),
        (f'{DERIVED} ism:declassException="25X6" ism:declassEvent="End of the treaty"', "25X6, End of the treaty"),
        (f'{DERIVED} ism:declassException="25X1-EO-12951"', "25X1, EO 12951"),
        (f'{DERIVED} ism:declassException="50X1-HUM"', "50X1-HUM"),
        (f'{DERIVED} ism:declassException="NATO"', "N/A to NATO portions. See source list for NSI portions."),
        (f'{DERIVED} ism:declassException="AEA" {RD_NF}', "N/A to RD portions. See source list for NSI portions."),
        (f'{DERIVED} ism:declassException="NATO-AEA" {RD_NF}', "N/A to RD and NATO portions. See source list for NSI portions."),
    ],
)
def test_a_block_is_read_and_written(attributes, value):
    node = etree.fromstring(element(f'ism:classification="S" {US} {attributes}'))
    found = read_element(node, "label")
    assert str(found.block.declassify_on) == value
    assert found.block.is_original == ("classificationReason" in attributes)
    again = etree.Element("p")
    write_attributes(found.label, again, found.block)
    assert dict(again.attrib) == dict(node.attrib)
    write_attributes(us("UNCLASSIFIED"), again)
    assert read_element(again, "label").label == us("UNCLASSIFIED")


@pytest.mark.parametrize(
    ("attributes", "says"),
    [
        (DERIVED, "no value of a Declassify On line"),
        (DAY, "an original or a derivative decision"),
        (f'ism:classifiedBy="Reporting Analyst 7" {DAY}', "an original or a derivative decision"),
        (f'ism:classifiedBy="Reporting Analyst 7" ism:derivedFrom="Example SCG 2-1" {DAY}', "an original or a derivative decision"),
        (f"{ORIGINAL} {DERIVED} {DAY}", "an original or a derivative decision"),
        (f'{DERIVED} ism:declassDate="20461123"', "no day"),
        (f'{DERIVED} ism:declassDate="2046-02-30"', "no day"),
        (f'{DERIVED} {DAY} ism:declassEvent="End of the exercise"', "no value of a Declassify On line"),
        (f'{DERIVED} ism:declassException="25X1"', "no value of a Declassify On line"),
        (f'{DERIVED} ism:declassException="25X1 25X2" {DAY}', "no value of a Declassify On line"),
        (f'{DERIVED} ism:declassException="50X1-HUM" {DAY}', "an exemption that stands alone"),
        (f'{DERIVED} ism:declassException="AEA"', "AEA without RD, FRD or TFNI"),
        (f'{DERIVED} ism:declassException="OADR" {DAY}', "no value of a Declassify On line"),
        (f'{DERIVED} ism:declassEvent="OADR"', "no value of a Declassify On line"),
        (f'ism:classifiedBy="Reporting Analyst 7" ism:classificationReason="because" {DAY}', "a reason without its category"),
        (f'ism:derivativelyClassifiedBy=" " ism:derivedFrom="Example SCG 2-1" {DAY}', "no line of a classification authority block"),
    ],
)
def test_a_block_that_is_none_is_refused(attributes, says):
    with pytest.raises(Malformed, match=says):
        labels_of(element(f'ism:resourceElement="true" ism:classification="S" {US} {attributes}'))
    with pytest.raises(Malformed, match="ISM-ID-00016"):
        labels_of(element(f'ism:resourceElement="true" ism:classification="U" {US} {attributes}'))


def test_a_block_that_the_attributes_cannot_say_is_not_written():
    nuclear = DeclassifyOn(not_applicable=frozenset({"RD", "FRD"}))
    with pytest.raises(Malformed, match="cannot say all of this label"):
        write_attributes(us("SECRET//RD//NOFORN"), etree.Element("p"), AuthorityBlock("Analyst", nuclear, derived_from="SCG"))
    alone = DeclassifyOn(not_applicable=frozenset({"NATO"}), source_list=False)
    with pytest.raises(Malformed, match="cannot say all of this label"):
        write_attributes(us("SECRET//NOFORN"), etree.Element("p"), AuthorityBlock("Analyst", alone, derived_from="SCG"))
    with pytest.raises(Malformed, match="ISM-ID-00016"):
        write_attributes(us("UNCLASSIFIED"), etree.Element("p"), AuthorityBlock("Analyst", nuclear, derived_from="SCG"))
