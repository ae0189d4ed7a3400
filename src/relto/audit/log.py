"""The log: entries are appended, and a checkpoint is signed over each tree that they make.

* Nothing is answered before it is kept durably: first tiles and bundles, then the signed checkpoint, then what is shown.
* A checkpoint is signed only over a tree that grew from the last one signed, and never after one that the store has not kept.
* Whatever fails leaves the old log or the new one; who was answered finds the entry there. After a failure this object signs
  nothing more: open the log anew.
* Entries can be kept in one transaction with what they are about: `prepare`, `KeepsGrowth.grow` within the transaction, commit, `accept`.
* A checkpoint of this log that does not fit is kept as evidence, and the log is frozen for good.

Source: C2SP tlog-checkpoint, section "Signatures"; C2SP tlog-tiles.
"""

from collections.abc import Sequence
from typing import Self

from relto.audit.checkpoints import Checkpoint, parse_checkpoint
from relto.audit.evidence import Disagreement
from relto.audit.growth import Growth, bundles_of, check_entries, outgrown
from relto.audit.keys import Kind, Signer
from relto.audit.merkle import leaf_hashes, verify_consistency, verify_inclusion
from relto.audit.notes import Note, Signature, parse_note, sign_text, verify_note, verify_signed_by
from relto.audit.policies import Policy
from relto.audit.ports import LogStore
from relto.audit.receipts import Receipt
from relto.audit.succession import parse_succession
from relto.audit.tiles import WIDTH, Edge, Tile, TileTree, read_bundle
from relto.primitives import Conflict, Malformed, Place, Unavailable, Unverified

_FAILED = "an append failed; open it anew"


