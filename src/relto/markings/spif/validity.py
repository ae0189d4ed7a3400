"""Whether a level and categories may stand together, by the policy."""

from collections.abc import Iterator

from attrs import frozen

from relto.markings.model import Rule
from relto.markings.rules import CHARACTERS
from relto.markings.spif.model import Required
from relto.markings.spif.tables import Selection, Tables

_SOURCE = "the policy's own SPIF; XML SPIF schema 2.1"
RULES: dict[str, str] = {
    "policy-name": "a marking begins as the policy's markings do: with its name or what stands for it",
    "level-unknown": "after that stands a classification of the policy, unless a category replaces it",
    "category-unknown": "after the classification stand categories of the policy, in its order and with its qualifiers",
    "ambiguous": "a marking has one meaning",
    "form": "a marking is written as the policy writes it: order, qualifiers, spaces",
    "obsolete": "what is obsolete or not in force is read with notice only, and never written",
    "level-excluded": "a category does not stand at a classification that it excludes",
    "level-required": "a category that requires a classification stands at that one only",
    "category-required": "the categories that a classification or category requires stand beside it",
    "category-excluded": "a category does not stand beside one that it excludes",
    "selection": "of each tag no more values stand than may be chosen, and no fewer than must be",
}


def every_rule(system: str) -> tuple[Rule, ...]:
    """The rules that a reading checks; ``composed`` goes by the name of the system."""
    own = [Rule(f"spif-{name}", says, _SOURCE) for name, says in RULES.items()]
    return (*(Rule(f"spif-{name}", says, "Unicode TR 36, TR 39") for name, says in CHARACTERS.items()), *own, composed_rule(system))


def composed_rule(system: str) -> Rule:
    """The rule of lenient readings about composed letters, which carries the system's name."""
    return Rule(f"{system}-composed", CHARACTERS["composed"], "Unicode TR 15")


@frozen
class Objection:
    """A rule that a selection breaks: its name, what is wrong, what was found and expected."""

    rule: str
    message: str
    found: str
    expected: str


def objections(selection: Selection, tables: Tables) -> Iterator[Objection]:
    """The rules that a selection breaks, apart from obsolescence."""
    level, chosen = selection.level, selection.chosen
    for one in level.required:
        if not tables.holds(one, chosen):
            yield Objection("category-required", f"`{level.name}` requires categories", level.name, _wanted(one, tables))
    for index in sorted(chosen):
        yield from _of_value(index, selection, tables)
    for tag, indexes in tables.tags:
        count = sum(1 for index in indexes if index in chosen) if tag.least or tag.most is not None else 0
        if count < tag.least or (tag.most is not None and count > tag.most):
            bounds = f"{tag.least} to {'any number' if tag.most is None else tag.most}"
            yield Objection("selection", "too many or too few categories of one tag", tag.name, bounds)


def _wanted(one: Required, tables: Tables) -> str:
    words = {"all": "all of", "onlyOne": "just one of", "oneOrMore": "one at least of"}
    return f"{words[one.operation]} {tables.described(one.groups)}"


def _of_value(index: int, selection: Selection, tables: Tables) -> Iterator[Objection]:
    one, level = tables.entries[index], selection.level
    value = one.value
    if level.name in value.excluded_levels:
        rest = ", ".join(name for name in tables.scheme.levels if name not in value.excluded_levels)
        yield Objection("level-excluded", f"`{one.name}` does not stand at this classification", level.name, rest or "none")
    if value.required_level not in {None, level.name}:
        yield Objection("level-required", f"`{one.name}` stands at one classification only", level.name, str(value.required_level))
    for required in value.required:
        if not tables.holds(required, selection.chosen):
            wanted = _wanted(required, tables)
            yield Objection("category-required", f"`{one.name}` requires categories", one.name, wanted)
    for group in value.excluded:
        beside = sorted((selection.chosen & tables.matching(group)) - {index})
        if beside:
            yield Objection("category-excluded", f"`{one.name}` excludes it", tables.entries[beside[0]].name, f"it without `{one.name}`")


def unwritten(selection: Selection, tables: Tables) -> str | None:
    """The obsolete level or category of a selection, or ``None``."""
    if selection.level.obsolete:
        return selection.level.name
    return next((tables.entries[index].name for index in sorted(selection.chosen) if not tables.entries[index].written), None)
