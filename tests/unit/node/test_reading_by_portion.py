"""Who may see some portions of a document and not others reads those that they may, and cannot tell that there are more."""

import msgspec
import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import stores
from tests.exchanging import settle
from tests.nodes import seeded, surroundings
from tests.people import office
from tests.releasing import parties

from relto.documents import read as read_document
from relto.node import Absent, Forbidden
from relto.node.authorising import Role
from relto.node.holdings import Dossiers, Given, Holdings, Keeping, Source
from relto.node.journal import read as read_journal
from relto.node.oversight import Incidents
from relto.node.releasing import Drafting
from relto.primitives import Malformed, PartyId, ReltoError
from relto.server.etags import tag_of
from relto.server.rest.items import item_of

REPORT = """TOP SECRET//SI

# (U) Vessels off the coast

(R) Trawlers lay in the harbour.

## (S) Operation Kauri

(S) A source saw fuel drums.

## (R) Weather

(C) It rained for days.

(TS//SI) A call was heard.

TOP SECRET//SI
"""
EVERY = (Role.DRAFTER, Role.ANALYST, Role.RELEASING_AUTHORITY, Role.SECURITY_OFFICER)


class Anew:
    """A source of random bytes that begins anew with every name."""

    def __init__(self):
        self.begin("start")

    def begin(self, name):
        self._draw = seeded(name)

    def __call__(self, length):
        return self._draw(length)


class Place:
    """A node, who may see everything in it, and people who may not."""

    def __init__(self, tmp_path):
        self.anew = Anew()
        self.node = evolve(surroundings("NZL", stores.anew(), tmp_path), entropy=self.anew)
        self.holdings = Holdings(self.node)
        self.anew.begin("people")
        self.held = 0
        self.top = self.office("top", read_ins=frozenset({"SI"}))

    def office(self, login, **said):
        return office(self.node, login, *EVERY, **said)

    def hold(self, text, **said):
        self.held += 1
        self.anew.begin(f"hold {self.held}")
        return self.holdings.hold_document(self.top, text, Given(**said)).held.id


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


def content(place, actor, item):
    return place.holdings.read(actor, item).content.decode()


def last_line(place, item):
    with place.node.store.read() as work:
        return read_journal(work, work.journal.found(subject=item, most=1)[0].number)


def found(place, actor, words):
    return [one.held.id for one in place.holdings.search(actor, words).entries]


def test_a_reader_has_the_portions_that_are_open_to_them_under_a_banner_of_their_own(place):
    item = place.hold(REPORT, title="Everything about Kauri")
    assert content(place, place.top, item) == REPORT
    restricted = place.office("restricted", clearance="RESTRICTED")
    assert content(place, restricted, item) == (
        "RESTRICTED\n\n# (U) Vessels off the coast\n\n(R) Trawlers lay in the harbour.\n\nRESTRICTED\n"
    )
    shown = place.holdings.show(restricted, item)
    assert (shown.title, shown.marking, shown.whole) == ("Vessels off the coast", "RESTRICTED", False)
    confidential = place.office("confidential", clearance="CONFIDENTIAL")
    assert content(place, confidential, item).endswith("## (R) Weather\n\n(C) It rained for days.\n\nCONFIDENTIAL\n")
    secret = place.office("secret", clearance="SECRET")
    assert "(S) A source saw fuel drums." in content(place, secret, item)
    assert "call" not in content(place, secret, item)
    nobody = place.office("nobody", clearance=None, need_to_know=False)
    with pytest.raises(Absent):  # a title over nothing
        content(place, nobody, item)


