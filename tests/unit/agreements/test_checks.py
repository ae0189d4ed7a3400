"""However a file of a network is spoiled, a check tells what is wrong and never fails in another way."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.agreements.small import FILES, SCHEMES, written

from relto.agreements import check, load_cases, load_consent, load_network
from relto.primitives import Malformed, ReltoError

_WORDS = [
    *(
        "null",
        "true",
        "[]",
        "{}",
        "''",
        "x",
        "NZL",
        "QQQ",
        "JPN",
        "SECRET",
        "極秘",
        "2010-01-01",
        "1999-01-01",
        "moon",
        "[JPN]",
        "[x, x]",
        "{NZL: x}",
    ),
    *(
        "{NZL: SECRET}",
        "[{JPN: 極秘, NZL: SECRET}]",
        "{kind: ceiling, highest: {}}",
        "{kind: equivalence}",
        "{kind: scope}",
        "{kind: duty}",
        "[null]",
    ),
]


@settings(max_examples=150)
@given(st.data())
def test_a_spoiled_network_is_told_about(data):
    name = data.draw(st.sampled_from(sorted(FILES)))
    lines = FILES[name].splitlines()
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        how = data.draw(st.sampled_from(["drop", "twice", "swap", "value", "dedent"]))
        other = data.draw(st.integers(0, len(lines) - 1))
        if how == "drop" and len(lines) > 1:
            del lines[at]
        elif how == "twice":
            lines.insert(other, lines[at])
        elif how == "swap":
            lines[at], lines[other] = lines[other], lines[at]
        elif how == "value":
            lines[at] = lines[at].split(":")[0] + ": " + data.draw(st.sampled_from(_WORDS))
        else:
            lines[at] = lines[at].removeprefix("  ")
    with TemporaryDirectory() as folder:
        path = written(Path(folder))
        (path / name).write_text("\n".join(lines), encoding="utf-8")
        problems = check(path, schemes=SCHEMES)
        assert all(problem.place.source.startswith(folder) and problem.message and str(problem) for problem in problems)
        if any(problem.severity == "error" and not problem.place.source.endswith("cases.yaml") for problem in problems):
            with pytest.raises(ReltoError):
                load_network(path, schemes=SCHEMES)
        else:
            load_network(path, schemes=SCHEMES)


@pytest.mark.parametrize("text", ["[]", "text", "- a", "null", "2010-01-01", "{}", "true"])
@pytest.mark.parametrize("name", sorted(FILES))
def test_a_file_of_another_shape_is_refused(tmp_path, name, text):
    path = written(tmp_path)
    (path / name).write_text(text, encoding="utf-8")
    assert any(problem.place.source == str(path / name) for problem in check(path, schemes=SCHEMES))
    for load in (load_cases, load_consent):
        with pytest.raises(Malformed):
            load(path / name)
