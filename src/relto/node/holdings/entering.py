"""How something comes to be held: encrypted and put away first, then entered with everything that must never be lost of it."""

from collections.abc import Iterable
from datetime import datetime

from attrs import evolve, frozen

from relto.documents import Document
from relto.labels import Label
from relto.markings import write_kept
from relto.node.ciphertexts import PutAway, ciphertext, put_away
from relto.node.identifiers import new_id
from relto.node.kinds import write_kind
from relto.node.ports import Work
from relto.node.records.holdings import Held, ItemKind, Received, Vaulted
from relto.node.surroundings import Surroundings
from relto.primitives import Malformed, PartyId, Place, hidden_characters
from relto.primitives.limits import HELD_BYTES
from relto.release import Engine, Provenance, as_kept

_MOST_TITLE = 300


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


@frozen
class Prepared:
    """What is encrypted and put away, and not entered yet.

    Args:
        held: what it will be.
        away: its ciphertext.
        tokens: by which it will be found.
    """

    held: Held
    away: PutAway
    tokens: tuple[int, ...]


def prepare(node: Surroundings, fresh: Fresh, at: datetime) -> Prepared:
    """Encrypt something and put its ciphertext away; nothing refers to it yet.

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
    return Prepared(held, away, tuple(node.vault.tokens((title, *fresh.texts))))


def kind_of(held: Held, engine: Engine, holder: PartyId) -> str:
    """What the person rules look at in something held, as text.

    Args:
        held: what.
        engine: the network on the day it came.
        holder: whose node.
    """
    items = (one.item(held.label, held.kinds) for one in held.provenances)
    return write_kind(as_kept(engine.network, item, holder=holder, at=engine.at) for item in items)


def enter(node: Surroundings, work: Work, prepared: Prepared, engine: Engine) -> Held:
    """Enter what was put away.

    Raises:
        Conflict: it is there already.
    """
    prepared.away.keep(work)
    return work.items.add(prepared.held, kind_of(prepared.held, engine, node.party), prepared.tokens)


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


def texts_of(document: Document) -> Iterable[str]:
    """What a document's portions say."""
    return (one.text for one in document.portions)
