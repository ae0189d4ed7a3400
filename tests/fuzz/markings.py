"""Markings: what is read strictly is clean and canonical in meaning, what is read leniently says what it put right."""

import random
import re
import unicodedata
import zlib
from collections import Counter
from typing import Any

from relto.labels import Label
from relto.markings import MarkingError, Reading, looks_like_mark, parse, render, split_portion_mark, system, system_ids
from relto.markings.slashed import SlashedSystem
from relto.primitives import hidden_characters
from tests.fuzz import damage
from tests.fuzz.labels import FURTHER, any_words, letters, others, words, written
from tests.fuzz.running import Guided, Target

KINDS = ("banner", "portion")
Given = tuple[str, str, str, str]
"""System, kind, banner (or nothing), text."""

_TOKENS = re.compile(r"\w+|//|.", re.DOTALL)
_WORD = re.compile(r"\w+")
_PIECES = re.compile(r"(//|/|\(|\))")


def make(rng: random.Random, number: int) -> Given:
    """A marking that was good, damaged; now and then whole, of another system, or no marking at all."""
    name, kind = rng.choice(system_ids()), rng.choice(KINDS)
    text = render(written(rng, name), kind=kind)
    banner = render(written(rng, name)) if kind == "portion" and rng.random() < 0.3 else ""
    how = rng.random()
    if how < 0.04:
        text = damage.rubbish(rng)
    elif how < 0.10:
        text = "".join(rng.choice(words(name)) for _ in range(rng.randint(1, 8)))
    return _changed(rng, (name, kind, banner, text), how)


def _changed(rng: random.Random, given: Given, how: float) -> Given:
    """The input with its text damaged, and now and then of another system or kind."""
    name, kind, banner, text = given
    if how < 0.10:
        pass
    elif how < 0.20:
        text = _respelled(rng, text, name)
    elif how < 0.40:
        text = _cut_and_damaged(rng, text, _TOKENS.findall(text), name)
    elif how < 0.65:
        text = _cut_and_damaged(rng, text, _PIECES.split(text), name)
    elif how < 0.95:
        for _ in range(damage.often(rng)):
            text = damage.characters(rng, text)
    if rng.random() < 0.05:
        name = rng.choice(system_ids())
    if rng.random() < 0.05:
        kind = rng.choice(KINDS)
    return name, kind, banner, text


def change(rng: random.Random, given: Given) -> Given:
    """An input damaged further."""
    return _changed(rng, given, rng.uniform(0.1, 0.95))


def encode(given: Given) -> bytes:
    """An input as bytes: its parts on lines that no marking has."""
    return "\0".join(given).encode("utf-8", "surrogatepass")


def decode(data: bytes) -> Given:
    """The input that any bytes are; what is no name of a system or a kind stands for one of them."""
    parts = data.decode("utf-8", "replace").split("\0", 3)
    name, kind, banner, text = (*[""] * (4 - len(parts)), *parts)
    return _one_of(name, system_ids()), _one_of(kind, KINDS), banner, text


def _one_of(word: str, known: tuple[str, ...]) -> str:
    return word if word in known else known[zlib.crc32(word.encode()) % len(known)]


def _respelled(rng: random.Random, text: str, name: str) -> str:
    """The text with some of its words in another spelling of theirs."""
    for word, ways in sorted(others(name).items()):
        if word in text and rng.random() < 0.5:
            text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", rng.choice(ways), text, count=1)
    return text


def _cut_and_damaged(rng: random.Random, text: str, parts: list[str], name: str) -> str:
    choice = words(name) if rng.random() < 0.8 else any_words()
    for _ in range(damage.often(rng)):
        parts = damage.tokens(rng, parts, choice)
    return "".join(parts)


def check(given: Given) -> str:
    """Reads a marking strictly and leniently."""
    name, kind, over, text = given
    banner = parse(over, system=name, communities=FURTHER).label if _reads(over, name) else None
    strict = _parsed(text, name, kind, banner, lenient=False)
    soft = _parsed(text, name, kind, banner, lenient=True)
    if strict is None and soft is None:
        return "refused"
    assert soft is not None, "what a strict reading takes, a lenient one refuses"
    _canonical(soft.label, kind)
    if strict is None:
        assert soft.repairs, "a lenient reading took what a strict one refuses and said nothing"
        return "repaired"
    assert strict == soft, "a lenient reading differs from the strict one"
    assert not strict.repairs, "a strict reading repaired"
    if not system(name).in_documents:
        return "taken"
    strange = set(unicodedata.normalize("NFC", text)) - letters(name)
    assert not strange, f"a strict reading took characters that no marking of {name} has: {sorted(strange)!a}"
    inside = text if text.startswith("(") else f"({text})"
    assert looks_like_mark(inside), "it reads as a portion mark and does not look like one"
    _nothing_lost(text, strict.label, name, kind)
    return "taken"


