"""What a tearline gives away by its sense: references to what is not there, totals, gaps, shared names."""

import re
from collections.abc import Callable, Collection, Iterator
from itertools import pairwise

from relto.documents._content import names
from relto.documents._findings import Finding
from relto.documents._references import Reference, Target, find_references, keys_of, resolver
from relto.documents.model import Document, Portion

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
    leaks = list(_dangling(document, released, kept, number))
    looks = [*_wording(released, number), *_sums(document, kept, number), *_gaps(released, number), *_shared(released, withheld, number)]
    return (*leaks, *looks[:_MOST])


def _dangling(document: Document, released: list[Portion], kept: set[int], number: dict[int, int]) -> Iterator[Finding]:
    resolve = resolver((one, keys_of(one)) for one in document.portions)
    for one in released:
        for reference in find_references(one.content):
            if reference.outside:
                yield Finding("look", "a numbered part of something else is named", one.index, number[one.index])
                continue
            says = _missing(reference, kept, resolve)
            if says is not None:
                yield Finding("leak", f"dangling reference: {says}", one.index, number[one.index])


def _missing(reference: Reference, kept: set[int], resolve: Callable[[Target, str], tuple[Portion, ...]]) -> str | None:
    """Why a reference dangles, or ``None`` where it does not."""
    named = reference.named
    if named is None:
        return f"a range of {reference.target} numbers cannot be followed"
    for one in named:
        found = resolve(reference.target, one)
        if not found:
            return f"{reference.target} {one} is nowhere in the document"
        if any(portion.index not in kept for portion in found):
            return f"{reference.target} {one} is withheld"
        if len(found) > 1:
            return f"{reference.target} {one} stands for several portions"
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
