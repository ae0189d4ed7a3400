"""What every answer of the pages carries, and which requests may change anything.

* Nothing is loaded from elsewhere, nothing in line runs, nobody frames a page, no copy stays in a cache.
* What changes anything comes from a page of this very address: the browser says so itself (``Sec-Fetch-Site``, else ``Origin``), and
  the cookie is given to no other site.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from litestar import Request, Response

from relto.node import Forbidden

Asked = Request[Any, Any, Any]

HEADERS: Mapping[str, str] = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), publickey-credentials-get=(self), publickey-credentials-create=(self)",
}
_SAFE = ("GET", "HEAD")


def guarded(response: Response[Any]) -> Response[Any]:
    """An answer with everything that it must carry."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("cache-control", "no-store")
    return response


def check_origin(request: Asked) -> None:
    """Refuse what would change something and does not come from a page of this address.

    Raises:
        Forbidden: it does not.
    """
    if request.method in _SAFE:
        return
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    same = site == "same-origin" if site is not None else origin is not None and urlsplit(origin).netloc == request.headers.get("host")
    if not same:
        raise Forbidden("this comes from another site")


def check_same_site(request: Asked) -> None:
    """Refuse what another site makes a browser ask for, where the browser says so: for an address that begins something.

    Raises:
        Forbidden: it does.
    """
    if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        raise Forbidden("this comes from another site")
