"""What a node holds, on every database: who sees it, and that the others cannot tell it from nothing."""

import pytest
from attrs import evolve
from sqlalchemy import select, update

from relto.adapters.storage.tables import metadata
from relto.adapters.storage.tables.holdings import cut
from relto.node import Absent, Forbidden
from relto.node.authorising import Role
from relto.node.holdings import Dossiers, Given, Holdings, Keeping, Source
from relto.node.holdings.entering import opened
from relto.node.journal import read
from relto.primitives import Malformed, Unavailable
from relto.primitives.limits import SMALL_CIPHERTEXT
from tests.nodes import START, ciphertexts
from tests.people import office

REPORT = """SECRET//REL TO NZL, JPN

# (U) Vessels off the coast

(S//REL TO NZL, JPN) Two trawlers were seen at anchor.

(R//REL TO NZL, JPN) The harbour was quiet.

SECRET//REL TO NZL, JPN
"""


@pytest.fixture
def holdings(node):
    return Holdings(node)


@pytest.fixture
def drafter(node):
    return office(node, "drafter", Role.DRAFTER)


@pytest.fixture
def analyst(node):
    return office(node, "analyst", Role.ANALYST)


@pytest.fixture
def junior(node):
    return office(node, "junior", Role.ANALYST, clearance="RESTRICTED")


def record(holdings, actor, marking="RESTRICTED", title="Note", content=b"something", **given):
    return holdings.hold_record(actor, content, Given(title, **given), media_type="text/plain", scheme="nz", marking=marking)


def test_who_may_read_what_is_held_and_who_may_not(holdings, drafter, analyst, junior):
    held = record(holdings, drafter, "SECRET")
    reading = holdings.read(analyst, held.held.id)
    assert (reading.content, reading.shown.title, reading.shown.marking) == (b"something", "Note", "SECRET")
    assert holdings.show(analyst, held.held.id) == reading.shown
    for asked in (held.held.id, "item-00000000000000000000000000", "", "x" * 1_000):
        with pytest.raises(Absent, match="no such thing"):
            holdings.read(junior, asked)
        with pytest.raises(Absent, match="no such thing"):
            holdings.show(junior, asked)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.OVERSEER, Role.NEGOTIATOR])
def test_who_reads_nothing(holdings, node, drafter, role):
    held = record(holdings, drafter)
    other = office(node, "other", role)
    for refused in (lambda: holdings.read(other, held.held.id), lambda: holdings.page(other), lambda: holdings.search(other, "note")):
        with pytest.raises(Forbidden):
            refused()


def test_nothing_stands_readable_at_rest(holdings, node, drafter, store):
    held = record(holdings, drafter, "SECRET", title="Operation Kauri", content=b"the trawlers left")
    holdings.hold_document(drafter, "SECRET\n\n# (R) Kauri\n\n(R) The trawlers.\n\n(S) More trawlers.\n\nSECRET\n")
    with store.read() as work:
        for table in metadata.sorted_tables:
            for row in work.connection.execute(select(table)):
                assert b"Kauri" not in repr(tuple(row)).encode()
                assert b"trawlers" not in repr(tuple(row)).encode()
    assert all(b"trawlers" not in data for data in ciphertexts(node).values())
    assert holdings.read(drafter, held.held.id).content == b"the trawlers left"


def test_an_object_that_was_changed_or_exchanged_is_not_served(holdings, node, drafter):
    one, other = record(holdings, drafter, content=b"one"), record(holdings, drafter, content=b"other")
    digest, another = one.held.vaulted.object, other.held.vaulted.object
    before = ciphertexts(node)
    for instead in (before[digest][:-1] + b"x", before[another], b""):
        put_instead(node, digest, instead)
        with pytest.raises(Unavailable):
            holdings.read(drafter, one.held.id)
    put_instead(node, digest, before[digest])
    assert holdings.read(drafter, one.held.id).content == b"one"
    assert digest != another


def test_what_is_kept_to_show_a_part_is_sealed_for_its_item_alone(holdings, node, drafter, junior):
    one, other = (holdings.hold_document(drafter, IN_PART.format(word)).held for word in ("one", "other"))
    kept = {held.id: row_of_cut(node, held.id) for held in (one, other)}
    assert holdings.read(junior, one.id).content == b"RESTRICTED\n\n# (R) Vessels one\n\n(R) Trawlers.\n\nRESTRICTED\n"
    assert [each.title for each in holdings.page(junior).entries] == ["Vessels other", "Vessels one"]
    outline, portions = kept[one.id].outline, kept[one.id].portions
    for instead in (
        {"outline": kept[other.id].outline},
        {"outline": outline[:-1] + bytes([outline[-1] ^ 1])},
        {"outline": portions},
        {"portions": kept[other.id].portions},
        {"portions": portions[:-1] + bytes([portions[-1] ^ 1])},
        {"portions": outline},
    ):
        with node.store.write() as work:
            work.connection.execute(update(cut).where(cut.c.outline == outline).values(**instead))
        with pytest.raises(Unavailable):
            holdings.read(junior, one.id)
        with node.store.write() as work:
            row = {"outline": outline, "portions": portions}
            work.connection.execute(update(cut).where(cut.c.number == kept[one.id].number).values(**row))
    assert holdings.read(junior, one.id).shown.title == "Vessels one"


