"""The log and the witness as they work together: growth, refusal of forks, evidence, succession, erasure."""

import pytest
from tests.unit.audit.made import (
    LOG_KEY,
    LOG_ML,
    NOW,
    ORIGIN,
    STRANGER,
    W1,
    W2,
    ed25519,
    entries,
    log_of,
    policy,
)

from relto.adapters.logs import MemoryLog, MemoryWitness
from relto.audit import (
    Checkpoint,
    Log,
    Note,
    Opening,
    Request,
    Succession,
    Tile,
    Witness,
    commit,
    look_over,
    parse_checkpoint,
    parse_disagreement,
    parse_note,
    parse_succession,
    prove_consistency,
    sign_text,
    verify_disagreement,
    verify_opening,
    verify_receipt,
    verify_succession,
)
from relto.primitives import Conflict, Malformed, Unavailable, Unverified


def reopened(store, **given):
    return Log.open(store, ORIGIN, [LOG_KEY], time=NOW, **given)


def witness(store=None, logs=None):
    return Witness([W1, W2], logs or {ORIGIN: [LOG_KEY.key]}, store or MemoryWitness(), lambda: NOW)


def request(log, old):
    return Request(old, tuple(log.tree.consistency(old)), log.note).to_bytes()


def signed(size, root, signers=(LOG_KEY,)):
    text = Checkpoint(ORIGIN, size, root).text
    return Note(text, tuple(sign_text(text, signers, NOW)))


