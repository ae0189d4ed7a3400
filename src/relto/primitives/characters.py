"""Characters that nobody sees, and how a message shows them."""

import re
import unicodedata

# Looks like nothing but is no format character: combining grapheme joiner, fillers, blank Braille, variation selectors.
_BLANK = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
_HIDDEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
_PLAIN = re.compile(r"[\x20-\x7e\t\n\u3001-\u30ff\u4e00-\u9fa5\u2010-\u2027]*")


def hidden_characters(text: str) -> tuple[str, ...]:
    """The characters of a text that nobody sees (zero width, direction, tags, controls, unassigned), as ``U+200B``, each once."""
    if _PLAIN.fullmatch(text):
        return ()
    found = {c for c in text if c not in "\t\n" and (unicodedata.category(c) in _HIDDEN or _BLANK.match(c))}
    return tuple(f"U+{ord(c):04X}" for c in sorted(found))


def visible(text: str) -> str:
    """The text for a message: what nobody sees, and what would steer a terminal, by its code point (``<U+202E>``)."""
    if _PLAIN.fullmatch(text) and text.isprintable():
        return text
    return "".join(f"<U+{ord(c):04X}>" if c in "\t\n" or hidden_characters(c) else c for c in text)
