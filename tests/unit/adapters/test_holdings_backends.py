"""Memory, DuckDB, PostgreSQL and Spark answer alike: which items each party may have, before and after a change."""

import os
import shutil
from datetime import date
from random import Random

import duckdb as duckdb_library
import numpy as np
import psycopg
import pyarrow as pa
import pytest
from attrs import evolve
from psycopg import errors
from pyarrow import parquet
from pyspark.sql import SparkSession
from tests.postgresql import binaries, server

from relto.adapters.holdings import duckdb, postgresql, spark
from relto.agreements import Consent, library
from relto.markings import parse
from relto.primitives import Malformed, PartyId
from relto.release import Item, Outcome
from relto.release.analysis import joined, terminated
from relto.release.analysis.holdings import UNREADABLE, Index, Kinds

AT = date(2026, 11, 23)
ITEMS = 400
COUNTRIES = ("AUS", "CAN", "DEU", "FRA", "GBR", "JPN", "KOR", "NZL")
ASKED = ("AUS", "FRA", "JPN", "NZL", "USA", "NATO")


def rows():
    """Rows of holdings of our own: lists, caveats, foreign information, some that cannot be read."""
    rng = Random(4)
    made = []
    for number in range(ITEMS):
        listed = ", ".join(["USA", *sorted(rng.sample(COUNTRIES, rng.randrange(1, 4)))])
        lists = [f"SECRET//REL TO {listed}", f"TOP SECRET//SI//REL TO {listed}", "CONFIDENTIAL//REL TO USA, FVEY"]
        text = rng.choice([*lists, "SECRET//NOFORN", "UNCLASSIFIED", "SECRET"])
        if number % 17 == 0:
            text = "SECRTE"
        holder = rng.choice(("USA", "USA", "NZL"))
        made.append({"place": number, "label": text, "holder": holder, "marked_on": date(2026, 1 + number % 9, 1)})
    return made


def kind_of(kinds):
    def number(row):
        try:
            label = parse(row["label"], system="us", communities=frozenset(library().communities)).label
        except Malformed:
            return UNREADABLE
        return kinds.take(Item(label, marked_on=row["marked_on"]), PartyId(row["holder"]))

    return number


@pytest.fixture(scope="module")
def held():
    return rows()


@pytest.fixture
def index(held):
    kinds = Kinds()
    number = kind_of(kinds)
    numbers = [number(row) for row in held]
    made = Index(kinds, library(), AT)
    made.add(numbers)
    return made


CHANGES = (
    joined(library(), "JPN", "FVEY", date(2026, 5, 1)),
    terminated(library(), "fvey-1946", date(2026, 6, 1)),
    library().with_facts(
        assume=["jpn-nzl-2025"], consents=[Consent("c1", "USA", frozenset({PartyId("JPN"), PartyId("FRA")}), AT, "us", "SECRET")]
    ),
)


def answers(index):
    return {(party, outcome): index.permitted(party, outcome).tolist() for party in ASKED for outcome in (Outcome.PERMIT, Outcome.CONSENT)}


def test_the_set_is_one_that_tells_answers_apart(index):
    found = answers(index)
    assert len({tuple(one) for one in found.values()}) > len(ASKED)
    assert index.count("JPN").unreadable == sum(1 for number in range(ITEMS) if number % 17 == 0)
    index.change(CHANGES[2])
    assert answers(index) != found
    assert any(places for (_, outcome), places in answers(index).items() if outcome == Outcome.CONSENT)


def test_duckdb_answers_alike(index):
    with duckdb_library.connect() as connection:
        connection.register("given", pa.table({"place": np.arange(ITEMS), "kind": index.items}))
        connection.execute('CREATE TABLE "my ""items" AS SELECT * FROM given')
        duckdb.publish(connection, index.table)

        def said():
            return {(p, o): duckdb.permitted(connection, p, items='my "items', outcome=o).tolist() for p, o in answers(index)}

        assert said() == answers(index)
        for network in CHANGES:
            before = answers(index)
            duckdb.apply(connection, index.change(network))
            assert said() == answers(index) != before
        with pytest.raises(Malformed, match="denials are not written down"):
            duckdb.permitted(connection, "JPN", items='my "items', outcome=Outcome.DENY)
        with pytest.raises(Malformed, match="published anew"):
            duckdb.apply(connection, evolve(index.change(library()), whole=True))


@pytest.fixture(scope="module")
def database():
    if binaries() is None:
        pytest.skip("no PostgreSQL here: install Debian's `postgresql`, or name its folder in RELTO_POSTGRESQL")
    with server() as address:
        yield address


@pytest.fixture
def owner(database, index):
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS relto CASCADE; DROP TABLE IF EXISTS items; CREATE TABLE items (place int, kind int)")
        with connection.cursor().copy("COPY items FROM STDIN") as copy:
            for row in enumerate(index.items.tolist()):
                copy.write_row(row)
        postgresql.prepare(connection)
        postgresql.prepare(connection)
        postgresql.publish(connection, index.table)
        yield connection


