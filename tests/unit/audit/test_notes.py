"""Notes, checkpoints, keys, receipts, policies, requests: what is read, and what is refused with which words."""

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.audit.made import LOG_KEY, LOG_ML, NOW, ORIGIN, STRANGER, W1, W2, entries, log_of, policy

from relto.audit import (
    Checkpoint,
    Kind,
    Note,
    Receipt,
    Request,
    Signature,
    VerifierKey,
    parse_checkpoint,
    parse_key,
    parse_note,
    parse_policy,
    parse_receipt,
    parse_request,
    sign_text,
    verify_note,
    verify_receipt,
    verify_signed_by,
)
from relto.primitives import Malformed, Unverified

HEAD = Checkpoint(ORIGIN, 7, bytes(range(32)))
NOTE = Note(HEAD.text, tuple(sign_text(HEAD.text, [LOG_KEY, LOG_ML, W1, W2, STRANGER], NOW)))

# The example of C2SP signed-note, which only its author's key could have made; its values are used to see that it is read.
SIGNED_NOTE_LINE = "NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc="
# The example of C2SP tlog-cosignature: a checkpoint, its log's signature, a witness's with the time.
EXAMPLE = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "\u2014 example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    "\u2014 witness.example.com/w1 "
    "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
)


def test_the_specifications_examples_are_read_and_written_back():
    note = parse_note(EXAMPLE.encode())
    assert str(note) == EXAMPLE
    assert parse_checkpoint(note.text).size == 20_852_163
    assert int.from_bytes(note.signatures[1].payload[:8], "big") == 1_679_315_147
    poem = f"one line\n\nafter an empty one\n\n\u2014 quasimodo.example/salvatore {SIGNED_NOTE_LINE}\n"
    found = parse_note(poem.encode())
    assert (found.text, str(found)) == ("one line\n\nafter an empty one\n", poem)


def test_every_kind_of_key_signs_and_is_verified():
    found = verify_note(NOTE, [LOG_KEY.key, LOG_ML.key, W1.key, W2.key])
    assert [(one.key, one.time) for one in found] == [(LOG_KEY.key, None), (LOG_ML.key, NOW), (W1.key, NOW), (W2.key, NOW)]
    for signer in (LOG_KEY, LOG_ML, W1, W2):
        assert parse_key(str(signer.key)) == signer.key


def test_what_each_kind_signs_is_what_the_specification_says():
    by_name = {(one.name, one.key_id): one.payload for one in NOTE.signatures}
    assert LOG_KEY.key.verify(HEAD.text.encode(), by_name[ORIGIN, LOG_KEY.key.id])
    one = by_name[W1.key.name, W1.key.id]
    assert W1.key.verify(f"cosignature/v1\ntime {NOW}\n{HEAD.text}".encode(), one[8:])
    two = by_name[W2.key.name, W2.key.id]
    name = b"witness.example/w2"
    message = b"subtree/v1\n\0" + bytes([len(name)]) + name + NOW.to_bytes(8, "big") + bytes([len(ORIGIN)]) + ORIGIN.encode()
    assert W2.key.verify(message + bytes(8) + (7).to_bytes(8, "big") + HEAD.root, two[8:])


def test_unknown_keys_pass_for_nothing_and_a_bad_signature_of_a_known_one_refuses_the_note():
    with pytest.raises(Unverified, match="no known key signed it: it is signed by"):
        verify_signed_by(NOTE, [W1.key.__class__("other.example", Kind.COSIGNATURE, W1.key.public)])
    bad = Note(
        NOTE.text,
        tuple(Signature(one.name, one.key_id, bytes(len(one.payload))) if one.name == W1.key.name else one for one in NOTE.signatures),
    )
    assert verify_signed_by(bad, [LOG_KEY.key])
    with pytest.raises(Unverified, match=r"the signature of witness\.example/w1 \(Ed25519 cosignature, key [0-9a-f]{8}\) does not hold"):
        verify_signed_by(bad, [LOG_KEY.key, W1.key])


