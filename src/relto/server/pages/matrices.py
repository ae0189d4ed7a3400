"""The matrix of a report: every portion against every partner, and one decision of it with its reasons."""

from collections.abc import Sequence
from typing import Any

from litestar import Response

from relto.documents.model import Portion
from relto.labels import Label
from relto.node import Absent
from relto.primitives import PartyId
from relto.server.pages.desk import Desk
from relto.server.pages.guarding import Asked
from relto.server.pages.reports import Report, matrix, why
from relto.server.pages.visiting import Visitor


def matrix_page(
    request: Asked, visitor: Visitor, desk: Desk, report: Report, base: str, *, labels: Sequence[Label], item: str | None = None
) -> Response[Any]:
    """The matrix of a report: every portion against every partner."""
    partners = report.judge.partners()
    others = [one for one in report.judge.network.everyone if one not in partners and one != desk.party]
    also = request.query_params.get("also")
    shown = [*partners, *(one for one in others if one == also)]
    return desk.shell.page(
        request,
        visitor,
        "matrix.html",
        labels=labels,
        table=matrix(report, shown),
        others=others,
        also=also,
        base=base,
        item=item,
        report=report,
    )


def cell_page(
    request: Asked,
    visitor: Visitor,
    desk: Desk,
    report: Report,
    base: str,
    portion: int,
    party: str,
    *,
    labels: Sequence[Label],
    item: str | None = None,
) -> Response[Any]:
    """One decision with its reasons, clause by clause, and what would change it.

    Raises:
        Absent: there is no such portion or party.
    """
    found: Portion | None = report.portion(portion)
    if found is None or party == desk.party or party not in report.judge.network.everyone:
        raise Absent
    partners = report.judge.partners()
    place = partners.index(PartyId(party)) if party in partners else -1
    template = "cell_part.html" if request.headers.get("hx-request") == "true" else "cell.html"
    return desk.shell.page(
        request,
        visitor,
        template,
        labels=labels if template == "cell_part.html" or found.label is None else [found.label],
        portion=found,
        party=party,
        why=why(report, found, PartyId(party)),
        base=base,
        item=item,
        before=partners[place - 1] if place > 0 else None,
        after=partners[place + 1] if 0 <= place < len(partners) - 1 else None,
        network=report.judge.network,
    )
