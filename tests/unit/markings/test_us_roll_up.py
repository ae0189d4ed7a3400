"""The banner of a United States document: the manual's own examples and the rules of its table 3."""

from datetime import date

import pytest
from attrs import evolve

from relto.markings import parse, render, system
from relto.primitives import Malformed

MEMBERS = {
    "FVEY": frozenset({"AUS", "CAN", "GBR", "NZL", "USA"}),
    "ACGU": frozenset({"AUS", "CAN", "GBR", "USA"}),
    "NATO": frozenset({"CAN", "DEU", "GBR", "USA"}),
}


def banner(*portions, marked_on=None):
    us = system("us")
    labels = [evolve(us.parse(one, kind="portion").label, marked_on=marked_on) for one in portions]
    return render(us.roll_up(labels, MEMBERS.get))


@pytest.mark.parametrize(
    ("portions", "whole"),
    [
        (("U", "U"), "UNCLASSIFIED"),
        (("S", "C"), "SECRET"),
        (("S//NF", "U"), "SECRET//NOFORN"),  # rule 1
        (("S//NF", "S//REL TO USA, GBR"), "SECRET//NOFORN"),  # rule 2
        (("S//NF", "C//RELIDO"), "SECRET//NOFORN"),
        (("S//NF", "C//DISPLAY ONLY AFG"), "SECRET//NOFORN"),
        (("S//NF", "U//SBU-NF"), "SECRET//NOFORN"),  # rule 3
        (("U//FOUO", "U//SBU-NF"), "UNCLASSIFIED//SBU NOFORN"),  # H.9, SBU NOFORN, page 1
        (("U//FOUO/NF", "U//SBU-NF"), "UNCLASSIFIED//NOFORN//SBU"),  # page 3
        (("U//REL TO USA, FVEY", "U//SBU-NF"), "UNCLASSIFIED//NOFORN//SBU"),  # page 4
        (("U//FOUO", "U//LES-NF"), "UNCLASSIFIED//LES NOFORN"),  # H.9, LES NOFORN, page 2
        (("U//FOUO", "U//SBU-NF", "S//REL TO USA, AUS"), "SECRET//NOFORN"),  # H.9, SBU NOFORN, page 2
        (("U//FOUO/REL TO USA, JPN", "S//REL TO USA, JPN"), "SECRET//REL TO USA, JPN"),  # H.1, page 2
        (("U//REL TO USA, FVEY", "U"), "UNCLASSIFIED//REL TO USA, FVEY"),  # H.1, page 5
        (("S//REL TO USA, ACGU", "U//REL TO USA, ACGU//SSI"), "SECRET//REL TO USA, ACGU//SSI"),  # H.9, SSI, page 2
        (("U//DSEN", "S//NF/DSEN"), "SECRET//NOFORN/DEA SENSITIVE"),  # H.8, page 2
        (("U//SBU-NF", "U"), "UNCLASSIFIED//SBU NOFORN"),
        (("S//NF", "U//LES-NF"), "SECRET//NOFORN//LES"),  # rule 6
        (("S", "U//LES-NF"), "SECRET//NOFORN//LES"),  # rule 7
        (("S//REL TO USA, GBR", "S//REL TO USA, AUS"), "SECRET//NOFORN"),  # rule 9
        (("S//REL TO USA, FVEY", "C//REL TO USA, ISAF"), "SECRET//NOFORN"),  # H.1, SECRET, page 2
        (("S//REL TO USA, GBR", "S//RELIDO"), "SECRET//NOFORN"),  # rule 10
        (("S//REL TO USA, GBR", "S//DISPLAY ONLY AFG"), "SECRET//NOFORN"),  # rule 11
        (("S//REL TO USA, GBR/RELIDO", "S"), "SECRET//NOFORN"),  # rule 12
        (("S//REL TO USA, GBR", "U//SBU-NF"), "SECRET//NOFORN"),  # rule 14
        (("S//REL TO USA, GBR", "U//LES-NF"), "SECRET//NOFORN//LES"),  # rule 15
        (("S//REL TO USA, GBR", "S"), "SECRET//NOFORN"),  # rule 16
        (("S//RELIDO", "S"), "SECRET//NOFORN"),  # rule 17, date unknown
        (("S//RELIDO", "S//DISPLAY ONLY AFG"), "SECRET//NOFORN"),  # rule 18
        (("S//DISPLAY ONLY AFG", "S"), "SECRET//NOFORN"),  # rule 19
        (("S//DISPLAY ONLY AFG", "S//DISPLAY ONLY IRQ"), "SECRET//NOFORN"),  # rule 20
        (("S//REL TO USA, GBR, JPN", "S//REL TO USA, CAN, GBR"), "SECRET//REL TO USA, GBR"),  # rule 21
        (("S//REL TO USA, FVEY", "S//REL TO USA, GBR, JPN"), "SECRET//REL TO USA, GBR"),  # rule 23
        (("S//REL TO USA, FVEY", "S//REL TO USA, ACGU"), "SECRET//REL TO USA, AUS, CAN, GBR"),
        (("S//REL TO USA, NATO", "S//REL TO USA, GBR"), "SECRET//NOFORN"),  # rule 23: others are not taken apart
        (("S//RELIDO", "C//RELIDO"), "SECRET//RELIDO"),  # rule 24
        (("S//REL TO USA, GBR/RELIDO", "C//RELIDO"), "SECRET//RELIDO"),
        (("S//DISPLAY ONLY AFG, IRQ", "S//DISPLAY ONLY IRQ"), "SECRET//DISPLAY ONLY IRQ"),  # rule 25
        (("S//DISPLAY ONLY AFG, GBR", "S//REL TO USA, GBR"), "SECRET//DISPLAY ONLY GBR"),  # rule 26
        (("S//REL TO USA, GBR/DISPLAY ONLY AFG", "S//REL TO USA, GBR/DISPLAY ONLY AFG"), "SECRET//REL TO USA, GBR/DISPLAY ONLY AFG"),  # 27
        (("S//REL TO USA, FVEY", "U"), "SECRET//REL TO USA, FVEY"),  # a plain (U) does not count
        (("U//FISA", "S//REL TO USA, GBR"), "SECRET//NOFORN/FISA"),  # H.1, SECRET, page 3
        (("U//FISA", "S//RELIDO"), "SECRET//RELIDO/FISA"),
        (("TS//SI-G/TK//RS/OC/NF", "S//TK//REL TO USA, GBR"), "TOP SECRET//SI-G/TK//RSEN/ORCON/NOFORN"),
        (("TS//SAR-BP//NF", "S//SAR-CA//NF"), "TOP SECRET//SAR-BP/CA//NOFORN"),
        (("S//OC/NF", "S//OC-USGOV/NF"), "SECRET//ORCON/NOFORN"),
        (("S//OC-USGOV/NF", "S//OC-USGOV/NF"), "SECRET//ORCON-USGOV/NOFORN"),
        (("S//NF", "U//FOUO"), "SECRET//NOFORN"),
        (("U//FOUO", "U"), "UNCLASSIFIED//FOUO"),
        (("U//FOUO", "U//PR"), "UNCLASSIFIED//PROPIN"),
        (("U//FOUO/NF", "U//FOUO"), "UNCLASSIFIED//FOUO/NOFORN"),
        (("U//DS", "S//NF"), "SECRET//NOFORN"),
        (("U//SBU", "U//FOUO"), "UNCLASSIFIED//SBU"),
        (("U//LES", "S//REL TO USA, GBR"), "SECRET//NOFORN//LES"),
        (("S//NF//XD", "S//NF//ND"), "SECRET//NOFORN//NODIS"),
        (("U//DCNI", "S//REL TO USA, GBR"), "SECRET//NOFORN"),
        (("U//DCNI", "S"), "SECRET//NOFORN"),
        (("S//RD//NF", "S//FRD-SG 14//NF", "S//TFNI//NF"), "SECRET//RD-SIGMA 14//NOFORN"),
        (("S//FRD//NF", "S//TFNI//NF"), "SECRET//FRD//NOFORN"),
        (("S//REL TO USA, GBR", "//GBR S//REL TO USA, GBR"), "SECRET//FGI GBR//REL TO USA, GBR"),
        (("//GBR S//REL TO USA, GBR", "//FGI S//REL TO USA, GBR", "U"), "SECRET//FGI//REL TO USA, GBR"),  # H.7, concealed wins
        (("//GBR S//REL TO USA, GBR", "//DEU C//REL TO USA, DEU, GBR"), "SECRET//FGI DEU GBR//REL TO USA, GBR"),
        (("//GBR S", "S//REL TO USA, GBR"), "SECRET//FGI GBR//NOFORN"),  # B.3: foreign and unmarked
        (("//DEU S", "//DEU S"), "//DEU SECRET"),
        (("//DEU R", "U"), "CONFIDENTIAL//FGI DEU"),
        (("//CTS//BOHEMIA", "TS//NF"), "TOP SECRET//BOHEMIA//FGI NATO//NOFORN"),
        (("//JOINT S GBR USA//REL TO USA, GBR", "//JOINT S GBR USA//REL TO USA, FVEY"), "//JOINT SECRET GBR USA//REL TO USA, GBR"),
        (("//JOINT S CAN GBR USA//REL TO USA, CAN, GBR", "S//REL TO USA, FVEY"), "SECRET//FGI CAN GBR//REL TO USA, CAN, GBR"),  # H.3
        (("//JOINT S CAN GBR USA//REL TO USA, CAN, GBR", "S//NF"), "SECRET//FGI CAN GBR//NOFORN"),
    ],
)
def test_banner(portions, whole):
    assert banner(*portions) == whole
    assert banner(*reversed(portions)) == whole


