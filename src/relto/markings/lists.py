"""Lists of codes in a marking: whom it is released to, shown to, owned by or taken from."""

from functools import lru_cache

from relto.markings.codes import Codes
from relto.markings.findings import Findings

_ANDORRA = "AND"


def split_codes(text: str, column: int, separator: str, findings: Findings) -> list[str]:
    """The codes of a list, as far as its separators tell.

    Raises:
        MarkingError: the list is empty, or (strictly) not joined by the separator.
    """
    codes = text.split(separator)
    if all(code and " " not in code and "," not in code for code in codes):
        return codes
    if separator == "/":
        raise findings.error("list-gap", "a gap in a list", column, found=text, expected="codes joined by `/`")
    again = text.replace(",", " ").split()
    _no_conjunction([code.upper() for code in again], text.upper(), column, findings)
    if not again:
        raise findings.error("list-empty", "an empty list", column, expected="a code")
    if any("," in pair for pair in (text[:1], text[-1:])) or ",," in text.replace(" ", ""):
        raise findings.error("list-gap", "a gap in a list", column, found=text, expected=f"codes joined by `{separator}`")
    how = "codes of this list are joined by a comma and a space" if separator == ", " else "codes of this list are joined by one space"
    findings.irregular("list-separator", how, column, text, separator.join(again))
    return again


def _no_conjunction(codes: list[str], text: str, column: int, findings: Findings) -> None:
    """Refuses, in a list that is not as it should be, a word that may be the conjunction or Andorra's code.

    Source: IC Markings System Register and Manual, 31 December 2016, I: until July 2005 the last code of a list followed an ``and``.
    """
    if _ANDORRA in codes:
        at = column + max(text.find(_ANDORRA), 0)
        raise findings.error(
            "list-and", "`AND` may be Andorra's code or the word", at, found=_ANDORRA, expected="codes alone, each in its place"
        )


def without_conjunction(text: str, column: int, findings: Findings) -> str:
    """A list in which the last code followed an ``and`` in small letters, without it.

    Raises:
        MarkingError: the rest is in small letters too, so that Andorra's code may be meant.
    """
    if " and " not in text:
        return text
    after = text.replace(", and ", ", ").replace(" and ", ", ")
    if after != after.upper():
        _no_conjunction([_ANDORRA], text.upper(), column, findings)
    findings.irregular("list-and", "no `and` stands in a list", column, text, after)
    return after


def check_codes(codes: list[str], text: str, column: int, known: Codes, findings: Findings) -> None:
    """Refuses codes that nobody knows, and codes that stand twice.

    Raises:
        MarkingError: as said; with the nearest known code as a hint.
    """
    if known.are_known(tuple(codes)):
        return
    further = findings.request.communities
    seen: set[str] = set()
    _no_conjunction([code.upper() for code in codes if code != _ANDORRA], text.upper(), column, findings)
    for number, code in enumerate(codes):
        if known.rank(code, further) is None:
            hint = known.nearest(code)
            raise findings.error(
                "list-unknown-code",
                "an unknown code in a list",
                column + max(text.upper().find(code), 0),
                found=code,
                expected=f"`{hint}`, perhaps" if hint else "an ISO 3166-1 alpha-3 code or a known community",
            )
        if code in seen:
            raise findings.error(
                "list-code-twice",
                "a code stands twice in a list",
                column + text.rfind(code),
                found=code,
                expected=f"{number} codes, each once",
            )
        seen.add(code)


def check_order(codes: list[str], own: str, column: int, known: Codes, findings: Findings) -> None:
    """Wants the own country first where it stands in the list (``own``), then countries, then communities, each alphabetically."""
    right = sorted_codes(codes, own, known)
    if codes != right:
        _no_conjunction(codes, " ".join(codes), column, findings)
        message = f"`{own}` comes first, then countries, then communities" if own in codes else "countries come first, then communities"
        findings.irregular("list-order", f"{message}, each in alphabetical order", column, ", ".join(codes), ", ".join(right))


def sorted_codes(codes: list[str] | frozenset[str], own: str, known: Codes) -> list[str]:
    """Codes in the order in which a list writes them."""
    return list(_sorted(tuple(codes), own, known))


@lru_cache(maxsize=16_384)
def _sorted(codes: tuple[str, ...], own: str, known: Codes) -> tuple[str, ...]:
    return tuple(sorted(codes, key=lambda code: (code != own, known.key(code))))