@pytest.mark.parametrize("batches", [(1,), (3, 0, 253), (256,), (255, 1, 1), (300, 400, 1, 900)])
def test_a_log_opened_anew_goes_on_where_it_was(batches):
    store, size = MemoryLog(), 0
    log = Log.create(store, ORIGIN, [LOG_KEY], time=NOW)
    for count in batches:
        log = reopened(store)
        assert log.append(entries(count, size), time=NOW) == range(size, size + count)
        size += count
    assert log.checkpoint == log_of(size).checkpoint
    report = look_over(store, parse_note(store.shown), policy(), NOW)
    assert (report.sound, report.entries, report.accepted.checkpoint.size) == (True, size, size)
    for index in {0, size // 2, size - 1}:
        verify_receipt(reopened(store).prove(index), entries(size)[index], policy(), NOW)


def test_a_log_with_two_keys_signs_with_both():
    log = Log.create(MemoryLog(), ORIGIN, [LOG_KEY, LOG_ML], time=NOW)
    log.append(entries(2), time=NOW)
    assert [one.key for one in policy().verify(log.note, NOW).logs] == [LOG_KEY.key, LOG_ML.key]


@pytest.mark.parametrize(
    ("signers", "says"),
    [
        ([], "no Ed25519 key first"),
        ([LOG_ML], "no Ed25519 key first"),
        ([STRANGER], "not a key of this log: found `stranger.example"),
        ([W1], "not a key of this log"),
    ],
)
def test_the_keys_of_a_log_are_its_own(signers, says):
    with pytest.raises(Malformed, match=says):
        Log.create(MemoryLog(), ORIGIN, signers, time=NOW)


def test_what_cannot_be_appended_is_refused_and_nothing_is_kept():
    log = log_of(3)
    with pytest.raises(Malformed, match="an entry: longer than an entry may be: found `65,536 bytes`; expected 65,535 at most"):
        log.append([b"x", bytes(65_536)], time=NOW)
    with pytest.raises(Malformed, match="a batch: not a number of entries that is appended at once: found `100,001`"):
        log.append([b""] * 100_001, time=NOW)
    assert log.append([bytes(65_535), b""], time=NOW) == range(3, 5)


def test_a_store_that_holds_no_log_is_not_begun_by_opening_and_not_begun_twice():
    with pytest.raises(Unavailable, match="there is no log in this store"):
        reopened(MemoryLog())
    log_of(1, store := MemoryLog())
    with pytest.raises(Conflict, match="there is a log in this store already"):
        Log.create(store, ORIGIN, [LOG_KEY], time=NOW)


def altered(change):
    store = MemoryLog()
    log_of(300, store)
    change(store)
    return store


@pytest.mark.parametrize(
    ("change", "error", "says"),
    [
        (lambda s: s.tiles.update({"tile/0/001.p/44": bytes(44 * 32)}), Conflict, "the tiles in the store do not lead to the checkpoint"),
        (lambda s: s.tiles.pop("tile/0/001.p/44"), Unavailable, "tile/0/001.p/44: is not there"),
        (lambda s: s.tiles.update({"tile/entries/001.p/44": b"\0\1x" * 44}), Conflict, "are not those that were signed"),
        (lambda s: s.tiles.update({"tile/entries/001.p/44": b"\0\1x" * 43}), Malformed, "not the number of entries it must hold"),
        (lambda s: setattr(s, "signed", signed(300, bytes(32), [STRANGER]).to_bytes()), Conflict, "not one that this log signed"),
        (lambda s: setattr(s, "signed", signed(300, bytes(32)).to_bytes()), Conflict, "the tiles in the store do not lead"),
        (
            lambda s: setattr(s, "signed", signed(0, log_of(0).checkpoint.root).to_bytes()),
            Conflict,
            "shown is ahead of the one signed last",
        ),
        (lambda s: setattr(s, "why", "because"), Conflict, "the log is frozen and may sign nothing more: because"),
    ],
)
def test_nothing_is_signed_on_top_of_a_store_that_does_not_fit(change, error, says):
    with pytest.raises(error, match=says):
        reopened(altered(change))


def test_somebody_elses_writing_is_noticed_before_anything_is_acknowledged():
    store = MemoryLog()
    mine, theirs = log_of(5, store), reopened(store)
    theirs.append([b"theirs"], time=NOW)
    with pytest.raises(Conflict, match="another checkpoint"):
        mine.append([b"mine"], time=NOW)
    with pytest.raises(Conflict, match="may sign nothing more: an append failed; open it anew"):
        mine.append([b"mine"], time=NOW)


def test_a_witness_cosigns_growth_and_the_log_shows_it_when_enough_have_seen_it():
    store, seer = MemoryLog(), witness()
    log = Log.create(store, ORIGIN, [LOG_KEY], time=NOW, policy=policy("both"))
    assert store.shown is None
    size = 0
    for count in (5, 0, 300):
        log.append(entries(count, size), time=NOW)
        answer = seer.add_checkpoint(request(log, size))
        assert (answer.status, answer.size) == (200, None)
        assert log.cosigned(answer.cosignatures, time=NOW)
        size += count
        assert [name for name, _ in policy("both").verify(parse_note(store.shown), NOW).witnesses] == ["w1", "w2"]
        assert seer.latest(ORIGIN) == log.checkpoint
    assert look_over(store, parse_note(store.shown), policy("both"), NOW).sound
    log.append([b"not seen yet"], time=NOW)
    assert parse_checkpoint(parse_note(store.shown).text).size == 305
    one = seer.add_checkpoint(request(log, 305)).cosignatures[:1]
    assert not log.cosigned(one, time=NOW)


def test_a_cosignature_of_another_checkpoint_is_refused_and_one_of_a_stranger_left_out():
    log = Log.create(MemoryLog(), ORIGIN, [LOG_KEY], time=NOW, policy=policy("w1"))
    log.append(entries(2), time=NOW)
    with pytest.raises(Unverified, match="does not hold"):
        log.cosigned(sign_text(signed(2, bytes(32)).text, [W1], NOW), time=NOW)
    assert not log.cosigned(sign_text(log.note.text, [ed25519("w9.example")], NOW), time=NOW)
    assert [one.name for one in log.note.signatures] == [ORIGIN]


def test_the_answers_of_a_witness():
    log, store = log_of(5), MemoryWitness()
    seer = witness(store)
    first = request(log, 0)
    assert seer.add_checkpoint(first).status == 200
    assert seer.add_checkpoint(request(log, 5)).status == 200  # once more, for the time
    again = seer.add_checkpoint(first)
    assert (again.status, again.size, again.body, again.content_type) == (409, 5, "5\n", "text/x.tlog.size")
    log.append(entries(4, 5), time=NOW)
    cases = {
        "no known key signed": (
            403,
            Request(5, tuple(log.tree.consistency(5)), Note(log.note.text, tuple(sign_text(log.note.text, [STRANGER], NOW)))),
        ),
        "no such log": (404, Request(0, (), Note(log.note.text.replace(ORIGIN, "x.example"), log.note.signatures))),
        "the old size 10 is above": (400, Request(10, (), log.note)),
        "hashes, and needs": (422, Request(5, (), log.note)),
        "the hashes lead to the root": (422, Request(5, tuple(log.tree.consistency(5)[::-1]), log.note)),
    }
    for says, (status, body) in cases.items():
        answer = seer.add_checkpoint(body.to_bytes())
        assert answer.status == status
        assert says in answer.body
        assert answer.size is None
        assert not answer.cosignatures
    assert seer.add_checkpoint(b"old 5\n").status == 400
    forged = Note(log.note.text, (log.note.signatures[0].__class__(ORIGIN, LOG_KEY.key.id, bytes(64)),))
    assert seer.add_checkpoint(Request(5, (), forged).to_bytes()).status == 403
    assert seer.latest(ORIGIN).size == 5
    assert not store.evidence
    assert witness().add_checkpoint(Request(0, (bytes(32),), log.note).to_bytes()).status == 422


def test_two_requests_at_once_cannot_set_a_witness_back():
    log, store = log_of(5), MemoryWitness()
    seer = witness(store)
    seer.add_checkpoint(request(log, 0))
    small = log_of(6)
    large = log_of(9)

    class Slow(MemoryWitness):
        def advance(self, origin, before, note):
            seer.add_checkpoint(request(large, 5))
            return store.advance(origin, before, note)

    slow = witness(Slow(store.seen))
    answer = slow.add_checkpoint(request(small, 5))
    assert (answer.status, answer.size) == (409, 9)
    assert seer.latest(ORIGIN).size == 9


def test_another_tree_of_a_size_already_seen_is_kept_as_evidence_that_stands_by_itself():
    store = MemoryWitness()
    seer = witness(store)
    seer.add_checkpoint(request(log_of(5), 0))
    other = Log.create(MemoryLog(), ORIGIN, [LOG_KEY], time=NOW)
    other.append([b"another history"] * 5, time=NOW)
    assert seer.add_checkpoint(Request(5, (), other.note).to_bytes()).status == 422
    found = parse_disagreement(store.evidence[0])
    says = verify_disagreement(found, [LOG_KEY.key])
    assert says.startswith(f"the log {ORIGIN} signed two different trees of 5 entries, with the roots ")
    with pytest.raises(Unverified, match="no known key signed it"):
        verify_disagreement(found, [STRANGER.key])
    with pytest.raises(Unverified, match="by themselves these do not disagree"):
        verify_disagreement(found.__class__(found.first, found.first), [LOG_KEY.key])
    with pytest.raises(Unverified, match="by themselves these do not disagree"):
        verify_disagreement(found.__class__(found.first, log_of(6).note), [LOG_KEY.key])


def test_malformed_evidence_is_refused():
    for bad, says in (
        (b"", "not evidence"),
        (b"relto.disagreement.v1\n1\n2\nx", "found `1 bytes`; expected 3"),
        (b"x" * 600_000, "larger"),
    ):
        with pytest.raises(Malformed, match=says):
            parse_disagreement(bad)


def test_a_log_set_back_signs_nothing_more_and_keeps_what_shows_it():
    store = MemoryLog()
    log = log_of(5, store)
    kept = MemoryLog(dict(store.tiles), store.signed, store.shown)
    log.append([b"lost by the restore"], time=NOW)
    later = log.note.to_bytes()
    restored = reopened(kept)
    with pytest.raises(Conflict, match=r"witness w1 has cosigned 6 entries of it, and it holds 5: it was set back"):
        restored.told(6, "witness w1")
    with pytest.raises(Conflict, match="it was set back"):
        restored.append([b"another history"], time=NOW)
    restored = reopened(kept)
    with pytest.raises(Conflict, match=r"it signed .* at 6 entries, .* and now holds 5 entries: it was set back"):
        restored.confront(later)
    with pytest.raises(Conflict, match="frozen"):
        reopened(kept)
    assert parse_disagreement(kept.evidence[0]).heads[1].size == 6
    assert kept.signed == restored.note.to_bytes()


def test_a_checkpoint_from_elsewhere_that_fits_and_ones_that_are_not_the_logs():
    store = MemoryLog()
    log = log_of(5, store)
    early = log.note.to_bytes()
    log.append(entries(9, 5), time=NOW)
    log.told(14, "witness w1")
    assert log.confront(early).size == 5
    with pytest.raises(Unverified, match="no known key signed it"):
        log.confront(signed(9, bytes(32), [STRANGER]).to_bytes())
    assert store.why is None
    with pytest.raises(Conflict, match="its tree had another root at that size"):
        log.confront(signed(9, bytes(32)).to_bytes())
    assert store.why


PERSONS = [ed25519("approver-1.example"), ed25519("approver-2.example"), ed25519("approver-3.example")]
OVERSEER = ed25519("overseer.example")


def succession(signers, old=None):
    text = Succession(old or log_of(5).checkpoint, "log.example/2027").text
    return Note(text, tuple(sign_text(text, signers))).to_bytes()


def test_a_successor_says_whom_it_succeeds_and_who_approved():
    entry = succession([*PERSONS[:2], OVERSEER])
    new = Log.create(MemoryLog(), "log.example/2027", [ed25519("log.example/2027")], time=NOW, succession=entry)
    assert new.checkpoint.size == 1
    found = verify_succession(entry, [one.key for one in PERSONS], OVERSEER.key)
    assert (found, found.old.size) == (parse_succession(entry), 5)
    with pytest.raises(Conflict, match=r"the succession is to another log than log\.example/2028"):
        Log.create(MemoryLog(), "log.example/2028", [ed25519("log.example/2028")], time=NOW, succession=entry)


@pytest.mark.parametrize(
    ("signers", "says"),
    [
        (PERSONS[:2], "signed by 2 of the persons who may, and the overseer did not"),
        ([PERSONS[0], OVERSEER], "signed by 1 of the persons who may"),
        ([PERSONS[0], STRANGER, OVERSEER], "signed by 1 of the persons who may"),
    ],
)
def test_a_succession_that_too_few_approved_is_refused(signers, says):
    with pytest.raises(Unverified, match=says):
        verify_succession(succession(signers), [one.key for one in PERSONS], OVERSEER.key)


def test_nobody_counts_twice_for_a_succession():
    with pytest.raises(Unverified, match="signed by 1 of the persons who may"):
        verify_succession(succession([PERSONS[0], OVERSEER]), [PERSONS[0].key, OVERSEER.key], OVERSEER.key)
    with pytest.raises(Malformed, match="a log cannot succeed itself"):
        Succession(log_of(1).checkpoint, ORIGIN)
    with pytest.raises(Malformed, match="not a succession"):
        parse_succession(log_of(1).note.to_bytes())


def test_erasing_salt_and_content_leaves_every_proof_valid_and_the_entry_saying_nothing():
    vault = {number: Opening(bytes([number]) * 32, b"released REPORT-%d to JPN" % number) for number in range(20)}
    store = MemoryLog()
    log = Log.create(store, ORIGIN, [LOG_KEY], time=NOW)
    log.append([commit(vault[number]) for number in range(20)], time=NOW)
    before = {number: log.prove(number).to_bytes() for number in range(20)}
    entry = commit(vault[7])
    assert verify_opening(entry, vault[7]) == b"released REPORT-7 to JPN"

    content = vault.pop(7).content  # erased: salt and content are gone; the log is not touched
    log.append([commit(vault[8])], time=NOW)
    log = reopened(store)
    assert look_over(store, parse_note(store.shown), policy(), NOW).sound
    for number, data in before.items():
        receipt = log.prove(number)
        stored = commit(vault[number]) if number != 7 else entry
        verify_receipt(receipt, stored, policy(), NOW)
        assert data != receipt.to_bytes()
    prove_consistency(parse_checkpoint(signed_head(before[0])), log.checkpoint, log.tree)
    everything = b"".join(store.tiles.values()) + store.signed + store.shown
    assert b"REPORT" not in everything
    for guess in range(256):  # who guesses the content and lacks the salt learns nothing
        with pytest.raises(Unverified, match="to other content, or with another salt"):
            verify_opening(entry, Opening(bytes([guess]) * 31 + b"\xff", content))


def signed_head(receipt):
    return parse_note(receipt.split(b"\n\n", 1)[1]).text


def test_a_commitment_binds_and_two_to_one_content_are_not_alike():
    one, other = Opening(bytes(32), b"content"), Opening(b"\1" * 32, b"content")
    assert commit(one) != commit(other)
    with pytest.raises(Unverified):
        verify_opening(commit(one), Opening(bytes(32), b"Content"))
    with pytest.raises(Malformed, match="the entry: not a commitment: found `7 bytes`"):
        verify_opening(b"content", one)
    with pytest.raises(Malformed, match="the salt: not of the length it must have: found `31 bytes`; expected 32"):
        Opening(bytes(31), b"content")
    assert "content" not in repr(one)


def damaged(store, path, change):
    data = bytearray(store.tiles[path])
    change(data)
    store.tiles[path] = bytes(data)


def flip(at):
    def change(data):
        data[at] ^= 1

    return change


@pytest.mark.parametrize(
    ("path", "change", "where", "says"),
    [
        (
            "tile/entries/000",
            flip(5),
            ["tile/0/000", "tile/1/000.p/2", "checkpoint"],
            "not the hashes that the entries have; the first that differs is hash 0",
        ),
        ("tile/0/001", flip(33), ["tile/0/001"], "the first that differs is hash 1"),
        ("tile/1/000.p/2", flip(63), ["tile/1/000.p/2"], "the first that differs is hash 1"),
        ("tile/0/002.p/88", lambda data: data.extend(b"x"), ["tile/0/002.p/88"], "it is longer than it must be"),
        ("tile/entries/001", lambda data: data.pop(), ["tile/entries/001"], "an entry is cut off"),
        ("tile/entries/001", lambda data: data.extend(b"\0\0"), ["tile/entries/001"], "not the number of entries it must hold"),
    ],
)
def test_looking_over_a_log_names_what_is_not_as_it_must_be(path, change, where, says):
    store = MemoryLog()
    log_of(600, store)
    damaged(store, path, change)
    report = look_over(store, parse_note(store.shown), policy(), NOW)
    assert not report.sound
    assert [one.where for one in report.problems] == where
    assert says in report.problems[0].says


def test_looking_over_a_log_holds_earlier_checkpoints_against_it():
    store = MemoryLog()
    log = log_of(300, store)
    early = log.note
    log.append(entries(300, 300), time=NOW)
    now = parse_note(store.shown)
    assert look_over(store, now, policy(), NOW, earlier=[early]).earlier == (parse_checkpoint(early.text),)
    forked = look_over(store, now, policy(), NOW, earlier=[signed(300, bytes(32)), signed(601, bytes(32))])
    assert [one.says[:60] for one in forked.problems] == [
        f"the log signed {ORIGIN} at 300 entries, root 0000000000000000"[:60],
        f"the log signed {ORIGIN} at 601 entries, root 0000000000000000"[:60],
    ]
    with pytest.raises(Unverified, match="no known key signed it"):
        look_over(store, now, policy(), NOW, earlier=[signed(300, bytes(32), [STRANGER])])
    del store.tiles["tile/0/001"], store.tiles["tile/entries/001"]
    assert [one.where for one in look_over(store, now, policy(), NOW).problems] == ["tile/entries/001", "tile/0/001"]


def test_a_receipt_is_not_handed_out_where_the_tiles_do_not_lead_to_the_signed_root():
    store = MemoryLog()
    log_of(600, store)
    damaged(store, "tile/0/000", flip(5))
    log = reopened(store)
    with pytest.raises(Unverified, match="entry 3 of 600: the hashes lead to the root"):
        log.prove(3)
    with pytest.raises(Unverified, match="entry 600 cannot be in a tree of 600 entries"):
        log.prove(600)
    assert Tile(0, 0).path in store.tiles