def test_an_unmarked_portion_of_the_new_age_counts_as_relido():
    assert banner("S//RELIDO", "S", marked_on=date(2010, 6, 28)) == "SECRET//RELIDO"
    assert banner("S//RELIDO", "S", marked_on=date(2010, 6, 27)) == "SECRET//NOFORN"
    assert banner("TS//RELIDO", "TS//SI", marked_on=date(2015, 1, 1)) == "TOP SECRET//SI//RELIDO"  # SCI is no caveat: note to B.3
    assert banner("TS//RELIDO", "TS//SI") == "TOP SECRET//SI//NOFORN"
    assert banner("S//RELIDO", "S//RD", marked_on=date(2015, 1, 1)) == "SECRET//RD//NOFORN"
    assert banner("S//RELIDO", "S//SAR-BP", marked_on=date(2015, 1, 1)) == "SECRET//SAR-BP//NOFORN"
    assert banner("S//RELIDO", "S//PR", marked_on=date(2015, 1, 1)) == "SECRET//NOFORN/PROPIN"


def test_a_concealed_source_hides_the_named_ones_in_writing_but_not_in_the_label():
    us = system("us")
    whole = us.roll_up([us.parse(one, kind="portion").label for one in ("//DEU S//NF", "//FGI S//NF", "S//NF")])
    assert whole.originators == {"DEU", "FGI", "USA"}
    assert us.render(whole) == "SECRET//FGI//NOFORN"