class Log:
    """A log open for appending. Get one from `create` or `open`.

    Args:
        store: where it is kept; opened by nobody else.
        signers: keys that sign its checkpoints, named as its origin; the first of them by Ed25519.
        note: the checkpoint signed last.
        tail: entries of the last bundle, where it is not full.
        edge: right edge of the tree.
        policy: who must have seen a checkpoint before it is shown, or ``None`` for nobody.
    """

    def __init__(
        self, store: LogStore, signers: Sequence[Signer], note: Note, tail: list[bytes], edge: Edge, policy: Policy | None
    ) -> None:
        self._store, self._signers, self._policy = store, tuple(signers), policy
        self._note, self._tail, self._edge = note, tail, edge
        self._stopped: str | None = None
        self._tree: TileTree | None = None

    @classmethod
    def create(
        cls,
        store: LogStore,
        origin: str,
        signers: Sequence[Signer],
        *,
        time: int,
        succession: bytes | None = None,
        policy: Policy | None = None,
    ) -> Self:
        """Begin a log: the empty tree is signed, and with a succession the tree of that one entry.

        Args:
            store: an empty one.
            origin: which log it is; every signer's key has it as its name.
            signers: keys; the first of them by Ed25519.
            time: seconds since 1970.
            succession: the first entry, where the log succeeds another.
            policy: who must have seen a checkpoint before it is shown, or ``None`` for nobody.

        Raises:
            Conflict: there is a log in the store, or the succession is to another origin.
            Malformed: a key has another name, or none signs by Ed25519 first.
            Unavailable: the store or a key fails.
        """
        _check_signers(origin, signers)
        if succession is not None and parse_succession(succession).origin != origin:
            raise Conflict(f"the succession is to another log than {origin}")
        if store.head() is not None:
            raise Conflict(f"there is a log in this store already: {origin} cannot begin here")
        text = Checkpoint(origin, 0, Edge().root).text
        note = Note(text, tuple(sign_text(text, signers, time)))
        store.grow(Growth(range(0), None, note))
        made = cls(store, signers, note, [], Edge(), policy)
        made._show(made._note, time)
        if succession is not None:
            made.append([succession], time=time)
        return made

    @classmethod
    def open(cls, store: LogStore, origin: str, signers: Sequence[Signer], *, time: int, policy: Policy | None = None) -> Self:
        """Open a log to append to it.

        1. It is not frozen.
        2. The checkpoint signed last is of this log and signed by one of these keys.
        3. The tiles at the right edge lead to its root, and the last entries to the tiles.
        4. What is shown is not ahead of what was signed.

        Raises:
            Conflict: a step fails: nothing may be signed on top of it.
            Unavailable: there is no log, or the store fails.
            Malformed: a key has another name, or something in the store has not the form it must have.
        """
        _check_signers(origin, signers)
        why = store.frozen()  # 1
        if why is not None:
            raise Conflict(f"the log is frozen and may sign nothing more: {why}")
        data = store.head()
        if data is None:
            raise Unavailable("there is no log in this store; begin one, or restore it and let another log succeed it")
        note = parse_note(data, "the checkpoint signed last")
        head = parse_checkpoint(note.text)
        try:
            verify_signed_by(note, [signer.key for signer in signers])  # 2
        except Unverified as error:
            raise Conflict(f"the checkpoint in the store is not one that this log signed: {error}") from error
        edge = TileTree(store.read, head.size).edge()
        if head.origin != origin or edge.root != head.root:  # 3
            raise Conflict(f"the tiles in the store do not lead to the checkpoint that was signed: {head.words}")
        tail = _tail(store, edge)
        shown = store.published()
        if shown is not None and parse_checkpoint(parse_note(shown).text).size > head.size:  # 4
            raise Conflict("the checkpoint that is shown is ahead of the one signed last: the store was restored in part")
        made = cls(store, signers, note, tail, edge, policy)
        made._show(note, time)
        return made

    @property
    def note(self) -> Note:
        """The checkpoint signed last, with the cosignatures it got."""
        return self._note

    @property
    def checkpoint(self) -> Checkpoint:
        """The checkpoint signed last."""
        return parse_checkpoint(self._note.text)

    def append(self, entries: Sequence[bytes], *, time: int) -> range:
        """Append entries. When this returns, they are kept durably and a checkpoint over them is signed.

        Args:
            entries: 100,000 at most, each of 65,535 bytes at most.
            time: seconds since 1970.

        Returns:
            Their indices.

        Raises:
            Malformed: an entry is too long, or there are too many.
            Conflict: the log may sign nothing, or somebody else wrote into its store.
            Unavailable: the store or a key fails. Nothing was answered: open the log anew, and see what it holds.
        """
        self._check_open()
        if not entries:
            return range(self._edge.size, self._edge.size)
        growth = self.prepare(entries, time=time)
        self._stopped = _FAILED
        self._store.grow(growth)
        self._take(growth, time)
        return growth.indices

    def prepare(self, entries: Sequence[bytes], *, time: int) -> Growth:
        """What appending entries would add. Nothing is kept yet, and this log is as it was.

        This is for entries that must be kept together with other things, or not at all::

            growth = log.prepare(entries, time=now)
            with engine.begin() as connection:            # the caller's transaction
                ...                                       # what the entries are about
                rows_over(connection).grow(growth)        # `relto.adapters.logs.LogRows`, for one
            log.accept(growth, time=now)                  # counts the entries and shows the checkpoint

        Where the transaction is rolled back, the growth is dropped and the next one prepared. Where another process has appended
        in between, `grow` raises `Conflict`: roll back, open the log anew, prepare again. Where it is not known whether the
        transaction was committed, open the log anew and see.

        Args:
            entries: one at least and 100,000 at most, each of 65,535 bytes at most.
            time: seconds since 1970.

        Raises:
            Malformed: an entry is too long, or there are none or too many.
            Conflict: the log may sign nothing.
            Unavailable: a key fails.
        """
        self._check_open()
        check_entries(entries, self._edge.size)
        first = self._edge.size
        edge, tiles = self._edge.grow(leaf_hashes(entries))
        bundles, tail = bundles_of(first, self._tail, entries)
        text = Checkpoint(self.checkpoint.origin, edge.size, edge.root).text
        note = Note(text, tuple(sign_text(text, self._signers, time)))
        return Growth(range(first, edge.size), self._head, note, (*tiles, *bundles), edge, tuple(tail))

    def accept(self, growth: Growth, *, time: int) -> bool:
        """Count a growth that is kept, and show its checkpoint where its policy is satisfied.

        Args:
            growth: what `prepare` made last, after the transaction that keeps it was committed.
            time: seconds since 1970.

        Returns:
            Whether the checkpoint is shown.

        Raises:
            Conflict: the log may sign nothing, has grown otherwise since, or the store does not have this growth: it was not committed.
            Unavailable: the store fails: open the log anew.
        """
        self._check_open()
        if growth.before != self._head:
            raise Conflict(f"the log has grown since {growth.indices} was prepared: it holds {self._edge.size:,} entries")
        self._stopped = _FAILED
        if self._store.head() != growth.note.to_bytes():
            raise Conflict("the store does not hold what was prepared: the transaction was not committed, or another came after it")
        return self._take(growth, time)

    def _take(self, growth: Growth, time: int) -> bool:
        self._note, self._tail, self._edge, self._tree = growth.note, list(growth.tail), growth.edge, None
        shown = self._show(growth.note, time)
        if shown:
            self._store.tidy([tile for tile, _ in growth.tiles if outgrown(tile, growth.indices.start)])
        self._stopped = None
        return shown

    @property
    def _head(self) -> bytes:
        """The checkpoint signed last as the store has it: without cosignatures."""
        return _own(self._note, self._signers).to_bytes()

    def cosigned(self, lines: Sequence[Signature], *, time: int) -> bool:
        """Take the cosignatures that witnesses answered with, and show the checkpoint where its policy is satisfied.

        Args:
            lines: what they answered; those of unknown keys are left out.
            time: seconds since 1970.

        Returns:
            Whether the checkpoint is shown.

        Raises:
            Unverified: a known witness's cosignature is not of this checkpoint.
            Unavailable: the store fails.
        """
        known = list(self._policy.witnesses.values()) if self._policy else []
        names = {(key.name, key.id) for key in known}
        mine = [one for one in lines if (one.name, one.key_id) in names]
        if mine:
            verify_note(Note(self._note.text, tuple(mine)), known)
            self._note = self._note.with_signatures(mine)
        return self._show(self._note, time)

    def confront(self, data: bytes) -> Checkpoint:
        """Hold a checkpoint that somebody has of this log against the log itself.

        Args:
            data: the signed checkpoint, as a witness, a counterpart or a receipt has it.

        Returns:
            The checkpoint, which fits.

        Raises:
            Conflict: this log signed it and it does not fit, or it is ahead of this log. It is kept as evidence, and the log is
                frozen: it signs nothing more, and another log must succeed it.
            Unverified: no key of this log signed it.
            Malformed: it is no checkpoint.
        """
        note = parse_note(data, "a checkpoint from elsewhere")
        other, own = parse_checkpoint(note.text), self.checkpoint
        verify_signed_by(note, [signer.key for signer in self._signers])
        if other.origin != own.origin:
            raise Unverified(f"a checkpoint of another log: {other.origin}")
        if other.size > own.size:
            self._freeze(note, f"it signed {other.words}, and now holds {own.size:,} entries: it was set back")
        if self.tree.root(other.size) != other.root:
            self._freeze(note, f"it signed {other.words}, and its tree had another root at that size")
        return other

    def told(self, size: int, witness: str) -> None:
        """Hear from a witness how large a tree it cosigned of this log.

        Raises:
            Conflict: larger than this log is: it was set back. This object signs nothing more; `confront` freezes the log for
                good once there is a signed checkpoint.
        """
        if size > self._edge.size:
            self._stopped = f"{witness} has cosigned {size:,} entries of it, and it holds {self._edge.size:,}: it was set back"
            self._check_open()

    @property
    def tree(self) -> TileTree:
        """The tree as it was signed last."""
        if self._tree is None:
            self._tree = TileTree(self._store.read, self._edge.size)
        return self._tree

    def prove(self, index: int) -> Receipt:
        """The receipt for an entry, against the checkpoint signed last.

        Raises:
            Unverified: there is no such entry, or the tiles do not lead to the signed root.
            Unavailable: the store fails.
        """
        return prove(self._note, self.tree, index)

    def _show(self, note: Note, time: int) -> bool:
        if self._policy is not None:
            try:
                self._policy.verify(note, time)
            except Unverified:
                return False  # not yet seen by enough witnesses: what is shown stays as it is
        shown = self._store.published()
        if shown != note.to_bytes() and not (shown and self._policy is None and parse_note(shown).text == note.text):
            self._store.publish(note.to_bytes())
        return True

    def _freeze(self, note: Note, why: str) -> None:
        self._stopped = why
        self._store.freeze(why)
        self._store.keep(Disagreement(self._note, note).to_bytes())
        self._check_open()

    def _check_open(self) -> None:
        if self._stopped is not None:
            raise Conflict(f"the log {self.checkpoint.origin} may sign nothing more: {self._stopped}")


