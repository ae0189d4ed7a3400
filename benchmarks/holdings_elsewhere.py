"""Figures of what a party may have in other people's engines and from files: PostgreSQL, DuckDB, `relto whatif` over a million lines."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from random import Random
from time import perf_counter

import duckdb as duckdb_library
import numpy as np
import psycopg
import pyarrow as pa
from pyarrow import parquet
from tests.postgresql import binaries, server

from benchmarks import world
from benchmarks.holdings import beside, filled, partner, seconds
from benchmarks.process import relto
from benchmarks.process import seconds as seconds_of
from benchmarks.report import Figure
from relto.adapters.holdings import duckdb, postgresql
from relto.agreements import Ceiling, Compartments, Network
from relto.primitives import PartyId
from relto.release.analysis.holdings import Index

_RULE = """
    holder <> current_setting('relto.party')
    AND (current_setting('relto.party') = ANY (listed) OR EXISTS (
        SELECT FROM members m WHERE m.party = current_setting('relto.party') AND m.code = ANY (listed)))
    AND (outside IS NULL OR current_setting('relto.party') = ANY (outside))
    AND EXISTS (
        SELECT FROM adherence a JOIN adherence b USING (agreement) JOIN agreements g USING (agreement)
        WHERE a.party = holder AND b.party = current_setting('relto.party') AND height <= g.top)
    AND NOT EXISTS (
        SELECT FROM unnest(compartments) c WHERE NOT EXISTS (
            SELECT FROM adherence a JOIN adherence b USING (agreement) JOIN agreements g USING (agreement)
            WHERE a.party = holder AND b.party = current_setting('relto.party') AND c = ANY (g.opened)))
"""
"""The whole rule of the benchmarks' world, as a policy on each row."""
_SETTINGS = ("shared_buffers=512MB", "jit=off", "max_parallel_workers_per_gather=0", "work_mem=64MB")


def figures(network: Network, folder: Path, *, quick: bool) -> Iterator[Figure]:
    """Every figure of the other engines."""
    index = filled(network, 300 if quick else 20_000, 10_000 if quick else 1_000_000)
    yield from _duckdb(index, quick=quick)
    if binaries() is None:
        print("PostgreSQL: not installed here, not measured")
    else:
        with server(*_SETTINGS) as address, psycopg.connect(address, autocommit=True) as connection:
            yield from _postgresql(connection, address, index, network, quick=quick)
    yield from _files(folder, quick=quick)


def _duckdb(index: Index, *, quick: bool) -> Iterator[Figure]:
    party, many = partner(index), len(index.items)
    with duckdb_library.connect() as connection:
        connection.register("given", pa.table({"place": np.arange(many), "kind": index.items}))
        connection.execute("CREATE TABLE items AS SELECT * FROM given")
        duckdb.publish(connection, index.table)
        found = duckdb.permitted(connection, party, items="items")
        _same(found.tolist(), index.permitted(party).tolist(), "DuckDB")
        run = seconds(lambda: duckdb.permitted(connection, party, items="items"), 2 if quick else 9)
        yield Figure(f"DuckDB, joined and listed, of {many:,} items", many / run / 1e6, "million/s")


def _postgresql(connection: psycopg.Connection, address: str, index: Index, network: Network, *, quick: bool) -> Iterator[Figure]:
    party = PartyId(partner(index))
    _load(connection, index, network, party)
    expected = [index.count(party).permit]
    join = (
        "SELECT count(place) FROM items JOIN relto.visible USING (kind) WHERE party = %s AND outcome = 0",
        "SELECT count(place) FROM items WHERE plain = 1",
    )

    def joined() -> list[int]:
        return [many for (many,) in connection.execute(join[0], [party])]

    def plain() -> list[int]:
        return [many for (many,) in connection.execute(join[1])]

    def secured(table: str) -> list[int]:
        return [many for (many,) in reader.execute(f"SELECT count(place) FROM {table}")]  # noqa: S608  # names of our own

    _same(joined(), expected, "PostgreSQL, joined")
    _same(plain(), expected, "PostgreSQL, plain filter")
    fast, bare = beside(joined, plain, 3 if quick else 11)
    with psycopg.connect(address, user="reader", password="secret", autocommit=True) as reader:  # noqa: S106
        reader.execute(f"SET relto.party = '{party}'")
        _same(secured("items"), expected, "PostgreSQL, row-level security through interned labels")
        interned = seconds(lambda: secured("items"), 3)
        start = perf_counter()
        _same(secured("whole"), expected, "PostgreSQL, the whole rule in row-level security")
        whole = perf_counter() - start  # once: it takes long
    name = f"PostgreSQL, {len(index.items):,} rows, {expected[0]:,} permitted"
    yield Figure(f"{name}: the join", 1000 * fast, "ms")
    yield Figure("  a plain indexed filter that finds as many", 1000 * bare, "ms")
    yield Figure("  row-level security through interned labels", 1000 * interned, "ms")
    yield Figure("  row-level security with the whole rule", 1000 * whole, "ms")
    yield Figure("the join against the whole rule", whole / fast, "times as fast", ">= 50")
    yield Figure("the join against the plain filter", fast / bare, "times as long", "< 2")
    yield Figure("row-level security, interned against the whole rule", whole / interned, "times as fast")


