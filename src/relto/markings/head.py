"""The head of a marking: its level, and whose information it is.

Four forms, which exclude each other: the level alone; ``//DEU SECRET`` for another party's information; ``//FGI SECRET`` for
a party's that stays unnamed; ``//JOINT SECRET CAN GBR USA`` for what several own together.

Source: IC Markings System Register and Manual, 31 December 2016, D.1, H.3, H.7. The other systems of this form take it over as
Relto's document convention for derived portions (docs/reference/markings.md).
"""

from attrs import frozen

from relto.labels import UNNAMED_SOURCE
from relto.markings.findings import Findings
from relto.markings.in_line import line_pieces
from relto.markings.lists import check_codes, check_order, without_conjunction
from relto.markings.pieces import Piece
from relto.markings.spelling import unaccented
from relto.markings.vocabulary import KINDS, Stamp, Vocabulary
from relto.primitives import PartyId

_LONGEST_LEVEL = 6
_BETWEEN = 2
_NATO = PartyId("NATO")


@frozen
class Head:
    """What the head of a marking says.

    Args:
        stamp: the level.
        originators: those it names.
        joint: whether they own it together.
        rest: pieces that stood in the head without a separator, or before the level.
    """

    stamp: Stamp
    originators: frozenset[PartyId] = frozenset()
    joint: bool = False
    rest: tuple[Piece, ...] = ()


def read_head(piece: Piece, vocabulary: Vocabulary, findings: Findings) -> Head:
    """Reads the first piece of a marking.

    Raises:
        MarkingError: it is no head of this system.
    """
    if piece.slashes == 0:
        return _own(piece, vocabulary, findings)
    if piece.slashes == 1 or not vocabulary.foreign:
        raise findings.error(
            "starts-with-level",
            "a marking of this system starts with its level" if not vocabulary.foreign else "one slash before the marking",
            piece.column - piece.slashes,
            found="/" * piece.slashes,
            expected=_levels(vocabulary, findings) + (", or `//` and another owner" if vocabulary.foreign else ""),
        )
    return _foreign(piece, vocabulary, findings)


def _levels(vocabulary: Vocabulary, findings: Findings) -> str:
    return ", ".join(
        word for level, word in vocabulary.level_written[findings.request.kind].items() if level not in vocabulary.foreign_only
    )


def _stamp(word: str, column: int, vocabulary: Vocabulary, findings: Findings) -> Stamp | None:
    """The level a word names; leniently also in another case or in the other kind's form."""
    kind = findings.request.kind
    stamp = vocabulary.levels[kind].get(word)
    if stamp is not None:
        return stamp
    stamp = vocabulary.levels[KINDS[kind == "banner"]].get(word)
    if stamp is None and findings.request.lenient:
        stamp = vocabulary.folded.get(word.upper())
    if stamp is not None:
        written = _written(stamp, vocabulary, kind)
        findings.irregular("level-form", _misspelled(word, written, kind), column, word, written)
    return stamp


def _misspelled(word: str, written: str, kind: str) -> str:
    if word != word.upper():
        return "a level in another case"
    if not written.isascii() and unaccented(written) == unaccented(word):
        return "a level without its accents"
    return "a banner spells the level out" if kind == "banner" else "a portion mark has the level's short form"


def _written(stamp: Stamp, vocabulary: Vocabulary, kind: str) -> str:
    for control in stamp.controls:
        return vocabulary.fused["banner" if kind == "banner" else "portion"][stamp.level, control]
    return vocabulary.level_written["banner" if kind == "banner" else "portion"][stamp.level]


def _own(piece: Piece, vocabulary: Vocabulary, findings: Findings) -> Head:
    stamp = _stamp(piece.text, piece.column, vocabulary, findings)
    head = Head(stamp) if stamp is not None else _own_otherwise(piece, vocabulary, findings)
    if head.stamp.foreign_only:
        raise findings.error(
            "own-level",
            f"`{head.stamp.level}` is no level of {vocabulary.owner}'s own information",
            piece.column,
            found=piece.text,
            expected="another level, or `//` and the owner before it",
        )
    return head


