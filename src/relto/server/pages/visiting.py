"""Who looks at a page, and how they like to see it."""

from datetime import datetime
from typing import cast, get_args

from attrs import frozen
from litestar.datastructures import Cookie

from relto.node import Action, Actor
from relto.node.authorising import may
from relto.node.records.people import Account
from relto.server.pages.guarding import Asked
from relto.server.pages.instants import Notation
from relto.server.pages.languages import LANGUAGES, Language, preferred

LOOK = "relto-look"
THEMES = ("system", "light", "dark")
_YEAR = 365 * 24 * 3600


@frozen
class Look:
    """How somebody likes to see the pages; kept in their browser.

    Args:
        language: of the pages.
        theme: ``system``, ``light`` or ``dark``.
        notation: of instants and days.
        keys: whether single keys do anything.
    """

    language: Language = "en"
    theme: str = "system"
    notation: Notation = "iso"
    keys: bool = True

    def to_text(self) -> str:
        """The look as a cookie has it."""
        return ".".join((self.language, self.theme, self.notation, "keys" if self.keys else "still"))


def look_of(request: Asked) -> Look:
    """The look that a request's cookie says; what it does not say well is taken from the browser's own wish."""
    parts = request.cookies.get(LOOK, "").split(".")
    known = (LANGUAGES, THEMES, get_args(Notation), ("keys", "still"))
    if len(parts) == len(known) and all(part in some for part, some in zip(parts, known, strict=True)):
        return Look(cast("Language", parts[0]), parts[1], cast("Notation", parts[2]), parts[3] == "keys")
    return Look(preferred(request.headers.get("accept-language", "")))


def look_cookie(look: Look) -> Cookie:
    """The cookie that keeps a look."""
    return Cookie(LOOK, value=look.to_text(), path="/", max_age=_YEAR, httponly=True, samesite="strict")


def session_name(party: str) -> str:
    """The name of the cookie of a session; a node of another party on the same machine has another."""
    return f"relto-session-{party.lower()}"


def session_cookie(party: str, token: str | None, *, secure: bool) -> Cookie:
    """The cookie of a session at a party's node; without a token, the one that takes it away."""
    return Cookie(
        session_name(party), value=token or "", path="/", max_age=None if token else 0, httponly=True, samesite="strict", secure=secure
    )


@frozen
class Visitor:
    """Somebody who looks at a page.

    Args:
        at: the instant of the request, UTC.
        look: how they like to see it.
        account: who they are; ``None`` before they have come in.
    """

    at: datetime
    look: Look
    account: Account | None = None

    @property
    def actor(self) -> Actor:
        """They, as somebody who does something; before they have come in, somebody who may do nothing."""
        return Actor("nobody") if self.account is None else self.account.actor

    def may(self, action: str) -> bool:
        """Whether their roles open a kind of action."""
        return may(self.actor, Action(action))
