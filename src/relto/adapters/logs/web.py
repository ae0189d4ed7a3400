"""A log read from the web. Nothing that comes from there is trusted: whoever reads checks it against signatures."""

from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, build_opener

from relto.adapters.logs.files import front
from relto.audit.tiles import MOST_BUNDLE_BYTES, WIDTH, Tile
from relto.primitives import Malformed, Place, Unavailable
from relto.primitives.limits import NOTE_BYTES

_SECONDS = 20.0
_NOT_THERE = (404, 410)
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


class WebSource:
    """A log at a URL, by HTTPS; by HTTP on this machine alone. Redirects are not followed, answers over a limit are cut off.

    Args:
        url: the log's prefix.

    Raises:
        Malformed: it is no such URL.
    """

    def __init__(self, url: str) -> None:
        try:
            parts = urlsplit(url)
            plain = parts.scheme == "http" and parts.hostname in _LOOPBACK
        except ValueError as error:
            raise Malformed("not a URL", place=Place("the log"), found=url[:200]) from error
        if not (parts.scheme == "https" or plain) or not parts.hostname or parts.query or parts.fragment or parts.username:
            raise Malformed("not a URL that a log is read from", place=Place("the log"), found=url[:200], expected="https://HOST/PATH")
        self._prefix = url.rstrip("/")
        self._opener = build_opener(_NoRedirect, ProxyHandler({}) if plain else ProxyHandler())

    def read(self, tile: Tile) -> bytes:
        """A tile or bundle; where only the full one is left of a partial one, the front of that."""
        most = MOST_BUNDLE_BYTES if tile.level < 0 else 8_192
        data = self._get(tile.path, most)
        if data is None and tile.width < WIDTH:
            whole = self._get(tile.full.path, most)
            data = None if whole is None else front(tile, whole)
        if data is None:
            raise Unavailable(f"{self._prefix}/{tile.path}: is not there")
        return data

    def published(self) -> bytes | None:
        """The checkpoint that the log shows."""
        return self._get("checkpoint", NOTE_BYTES)

    def _get(self, path: str, most: int) -> bytes | None:
        url = f"{self._prefix}/{path}"
        try:
            with self._opener.open(url, timeout=_SECONDS) as answer:
                data = bytes(answer.read(most + 1))
        except HTTPError as error:
            if error.code in _NOT_THERE:
                return None
            raise Unavailable(f"{url}: answered {error.code}") from error
        except (URLError, HTTPException, OSError) as error:
            raise Unavailable(f"{url}: cannot be read: {getattr(error, 'reason', error)}") from error
        if len(data) > most:
            raise Unavailable(f"{url}: answers with more than {most:,} bytes")
        return data