def _own_otherwise(piece: Piece, vocabulary: Vocabulary, findings: Findings) -> Head:
    """A head that is no level by itself: fused, with an endorsement before it, or with a caveat after it."""
    text, column, kind = piece.text, piece.column, findings.request.kind
    if text.upper() in vocabulary.wrong:
        raise findings.error(
            "wrong-words", "a marking that does not exist", column, found=text, expected=f"`{vocabulary.wrong[text.upper()]}`"
        )
    _no_level(piece, vocabulary, findings)
    if any(text in vocabulary.words[one] for one in KINDS):
        raise findings.error(
            "level-missing",
            "a marking without its level",
            column,
            found=text,
            expected=f"one of {_levels(vocabulary, findings)}, then `//{text}`",
        )
    if text.upper() in vocabulary.legacy:
        short, caveat = vocabulary.legacy[text.upper()]
        stamp = vocabulary.levels["portion"][short]
        findings.irregular("fused-form", "a fused spelling of old", column, text, f"{_written(stamp, vocabulary, kind)}//{caveat}")
        return Head(stamp, rest=(Piece(caveat, column, _BETWEEN),))
    tokens = text.split(" ")
    for count in _lengths(len(tokens) - 1):
        before, level = " ".join(tokens[:-count]), " ".join(tokens[-count:])
        if before in vocabulary.before_level and level in vocabulary.levels[kind]:
            return Head(vocabulary.levels[kind][level], rest=(Piece(before, column, _BETWEEN),))
    return _level_and_caveat(piece, tokens, vocabulary, findings)


def _no_level(piece: Piece, vocabulary: Vocabulary, findings: Findings) -> None:
    """Refuses by name what looks like a level and is none, and levels of schemes that are no longer in force."""
    why = vocabulary.no_level.get(piece.text.upper())
    if why is not None:
        raise findings.error(
            "no-level",
            f"no level of this system: {why}",
            piece.column,
            found=piece.text,
            expected=f"one of {_levels(vocabulary, findings)}",
        )


def _level_and_caveat(piece: Piece, tokens: list[str], vocabulary: Vocabulary, findings: Findings) -> Head:
    """``SECRET NZEO``: a level, a space, a caveat."""
    column, kind = piece.column, findings.request.kind
    whole = vocabulary.folded.get(piece.text.upper())
    if whole is not None:
        written = _written(whole, vocabulary, kind)
        without = piece.text == piece.text.upper() and unaccented(written) == unaccented(piece.text)
        message = "a level without its accents" if without and not written.isascii() else "a level in another case"
        raise findings.error("level-form", message, column, found=piece.text, expected=f"`{written}`")
    level, _, word = piece.text.partition("-")
    if (
        kind == "banner"
        and vocabulary.line is not None
        and level in vocabulary.levels[kind]
        and word.split(" ")[0] in vocabulary.words[kind]
    ):
        return Head(vocabulary.levels[kind][level], rest=line_pieces(word, column + len(level) + 1, vocabulary))
    for count in _lengths(len(tokens) - 1):
        level, after = " ".join(tokens[:count]), " ".join(tokens[count:])
        if _names_level(level, vocabulary):
            if vocabulary.line is not None and kind == "banner" and level in vocabulary.levels[kind]:
                return Head(vocabulary.levels[kind][level], rest=line_pieces(after, column + len(level) + 1, vocabulary))
            findings.irregular("separator", "a caveat follows the level after `//`", column + len(level), piece.text, f"{level}//{after}")
            stamp = _stamp(level, column, vocabulary, findings)
            if stamp is not None:
                in_brackets = vocabulary.descriptors and after.startswith("[") and after.endswith("]")
                return Head(stamp, rest=(Piece(after[1:-1] if in_brackets else after, column + len(level) + 1, _BETWEEN),))
    raise findings.error("level-unknown", "an unknown level", column, found=piece.text, expected=f"one of {_levels(vocabulary, findings)}")


def _lengths(most: int) -> range:
    """How many words a level may have, longest first."""
    return range(min(_LONGEST_LEVEL, most), 0, -1)


def _names_level(word: str, vocabulary: Vocabulary) -> bool:
    return any(word in vocabulary.levels[kind] for kind in KINDS) or word.upper() in vocabulary.folded


