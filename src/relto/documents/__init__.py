"""Portion-marked documents: read, written, and cut down to what one recipient may have.

:func:`read` takes text apart into portions with labels, :func:`build_tearline` makes a new document from some of them,
and :func:`check_leaks` proves that nothing of the others is left in it.
"""

from relto.documents._authority import authority_missing
from relto.documents._findings import Finding, GateResult
from relto.documents.leaks import Builder, check_leaks
from relto.documents.model import Document, Format, Portion, Problem, Row, TypedNumber
from relto.documents.orphans import Outline, outline_of, self_contained, without_orphans
from relto.documents.reading import decode, format_of, read
from relto.documents.tearlines import Tearline, TearlineHeader, banner_over, build_tearline
from relto.documents.writing import write

__all__ = [
    "Builder",
    "Document",
    "Finding",
    "Format",
    "GateResult",
    "Outline",
    "Portion",
    "Problem",
    "Row",
    "Tearline",
    "TearlineHeader",
    "TypedNumber",
    "authority_missing",
    "banner_over",
    "build_tearline",
    "check_leaks",
    "decode",
    "format_of",
    "outline_of",
    "read",
    "self_contained",
    "without_orphans",
    "write",
]
