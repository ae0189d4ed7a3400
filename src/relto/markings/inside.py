"""Control systems, compartments and programmes: reading what stands after their hyphens, and writing it again.

Source: IC Markings System Register and Manual, 31 December 2016, A.6 (SCI, SAP), H.4, H.5, H.6.
"""

from collections.abc import Iterable

from relto.markings.findings import Findings
from relto.markings.model import Form
from relto.markings.vocabulary import Inside, Term, Vocabulary

_PROGRAMME = 3


def read_inside(term: Term, text: str, column: int, vocabulary: Vocabulary, findings: Findings) -> list[str]:
    """The names of compartments that one entry gives (``SI-G ABCD-NK``: ``SI``, ``SI-G``, ``SI-G ABCD``, ``SI-NK``).

    Raises:
        MarkingError: a compartment is unknown, misshapen, missing or out of order.
    """
    head, *parts = text.split("-")
    inside = term.inside
    if not parts:
        if inside is not None and inside.required:
            raise findings.error(
                "compartment-required",
                f"`{term.name}` never stands alone",
                column,
                found=text,
                expected=f"`{term.name}-` and a compartment",
            )
        return [term.name]
    if inside is None:
        raise findings.error("compartment-unknown", f"nothing stands inside `{term.name}`", column + len(head), found=text)
    names, seen, at = [term.name], list[str](), column + len(head) + 1
    for part in parts:
        word, *subs = _words(part, inside)
        name = _compartment(inside, word, at, vocabulary.reserved, findings)
        seen.append(name)
        names.append(f"{term.name}-{name}")
        names += [
            f"{term.name}-{name} {sub}"
            for sub in _subs(inside, name, subs, at + len(word) + 1, reserved=vocabulary.reserved, findings=findings)
        ]
        at += len(part) + 1
    _ascending(seen, column, text, findings)
    return names


def _words(part: str, inside: Inside) -> list[str]:
    """A compartment's word, which may be of several words, and its sub-compartments."""
    for title in inside.titles.values():
        if " " in title and (part == title or part.startswith(f"{title} ")):
            return [title, *part.removeprefix(title).split()]
    return part.split(" ")


def _compartment(inside: Inside, word: str, column: int, reserved: frozenset[str], findings: Findings) -> str:
    kind = findings.request.kind
    name = inside.words[kind].get(word)
    if name is not None:
        return name
    for other in inside.words.values():
        if word in other:
            findings.irregular(
                "other-form", f"a {kind} writes this compartment otherwise", column, word, inside.written.get(other[word], other[word])
            )
            return other[word]
    if _is_graph(word, inside.free, inside.least[0], letters=inside.letters) and word not in reserved:
        return word
    listed = ", ".join(sorted(inside.words[kind]))
    raise findings.error(
        "compartment-unknown",
        "an unknown compartment",
        column,
        found=word,
        expected=f"one of {listed}" if listed else "a compartment's letters",
    )


def _subs(inside: Inside, name: str, subs: list[str], column: int, *, reserved: frozenset[str], findings: Findings) -> list[str]:
    numbers = inside.numbers.get(name)
    if numbers is not None:
        wrong = [sub for sub in subs if sub not in numbers]
        if wrong or not subs:
            raise findings.error(
                "compartment-numbers",
                f"`{name}` needs its numbers",
                column if wrong else column - 1,  # behind the word, where nothing stands
                found=wrong[0] if wrong else None,
                expected=f"of {', '.join(numbers)}",
            )
    else:
        for sub in subs:
            fits = _is_graph(sub, inside.subs, inside.least[1], letters=inside.letters)
            if not fits or sub in reserved or sub in inside.words["banner"]:
                raise findings.error("compartment-form", "a misshapen sub-compartment", column, found=sub, expected=_shape(inside))
    _ascending(subs, column, " ".join(subs), findings)
    return subs


def has_unlisted(term: Term, names: list[str]) -> bool:
    """Whether one of an entry's compartments is none that the data file lists."""
    listed = term.inside.words["banner"].values() if term.inside is not None else ()
    own = {name.split(" ")[0].partition("-")[2] for name in names}
    return bool(own - {"", *listed})


def read_programme(text: str, column: int, reserved: frozenset[str], findings: Findings) -> list[str]:
    """The names that one special access programme gives (``CA-XYZ YYY``: ``SAR-CA``, ``SAR-CA-XYZ``, ``SAR-CA-XYZ YYY``).

    Raises:
        MarkingError: the programme's abbreviation is misshapen, or is another marking's word.
    """
    programme, *parts = text.split("-")
    if not _is_graph(programme, _PROGRAMME) or len(programme) == 1 or programme in reserved:
        raise findings.error(
            "programme-form",
            "no abbreviation of a programme",
            column,
            found=text,
            expected="2 or 3 letters and digits that mean nothing else",
        )
    names, seen, at = [f"SAR-{programme}"], list[str](), column + len(programme) + 1
    for part in parts:
        word, *subs = part.split(" ")
        for one in (word, *subs):
            if not _is_graph(one, 6) or one in reserved:
                raise findings.error(
                    "programme-form", "a misshapen compartment of a programme", at, found=one, expected="1 to 6 letters and digits"
                )
        _ascending(subs, at, part, findings)
        seen.append(word)
        names.append(f"SAR-{programme}-{word}")
        names += [f"SAR-{programme}-{word} {sub}" for sub in subs]
        at += len(part) + 1
    _ascending(seen, column, text, findings)
    return names


def _is_graph(text: str, longest: int, least: int = 1, *, letters: bool = False) -> bool:
    known = text.isalpha() if letters else text.isalnum()
    return least <= len(text) <= longest and text.isascii() and known and text == text.upper()


def _shape(inside: Inside) -> str:
    least = inside.least[1]
    many = str(least) if least == inside.subs else f"{least} to {inside.subs}"
    return f"{many} letters" + ("" if inside.letters else " and digits")


def _ascending(names: list[str], column: int, text: str, findings: Findings) -> None:
    right = sorted(set(names))
    if len(right) != len(names):
        raise findings.error("twice", "a compartment stands twice", column, found=text, expected=" ".join(right))
    if right != names:
        findings.irregular(
            "compartment-order", "digits come first, then letters, each ascending", column, text, f"the order {' '.join(right)}"
        )


def write_entries(names: Iterable[str]) -> dict[str, dict[str, list[str]]]:
    """Compartments as a tree: system (key) to compartment (key) to sub-compartments, each sorted."""
    tree: dict[str, dict[str, list[str]]] = {}
    for name in sorted(names):
        system, _, rest = name.partition("-")
        compartment, _, sub = rest.partition(" ")
        subs = tree.setdefault(system, {})
        if compartment:
            subs.setdefault(compartment, []).extend([sub] if sub else [])
    return tree


def write_inside(term: Term, compartments: dict[str, list[str]], form: Form) -> str:
    """One entry (``SI-G ABCD``) of a control system's compartments."""
    written: dict[str, str] = {}
    if term.inside is not None:
        written = {"portion": term.inside.written, "title": term.inside.titles}.get(form, written)
    parts = [" ".join((written.get(name, name), *subs)) for name, subs in compartments.items()]
    return "-".join((term.written(form), *parts))


def write_programmes(names: Iterable[str]) -> list[str]:
    """The entries of special access programmes, without the prefix, in order."""
    tree = write_entries(name.removeprefix("SAR-") for name in names if name != "SAR")
    return ["-".join((programme, *(" ".join((name, *subs)) for name, subs in inside.items()))) for programme, inside in tree.items()]
