"""The normal form of a document's text: its lines, and a text on one line."""

import re
import unicodedata

_SPACES = re.compile(r"[ \t\n]+")
_EDGE = " \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_JOINT = re.compile("(?<=[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef])\n(?=[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef])")


def normal_lines(text: str) -> list[str]:
    """The lines of a text, whichever way they end, without a byte order mark at the front."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def one_line(text: str) -> str:
    """The text in NFC on one line, without spaces of any width at its ends.

    A break becomes one space, and nothing between two Japanese characters.
    """
    joined = _JOINT.sub("", re.sub(r"[ \t]*\n[ \t]*", "\n", text))
    return unicodedata.normalize("NFC", _SPACES.sub(" ", joined).strip(_EDGE))
