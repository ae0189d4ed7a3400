"""The banner of a United States document, from its portions.

* Level: the highest; a foreign RESTRICTED counts as CONFIDENTIAL in a United States banner.
* Owners: portions of one foreign or joint kind keep it; otherwise the banner is a United States one with ``FGI``.
* Compartments: all of them, but RD takes FRD and TFNI over, and FRD takes TFNI over.
* Foreign disclosure: :mod:`relto.markings.systems.us.disclosure`.
* Other controls: all of them, but for those that give way to another or to the level.

Not checked: classification by compilation, which may lift a banner above every portion.

Source: IC Markings System Register and Manual, 31 December 2016, D.2 and the precedence rules of the templates in H.
"""

from collections.abc import Sequence

from attrs import evolve

from relto.labels import Expansion, Label
from relto.markings.systems.us.disclosure import NOFORN, SHUT, SILENT, Disclosure, disclosure_of, roll_up_disclosure
from relto.primitives import PartyId

_USA = PartyId("USA")
_GIVES_WAY_TO_ALL = "FOUO"
_LISTED_CONTROLS = frozenset({"RELIDO"})
_UCNI = frozenset({"DOD UCNI", "DOE UCNI"})
_DISTRIBUTION = frozenset({"EXDIS", "NODIS"})


def banner_of(labels: Sequence[Label], expand: Expansion) -> Label:
    """The label of the whole."""
    counted = [label for label in labels if not label.is_public]
    if not counted:
        return labels[0]
    level = labels[0].scheme.join_all(label.level for label in labels)
    originators, joint = _owners(labels)
    if level == "RESTRICTED" and (not originators or _USA in originators):
        level = "CONFIDENTIAL"
    disclosure = roll_up_disclosure(counted, expand)
    controls = frozenset().union(*(label.controls for label in counted)) - _LISTED_CONTROLS
    alone = all(disclosure_of(label) is SILENT or label.controls & {"SBU NOFORN", "LES NOFORN"} for label in counted)
    kept, disclosure = _controls(controls, level, disclosure, alone=alone)
    if joint and disclosure.noforn:
        joint = False  # H.3: a joint banner is never NOFORN
    return evolve(
        counted[0],
        level=level,
        originators=originators,
        joint=joint,
        releasable_to=disclosure.releasable_to,
        display_only=disclosure.display_only,
        exclusions=frozenset().union(*(label.exclusions for label in counted)) | ({NOFORN} if disclosure.noforn else set()),
        controls=kept | (_LISTED_CONTROLS if disclosure.relido else frozenset()),
        compartments=_compartments(counted),
        marked_on=min((label.marked_on for label in labels if label.marked_on is not None), default=None),
    )


def _owners(labels: Sequence[Label]) -> tuple[frozenset[PartyId], bool]:
    """H.3, H.7: one kind of owner throughout is kept; mixed portions make a United States banner that lists the others as FGI."""
    kinds = {(label.named_or_owner, label.joint) for label in labels}
    if len(kinds) == 1:
        return (labels[0].originators, labels[0].joint)
    named = frozenset().union(*(label.originators for label in labels))
    return (named | {_USA} if named - {_USA} else frozenset()), False


def _compartments(labels: Sequence[Label]) -> frozenset[str]:
    """H.6: RD over FRD over TFNI; SIGMA numbers of FRD move to RD."""
    every = frozenset[str]().union(*(label.compartments for label in labels))
    if "RD" in every and "FRD" in every:
        every = frozenset(name.removeprefix("F") if name.split("-")[0] == "FRD" else name for name in every)
    return every - {"TFNI"} if every & {"RD", "FRD"} else every


def _controls(controls: frozenset[str], level: str, disclosure: Disclosure, *, alone: bool) -> tuple[frozenset[str], Disclosure]:
    """Controls that give way (H.8, H.9), and the NOFORN that some leave behind."""
    kept = set(controls)
    classified = level != "UNCLASSIFIED"
    if "ORCON" in kept:
        kept.discard("ORCON-USGOV")
    if "NODIS" in kept:
        kept.discard("EXDIS")
    if kept & _DISTRIBUTION:
        kept -= {"SBU", "SBU NOFORN"}
        disclosure = SHUT
    if classified and kept & _UCNI:
        kept -= _UCNI
        disclosure = SHUT
    kept = _noforn_controls(kept, alone=alone and not classified)
    if classified:
        kept -= {"LIMDIS", "SBU"}
    if classified or kept - {_GIVES_WAY_TO_ALL}:
        kept.discard(_GIVES_WAY_TO_ALL)
    return frozenset(kept), disclosure


def _noforn_controls(kept: set[str], *, alone: bool) -> set[str]:
    """D.2 rules 3-8: beside other markings of disclosure, SBU NOFORN and LES NOFORN become NOFORN with SBU and LES.

    Beside unclassified portions that say nothing of disclosure they stay, by the examples of H.9 (SBU NOFORN, page 1; LES NOFORN,
    page 2), although rule 4 read by itself says otherwise; foreigners are shut out either way.
    """
    pairs = (("SBU NOFORN", "SBU"), ("LES NOFORN", "LES"))
    for whole, plain in pairs:
        if whole in kept and alone:
            kept.discard(plain)
        elif whole in kept:
            kept = (kept - {whole}) | {plain}
    return kept
