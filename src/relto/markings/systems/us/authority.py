"""The classification authority block: who classified, from what or why, and until when.

    Classified By: Reporting Analyst 7, Example Agency
    Derived From: Example Agency SCG 2-1, 20150601
    Declassify On: 20400601

A block is of an original decision (with a reason) or of a derivative one (with what it is derived from), never of both.

Not checked: whether the person has the authority, whether a guide exists, whether an event lies less than ten years ahead.

Source: IC Markings System Register and Manual, 31 December 2016, E.1, E.2, E.4, E.5; Executive Order 13526, 1.4 (the letters).
"""

import re
from datetime import date

from attrs import frozen

from relto.labels import UNNAMED_SOURCE, Label
from relto.markings.findings import Findings
from relto.markings.model import MarkingError, Repair, Request, Rule
from relto.markings.systems.us.declassification import RULES as VALUES
from relto.markings.systems.us.declassification import DeclassifyOn, Retired, longer_than_allowed, read_value, written
from relto.primitives import Malformed, PartyId, Place
from relto.primitives.limits import MARKING_CHARS

_MANUAL = "IC Markings System Register and Manual 2016"
RULES = (
    Rule("us-authority-too-long", "a block has at most 2000 characters", "docs/reference/limits.md"),
    Rule("us-authority-character", "a block has printable characters alone", "Unicode TR 36, 3.2"),
    Rule("us-authority-line", "a block has three lines: who, from what or why, until when", f"{_MANUAL}, E.1, E.2"),
    Rule("us-authority-order", "the lines of a block stand in that order, and are called so", f"{_MANUAL}, E.1, E.2"),
    Rule("us-authority-twice", "each line stands once", f"{_MANUAL}, E.1, E.2"),
    Rule("us-authority-missing", "no line is missing or empty", f"{_MANUAL}, E.1, E.2"),
    Rule("us-authority-kind", "a derivative block gives no reason, an original one is derived from nothing", f"{_MANUAL}, E.1, E.2"),
    Rule("us-authority-reason", "a reason cites a category of Executive Order 13526, 1.4(a) to (h)", f"{_MANUAL}, E.1; EO 13526, 1.4"),
    *VALUES,
    Rule("us-authority-years", "a day without an exemption lies at most 25 years after the day of origin", f"{_MANUAL}, E.1"),
    Rule("us-authority-nuclear", "the line says N/A to RD, FRD, TFNI and NATO portions where there are any", f"{_MANUAL}, E.4, E.5, H.6"),
    Rule(
        "us-authority-classified",
        "a classified document of the United States has a block, one of UCNI none",
        f"{_MANUAL}, B.8, E, H.6",
    ),
)
"""The rules that reading a block and comparing it with its document check."""

LINES = ("Classified By", "Derived From", "Classification Reason", "Declassify On")
"""What the lines of a block begin with, in their order."""
_MULTIPLE = "Multiple Sources"
_CITED = re.compile(r"\b1\.4\s?\(([a-h])\)")
_ATOMIC = ("RD", "FRD", "TFNI")
_TAKEN_OVER = (("RD", "FRD"), ("RD", "TFNI"), ("FRD", "TFNI"))
"""What a banner no longer shows beside what takes it over (H.6)."""
_UCNI = frozenset({"DOD UCNI", "DOE UCNI"})
_USA, _NATO = PartyId("USA"), PartyId("NATO")


