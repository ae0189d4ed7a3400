"""What must hold once a world has healed, whatever happened in it."""

from relto.audit import Log, parse_checkpoint, parse_note
from relto.audit.merkle import leaf_hashes
from relto.audit.tiles import Edge, TileTree
from relto.protocols.peer import parse_message
from relto.protocols.peer.messages import check_release
from tests import exchanging as x
from tests import stores
from tests.nodes import START
from tests.simulation.whole import WholeWorld, check_holdings


def check(world):
    """Every invariant."""
    held = {party: node.held_lines() for party, node in world.nodes.items()}
    nothing_acknowledged_is_lost(world, held)
    every_effect_is_once(world, held)
    nothing_is_held_that_was_not_in_order(world, held)
    logs_are_consistent(world)
    no_plaintext_is_anywhere(world)
    recalls_reached_everybody(world)
    if isinstance(world, WholeWorld):
        check_holdings(world)


def nothing_acknowledged_is_lost(world, held):
    """What somebody was told was sent is kept, and delivered; what the sender has a receipt for is held."""
    for sent in world.sent:
        node = world.nodes[sent.sender]
        with node.database.read() as work:
            known = work.exchange.outgoing(sent.message)
        assert known is not None, f"{sent.message} was said to be sent and is not known"
        is_late = (known.state, known.progress.reason) == ("refused", "late")
        if known.state == "given-up" or is_late:
            why_given_up(world, node, known)
            if is_late:  # a copy came behind the word that it would not, and was refused
                assert sent.message not in {message for message, _, _ in held[sent.recipient]}, f"{sent.message} was refused and is held"
            world.counts["given up"] += 1
            continue
        assert known.state == "accepted", f"{sent.message} is {known.state} ({known.progress.reason})"
        assert sent.message in {message for message, _, _ in held[sent.recipient]}, f"{sent.message} was acknowledged and is not held"
    for party, node in world.nodes.items():
        with node.database.read() as work:
            accepted = [one for _, one in work.exchange.page(None, "accepted", None, 10_000) if one.kind == "release"]
            refused = [one for _, one in work.exchange.page(None, "refused", None, 10_000)]
            world.counts["messages"] += sum(1 for _ in work.exchange.page(None, None, None, 100_000))
        for one in accepted:
            assert one.id in {message for message, _, _ in held[one.recipient]}, f"{party} has a receipt for {one.id}, which is not held"
        for one in refused:
            assert one.progress.reason == "late", one
            why_given_up(world, node, one)


def why_given_up(world, node, known):
    """Nothing is given up but after the last try, or because it may not go any more; that is proved and told."""
    with node.database.read() as work:
        kinds = {one.kind for one in work.exchange.proofs(subject=known.id)} - {"silence"}
        suspended = [one for one in work.arrangement.turns() if one.kind == "suspended"]
        items = work.items.known_as(known.about or "")
    assert "non-delivery" in kinds, f"{known.id} is {known.state} without evidence"
    assert kinds <= {"non-delivery", "late-receipt"}
    why, *again = [one.about["says"] for one in node.lines("message.given-up", known.id) if one.about["message"] == known.id]
    assert set(again) <= {"it was given up before"}, again
    if why == "no receipt after the last try":
        assert world.plan.gives_up
    elif why == "withheld: it was recalled":
        assert any(one.quarantined or one.destroyed for one in items), f"{known.id} was not recalled"
    elif why == "withheld: it is not held any more":
        assert any(one.destroyed for one in items), f"{known.id} is held"
    else:
        assert why.startswith("withheld: "), why
        assert suspended, f"{known.id}: {why}, and nothing was suspended"
    world.counts[why] += 1


def every_effect_is_once(world, held):
    """Nothing is held twice, and no identifier or number was taken twice."""
    for party, lines in held.items():
        messages = [message for message, _, _ in lines]
        assert len(messages) == len(set(messages)), f"{party} holds a message twice"
        node = world.nodes[party]
        with node.database.read() as work:
            proved = [(one.kind, one.subject) for one in work.exchange.proofs() if one.kind != "silence"]
            known = {subject: work.exchange.outgoing(subject) for _, subject in proved}
        for kind, subject in proved:
            assert kind in ("non-delivery", "late-receipt"), f"{party} has evidence of {kind}"
            why_given_up(world, node, known[subject])


def nothing_is_held_that_was_not_in_order(world, held):
    """Whatever is held has a label, a disclosure record, an instrument, and the approval of two people over exactly it."""
    for party, lines in held.items():
        for message, giver, _ in lines:
            with world.nodes[party].database.read() as work:
                signature, body = work.exchange.said(giver, message)
                incoming = work.exchange.incoming(giver, message)
            release = parse_message("release", body, attached=True)
            check_release(release)
            assert signature
            assert incoming.refused is None
            assert release.manifest.recipient == party
            assert both_adhere(world, party, giver, release.manifest.instrument)
            assert release.manifest.banner.text
            assert release.manifest.disclosure.legal_basis
            with world.nodes[giver].database.read() as work:
                assert work.exchange.outgoing(message).digest == incoming.digest, "held is not what was sent"


def both_adhere(world, party, giver, instrument):
    """Whether the instrument is the agreement of the two, or one of the library to which both adhere."""
    known = world.nodes[party].node.base_network(START.date()).agreements.get(instrument)
    return instrument == x.agreement_of(party, giver) or (known is not None and {party, giver} <= known.members(START.date()))


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
    places = [*world.frames, *(stores.dump(node.database) for node in world.nodes.values())]
    marker = f"PLAIN-{world.seed}-".encode()
    assert world.texts == [] or not any(marker in place for place in places), "content stands readable"


def recalls_reached_everybody(world):
    """Every recall is known wherever its item went before it."""
    for node in world.nodes.values():
        with node.database.read() as work:
            orders = [one for one in work.settling.orders(most=1_000) if one.giver == node.party]
            told = {one.order.order: {holder.party for holder in work.settling.holders(one.order.order)} for one in orders}
        for one in orders:
            for party in () if world.plan.gives_up else told[one.order.order]:
                with world.nodes[party].database.read() as work:
                    assert work.settling.orders_of(one.order.order), f"{party} does not know of a recall"
