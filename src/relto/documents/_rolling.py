"""The banner against what stands under it."""

from collections.abc import Sequence

from attrs import evolve

from relto.documents.model import Portion, Problem
from relto.labels import Expansion, Label, dominates
from relto.markings import MarkingSystem
from relto.primitives import Malformed


def no_expansion(code: str) -> frozenset[str] | None:
    """Takes no community apart."""
    del code
    return None


def rolled_up(labels: Sequence[Label], system: MarkingSystem, expand: Expansion) -> Label:
    """The roll-up as a marking can write it: a joined level becomes the least single level above it.

    Raises:
        Malformed: there is no label, or no single level covers them.
    """
    label = system.roll_up(labels, expand)
    if label.scheme.is_joined(label.level):
        return evolve(label, level=label.scheme.least_single(label.level))
    return label


def _codes(codes: frozenset[str] | None) -> str:
    return "nobody named" if codes is None else ", ".join(sorted(codes)) or "nobody"


def excess(left: Label, right: Label, expand: Expansion) -> tuple[str, ...]:
    """What ``left`` asks beyond ``right``, part by part, in words."""
    found = []
    if not left.scheme.protects(right.level, left.level):
        found.append(f"the level {left.level}")
    for name in ("compartments", "controls"):
        found.extend(f"{name[:-1]} {one}" for one in sorted(getattr(left, name) - getattr(right, name)))
    found.extend(f"control {one.name}" for one in sorted(left.exclusions - right.exclusions))
    found.extend(f"originator {one}" for one in sorted(left.named_or_owner - right.named_or_owner))
    for name, words in (("releasable_to", "releasable to"), ("display_only", "display only to")):
        bare = evolve(right, **{name: getattr(left, name)})
        if not dominates(right, evolve(right, **{name: getattr(left, name)}), expand) and not left.is_public and bare != right:
            found.append(f"{words} {_codes(getattr(left, name))} (against {_codes(getattr(right, name))})")
    return tuple(found)


def banner_problems(
    banner: Label, line: int, portions: Sequence[Portion], system: MarkingSystem, expand: Expansion
) -> tuple[Label | None, list[Problem]]:
    """The roll-up of the portions, and what is wrong with the banner beside it."""
    labels = list(dict.fromkeys(one.label for one in portions if one.label is not None))
    if not labels:
        return None, []
    try:
        whole = rolled_up(labels, system, expand)
    except Malformed as error:
        return None, [Problem("error", "no-roll-up", f"the portions cannot be rolled up: {error.message}", line)]
    found: list[Problem] = []
    if not dominates(banner, whole, expand):
        above = excess(whole, banner, expand) or ("a stricter marking",)
        found.append(
            Problem("error", "banner-below-roll-up", f"the banner lacks {'; '.join(above)}{_first(portions, banner, expand)}", line)
        )
    if not dominates(whole, banner, expand):
        above = excess(banner, whole, expand) or ("a stricter marking",)
        says = f"no portion justifies {'; '.join(above)}: one that does would have to be there"
        found.append(Problem("warning", "banner-above-roll-up", f"the banner stands above the roll-up; {says}", line))
    return whole, found


def _first(portions: Sequence[Portion], banner: Label, expand: Expansion) -> str:
    """Where the first portion above the banner stands, and how many there are."""
    verdicts: dict[Label, bool] = {}
    above = []
    for one in portions:
        if one.label is None:
            continue
        if one.label not in verdicts:
            verdicts[one.label] = dominates(banner, one.label, expand)
        if not verdicts[one.label]:
            above.append(one)
    if not above:
        return ""
    many = "the only one" if len(above) == 1 else f"{len(above)} portions in all"
    return f" (first in portion {above[0].index}, line {above[0].line}, marked {above[0].mark or 'nothing'}; {many})"
