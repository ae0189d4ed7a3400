"""Saying in plain words what each part of a marking means, in English or Japanese.

What a word means stands in the data file of its system (``means``, ``means_ja``), and what Japanese calls the system
(``name_ja``); the sentences about lists, owners and compartments stand here, because every system has them. Markings
themselves are never translated.
"""

from attrs import frozen

from relto.labels import UNNAMED_SOURCE, Label
from relto.markings.model import Language, MarkingSystem
from relto.markings.systems import system as by_name
from relto.markings.systems import system_ids
from relto.markings.vocabulary import read_data

_SAYS: dict[Language, dict[str, str]] = {
    "en": {
        "level": "level {level} of {scheme}",
        "joined": "two levels of {scheme} at once: whoever may have it needs both",
        "owner": "information of {codes}",
        "joint": "made together by {codes}: each of them owns it",
        "unnamed": "information of a foreign government that the marking does not name",
        "list": "may be given to {codes}, and to nobody else",
        "shown": "may be shown to {codes}, who keep no copy",
        "exclusion": "shuts out everybody but {codes}",
        "compartment": "a compartment: only for those who have been admitted to it",
        "control": "a control of this system",
    },
    "ja": {
        "level": "{scheme}の{level}級",
        "joined": "{scheme}の二つの区分を同時に示す。受け取る者には両方が必要",
        "owner": "{codes}の情報",
        "joint": "{codes}が共同で作成し、それぞれが所有する情報",
        "unnamed": "名を示されていない外国政府の情報",
        "list": "{codes}に提供してよく、その他には提供できない",
        "shown": "{codes}に見せてよいが、写しは渡せない",
        "exclusion": "{codes}以外には提供できない",
        "compartment": "区画情報。その取扱いを認められた者に限る",
        "control": "この表示体系の取扱い制限",
    },
}


@frozen
class Meaning:
    """What one part of a marking means.

    Args:
        part: the part as the banner writes it, or what it stands for (``originators``).
        says: what it means, in the language asked for.
        codes: the parties and communities it names; empty for the rest.
    """

    part: str
    says: str
    codes: tuple[str, ...] = ()


def explain(label: Label, system: MarkingSystem, language: Language = "en") -> tuple[Meaning, ...]:
    """Every part of a label in words: level, owners, lists, exclusions, controls, compartments.

    Args:
        label: the label.
        system: the system that wrote it.
        language: ``en`` or ``ja``.
    """
    says = _SAYS[language]
    sentence = says["joined" if label.scheme.is_joined(label.level) else "level"].format(level=label.level, scheme=called(system, language))
    meanings = [Meaning(label.level, _two(sentence, system.means(label.level, language), language))]
    meanings += _owners(label, says)
    for part, codes, words in (("REL TO", label.releasable_to, "list"), ("DISPLAY ONLY", label.display_only, "shown")):
        if codes is not None:
            listed = tuple(sorted(codes))
            meanings.append(Meaning(part, says[words].format(codes=", ".join(listed)), listed))
    for one in sorted(label.exclusions):
        left = tuple(sorted(one.only))
        meanings.append(Meaning(one.name, system.means(one.name, language) or says["exclusion"].format(codes=", ".join(left)), left))
    meanings += [Meaning(one, system.means(one, language) or says["control"]) for one in sorted(label.controls)]
    meanings += [_compartment(one, system, language) for one in sorted(label.compartments)]
    return tuple(meanings)


def called(system: MarkingSystem, language: Language) -> str:
    """What a system is called; one that a policy file made has the name it has there, in every language."""
    packaged = system.id in system_ids() and system is by_name(system.id)
    return str(read_data(system.id).get("name_ja", system.name)) if language == "ja" and packaged else system.name


def _owners(label: Label, says: dict[str, str]) -> list[Meaning]:
    named = tuple(sorted(label.originators - {UNNAMED_SOURCE}))
    meanings = [Meaning(UNNAMED_SOURCE, says["unnamed"])] if UNNAMED_SOURCE in label.originators else []
    if named:
        part, words = ("JOINT", "joint") if label.joint else ("originators", "owner")
        meanings.append(Meaning(part, says[words].format(codes=", ".join(named)), named))
    return meanings


def _compartment(name: str, system: MarkingSystem, language: Language) -> Meaning:
    return Meaning(name, _two(system.means(name, language), _SAYS[language]["compartment"], language))


def _two(first: str | None, second: str | None, language: Language) -> str:
    return ("。" if language == "ja" else "; ").join(one.rstrip("。.") for one in (first, second) if one)