def test_lists_and_searches_show_and_find_what_is_open(place):
    item = place.hold(REPORT, title="Everything about Kauri")
    restricted = place.office("restricted", clearance="RESTRICTED")
    assert [(one.held.id, one.title, one.marking) for one in place.holdings.page(restricted).entries] == [
        (item, "Vessels off the coast", "RESTRICTED")
    ]
    for words in ("trawlers", "vessels harbour", "COAST trawlers"):
        assert found(place, restricted, words) == found(place, place.top, words) == [item]
    for words in ("kauri", "fuel", "call", "rained", "everything", "trawlers fuel", "weather"):  # the last stands over nothing
        assert found(place, restricted, words) == []
        assert found(place, place.top, words) == [item]
    assert found(place, place.office("confidential", clearance="CONFIDENTIAL"), "weather rained trawlers") == [item]


def test_what_is_open_to_nobody_in_no_portion_is_absent(place):
    item = place.hold(
        "SECRET\n\n# (S) Kauri\n\n(S) Fuel.\n\n(TS//SI) A call.\n\nTOP SECRET//SI\n".replace("SECRET\n\n#", "TOP SECRET//SI\n\n#")
    )
    junior = place.office("junior", clearance="RESTRICTED")
    for asked in (item, "item-none"):
        for call in (place.holdings.read, place.holdings.show):
            with pytest.raises(Absent, match="no such thing"):
                call(junior, asked)
    assert place.holdings.page(junior).entries == ()


def test_each_person_rule_refuses_portions_by_itself(place):
    text = "SECRET//NZEO\n\n(R) Harbour.\n\n(S//NZEO) Fuel.\n\nSECRET//NZEO\n"
    item = place.hold(text)
    foreign = place.office("foreign", nationalities=frozenset({PartyId("AUS")}))
    assert content(place, foreign, item) == "RESTRICTED\n\n(R) Harbour.\n\nRESTRICTED\n"
    hired = place.office("hired", contractor=True, facility_clearance="RESTRICTED")
    assert content(place, hired, item) == "RESTRICTED\n\n(R) Harbour.\n\nRESTRICTED\n"
    read_in = place.hold("TOP SECRET//SI\n\n(TS) Fuel.\n\n(TS//SI) A call.\n\nTOP SECRET//SI\n")
    assert content(place, place.office("unread"), read_in) == "TOP SECRET\n\n(TS) Fuel.\n\nTOP SECRET\n"
    unneeded = place.office("unneeded", need_to_know=False)
    with pytest.raises(Absent):
        place.holdings.read(unneeded, item)


def test_what_stands_in_a_dossier_is_open_in_part_to_its_members_alone(place):
    dossiers = Dossiers(place.node)
    dossier = dossiers.open(place.top, "A matter").id
    item = place.hold(REPORT, dossier=dossier)
    low = place.office("low", clearance="RESTRICTED")
    with pytest.raises(Absent):
        place.holdings.read(low, item)
    assert found(place, low, "trawlers") == []
    dossiers.admit(place.top, dossier, low.id)
    assert "Trawlers" in content(place, low, item)
    assert found(place, low, "trawlers") == [item]


def test_a_portion_that_names_what_is_not_there_stays_away(place):
    item = place.hold(
        "SECRET\n\n(R) 1. Harbour, as paragraph 3 says.\n\n(S) 2. Fuel.\n\n(R) 3. As paragraph 2 says.\n\n(R) 4. Rain.\n\nSECRET\n"
    )
    low = place.office("low", clearance="RESTRICTED")
    assert content(place, low, item) == "RESTRICTED\n\n(R) 1. Rain.\n\nRESTRICTED\n"
    assert found(place, low, "harbour") == []
    assert found(place, low, "rain") == [item]


def test_a_document_of_which_nothing_open_stands_by_itself_is_absent(place):
    item = place.hold("SECRET\n\n(R) See paragraph 9.\n\n(S) Fuel.\n\nSECRET\n")
    low = place.office("low", clearance="RESTRICTED")
    for call in (place.holdings.read, place.holdings.show, lambda actor, item: place.holdings.act(actor, item, "done")):
        with pytest.raises(Absent):
            call(low, item)
    with pytest.raises(Absent):
        place.holdings.page(low, after=item)
    assert place.holdings.page(low).entries == ()
    assert last_line(place, item).kind == "item.refused"


