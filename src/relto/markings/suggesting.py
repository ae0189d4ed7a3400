"""What was perhaps meant by a piece that has no place in a marking."""

import difflib

from relto.markings.findings import Findings
from relto.markings.model import MarkingError
from relto.markings.pieces import Piece
from relto.markings.vocabulary import KINDS, Vocabulary


def unknown(text: str, piece: Piece, vocabulary: Vocabulary, findings: Findings) -> MarkingError:
    """The refusal of a piece that has no place in a marking, with what was perhaps meant."""
    rule, message, expected = "marking-unknown", "an unknown marking", "a marking of this system"
    near = difflib.get_close_matches(text.upper(), sorted(vocabulary.reserved), n=1, cutoff=0.7)
    if vocabulary.retired_eyes_only and text == "EYES":
        rule, message, expected = "eyes-only-retired", "`EYES` is retired", "`REL TO` and the codes"
    elif any(text in vocabulary.levels[kind] for kind in KINDS):
        rule, message, expected = "second-level", "a second level", "one level, at the start"
    elif text.upper() in vocabulary.no_level:
        rule, message = "no-level", f"no marking of this system: {vocabulary.no_level[text.upper()]}"
    elif text in vocabulary.shorthands:
        rule, message, expected = "list-of-banner", "only a portion mark points to the banner's list", "the list itself"
    elif text.upper() in vocabulary.reserved:
        expected = f"`{text.upper()}`, perhaps"
    elif near:
        expected = f"`{near[0]}`, perhaps"
    return findings.error(rule, message, piece.column, found=piece.text, expected=expected)
