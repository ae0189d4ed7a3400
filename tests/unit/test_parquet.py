"""Parquet that says very much in few bytes is refused before it is spelled out."""

import pyarrow as pa
import pytest
from pyarrow import parquet

from relto.cli.parquet import groups, rows
from relto.primitives import Malformed


def write(folder, columns, **how):
    file = folder / "held.parquet"
    parquet.write_table(pa.table(columns), file, **how)
    return file


def read(file):
    return list(groups(file, by_id=True))


def test_a_list_that_is_endless_is_refused(tmp_path):
    names = pa.array([["USA"] * 100_000], type=pa.list_(pa.string()))
    file = write(tmp_path, {"label": ["SECRET"], "originators": names}, compression="zstd")
    assert file.stat().st_size < 5_000
    with pytest.raises(Malformed, match=r"too many names in the column `originators`.*100,000.*64 a row"):
        read(file)


def test_more_rows_than_the_limit_are_refused(tmp_path, monkeypatch):
    file = write(tmp_path, {"label": ["SECRET"] * 11})
    monkeypatch.setattr("relto.cli.parquet.HOLDING_ROWS", 10)
    with pytest.raises(Malformed, match=r"too many rows.*found `11`.*10 at most"):
        read(file)


def test_a_group_of_rows_that_is_too_large_is_refused(tmp_path, monkeypatch):
    file = write(tmp_path, {"label": [f"SECRET {n}" for n in range(1000)]})
    monkeypatch.setattr("relto.cli.parquet.PARQUET_GROUP_BYTES", 1000)
    with pytest.raises(Malformed, match=r"row group 0 is too large.*1,000 at most"):
        read(file)


def test_one_long_text_in_very_many_rows_is_made_once(tmp_path):
    long = "S" * 30_000
    file = write(tmp_path, {"label": [long] * 50_000, "id": list(range(50_000))})
    found = [one["label"] for one in rows(file)]
    assert len(found) == 50_000
    assert len({id(one) for one in found}) < 10


def test_rows_are_given_in_order_with_their_members(tmp_path):
    given = {"label": ["b", "a", None, "b"], "id": ["1", "2", "3", "4"], "kinds": [["x"], [], None, ["x", "y"]]}
    file = write(tmp_path, given, row_group_size=3)
    assert list(rows(file)) == [
        {"label": "b", "id": "1", "kinds": ("x",)},
        {"label": "a", "id": "2", "kinds": ()},
        "Object missing required field `label`",
        {"label": "b", "id": "4", "kinds": ("x", "y")},
    ]
    ((distinct, places), (more, _)) = groups(file, by_id=False)
    assert [one["label"] if isinstance(one, dict) else one for one in distinct] == ["b", "a", "Object missing required field `label`"]
    assert places.tolist() == [0, 1, 2]
    assert len(more) == 1


def test_two_columns_of_one_name_are_refused(tmp_path):
    file = tmp_path / "held.parquet"
    table = pa.Table.from_arrays([pa.array(["SECRET"]), pa.array(["UNCLASSIFIED"])], names=["label", "label"])
    parquet.write_table(table, file)
    with pytest.raises(Malformed, match="two columns of one name"):
        read(file)
