"""Damage done to good input: characters that should not be there, and pieces lost, doubled, swapped and moved."""

import random
import unicodedata

INVISIBLE = ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u034f", "\u115f", "\u3164", "\u2800", "\ufe0f", "\U000e0100"]
DIRECTIONS = ["\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2069", "\u200e", "\u200f", "\u061c"]
TAGS = ["\U000e0001", "\U000e0020", "\U000e0053", "\U000e007f"]
LOOK_ALIKES = [
    *"АВЕКМНОРСТХЅІЈасеорхуΑΒΕΖΗΙΚΜΝΟΡΤΧ",
    "\u2215",
    "\u2044",
    "\u29f8",
    "\u2010",
    "\u2013",
    "\u2212",
    "ℕ",
    "𝐒",
    "Ⓢ",
    "ſ",
    "ı",
    "\u212a",
]
WIDE = [*"ＳＥＣＲＴ／（）：，－０", "\uff33"]
SPACES = [
    "\u00a0",
    "\u2002",
    "\u2003",
    "\u2007",
    "\u2009",
    "\u202f",
    "\u3000",
    "\u1680",
    "\t",
    "\v",
    "\f",
    "\x1c",
    "\x85",
    "\u2028",
    "\u2029",
]
COMBINING = ["\u0301", "\u0308", "\u0338", "\u20dd", "\u3099", "\u0315"]
CONTROLS = ["\0", "\x01", "\x07", "\b", "\x1b", "\x1b[31m", "\x7f", "\x9b", "\r", "\n", "\r\n"]
HALVES = ["\ud800", "\udfff", "\udc80", "\ufffe", "\uffff", "\U0010ffff"]
JAPANESE = ["極", "秘", "機", "密", "か\u3099", "・", "、", "｜", "：", "\uf9d4", "\ufa19"]
DIGITS = ["٣", "３", "²", "①", "Ⅳ", "0", "9" * 30]
NASTY = [*INVISIBLE, *DIRECTIONS, *TAGS, *LOOK_ALIKES, *WIDE, *SPACES, *COMBINING, *CONTROLS, *HALVES, *JAPANESE, *DIGITS]
WHOLE = [one for one in NASTY if not any(unicodedata.category(char) == "Cs" for char in one)]
"""Those that UTF-8 can hold."""


def nasty(rng: random.Random, *, halves: bool = True) -> str:
    """Characters that should not be there."""
    return rng.choice(NASTY if halves else WHOLE)


def often(rng: random.Random, most: int = 4) -> int:
    """A small number, mostly 1."""
    count = 1
    while count < most and rng.random() < 0.4:
        count += 1
    return count


def characters(rng: random.Random, text: str, *, halves: bool = True) -> str:
    """The text with one character inserted, lost, doubled, swapped, widened, in the other case, or replaced."""
    at = rng.randint(0, len(text))
    one = text[at : at + 1]
    how = rng.randrange(9)
    if how <= 2:
        return text[:at] + nasty(rng, halves=halves) + text[at:]
    after = {
        3: "",
        4: one * 2,
        5: text[at + 1 : at + 2] + one,
        6: chr(ord(one) + 0xFEE0) if one and "!" <= one <= "~" else "\u3000",
        7: one.swapcase(),
        8: nasty(rng, halves=halves),
    }[how]
    return text[:at] + after + text[at + (2 if how == 5 else 1) :]


def tokens(rng: random.Random, parts: list[str], words: list[str]) -> list[str]:
    """The tokens with one inserted, lost, doubled, swapped, replaced, moved, or many times over."""
    at, other = rng.randrange(len(parts) + 1), rng.randrange(len(parts) + 1)
    how = rng.randrange(7)
    if how == 0 or not parts:
        return [*parts[:at], rng.choice(words), *parts[at:]]
    at, other = min(at, len(parts) - 1), min(other, len(parts) - 1)
    swapped = list(parts)
    swapped[at], swapped[other] = swapped[other], swapped[at]
    without = parts[:at] + parts[at + 1 :]
    return {
        1: without,
        2: [*parts[:at], parts[at], *parts[at:]],
        3: swapped,
        4: [*parts[:at], rng.choice(words), *parts[at + 1 :]],
        5: [*without[:other], parts[at], *without[other:]],
        6: [*parts[:at], *([parts[at]] * rng.choice((3, 10, 100, 1000))), *parts[at:]] if rng.random() < 0.1 else without,
    }[how]


def rubbish(rng: random.Random, most: int = 60) -> str:
    """Any text."""
    kind = rng.randrange(3)
    count = rng.randint(0, most)
    if kind == 0:
        return "".join(chr(rng.randrange(0x20, 0x7F)) for _ in range(count))
    if kind == 1:
        return "".join(nasty(rng) for _ in range(count))
    return "".join(chr(rng.randrange(0x110000)) for _ in range(count))


def octets(rng: random.Random, data: bytes) -> bytes:
    """The bytes with some of them overwritten, lost, doubled or cut off."""
    for _ in range(often(rng, 8)):
        at = rng.randint(0, len(data))
        how = rng.randrange(5)
        if how == 0:
            data = data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :]
        elif how == 1:
            data = data[:at] + rng.randbytes(rng.randint(1, 4)) + data[at:]
        elif how == 2:
            data = data[:at] + data[at + rng.randint(1, 20) :]
        elif how == 3:
            data = data[:at] + data[max(0, at - rng.randint(1, 200)) : at] + data[at:]
        else:
            data = data[:at] if rng.random() < 0.2 else data
    return data
