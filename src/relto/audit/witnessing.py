"""The witness: it cosigns a log's checkpoint only where the log has grown from the last one it cosigned.

* Checked and kept in one step, before the answer: two requests at once cannot set it back.
* A log's signature over another tree of a size already seen is kept as evidence.

Source: C2SP tlog-witness, section "add-checkpoint". Status 422 for an equal size with another root as in the edition of 2026;
earlier ones answer 409.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from attrs import frozen

from relto.audit.checkpoints import Checkpoint, parse_checkpoint
from relto.audit.encoding import read_number, read_text, shown, write_base64
from relto.audit.evidence import Disagreement
from relto.audit.keys import Kind, Signer, VerifierKey
from relto.audit.merkle import verify_consistency
from relto.audit.notes import Note, Signature, parse_note, parse_signatures, sign_text, verify_signed_by
from relto.audit.ports import WitnessStore
from relto.audit.receipts import read_hashes
from relto.primitives import Malformed, Place, Unverified
from relto.primitives.limits import RECEIPT_BYTES

_OK, _BAD, _FORBIDDEN, _UNKNOWN, _CONFLICT, _UNPROVEN = 200, 400, 403, 404, 409, 422
_SIZE_TYPE = "text/x.tlog.size"


@frozen
class Request:
    """What a log asks of a witness.

    Args:
        old: size of the tree that the witness cosigned last, 0 for none.
        proof: hashes that the checkpoint's tree has grown from it.
        note: the signed checkpoint.
    """

    old: int
    proof: tuple[bytes, ...]
    note: Note

    def to_bytes(self) -> bytes:
        """The request as it is sent."""
        hashes = "".join(f"{write_base64(one)}\n" for one in self.proof)
        return f"old {self.old}\n{hashes}\n{self.note}".encode()


def parse_request(data: bytes, source: str = "request") -> Request:
    """A request from its bytes. Nothing is verified yet.

    Raises:
        Malformed: it is no request, its note is no checkpoint, or something is over a limit.
    """
    text = read_text(data, RECEIPT_BYTES, source)
    head, found, rest = text.partition("\n\n")
    lines = head.split("\n")
    if not lines[0].startswith("old ") or not found:
        raise Malformed(
            "not a request to a witness", place=Place(source, 1), found=shown(lines[0]), expected="`old` and a number, hashes, a checkpoint"
        )
    note = parse_note(rest.encode(), f"{source}, checkpoint")
    parse_checkpoint(note.text, f"{source}, checkpoint")
    return Request(read_number(lines[0][4:], Place(source, 1)), read_hashes(lines[1:], source, 2), note)


@frozen
class Answer:
    """What a witness answers.

    Args:
        status: as HTTP has it: 200 cosigned; 400, 403, 404, 409 or 422 not.
        body: cosignatures, or the size that the witness knows, or why it was refused.
        content_type: of the body.
    """

    status: int
    body: str
    content_type: str = "text/plain; charset=utf-8"

    @property
    def size(self) -> int | None:
        """The size that the witness cosigned last, where that is its answer.

        Raises:
            Malformed: the answer says no number.
        """
        if (self.status, self.content_type) != (_CONFLICT, _SIZE_TYPE):
            return None
        return read_number(self.body.removesuffix("\n"), Place("the answer of a witness"))

    @property
    def cosignatures(self) -> Sequence[Signature]:
        """The cosignatures; none where it did not cosign. Not verified.

        Raises:
            Malformed: the answer has another form.
        """
        return parse_signatures(self.body, "the answer of a witness") if self.status == _OK else ()


class _Refused(Exception):
    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        super().__init__(answer.body)


class Witness:
    """A witness of logs.

    Args:
        signers: its keys, each an Ed25519 cosignature or ML-DSA-44.
        logs: each log's origin, and the keys it signs with.
        store: where it keeps what it has seen.
        clock: gives the seconds since 1970.

    Raises:
        Malformed: it has no key, one that cosigns nothing, or a log has no key.
    """

    def __init__(
        self, signers: Sequence[Signer], logs: Mapping[str, Iterable[VerifierKey]], store: WitnessStore, clock: Callable[[], int]
    ) -> None:
        if not signers or any(signer.key.kind is Kind.ED25519 for signer in signers):
            raise Malformed("not keys of a witness", place=Place("the signers"), expected="type 0x04 or 0x06")
        self._signers, self._store, self._clock = tuple(signers), store, clock
        self._logs = {origin: tuple(keys) for origin, keys in logs.items()}
        for origin, keys in self._logs.items():
            if not keys:
                raise Malformed("a log without a key", place=Place(origin), expected="one at least")

    def add_checkpoint(self, body: bytes) -> Answer:
        """Answer a request to cosign a checkpoint.

        1. The request is one, and of a known log: else 400, 404.
        2. A known key of the log signed the checkpoint, and no signature of one is bad: else 403.
        3. The old size is not above the new: else 400.
        4. The old size is that of the checkpoint cosigned last: else 409 with that size.
        5. The tree has grown from that one: else 422.
        6. The checkpoint is kept, and only then cosigned; 409 where another request came first.

        Raises:
            Unavailable: the store or a key fails: nothing was cosigned.
        """
        try:
            return self._add(parse_request(body))
        except Malformed as error:
            return Answer(_BAD, f"{error}\n")
        except _Refused as refused:
            return refused.answer

    def latest(self, origin: str) -> Checkpoint | None:
        """The checkpoint of a log that was cosigned last.

        Raises:
            Unavailable: the store fails.
        """
        data = self._store.latest(origin)
        return None if data is None else parse_checkpoint(parse_note(data).text)

    def _add(self, request: Request) -> Answer:
        head = parse_checkpoint(request.note.text)
        self._check_signature(head, request.note)  # 1, 2
        if request.old > head.size:  # 3
            raise _Refused(Answer(_BAD, f"the old size {request.old} is above the checkpoint's {head.size}\n"))
        before = self._store.latest(head.origin)
        known = None if before is None else parse_note(before)
        last = Checkpoint(head.origin, 0, head.root) if known is None else parse_checkpoint(known.text)
        if request.old != last.size:  # 4
            raise _Refused(_size(last.size))
        self._check_grown(request, head, known)  # 5
        if not self._store.advance(head.origin, before, request.note.to_bytes()):  # 6
            now = self.latest(head.origin)
            raise _Refused(_size(now.size if now else 0))
        return Answer(_OK, "".join(map(str, sign_text(head.text, self._signers, self._clock()))))

    def _check_signature(self, head: Checkpoint, note: Note) -> None:
        keys = self._logs.get(head.origin)
        if keys is None:
            raise _Refused(Answer(_UNKNOWN, f"no such log: {head.origin}\n"))
        try:
            verify_signed_by(note, keys)
        except (Unverified, Malformed) as error:
            raise _Refused(Answer(_FORBIDDEN, f"{error}\n")) from error

    def _check_grown(self, request: Request, head: Checkpoint, known: Note | None) -> None:
        if known is None:
            if request.proof:
                raise _Refused(Answer(_UNPROVEN, "a proof from the tree of no entries has no hashes\n"))
            return
        last = parse_checkpoint(known.text)
        try:
            verify_consistency(last.size, last.root, head.size, head.root, request.proof)
        except Unverified as error:
            if head.size == last.size and head.root != last.root:
                self._store.keep(Disagreement(known, request.note).to_bytes())
            raise _Refused(Answer(_UNPROVEN, f"{error}\n")) from error


def _size(size: int) -> Answer:
    return Answer(_CONFLICT, f"{size}\n", _SIZE_TYPE)
