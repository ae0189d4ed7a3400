"""The characters of a marking, looked at before anything is read.

* A marking longer than the limit is refused unread.
* Invisible, directional, control and tag characters are refused in every reading, by code point.
* Letters that no marking of the system has are refused, so a look-alike of another script cannot pass.
* Full-width forms and fixed spaces are refused strictly and put right leniently, one character for one.

Source: Unicode TR 36, sections 2.2 and 3.2, and TR 39, section 4 (restriction to expected scripts).
"""

import unicodedata

from relto.markings.model import Repair, Request
from relto.primitives.limits import MARKING_CHARS

_FIXED_SPACES = frozenset("\u00a0\u2002\u2003\u2007\u202f\u3000")
_LOOK_ALIKES = str.maketrans(
    "АВЕКМНОРСТХЅІЈΑΒΕΖΗΙΚΜΝΟΡΤΧ",
    "ABEKMHOPCTXSIJABEZHIKMNOPTX",
)


def inspect(text: str, alphabet: frozenset[str], request: Request) -> tuple[str, list[Repair]]:
    """Checks a marking's characters.

    Args:
        text: the marking as given.
        alphabet: characters beyond printable ASCII that the system's markings have.
        request: how it is to be read.

    Returns:
        A text of the same length in which full-width forms and fixed spaces are plain, and the repairs made.

    Raises:
        MarkingError: it is too long, or has a character that no marking of the system has.
    """
    if len(text) > MARKING_CHARS:
        raise request.error(
            "too-long",
            "a marking is too long",
            None,
            found=f"{len(text)} characters",
            expected=f"{MARKING_CHARS} at most",
        )
    if text.isascii() and text.isprintable():
        return text, []
    repairs: list[Repair] = []
    plain = [_plain(one, column, alphabet, request, repairs) for column, one in enumerate(text, 1)]
    return "".join(plain), repairs


def as_it_looks(text: str) -> str:
    """A text as a reader may take it: in capitals, full-width forms plain, without what nobody sees, look-alike letters as Latin ones.

    Never used to decide what something means, only to refuse what could be taken for something else.
    """
    plain = unicodedata.normalize("NFKC", text).upper().translate(_LOOK_ALIKES)
    return "".join(one for one in plain if unicodedata.category(one) not in {"Cf", "Cc", "Mn", "Zl", "Zp"}).strip()


def _plain(one: str, column: int, alphabet: frozenset[str], request: Request, repairs: list[Repair]) -> str:
    if " " <= one <= "~" or one in alphabet:
        return one
    after = " " if one in _FIXED_SPACES else unicodedata.normalize("NFKC", one)
    if len(after) == 1 and " " <= after <= "~" and _is_width_form(one):
        if not request.lenient:
            raise request.error("width-form", "a full-width or fixed-width form", column, found=code_point(one), expected=f"`{after}`")
        repairs.append(Repair(f"{request.system}-width-form", "a full-width or fixed-width form", column, one, after))
        return after
    raise request.error("character", _complaint(one), column, found=code_point(one), expected="the letters of the marking's own script")


def _is_width_form(one: str) -> bool:
    return one in _FIXED_SPACES or "\uff01" <= one <= "\uff5e"


def _complaint(one: str) -> str:
    category = unicodedata.category(one)
    if category == "Cf" or "\U000e0000" <= one <= "\U000e007f":
        return "an invisible or directional character"
    if category in ("Cc", "Zl", "Zp"):
        return "a control character"
    if category == "Cs":
        return "half of a character"
    if one.translate(_LOOK_ALIKES) != one:
        return f"a letter of another script that looks like `{one.translate(_LOOK_ALIKES)}`"
    return "a character that no marking of this system has"


def code_point(one: str) -> str:
    """A character by number and name: ``U+202E RIGHT-TO-LEFT OVERRIDE``."""
    name = unicodedata.name(one, "")
    return f"U+{ord(one):04X}{' ' if name else ''}{name}"


def unmasked(text: str) -> str:
    """The text as a careless eye sees it: widths plain, invisible characters gone, look-alikes in Latin. Never parsed, only recognised."""
    seen = "".join(one for one in unicodedata.normalize("NFKC", text) if unicodedata.category(one) not in ("Cf", "Cc", "Cs", "Mn"))
    return seen.translate(_LOOK_ALIKES)