def _reads(text: str, name: str) -> bool:
    if not text:
        return False
    try:
        parse(text, system=name, communities=FURTHER)
    except MarkingError:
        return False
    return True


def _parsed(text: str, name: str, kind: Any, banner: Label | None, *, lenient: bool) -> Reading | None:
    try:
        reading = parse(text, system=name, kind=kind, banner=banner, lenient=lenient, communities=FURTHER, source="fuzz")
    except MarkingError as refused:
        column = refused.place.column
        assert column is None or column in range(1, len(text) + 2), f"a column outside the text: {column}"
        clean(str(refused))
        return None
    for repair in reading.repairs:
        assert repair.column in range(1, len(text) + 2), f"a repair outside the text: {repair}"
        clean(f"{repair.message} {repair.after}")
    return reading


def clean(message: str) -> None:
    """A message is one line that can be printed anywhere, with nothing in it that nobody sees."""
    assert message.isprintable() or not hidden_characters(message), f"a message holds what nobody sees: {message!a}"
    assert "\n" not in message, f"a message of several lines: {message!a}"
    message.encode()


def _canonical(label: Label, kind: Any) -> None:
    """What was read can be written, reads back as the same, and is then written in the same way."""
    for one in (kind, *KINDS):
        once = render(label, kind=one)
        again = parse(
            once,
            system=label.scheme.id,
            kind=one,
            communities=(label.releasable_to or frozenset()) | (label.display_only or frozenset()) | label.originators,
        ).label
        assert again == label, f"written as {once!a} and read back as another label"
        assert render(again, kind=one) == once, f"written otherwise the second time: {once!a}"


def _early(name: str) -> frozenset[str]:
    """What tells that a marking is written otherwise: a word before the level, or words in a line without slashes."""
    one = system(name)
    if not isinstance(one, SlashedSystem):
        return frozenset()
    in_line = {" "} if one.vocabulary.line is not None else set()
    return frozenset({f"{word} " for word in one.vocabulary.before_level} | in_line)


def _nothing_lost(text: str, label: Label, name: str, kind: Any) -> None:
    """A text that was taken is the canonical one, or differs from it only in words that have another spelling."""
    bare, canonical = text.strip("()"), render(label, kind=kind).strip("()")
    if bare == canonical:
        return
    ways = {way for some in others(name).values() for way in some}
    assert any(way in bare for way in ways | _early(name)), f"a strict reading took a text that is not the canonical {canonical!a}"
    if kind == "portion" and {"REL", "REL-EU"} & set(re.split("//?", bare)):
        return
    spelled = {word for some in (ways, others(name)) for way in some for word in _WORD.findall(way)}
    before, after = (Counter(word for word in _WORD.findall(one) if word not in spelled) for one in (bare, canonical))
    assert before == after, f"a strict reading lost or added something: {canonical!a}"


def make_parenthesis(rng: random.Random, number: int) -> str:
    """A paragraph that may begin with a portion mark."""
    text = render(written(rng, rng.choice([one for one in system_ids() if system(one).in_documents])), kind="portion")
    for _ in range(damage.often(rng, 6) - 1):
        text = damage.characters(rng, text)
    how = rng.randrange(12)
    if how == 0:
        return damage.rubbish(rng, 200)
    if how == 1:
        return rng.choice(["(", "（", ")", "()", "(）"]) * rng.choice((1, 10, 1_000, 50_000)) + text
    return text + rng.choice(["", " ", "a", " The ship (S) left.", ")", "("]) + damage.rubbish(rng, 10)


def check_parenthesis(text: str) -> str:
    """Takes the parenthesis off the front and asks whether it is a mark."""
    parts, looks = split_portion_mark(text), looks_like_mark(text)
    if parts is None:
        assert not looks, "no parenthesis, and yet it looks like a mark"
        return "no parenthesis"
    mark, rest = parts
    assert text.startswith(mark), "the mark is not what stands there"
    assert text[len(mark) :].lstrip() == rest, "something is lost between mark and text"
    assert looks == looks_like_mark(mark), "what follows a parenthesis decides whether it is a mark"
    return "looks like a mark" if looks else "no mark"


def _change_text(rng: random.Random, text: str) -> str:
    return damage.characters(rng, text)


def encode_text(text: str) -> bytes:
    """A text as bytes."""
    return text.encode("utf-8", "surrogatepass")


def decode_text(data: bytes) -> str:
    """The text that any bytes are."""
    return data.decode("utf-8", "replace")


def _prepare() -> None:
    for name in system_ids():
        letters(name)


TARGETS = (
    Target("markings", make, check, guided=Guided(encode, decode, change, weight=4), prepare=_prepare),
    Target("parentheses", make_parenthesis, check_parenthesis, guided=Guided(encode_text, decode_text, _change_text)),
)
