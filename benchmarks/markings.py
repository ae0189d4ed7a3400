"""Figures of markings: parsing what was and what was not seen before, and the roll-up of a long document."""

import gc
from collections.abc import Iterator
from random import Random
from statistics import median
from time import perf_counter

from tests.fuzz.labels import FURTHER, written

from benchmarks.decision import rate
from benchmarks.report import Figure
from benchmarks.world import SEED
from relto.labels import Label
from relto.markings import MarkingSystem, render, system
from relto.markings.systems import us

_FURTHER = frozenset(FURTHER)


def figures(*, quick: bool) -> Iterator[Figure]:
    """Every figure of markings, in the order of the report."""
    labels = _labels(200 if quick else 10_000)
    texts = list({(render(label, kind=kind), kind): None for label in labels for kind in ("banner", "portion")})
    yield _warm(texts[: 100 if quick else 1_000])
    yield _cold(texts)
    yield Figure("length of these markings", sum(len(text) for text, _ in texts) / len(texts), "characters")
    yield _roll_up(labels)


def _labels(count: int) -> list[Label]:
    """Labels of the United States' system, from a seed; most of them distinct."""
    rng = Random(SEED)
    return [written(rng, "us") for _ in range(count)]


def _read(one: MarkingSystem, texts: list) -> int:  # type: ignore[type-arg]
    for text, kind in texts:
        one.parse(text, kind=kind, communities=_FURTHER)
    return len(texts)


def _warm(texts: list) -> Figure:  # type: ignore[type-arg]
    one = system("us")
    return Figure("parse, 1,000 markings in turn, seen before", rate(lambda: _read(one, texts), 25), "a second", ">= 200,000")


def _cold(texts: list) -> Figure:  # type: ignore[type-arg]
    """Each text is read once by a system that has read other markings and never this one."""
    one = us.build()
    batches = [texts[n::6] for n in range(6)]
    _read(one, batches.pop())
    gc.collect()
    gc.freeze()
    return Figure("parse, markings never seen", rate(lambda: _read(one, batches.pop()), 5), "a second", ">= 30,000")


def _roll_up(labels: list[Label]) -> Figure:
    one = system("us")
    times = []
    for _ in range(7):
        start = perf_counter()
        one.roll_up(labels)
        times.append(1000 * (perf_counter() - start))
    return Figure(f"roll-up of {len(labels):,} portions", median(times), "milliseconds", "< 50")