def _load(connection: psycopg.Connection, index: Index, network: Network, party: PartyId) -> None:
    connection.execute("CREATE TABLE items (place int, kind int, plain int); CREATE ROLE reader LOGIN PASSWORD 'secret'")
    permitted = index.mask(party).astype(int).tolist()
    _copy(connection, "items (place, kind, plain)", zip(range(len(permitted)), index.items.tolist(), permitted, strict=True))
    connection.execute("CREATE INDEX ON items (kind) INCLUDE (place); CREATE INDEX ON items (plain) INCLUDE (place)")
    postgresql.prepare(connection)
    postgresql.publish(connection, index.table)
    postgresql.admit(connection, "reader", party)
    connection.execute("CREATE TABLE kinds (kind int, holder text, height int, listed text[], outside text[], compartments text[])")
    kinds = []
    for number in range(1, len(index.kinds)):
        item, holder = index.kinds.of(number)
        label = item.label
        outside = [sorted(one.only) for one in label.exclusions]
        row = (holder, label.scheme.levels.index(label.level), sorted(label.releasable_to or ()), outside[0] if outside else None)
        kinds.append((number, *row, sorted(label.compartments)))
    _copy(connection, "kinds", kinds)
    connection.execute(
        "CREATE TABLE agreements (agreement text, top int, opened text[]); CREATE TABLE adherence (agreement text, party text)"
    )
    for agreement in network.agreements.values():
        highest = next(iter(agreement.clauses_of(Ceiling)[0][1].highest.values()))
        opened = sorted(agreement.clauses_of(Compartments)[0][1].opens)
        connection.execute("INSERT INTO agreements VALUES (%s, %s, %s)", [agreement.id, int(highest.rsplit(" ", 1)[1]), opened])
        _copy(connection, "adherence", [(agreement.id, one) for one in sorted(agreement.members(world.AT))])
    connection.execute("CREATE TABLE members (code text, party text)")
    _copy(connection, "members", [(one.id, m) for one in network.communities.values() for m in sorted(one.members(world.AT))])
    connection.execute(
        "CREATE INDEX ON adherence (party, agreement); CREATE INDEX ON members (party); CREATE INDEX ON agreements (agreement)"
    )
    connection.execute("CREATE TABLE whole AS SELECT place, kinds.* FROM items JOIN kinds USING (kind) ORDER BY place")
    connection.execute("ALTER TABLE whole ENABLE ROW LEVEL SECURITY")
    connection.execute(f"CREATE POLICY whole_rule ON whole USING ({_RULE})")
    connection.execute("GRANT SELECT ON items, whole, agreements, adherence, members TO reader")
    connection.execute("VACUUM ANALYZE")
    # the owner of `items` is held by its policy too: it reads through it as a superuser here, as the join of an application would
    postgresql.secure(connection, "items")


def _copy(connection: psycopg.Connection, table: str, rows: "Iterator[tuple[object, ...]] | Sequence[tuple[object, ...]]") -> None:
    with connection.cursor().copy(f"COPY {table} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _same(found: list[int], expected: list[int], who: str) -> None:
    if found != expected:
        raise SystemExit(f"{who} answers differently: the comparison is void")


def _files(folder: Path, *, quick: bool) -> Iterator[Figure]:
    """What if Japan joined the list of the Five Eyes, over records of our own in files, the whole command from a cold start."""
    rng = Random(world.SEED)
    many = 1_000 if quick else 1_000_000
    parties = ("AUS", "CAN", "DEU", "FRA", "GBR", "JPN", "KOR", "NZL")
    labels = ["SECRET//REL TO USA, FVEY", "SECRET//NOFORN", "UNCLASSIFIED", "TOP SECRET//SI//REL TO USA, FVEY", "SECRTE"]
    for _ in range(3_000):
        listed = ", ".join(sorted(rng.sample(parties, rng.randrange(1, 5))))
        labels.append(f"{rng.choice(('CONFIDENTIAL', 'SECRET', 'TOP SECRET'))}//REL TO USA, {listed}")
    days = [date(2024 + n // 12, 1 + n % 12, 1) for n in range(33)]
    rows = [{"id": f"r{n}", "label": rng.choice(labels), "holder": "USA", "marked_on": rng.choice(days)} for n in range(many)]
    lines, table = folder / "held.jsonl", folder / "held.parquet"
    with lines.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(row, default=str) + "\n" for row in rows)
    parquet.write_table(pa.Table.from_pylist(rows), table)
    for file, name in ((lines, "JSON lines"), (table, "Parquet")):
        what = [relto(), "whatif", "--holdings", str(file), "--join", "JPN:FVEY@2025-01-01", "--at", str(world.AT), "--json"]
        yield Figure(f"whatif over {many:,} holdings in {name}", seconds_of(what, 1 if quick else 3), "seconds", "< 10")
        how = [relto(), "holdings", "permitted", "JPN", "--count", "--holdings", str(file), "--at", str(world.AT), "--json"]
        yield Figure(f"permitted, counted, of {many:,} holdings in {name}", seconds_of(how, 1 if quick else 3), "seconds")
