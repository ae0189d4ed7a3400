"""``relto holdings permitted``, and holdings in Parquet."""

import json
import subprocess
import sys
from datetime import date

import pyarrow as pa
import pytest
from pyarrow import parquet
from tests.end_to_end.running import DAY, answer, relto

HELD = [
    {"id": "a", "label": "SECRET//REL TO USA, FVEY", "marked_on": "2026-07-01"},
    {"id": "b", "label": "SECRET//REL TO USA, JPN", "kinds": ["defence"]},
    {"id": "c", "label": "SECRET//NOFORN"},
    {"id": "d", "label": "SECRTE"},
    {"id": 5, "holder": "NZL", "label": "SECRET//REL TO NZL, FVEY", "marked_on": "2026-07-01"},
    {"id": "f", "holder": "AUS", "label": "TLP:GREEN"},
    {"id": "g", "label": "SECRET", "holder": "XXX"},
    {"label": "SECRET//REL TO USA, FVEY", "originators": ["USA"]},
]
SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("label", pa.string()),
        ("holder", pa.string()),
        ("originators", pa.list_(pa.string())),
        ("marked_on", pa.date32()),
        ("kinds", pa.list_(pa.string())),
    ]
)
HOW = ("--at", DAY, "--from", "USA")


def as_lines(folder):
    file = folder / "held.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in HELD), encoding="utf-8")
    return file


def as_parquet(folder, rows=None, schema=SCHEMA, **how):
    file = folder / "held.parquet"
    if rows is None:
        rows = [{**one, "id": str(one["id"]) if "id" in one else None} for one in HELD]
        rows = [one | ({"marked_on": date.fromisoformat(one["marked_on"])} if "marked_on" in one else {}) for one in rows]
    parquet.write_table(pa.Table.from_pylist(rows, schema=schema), file, **how)
    return file


def test_what_a_party_may_have_is_told_with_what_stands_in_the_way(tmp_path):
    file = as_lines(tmp_path)
    found = answer("holdings", "permitted", "AUS", "--holdings", file, *HOW)
    assert [(one["line"], one["id"]) for one in found["found"]] == [(1, "a"), (5, 5), (8, None)]
    assert (found["items"], found["refused"], found["next"]) == (8, 2, None)
    assert [one["line"] for one in found["refused_lines"]] == [4, 7]
    counts = answer("holdings", "permitted", "AUS", "--holdings", file, "--count", *HOW)
    assert (counts["permit"], counts["consent"], counts["deny"], counts["own"]) == (3, 0, 4, 1)
    assert {"rule": "marking", "effect": "deny", "items": 2} in counts["by_rule"]
    assert sum(one["permit"] + one["deny"] + one["own"] + one["consent"] for one in counts["by_label"]) == 6
    shown = relto("holdings", "permitted", "AUS", "--holdings", file, "--count", *HOW).stdout
    assert "2 lines refused, permitted to nobody" in shown
    denied = answer("holdings", "permitted", "AUS", "--holdings", file, "--outcome", "deny", *HOW)
    assert [one["line"] for one in denied["found"]] == [2, 3, 4, 7]


def test_pages_follow_one_another_and_miss_nothing(tmp_path):
    file, told, after = as_lines(tmp_path), [], ()
    for _ in range(9):
        page = answer("holdings", "permitted", "AUS", "--holdings", file, "--page", "1", *after, *HOW)
        told += [one["line"] for one in page["found"]]
        if page["next"] is None:
            break
        after = ("--after", str(page["next"]))
    assert told == [1, 5, 8]
    assert relto("holdings", "permitted", "AUS", "--holdings", file, "--after", "8", *HOW).stdout.startswith("nothing")
    assert "--after 1" in relto("holdings", "permitted", "AUS", "--holdings", file, "--page", "1", *HOW).stdout


def test_a_consent_given_for_one_item_opens_it_and_no_other(tmp_path):
    file = tmp_path / "held.jsonl"
    line = {"label": "SECRET", "holder": "NZL", "scheme": "us"}
    file.write_text("".join(json.dumps({**line, "id": one}) + "\n" for one in ("x", "y", "z")), encoding="utf-8")
    consent = tmp_path / "consent.yaml"
    consent.write_text(
        "consents:\n  - {id: c1, by: USA, recipients: [AUS], given_on: 2026-01-01, scheme: us, up_to: SECRET, items: [y]}\n",
        encoding="utf-8",
    )
    how = ("holdings", "permitted", "AUS", "--holdings", file, "--at", DAY)
    assert answer(*how)["found"] == []
    assert [one["id"] for one in answer(*how, "--consent", consent)["found"]] == ["y"]