def test_postgresql_answers_alike(owner, index):
    def said():
        return {(p, o): postgresql.permitted(owner, p, items="items", outcome=o) for p, o in answers(index)}

    assert said() == answers(index)
    for network in CHANGES:
        before = answers(index)
        postgresql.apply(owner, index.change(network))
        assert said() == answers(index) != before
    with pytest.raises(Malformed, match="denials are not written down"):
        postgresql.permitted(owner, "JPN", items="items", outcome=Outcome.DENY)
    with pytest.raises(Malformed, match="published anew"):
        postgresql.apply(owner, evolve(index.change(library()), whole=True))


def test_row_level_security_shows_each_reader_its_own_and_nothing_else(owner, database, index):
    postgresql.secure(owner, "items")
    postgresql.secure(owner, "items")
    for party in ("JPN", "AUS", "nobody"):
        owner.execute(f"DROP ROLE IF EXISTS reader_{party}; CREATE ROLE reader_{party} LOGIN PASSWORD 'secret'")
        owner.execute(f"GRANT SELECT ON items TO reader_{party}")
    postgresql.admit(owner, "reader_jpn", PartyId("NZL"))
    postgresql.admit(owner, "reader_jpn", PartyId("JPN"))
    postgresql.admit(owner, "reader_aus", PartyId("AUS"))

    def seen(party, query="SELECT place FROM items ORDER BY place"):
        with psycopg.connect(database, user=f"reader_{party.lower()}", password="secret", autocommit=True) as reader:
            return [place for (place,) in reader.execute(query)]

    assert seen("JPN") == index.permitted("JPN").tolist()
    assert seen("AUS") == index.permitted("AUS").tolist()
    assert seen("AUS", "SELECT count(*) FROM items WHERE place < 100") == [int((index.permitted("AUS") < 100).sum())]
    postgresql.apply(owner, index.change(CHANGES[1]))
    assert seen("AUS") == index.permitted("AUS").tolist()
    owner.execute("INSERT INTO items VALUES (9999, 777777)")  # of a kind that was never published
    assert 9999 not in seen("AUS")
    for query in (
        "SELECT kind FROM relto.visible",
        "SELECT role FROM relto.readers",
        "UPDATE relto.readers SET party = 'USA'",
        "SET ROLE reader_aus",
    ):
        with pytest.raises(errors.InsufficientPrivilege):
            seen("JPN", query)
    with pytest.raises(errors.InsufficientPrivilege):  # admitted for no party: not even the list of kinds is there to read
        seen("nobody")
    owner.execute("GRANT USAGE ON SCHEMA relto TO reader_nobody; GRANT SELECT ON relto.mine TO reader_nobody")
    assert seen("nobody") == []


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("no Java here, which Spark runs on: install Debian's `openjdk-17-jre-headless`")
    folder = tmp_path_factory.mktemp("spark")
    made = (
        SparkSession.builder.master("local[2]")
        .appName("relto tests")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")  # it lives for seconds
        .config("spark.sql.codegen.wholeStage", "false")
        .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
        .config("spark.sql.warehouse.dir", str(folder))
        .config("spark.driver.memory", "1g")
        .getOrCreate()
    )
    made.sparkContext.setLogLevel("ERROR")
    yield made
    made.stop()


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning", "ignore::FutureWarning")
def test_spark_answers_alike(session, held, index, tmp_path):
    source = tmp_path / "held.parquet"
    parquet.write_table(pa.Table.from_pylist(held), source, row_group_size=50)
    for number, network in enumerate((library(), *CHANGES)):
        index.change(network)
        kinds = Kinds()
        target = tmp_path / f"classified-{number}"
        spark.classify(session, str(source), str(target), kinds, kind_of(kinds), network, AT)
        found = parquet.read_table(target).select(["place", "party", "outcome"]).to_pylist()
        said = {(party, outcome): [] for party, outcome in answers(index)}
        for one in sorted(found, key=lambda one: one["place"]):
            if one["party"] in ASKED:
                said[one["party"], Outcome(one["outcome"])].append(one["place"])
        assert said == answers(index)


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning", "ignore::FutureWarning")
def test_spark_refuses_what_it_cannot_classify(session):
    kinds = Kinds()
    with pytest.raises(Malformed, match="there is no column of labels"):
        spark.classified(session, session.createDataFrame([(1,)], ["place"]), kinds, kind_of(kinds), library(), AT)
    with pytest.raises(Malformed, match="in the way"):
        spark.classified(session, session.createDataFrame([("SECRET", 1)], ["label", "kind"]), kinds, kind_of(kinds), library(), AT)
    consent = Consent("c1", "USA", frozenset({PartyId("JPN")}), AT, "us", "SECRET", items=frozenset({"x"}))
    network, labels = library().with_facts(consents=[consent]), session.createDataFrame([("SECRET",)], ["label"])
    with pytest.raises(Malformed, match="a consent names single items"):
        spark.classified(session, labels, kinds, kind_of(kinds), network, AT)
