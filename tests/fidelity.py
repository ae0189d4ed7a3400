"""What each machine form carries of each system's labels: found out by trying, and written as docs/reference/fidelity.md.

For every system, labels are made from a seed; every format is asked to write each, and what it writes is read again. A format
that takes a label must give the same label back; one that refuses says so. Nothing else is counted as carrying.
``python -m tests.fidelity`` writes the page anew.
"""

import random
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from itertools import groupby
from pathlib import Path

from attrs import evolve

from relto.labels import Label
from relto.markings import system, system_ids
from relto.markings.formats import FORMATS
from relto.markings.formats.model import machine
from relto.primitives import Malformed
from tests.fuzz import labels as made

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "fidelity.md"
SAMPLES = 400
DAY = date(2026, 1, 5)
NEEDS_ORIGINATOR = frozenset({"x-protective-marking"})
"""Forms that name the address they come from."""
_HEAD = """# What each machine form carries of each system's labels

This page is made by `python -m tests.fidelity`, and a test holds it to what the code does: labels of every system are written in
every form and read again. A form that takes a label gives the same label back; what it cannot carry, it refuses.

* **all**: every part of a label of this system that was tried.
* **in part**: some parts; the second table says which are refused.
* **by agreement**: the form has a policy of its own, in which this system's levels have no place. Information goes there only under the
  label that an agreement's table of equivalence gives it (`relto marking convert --to`), never by matching words.
"""


def _parts() -> tuple[tuple[str, Callable[[Label], bool]], ...]:
    return (
        ("other owners", lambda one: bool(one.originators) and not one.joint),
        ("joint ownership", lambda one: one.joint),
        ("releasable-to list", lambda one: one.releasable_to is not None),
        ("display-only list", lambda one: one.display_only is not None),
        ("exclusions", lambda one: bool(one.exclusions)),
        ("controls", lambda one: bool(one.controls)),
        ("compartments", lambda one: bool(one.compartments)),
    )


PARTS = _parts()


@cache
def samples(name: str) -> tuple[Label, ...]:
    """Labels of a system: every level alone, and some hundreds with more."""
    rng = random.Random(f"fidelity {name}")
    scheme = system(name).scheme
    return tuple(dict.fromkeys([*(Label(scheme, level) for level in scheme.levels), *(made.written(rng, name) for _ in range(SAMPLES))]))


def parts_of(label: Label) -> frozenset[str]:
    """Which parts a label has besides its level."""
    return frozenset(part for part, has in PARTS if has(label))


def carries(name: str, label: Label) -> bool:
    """Whether a format takes a label.

    Raises:
        AssertionError: it takes it and gives another one back.
    """
    form = FORMATS[name]
    dated = evolve(label, marked_on=DAY)
    named = evolve(machine(dated), originator="release.office@defence.example") if name in NEEDS_ORIGINATOR else dated
    try:
        data = form.write(named)
    except Malformed:
        return False
    found = form.read(data)
    assert evolve(found.label, marked_on=DAY) == dated, f"{name} gives another label back: {label} came back as {found.label}"
    assert form.write(found) == data, f"{name} is written otherwise the second time"
    return True


@cache
def refused(name: str, form: str) -> tuple[str, ...] | None:
    """The parts of a system's labels that a format refuses, in part or always; ``None`` where it carries no level of it."""
    taken = {label: carries(form, label) for label in samples(name)}
    levels = [label for label in taken if not parts_of(label)]
    if not any(taken[label] for label in levels):
        assert not any(taken.values()), f"{form} refuses {name}'s levels and takes labels with more"
        return None
    missing = [] if all(taken[label] for label in levels) else ["some levels"]
    for part, _ in PARTS:
        having = [label for label in taken if part in parts_of(label)]
        fewest = min((len(parts_of(label)) for label in having), default=0)
        plain = [label for label in having if len(parts_of(label)) == fewest]
        if plain and not any(taken[label] for label in plain):
            missing.append(part)
        elif not all(taken[label] for label in plain):
            missing.append(f"some {part}")
    return tuple(missing)


def page() -> str:
    """The page of the documentation."""
    forms = list(FORMATS)
    lines = [_HEAD, f"| system | {' | '.join(f'`{form}`' for form in forms)} |", f"| --- |{' --- |' * len(forms)}"]
    for name in system_ids():
        cells = [_cell(refused(name, form)) for form in forms]
        lines.append(f"| `{name}` | {' | '.join(cells)} |")
    lines += ["", "## What is refused, where a form carries a system in part", "", "| form | systems | refused |", "| --- | --- | --- |"]
    lines += list(_details(forms))
    return "\n".join(lines) + "\n"


def _cell(missing: tuple[str, ...] | None) -> str:
    return "by agreement" if missing is None else "in part" if missing else "all"


def _details(forms: list[str]) -> Iterator[str]:
    for form in forms:
        found = sorted((missing, name) for name in system_ids() if (missing := refused(name, form)))
        for missing, some in groupby(found, key=lambda one: one[0]):
            yield f"| `{form}` | {', '.join(f'`{name}`' for _, name in some)} | {', '.join(missing)} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
