"""When information of the United States stops being classified: the value of a "Declassify On" line, and the one that several sources give.

A line has one value: a day, an event, an exemption with a day or an event, an exemption that stands alone (50X1-HUM, 50X2-WMD), or
"N/A" where the Atomic Energy Act or NATO decides and not the Executive Order. Values that are no longer allowed are read leniently,
as :class:`Retired`: they say nothing by themselves, only together with the day of their source.

Source: IC Markings System Register and Manual, 31 December 2016, E.1 to E.6, which repeats Executive Order 13526 and 32 CFR 2001.
"""

import re
from datetime import date

from attrs import frozen

from relto.markings.findings import Findings
from relto.markings.model import Rule
from relto.primitives import Malformed

_MANUAL = "IC Markings System Register and Manual 2016"
RULES = (
    Rule("us-declassify-value", "a Declassify On line has one value: a day, an event, an exemption, or N/A", f"{_MANUAL}, E.1, E.2"),
    Rule("us-declassify-day", "a day is written YYYYMMDD", f"{_MANUAL}, E.1"),
    Rule("us-declassify-exemption", "25X, 50X and 75X have a number from 1 to 9; 50X1-HUM and 50X2-WMD stand alone", f"{_MANUAL}, E.1"),
    Rule("us-declassify-exemption-end", "an exemption has a day or an event; 50X1-HUM and 50X2-WMD have none", f"{_MANUAL}, E.1, E.6"),
    Rule("us-declassify-retired", "OADR, MR, X1 to X8, DNI Only, treaty and 25X1-human are no values any more", f"{_MANUAL}, E.6"),
    Rule("us-declassify-na", "N/A names RD, FRD, TFNI joined by slashes, then NATO; then the source list", f"{_MANUAL}, E.1, E.4, E.5"),
)
"""The rules that reading a value checks."""

NOT_APPLICABLE = ("RD", "FRD", "TFNI", "NATO")
IMAGERY = "EO 12951"
"""The event of ``25X1, EO 12951``, which the geospatial agency keeps for original imagery."""

_ALONE = ("50X1-HUM", "50X2-WMD")
_EXEMPTION = re.compile(r"(25|50|75)X([1-9])")
_NA = re.compile(
    r"N/A to (?:((?:RD|FRD|TFNI)(?:/(?:RD|FRD|TFNI))*)(?: and (NATO))?|(NATO)) portions\.?"
    r"( See source list for NSI portions\.?)?"
)
_RETIRED = re.compile(
    r"(?:Source Marked )?"
    r"(OADR|Originating Agency['\u2019]s Determination Required|MR|Manual Review|X[1-8]|DNI Only|DCI Only"
    r"|Subject to treaty or international agreement|25X[1-9])"
    r"(?:, date of source (\d{8}))?",
    re.IGNORECASE,
)
_ANOTHER = re.compile(r"\b(?:N/A|\d{8}|\d\dX\d|X\d|OADR)\b", re.IGNORECASE)
"""What no event has in its words, since a line has one value."""
_HUMAN = re.compile(r"25X1\s?-\s?human", re.IGNORECASE)
_YEARS, _EXEMPT_YEARS = 25, 50


@frozen
class DeclassifyOn:
    """The value of a "Declassify On" line.

    Args:
        day: the day on which it ends, alone or with an exemption.
        event: the event with which it ends, alone or with an exemption.
        exemption: ``25X1`` to ``75X9``, ``50X1-HUM``, ``50X2-WMD``; or ``None``.
        not_applicable: what the line does not apply to: RD, FRD, TFNI, NATO. Empty for every other value.
        source_list: whether a line with N/A points to the list of sources for the other portions.

    Raises:
        Malformed: these parts make no value.
    """

    day: date | None = None
    event: str | None = None
    exemption: str | None = None
    not_applicable: frozenset[str] = frozenset()
    source_list: bool = True

    def __attrs_post_init__(self) -> None:
        ends = (self.day is not None) + (self.event is not None)
        if self.not_applicable:
            wrong = ends or self.exemption is not None or not self.not_applicable <= set(NOT_APPLICABLE)
        elif self.exemption in _ALONE:
            wrong = bool(ends)
        else:
            known = self.exemption is None or _EXEMPTION.fullmatch(self.exemption) is not None
            wrong = ends != 1 or not known or (self.event is not None and not _is_event(self.event))
        if wrong:
            raise Malformed(
                "no value of a Declassify On line", found=str(self), expected="a day, an event, an exemption with one of them, or N/A"
            )

    def __str__(self) -> str:
        if self.not_applicable:
            atomic = "/".join(one for one in NOT_APPLICABLE if one in self.not_applicable and one != "NATO")
            named = " and ".join(one for one in (atomic, "NATO" if "NATO" in self.not_applicable else "") if one)
            return f"N/A to {named} portions." + (" See source list for NSI portions." if self.source_list else "")
        end = written(self.day) if self.day is not None else self.event
        return ", ".join(one for one in (self.exemption, end) if one)


