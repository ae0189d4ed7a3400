"""What a tearline gives away by its sense: references to what is not there, totals, gaps, shared names."""

import re
from collections.abc import Collection, Iterator
from itertools import pairwise

from relto.documents._content import names
from relto.documents._findings import Finding, Severity
from relto.documents._references import Numbered, Target, find_references, resolver
from relto.documents.model import Document, Portion
from relto.documents.orphans import Resolve, dangling, outline_of

_COUNT = r"(?:[0-9]+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_TOTAL = re.compile(
    rf"\b(?:{_COUNT} (?:out )?of (?:the )?{_COUNT}|totals?\b|in total|in all\b|altogether|sum of"
    rf"|all (?:of the )?{_COUNT}|remaining {_COUNT}"
    r"|the other (?:two|three|four|five)|both sources)|合計|総計|計[0-9０-９]|全部で|うち[0-9０-９]",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"\b(?:see (?:above|below)|(?:mentioned|noted|described|discussed|listed) (?:above|below|earlier)"
    r"|the (?:preceding|previous|following|next) (?:paragraph|section|table|item)"
    r"|the (?:first|second|third|other|same|latter|former) (?:source|report)|ibid)\b|前項|次項|上記|下記|前述|後述",
    re.IGNORECASE,
)
_OPENER = re.compile(
    r"A|After|All|An|And|As|At|Before|Both|But|By|Each|For|From|He|Her|His|How|If|In|It|Its|Most|No|None|Of|On|One|Or|Our|She|So|Some|That"
    r"|The|Their|Then|There|These|They|This|Those|To|Two|Until|We|What|When|Where|Which|While|Who|With|You|Your"
)
"""A word that is written large where it opens a sentence, and is no name."""
_MOST = 200

_FUNCTION_WORDS = frozenset(
    re.findall(
        r"\S+",
        "a an the this that these those it its they them their there he him his she her hers we us our you your i my in on at by for from "
        "of to with without into onto over under and but or nor if when while where as so than then no not all some any each both every "
        "after before since until during is are was were be been has have had do does did would might can could shall should must one two",
    )
)
"""Words that begin sentences and name nothing."""


def meaning_findings(document: Document, allowed: Collection[int]) -> tuple[Finding, ...]:
    """What the gate ``meaning`` finds; the document's and the tearline's numbers of a portion stand in each finding.

    Args:
        document: the whole document.
        allowed: indexes of the released portions.
    """
    kept = set(allowed)
    released = [one for one in document.portions if one.index in kept]
    withheld = [one for one in document.portions if one.index not in kept]
    if not withheld:
        return ()
    number = {one.index: at for at, one in enumerate(released, 1)}
    leaks = list(_dangling(document, released, number))
    looks = [*_wording(released, number), *_sums(document, kept, number), *_gaps(released, number), *_shared(released, withheld, number)]
    return (*leaks, *looks[:_MOST])


def _dangling(document: Document, released: list[Portion], number: dict[int, int]) -> Iterator[Finding]:
    """What dangles among the released portions, and what might have meant another portion than it means there."""
    outlines = {one.index: outline_of(one) for one in document.portions}
    resolve = resolver((one.index, one.numbers) for one in outlines.values())
    numbers = {key for one in outlines.values() for key in one.numbers}
    wrong = dangling([outlines[one.index] for one in released])
    for portion in released:
        one, at = outlines[portion.index], number[portion.index]
        if any(reference.outside for reference in find_references(portion.content)):
            yield Finding("look", "a numbered part of something else is named", one.index, at)
        for target, named in one.refers:
            says = _missing(target, named, number, resolve)
            if says is not None:
                yield Finding("leak", f"dangling reference: {says}", one.index, at)
        for target, named in wrong.get(one.index, ()):
            if (target, named) not in one.refers:  # what a heading calls itself
                yield Finding(*_skipped(target, named or (), numbers), one.index, at)


