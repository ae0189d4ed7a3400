"""A small hand-made network for the tests of single rules: four states, two schemes, plain clauses."""

from datetime import date

from attrs import evolve

from relto.agreements import (
    Adherence,
    Agreement,
    Basis,
    Ceiling,
    Clause,
    Equivalence,
    Network,
    ThirdParty,
)
from relto.labels import Label, Scheme
from relto.parties import Community, Membership, Party
from relto.primitives import AgreementId, CommunityId, PartyId, Period

TODAY = date(2026, 6, 1)
A, B, C, D = (PartyId(code) for code in ("AAA", "BBB", "CCC", "DDD"))
LEVELS = ("OPEN", "LOW", "MIDDLE", "HIGH")
ALPHA = Scheme("alpha", "Alpha", A, LEVELS, public=frozenset({"OPEN"}), originator_controls=frozenset({"ORCON"}))
BETA = Scheme("beta", "Beta", B, ("open", "low", "middle", "high"), public=frozenset({"open"}), originator_controls=frozenset({"ORCON"}))
GAMMA = Scheme("gamma", "Gamma", C, ("offen", "geheim"), public=frozenset({"offen"}))


def clause(effect, topic="clause", article="1", basis=Basis.TEXT, says="it is so"):
    return Clause(topic, article, says, basis, "test", effect)


def table(*parties, levels=("low", "middle", "high")):
    """Equal rows between parties, each written in its own scheme's manner."""
    forms = {A: str.upper, B: str.lower, D: str.upper}
    return Equivalence(tuple({p: (forms[p](level),) for p in parties} for level in levels))


def agreement(name, *parties, effects=(), **changes):
    clauses = tuple(clause(effect, type(effect).__name__.lower(), str(n + 1)) for n, effect in enumerate(effects))
    made = Agreement(
        id=AgreementId(name),
        title=name,
        form="treaty",
        parties=tuple(p if isinstance(p, Adherence) else Adherence(p) for p in parties),
        basis=Basis.TEXT,
        source="test",
        signed=date(2000, 1, 1),
        in_force=date(2000, 1, 1),
        clauses=clauses,
    )
    return evolve(made, **changes)


def ordinary(name, one, other, *more, **changes):
    """An agreement with a table, a ceiling at MIDDLE and a third-party clause that asks the originator."""
    ceiling = Ceiling({p: ("middle" if p == B else "MIDDLE") for p in (one, other)}, {})
    return agreement(name, one, other, effects=(table(one, other), ceiling, ThirdParty("originator", form="prior"), *more), **changes)


def network(*agreements, **more):
    facts = {
        "parties": {
            A: Party(A, "Alpha", scheme="alpha"),
            B: Party(B, "Beta", scheme="beta"),
            C: Party(C, "Gamma", scheme="gamma"),
            D: Party(D, "Delta", scheme="alpha"),
        },
        "communities": {
            CommunityId("CLUB"): Community(CommunityId("CLUB"), "Club", (Membership(A), Membership(B, Period(date(2020, 1, 1)))))
        },
        "agreements": {a.id: a for a in agreements},
        "schemes": {s.id: s for s in (ALPHA, BETA, GAMMA)},
    }
    return Network(**(facts | more))


def label(level="LOW", scheme=ALPHA, **more):
    return Label(scheme=scheme, level=level, **more)
