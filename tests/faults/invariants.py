"""What must hold of two nodes after faults, once both run again and everything was delivered."""

import subprocess
from collections import Counter
from pathlib import Path

from relto.audit import parse_checkpoint, parse_note
from relto.audit.merkle import leaf_hashes
from relto.audit.tiles import Edge
from relto.node.holdings.entering import content_of
from relto.protocols.peer import parse_envelope, parse_message
from tests.pairs import RELTO, Party

_AT_SENDER = ("release.sent", "message.sent")
_AT_RECIPIENT = ("item.received", "message.accepted")
_MOST = 100_000_000


def waiting(party: Party, most: int = _MOST) -> int:
    """How many messages have no receipt yet; so many at most."""
    with party.node.surroundings.store.read() as work:
        return len(work.exchange.page(None, "waiting", None, most))


def check(
    sender: Party, recipient: Party, acknowledged: list[str], counts: Counter[str], but: frozenset[str] = frozenset()
) -> frozenset[str]:
    """Every invariant of what went one way.

    Args:
        sender: whose releases are looked at.
        recipient: to whom they went.
        acknowledged: what the sender's people were told was sent.
        counts: what was found, by name, for people.
        but: messages that were found in order before, and are not looked at one by one once more.

    Returns:
        The messages.
    """
    _none_twice_in_the_file(acknowledged)
    with sender.node.surroundings.store.read() as work, recipient.node.surroundings.store.read() as theirs:
        went = {one.id: one for _, one in work.exchange.page(recipient.code, None, None, _MOST) if one.kind == "release"}
        lost = [one for one in acknowledged if one not in went]
        assert not lost, f"{sender.code} was told that these went, and does not know them: {lost[:5]}"
        for one in went.values():
            assert one.state == "accepted", f"{one.id} is {one.state} ({one.progress.reason})"
            if one.id in but:
                continue
            came = theirs.exchange.incoming(sender.code, one.id)
            assert came is not None, f"{one.id} has a receipt and never came"
            assert came.refused is None
            assert came.digest == one.digest, "what came is not what went"
            _receipt_is_of(came.receipt, one.digest, one.id)
            assert one.progress.accepted is not None
            held = [each for each in theirs.items.known_as(came.about or "") if each.received and each.received.message == one.id]
            assert len(held) == 1, f"{one.id} is held {len(held)} times"
            assert len(content_of(recipient.node.surroundings, held[0])) == held[0].vaulted.size  # type: ignore[union-attr]
            for kinds, store in ((_AT_SENDER, work), (_AT_RECIPIENT, theirs)):
                for kind in kinds:
                    lines = store.journal.found(kinds=[kind], subject=one.id)
                    assert len(lines) == 1, f"{one.id}: {len(lines)} lines {kind}"
        items = Counter(one.about for one in went.values())
        assert not [one for one, times in items.items() if times > 1], "something was released twice"
        for store in (work, theirs):
            assert [one.kind for one in store.exchange.proofs()] == []
            assert [one.stopped for one in store.exchange.counterparts()] == [None]
            assert not store.exchange.gaps()
    counts["released"] += len(went)
    counts["acknowledged"] += len(acknowledged)
    counts["released, and killed before it was said"] += len(went) - len(acknowledged)
    return frozenset(went)


def check_log(party: Party, counts: Counter[str]) -> None:
    """The log opens, is not frozen, holds every line of the journal in its order, and `relto audit verify` finds it sound."""
    party.node.surroundings.journal.sequence(party.node.surroundings.clock.now())
    with party.node.surroundings.store.read() as work:
        assert work.log.frozen() is None
        head = parse_checkpoint(parse_note(work.log.head() or b"").text)
        lines = sorted(work.journal.found(most=_MOST), key=lambda one: one.index if one.index is not None else -1)
        edge, _ = Edge().grow(leaf_hashes([one.entry for one in lines]))
        assert (edge.size, edge.root) == (head.size, head.root), "the log is not the journal"
        assert [one.number for one in lines] == sorted(one.number for one in lines), "the log is out of order"
    counts["lines of logs"] += len(lines)
    if party.node.settings.database.startswith("sqlite"):
        audited(party, party.folder / "node.sqlite")


def audited(party: Party, log: Path) -> None:
    """`relto audit verify` finds a log sound."""
    policy = party.folder.parent / f"{party.code}.policy"
    policy.write_text(f"log {party.node.surroundings.journal.keys[0]}\nquorum none\n", encoding="utf-8")
    done = subprocess.run([RELTO, "audit", "verify", log, "--policy", policy], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _none_twice_in_the_file(acknowledged: list[str]) -> None:
    assert len(acknowledged) == len(set(acknowledged)), "one release was acknowledged twice"


def _receipt_is_of(receipt: bytes, digest: str, message: str) -> None:
    said = parse_message("receipt", parse_envelope(receipt).body, attached=False)
    assert (said.message, said.digest, said.refused) == (message, digest, None)
