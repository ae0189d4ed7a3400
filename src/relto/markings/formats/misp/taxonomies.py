"""What is made of each MISP taxonomy: tables from ``taxonomies.toml``, with the version that was read."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

from attrs import field, frozen

from relto.markings.characters import as_it_looks
from relto.primitives import Malformed, Place

Kind = Literal["label", "handling", "refused", "informative"]
TAG = re.compile(r'(?P<space>[a-zA-Z0-9-]+):(?P<predicate>[^="]+?)(?:="(?P<value>[^"]*)")?')
_TLP = re.compile(r"TLP(RED|AMBER|GREEN|WHITE|CLEAR)(STRICT)?")
_BESIDE = re.compile(r"[\W_]")
"""What stands between letters and digits, and may stray among them."""


@frozen
class Taxonomy:
    """One taxonomy.

    Args:
        namespace: its name, as its tags write it.
        version: the version that was read.
        kind: what is made of its tags; see ``taxonomies.toml``.
        why: in a sentence.
        system: the marking system whose labels its tags are.
        exclusive: whether one of its tags (of its levels) shuts every other out.
        levels: tags that are a level, each with the level and its compartments.
        exclusions: tags that are a caveat beside a level.
        words: by predicate, values that are words of the system's portion marks.
        refused: why a tag, or all further tags of a predicate, are in no label.
        order: values of handling, from the freest.
        old: values of handling under an earlier name.
    """

    namespace: str
    version: int
    kind: Kind
    why: str
    system: str = ""
    exclusive: bool = False
    levels: Mapping[str, tuple[str, ...]] = field(factory=dict, hash=False)
    exclusions: Mapping[str, str] = field(factory=dict, hash=False)
    words: Mapping[str, tuple[str, ...]] = field(factory=dict, hash=False)
    refused: Mapping[str, str] = field(factory=dict, hash=False)
    order: tuple[str, ...] = ()
    old: Mapping[str, str] = field(factory=dict, hash=False)

    def why_refused(self, tag: str) -> str:
        """Why no label holds a tag of this taxonomy."""
        predicate = tag.partition("=")[0]
        return self.refused.get(tag) or self.refused.get(predicate) or "the taxonomy has no such tag"


def _made(one: dict[str, Any]) -> Taxonomy:
    levels = {tag: (said,) if isinstance(said, str) else tuple(said) for tag, said in one.pop("levels", {}).items()}
    words = {predicate: tuple(values) for predicate, values in one.pop("words", {}).items()}
    return Taxonomy(**one | {"order": tuple(one.get("order", ()))}, levels=levels, words=words)


@cache
def known_taxonomies() -> Mapping[str, Taxonomy]:
    """The taxonomies by namespace."""
    data = tomllib.loads(files("relto.markings.formats.misp").joinpath("taxonomies.toml").read_text(encoding="utf-8"))
    return MappingProxyType({one["namespace"]: _made(one) for one in data["taxonomy"]})


@cache
def _by_look() -> Mapping[str, Taxonomy]:
    return {_BESIDE.sub("", as_it_looks(one.namespace)): one for one in known_taxonomies().values() if one.kind != "informative"}


def taxonomy_of(tag: str, source: str) -> Taxonomy | None:
    """The taxonomy of a tag that says something of who may have it or what may be done; ``None`` for every other tag.

    Raises:
        Malformed: the tag looks like one of them and is written otherwise, so that a reader may take it for one and a program not.
    """
    looks = as_it_looks(tag)
    one = _by_look().get(_BESIDE.sub("", looks.partition(":")[0]))
    exact = one is not None and TAG.fullmatch(tag) is not None and tag.startswith(f"{one.namespace}:")
    if not exact and (one is not None or _TLP.fullmatch(_BESIDE.sub("", looks))):
        expected = f"{one.namespace if one else 'tlp'}:…, letter for letter"
        raise Malformed(
            "a tag that looks like one of a taxonomy and is written otherwise", place=Place(source), found=tag, expected=expected
        )
    return one


def strictest(one: Taxonomy, values: Iterable[str]) -> str | None:
    """The strictest value of handling; ``None`` of none."""
    return max(values, key=one.order.index, default=None)
