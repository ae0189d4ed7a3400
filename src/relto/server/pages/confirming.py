"""One more page before what cannot be undone, or what works at once on others: it says what will happen, and takes a second button.

It works with scripts off: the page repeats the form that was sent, in hidden fields, and sends it to the same address with the answer.
"""

from collections.abc import Sequence
from typing import Any, Literal

from litestar import Response

from relto.labels import Label
from relto.server.pages.desk import Desk
from relto.server.pages.forms import Form
from relto.server.pages.guarding import Asked
from relto.server.pages.visiting import Visitor

Step = Literal[
    "break-assurance",
    "destroy",
    "emergency",
    "introduce",
    "link",
    "lift-hold",
    "lost",
    "propose",
    "revoke-key",
    "rotate-key",
    "rule",
    "settle",
    "sign",
    "suspend",
    "terminate",
]
"""What is asked, by the name under which the page of confirmation has its words."""

_SURE = "sure"


def sure(form: Form) -> bool:
    """Whether a form comes from the page of confirmation."""
    return form.line(_SURE, 8) == "yes"


def confirm(
    request: Asked,
    visitor: Visitor,
    desk: Desk,
    form: Form,
    step: Step,
    back: str,
    facts: Sequence[tuple[str, str]] = (),
    *,
    labels: Sequence[Label] = (),
) -> Response[Any]:
    """The page of confirmation.

    Args:
        request: the request.
        visitor: who asks.
        desk: the node.
        form: what was sent.
        step: what would be done.
        back: the page to go back to.
        facts: what it would be done to: names and values that are shown.
        labels: of what the page shows.
    """
    fields = [(name, value) for name, value in form.fields if name != _SURE]
    return desk.shell.page(
        request,
        visitor,
        "confirm.html",
        labels=labels,
        step=step,
        back=back,
        facts=facts,
        fields=fields,
        action=request.url.path,
    )
