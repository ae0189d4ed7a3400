"""A node's backup read back: what follows until it runs again."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from relto.audit import Kind, Note, Policy, PrivateKeySigner, parse_checkpoint, parse_note, sign_text, verify_receipt
from relto.bootstrap.nodes import open_node, succeed_log
from relto.bootstrap.stores import restore
from relto.node.succeeding import succession_of
from tests.pairs import PASSPHRASE, Party, carried


def met(*parties):
    """Both have logged what was said, and seen each other's log."""
    for one in parties:
        one.node.exchange.tick()
    carried(*parties)


def restored(party, backup, folder, *, after=lambda _: None, database=None):
    """A party's node from its backup, under a log that succeeds; ``after`` looks at it before that."""
    party.node.close()
    restore(backup, folder, "restored", database)
    node = open_node(folder, PASSPHRASE)
    after(node)
    persons = [PrivateKeySigner(f"{name}.example", Kind.ED25519, Ed25519PrivateKey.generate()) for name in ("one", "two", "overseer")]
    text = succession_of(node.database, f"{node.settings.log}/2").text
    node.close()
    keys = [str(one.key) for one in persons]
    succeed_log(folder, PASSPHRASE, Note(text, tuple(sign_text(text, persons))).to_bytes(), keys[:2], keys[2])
    made = Party(folder, open_node(folder, PASSPHRASE), party.people)
    party.node = made.node  # so that it is closed in the end
    return made


def succeeded(party):
    """Behind the succession, every line that is left stands in the new log once, and is proved by it."""
    surroundings = party.node.surroundings
    at = surroundings.clock.now()
    surroundings.journal.sequence(at)
    with party.node.database.read() as work:
        lines = work.journal.found(most=1_000_000)
        assert parse_checkpoint(parse_note(work.log.published()).text).size == len(lines) + 1
    assert sorted(one.index for one in lines) == list(range(1, len(lines) + 1))
    for one in lines[:: max(1, len(lines) // 5)]:
        verify_receipt(
            surroundings.journal.prove(one.number, at), one.entry, Policy(surroundings.journal.keys, {}, {}, "none"), int(at.timestamp())
        )
