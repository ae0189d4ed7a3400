"""What a clause does to a decision, taken apart for a page: a kind by which the page says it, and the facts of it."""

from collections.abc import Iterable, Mapping

from attrs import frozen

from relto.agreements import (
    Authorises,
    Ceiling,
    Channel,
    Clearance,
    Compartments,
    Contractors,
    Duty,
    Equivalence,
    Marking,
    Nationality,
    Purpose,
    Scope,
    ThirdParty,
)
from relto.agreements import Effect as Does
from relto.primitives import PartyId


@frozen
class Effect:
    """What a clause does.

    Args:
        kind: the kind, by which the template says it.
        facts: names and values of it, as codes and levels.
        rows: of a table of levels, each row by party.
        parties: its columns.
    """

    kind: str
    facts: Mapping[str, str] = {}
    rows: tuple[Mapping[str, str], ...] = ()
    parties: tuple[str, ...] = ()


def effect_of(effect: Does | None) -> Effect | None:  # noqa: C901, PLR0911, PLR0912 -- one line for each kind of effect
    """A clause's effect for a page; ``None`` where it decides nothing."""
    match effect:
        case None:
            return None
        case ThirdParty():
            facts = {
                "consent_of": effect.consent_of,
                "authority": effect.authority or "",
                "form": effect.form,
                "third": _listed(effect.third),
            }
            return Effect("third-party", facts | ({"needs_agreement": "yes"} if effect.needs_agreement else {}))
        case Ceiling():
            rows = ({"highest": effect.highest[one], "lowest": effect.lowest.get(one, ""), "party": one} for one in sorted(effect.highest))
            return Effect("ceiling", rows=tuple(rows))
        case Equivalence():
            return _table(effect)
        case Scope():
            return Effect("scope", {"kinds": _listed(effect.kinds), "excluded": _listed(effect.excluded)})
        case Compartments():
            return Effect("compartments", {"opens": _listed(effect.opens)})
        case Purpose():
            return Effect("purpose", {"purposes": _listed(effect.purposes)})
        case Channel():
            return Effect("channel", {"accepts": _listed(effect.accepts), "from": _levels(effect.from_level)})
        case Authorises():
            return Effect("authorises", {"levels": _listed(effect.levels), "by": effect.by})
        case Marking():
            return Effect("marking", {"names_provider": "yes" if effect.names_provider else ""})
        case Clearance():
            return Effect("clearance", {"from": _levels(effect.from_level)})
        case Nationality():
            return Effect("nationality", {"others": "yes" if effect.others_by_consent else ""})
        case Contractors():
            return Effect("contractors")
        case Duty():
            return Effect("duty", {"of": effect.of, "from": _levels(effect.from_level)})


def _table(effect: Equivalence) -> Effect:
    parties = tuple(sorted({party for row in effect.rows for party in row}))
    rows = tuple({str(party): " / ".join(row.get(party, ())) for party in parties} for row in effect.rows)
    by_case = {str(party): _listed(levels) for party, levels in sorted(effect.by_case.items())}
    return Effect("equivalence", {"common": effect.common_scheme or "", **{f"case {k}": v for k, v in by_case.items()}}, rows, parties)


def _listed(some: Iterable[str]) -> str:
    return ", ".join(sorted(some))


def _levels(some: Mapping[PartyId, str]) -> str:
    return "; ".join(f"{party}: {level}" for party, level in sorted(some.items()))