def test_parquet_is_answered_as_the_same_lines(tmp_path):
    lines, table = as_lines(tmp_path), as_parquet(tmp_path, row_group_size=3)
    ask = ("holdings", "permitted", "AUS", "--at", DAY, "--from", "USA", "--holdings")
    one, other = answer(*ask, lines), answer(*ask, table)
    for each in (one, other):
        each["found"] = [(item["line"], str(item["id"])) for item in each["found"]]
    assert one == other
    assert answer(*ask, lines, "--count") == answer(*ask, table, "--count")
    change = ("--join", "JPN:FVEY@2026-06-01", *HOW)
    assert answer("whatif", "--holdings", lines, *change) == answer("whatif", "--holdings", table, *change)
    out = tmp_path / "changed.jsonl"
    answer("whatif", "--holdings", table, *change, "--items", out)
    assert [json.loads(line)["id"] for line in out.read_text(encoding="utf-8").splitlines()] == ["a", None]


@pytest.mark.parametrize(
    ("rows", "schema", "says"),
    [
        ([{"label": "SECRET", "colour": "red"}], None, "no such member of an item: found `colour`"),
        ([{"id": "1"}], pa.schema([("id", pa.string())]), "there is no column of labels"),
        ([{"label": 3}], pa.schema([("label", pa.int64())]), "the column `label` is of another type: found `int64`"),
        ([{"label": "SECRET", "kinds": "cyber"}], None, "the column `kinds` is of another type"),
        (
            [{"label": "SECRET", "marked_on": 3.5}],
            pa.schema([("label", pa.string()), ("marked_on", pa.float64())]),
            "the column `marked_on` is of another type",
        ),
    ],
)
def test_parquet_of_another_form_is_refused(tmp_path, rows, schema, says):
    file = as_parquet(tmp_path, rows, schema)
    done = relto("holdings", "permitted", "AUS", "--holdings", file, *HOW, code=3)
    assert says in done.stderr


def test_rows_that_are_no_items_are_counted_and_permitted_to_nobody(tmp_path):
    schema = pa.schema([("label", pa.string()), ("marked_on", pa.string()), ("kinds", pa.list_(pa.string()))])
    rows = [
        {"label": "SECRET//REL TO USA, AUS", "marked_on": "2026-07-01"},
        {"label": None},
        {"label": "SECRET//REL TO USA, AUS", "marked_on": "soon"},
        {"label": "S" * 40_000},
        {"label": "SECRET//REL TO USA, AUS", "kinds": ["cyber", None]},
    ]
    found = answer("holdings", "permitted", "AUS", "--holdings", as_parquet(tmp_path, rows, schema), *HOW)
    assert [one["line"] for one in found["found"]] == [1]
    assert [(one["line"], one["message"].split(" - ")[0]) for one in found["refused_lines"]] == [
        (2, "Object missing required field `label`"),
        (3, "Invalid RFC3339 encoded date"),
        (4, "a text is too long"),
        (5, "Expected `str`, got `null`"),
    ]


def test_damaged_parquet_is_refused_and_not_read_in_part(tmp_path):
    file = as_parquet(tmp_path)
    whole = file.read_bytes()
    for damaged in (whole[: len(whole) // 2], b"PAR1" + b"\0" * 40, whole[:-8] + b"\xff\xff\xff\x7fPAR1"):
        file.write_bytes(damaged)
        done = relto("holdings", "permitted", "AUS", "--holdings", file, *HOW, code=3)
        assert "cannot be read as Parquet" in done.stderr


def test_wrong_questions_are_refused(tmp_path):
    file = as_lines(tmp_path)
    ask = ("holdings", "permitted", "AUS", "--holdings", file)
    assert "--count has no pages" in relto(*ask, "--count", "--page", "3", code=2).stderr
    assert "no such line" in relto(*ask, *HOW, "--after", "9", code=3).stderr
    assert "no such party" in relto("holdings", "permitted", "XXX", "--holdings", file, code=3).stderr
    assert "cannot be read" in relto("holdings", "permitted", "AUS", "--holdings", tmp_path / "none", code=3).stderr


@pytest.mark.parametrize(("missing", "command"), [("numpy", "holdings permitted AUS"), ("pyarrow", "whatif --join JPN:FVEY@2026-06-01")])
def test_without_its_extra_a_command_says_what_to_install(tmp_path, missing, command):
    file = as_parquet(tmp_path)
    words = ["relto", *command.split(), "--holdings", str(file), *HOW]
    code = f"import sys; sys.modules[{missing!r}] = None; sys.argv = {words!r}; from relto.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert f"needs {missing}, which is not installed: install Relto with its extra `holdings`" in done.stderr


def test_whatif_answers_alike_without_the_extra(tmp_path):
    words = ["relto", "whatif", "--join", "JPN:FVEY@2026-06-01", "--holdings", str(as_lines(tmp_path)), *HOW, "--json"]
    code = f"import sys; sys.modules['numpy'] = None; sys.argv = {words!r}; from relto.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == json.loads(relto(*words[1:]).stdout)
