"""The codes that a list in a marking may name: countries, known communities, and what the caller knows besides."""

import difflib
import tomllib
from collections.abc import Container
from functools import cache, lru_cache
from importlib.resources import files
from string import ascii_uppercase
from typing import Any

from attrs import frozen

from relto.parties import is_country

COUNTRY, COMMUNITY = 0, 1
_TRIGRAPH = 3


@frozen(eq=False)
class Codes:
    """The codes one marking system knows.

    Args:
        communities: codes of communities (key), and those of their members that are laid down (value; mostly empty).
        decomposable: whether the register lets a community be taken apart: ``yes``, ``no`` or ``unknown``.
        aliases: colloquial forms (key) and the code meant (value), for hints.
        extra: country codes the system knows beyond ISO 3166-1.
        lacking: codes of ISO 3166-1 that the system does not have.
    """

    communities: dict[str, frozenset[str]]
    decomposable: dict[str, str]
    aliases: dict[str, str]
    extra: frozenset[str] = frozenset()
    lacking: frozenset[str] = frozenset()

    def rank(self, code: str, further: Container[str] = ()) -> int | None:
        """``COUNTRY`` or ``COMMUNITY``, in which order lists are sorted; ``None`` for a code nobody knows."""
        if code in self.communities:
            return COMMUNITY
        if (is_country(code) and code not in self.lacking) or code in self.extra:
            return COUNTRY
        return COMMUNITY if code in further else None

    @lru_cache(maxsize=16_384)  # noqa: B019 - there are as many of these as systems, and they live as long as the program
    def are_known(self, codes: tuple[str, ...]) -> bool:
        """Whether each of some codes is of the register, and stands once."""
        return len(set(codes)) == len(codes) and all(self.rank(code) is not None for code in codes)

    def key(self, code: str) -> tuple[int, str]:
        """Sorts countries before communities, each alphabetically."""
        return (COMMUNITY if self.rank(code) != COUNTRY else COUNTRY, code)

    def nearest(self, code: str) -> str | None:
        """The known code that was perhaps meant."""
        wanted = code.upper()
        if wanted in self.aliases:
            return self.aliases[wanted]
        if wanted != code and self.rank(wanted) is not None:
            return wanted
        community = difflib.get_close_matches(wanted, sorted(self.communities), n=1, cutoff=0.74)
        return community[0] if community else next((one for one in _variants(wanted) if self.rank(one) == COUNTRY), None)

    def reaches(self, codes: frozenset[str], party: str) -> bool:
        """Whether a list names a party, itself or by a community whose members are laid down."""
        return party in codes or any(party in self.communities.get(code, ()) for code in codes)


def _variants(code: str) -> list[str]:
    """Codes one slip away: two letters swapped, one letter wrong, one letter too many."""
    if not (_TRIGRAPH <= len(code) <= _TRIGRAPH + 1 and code.isascii()):
        return []
    swapped = [code[:i] + code[i + 1] + code[i] + code[i + 2 :] for i in range(len(code) - 1)]
    wrong = [code[:i] + letter + code[i + 1 :] for i in reversed(range(len(code))) for letter in ascii_uppercase]
    longer = [code[:i] + code[i + 1 :] for i in range(len(code))]
    return [*swapped, *longer, *wrong]


@cache
def register() -> dict[str, Any]:
    """The packaged register as it stands."""
    return tomllib.loads((files("relto.markings") / "codes.toml").read_text("utf-8"))


def known_codes(extra: tuple[str, ...] = (), lacking: tuple[str, ...] = ()) -> Codes:
    """The codes of the packaged register, with one system's differences from ISO 3166-1."""
    data = register()
    communities: dict[str, dict[str, Any]] = data["community"]
    return Codes(
        {code: frozenset(facts.get("members", ())) for code, facts in communities.items()},
        {code: facts["decomposable"] for code, facts in communities.items()},
        dict(data["aliases"]),
        frozenset(extra),
        frozenset(lacking),
    )
