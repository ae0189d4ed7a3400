"""What the pages load: files of the package alone, named by their digest, and the colours that the marking systems' data give."""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path

from litestar import Response, get
from litestar.params import FromPath

from relto import markings
from relto.node import Absent

_FOLDER = Path(__file__).parent / "static"
_TYPES: Mapping[str, str] = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_DIGITS = 12
ALWAYS = {"open": True}


@cache
def _files() -> Mapping[str, bytes]:
    """Every file by its name."""
    found = {one.name: one.read_bytes() for one in sorted(_FOLDER.iterdir()) if one.suffix in _TYPES}
    return {**found, "markings.css": colours().encode()}


@cache
def _named() -> Mapping[str, str]:
    """The name under which each file is served, with its digest in it, to the file."""
    return {f"{sha256(data).hexdigest()[:_DIGITS]}-{name}": name for name, data in _files().items()}


@cache
def address(name: str) -> str:
    """The address of a file.

    Raises:
        KeyError: there is no such file.
    """
    return f"/static/{next(served for served, file in _named().items() if file == name)}"


def level_class(system: str, level: str) -> str | None:
    """The class that gives a level its colours; ``None`` where the system's data give none."""
    known = markings.system(system)
    if level not in known.scheme.levels or known.colour(level) is None:
        return None
    return f"level-{system}-{known.scheme.levels.index(level)}"


def colours() -> str:
    """A style sheet with the colours of every level that has any, each with its source."""
    rules = []
    for system in map(markings.system, markings.system_ids()):
        for place, level in enumerate(system.scheme.levels):
            found = system.colour(level)
            if found is not None:
                source = found.source.replace("*/", "")
                rules.append(
                    f"/* {system.id} {level}: {source} */\n"
                    f".level-{system.id}-{place} {{ background: {found.background}; color: {found.text}; border-color: {found.text}; }}\n"
                )
    return "".join(rules)


@get("/static/{name:str}", opt=ALWAYS, include_in_schema=False, sync_to_thread=False)
def static(name: FromPath[str]) -> Response[bytes]:
    """A file of the pages; its name changes with its content, so it may be kept for ever."""
    file = _named().get(name)
    if file is None:
        raise Absent
    kept = "public, max-age=31536000, immutable"
    return Response(_files()[file], media_type=_TYPES[Path(file).suffix], headers={"cache-control": kept})
