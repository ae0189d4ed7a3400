"""What may they have, in Apache Spark: one job that classifies holdings in Parquet, for more than one machine.

The distinct kinds of rows are read on one machine, since they are few; the rows themselves never leave the cluster.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from pyspark.sql import DataFrame, SparkSession, functions
from pyspark.sql.types import IntegerType, LongType, StringType, StructField, StructType

from relto.adapters.holdings import relation
from relto.agreements import Network
from relto.primitives import Malformed, Place
from relto.primitives.limits import HOLDING_KINDS
from relto.release.analysis.holdings import Kinds, compiled

MEMBERS = ("label", "scheme", "holder", "originators", "under", "marked_on", "kinds", "provided_for")
"""The columns that tell what a row is; the others (an identifier, whatever else) are carried along."""
_CELLS = StructType([StructField("party", StringType()), StructField("kind", LongType()), StructField("outcome", LongType())])
_KINDS = StructType([StructField("relto_key", StringType()), StructField("kind", IntegerType())])


def classified(
    spark: SparkSession, holdings: DataFrame, kinds: Kinds, kind_of: Callable[[Mapping[str, Any]], int], network: Network, at: date
) -> tuple[DataFrame, DataFrame]:
    """Holdings with the number of their kind, and the table of outcomes to join them with.

    Args:
        spark: the session.
        holdings: the rows, with some or all of :data:`MEMBERS` as columns, ``label`` among them.
        kinds: where the kinds are numbered.
        kind_of: the number of the kind of a row; :data:`relto.release.analysis.holdings.UNREADABLE` for what is no item.
        network: the facts.
        at: the day of the questions.

    Returns:
        The rows with a column ``kind``; and ``party``, ``kind``, ``outcome`` (0 permit, 1 consent): what is not there is denied.

    Raises:
        Malformed: there is no column of labels, a consent names single items, or there are too many distinct kinds of rows.
    """
    names = [name for name in MEMBERS if name in holdings.columns]
    if "label" not in names:
        raise Malformed(
            "there is no column of labels", place=Place("holdings"), found=", ".join(holdings.columns), expected="a column `label`"
        )
    if "kind" in holdings.columns:
        raise Malformed("a column of that name is in the way", place=Place("holdings"), found="kind", expected="another name for it")
    if any(consent.items for consent in network.consents):
        raise Malformed(
            "a consent names single items", place=Place("network"), expected="consents to classes of items: here rows of one kind are one"
        )
    keyed = holdings.withColumn("relto_key", functions.to_json(functions.struct(*names)))
    distinct = keyed.select("relto_key", *names).dropDuplicates(["relto_key"]).limit(HOLDING_KINDS + 1).collect()
    if len(distinct) > HOLDING_KINDS:
        raise Malformed("too many distinct kinds of rows", found=f"more than {HOLDING_KINDS:,}", expected="labels that repeat")
    numbered = [(row["relto_key"], kind_of({name: row[name] for name in names})) for row in distinct]
    known = spark.createDataFrame(numbered, _KINDS)
    rows = keyed.join(functions.broadcast(known), "relto_key", "left").drop("relto_key")
    table, _ = compiled(kinds, network, at)
    cells = zip(*(column.tolist() for column in relation.of_table(table)), strict=True)
    return rows, spark.createDataFrame(list(cells), _CELLS)


def classify(
    spark: SparkSession,
    source: str,
    target: str,
    kinds: Kinds,
    kind_of: Callable[[Mapping[str, Any]], int],
    network: Network,
    at: date,
) -> None:
    """Classify holdings in Parquet: what is written has a row for each item and party that is not denied.

    Args:
        spark: the session.
        source: the Parquet to read, a file or a folder.
        target: the folder to write, in parts by party; it must not be there.
        kinds: where the kinds are numbered.
        kind_of: the number of the kind of a row.
        network: the facts.
        at: the day of the questions.

    Raises:
        Malformed: as :func:`classified`.
    """
    rows, visible = classified(spark, spark.read.parquet(source), kinds, kind_of, network, at)
    joined = rows.join(functions.broadcast(visible), "kind")
    words = functions.when(functions.col("outcome") == 0, "permit").otherwise("consent")
    joined.withColumn("outcome", words).write.partitionBy("party").parquet(target, mode="error")
