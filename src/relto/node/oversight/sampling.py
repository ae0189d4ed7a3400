"""A sample that nobody chose: places of the log drawn by a checkpoint that others cosigned.

The seed is the digest of the checkpoint with its cosignatures. Places are drawn from the whole log, each once, until enough of them are
releases; what was drawn and is none stands in the sample too, opened, so that no release can be left out by calling it something else.
Whoever has the same checkpoint draws the same places, and checks every line against the log by its receipt.
"""

from collections.abc import Iterator
from hashlib import sha256

from attrs import frozen

from relto.audit import Note, Opening, Policy, Receipt, TileTree, parse_checkpoint, parse_note, prove, verify_opening, verify_receipt
from relto.node.authorising import Action, Actor, authorise
from relto.node.journal import Entry
from relto.node.ports import Work
from relto.node.surroundings import Surroundings
from relto.primitives import Malformed, Place, Unverified

DRAWS = 10_000
"""Most places that are drawn for one sample."""
RELEASE = "release.sent"


@frozen
class Drawn:
    """One place of the log that was drawn.

    Args:
        index: the place.
        entry: what stands there, as the log has it: a commitment.
        opening: what opens it; ``None`` where it was erased.
        receipt: the receipt for it, against the sample's checkpoint.
    """

    index: int
    entry: bytes
    opening: Opening | None
    receipt: Receipt

    @property
    def says(self) -> Entry | None:
        """What the line says, checked against its commitment; ``None`` where it was erased.

        Raises:
            Unverified: what was handed over does not open the commitment.
        """
        return None if self.opening is None else Entry.from_bytes(verify_opening(self.entry, self.opening))


@frozen
class Sample:
    """A sample of the releases that stand in a log.

    Args:
        checkpoint: the cosigned checkpoint that drew it, as a note.
        drawn: every place in the order it was drawn, up to the last release that was needed.
    """

    checkpoint: bytes
    drawn: tuple[Drawn, ...]

    @property
    def releases(self) -> tuple[Drawn, ...]:
        """The places that are releases."""
        return tuple(one for one in self.drawn if (said := one.says) is not None and said.kind == RELEASE)


def places(checkpoint: bytes, size: int) -> Iterator[int]:
    """The places of a log of some size in the order in which a checkpoint draws them, each once.

    Args:
        checkpoint: the note with its signatures.
        size: entries of the log.
    """
    seed, drawn, counter = sha256(b"relto sample 1\n" + checkpoint).digest(), set[int](), 0
    fair = (1 << 64) - (1 << 64) % size if size else 0
    while len(drawn) < size:
        number = int.from_bytes(sha256(seed + counter.to_bytes(8)).digest()[:8])
        counter += 1
        if number < fair and number % size not in drawn:
            drawn.add(number % size)
            yield number % size


def verify_sample(sample: Sample, policy: Policy, wanted: int, now: int) -> tuple[Drawn, ...]:
    """The releases of a sample, after all of it was checked.

    Args:
        sample: the sample.
        policy: whom to trust: the log, and its witnesses.
        wanted: how many releases were asked for.
        now: seconds since 1970.

    Raises:
        Unverified: a place was not drawn by the checkpoint, a receipt or an opening does not hold, or fewer were drawn than asked for.
        Malformed: the checkpoint is none.
    """
    head = parse_checkpoint(parse_note(sample.checkpoint).text)
    for expected, one in zip(places(sample.checkpoint, head.size), sample.drawn, strict=False):
        if one.index != expected:
            raise Unverified("a place that the checkpoint did not draw")
        verify_receipt(one.receipt, one.entry, policy, now)
        if parse_checkpoint(one.receipt.note.text) != head or one.receipt.index != one.index:
            raise Unverified("a receipt of another place, or against another checkpoint")
    if len(sample.releases) < wanted and len(sample.drawn) < min(head.size, DRAWS):
        raise Unverified("fewer places were drawn than were needed")
    return sample.releases


class Sampling:
    """Samples for an overseer.

    Args:
        node: the node.
    """

    def __init__(self, node: Surroundings) -> None:
        self._node = node

    def draw(self, actor: Actor, checkpoint: bytes, wanted: int) -> Sample:
        """Draw releases from the log as it was at a checkpoint.

        Args:
            actor: who oversees.
            checkpoint: the checkpoint with its cosignatures, as a witness gave it.
            wanted: how many releases.

        Raises:
            Forbidden: this is for overseers.
            Malformed: it is no checkpoint, has no cosignature, is longer than the log, or as many cannot be asked for.
            Unverified: it is no checkpoint of this log.
        """
        authorise(actor, Action.OVERSEE)
        if not 1 <= wanted <= DRAWS:
            raise Malformed("no size of a sample", place=Place("wanted"), found=str(wanted), expected=f"1 to {DRAWS}")
        note = parse_note(checkpoint)
        head = parse_checkpoint(note.text)
        if len({one.name for one in note.signatures}) < 2:  # noqa: PLR2004 -- the log and a witness
            raise Malformed(
                "a checkpoint that nobody cosigned", place=Place("checkpoint"), expected="a witness's cosignature beside the log's"
            )
        with self._node.store.read() as work:
            tree = _tree(work, note)
            drawn: list[Drawn] = []
            found = 0
            for index in places(checkpoint, head.size):
                one = _drawn(work, note, tree, index)
                drawn.append(one)
                found += (said := one.says) is not None and said.kind == RELEASE
                if found == wanted or len(drawn) == DRAWS:
                    break
        return Sample(checkpoint, tuple(drawn))


def _tree(work: Work, note: Note) -> TileTree:
    """The tree of a checkpoint, after its root was worked out from this log's tiles."""
    head, published = parse_checkpoint(note.text), work.log.published()
    own = None if published is None else parse_checkpoint(parse_note(published).text)
    if own is None or own.origin != head.origin or head.size > own.size:
        expected = "a checkpoint of this log" if own is None else f"{own.origin}, {own.size} entries at most"
        raise Malformed("a checkpoint of another log, or of more than this one has", place=Place("checkpoint"), expected=expected)
    tree = TileTree(work.log.read, own.size)
    if tree.root(head.size) != head.root:
        raise Unverified("the log does not lead to this checkpoint: one of them is another history")
    return tree


def _drawn(work: Work, note: Note, tree: TileTree, index: int) -> Drawn:
    leaf = work.journal.at(index)
    if leaf is None:
        raise Unverified("a place of the log without its line")
    return Drawn(index, leaf.entry, work.journal.opening(leaf.number), prove(note, tree, index))