def _skipped(target: Target, before: tuple[str, ...], numbers: Collection[Numbered]) -> tuple[Severity, str]:
    """What is wrong with a heading that calls itself by a number, while the number before it is not there."""
    withheld = next((one for one in before if (target, one) in numbers), None)
    if withheld is None:
        return "look", "a heading is numbered as if another came before it, which is nowhere in the document"
    return "leak", f"dangling reference: {target} {withheld} is withheld"


def _missing(target: Target, named: tuple[str, ...] | None, kept: Collection[int], resolve: Resolve) -> str | None:
    """Why a reference dangles, or ``None`` where it does not."""
    if named is None:
        return f"a range of {target} numbers cannot be followed"
    for one in named:
        found = resolve(target, one)
        if not found:
            return f"{target} {one} is nowhere in the document"
        if any(index not in kept for index in found):
            return f"{target} {one} is withheld"
        if len(found) > 1:
            return f"{target} {one} stands for several portions"
    return None


def _wording(released: list[Portion], number: dict[int, int]) -> Iterator[Finding]:
    for one in released:
        if _TOTAL.search(one.text):
            yield Finding("look", "a total or a share is named: does it count what is withheld?", one.index, number[one.index])
        if _VAGUE.search(one.text):
            yield Finding("look", "a place is named without a number: is it still there?", one.index, number[one.index])


def _sums(document: Document, kept: set[int], number: dict[int, int]) -> Iterator[Finding]:
    """Released rows whose number is the sum of other rows of the column, some of them withheld."""
    tables: dict[int, list[Portion]] = {}
    for one in document.portions:
        if one.row is not None and not one.row.header:
            tables.setdefault(one.row.table, []).append(one)
    for rows in tables.values():
        if all(one.index in kept for one in rows):
            continue
        width = max(len(one.row.cells) for one in rows if one.row)
        for column in range(width):
            values = [(one, _value(one, column)) for one in rows]
            known = [(one, value) for one, value in values if value is not None]
            whole = sum(value for _, value in known)
            for one, value in known:
                if one.index in kept and value and abs(2 * value - whole) < 1e-9 * max(1.0, abs(whole)):
                    yield Finding("look", f"column {column + 1} is a sum over rows that are withheld", one.index, number[one.index])


def _value(portion: Portion, column: int) -> float | None:
    cells = portion.row.cells if portion.row else ()
    if column >= len(cells) or not re.fullmatch(r"-?[0-9][0-9,]{0,20}(?:\.[0-9]{1,12})?", cells[column]):
        return None
    return float(cells[column].replace(",", ""))


def _gaps(released: list[Portion], number: dict[int, int]) -> Iterator[Finding]:
    """Where typed numbers skip in the source; the tearline counts on without the gap."""
    for before, after in pairwise(one for one in released if one.number is not None):
        left, right = before.number, after.number
        if left is None or right is None or left.style != right.style or len(left.parts) != len(right.parts):
            continue
        if left.parts[:-1] == right.parts[:-1] and right.parts[-1] > left.parts[-1] + 1:
            yield Finding("look", "the typed numbers before this portion had a gap and were closed up", after.index, number[after.index])


def _begins_a_sentence(name: str) -> bool:
    """Whether it is a word that is capitalised because a sentence begins with it, and names nothing."""
    return name == name.capitalize() and name.lower() in _FUNCTION_WORDS


def _shared(released: list[Portion], withheld: list[Portion], number: dict[int, int]) -> Iterator[Finding]:
    hidden: set[str] = set()
    for one in withheld:
        hidden |= {name for name in names(one.text) if not _OPENER.fullmatch(name)}
    seen: set[str] = set()
    for one in released:
        for name in sorted(one for one in names(one.text) & hidden - seen if not _begins_a_sentence(one)):
            seen.add(name)
            yield Finding("look", f"a name that withheld portions name too: {name}", one.index, number[one.index])
