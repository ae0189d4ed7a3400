"""What somebody reads of something held: the whole where it is open to them, else a document of those portions that are.

* The version is built as a tearline is, from the portions that the person rules open to its reader and from nothing else, under a banner
  of its own. It says nothing of itself, so that it cannot be told from a document that never had other portions.
* A heading over nothing, and a portion that names by number what is not there, stay away. So do the sentences that a tearline from
  another party says of itself: they speak of the whole.
* What is known of the item besides is cut down likewise: title, marking and labels are the version's, and what was said of the whole
  (sources, duties, a legal hold) is left out.

What is not checked: whether a person could infer something withheld from what they may read, or from there being no more of it.
"""

import threading
from array import array
from collections import OrderedDict
from collections.abc import Collection
from datetime import datetime

from attrs import evolve, frozen

from relto.documents import build_tearline, self_contained
from relto.labels import Label
from relto.markings import write_kept
from relto.node.authorising import Absent, Actor
from relto.node.holdings.entering import content_of, document_of, front_of, title_of, untitled
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
class _Brief:
    """What is remembered of a version; no content but its title.

    Args:
        title: its title.
        banner: the label of the whole version.
        labels: the labels of its portions, each once, in order.
        tokens: keyed digests of its words, in order.
    """

    title: str
    banner: Label
    labels: tuple[Label, ...]
    tokens: "array[int]"


_Key = tuple[str, frozenset[object]]


class Versions:
    """The versions of what a node holds; remembers how it showed them in lists, over one network.

    Args:
        node: the node.
    """

    def __init__(self, node: Surroundings) -> None:
        self._node = node
        self._known: OrderedDict[_Key, tuple[Engine, _Brief | None]] = OrderedDict()
        self._lock = threading.Lock()

    def shown(self, seen: Seen, engine: Engine, tokens: Collection[int] = ()) -> Shown | None:
        """Something as a list shows it.

        Args:
            seen: the item, as far as somebody may see it.
            engine: the network of the day.
            tokens: keyed digests of words that must stand in it; of the whole they were looked for already.

        Returns:
            It; ``None`` where nothing stands by itself of what is open, or where not all of the words are in it.

        Raises:
            Unavailable: its content cannot be had.
        """
        if seen.parts is None:
            return shown(self._node, seen.held)
        brief = self._brief(seen, engine)
        if brief is None or not set(brief.tokens).issuperset(tokens):
            return None
        return _cut(seen.held, brief)

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

    def read(self, seen: Seen, engine: Engine) -> Reading | None:
        """Something opened; ``None`` where nothing stands by itself of what is open to its reader.

        Args:
            seen: the item, as far as somebody may see it.
            engine: the network of the day.

        Raises:
            Unavailable: its content cannot be had.
        """
        if seen.parts is None:
            return Reading(shown(self._node, seen.held), content_of(self._node, seen.held))
        made = self._made(seen, engine)
        return None if made is None else Reading(_cut(seen.held, made[0]), made[1])

    def _brief(self, seen: Seen, engine: Engine) -> _Brief | None:
        key: _Key = seen.held.id, frozenset(seen.parts or ())
        with self._lock:
            kept = self._known.pop(key, None)
        if kept is None or kept[0] is not engine:
            made = self._made(seen, engine)
            kept = engine, None if made is None else made[0]
        with self._lock:
            self._known[key] = kept
            while len(self._known) > _MOST:
                self._known.popitem(last=False)
        return kept[1]

    def _made(self, seen: Seen, engine: Engine) -> tuple[_Brief, bytes] | None:
        if seen.held.vaulted is None:  # destroyed
            return None
        try:
            document = document_of(seen.held, content_of(self._node, seen.held), engine)
            front = front_of(document) if seen.held.received is not None else frozenset[int]()
            opened: dict[Label | None, bool] = {}
            for one in document.portions:
                if one.label not in opened:
                    opened[one.label] = seen.opens(one.label)
            allowed = self_contained(document, [one.index for one in document.portions if opened[one.label] and one.index not in front])
            if not allowed:
                return None
            made = build_tearline(document, allowed, header=None, expand=expansion(engine.network, engine.at))
        except Malformed:  # no banner can be written over these portions, or their marks are not known any more
            return None
        some = [one for one in document.portions if one.index in allowed]
        title = next((one.text for one in some if one.kind in ("title", "heading")), untitled(seen.held.received))
        labels = tuple(dict.fromkeys(one.label for one in some if one.label is not None))
        tokens = array("q", self._node.vault.tokens(one.text for one in some))
        return _Brief(" ".join(title.split())[:300], made.banner, labels, tokens), made.text.encode()


def shown(node: Surroundings, held: Held) -> Shown:
    """Something held, as it is shown to who may see all of it."""
    return Shown(evolve(held, number=0, shelf=None), title_of(node, held))


def _cut(held: Held, brief: _Brief) -> Shown:
    received = None if held.received is None else evolve(held.received, duties=(), marking=None, manifest_sha256="")
    known = evolve(
        held,
        label=brief.banner,
        portions=brief.labels,
        derived_from=(),
        vaulted=None,
        received=received,
        legal_hold=None,
        number=0,
        shelf=None,
    )
    return Shown(known, brief.title, whole=False)