@frozen
class Retired:
    """A value that is no longer allowed.

    Args:
        value: as it stands (``OADR``, ``X1``, ``25X4`` without a day).
        source_day: the day of the source that the line itself names, or ``None``.
    """

    value: str
    source_day: date | None = None

    @property
    def exemption(self) -> str | None:
        """The exemption, where it is one without its day."""
        return self.value if _EXEMPTION.fullmatch(self.value) else None


@frozen
class Source:
    """One source of a derivative document.

    Args:
        value: what its "Declassify On" line says; ``None`` where it has none.
        day: the day of the source, or ``None`` where it cannot be told.
    """

    value: DeclassifyOn | Retired | None
    day: date | None = None


def read_value(text: str, column: int, findings: Findings) -> DeclassifyOn | Retired:
    """Reads the value of a line.

    Raises:
        MarkingError: it is none; or strictly, one that is retired.
    """
    plain = re.sub(r"\s*[\u2010-\u2013-]\s*(?=HUM\b|WMD\b)", "-", text)
    if plain in _ALONE:
        if plain != text:
            findings.irregular("declassify-exemption", "no space stands inside an exemption", column, text, plain)
        return DeclassifyOn(exemption=plain)
    if text.upper().startswith("N/A"):
        return _read_na(text, column, findings)
    if _HUMAN.fullmatch(text):
        findings.irregular("declassify-retired", "50X1-HUM has taken the place of 25X1-human", column, text, "50X1-HUM")
        return DeclassifyOn(exemption="50X1-HUM")
    exemption, comma, end = text.partition(",")
    if comma and re.fullmatch(r"\d\dX\S*", exemption):
        return _read_exemption(exemption, end.strip(), column, findings)
    retired = _RETIRED.fullmatch(text)
    if retired is not None:
        return _read_retired(text, retired, column, findings)
    if _EXEMPTION.fullmatch(text):
        raise findings.error("declassify-exemption-end", f"`{text}` without its end", column, found=text, expected="a day or event")
    if re.match(r"\d\dX|X\d", text):
        raise findings.error("declassify-exemption", "an unknown exemption", column, found=text, expected="25X1 to 75X9 and an end")
    day, event = _end(text, column, findings)
    return DeclassifyOn(day=day, event=event)


def _read_na(text: str, column: int, findings: Findings) -> DeclassifyOn:
    found = _NA.fullmatch(text)
    if found is None:
        raise findings.error(
            "declassify-na",
            "not applicable to what?",
            column,
            found=text,
            expected="`N/A to RD/FRD/TFNI and NATO portions.`",
        )
    names = [*(found[1].split("/") if found[1] else ()), *(one for one in found.groups()[1:3] if one)]
    value = DeclassifyOn(not_applicable=frozenset(names), source_list=found[4] is not None)
    if str(value) != text:
        findings.irregular("declassify-na", "a line with N/A is written otherwise", column, text, str(value))
    return value


def _read_exemption(exemption: str, end: str, column: int, findings: Findings) -> DeclassifyOn:
    if exemption in _ALONE:
        raise findings.error("declassify-exemption-end", f"`{exemption}` stands alone", column, found=end, expected="no end")
    if _EXEMPTION.fullmatch(exemption) is None:
        raise findings.error("declassify-exemption", "an unknown exemption", column, found=exemption, expected="25X1 to 75X9")
    day, event = _end(end, column + len(exemption) + 2, findings)
    return DeclassifyOn(day=day, event=event, exemption=exemption)


def _read_retired(text: str, found: re.Match[str], column: int, findings: Findings) -> Retired:
    value, digits = found[1].upper(), found[2]
    if _EXEMPTION.fullmatch(value):
        message, rule = f"`{value}` without its day or event", "declassify-exemption-end"
    else:
        message, rule = "a value that is retired", "declassify-retired"
    findings.irregular(rule, message, column, text, "a day counted from the day of the source")
    return Retired(value, _end(digits, column + found.start(2), findings)[0] if digits else None)


