"""What must hold once a world has healed, whatever happened in it."""

from relto.audit import Log, parse_checkpoint, parse_note
from relto.audit.merkle import leaf_hashes
from relto.audit.tiles import Edge, TileTree
from relto.protocols.peer import parse_message
from relto.protocols.peer.messages import check_release
from tests import exchanging as x


def check(world):
    """Every invariant."""
    held = {party: node.lines("test.held") for party, node in world.nodes.items()}
    nothing_acknowledged_is_lost(world, held)
    every_effect_is_once(world, held)
    nothing_is_held_that_was_not_in_order(world, held)
    logs_are_consistent(world)
    no_plaintext_is_anywhere(world)
    recalls_reached_everybody(world)


def nothing_acknowledged_is_lost(world, held):
    """What somebody was told was sent is kept, and delivered; what the sender has a receipt for is held."""
    for sent in world.sent:
        node = world.nodes[sent.sender]
        with node.database.read() as work:
            known = work.exchange.outgoing(sent.message)
        assert known is not None, f"{sent.message} was said to be sent and is not known"
        assert known.state == "accepted", f"{sent.message} is {known.state} ({known.progress.reason})"
        assert sent.message in {one.about["message"] for one in held[sent.recipient]}, f"{sent.message} was acknowledged and is not held"
    for party, node in world.nodes.items():
        with node.database.read() as work:
            accepted = [one for _, one in work.exchange.page(None, "accepted", None, 10_000) if one.kind == "release"]
            refused = [one for _, one in work.exchange.page(None, "refused", None, 10_000)]
        for one in accepted:
            assert one.id in {line.about["message"] for line in held[one.recipient]}, (
                f"{party} has a receipt for {one.id}, which is not held"
            )
        assert all(one.kind in ("consent-answer", "consent-request", "recall") for one in refused), refused


def every_effect_is_once(world, held):
    """Nothing is held twice, and no identifier or number was taken twice."""
    for party, lines in held.items():
        messages = [one.about["message"] for one in lines]
        assert len(messages) == len(set(messages)), f"{party} holds a message twice"
        with world.nodes[party].database.read() as work:
            assert [one.kind for one in work.exchange.proofs() if one.kind != "silence"] == []


def nothing_is_held_that_was_not_in_order(world, held):
    """Whatever is held has a label, a disclosure record, an instrument, and the approval of two people over exactly it."""
    for party, lines in held.items():
        for line in lines:
            with world.nodes[party].database.read() as work:
                signature, body = work.exchange.said(line.about["sender"], line.about["message"])
                incoming = work.exchange.incoming(line.about["sender"], line.about["message"])
            release = parse_message("release", body, attached=True)
            check_release(release)
            assert signature
            assert incoming.refused is None
            assert release.manifest.recipient == party
            assert release.manifest.instrument == x.agreement_of(party, line.about["sender"])
            assert release.manifest.banner.text
            assert release.manifest.disclosure.legal_basis
            sender = world.nodes[line.about["sender"]]
            with sender.database.read() as work:
                assert work.exchange.outgoing(line.about["message"]).digest == incoming.digest, "held is not what was sent"


def logs_are_consistent(world):
    """Each log holds the lines in their order, opens, and is what every counterpart saw of it."""
    for node in world.nodes.values():
        node.node.journal.sequence(node.clock.now())
        with node.database.read() as work:
            head = parse_checkpoint(parse_note(work.log.head()).text)
            lines = sorted((one for one in work.journal.found(most=1_000_000)), key=lambda one: one.index)
            edge, _ = Edge().grow(leaf_hashes([one.entry for one in lines]))
            assert (edge.size, edge.root) == (head.size, head.root), "the log is not the journal"
            assert [one.number for one in lines] == sorted(one.number for one in lines), "the log is out of order"
            Log.open(work.log, head.origin, [node.log_key], time=0)
            assert work.log.frozen() is None
            tree = TileTree(work.log.read, head.size)
            for other in world.nodes.values():
                if other is node:
                    continue
                with other.database.read() as theirs:
                    peer = theirs.exchange.counterpart(node.party)
                    seen = [one for one in (peer.seen, theirs.exchange.witnessed(head.origin)) if one is not None]
                    assert peer.stopped is None
                for data in seen:
                    known = parse_checkpoint(parse_note(data).text)
                    assert tree.root(known.size) == known.root, f"{other.party} saw another history of {node.party}"
        world.counts["lines of logs"] += len(lines)


def no_plaintext_is_anywhere(world):
    """No content stands readable on the wire or in a database."""
    places = [*world.frames, *(x.dump(node.database) for node in world.nodes.values())]
    marker = f"PLAIN-{world.seed}-".encode()
    assert world.texts == [] or not any(marker in place for place in places), "content stands readable"


def recalls_reached_everybody(world):
    """Every recall is known wherever its item went before it."""
    for node in world.nodes.values():
        with node.database.read() as work:
            orders = [one for one in work.settling.orders(most=1_000) if one.giver == node.party]
            told = {one.order.order: {holder.party for holder in work.settling.holders(one.order.order)} for one in orders}
        for one in orders:
            for party in told[one.order.order]:
                with world.nodes[party].database.read() as work:
                    assert work.settling.orders_of(one.order.order), f"{party} does not know of a recall"
