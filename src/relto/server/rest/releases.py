"""The route that releases many drafts at once."""

from typing import Annotated

import msgspec
from litestar import post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody

from relto.node.records.releasing import Sent
from relto.node.releasing import Sending
from relto.node.releasing.sending import MOST
from relto.server.problems import Problem, told
from relto.server.rest.access import actor_of
from relto.server.rest.drafts import Asked, SentShown, sent_of
from relto.server.rest.forms import Form, Short


class ReleasesForm(Form):
    """Drafts that are to be released, each by itself."""

    drafts: Annotated[list[Short], msgspec.Meta(min_length=1, max_length=MOST)]


class ReleasedShown(Form):
    """What became of one draft: what was released, or why it was not."""

    draft: str
    released: SentShown | None
    problem: Problem | None


@post("/releases", status_code=200, sync_to_thread=True)
def send_many(request: Asked, data: JSONBody[ReleasesForm], sending: NamedDependency[Sending]) -> list[ReleasedShown]:
    """Release what two people approved, many drafts at once: what may not go holds nothing else up."""
    done = sending.send_many(actor_of(request), data.drafts)
    return [
        ReleasedShown(draft, sent_of(one), None) if isinstance(one, Sent) else ReleasedShown(draft, None, told(one))
        for draft, one in zip(data.drafts, done, strict=True)
    ]


ROUTES: list[HTTPRouteHandler] = [send_many]
