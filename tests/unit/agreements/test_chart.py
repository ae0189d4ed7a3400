"""The network as a picture: what stands in it on a day, what changed, and that no text covers another."""

import shutil
import subprocess
from datetime import date
from itertools import combinations

import pydot
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from relto.agreements import Adherence, Agreement, Basis, Event, Network, library
from relto.agreements.chart import changes, charted, state_of
from relto.agreements.chart_dot import dotted
from relto.agreements.chart_svg import INK, drawn
from relto.primitives import AgreementId, PartyId, Period

DAY = date(2026, 11, 23)
DAYS = (None, date(1950, 1, 1), date(2016, 1, 1), date(2023, 5, 1), date(2080, 1, 1))
SVG = "{http://www.w3.org/2000/svg}"


def made(name, *parties, signed=date(2020, 1, 1), in_force=date(2021, 1, 1), **fields):
    adheres = tuple(one if isinstance(one, Adherence) else Adherence(PartyId(one)) for one in parties)
    return Agreement(AgreementId(name), name, "treaty", adheres, Basis.TEXT, "a test", signed=signed, in_force=in_force, **fields)


def world(*agreements):
    facts = library()
    return evolve(facts, agreements={one.id: one for one in agreements}, communities={})


def event(kind, on):
    return Event(on, kind, "A test.", Basis.TEXT, "a test")


def test_each_state_by_its_days():
    plain = made("a", "JPN", "NZL")
    assert [state_of(plain, date(year, 6, 1)) for year in (2019, 2020, 2021)] == ["none", "signed", "in-force"]
    stopped = made("a", "JPN", "NZL", events=(event("suspended", date(2022, 1, 1)), event("terminated", date(2023, 1, 1))))
    assert [state_of(stopped, date(year, 6, 1)) for year in (2021, 2022, 2023)] == ["in-force", "suspended", "ended"]
    assert state_of(made("a", "JPN", "NZL", signed=None, in_force=None), DAY) == "unknown"
    assert state_of(made("a", "JPN", "NZL", signed=None), date(2020, 1, 1)) == "none"


CHANGED = [
    ({}, (2019, 2022), ("added", "not signed → in force")),
    ({}, (2020, 2022), ("changed", "signed, not in force → in force")),
    ({"expires": date(2023, 1, 1)}, (2022, 2024), ("ended", "in force → ended")),
    ({"events": (event("suspended", date(2022, 1, 1)),)}, (2021, 2022), ("changed", "in force → suspended")),
]


@pytest.mark.parametrize(("fields", "years", "change"), CHANGED)
def test_what_changed_between_two_days_whichever_is_named_first(fields, years, change):
    facts = world(made("a", "JPN", "NZL", **fields))
    first, last = (date(year, 6, 1) for year in years)
    for chart in (charted(facts, last, first), charted(facts, first, last)):
        assert (chart.at, chart.since) == (last, first)
        assert [(how, what, says) for how, what, says in changes(chart)] == [(change[0], "a", change[1])]


def test_who_joined_and_left_is_told():
    joined = Adherence(PartyId("KOR"), Period(date(2022, 1, 1), None))
    left = Adherence(PartyId("GBR"), Period(None, date(2022, 1, 1)))
    chart = charted(world(made("a", "JPN", "NZL", joined, left)), date(2023, 1, 1), date(2021, 6, 1))
    assert list(changes(chart)) == [("changed", "a", "joined: KOR; left: GBR")]
    assert chart.groups[0].parties == ("GBR", "JPN", "KOR", "NZL")
    later = charted(world(made("a", "JPN", "NZL", joined, left)), date(2023, 1, 1))
    assert later.groups[0].parties == ("JPN", "KOR", "NZL")


def test_what_is_over_stands_only_in_a_comparison():
    facts = world(made("a", "JPN", "NZL", expires=date(2022, 1, 1)))
    assert charted(facts, DAY).links == ()
    assert "NZL" in charted(facts, DAY).alone
    assert [one.id for one in charted(facts, DAY, date(2021, 6, 1)).links] == ["a"]
    assert charted(facts, DAY, date(2022, 6, 1)).links == ()


@pytest.mark.parametrize("since", DAYS)
def test_no_text_of_the_library_covers_another_or_leaves_the_picture(since):
    drawing = drawn(charted(library(), DAY, since))
    assert len(drawing.texts) > 100
    assert [(one.says, other.says) for one, other in combinations(drawing.texts, 2) if one.box.overlaps(other.box)] == []
    for text in drawing.texts:
        for x, y in text.box.corners():
            assert 0 <= x <= drawing.width
            assert 0 <= y <= drawing.height


