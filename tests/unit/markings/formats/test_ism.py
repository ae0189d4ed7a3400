"""IC-ISM attributes: a marking on an element, and the markings of a document's portions."""

import pytest
from attrs import evolve

from relto.markings import parse
from relto.markings.formats import FORMATS
from relto.markings.formats.ism import labels_of, roll_up_of
from relto.primitives import Malformed

NS = 'xmlns:ism="urn:us:gov:ic:ism"'
US = 'ism:ownerProducer="USA"'
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
        (f'ism:classification="S" {US} ism:SARIdentifier="ABC"', "an attribute that no label holds"),
        (f'ism:classification="S" {US} ism:futureCaveat="X"', "an attribute that no label holds"),
        ('ism:classification="S" ism:ownerProducer="DEU" ism:FGIsourceOpen="AUS"', "not the United States' own"),
        (f'ism:classification="S" {US} ism:FGIsourceProtected="AUS"', "a concealed source is not named"),
        (f'ism:classification="S" {US} ism:resourceElement="yes"', "true or false"),
    ],
)
def test_what_is_no_marking_is_refused(attributes, says):
    with pytest.raises(Malformed, match=says):
        FORMATS["ism"].read(element(attributes))


def test_other_systems_and_programmes_are_not_carried():
    with pytest.raises(Malformed, match="United States' markings alone"):
        FORMATS["ism"].write(parse("SECRET", system="nz").label)
    with pytest.raises(Malformed):
        FORMATS["ism"].write(us("SECRET//SAR-BP//NOFORN"))


PORTIONS = (
    f'<portion ism:classification="S" {US} ism:disseminationControls="REL" ism:releasableTo="USA AUS GBR"/>'
    f'<portion ism:classification="U" {US}/>'
    f'<portion ism:classification="C" {US} ism:disseminationControls="REL" ism:releasableTo="USA AUS"/>'
    f'<portion ism:classification="TS" {US} ism:disseminationControls="NF" ism:excludeFromRollup="true"/>'
)
WHOLE = f'ism:resourceElement="true" ism:classification="S" {US} ism:disseminationControls="REL" ism:releasableTo="USA AUS"'
BLOCK = 'ism:classifiedBy="Reporting Analyst 7" ism:derivedFrom="Multiple Sources" ism:declassDate="2046-11-23"'


def test_the_portions_of_a_document_are_read_and_rolled_up():
    marked = labels_of(element(f"{WHOLE} {BLOCK}", PORTIONS))
    assert [one.of_the_whole for one in marked] == [True, False, False, False, False]
    assert marked[0].block is not None
    assert str(marked[0].block.declassify_on) == "20461123"
    assert roll_up_of(marked) == evolve(marked[0].label)
    with pytest.raises(Malformed, match="one element that marks the whole"):
        labels_of(element(f'ism:classification="S" {US}', PORTIONS))
    with pytest.raises(Malformed, match="one element that marks the whole"):
        labels_of(element(WHOLE, f"<p {WHOLE}/>"))


def test_a_block_that_is_none_is_refused():
    with pytest.raises(Malformed, match="without its line"):
        labels_of(element(f'{WHOLE} ism:classifiedBy="Reporting Analyst 7"', PORTIONS))
