"""A long partition: a node releases while its counterpart cannot be reached, and everything arrives once when it can."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from time import monotonic

from tests.faults.invariants import check, check_log, waiting
from tests.pairs import pair

_LOST = 10


def backlog(
    folder: Path,
    count: int,
    told: Callable[[str, Counter[str]], None] = lambda _, __: None,
    enough: Callable[[], bool] = lambda: False,
) -> Counter[str]:
    """Let so many messages pile up, then let them go, and look at every invariant.

    Args:
        folder: an empty one.
        count: how many messages.
        told: how far it is, ten times.
        enough: asked after each message: whether no more are to pile up.
    """
    counts = Counter[str]()
    with pair(folder) as (nzl, jpn):
        acknowledged = []
        for number in range(count):
            content = number.to_bytes(8) * 10
            acknowledged.append(nzl.send(nzl.approved(nzl.record(content), jpn.code)).message)
            if number % max(1, count // _LOST) == 0:
                counts["batches lost"] += nzl.node.exchange.outgoing(jpn.code) is not None
                told(f"{number} of {count} messages wait", counts)
            if number % 1_000 == 0:
                nzl.node.exchange.tick()
            if enough():
                break
        assert waiting(nzl) >= len(acknowledged)
        told(f"{len(acknowledged)} of {count} messages wait, and now they may go", counts)
        begin = monotonic()
        while waiting(nzl, 1):
            batch = nzl.node.exchange.outgoing(jpn.code)
            if batch is not None:
                counts["batches"] += 1
                nzl.node.exchange.answered(jpn.code, jpn.node.exchange.incoming(nzl.code, batch.data))
            for one in (nzl, jpn):
                one.node.exchange.tick()
        counts["seconds until all arrived"] = round(monotonic() - begin)
        check(nzl, jpn, acknowledged, counts)
        for one in (nzl, jpn):
            check_log(one, counts)
    return counts