def prove(note: Note, tree: TileTree, index: int) -> Receipt:
    """A receipt for an entry, from any source of tiles. It is checked before it is handed out.

    Args:
        note: the signed checkpoint.
        tree: the tree of its size.
        index: of the entry, from 0.

    Raises:
        Unverified: there is no such entry, or the tiles do not lead to the checkpoint's root.
        Malformed: the note is no checkpoint, or a tile has not the form it must have.
        Unavailable: a tile cannot be read.
    """
    head = parse_checkpoint(note.text)
    proof = tree.inclusion(index, head.size)
    verify_inclusion(tree.leaf(index), index, head.size, proof, head.root)
    return Receipt(index, tuple(proof), note)


def prove_consistency(old: Checkpoint, new: Checkpoint, tree: TileTree) -> list[bytes]:
    """The proof that one checkpoint has grown from another. It is checked before it is handed out.

    Raises:
        Unverified: it has not, or the tiles do not lead to the roots.
        Malformed: a tile has not the form it must have.
        Unavailable: a tile cannot be read.
    """
    proof = tree.consistency(old.size, new.size)
    verify_consistency(old.size, old.root, new.size, new.root, proof)
    return proof


def _own(note: Note, signers: Sequence[Signer]) -> Note:
    own = {(signer.key.name, signer.key.id) for signer in signers}
    return Note(note.text, tuple(one for one in note.signatures if (one.name, one.key_id) in own))


def _check_signers(origin: str, signers: Sequence[Signer]) -> None:
    for signer in signers:
        if signer.key.name != origin or signer.key.kind is Kind.COSIGNATURE:
            raise Malformed(
                "not a key of this log", place=Place("a signer"), found=signer.key.words, expected=f"{origin}, type 0x01 or 0x06"
            )
    if not signers or signers[0].key.kind is not Kind.ED25519:
        raise Malformed("no Ed25519 key first", place=Place("the signers"), expected="one that every reader of logs can verify")


def _tail(store: LogStore, edge: Edge) -> list[bytes]:
    width = edge.size % WIDTH
    if not width:
        return []
    tile = Tile(-1, edge.size // WIDTH, width)
    found = read_bundle(store.read(tile), width, tile.path)
    if b"".join(leaf_hashes(found)) != edge.partials[0]:
        raise Conflict(f"the entries in {tile.path} are not those that were signed")
    return found
