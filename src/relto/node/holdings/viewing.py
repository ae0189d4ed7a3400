"""What somebody reads of something held: the whole where it is open to them, else a document of those portions that are.

* The version is built as a tearline is, from the portions that the person rules open to its reader and from nothing else, under a banner
  of its own. It says nothing of itself, so that it cannot be told from a document that never had other portions.
* A heading over nothing, and a portion that names by number what is not there, stay away. So do the sentences that a tearline from
  another party says of itself: they speak of the whole.
* What is known of the item besides is cut down likewise: title, marking and labels are the version's, and what was said of the whole
  (sources, duties, a legal hold) is left out.

What is not checked: whether a person could infer something withheld from what they may read, or from there being no more of it.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from attrs import evolve, frozen

from relto.documents import Document, banner_over, build_tearline, self_contained
from relto.labels import Label
from relto.markings import system, write_kept
from relto.node.authorising import Absent, Actor
from relto.node.holdings.cutting import Line, read_cut, read_outline
from relto.node.holdings.entering import content_of, document_of, format_in, opened, title_of, untitled
from relto.node.records.holdings import Held
from relto.node.sight import Seen
from relto.node.surroundings import Surroundings
from relto.primitives import Malformed
from relto.release import Engine, expansion

_MOST = 512


@frozen
class Shown:
    """Something held, as a list shows it to who may see it.

    Args:
        held: what is known of it, without its number and its shelf: those count what cannot be seen.
        title: its title.
        whole: whether all of it is open to the reader.
    """

    held: Held
    title: str
    whole: bool = True

    @property
    def marking(self) -> str:
        """The marking of the whole, or of the version that the reader has."""
        return write_kept(self.held.label)


@frozen
class Reading:
    """Something held, opened.

    Args:
        shown: what it is.
        content: what it says.
    """

    shown: Shown
    content: bytes


@frozen
class _Version:
    """The portions of something that stand by themselves of those that are open to its reader.

    Args:
        lines: the portions that are open, as the outline has them.
        allowed: the indexes of those that stand.
        banner: the label of the whole version.
    """

    lines: Sequence[Line]
    allowed: frozenset[int]
    banner: Label

    @property
    def some(self) -> list[Line]:
        """Those that stand."""
        return [one for one in self.lines if one.outline.index in self.allowed]

    def has(self, tokens: Collection[int]) -> bool:
        """Whether all of some words stand in it."""
        some = self.some
        return all(any(token in one.tokens for one in some) for token in tokens)


class Versions:
    """The versions of what a node holds.

    Args:
        node: the node.
    """

    def __init__(self, node: Surroundings) -> None:
        self._node = node
        self._banners = _Banners()

    def shown(self, seen: Seen, engine: Engine, tokens: Collection[int] = ()) -> Shown | None:
        """Something as a list shows it.

        Args:
            seen: the item, as far as somebody may see it.
            engine: the network of the day.
            tokens: keyed digests of words that must stand in it; of the whole they were looked for already.

        Returns:
            It; ``None`` where nothing stands by itself of what is open, or where not all of the words are in it.

        Raises:
            Unavailable: what is kept of it cannot be had.
        """
        if seen.parts is None:
            return shown(self._node, seen.held)
        version = self._version(seen, engine)
        return _cut(seen.held, version) if version is not None and version.has(tokens) else None

    def known(self, actor: Actor, item: str, at: datetime) -> Shown:
        """Something held, as far as somebody may see it.

        Args:
            actor: who looks.
            item: what.
            at: when.

        Raises:
            Absent: nothing of it is there for them.
        """
        with self._node.store.read() as work:
            engine = self._node.arrangement.engine(work, at.date())
            seen = self._node.sight.looks(work, actor, work.items.get(item), engine)
        found = self.shown(seen, engine)
        if found is None:
            raise Absent
        return found

    def read(self, seen: Seen, engine: Engine, portions: bytes | None = None) -> Reading | None:
        """Something opened; ``None`` where nothing stands by itself of what is open to its reader.

        Args:
            seen: the item, as far as somebody may see it.
            engine: the network of the day.
            portions: its portions, sealed, where they are kept.

        Raises:
            Unavailable: its content cannot be had.
        """
        if seen.parts is None:
            return Reading(shown(self._node, seen.held), content_of(self._node, seen.held))
        version = self._version(seen, engine)
        if version is None:
            return None
        try:
            document = self._document(seen.held, version, engine, portions)
            made = build_tearline(document, version.allowed, header=None, expand=expansion(engine.network, engine.at))
        except Malformed:  # its marks are not known any more
            return None
        return Reading(_cut(seen.held, version), made.text.encode())

    def _version(self, seen: Seen, engine: Engine) -> _Version | None:
        if seen.outline is None or seen.held.vaulted is None:  # not indexed by portion yet, or destroyed
            return None
        lines = read_outline(opened(self._node, seen.held, seen.outline, "outline"), seen.opens)
        allowed = self_contained(one.outline for one in lines)
        labels = tuple(dict.fromkeys(one.label for one in lines if one.outline.index in allowed))
        banner = self._banners.over(labels, engine)
        return None if banner is None else _Version(lines, allowed, banner)

    def _document(self, held: Held, version: _Version, engine: Engine, portions: bytes | None) -> Document:
        """The document with the portions of a version and no others, where they are kept; else all of it."""
        if portions is None:
            return document_of(held, content_of(self._node, held), engine)
        some = read_cut(opened(self._node, held, portions, "portions"), version.lines, version.allowed)
        return Document("document", format_in(held.media_type), held.label.scheme.id, version.banner, "", some)


class _Banners:
    """The banners over portions of some labels; remembered over one network."""

    def __init__(self) -> None:
        self._known: tuple[Engine | None, dict[tuple[Label, ...], Label | None]] = (None, {})

    def over(self, labels: tuple[Label, ...], engine: Engine) -> Label | None:
        """The label of a banner; ``None`` where none can be written over these portions."""
        of, known = self._known
        if of is not engine or len(known) >= _MOST:
            known = {}
            self._known = engine, known
        if labels not in known:
            try:
                known[labels] = (
                    banner_over(labels, system(labels[0].scheme.id), expansion(engine.network, engine.at))[0] if labels else None
                )
            except Malformed:
                known[labels] = None
        return known[labels]


def shown(node: Surroundings, held: Held) -> Shown:
    """Something held, as it is shown to who may see all of it."""
    return Shown(evolve(held, number=0, shelf=None), title_of(node, held))


def _cut(held: Held, version: _Version) -> Shown:
    some = version.some
    received = None if held.received is None else evolve(held.received, duties=(), marking=None, manifest_sha256="")
    known = evolve(
        held,
        label=version.banner,
        portions=tuple(dict.fromkeys(one.label for one in some)),
        derived_from=(),
        vaulted=None,
        received=received,
        legal_hold=None,
        number=0,
        shelf=None,
    )
    title = next((one.title for one in some if one.outline.heads), untitled(held.received))
    return Shown(known, title, whole=False)