def _foreign(piece: Piece, vocabulary: Vocabulary, findings: Findings) -> Head:
    kind, text = findings.request.kind, piece.text
    if findings.request.lenient and text != text.upper() and not any(token in vocabulary.levels[kind] for token in text.split(" ")):
        text = without_conjunction(text, piece.column, findings)
        if text != text.upper():
            findings.irregular("capitals", "a marking is in capitals", piece.column, text, text.upper())
        text = text.upper()
    level = vocabulary.alliance[kind].get(text)
    if level is not None:
        return Head(Stamp(level), frozenset((_NATO,)))
    tokens = text.split(" ")
    if tokens[0] == "JOINT":
        return _joint(tokens[1:], piece.column + len("JOINT "), vocabulary, findings)
    for count in _lengths(len(tokens) - 1):
        stamp = _stamp(" ".join(tokens[-count:]), piece.column + len(" ".join(tokens[:-count])) + 1, vocabulary, findings)
        if stamp is not None:
            return Head(stamp, _owners(tokens[:-count], piece, stamp, vocabulary, findings))
    raise findings.error(
        "owner-unknown",
        "an unknown owner or level",
        piece.column,
        found=piece.text,
        expected=f"codes of the owners and one of {_levels(vocabulary, findings)}",
    )


def _owners(codes: list[str], piece: Piece, stamp: Stamp, vocabulary: Vocabulary, findings: Findings) -> frozenset[PartyId]:
    if codes == [UNNAMED_SOURCE]:
        return frozenset((UNNAMED_SOURCE,))
    if UNNAMED_SOURCE in codes:
        raise findings.error(
            "concealed-alone",
            "a concealed source stands with named ones",
            piece.column,
            found=piece.text,
            expected="`FGI` alone, or names alone",
        )
    check_codes(codes, piece.text, piece.column, vocabulary.codes, findings)
    if vocabulary.owner in codes:
        at = piece.column + piece.text.find(vocabulary.owner)
        raise findings.error(
            "owner-as-foreign",
            "the system's own owner stands in no foreign marking",
            at,
            found=vocabulary.owner,
            expected="the level first",
        )
    if _NATO in codes and (len(codes) > 1 or stamp.level in vocabulary.alliance["banner"].values()):
        right = ", ".join(vocabulary.alliance[findings.request.kind])
        raise findings.error(
            "nato-words", "NATO's levels have their own words", piece.column, found=piece.text, expected=f"one of {right}, alone"
        )
    check_order(codes, "", piece.column, vocabulary.codes, findings)
    return frozenset(PartyId(code) for code in codes)


def _joint(tokens: list[str], column: int, vocabulary: Vocabulary, findings: Findings) -> Head:
    for count in _lengths(len(tokens)):
        stamp = _stamp(" ".join(tokens[:count]), column, vocabulary, findings)
        if stamp is not None:
            codes = tokens[count:]
            at = column + len(" ".join(tokens[:count])) + 1
            owners = _joint_owners(codes, at, vocabulary, findings) if codes else _owners_of_banner(at - 1, findings)
            if stamp.foreign_only and vocabulary.owner in owners:
                raise findings.error(
                    "joint-shared-level",
                    f"`{stamp.level}` is no level that {vocabulary.owner} can share",
                    column,
                    found=" ".join(tokens),
                    expected="another level",
                )
            return Head(stamp, owners, joint=True)
    raise findings.error(
        "level-unknown",
        "an unknown level",
        column if tokens else column - 1,
        found=" ".join(tokens) or None,
        expected=f"one of {_levels(vocabulary, findings)}",
    )


def _joint_owners(codes: list[str], column: int, vocabulary: Vocabulary, findings: Findings) -> frozenset[PartyId]:
    check_codes(codes, " ".join(codes), column, vocabulary.codes, findings)
    check_order(codes, "", column, vocabulary.codes, findings)
    if len(codes) < 2:  # noqa: PLR2004 - two own together
        raise findings.error(
            "joint-owners", "a joint marking names two owners at least", column, found=codes[0], expected="codes of all owners"
        )
    return frozenset(PartyId(code) for code in codes)


def _owners_of_banner(column: int, findings: Findings) -> frozenset[PartyId]:
    banner = findings.request.banner
    if findings.request.kind == "portion" and banner is not None and banner.joint:
        return banner.originators
    raise findings.error(
        "joint-owners",
        "a joint marking without its owners",
        column,
        expected="their codes; only a portion under a joint banner may leave them out",
    )
