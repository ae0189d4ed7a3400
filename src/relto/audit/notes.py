"""Signed notes: a text, and under it who signed it.

* A note that is refused is refused whole; nothing is read from a note in another form.
* Signatures of unknown keys are kept and pass for nothing. One bad signature of a known key refuses the whole note.

Source: C2SP signed-note.
"""

from collections.abc import Iterable

from attrs import frozen

from relto.audit.cosignatures import read_time, signed_message
from relto.audit.encoding import check_key_name, read_base64, read_text, shown, write_base64
from relto.audit.keys import Signer, VerifierKey
from relto.primitives import Malformed, Place, Unverified
from relto.primitives.limits import NOTE_BYTES, NOTE_SIGNATURES

_DASH = "\u2014 "
_LEAST = 5


@frozen
class Signature:
    """One line under a note.

    Args:
        name: name of the key that signed, as the line says.
        key_id: identifier of that key, four bytes.
        payload: the signature; with the time in front where the kind has it.
    """

    name: str
    key_id: bytes
    payload: bytes

    def __str__(self) -> str:
        return f"{_DASH}{self.name} {write_base64(self.key_id + self.payload)}\n"


@frozen
class Note:
    """A text and its signatures.

    Args:
        text: the text with its last newline.
        signatures: the lines under it, one at least.
    """

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(map(str, self.signatures))}"

    def to_bytes(self) -> bytes:
        """The note as it is stored and sent."""
        return str(self).encode()

    def with_signatures(self, more: Iterable[Signature]) -> "Note":
        """The note with further signatures; the one it has of the same key gives way.

        Raises:
            Malformed: these are more than a note may have.
        """
        found = {(one.name, one.key_id): one for one in self.signatures}
        found |= {(one.name, one.key_id): one for one in more}
        if len(found) > NOTE_SIGNATURES:
            raise Malformed("more signatures than a note may have", found=str(len(found)), expected=f"{NOTE_SIGNATURES} at most")
        return Note(self.text, tuple(found.values()))


@frozen
class Signed:
    """A key whose signature under a note holds.

    Args:
        key: the key.
        time: when it signed, in seconds since 1970, as its signature says; ``None`` where the kind says no time, or it says 0.
    """

    key: VerifierKey
    time: int | None


def parse_note(data: bytes, source: str = "note") -> Note:
    """A note from its bytes. Nothing is verified yet.

    Args:
        data: the bytes, 256 KiB at most.
        source: what messages call it.

    Raises:
        Malformed: it is no signed note, or has more than 64 signatures.

    Source: C2SP signed-note, section "Format".
    """
    text = read_text(data, NOTE_BYTES, source)
    body, found, rest = text.rpartition("\n\n")
    if not found or not body:
        raise Malformed("no empty line before the signatures", place=Place(source), expected="text, an empty line, signatures")
    return Note(f"{body}\n", tuple(parse_signatures(rest, source, first=body.count("\n") + 3)))


def parse_signatures(text: str, source: str, *, first: int = 1) -> list[Signature]:
    """The lines of signatures, as a note has them or as a witness answers.

    Args:
        text: the lines, each with its newline.
        source: what messages call it.
        first: number of the first line.

    Raises:
        Malformed: a line is no signature, there is none, or there are more than 64, or two of one key.
    """
    lines = text.split("\n")[:-1]
    if not 0 < len(lines) <= NOTE_SIGNATURES:
        raise Malformed(
            "not a number of signatures it may have", place=Place(source), found=str(len(lines)), expected=f"1 to {NOTE_SIGNATURES}"
        )
    found: dict[tuple[str, bytes], Signature] = {}
    for number, line in enumerate(lines, first):
        one = _signature(line, Place(source, number))
        if (one.name, one.key_id) in found:
            raise Malformed("a second signature of one key", place=Place(source, number), found=shown(one.name), expected="one of each key")
        found[one.name, one.key_id] = one
    return list(found.values())


def _signature(line: str, place: Place) -> Signature:
    name, space, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not space:
        raise Malformed("not a line of a signature", place=place, found=shown(line), expected="an em dash, the name of the key, base64")
    check_key_name(name, place)
    data = read_base64(encoded, place)
    if len(data) < _LEAST:
        raise Malformed(
            "too short for a signature", place=place, found=f"{len(data)} bytes", expected="an identifier of 4 bytes and a signature"
        )
    return Signature(name, data[:4], data[4:])


def sign_text(text: str, signers: Iterable[Signer], time: int = 0) -> list[Signature]:
    """The signatures of several keys under one text.

    Args:
        text: text of the note, with its last newline.
        signers: who signs.
        time: seconds since 1970, for the kinds that say it.

    Raises:
        Malformed: a key of a kind that signs checkpoints alone is given another text.
        Unavailable: a key cannot be reached.
    """
    made = []
    for signer in signers:
        key = signer.key
        payload = signer.sign(signed_message(key, text, time))
        made.append(Signature(key.name, key.id, (time.to_bytes(8, "big") if key.timed else b"") + payload))
    return made


def verify_note(note: Note, keys: Iterable[VerifierKey]) -> list[Signed]:
    """Check every signature under a note that is of a known key.

    Args:
        note: the note.
        keys: the known keys.

    Returns:
        The known keys that signed; none where no known key did.

    Raises:
        Unverified: a signature of a known key does not hold.
        Malformed: such a signature has another length, or the kind of key signs no such text.
    """
    known = {(key.name, key.id): key for key in keys}
    found = []
    for one in note.signatures:
        key = known.get((one.name, one.key_id))
        if key is not None:
            found.append(_verified(note.text, one, key))
    return found


def verify_signed_by(note: Note, keys: Iterable[VerifierKey]) -> list[Signed]:
    """Check a note, and that one known key at least signed it.

    Raises:
        Unverified: no known key signed it, or a signature of one does not hold.
        Malformed: as for `verify_note`.
    """
    known = list(keys)
    found = verify_note(note, known)
    if not found:
        names = ", ".join(sorted(shown(one.name) for one in note.signatures))
        raise Unverified(
            f"no known key signed it: it is signed by {names}, and known are {', '.join(key.words for key in known) or 'none'}"
        )
    return found


def _verified(text: str, one: Signature, key: VerifierKey) -> Signed:
    time, signature = read_time(key, one.payload)
    key.verify(signed_message(key, text, time), signature)
    return Signed(key, time or None)
