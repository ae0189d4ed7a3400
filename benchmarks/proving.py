"""Figures of proofs: a claim about every item of the whole world, and what an accession changes in it.

The world is that of :mod:`benchmarks.world`: 200 parties, each the originator in turn, five levels and sixteen kinds. Everybody but one
consents, so that every chain is followed. Every item carries a control, so that none is public and the claim is proved by looking at all of
them. The accession is one with rows in the table and a ceiling for the party that joins, so that it opens something. Beside it stands the
search that decides release by release, on the few items that it gets through in reasonable time.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

from attrs import evolve

from benchmarks.report import Figure
from relto.agreements import Ceiling, Claim, Equivalence, Network, load_claims
from relto.primitives import AgreementId, PartyId
from relto.release.analysis import joined, prove
from relto.release.analysis.proving import difference, prove_by_search

_KINDS = tuple(f"subject-{n}" for n in range(16))
_JOINS = "2027-06-01"


def figures(network: Network, folder: Path, *, quick: bool) -> Iterator[Figure]:
    """Measure."""
    members = {one.party for agreement in network.agreements.values() for one in agreement.parties}
    outsider, newcomer = sorted(set(network.parties) - members)[:2]
    code = max(network.agreements)
    rounds = 1 if quick else 3
    whole = _claim(folder, "never-reaches", f'    to: ["{outsider}"]', outsider)
    if not prove(network, whole).proved:
        raise SystemExit("the claim is refuted, and not all of the world looked at: the figure is void")
    took = min(_timed(prove, network, whole) for _ in range(rounds))
    yield Figure("prove: 200 originators x 5 levels x 16 kinds, all chains", took, "seconds", "< 0.5")
    changes = _claim(folder, "changes-nothing", f'    events: [{{join: "{newcomer}:{code}", on: {_JOINS}}}]', outsider)
    network = _with_rows(network, newcomer, code)
    after = joined(network, newcomer, code, changes.events[0].on)
    gained, lost = difference(network, changes, after=after)
    if newcomer not in gained or lost:
        raise SystemExit("the accession opens nothing, or shuts something: the figure is void")
    took = min(_timed(difference, network, changes, after=after) for _ in range(rounds))
    yield Figure("accession diff: every item of that world and every party, before and after", took, "seconds", "< 0.2")
    yield Figure("of these items and parties, opened", sum(gained.values()), "pairs")
    took = min(_timed(prove, network, changes, after=after) for _ in range(rounds))
    yield Figure("the same, and a chain that shows it, each step decided anew", took, "seconds")
    one = min(members)
    scheme = network.schemes[network.party(one).scheme or ""]
    levels = ", ".join(level for level in scheme.levels if level not in scheme.public)
    few = _claim(folder, "never-reaches", f'    to: ["{outsider}"]', outsider, f'originators: ["{one}"], levels: [{levels}], kinds: unsaid')
    quickly, slowly = _timed(prove, network, few), _timed(prove_by_search, network, few)
    yield Figure("the fixpoint against the search, items of one originator", slowly / quickly, "times as fast")


def _with_rows(network: Network, newcomer: PartyId, code: str) -> Network:
    """The network in which an agreement's table and ceiling name one that is not yet its party."""
    agreement = network.agreements[AgreementId(code)]
    scheme = network.schemes[network.party(newcomer).scheme or ""]
    (rows,) = (effect.rows for _, effect in agreement.clauses_of(Equivalence))
    table = Equivalence(tuple({**row, newcomer: (scheme.levels[number],)} for number, row in enumerate(rows, 1)))
    (ceiling,) = (effect for _, effect in agreement.clauses_of(Ceiling))
    ceiling = evolve(ceiling, highest={**ceiling.highest, newcomer: scheme.levels[-1]})
    effects = {Equivalence: table, Ceiling: ceiling}
    clauses = tuple(evolve(one, effect=effects.get(type(one.effect), one.effect)) for one in agreement.clauses)
    return evolve(network, agreements={**network.agreements, agreement.id: evolve(agreement, clauses=clauses)})


def _timed(run: Callable[..., object], *said: object, **named: object) -> float:
    start = perf_counter()
    run(*said, **named)
    return perf_counter() - start


def _claim(
    folder: Path, kind: str, about: str, refuses: str, of: str = f"originators: every, levels: every, kinds: [{', '.join(_KINDS)}]"
) -> Claim:
    file = folder / "claims.yaml"
    file.write_text(
        f"claims:\n  - claim: {kind}\n    id: whole\n    of: {{lists: [none], controls: [HELD], {of}}}\n"
        f'    without_consent_of: ["{refuses}"]\n    dates: {{from: 2026-11-23, until: 2027-12-31}}\n{about}\n',
        encoding="utf-8",
    )
    (claim,) = load_claims(file)
    return claim