def test_what_is_done_with_the_whole_is_not_there_for_who_sees_a_part(place):
    item = place.hold(REPORT)
    low = place.office("low", clearance="RESTRICTED")
    keeping, drafting = Keeping(place.node), Drafting(place.node)
    for call in (
        lambda: place.holdings.move(low, item, None),
        lambda: drafting.begin(low, item, PartyId("JPN")),
        lambda: drafting.matrix(low, item),
        lambda: keeping.copy(low, item, "a safe"),
        lambda: keeping.destroy(low, item, "burnt"),
        lambda: keeping.standing(low, item),
    ):
        with pytest.raises(Absent):
            call()
    assert Incidents(place.node).report(low, "loss", "a print is missing", [item])


def test_what_is_derived_from_a_part_is_held_against_that_part(place):
    item = place.hold(REPORT)
    low = place.office("low", clearance="RESTRICTED")
    given_ = Given("Derived")
    made = place.holdings.hold_record(low, b"x", given_, media_type="text/plain", scheme="nz", marking="RESTRICTED", sources=[Source(item)])
    assert made.held.derived_from == (item,)
    with pytest.raises(Malformed, match="below what it was derived from"):
        place.holdings.hold_record(low, b"x", given_, media_type="text/plain", scheme="nz", marking="UNCLASSIFIED", sources=[Source(item)])
    with pytest.raises(Malformed, match="no such part"):  # the version has two labels, the whole has six
        place.holdings.hold_record(
            low, b"x", given_, media_type="text/plain", scheme="nz", marking="RESTRICTED", sources=[Source(item, (2,))]
        )


def test_nobody_brings_what_they_may_read_in_part_only(place):
    low = place.office("low", clearance="RESTRICTED")
    with pytest.raises(Forbidden, match="cleared to read"):
        place.holdings.hold_document(low, REPORT)


def test_the_journal_says_that_a_part_was_read(place):
    item = place.hold(REPORT)
    low = place.office("low", clearance="RESTRICTED")
    content(place, low, item)
    last = last_line(place, item)
    assert (last.kind, last.about["extent"]) == ("item.read", "part")


MARKS = ("U", "R", "C", "S", "TS//SI")
WORDS = ("trawler", "harbour", "fuel", "漁船", "Kauri")
LEVELS = {"R": ("U", "R"), "C": ("U", "R", "C"), "S": ("U", "R", "C", "S")}
CLEARANCES = {"R": "RESTRICTED", "C": "CONFIDENTIAL", "S": "SECRET"}
PORTIONS = st.lists(
    st.tuples(
        st.sampled_from(MARKS), st.sampled_from(("# {}", "## {}", "{}", "- {}")), st.lists(st.sampled_from(WORDS), min_size=1, max_size=3)
    ),
    min_size=1,
    max_size=7,
)


def text_of(portions):
    lines = ["TOP SECRET//SI"]
    for mark, form, words in [*portions, ("TS//SI", "{}", ["last"])]:
        lines += [form.format(f"({mark}) {' '.join(words)}"), ""]
    return "\n\n".join([lines[0], *(one for one in lines[1:] if one), "TOP SECRET//SI"]) + "\n"