def test_a_part_is_listed_found_and_read_without_opening_the_content(holdings, node, drafter, junior):
    held = holdings.hold_document(drafter, IN_PART.format("one")).held
    put_instead(node, held.vaulted.object, b"x")
    assert [each.title for each in holdings.page(junior).entries] == ["Vessels one"]
    assert [each.title for each in holdings.search(junior, "trawlers").entries] == ["Vessels one"]
    assert holdings.read(junior, held.id).content.endswith(b"(R) Trawlers.\n\nRESTRICTED\n")
    with pytest.raises(Unavailable):
        holdings.read(drafter, held.id)


def test_of_what_is_large_a_part_is_read_out_of_the_content(holdings, node, drafter, junior):
    paragraphs = "\n\n".join(f"(R) Trawler {number} lay in {'the harbour, ' * 20}late." for number in range(300))
    held = holdings.hold_document(drafter, f"SECRET\n\n{paragraphs}\n\n(S) Fuel.\n\nSECRET\n").held
    assert row_of_cut(node, held.id).portions is None
    assert holdings.read(junior, held.id).content.decode() == f"RESTRICTED\n\n{paragraphs}\n\nRESTRICTED\n"
    assert [each.held.id for each in holdings.search(junior, "trawler 299").entries] == [held.id]


def test_what_is_kept_to_show_a_part_goes_with_what_is_destroyed_and_with_its_key(holdings, node, drafter, junior):
    held = holdings.hold_document(drafter, IN_PART.format("one")).held
    with node.store.read() as work:
        seen = node.sight.looks(work, junior, work.items.get(held.id), node.arrangement.engine(work, START.date()))
    Keeping(node).destroy(office(node, "security", Role.SECURITY_OFFICER), held.id, "key erased")
    assert row_of_cut(node, held.id) is None
    assert holdings.page(junior).entries == holdings.search(junior, "trawlers").entries == ()
    with node.store.read() as work:
        gone = work.items.get(held.id)
    with pytest.raises(Unavailable, match="destroyed"):  # though somebody had kept the row
        opened(node, gone, seen.outline, "outline")


def test_what_is_quarantined_shows_no_part_until_it_is_back(holdings, node, drafter, junior):
    held = holdings.hold_document(drafter, IN_PART.format("one")).held
    for away in (True, False):
        with node.store.write() as work:
            work.items.replace(evolve(work.items.get(held.id), quarantined=away))
        shown = [] if away else [held.id]
        assert [each.held.id for each in holdings.page(junior).entries] == shown
        assert [each.held.id for each in holdings.search(junior, "trawlers").entries] == shown


IN_PART = "SECRET\n\n# (R) Vessels {}\n\n(R) Trawlers.\n\n(S) Fuel.\n\nSECRET\n"


def row_of_cut(node, item):
    with node.store.read() as work:
        return work.connection.execute(select(cut).where(cut.c.number == work.items.get(item).number)).first()


def put_instead(node, digest, data):
    with node.store.write() as work:
        work.contents.delete(digest)
        work.contents.put(digest, data)


def test_what_is_large_stands_among_the_objects_and_what_is_small_in_the_database(node, holdings, drafter):
    small, large = (record(holdings, drafter, content=bytes(size)) for size in (SMALL_CIPHERTEXT - 28, SMALL_CIPHERTEXT - 27))
    assert set(node.objects.kept) == {large.held.vaulted.object}
    assert len(ciphertexts(node)[small.held.vaulted.object]) == SMALL_CIPHERTEXT
    assert holdings.read(drafter, large.held.id).content == bytes(SMALL_CIPHERTEXT - 27)
    kept = node.objects.kept
    kept[large.held.vaulted.object] = b"x"
    with pytest.raises(Unavailable):
        holdings.read(drafter, large.held.id)


