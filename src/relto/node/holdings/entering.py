"""How something comes to be held: encrypted and put away first, then entered with everything that must never be lost of it."""

from collections.abc import Iterable
from datetime import datetime

from attrs import evolve, frozen

from relto.documents import Document
from relto.documents import read as read_document
from relto.labels import Label
from relto.markings import write_kept
from relto.node.ciphertexts import PutAway, ciphertext, put_away
from relto.node.identifiers import new_id
from relto.node.kinds import write_kind, write_part
from relto.node.ports import Work
from relto.node.records.holdings import Held, ItemKind, Received, Vaulted
from relto.node.surroundings import Surroundings
from relto.primitives import Malformed, PartyId, Place, hidden_characters
from relto.primitives.limits import HELD_BYTES
from relto.release import Engine, Provenance, as_kept, expansion

_MOST_TITLE = 300


@frozen
class Piece:
    """A portion of a document that is to be held.

    Args:
        label: its label.
        text: by whose words it is found.
        stands: whether it stands by itself, and is no heading or header row that goes with what is under it.
    """

    label: Label
    text: str
    stands: bool


@frozen
class Fresh:
    """What is to be held.

    Args:
        kind: document or record.
        media_type: of its content.
        title: by which people know it.
        content: its content.
        texts: by whose words it is found.
        label: the label of the whole.
        portions: the labels of its parts.
        provenances: where it came from.
        kinds: kinds of information.
        held_by: whose work.
        known_as: identifier that travels with it; ``None`` for its own.
        derived_from: what it was derived from.
        dossier: whose members need to know it.
        received: how it came in.
        pieces: the portions that may be open to somebody to whom the whole is not; none of what is given whole or not at all.
    """

    kind: ItemKind
    media_type: str
    title: str
    content: bytes
    texts: tuple[str, ...]
    label: Label
    portions: tuple[Label, ...]
    provenances: tuple[Provenance, ...]
    kinds: frozenset[str]
    held_by: str
    known_as: str | None = None
    derived_from: tuple[str, ...] = ()
    dossier: str | None = None
    received: Received | None = None
    pieces: tuple[Piece, ...] = ()


@frozen
class Prepared:
    """What is encrypted and put away, and not entered yet.

    Args:
        held: what it will be.
        away: its ciphertext.
        kind: what the person rules will look at, as text.
        tokens: by which it will be found.
    """

    held: Held
    away: PutAway
    kind: str
    tokens: tuple[int, ...]


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
    kind, words = _in_parts(held, fresh.pieces, engine, node.party)
    tokens = dict.fromkeys(node.vault.tokens((title, *fresh.texts)))
    for part, texts in words.items():
        tokens |= dict.fromkeys(node.vault.tokens(texts, within=part))
    return Prepared(held, away, kind, tuple(tokens))


def _in_parts(held: Held, pieces: Iterable[Piece], engine: Engine, holder: PartyId) -> tuple[str, dict[str, list[str]]]:
    """The kind of something, and the texts of each part of it that may be open to somebody to whom the whole is not."""
    written: dict[Label, str] = {}
    whole = _part(held.label, held, engine, holder)
    found: list[tuple[str, bool]] = []
    words: dict[str, list[str]] = {}
    for one in pieces:
        if one.label not in written:
            written[one.label] = _part(one.label, held, engine, holder)
        part = written[one.label]
        found.append((part, one.stands))
        if part != whole:
            words.setdefault(part, []).append(one.text)
    kind = write_kind(whole, found)
    return kind, {} if kind == whole else words


def _part(label: Label, held: Held, engine: Engine, holder: PartyId) -> str:
    items = (one.item(label, held.kinds) for one in held.provenances)
    return write_part(as_kept(engine.network, item, holder=holder, at=engine.at) for item in items)


def enter(work: Work, prepared: Prepared) -> Held:
    """Enter what was put away.

    Raises:
        Conflict: it is there already.
    """
    prepared.away.keep(work)
    return work.items.add(prepared.held, prepared.kind, prepared.tokens)


def content_of(node: Surroundings, held: Held) -> bytes:
    """The content of something held.

    Raises:
        Unavailable: it was destroyed, is not there, or was changed.
    """
    vaulted = held.vaulted
    if vaulted is None:
        return b""
    return node.vault.open(node.vault.unwrap(vaulted.wrapped), ciphertext(node, vaulted.object), f"{held.id} content")


def title_of(node: Surroundings, held: Held) -> str:
    """The title of something held; empty where it was destroyed."""
    vaulted = held.vaulted
    return "" if vaulted is None else node.vault.open(node.vault.unwrap(vaulted.wrapped), vaulted.title, f"{held.id} title").decode()


def labels_of(document: Document) -> tuple[Label, ...]:
    """The labels of a document's portions that have one, in order."""
    return tuple(one.label for one in document.portions if one.label is not None)


def untitled(received: Received | None) -> str:
    """The title of a document that has none, by how it came in."""
    return "untitled" if received is None else f"untitled, from {received.sender}"


def texts_of(document: Document) -> Iterable[str]:
    """What a document's portions say."""
    return (one.text for one in document.portions)


def front_of(document: Document) -> frozenset[int]:
    """The sentences that a tearline says of itself, by their places: they speak of the whole, and stand before its numbered portions.

    Args:
        document: a document that came from another party.
    """
    numbered = [one.index for one in document.portions if one.running is not None]
    return frozenset(range(1, numbered[0])) if numbered else frozenset()


def pieces_of(document: Document, *, received: bool) -> tuple[Piece, ...]:
    """The portions of a document that may be open to somebody to whom the whole is not.

    Args:
        document: the document.
        received: whether it came from another party.
    """
    front = front_of(document) if received else frozenset()
    return tuple(
        Piece(one.label, one.text, one.kind not in ("title", "heading") and (one.row is None or not one.row.header))
        for one in document.portions
        if one.label is not None and one.index not in front
    )


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
        format="markdown" if held.media_type == "text/markdown" else "text",
        system=held.label.scheme.id,
        communities=frozenset(engine.network.communities),
        expand=expansion(engine.network, engine.at),
    )
