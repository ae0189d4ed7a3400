"""Foreign disclosure and release in a banner: the marking that the portions' markings add up to.

Read together, the 27 rules of the table say: NOFORN anywhere gives NOFORN; a marking reaches the banner only if every
portion carries it (a release counts as a disclosure too), lists shrink to what is common; and where portions have such
markings but nothing is common, the banner says NOFORN.

Source: IC Markings System Register and Manual, 31 December 2016, D.2 table 3 (rule numbers below) and B.3 table 2.
"""

from collections.abc import Iterable
from datetime import date
from functools import reduce

from attrs import frozen

from relto.labels import Exclusion, Expansion, Label, meet_lists

NOFORN = Exclusion("NOFORN", frozenset({"USA"}))
_OWN = frozenset({"USA"})
_DECOMPOSABLE = frozenset({"ACGU", "FVEY", "TEYE"})
_SCI = frozenset({"HCS", "RSV", "SI", "TK"})
_RELIDO_SINCE = date(2010, 6, 28)


@frozen
class Disclosure:
    """The part of a label that this table decides on."""

    noforn: bool = False
    relido: bool = False
    releasable_to: frozenset[str] | None = None
    display_only: frozenset[str] | None = None


SILENT = Disclosure()
SHUT = Disclosure(noforn=True)


def disclosure_of(label: Label) -> Disclosure:
    """What one portion says; :data:`SILENT` itself where it says nothing."""
    noforn, relido = bool(label.exclusions) and NOFORN in label.exclusions, "RELIDO" in label.controls
    if not (noforn or relido) and label.releasable_to is None and label.display_only is None:
        return SILENT
    return Disclosure(noforn, relido, label.releasable_to, label.display_only)


def _unmarked(label: Label) -> Disclosure:
    """What a portion that says nothing counts as beside portions that do.

    Source: table 2: classified without caveats since 28 June 2010 is RELIDO, other classified information and foreign
    information is NOFORN. SCI markings are no caveats here, AEA and SAP markings are (note to B.3). An unclassified portion
    with caveats is RELIDO by the manual's example of ``(U//FISA)`` (H.1, SECRET, page 3): beside a list that gives NOFORN, and
    among RELIDO it stays RELIDO.
    """
    if label.originators - _OWN:
        return SHUT
    if label.level == "UNCLASSIFIED":
        return Disclosure(relido=True)
    caveated = label.controls or label.exclusions or any(name.partition("-")[0] not in _SCI for name in label.compartments)
    recent = label.marked_on is not None and label.marked_on >= _RELIDO_SINCE
    return Disclosure(relido=True) if recent and not caveated else SHUT


def roll_up_disclosure(portions: Iterable[Label], expand: Expansion) -> Disclosure:
    """The banner's marking, from portions of which none is plainly unclassified (those do not count: D.2, H.1)."""
    said: set[Disclosure] = set()
    silent: list[Label] = []
    for label in portions:
        one = disclosure_of(label)
        if one is SILENT:
            silent.append(label)
        else:
            said.add(one)
    if not said:
        return SILENT
    counted = [*said, *{_unmarked(label) for label in silent}]
    if any(one.noforn for one in counted):
        return SHUT  # rules 1-8, 12, 14-17, 19
    releasable = _common([one.releasable_to for one in counted], expand)
    releasable = releasable if releasable is not None and releasable - _OWN else None  # rules 9, 21-23
    shown = _shown(counted, expand, releasable)
    relido = all(one.relido for one in counted) and shown is None  # rules 10, 18, 24
    if releasable is None and shown is None and not relido:
        return SHUT
    return Disclosure(relido=relido, releasable_to=releasable, display_only=shown)


def _shown(counted: list[Disclosure], expand: Expansion, releasable: frozenset[str] | None) -> frozenset[str] | None:
    """Whom the whole may be shown to: those every portion is shown or released to (rules 11, 20, 25-27)."""
    if all(one.display_only is None for one in counted):
        return None
    reached = [_either(one) for one in counted]
    common = _common(reached, expand)
    return (common - _OWN - (releasable or frozenset())) or None if common is not None else None


def _either(one: Disclosure) -> frozenset[str] | None:
    lists = [some for some in (one.releasable_to, one.display_only) if some is not None]
    return frozenset().union(*lists) if lists else None


def _common(lists: list[frozenset[str] | None], expand: Expansion) -> frozenset[str] | None:
    known = [one for one in lists if one is not None]
    if not known or len(known) != len(lists):
        return None
    return reduce(lambda left, right: meet_lists(left, right, lambda code: expand(code) if code in _DECOMPOSABLE else None), known)