def test_a_document_has_its_banner_its_portions_and_its_title(holdings, drafter, analyst):
    held = holdings.hold_document(drafter, REPORT)
    assert held.title == "Vessels off the coast"
    assert held.marking == "SECRET//REL TO NZL, JPN"
    assert [one.level for one in held.held.portions] == ["UNCLASSIFIED", "SECRET", "RESTRICTED"]
    assert holdings.read(analyst, held.held.id).content == REPORT.encode()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.replace("SECRET", "RESTRICTED"), "the banner lacks"),
        (lambda text: text.replace("(R//REL TO NZL, JPN) ", ""), "has no portion mark"),
        (lambda text: text.replace("SECRET", "no marking system reads the banner"), "no marking system reads the banner"),
        (lambda _: "", "empty"),
    ],
)
def test_a_document_with_errors_is_not_held(holdings, drafter, change, message):
    with pytest.raises(Malformed, match=message):
        holdings.hold_document(drafter, change(REPORT))
    assert holdings.page(drafter).entries == ()


def test_nobody_brings_what_they_may_not_read(holdings, node, junior):
    with pytest.raises(Forbidden, match="cleared to read"):
        record(holdings, junior, "SECRET")
    with node.store.read() as work:
        assert not work.items.shelves(())


def test_a_list_shows_what_one_may_see_page_by_page_and_loses_nothing(holdings, drafter, junior):
    all_ = [record(holdings, drafter, "SECRET" if n % 3 else "RESTRICTED", title=f"Note {n}").held.id for n in range(14)]

    def walk(actor, most):
        found, after = [], None
        while True:
            page = holdings.page(actor, after=after, most=most)
            assert len(page.entries) <= most
            found += [one.held.id for one in page.entries]
            after = page.after
            if after is None:
                return found

    for most in (1, 2, 3, 5, 14, 50):
        assert walk(drafter, most) == all_[::-1]
        assert walk(junior, most) == [one for n, one in enumerate(all_) if n % 3 == 0][::-1]


def test_a_page_after_what_one_may_not_see_is_as_after_nothing(holdings, drafter, junior):
    hidden = record(holdings, drafter, "SECRET")
    record(holdings, drafter)
    for after in (hidden.held.id, "item-none"):
        with pytest.raises(Absent, match="no such thing"):
            holdings.page(junior, after=after)


def test_a_search_finds_by_all_words_in_any_script_and_shows_what_one_may_see(holdings, drafter, junior):
    one = record(holdings, drafter, "SECRET", title="Vessel report", content="Two TRAWLERS near Ōtākou".encode())
    two = record(holdings, drafter, title="Other vessel", content="漁船が二隻".encode())

    def found(actor, words):
        return [shown.held.id for shown in holdings.search(actor, words).entries]

    assert found(drafter, "vessel") == [two.held.id, one.held.id]
    assert found(drafter, "trawlers vessel") == [one.held.id]
    assert found(drafter, "ŌTĀKOU") == [one.held.id]
    assert found(drafter, "漁船") == [two.held.id]
    assert found(drafter, "trawler") == found(drafter, "nothing") == []
    assert found(junior, "vessel") == [two.held.id]
    assert found(junior, "trawlers") == found(junior, "nothing") == []
    with pytest.raises(Malformed, match="no words"):
        holdings.search(drafter, "'; -- %_")


def test_what_is_open_in_part_is_listed_and_found_among_what_is_open_as_a_whole(holdings, drafter, junior):
    text = "SECRET\n\n# (U) Vessels\n\n(R) Trawlers and harbours.\n\n(S) Fuel for trawlers.\n\nSECRET\n"
    whole = [record(holdings, drafter, title=f"Trawlers {n}").held.id for n in range(3)]
    in_part = [holdings.hold_document(drafter, text).held.id for _ in range(3)]
    hidden = record(holdings, drafter, "SECRET", title="Trawlers")

    def walk(actor, ask, most=2):
        found, after = [], None
        while True:
            page = ask(actor, after=after, most=most)
            found += [one.held.id for one in page.entries]
            after = page.after
            if after is None:
                return found

    assert walk(junior, holdings.page) == [*in_part[::-1], *whole[::-1]]
    assert walk(junior, lambda actor, **said: holdings.search(actor, "trawlers", **said)) == [*in_part[::-1], *whole[::-1]]
    assert walk(junior, lambda actor, **said: holdings.search(actor, "harbours trawlers vessels", **said)) == in_part[::-1]
    assert walk(junior, lambda actor, **said: holdings.search(actor, "fuel", **said)) == []
    assert walk(drafter, lambda actor, **said: holdings.search(actor, "trawlers", **said))[0] == hidden.held.id