def test_the_picture_is_text_with_a_title_and_a_description():
    chart = charted(library(), DAY, date(2016, 1, 1))
    drawing = drawn(chart)
    tree = etree.fromstring(drawing.svg.encode())
    assert tree.get("role") == "img"
    named = {one.get("id"): one.text for one in tree if one.get("id")}
    assert tree.get("aria-labelledby").split() == ["title", "desc"]
    assert named["title"] == "Agreements on 2026-11-23, and what changed since 2016-01-01"
    assert "+ jpn-kor-2016: not signed → in force" in named["desc"]
    written = sorted("".join(one.itertext()) for one in tree.iter(f"{SVG}text"))
    assert written == sorted(one.says for one in drawing.texts)
    assert {one.text for one in tree.iter(f"{SVG}text")} >= set(chart.parties)
    told = [one.text for one in tree.iter(f"{SVG}title")]
    assert all(any(one.startswith(f"{link.id}: ") for one in told) for link in chart.links)


def test_colour_tells_nothing_alone():
    dashes = {name: dash for _, dash, name in INK.values()}
    assert len(set(dashes.values())) == len(dashes)
    signs = {one.says[:1] for one in drawn(charted(library(), DAY, date(2016, 1, 1))).texts if one.says.lstrip("+×~").isdigit()}
    assert "+" in signs


def test_the_same_network_is_drawn_the_same():
    facts = library()
    turned = evolve(facts, agreements=dict(reversed(facts.agreements.items())), parties=dict(reversed(facts.parties.items())))
    for write in (lambda chart: drawn(chart).svg, dotted):
        assert write(charted(facts, DAY, DAYS[2])) == write(charted(turned, DAY, DAYS[2]))


CODES = ("AUS", "CAN", "CHE", "EU-COMMISSION", "FIN", "FRA", "GBR", "ISAC-MEMBER-A", "JPN", "KOR", "NATO", "NZL", "USA")
PARTIES = st.lists(st.sampled_from(CODES), min_size=2, max_size=6, unique=True)


@settings(max_examples=60, deadline=None)
@given(st.lists(PARTIES, max_size=12), st.sampled_from([date(2019, 1, 1), date(2020, 6, 1), DAY]))
def test_any_network_can_be_drawn(some, since):
    facts = world(*(made(f"x-{number}", *parties) for number, parties in enumerate(some)))
    chart = charted(facts, DAY, since)
    drawing = drawn(chart)
    etree.fromstring(drawing.svg.encode())
    places = [one for one in drawing.texts if one.says in chart.parties]
    assert sorted(one.says for one in places) == list(chart.parties)
    assert not [1 for one, other in combinations(places, 2) if one.box.overlaps(other.box)]
    (graph,) = pydot.graph_from_dot_data(dotted(chart))
    assert {one.get_name().strip('"') for one in graph.get_nodes()} >= set(chart.parties)


def test_an_empty_network_is_an_empty_picture():
    empty = Network(parties={}, communities={}, agreements={}, schemes={})
    drawing = drawn(charted(empty, DAY))
    assert "Nothing is in force" in drawing.svg
    assert dotted(charted(empty, DAY)).startswith("graph agreements {")


@pytest.mark.parametrize("since", DAYS)
def test_the_graph_is_dot_and_says_what_the_chart_says(since):
    chart = charted(library(), DAY, since)
    (graph,) = pydot.graph_from_dot_data(dotted(chart))
    ends = {(one.get_source().strip('"'), one.get_destination().strip('"')) for one in graph.get_edges()}
    assert {(one.parties[0], one.parties[1]) for one in chart.pairs} <= ends
    assert {(f"agreement {one.id}", party) for one in chart.groups for party in one.parties} <= ends
    assert len(graph.get_edges()) == len(chart.pairs) + sum(len(one.parties) for one in chart.groups)
    program = shutil.which("dot")
    if program is not None:
        done = subprocess.run([program, "-Tplain"], input=dotted(chart), capture_output=True, text=True, check=True)
        assert done.stderr == ""
        assert done.stdout.count("\nnode ") == len(chart.parties) + len(chart.groups)


def test_a_text_in_dot_is_quoted():
    chart = charted(world(made("a", "JPN", "NZL")), DAY)
    spoiled = evolve(chart, pairs=(evolve(chart.pairs[0], why='says "no" \\ here'),))
    (graph,) = pydot.graph_from_dot_data(dotted(spoiled))
    assert graph.get_edges()[0].get("tooltip") == '"says \\"no\\" \\\\ here"'