@settings(deadline=None)
@given(st.data())
def test_a_flipped_bit_in_a_checkpoint_is_refused(data):
    note = Note(NOTE.text, NOTE.signatures[:1])
    whole = bytearray(note.to_bytes())
    bit = data.draw(st.integers(0, len(whole) * 8 - 1))
    whole[bit // 8] ^= 1 << bit % 8
    with pytest.raises((Malformed, Unverified)):
        verify_signed_by(parse_note(bytes(whole)), [LOG_KEY.key])


LINE = f"\u2014 {ORIGIN} {base64.b64encode(bytes(68)).decode()}\n"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "the last line is cut off"),
        (f"text\n\n{LINE}".encode()[:-1], "the last line is cut off"),
        (b"\xff\n\n", "not UTF-8 at byte 0"),
        (f"a\tb\n\n{LINE}".encode(), r"note:1: a control character: found `U\+0009`"),
        (f"a\r\n\n{LINE}".encode(), r"note:1: a control character: found `U\+000D`"),
        (f"text\n{LINE}".encode(), "no empty line before the signatures"),
        (f"\n\n{LINE}".encode(), "no empty line before the signatures"),
        (b"text\n\n", "no empty line before the signatures|not a number of signatures"),
        (f"text\n\n{LINE.replace(chr(0x2014), '-')}".encode(), "note:3: not a line of a signature"),
        (f"text\n\n{LINE.replace(ORIGIN, 'a+b')}".encode(), "note:3: not the name of a key: found `a\\+b`"),
        (f"text\n\n{LINE.replace(ORIGIN, 'a' + chr(0xA0) + 'b')}".encode(), "note:3: not the name of a key"),
        (f"text\n\n{LINE.replace('AA=', 'AB=')}".encode(), "note:3: base64 written in another way"),
        (f"text\n\n{LINE.replace('AAAA', 'A-AA', 1)}".encode(), "note:3: not base64"),
        (f"text\n\n\u2014 {ORIGIN} AAAA\n".encode(), "note:3: too short for a signature: found `3 bytes`"),
        (f"text\n\n{LINE}{LINE}".encode(), "note:4: a second signature of one key"),
        (b"text\n\n" + b"".join(LINE.replace("log", f"log{n}").encode() for n in range(65)), "found `65`; expected 1 to 64"),
        (b"a" * 262_144 + f"\n\n{LINE}".encode(), "larger than it may be: found `more than 262,144 bytes`"),
    ],
)
def test_a_malformed_note_is_refused_with_the_reason(data, says):
    with pytest.raises(Malformed, match=says):
        parse_note(data)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "not the three lines of a checkpoint: found `0 lines`"),
        (f"{HEAD.text}more\n", "not the three lines of a checkpoint: found `4 lines`"),
        (HEAD.text[:-1], "not the three lines of a checkpoint"),
        (HEAD.text.replace("\n7\n", "\n07\n"), "checkpoint:2: not a number: found `07`"),
        (HEAD.text.replace("\n7\n", "\n-7\n"), "checkpoint:2: not a number"),
        (HEAD.text.replace("\n7\n", "\n٧\n"), "checkpoint:2: not a number"),
        (HEAD.text.replace("\n7\n", "\n9223372036854775808\n"), r"up to 2\^63 - 1"),
        (HEAD.text.replace("\n7\n", "\n0\n"), "checkpoint:3: an empty tree with another root"),
        (HEAD.text.replace(ORIGIN, ""), "checkpoint:1: not the origin of a log"),
        (HEAD.text.replace(ORIGIN, " x"), "checkpoint:1: not the origin of a log"),
        (HEAD.text.replace("Hh8=", "Hh4"), "checkpoint:3: not base64"),
        (HEAD.text.replace("Hh8=", "Hg=="), "checkpoint:3: not of the length it must have: found `31 bytes`; expected 32 bytes"),
    ],
)
def test_a_malformed_checkpoint_is_refused_with_the_reason(text, says):
    with pytest.raises(Malformed, match=says):
        parse_checkpoint(text)


KEY = str(LOG_KEY.key)


