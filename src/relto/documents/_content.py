"""What is telling in a text: runs of words, names, numbers and other things that identify.

Used to see whether anything that occurs in withheld portions only stands in a tearline.
"""

import re
from collections.abc import Iterable

_RUN = 5
_CJK_RUN = 10
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_CJK = re.compile("[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f]+")
_NAME = re.compile(r"(?<![\w])[A-Z][\w'’-]*[\w](?:[ ](?:(?:of|de|von|van|al|bin)[ ])?[A-Z][\w'’-]*[\w])*")
_EAST_NAME = re.compile("[\u30a1-\u30ff]{2,}|[\u3005-\u3007\u3400-\u9fff]{2,}")
_NUMBER = re.compile(
    r"(?<![\w.])[0-9][0-9,]*\.[0-9]+|(?<![\w.])[0-9](?:,?[0-9]){2,}(?![\w])"
    r"|(?<![\w.])[0-9]+ ?(?:km|m|kg|t|nm|kt|kts|%|ft|MHz|kHz|GHz|MW|kW|USD|NZD|JPY|円|人|隻|機|名)(?![A-Za-z])"
)
_EXACT = (
    re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    re.compile(r"(?:https?|ftp)://[^\s<>()\"']+"),
    re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])"),
    re.compile(r"(?<![0-9a-fA-F:])(?:[0-9a-fA-F]{1,4}:){3,7}[0-9a-fA-F]{0,4}"),
    re.compile(r"CVE-\d{4}-\d{4,7}", re.IGNORECASE),
    re.compile(r"(?<![0-9a-zA-Z])[0-9a-fA-F]{32,128}(?![0-9a-zA-Z])"),
    re.compile(
        r"(?<![\d.])\d{1,3}(?:\.\d+)?\s?[°º]?\s?(?:\d{1,2}(?:\.\d+)?\s?['′]\s?)?(?:\d{1,2}(?:\.\d+)?\s?[\"″]\s?)?[NSEW](?![A-Za-z])"
    ),
    re.compile(r"(?<![A-Z0-9])[0-9]{1,2}[C-HJ-NP-X][A-HJ-NP-Z]{2}\s?\d{2,10}(?![A-Z0-9])"),
)


def telling(texts: Iterable[str]) -> dict[str, str]:
    """What is telling in texts, each with what kind it is. A run never crosses from one text into the next."""
    found: dict[str, str] = {}
    for text in texts:
        words = [word.lower() for word in _WORD.findall(text)]
        for at in range(len(words) - _RUN + 1):
            found.setdefault(" ".join(words[at : at + _RUN]), "a run of words")
        for run in _CJK.findall(text):
            for at in range(len(run) - _CJK_RUN + 1):
                found.setdefault(run[at : at + _CJK_RUN], "a run of characters")
        for name in names(text):
            found.setdefault(name.lower(), "a name")
        for match in _NUMBER.finditer(text):
            found.setdefault(match[0].replace(",", "").replace(" ", ""), "a number")
        for pattern in _EXACT:
            for match in pattern.finditer(text):
                found.setdefault(match[0].lower().rstrip(".,;:"), "an identifier")
    return found


def names(text: str) -> set[str]:
    """What looks like a proper name: capitalised words, alone and in sequence, and runs of katakana or kanji."""
    found: set[str] = set()
    for match in _NAME.finditer(text):
        found.add(match[0])
        found.update(word for word in match[0].split(" ") if word[0].isupper() and len(word) > 2)  # noqa: PLR2004
    found.update(_EAST_NAME.findall(text))
    return found


def words_of(file_name: str) -> str:
    """A file's name as words, so that what it is made of can be looked for."""
    return re.sub(r"[-_.\\/]+", " ", file_name)


def lowered(text: str) -> set[str]:
    """Every word of a text, in lower case, and every run of Japanese characters."""
    return {word.lower() for word in _WORD.findall(text)} | set(_EAST_NAME.findall(text))
