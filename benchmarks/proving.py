"""Figures of proofs: a claim about every item of the whole world, and what an accession changes in it.

The world is that of :mod:`benchmarks.world`: 200 parties, each the originator in turn, five levels and sixteen kinds. Everybody but one
consents, so that every chain is followed. Beside it stands the search that decides release by release, on the few items that it gets
through in reasonable time.
"""

from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from benchmarks.report import Figure
from relto.agreements import Claim, Network, load_claims
from relto.release.analysis import joined, prove
from relto.release.analysis.proving import prove_by_search

_KINDS = tuple(f"subject-{n}" for n in range(16))
_JOINS = "2027-06-01"


def figures(network: Network, folder: Path, *, quick: bool) -> Iterator[Figure]:
    """Measure."""
    members = {one.party for agreement in network.agreements.values() for one in agreement.parties}
    outsider, newcomer = sorted(set(network.parties) - members)[:2]
    code = max(network.agreements)
    rounds = 1 if quick else 3
    whole = _claim(folder, "never-reaches", f'    to: ["{outsider}"]', outsider)
    took = min(_timed(network, whole) for _ in range(rounds))
    yield Figure("prove: 200 originators x 5 levels x 16 kinds, all chains", took, "seconds", "< 0.5")
    changes = _claim(folder, "changes-nothing", f'    events: [{{join: "{newcomer}:{code}", on: {_JOINS}}}]', outsider)
    after = joined(network, newcomer, code, changes.events[0].on)
    took = min(_timed(network, changes, after) for _ in range(rounds))
    yield Figure("prove: what an accession changes in that world", took, "seconds", "< 0.2")
    one = min(members)
    scheme = network.schemes[network.party(one).scheme or ""]
    levels = ", ".join(level for level in scheme.levels if level not in scheme.public)
    few = _claim(folder, "never-reaches", f'    to: ["{outsider}"]', outsider, f'originators: ["{one}"], levels: [{levels}], kinds: unsaid')
    quickly, slowly = _timed(network, few), _timed(network, few, by_search=True)
    yield Figure("the fixpoint against the search, items of one originator", slowly / quickly, "times as fast")


def _timed(network: Network, claim: Claim, after: Network | None = None, *, by_search: bool = False) -> float:
    start = perf_counter()
    (prove_by_search if by_search else prove)(network, claim, after=after)
    return perf_counter() - start


def _claim(
    folder: Path, kind: str, about: str, refuses: str, of: str = f"originators: every, levels: every, kinds: [{', '.join(_KINDS)}]"
) -> Claim:
    file = folder / "claims.yaml"
    file.write_text(
        f"claims:\n  - claim: {kind}\n    id: whole\n    of: {{lists: [none], {of}}}\n"
        f'    without_consent_of: ["{refuses}"]\n    dates: {{from: 2026-11-23, until: 2027-12-31}}\n{about}\n',
        encoding="utf-8",
    )
    (claim,) = load_claims(file)
    return claim
