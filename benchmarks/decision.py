"""Figures of the decision: warm outcomes, full decisions on labels never seen, and peers on the same questions."""

import gc
from collections.abc import Callable, Iterator
from statistics import median
from time import perf_counter

from benchmarks import peers, world
from benchmarks.report import Figure
from relto.agreements import Network
from relto.release import Engine
from relto.release.reference import decide


def rate(run: Callable[[], int], rounds: int = 5) -> float:
    """How many a second: the median of some rounds, each of which says how many it did."""
    rates = []
    for _ in range(rounds):
        start = perf_counter()
        done = run()
        rates.append(done / (perf_counter() - start))
    return median(rates)


def figures(network: Network, *, quick: bool) -> Iterator[Figure]:
    """Every figure of the decision, in the order of the report."""
    held = world.items(network, 300 if quick else 20_000)
    asked = world.questions(network, held, 2_000 if quick else 100_000)
    engine = Engine(network, world.AT)
    for holder, item, _ in asked:
        engine.row(item, holder)
    yield from _warm(engine, held, asked)
    permitted = sum(engine.outcome(item, holder, recipient) == "permit" for holder, item, recipient in asked)
    yield Figure("of these questions", 100 * permitted / len(asked), "% permitted")
    yield _cold(network, asked, quick=quick)
    some = asked[:: max(1, len(asked) // (50 if quick else 500))]

    def reference() -> int:
        for holder, item, recipient in some:
            decide(network, item, holder=holder, recipient=recipient, at=world.AT)
        return len(some)

    yield Figure("reference engine, full decision", rate(reference, 3), "a second")
    yield from _against_peers(network, engine, held, asked, quick=quick)


def _warm(engine: Engine, held: list, asked: list) -> Iterator[Figure]:  # type: ignore[type-arg]
    """Outcomes of labels seen before."""
    outcome = engine.outcome
    recent = {item for _, item in held[:1_000]}
    hot = [question for question in asked if question[1] in recent]

    def run(questions: list) -> int:  # type: ignore[type-arg]
        for holder, item, recipient in questions:
            outcome(item, holder, recipient)
        return len(questions)

    def bare() -> int:
        for _holder, _item, _recipient in hot:
            pass
        return len(hot)

    gc.collect()
    gc.freeze()  # what is there stays there: the collector need not look at the benchmark's own questions again and again
    yield Figure("warm outcome (1,000 labels in turn)", rate(lambda: run(hot), 25), "a second", ">= 1,000,000")
    yield Figure("the same over 20,000 labels (memory-bound)", rate(lambda: run(asked)), "a second")
    yield Figure("limit: the bare loop over those questions", rate(bare, 25), "a second")


def _cold(network: Network, asked: list, *, quick: bool) -> Figure:  # type: ignore[type-arg]
    """Full decisions of labels never seen, where what lies between most parties is known by now."""
    fresh = world.items(network, 400 if quick else 40_000, seed=7)
    strangers = world.questions(network, fresh, len(fresh), seed=7)
    one_each = list({item: (holder, item, recipient) for holder, item, recipient in strangers}.values())
    batches = iter([one_each[n::15] for n in range(15)])
    engine = Engine(network, world.AT)
    for holder, item in {holder: item for holder, item, _ in asked}.items():  # what lies between two parties is known by now
        engine.row(item, holder)
    for holder, item, recipient in asked:
        engine.decide(item, holder=holder, recipient=recipient)
    gc.unfreeze()  # the collector weighs what is new against what is old: a program that runs has old objects
    gc.collect()

    def run() -> int:
        batch = next(batches)
        for holder, item, recipient in batch:
            engine.decide(item, holder=holder, recipient=recipient)
        return len(batch)

    return Figure("full decision with reasons, label never seen", rate(run, 15), "a second", ">= 50,000")


def _against_peers(network: Network, engine: Engine, held: list, asked: list, *, quick: bool) -> Iterator[Figure]:  # type: ignore[type-arg]
    """The peers and Relto in turn on the same questions, round by round; every answer is compared."""
    shared = held[: 200 if quick else 2_000]
    known = {item for _, item in shared}
    questions = [q for q in asked if q[1] in known][: 50 if quick else 1_000]
    engines = [peer(network, shared) for peer in peers.ALL]
    ours: list[float] = []
    theirs: dict[str, list[float]] = {peer.name: [] for peer in engines}
    wrong = dict.fromkeys(theirs, 0)
    for _ in range(3):
        start = perf_counter()
        expected = [engine.outcome(item, holder, recipient) == "permit" for holder, item, recipient in questions]
        ours.append((perf_counter() - start) / len(questions))
        for peer in engines:
            start = perf_counter()
            said = [peer.permits(holder, item, recipient) for holder, item, recipient in questions]
            theirs[peer.name].append((perf_counter() - start) / len(questions))
            wrong[peer.name] += sum(a != b for a, b in zip(said, expected, strict=True))
    for name, times in theirs.items():
        if wrong[name]:
            raise SystemExit(f"{name} answers {wrong[name]} questions differently: the comparison is void")
        yield Figure(f"{name}, outcome only, same questions", 1 / median(times), "a second")
        yield Figure(f"Relto's warm outcome against {name}", median(times) / median(ours), "times as fast")