@frozen
class AuthorityBlock:
    """A classification authority block.

    Args:
        classified_by: name and position or personal identifier; agency and office where they are not evident.
        declassify_on: until when.
        derived_from: the source or guide, or ``Multiple Sources``; ``None`` for an original decision.
        reason: the reason of an original decision, with the category it cites (``1.4(c)``); ``None`` for a derivative one.

    Raises:
        Malformed: a line is empty or of more than one line, or the block is of both kinds or of neither.
    """

    classified_by: str
    declassify_on: DeclassifyOn
    derived_from: str | None = None
    reason: str | None = None

    def __attrs_post_init__(self) -> None:
        for text in (self.classified_by, self.derived_from, self.reason):
            if text is not None and (not text or text != text.strip() or not text.isprintable()):
                raise Malformed("no line of a classification authority block", found=text, expected="one line of printable text")
        if (self.derived_from is None) == (self.reason is None):
            raise Malformed("a classification authority block is original or derivative", expected="what it is derived from, or a reason")
        if self.reason is not None and not _CITED.search(self.reason):
            raise Malformed("a reason without its category", found=self.reason, expected="1.4(a) to 1.4(h)")

    @property
    def is_original(self) -> bool:
        """Whether it is of an original classification authority."""
        return self.reason is not None

    @property
    def has_several_sources(self) -> bool:
        """Whether a list of sources goes with it."""
        return self.derived_from == _MULTIPLE

    def __str__(self) -> str:
        values = (self.classified_by, self.derived_from, self.reason, str(self.declassify_on))
        return "\n".join(f"{name}: {value}" for name, value in zip(LINES, values, strict=True) if value is not None)


@frozen
class BlockReading:
    """A block that was read.

    Args:
        block: what it says; ``None`` where its value is a retired one, which is no value of a new document.
        retired: that value.
        repairs: what was put right.
    """

    block: AuthorityBlock | None
    retired: Retired | None = None
    repairs: tuple[Repair, ...] = ()


def read_block(text: str, *, lenient: bool = False, source: str = "block") -> BlockReading:
    """Reads a block of three lines.

    Args:
        text: the block.
        lenient: put right the order of lines, capitals of their names and retired spellings, and say so; a retired value is told.
        source: name of the text for error messages.

    Raises:
        MarkingError: it is none; says on which line, what was found and what was expected.
    """
    request = Request("us", lenient=lenient, source=source)
    if len(text) > MARKING_CHARS:
        raise request.error("authority-too-long", "a block of too many characters", None, expected=f"at most {MARKING_CHARS}")
    found = _lines(text, request)
    repairs = [repair for _, findings in found.values() for repair in findings.repairs]
    for name in ("Classified By", "Declassify On"):
        if name not in found:
            raise request.error("authority-missing", f"a block without its line `{name}`", None, expected=f"`{name}: …`")
    kinds = [name for name in ("Derived From", "Classification Reason") if name in found]
    if len(kinds) != 1:
        rule = "authority-kind" if kinds else "authority-missing"
        raise request.error(rule, "an original or a derivative block?", None, expected="`Derived From: …` or `Classification Reason: …`")
    values = {name: value for name, (value, _) in found.items()}
    if "Classification Reason" in values and not _CITED.search(values["Classification Reason"]):
        raise request.error(
            "authority-reason", "a reason without its category", None, found=values["Classification Reason"], expected="1.4(a) to 1.4(h)"
        )
    value, findings = _value(values["Declassify On"], found["Declassify On"][1])
    repairs += findings
    if isinstance(value, Retired):
        return BlockReading(None, value, tuple(repairs))
    block = AuthorityBlock(values["Classified By"], value, values.get("Derived From"), values.get("Classification Reason"))
    return BlockReading(block, None, tuple(repairs))


def _value(text: str, findings: Findings) -> tuple[DeclassifyOn | Retired, list[Repair]]:
    before = len(findings.repairs)
    value = read_value(text, len("Declassify On: ") + 1, findings)
    return value, findings.repairs[before:]


def _lines(text: str, request: Request) -> dict[str, tuple[str, Findings]]:
    """The lines of a block by name, each with the findings of reading it."""
    found: dict[str, tuple[str, Findings]] = {}
    last = -1
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        findings = _OnLine(request, number)
        name, value = _named(line, findings)
        if name in found:
            raise findings.error("authority-twice", f"a second line `{name}`", 1, found=line, expected="it once")
        order = LINES.index(name)
        if order < last:
            findings.irregular("authority-order", f"`{name}` stands too late", 1, name, f"the order {', '.join(LINES)}")
        last = max(last, order)
        found[name] = (value, findings)
    return found


