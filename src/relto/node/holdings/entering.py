"""How something comes to be held: encrypted and put away first, then entered with everything that must never be lost of it."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from attrs import evolve, frozen

from relto.documents import Document, Format, Portion
from relto.documents import read as read_document
from relto.labels import Label
from relto.markings import write_kept
from relto.node.ciphertexts import PutAway, ciphertext, put_away
from relto.node.holdings.cutting import pieces_of, stands, write_cut, write_outline
from relto.node.identifiers import new_id
from relto.node.kinds import write_kind, write_part
from relto.node.ports import Work
from relto.node.records.holdings import Cut, Held, Indexed, ItemKind, Received, Vaulted
from relto.node.surroundings import Surroundings
from relto.node.vault import searched, words_of
from relto.primitives import Malformed, PartyId, Place, Unavailable, hidden_characters
from relto.primitives.limits import HELD_BYTES, SMALL_CIPHERTEXT
from relto.release import Engine, Provenance, as_kept, expansion

_MOST_TITLE = 300


@frozen
class Fresh:
    """What is to be held.

    Args:
        kind: document or record.
        media_type: of its content.
        title: by which people know it.
        content: its content.
        said: the document, or the texts by whose words it is found.
        label: the label of the whole.
        portions: the labels of its parts.
        provenances: where it came from.
        kinds: kinds of information.
        held_by: whose work.
        known_as: identifier that travels with it; ``None`` for its own.
        derived_from: what it was derived from.
        dossier: whose members need to know it.
        received: how it came in.
    """

    kind: ItemKind
    media_type: str
    title: str
    content: bytes
    said: Document | tuple[str, ...]
    label: Label
    portions: tuple[Label, ...]
    provenances: tuple[Provenance, ...]
    kinds: frozenset[str]
    held_by: str
    known_as: str | None = None
    derived_from: tuple[str, ...] = ()
    dossier: str | None = None
    received: Received | None = None


@frozen
class Prepared:
    """What is encrypted and put away, and not entered yet.

    Args:
        held: what it will be.
        away: its ciphertext.
        indexed: by what it will be found and shown.
    """

    held: Held
    away: PutAway
    indexed: Indexed


def prepare(node: Surroundings, fresh: Fresh, engine: Engine, at: datetime) -> Prepared:
    """Encrypt something and put its ciphertext away; nothing refers to it yet.

    Args:
        node: the node.
        fresh: what is to be held.
        engine: the network of the day on which it came.
        at: the instant.

    Raises:
        Malformed: too large, no title, or a label that cannot be kept whole.
        Unavailable: it cannot be put away.
    """
    if len(fresh.content) > HELD_BYTES:
        raise Malformed("larger than what is held may be", place=Place("content"), expected=f"{HELD_BYTES} bytes at most")
    title = fresh.title.strip()
    if not title or len(title) > _MOST_TITLE or hidden_characters(title):
        raise Malformed("no title", place=Place("title"), expected=f"plain words, {_MOST_TITLE} characters at most")
    for label in (fresh.label, *fresh.portions):
        write_kept(label)
    item = new_id("item", node.entropy)
    key, wrapped = node.vault.new_key()
    sealed = node.vault.close(key, fresh.content, f"{item} content")
    away = put_away(node, sealed)
    vaulted = Vaulted(away.digest, wrapped, node.vault.close(key, title.encode(), f"{item} title"), len(fresh.content))
    known_as = fresh.known_as or item
    held = Held(
        item,
        fresh.kind,
        fresh.media_type,
        fresh.label,
        tuple(dict.fromkeys(fresh.portions)),
        tuple(evolve(one, known_as=known_as, marked_on=one.marked_on or at.date()) for one in fresh.provenances),
        fresh.kinds,
        known_as,
        fresh.derived_from,
        fresh.dossier,
        at,
        fresh.held_by,
        vaulted,
        fresh.received,
    )
    return Prepared(held, away, index(node, held, key, title, fresh.said, engine))


def index(
    node: Surroundings, held: Held, key: bytes, title: str, said: Document | tuple[str, ...], engine: Engine, whole: str | None = None
) -> Indexed:
    """By what something is found and shown.

    Args:
        node: the node.
        held: what.
        key: its data key.
        title: its title.
        said: the document, or the texts by whose words it is found.
        engine: the network of the day on which it came.
        whole: what the person rules look at in the whole, where that was settled before.
    """
    texts = said if isinstance(said, tuple) else tuple(one.text for one in said.portions)
    words = [words_of(one) for one in texts]
    tokens = dict.fromkeys(node.vault.digests(searched(words_of(title).union(*words))).values())
    if isinstance(said, tuple):
        return Indexed(whole or _part(held.label, held, engine, node.party), tuple(tokens))
    of = {one.index: some for one, some in zip(said.portions, words, strict=True)}
    kind, parts = _in_parts(held, pieces_of(said, received=held.received is not None), engine, node.party, whole)
    for part, pieces in parts.items():
        some = searched(set().union(*(of[one.index] for one in pieces)))
        tokens |= dict.fromkeys(node.vault.digests(some, within=part).values())
    return Indexed(kind, tuple(tokens), _cut(node, held, key, [one for some in parts.values() for one in some], of))


def _in_parts(
    held: Held, pieces: Iterable[Portion], engine: Engine, holder: PartyId, whole: str | None
) -> tuple[str, dict[str, list[Portion]]]:
    """The kind of something, and the portions of each part of it that may be open to somebody to whom the whole is not."""
    whole = whole or _part(held.label, held, engine, holder)
    written: dict[Label | None, str] = {held.label: whole}
    found: list[tuple[str, bool]] = []
    parts: dict[str, list[Portion]] = {}
    for one in pieces:
        if one.label is not None and one.label not in written:
            written[one.label] = _part(one.label, held, engine, holder)
        part = written[one.label]
        found.append((part, stands(one)))
        if part != whole:
            parts.setdefault(part, []).append(one)
    kind = write_kind(whole, found)
    return kind, {} if kind == whole else parts


def _cut(node: Surroundings, held: Held, key: bytes, pieces: list[Portion], words: Mapping[int, set[str]]) -> Cut | None:
    if not pieces:
        return None
    pieces.sort(key=lambda one: one.index)
    tokens = node.vault.digests(set().union(*(words[one.index] for one in pieces)))
    outline = write_outline((one, sorted({tokens[word] for word in words[one.index]})) for one in pieces)
    portions = write_cut(pieces)
    kept = None if len(portions) > SMALL_CIPHERTEXT else node.vault.close(key, portions, f"{held.id} portions")
    return Cut(node.vault.close(key, outline, f"{held.id} outline"), kept)


def _part(label: Label, held: Held, engine: Engine, holder: PartyId) -> str:
    items = (one.item(label, held.kinds) for one in held.provenances)
    return write_part(as_kept(engine.network, item, holder=holder, at=engine.at) for item in items)


def enter(work: Work, prepared: Prepared) -> Held:
    """Enter what was put away.

    Raises:
        Conflict: it is there already.
    """
    prepared.away.keep(work)
    return work.items.add(prepared.held, prepared.indexed)


def content_of(node: Surroundings, held: Held) -> bytes:
    """The content of something held.

    Raises:
        Unavailable: it was destroyed, is not there, or was changed.
    """
    vaulted = held.vaulted
    if vaulted is None:
        return b""
    return node.vault.open(node.vault.unwrap(vaulted.wrapped), ciphertext(node, vaulted.object), f"{held.id} content")


def opened(node: Surroundings, held: Held, sealed: bytes, what: str) -> bytes:
    """What is kept of something held beside its content.

    Args:
        node: the node.
        held: what.
        sealed: as it is kept.
        what: ``title``, ``outline`` or ``portions``.

    Raises:
        Unavailable: it was destroyed, or was changed.
    """
    if held.vaulted is None:
        raise Unavailable("it was destroyed")
    return node.vault.open(node.vault.unwrap(held.vaulted.wrapped), sealed, f"{held.id} {what}")


def title_of(node: Surroundings, held: Held) -> str:
    """The title of something held; empty where it was destroyed."""
    return "" if held.vaulted is None else opened(node, held, held.vaulted.title, "title").decode()


def labels_of(document: Document) -> tuple[Label, ...]:
    """The labels of a document's portions that have one, in order."""
    return tuple(one.label for one in document.portions if one.label is not None)


def untitled(received: Received | None) -> str:
    """The title of a document that has none, by how it came in."""
    return "untitled" if received is None else f"untitled, from {received.sender}"


def format_in(media_type: str) -> Format:
    """How a document of a media type is written."""
    return "markdown" if media_type == "text/markdown" else "text"


def document_of(held: Held, content: bytes, engine: Engine) -> Document:
    """The document that is held, or a version of it.

    Args:
        held: the item.
        content: its content.
        engine: the network of the day.
    """
    return read_document(
        content.decode(),
        source="document",
        format=format_in(held.media_type),
        system=held.label.scheme.id,
        communities=frozenset(engine.network.communities),
        expand=expansion(engine.network, engine.at),
    )