def answers(place, text, reader_of):
    """Everything somebody can ask of a document that is held among others."""
    place.anew.begin("first")
    place.holdings.hold_document(place.top, "RESTRICTED\n\n(R) First harbour.\n\nRESTRICTED\n")
    item = place.hold(text)
    low = reader_of(place)

    def answer(call):
        place.anew.begin("ask")
        try:
            return repr(call()).encode()
        except ReltoError as error:
            return f"{type(error).__name__}: {error}".encode()

    def seen(call):
        shown = call()
        return shown, tag_of(msgspec.json.encode(item_of(shown)))

    some = {
        "show": answer(lambda: seen(lambda: place.holdings.show(low, item))),
        "read": answer(lambda: place.holdings.read(low, item)),
        "tag": answer(lambda: tag_of(place.holdings.read(low, item).content)),
        "page": answer(lambda: place.holdings.page(low)),
        "pages": answer(lambda: place.holdings.page(low, most=1)),
        "after": answer(lambda: place.holdings.page(low, after=item)),
    }
    for word in (*WORDS, "last", "other", "trawler harbour"):
        some[word] = answer(lambda word=word: place.holdings.search(low, word))
    return some, item, low


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(PORTIONS, st.sampled_from(sorted(LEVELS)), st.data())
def test_side_channel_a_version_has_nothing_of_what_is_refused_and_does_not_change_with_it(tmp_path, portions, clearance, data):
    def reader_of(place):
        return place.office("low", clearance=CLEARANCES[clearance])

    open_ = LEVELS[clearance]
    replaced = []
    for mark, form, words in portions:
        if mark in open_:
            replaced.append((mark, form, words))
        else:  # in the place of what is refused: other words and marks that are refused too, several portions, or none
            refused = [one for one in MARKS if one not in open_]
            replaced += data.draw(st.lists(st.tuples(st.sampled_from(refused), st.just("{}"), st.just(["other"])), max_size=2))
    sides = []
    for some in (portions, replaced):
        place = Place(tmp_path)
        try:
            sides.append(answers(place, text_of(some), reader_of))
            said, item, low = sides[-1]
            if said["read"].startswith(b"Absent"):
                assert said["show"] == b"Absent: no such thing"
                assert item not in [one.held.id for one in place.holdings.page(low).entries]
                assert not any(mark in open_ and not form.startswith("#") for mark, form, _ in some)
                continue
            version = place.holdings.read(low, item).content.decode()
            again = read_document(version, source="version", format="markdown", system="nz")
            assert not again.errors
            allowed = [
                one
                for one in read_document(text_of(some), source="whole", format="markdown", system="nz").portions
                if one.mark[1:-1] in open_
            ]
            assert {one.text for one in again.portions} <= {one.text for one in allowed}
            for word in (*WORDS, "last", "other"):
                hit = item in [one.held.id for one in place.holdings.search(low, word).entries]
                assert hit == any(word.casefold() in one.text.casefold() for one in again.portions)
        finally:
            place.node.store.close()
    assert sides[0][0] == sides[1][0]


def test_of_what_another_party_released_a_part_is_read_without_what_it_says_of_the_whole():
    nzl, jpn = parties("NZL", "JPN")
    staff, theirs = nzl.staff(), jpn.staff()
    report = """SECRET

# (R//REL TO NZL, JPN) Landing grounds

(C//REL TO NZL, JPN) The harbour was quiet.

(S//REL TO NZL, JPN) Fuel is short.

SECRET
"""
    nzl.released(staff, nzl.holdings.hold_document(staff.drafter, report).held.id, "JPN")
    settle(nzl, jpn)
    low = office(jpn.node, "low", Role.ANALYST, clearance="秘")
    (whole,) = jpn.holdings.page(theirs.analyst).entries
    assert "(U) Tearline released by NZL" in jpn.holdings.read(theirs.analyst, whole.held.id).content.decode()
    reading = jpn.holdings.read(low, whole.held.id)
    banner = "CONFIDENTIAL//REL TO NZL, JPN"
    assert reading.content.decode() == f"{banner}\n\n(C//REL TO NZL, JPN) [1] The harbour was quiet.\n\n{banner}\n"
    assert (reading.shown.title, reading.shown.held.received.duties) == (whole.title, ()) == ("untitled, from NZL", ())
    assert [one.held.id for one in jpn.holdings.search(low, "harbour").entries] == [whole.held.id]
    for words in ("tearline", "fuel", "condition", "NZL"):
        assert jpn.holdings.search(low, words).entries == ()
    settle(nzl, jpn)
    assert "opened" in [one.about["level"] for one in nzl.lines("message.receipted")]  # though in part
    with pytest.raises(Absent):
        jpn.holdings.read(office(jpn.node, "lower", Role.ANALYST, clearance=None), whole.held.id)
