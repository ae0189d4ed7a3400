"""The United States' caveats and compartments as the words of portion marks, which several forms list by kind.

A compartment stands with everything above it (``SI``, ``SI-G``, ``SI-G-ABCD`` for what a marking writes as ``SI-G ABCD``), since a list
of words has no place for the space before a sub-compartment.
"""

from collections.abc import Iterable, Mapping

from relto.markings.formats.parts import Part
from relto.markings.slashed import SlashedSystem
from relto.markings.systems import system


def united_states() -> SlashedSystem:
    """The United States' marking system."""
    one = system("us")
    if not isinstance(one, SlashedSystem):  # pragma: no cover - it is
        raise TypeError(one.id)
    return one


def read_words(words: Iterable[str]) -> dict[Part, tuple[str, ...]]:
    """The parts of a label that words of portion marks say; whether there is such a compartment is for the system to say."""
    known = united_states().vocabulary.words["portion"]
    parts: dict[Part, tuple[str, ...]] = {}
    for word in words:
        term = known.get(word)
        if term is None or term.effect == "compartment":
            system_, dash, rest = word.partition("-")
            own = f"{system_}{dash}{rest.replace('-', ' ')}"
            above = tuple(own[:cut] for cut, sign in enumerate(own) if sign in "- ")
            parts["compartments"] = tuple(dict.fromkeys((*parts.get("compartments", ()), *above, own)))
            continue
        if term.effect == "control":
            parts["controls"] = (*parts.get("controls", ()), term.name)
        if term.exclusion is not None:
            parts["exclusions"] = tuple(dict.fromkeys((*parts.get("exclusions", ()), term.exclusion.name)))
    return parts


def write_words(parts: Mapping[Part, tuple[str, ...]]) -> list[str]:
    """The words of a label's controls, exclusions and compartments, every compartment among them."""
    by_name = united_states().vocabulary.by_name
    controls = parts.get("controls", ())
    implied = {term.exclusion.name for name in controls if (term := by_name[name]).exclusion is not None}
    words = [by_name[name].portion for name in controls]
    words += [by_name[name].portion for name in parts.get("exclusions", ()) if name not in implied]
    return words + [one.replace(" ", "-") for one in parts.get("compartments", ())]
