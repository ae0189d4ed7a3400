"""Figures of the decision: warm outcomes, full decisions on labels never seen, and peers on the same questions."""

import gc
from collections.abc import Callable, Iterator
from statistics import median
from time import perf_counter, process_time

import numpy as np

from benchmarks import peers, world
from benchmarks.report import Figure
from relto.agreements import Network
from relto.release import Engine, Outcome
from relto.release.analysis.holdings import Index, Kinds
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
    yield from _many(network, held, asked)
    yield from _against_peers(network, engine, held, quick=quick)


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


def _against_peers(network: Network, engine: Engine, held: list, *, quick: bool) -> Iterator[Figure]:  # type: ignore[type-arg]
    """The peers and Relto in turn on the same questions, round by round, after each adapter has been held against the reference."""
    questions = _half_permitted(network, engine, held, 200 if quick else 10_000)
    expected = [
        decide(network, item, holder=holder, recipient=recipient, at=world.AT).outcome is Outcome.PERMIT
        for holder, item, recipient in questions
    ]
    engines = [peer(network, held) for peer in peers.ALL]
    for peer in engines:
        said = [peer.permits(item, holder, recipient) for holder, item, recipient in questions]
        wrong = sum(a != b for a, b in zip(said, expected, strict=True))
        if wrong:
            raise SystemExit(f"{peer.name} answers {wrong} of {len(questions)} questions differently: the comparison is void")
    yield Figure("cases on which every adapter agrees with the reference", len(questions), "cases")
    yield Figure("of these", 100 * sum(expected) / len(expected), "% permitted")
    some = questions[: 50 if quick else 1_000]
    for holder, item, _ in some:
        engine.row(item, holder)
    ours: list[float] = []
    theirs: dict[str, list[float]] = {peer.name: [] for peer in engines}
    for _ in range(3 if quick else 15):
        ours.append(_each(engine.outcome, some))
        for peer in engines:
            theirs[peer.name].append(_each(peer.permits, some))
    yield Figure("Relto, warm outcome on those questions", 1 / median(ours), "a second")
    targets = {"cedarpy": ">= 400", "regorus": ">= 40"}
    for name, times in theirs.items():
        yield Figure(f"{name}, outcome only, same questions", 1 / median(times), "a second")
        yield Figure(f"Relto's warm outcome against {name}", median(times) / median(ours), "times as fast", targets.get(name, ""))


def _half_permitted(network: Network, engine: Engine, held: list, count: int) -> list:  # type: ignore[type-arg]
    """Questions of which half are permitted, in the order in which they were drawn."""
    found: list = []  # type: ignore[type-arg]
    left = {True: count // 2, False: count - count // 2}
    seed = 11
    while any(left.values()):
        for holder, item, recipient in world.questions(network, held, count, seed=seed):
            permitted = engine.outcome(item, holder, recipient) is Outcome.PERMIT
            if left[permitted]:
                left[permitted] -= 1
                found.append((holder, item, recipient))
        seed += 1
    return found


def _each(ask: Callable[..., object], questions: list) -> float:  # type: ignore[type-arg]
    """Seconds of this process for each of some questions, asked again and again for a twentieth of a second after once unmeasured.

    What the machine does for others meanwhile does not count, for nobody; the loop counts for everybody.
    """
    passes, start = -1, process_time()
    while passes < 1 or process_time() - start < 0.05:
        for holder, item, recipient in questions:
            ask(item, holder, recipient)
        passes += 1
        if not passes:
            start = process_time()
    return (process_time() - start) / passes / len(questions)


def _many(network: Network, held: list, asked: list) -> Iterator[Figure]:  # type: ignore[type-arg]
    """The batch interface, and full decisions of labels seen before."""
    kinds = Kinds()
    numbers = {item: kinds.take(item, holder) for holder, item in held}
    index = Index(kinds, network, world.AT)
    places = index.table.columns.places
    some_kinds = np.array([numbers[item] for _, item, _ in asked], dtype=np.int64)
    some_parties = np.array([places[recipient] for _, _, recipient in asked], dtype=np.int64)
    engine = Engine(network, world.AT)
    expected = [engine.decide(item, holder=holder, recipient=recipient).outcome.severity for holder, item, recipient in asked]
    if index.outcomes(some_kinds, some_parties).tolist() != expected:
        raise SystemExit("the batch answers otherwise than one decision after another: the figure is void")
    again = max(1, 1_000_000 // len(asked))
    many_kinds, many_parties = np.tile(some_kinds, again), np.tile(some_parties, again)

    def batch() -> int:
        index.outcomes(many_kinds, many_parties)
        return len(many_kinds)

    yield Figure("batch: a million outcomes at once", rate(batch, 9), "a second", ">= 20,000,000")

    def full() -> int:
        for holder, item, recipient in asked:
            engine.decide(item, holder=holder, recipient=recipient)
        return len(asked)

    yield Figure("full decision with reasons, label seen before", rate(full), "a second", ">= 300,000")
