"""The pages together, with what they are given and what stands around them."""

from litestar import Router
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler

from relto.node.trying import Unauthenticated
from relto.primitives import ReltoError
from relto.server.pages import (
    administering,
    agreements,
    assessing,
    assets,
    assuring,
    consents,
    counterparts,
    dossiers,
    duties,
    ending,
    entering,
    exchanging,
    first,
    holding,
    incidents,
    keeping,
    machinery,
    myself,
    network,
    overseeing,
    pacts,
    releasing,
    ruling,
    signing_in,
    whatif,
    writing,
)
from relto.server.pages.desk import Desk
from relto.server.pages.errors import Telling
from relto.server.pages.forms import provide_form
from relto.server.pages.guarding import Asked, check_origin, guarded
from relto.server.pages.visiting import Visitor, look_of
from relto.server.rates import Rates

ROUTES: tuple[HTTPRouteHandler, ...] = (
    assets.static,
    *entering.ROUTES,
    *signing_in.ROUTES,
    *first.ROUTES,
    *myself.ROUTES,
    *agreements.ROUTES,
    *assessing.ROUTES,
    *network.ROUTES,
    *whatif.ROUTES,
    *writing.ROUTES,
    *holding.ROUTES,
    *keeping.ROUTES,
    *releasing.ROUTES,
    *duties.ROUTES,
    *consents.ROUTES,
    *exchanging.ROUTES,
    *administering.ROUTES,
    *machinery.ROUTES,
    *overseeing.ROUTES,
    *incidents.ROUTES,
    *counterparts.ROUTES,
    *pacts.ROUTES,
    *assuring.ROUTES,
    *dossiers.ROUTES,
    *ending.ROUTES,
    *ruling.ROUTES,
)
"""Every route of the pages."""


def pages(desk: Desk, rates: Rates) -> Router:
    """The pages of a node.

    Args:
        desk: what they share.
        rates: of accounts; a page is a request like any other.
    """
    telling = Telling(desk)

    def visitor(request: Asked) -> Visitor:
        """Who looks at a page.

        Raises:
            Unauthenticated: the page is not for everybody, and nobody has come in.
            Wait: they made too many requests.
        """
        at, look = desk.now(), look_of(request)
        try:
            account = desk.node.entrance.present(signing_in.token_of(request, desk)).account
        except Unauthenticated:
            if not request.route_handler.opt.get("open"):
                raise
            return Visitor(at, look)
        rates.take(account.id)
        return Visitor(at, look, account)

    return Router(
        "/",
        route_handlers=list(ROUTES),
        dependencies={
            "desk": Provide(lambda: desk, sync_to_thread=False, use_cache=True),
            "visitor": Provide(visitor, sync_to_thread=True),
            "form": Provide(provide_form),
        },
        exception_handlers={ReltoError: telling.of_relto, HTTPException: telling.of_http, Exception: telling.of_any},
        before_request=check_origin,
        after_request=guarded,
        include_in_schema=False,
    )