def weak(public):
    return VerifierKey("weak.example", Kind.ED25519, public)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "not a verifier key"),
        (KEY.replace("+", "-"), "not a verifier key"),
        (KEY.replace("log", "l\udcff"), "not the name of a key"),
        (KEY.replace(ORIGIN, "other.example"), "the identifier is of another key"),
        (
            KEY.replace(LOG_KEY.key.id.hex(), LOG_KEY.key.id.hex().upper()) if LOG_KEY.key.id.hex().upper() != LOG_KEY.key.id.hex() else "",
            "not a verifier key",
        ),
        (f"{ORIGIN}+00000000+{base64.b64encode(bytes([2]) + bytes(32)).decode()}", "a key of a kind that is not read: found `type 0x02`"),
        (f"{ORIGIN}+00000000+{base64.b64encode(bytes([1]) + bytes(31)).decode()}", "found `31 bytes`; expected 32 bytes"),
        (f"{ORIGIN}+00000000+{base64.b64encode(bytes([1]) + bytes(32)).decode()}", "a public key under which anybody can sign"),
    ],
)
def test_a_malformed_key_is_refused_with_the_reason(text, says):
    with pytest.raises(Malformed, match=says):
        parse_key(text)


def test_a_key_under_which_anybody_can_sign_is_refused():
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415

    identity = (1).to_bytes(32, "little")
    Ed25519PublicKey.from_public_bytes(identity).verify(identity + bytes(32), b"anything at all")  # the library lets it pass
    for public in (identity, bytes(32), (2**255 - 20).to_bytes(32, "little"), (2**255 - 19).to_bytes(32, "little"), b"\xff" * 32):
        with pytest.raises(Malformed, match="under which anybody can sign"):
            weak(public)
    eighth = bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")
    with pytest.raises(Malformed, match="under which anybody can sign"):
        weak(eighth)


def receipt(index=3, count=9):
    return log_of(count).prove(index)


def test_a_receipt_is_verified_with_nothing_but_itself_and_the_policy():
    made = receipt()
    again = parse_receipt(made.to_bytes())
    assert again == made
    accepted = verify_receipt(again, entries(9)[3], policy(), NOW)
    assert (accepted.checkpoint.size, accepted.logs[0].key) == (9, LOG_KEY.key)
    with pytest.raises(Unverified, match="entry 3 of 9: the hashes lead to the root"):
        verify_receipt(again, entries(9)[4], policy(), NOW)
    with pytest.raises(Unverified, match="the quorum `both` is not reached: seen by no witness"):
        verify_receipt(again, entries(9)[3], policy("both"), NOW)


def test_every_flipped_bit_of_a_receipt_is_refused():
    good = receipt().to_bytes()
    for bit in range(len(good) * 8):
        whole = bytearray(good)
        whole[bit // 8] ^= 1 << bit % 8
        with pytest.raises((Malformed, Unverified)):
            verify_receipt(parse_receipt(bytes(whole)), entries(9)[3], policy(), NOW)


GOOD = receipt().to_bytes().decode()
HASHES = GOOD.split("\n")[2:6]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (GOOD.replace("proof@v1", "proof@v2"), "receipt:1: not a receipt"),
        (GOOD.replace("index 3\n", ""), "receipt:2: no index of the entry"),
        (GOOD.replace("index 3", "index 03"), "receipt:2: not a number"),
        (GOOD.replace("index 3", "extra \nindex 3"), ""),
        (GOOD.replace("index 3", "extra A\nindex 3"), "receipt:2: not base64"),
        (
            GOOD.replace("index 3", f"extra {base64.b64encode(bytes(65_537)).decode()}\nindex 3"),
            "receipt:2: more extra data|larger than it may be",
        ),
        (GOOD.replace(HASHES[0], HASHES[0][:-2]), "receipt:3: not base64"),
        (GOOD.replace(HASHES[0], "AAAA"), "receipt:3: not of the length it must have"),
        (GOOD.replace(HASHES[0], "\n".join([HASHES[0]] * 64)), "more hashes than a proof may have: found `6[78]`; expected 63 at most"),
        (GOOD.split("\n\n")[0] + "\n", "no checkpoint"),
        (GOOD.replace("\n9\n", "\n9\n9\n"), "not the three lines of a checkpoint"),
    ],
)
def test_a_malformed_receipt_is_refused_with_the_reason(text, says):
    if not says:
        assert parse_receipt(text.encode()).extra == b""
        return
    with pytest.raises(Malformed, match=says):
        parse_receipt(text.encode())