def test_the_earliest_day_stays():
    us = system("us")
    one = us.parse("SECRET//NOFORN").label
    days = date(2020, 1, 2), date(2019, 5, 1)
    assert us.roll_up([evolve(one, marked_on=day) for day in days]).marked_on == days[1]


def test_nothing_and_foreign_schemes_are_refused():
    with pytest.raises(Malformed, match="nothing to roll up"):
        system("us").roll_up([])
    with pytest.raises(Malformed, match="its own scheme only"):
        system("us").roll_up([parse("SECRET", system="nz").label])


TABLE_3 = {
    1: (("S//NF", "S"), "SECRET//NOFORN"),
    2: (("S//NF", "S//REL TO USA, GBR", "S//RELIDO", "S//USA/GBR EYES ONLY", "S//DISPLAY ONLY AFG"), "SECRET//NOFORN"),
    3: (("S//NF", "U//SBU-NF"), "SECRET//NOFORN"),
    4: (("S", "U//SBU-NF"), "SECRET//NOFORN"),
    5: (("S//REL TO USA, GBR", "S//RELIDO", "U//SBU-NF"), "SECRET//NOFORN"),
    6: (("S//NF", "U//LES-NF"), "SECRET//NOFORN//LES"),
    7: (("S", "U//LES-NF"), "SECRET//NOFORN//LES"),
    8: (("S//REL TO USA, GBR", "S//RELIDO", "U//LES-NF"), "SECRET//NOFORN//LES"),
    9: (("S//REL TO USA, GBR", "S//REL TO USA, JPN"), "SECRET//NOFORN"),
    10: (("S//REL TO USA, GBR", "S//RELIDO"), "SECRET//NOFORN"),
    11: (("S//REL TO USA, GBR", "S//DISPLAY ONLY AFG"), "SECRET//NOFORN"),
    12: (("S//REL TO USA, GBR/RELIDO", "S"), "SECRET//NOFORN"),
    13: (("S//REL TO USA, JPN", "S//USA/GBR EYES ONLY"), "SECRET//NOFORN"),
    14: (("S//REL TO USA, GBR", "U//SBU-NF"), "SECRET//NOFORN"),
    15: (("S//REL TO USA, GBR", "U//LES-NF"), "SECRET//NOFORN//LES"),
    16: (("S//REL TO USA, GBR", "S"), "SECRET//NOFORN"),
    17: (("S//RELIDO", "S"), "SECRET//NOFORN"),
    18: (("S//RELIDO", "S//DISPLAY ONLY AFG"), "SECRET//NOFORN"),
    19: (("S//DISPLAY ONLY AFG", "S"), "SECRET//NOFORN"),
    20: (("S//DISPLAY ONLY AFG", "S//DISPLAY ONLY IRQ"), "SECRET//NOFORN"),
    21: (("S//REL TO USA, GBR, JPN", "S//REL TO USA, CAN, GBR"), "SECRET//REL TO USA, GBR"),
    22: (("S//REL TO USA, GBR, JPN", "S//USA/CAN/GBR EYES ONLY"), "SECRET//REL TO USA, GBR"),
    23: (("S//REL TO USA, FVEY", "S//REL TO USA, GBR, JPN"), "SECRET//REL TO USA, GBR"),
    24: (("S//RELIDO", "C//RELIDO"), "SECRET//RELIDO"),
    25: (("S//DISPLAY ONLY AFG, IRQ", "S//DISPLAY ONLY IRQ"), "SECRET//DISPLAY ONLY IRQ"),
    26: (("S//DISPLAY ONLY AFG, GBR", "S//REL TO USA, GBR"), "SECRET//DISPLAY ONLY GBR"),
    27: (("S//REL TO USA, GBR/DISPLAY ONLY AFG", "S//REL TO USA, GBR, JPN/DISPLAY ONLY AFG"), "SECRET//REL TO USA, GBR/DISPLAY ONLY AFG"),
}
"""Each rule of table 3 by its number; EYES ONLY is read leniently, as REL TO."""


def test_the_table_is_whole():
    assert sorted(TABLE_3) == list(range(1, 28))


@pytest.mark.parametrize("number", TABLE_3)
def test_table_3(number):
    portions, whole = TABLE_3[number]
    us = system("us")
    labels = [us.parse(one, kind="portion", lenient="EYES" in one).label for one in portions]
    assert render(us.roll_up(labels, MEMBERS.get)) == whole
    assert render(us.roll_up(reversed(labels), MEMBERS.get)) == whole