def _end(text: str, column: int, findings: Findings) -> tuple[date | None, str | None]:
    """The day or the event that a text names."""
    if not text:
        raise findings.error("declassify-value", "an empty value", column, expected="a day (YYYYMMDD), an event, or an exemption")
    if text.isdigit() or re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        try:
            day = date.fromisoformat(text)
        except ValueError as error:
            raise findings.error("declassify-day", "no day", column, found=text, expected="a day as YYYYMMDD") from error
        if text != written(day):
            findings.irregular("declassify-day", "a day is written YYYYMMDD", column, text, written(day))
        return day, None
    if not _is_event(text):
        raise findings.error("declassify-value", "neither a day nor an event", column, found=text, expected="YYYYMMDD or words")
    return None, text


def _is_event(text: str) -> bool:
    """Whether a text may be an event: words, which no other value begins like."""
    if _ANOTHER.search(text) or _RETIRED.fullmatch(text):
        return False
    return text == text.strip() and text.isprintable() and any(one.isalpha() for one in text)


def carried_forward(sources: list[Source], *, today: date) -> DeclassifyOn:
    """The one value that a document with several sources carries: the one that protects longest.

    The hierarchy of E.3, highest first: N/A (all that is named, together); 50X1-HUM, then 50X2-WMD; 50X with a day or event; 25X1,
    EO 12951; 25X; a day; an event. Retired values, 25X without its day, and sources that say nothing become days counted from the
    day of the source (E.3, E.6).

    Two choices are Relto's. 75X, which E.3 does not place, stands above 50X. And days that were counted stand in one class with
    those that were written, where E.3 lists them lower: before its hierarchy it asks for the longest duration of any source.

    Args:
        sources: one at least.
        today: the day from which is counted where the day of a source cannot be told.

    Raises:
        Malformed: there is no source; or two events, or a day and an event, of which nobody can tell which is later.
    """
    if not sources:
        raise Malformed("nothing to carry forward", expected="one source at least")
    values = [_counted(source, today) for source in sources]
    top = min(_rank(value) for value in values)
    best = [value for value in values if _rank(value) == top]
    if best[0].not_applicable:
        named = frozenset[str]().union(*(value.not_applicable for value in best))
        rest = len(best) < len(values) or any(value.source_list for value in best)
        return DeclassifyOn(not_applicable=named, source_list=rest)
    return _longest(best)


def _counted(source: Source, today: date) -> DeclassifyOn:
    """A source's value; where it has none that counts, the one that E.3 and E.6 let count from its day."""
    value = source.value
    if isinstance(value, DeclassifyOn):
        return value
    start = (value.source_day if value is not None else None) or source.day or today
    if value is not None and value.exemption is not None:
        return DeclassifyOn(exemption=value.exemption, day=years_after(start, _EXEMPT_YEARS))
    return DeclassifyOn(day=years_after(start, _YEARS))


def _rank(value: DeclassifyOn) -> int:
    """The place of a value in the hierarchy, lowest number first."""
    if value.not_applicable:
        return 0
    if value.exemption is not None:
        if value == DeclassifyOn(exemption="25X1", event=IMAGERY):
            return 4
        return {"75X": 1, "50X": 2 if value.exemption in _ALONE else 3, "25X": 5}[value.exemption[:3]]
    return 6 if value.day is not None else 7


def _longest(values: list[DeclassifyOn]) -> DeclassifyOn:
    """The value of one class that ends last; of those that end together the one with the lowest number."""
    ends = {(value.day, value.event) for value in values}
    days = [value.day for value in values if value.day is not None]
    if len(ends) > 1 and len(days) < len(values):
        found = "; ".join(sorted({str(value) for value in values}))
        raise Malformed("nobody can tell which of these ends last", found=found, expected="one event, or days alone")
    last = [value for value in values if not days or value.day == max(days)]
    return min(last, key=lambda value: value.exemption or "")


def written(day: date) -> str:
    """A day as a line writes it."""
    return day.isoformat().replace("-", "")


def years_after(day: date, years: int) -> date:
    """The same day some years later; 28 February for 29 February where that year has none.

    Raises:
        Malformed: no calendar of four digits has that year.
    """
    if day.year + years > date.max.year:
        raise Malformed("a day too far away", found=written(day), expected=f"a year before {date.max.year - years}")
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def longer_than_allowed(value: DeclassifyOn, origin: date) -> bool:
    """Whether a day without an exemption lies more than 25 years after the day of origin (E.1)."""
    return value.exemption is None and value.day is not None and value.day > years_after(origin, _YEARS)