def test_a_dossier_is_for_its_members(holdings, node, drafter, analyst):
    dossiers = Dossiers(node)
    mine = dossiers.open(drafter, "Matter of the trawlers")
    held = record(holdings, drafter, dossier=mine.id)
    for absent in (lambda: holdings.read(analyst, held.held.id), lambda: dossiers.admit(analyst, mine.id, analyst.id)):
        with pytest.raises(Absent, match="no such thing"):
            absent()
    with pytest.raises(Absent):
        record(holdings, analyst, dossier=mine.id)
    assert (dossiers.mine(analyst), holdings.page(analyst).entries) == ((), ())
    dossiers.admit(drafter, mine.id, analyst.id)
    assert holdings.read(analyst, held.held.id).content == b"something"
    assert [one.title for one in dossiers.mine(analyst)] == ["Matter of the trawlers"]
    assert dict(dossiers.mine(analyst)[0].members) == {drafter.id: START, analyst.id: START}
    dossiers.dismiss(drafter, mine.id, analyst.id)
    with pytest.raises(Absent):
        holdings.read(analyst, held.held.id)


def test_need_to_know_is_the_dossiers_where_there_is_one(holdings, node, drafter):
    dossiers = Dossiers(node)
    helper = office(node, "helper", Role.ANALYST, need_to_know=False)
    mine = dossiers.open(drafter, "Matter")
    inside, outside = record(holdings, drafter, dossier=mine.id), record(holdings, drafter)
    dossiers.admit(drafter, mine.id, helper.id)
    assert [one.held.id for one in holdings.page(helper).entries] == [inside.held.id]
    with pytest.raises(Absent):
        holdings.read(helper, outside.held.id)


def test_what_is_moved_is_found_by_those_who_need_to_know_it_then(holdings, node, drafter, analyst):
    held = record(holdings, drafter, title="Vessel")
    mine = Dossiers(node).open(drafter, "Matter")
    assert holdings.search(analyst, "vessel").entries
    assert holdings.move(drafter, held.held.id, mine.id).held.dossier == mine.id
    assert holdings.search(analyst, "vessel").entries == holdings.page(analyst).entries == ()
    assert holdings.search(drafter, "vessel").entries == holdings.page(drafter).entries != ()
    with pytest.raises(Absent):
        holdings.move(analyst, held.held.id, None)
    holdings.move(drafter, held.held.id, None)
    assert holdings.search(analyst, "vessel").entries == holdings.page(analyst).entries != ()
    theirs = Dossiers(node).open(analyst, "Another matter")
    with pytest.raises(Absent):
        holdings.move(drafter, held.held.id, theirs.id)


def test_what_is_derived_is_marked_no_lower_and_inherits(holdings, drafter):
    secret, low = record(holdings, drafter, "SECRET//REL TO NZL, JPN", kinds=frozenset({"defence"})), record(holdings, drafter)
    sources = [Source(secret.held.id), Source(low.held.id)]

    def derive(marking):
        given = Given("Derived")
        return holdings.hold_record(drafter, b"x", given, media_type="text/plain", scheme="nz", marking=marking, sources=sources)

    made = derive("SECRET")
    assert made.held.derived_from == tuple(sorted((secret.held.known_as, low.held.known_as)))
    assert made.held.kinds == {"defence"}
    assert {one.known_as for one in made.held.provenances} == {made.held.id}
    for lower in ("RESTRICTED", "CONFIDENTIAL", "SECRET//REL TO NZL, AUS, JPN"):
        with pytest.raises(Malformed, match="marked below what it was derived from"):
            derive(lower)


def test_what_is_derived_from_a_part_counts_by_that_part(holdings, drafter):
    report = holdings.hold_document(drafter, REPORT)
    quiet = report.held.portions.index(next(one for one in report.held.portions if one.level == "RESTRICTED"))
    given = Given("Derived")

    def derive(*parts):
        return holdings.hold_record(
            drafter, b"x", given, media_type="text/plain", scheme="nz", marking="RESTRICTED", sources=[Source(report.held.id, parts)]
        )

    assert derive(quiet).held.derived_from == (report.held.id,)
    with pytest.raises(Malformed, match="marked below"):
        derive(quiet, quiet - 1)
    with pytest.raises(Malformed, match="no such part"):
        derive(99)


def test_nobody_derives_from_what_they_may_not_see(holdings, drafter, junior):
    secret = record(holdings, drafter, "SECRET")
    given = Given("Derived")
    for source in (secret.held.id, "item-none"):
        with pytest.raises(Absent, match="no such thing"):
            holdings.hold_record(junior, b"x", given, media_type="text/plain", scheme="nz", marking="RESTRICTED", sources=[Source(source)])


def test_who_read_and_who_tried_stands_in_the_journal(holdings, node, drafter, junior):
    held = record(holdings, drafter, "SECRET")
    holdings.read(drafter, held.held.id)
    with pytest.raises(Absent):
        holdings.read(junior, held.held.id)

    with node.store.read() as work:
        lines = [read(work, leaf.number) for leaf in work.journal.found(subject=held.held.id)]
    assert [(one.kind, one.actor) for one in lines] == [
        ("item.refused", junior.id),
        ("item.read", drafter.id),
        ("item.held", drafter.id),
    ]