class _OnLine(Findings):
    """Findings of one line, whose places say which."""

    __slots__ = ("line",)

    def __init__(self, request: Request, line: int) -> None:
        super().__init__(request, [])
        self.line = line

    def error(self, rule: str, message: str, column: int, *, found: str | None = None, expected: str | None = None) -> MarkingError:
        error = super().error(rule, message, column, found=found, expected=expected)
        error.place = Place(self.request.source, self.line, column)
        return error

    def irregular(self, rule: str, message: str, column: int, before: str, after: str) -> None:
        if not self.request.lenient:
            raise self.error(rule, message, column, found=before, expected=f"`{after}`")
        super().irregular(rule, message, column, before, after)


def _named(line: str, findings: Findings) -> tuple[str, str]:
    hidden = next((number for number, letter in enumerate(line, 1) if not letter.isprintable()), None)
    if hidden is not None:
        raise findings.error("authority-character", "a character that is not printed", hidden, found=f"U+{ord(line[hidden - 1]):04X}")
    before, colon, value = line.partition(":")
    name = next((one for one in LINES if one.upper() == " ".join(before.split()).upper()), None)
    if not colon or name is None:
        raise findings.error("authority-line", "no line of a block", 1, found=line.strip(), expected=f"one of {', '.join(LINES)}")
    if not value.strip():
        raise findings.error("authority-missing", f"an empty line `{name}`", len(line) + 1, expected="what it says")
    if line != f"{name}: {value.strip()}":
        findings.irregular("authority-order", "a line of a block is written otherwise", 1, line, f"{name}: {value.strip()}")
    return name, value.strip()


def objections(block: AuthorityBlock | None, banner: Label, *, origin: date | None = None) -> list[MarkingError]:
    """What is wrong with a block on a document of this banner.

    Args:
        block: the document's block, or ``None`` where it has none.
        banner: the label of the whole document.
        origin: the day of the document, which the 25 years are counted from; ``None``: they are not checked.
    """
    request = Request("us", source="block")
    ours = _USA in banner.named_or_owner
    if block is None:
        needed = ours and banner.level != "UNCLASSIFIED"
        missing = request.error(
            "authority-classified", "a classified document without its classification authority block", None, found=banner.level
        )
        return [missing] if needed else []
    if banner.level == "UNCLASSIFIED" and banner.controls & _UCNI:
        message = "a block on a document of nothing but unclassified nuclear information"
        return [request.error("authority-classified", message, None, found=", ".join(sorted(banner.controls & _UCNI)))]
    return [*_nuclear(block.declassify_on, banner, request), *_years(block.declassify_on, origin, request)]


def _nuclear(value: DeclassifyOn, banner: Label, request: Request) -> list[MarkingError]:
    needed = {one for one in _ATOMIC if one in banner.compartments} | ({"NATO"} if _NATO in banner.originators else set())
    hidden = {lower for upper, lower in _TAKEN_OVER if upper in needed} | ({"NATO"} if UNNAMED_SOURCE in banner.originators else set())
    if needed <= value.not_applicable <= needed | hidden:
        return []
    expected = str(DeclassifyOn(not_applicable=frozenset(needed))) if needed else "a day, an event or an exemption"
    message = "the line and the banner's RD, FRD, TFNI and NATO disagree"
    return [request.error("authority-nuclear", message, None, found=str(value), expected=expected)]


def _years(value: DeclassifyOn, origin: date | None, request: Request) -> list[MarkingError]:
    if origin is None or not longer_than_allowed(value, origin):
        return []
    message, expected = "a day more than 25 years after the day of origin", f"25 years from {written(origin)}"
    return [request.error("authority-years", message, None, found=str(value), expected=expected)]
