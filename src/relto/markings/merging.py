"""Pieces that belong together although a slash stands between them: ``UK/US EYES ONLY``, ``REL AUS/NZL``."""

from relto.markings.findings import Findings
from relto.markings.pieces import Piece
from relto.markings.vocabulary import Vocabulary

_WITHIN = 1


def merged(pieces: list[Piece], number: int, vocabulary: Vocabulary, findings: Findings) -> tuple[Piece, int]:
    """A piece, joined with those after it where a marking's own words hold a slash, and how many pieces that took."""
    first = pieces[number]
    end = number + 1
    if end == len(pieces) or pieces[end].slashes != _WITHIN:
        return first, 1
    while end < len(pieces) and pieces[end].slashes == _WITHIN:
        end += 1
    texts = [piece.text.upper() if findings.request.lenient else piece.text for piece in pieces[number:end]]
    taken = _taken(texts, vocabulary, findings)
    return Piece("/".join(piece.text for piece in pieces[number : number + taken]), first.column, first.slashes), taken


def _taken(texts: list[str], vocabulary: Vocabulary, findings: Findings) -> int:
    if texts[0] in vocabulary.merging and f"{texts[0]}/{texts[1]}" in vocabulary.words[findings.request.kind]:
        return 2
    if vocabulary.retired_eyes_only and vocabulary.codes.rank(texts[0]) is not None:
        return next((number for number, text in enumerate(texts, 1) if text.endswith("EYES ONLY")), 1)
    if any(texts[0].startswith(slashed) and not texts[0].startswith(name) for slashed, name in vocabulary.slashed):
        return next((number for number, text in enumerate(texts) if number and text in vocabulary.reserved), len(texts))
    return 1


def with_slashed_level(pieces: list[Piece], vocabulary: Vocabulary, findings: Findings) -> list[Piece]:
    """The pieces, the first two joined where the slash between them belongs to the level's name (``SECRET UE/EU SECRET``)."""
    if not vocabulary.slashed_levels or len(pieces) == 1 or pieces[1].slashes != _WITHIN:
        return pieces
    first, second, *rest = pieces
    joined = f"{first.text}/{second.text}"
    seen = joined.upper() if findings.request.lenient else joined
    for word in vocabulary.slashed_levels:
        at, middle = seen.find(word), len(first.text)
        end = at + len(word)
        if 0 <= at < middle < end and seen[at - 1 : at] in ("", " ") and seen[end : end + 1] in ("", " "):
            return [Piece(joined, first.column, first.slashes), *rest]
    return pieces