def test_extra_data_is_carried_and_a_request_is_written_and_read():
    made = receipt()
    with_extra = Receipt(made.index, made.proof, made.note, b"what anybody may change")
    assert parse_receipt(with_extra.to_bytes()) == with_extra
    request = Request(3, made.proof, made.note)
    assert parse_request(request.to_bytes()) == request
    with pytest.raises(Malformed, match="request:1: not a request to a witness"):
        parse_request(b"new" + request.to_bytes()[3:])


def test_quorums():
    note = Note(HEAD.text, tuple(sign_text(HEAD.text, [LOG_KEY, W1], NOW)))
    assert policy("w1").verify(note, NOW).witnesses == (("w1", verify_note(note, [W1.key])[0]),)
    with pytest.raises(Unverified, match="the quorum `both` is not reached: seen by w1"):
        policy("both").verify(note, NOW)
    assert policy("both").verify(NOTE, NOW).checkpoint == HEAD
    assert policy("both", oldest=60).verify(NOTE, NOW + 60)
    with pytest.raises(Unverified, match="seen by no witness; put aside for their time: w1, w2"):
        policy("both", oldest=60).verify(NOTE, NOW + 61)
    with pytest.raises(Unverified, match="put aside for their time: w1, w2"):
        policy("both").verify(NOTE, NOW - 301)
    witnesses_alone = Note(HEAD.text, tuple(sign_text(HEAD.text, [W1, W2], NOW)))
    with pytest.raises(Unverified, match="no known key signed it"):
        policy("both").verify(witnesses_alone, NOW)
    other = Checkpoint("other.example", 7, HEAD.root).text
    with pytest.raises(Unverified, match="no known key signed it"):
        policy().verify(Note(other, tuple(sign_text(other, [LOG_KEY], NOW))), NOW)


def test_a_policy_with_groups_of_groups_comments_and_tabs():
    known = f"# ours\n\tlog {LOG_KEY.key} https://log.example/\n witness w1\t{W1.key}\nwitness w2 {W2.key} \n"
    text = f"{known}group one any w1\ngroup g 2 one w2\n\nquorum g\n"
    assert parse_policy(text.encode()).verify(NOTE, NOW)


P = [f"log {LOG_KEY.key}", f"witness w1 {W1.key}", f"witness w2 {W2.key}"]


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ([], "no quorum"),
        (["quorum none", "quorum none"], "policy:2: a second quorum"),
        (["quorum w1", *P], "policy:1: no such witness or group: found `w1`"),
        ([*P, "group g 3 w1 w2"], "policy:4: not a number of members: found `3`; expected all, any, or 1 to 2"),
        ([*P, "group g 0 w1"], "policy:4: not a number of members"),
        ([*P, "group g 01 w1"], "policy:4: not a number of members"),
        ([*P, "group g any"], "policy:4: not the words of such a line"),
        ([*P, "group g any w1 w1"], "policy:4: a member of two groups, or twice of one"),
        ([*P, "group g any w1", "group h any w1"], "policy:5: a member of two groups"),
        ([*P, "group g any none"], "policy:4: no such witness or group: found `none`"),
        ([*P, "group w1 any w2"], "policy:4: a name that is taken"),
        ([f"witness none {W1.key}"], "policy:1: a name that is taken"),
        ([P[0], P[0]], "policy:2: a second log of one public key"),
        ([P[1], P[1].replace(" w1", " w3")], "policy:2: a second witness of one public key"),
        ([f"log {W1.key}"], "policy:1: a key of a kind that is not a log's: found `type 0x04`"),
        ([f"witness w {LOG_KEY.key}"], "policy:1: a key of a kind that is not a witness's"),
        (["log x"], "policy:1: not a verifier key"),
        (["logs"], "policy:1: not a line of a policy: found `logs`"),
        (["quorum\x0bnone"], "policy:1: a control character: found `0x0b`"),
        (["quorum \udcff"], "policy:1: not UTF-8"),
        (["quorum none\r"], "policy:1: a control character: found `0x0d`"),
        (["# " + "x" * 1_100_000], "larger than it may be"),
    ],
)
def test_a_malformed_policy_is_refused_with_the_line(lines, says):
    with pytest.raises(Malformed, match=says):
        parse_policy("".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape"))
