"""The file of pinned keys: whose signatures are believed, and for whom content is sealed, each under an agreement, with its days."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec

from relto.adapters.placing import placed
from relto.markings.formats.json import read_json
from relto.primitives import Malformed, Place, Unavailable
from relto.primitives.limits import KEYSTORE_BYTES
from relto.sealing import Algorithm, Oaep, PinnedSigner, Recipient
from relto.sealing.signing import algorithm_for
from relto.sealing.wrapping import load_public


class PinnedOpening(msgspec.Struct, tag_field="use", tag="open", forbid_unknown_fields=True):
    """A key for which content may be sealed; see :class:`~relto.sealing.Recipient`."""

    party: str
    agreement: str
    url: str
    kid: str
    public: str
    valid_from: datetime
    valid_until: datetime
    oaep: Oaep = "sha1"
    revoked: bool = False


class PinnedSigning(msgspec.Struct, tag_field="use", tag="sign", forbid_unknown_fields=True):
    """A key whose signatures are believed; see :class:`~relto.sealing.PinnedSigner`."""

    party: str
    agreement: str
    kid: str
    algorithm: Algorithm
    public: str
    systems: list[str]
    valid_from: datetime
    valid_until: datetime
    revoked: bool = False


Pin = PinnedOpening | PinnedSigning


def load_pins(path: Path) -> list[Pin]:
    """The pinned keys of a file.

    Raises:
        Unavailable: it cannot be read.
        Malformed: it is no such file, a key is none, or an identifier stands twice for a party.
    """
    try:
        with path.open("rb") as file:
            data = file.read(KEYSTORE_BYTES + 1)
    except OSError as error:
        raise Unavailable(f"{path}: cannot be read: {error.strerror}") from error
    try:
        found = msgspec.convert(read_json(data, str(path), KEYSTORE_BYTES), list[Pin])
    except msgspec.ValidationError as error:
        raise Malformed(f"no file of pinned keys: {error}", place=Place(str(path)), expected="what `relto keys pin` writes") from error
    for number, one in enumerate(found):
        place = Place(str(path), path=f"[{number}]")
        if one.valid_from.tzinfo is None or one.valid_until.tzinfo is None:
            raise Malformed("an instant without a zone", place=place, expected="2026-11-24T00:00:00Z")
        if isinstance(one, PinnedSigning):
            if algorithm_for(one.public.encode()) != one.algorithm or not one.systems:
                raise Malformed("a key to sign with that does not go with its algorithm, or signs nothing", place=place, found=one.kid)
        else:
            load_public(one.public)
    names = [_name(one) for one in found]
    if len(set(names)) != len(names):
        raise Malformed("a key is pinned twice", place=Place(str(path)), expected="each key of a party once under an agreement")
    publics = {(one.party, one.kid, one.public) for one in found}
    if len({(party, kid) for party, kid, _ in publics}) != len(publics):
        raise Malformed("two keys of one name", place=Place(str(path)), expected="another name for another key")
    return found


def _name(pin: Pin) -> tuple[str, str, str]:
    """What tells pins apart: content may be sealed for one key under several agreements; a signature needs none."""
    return pin.party, pin.kid, pin.agreement if isinstance(pin, PinnedOpening) else ""


def with_pin(pins: list[Pin], pin: Pin) -> list[Pin]:
    """The pins with one more, which takes the place of the same key under the same agreement, and of any other key of its name."""
    kept = [one for one in pins if _name(one) != _name(pin) and ((one.party, one.kid) != (pin.party, pin.kid) or one.public == pin.public)]
    return [*kept, pin]


def save_pins(path: Path, pins: list[Pin]) -> None:
    """Write pinned keys, whole or not at all.

    Raises:
        Unavailable: it cannot be written.
    """
    with placed(path) as file:
        file.write(msgspec.json.format(msgspec.json.encode(pins), indent=2) + b"\n")


def signers(pins: list[Pin]) -> tuple[PinnedSigner, ...]:
    """Whose signatures are believed."""
    return tuple(
        PinnedSigner(
            one.party, one.kid, one.algorithm, one.public, frozenset(one.systems), _utc(one.valid_from), _utc(one.valid_until), one.revoked
        )
        for one in pins
        if isinstance(one, PinnedSigning)
    )


def recipients(pins: list[Pin], party: str, at: datetime, agreement: str | None) -> tuple[Recipient, ...]:
    """The keys of a party for which content may be sealed now.

    Args:
        pins: the pinned keys.
        party: who would open it.
        at: the instant of sealing.
        agreement: under which it goes to the party; ``None`` where it goes under none: its holder's own copy, or public information.

    Raises:
        Malformed: it has none that is valid and pinned under the agreement.
    """
    some = tuple(
        Recipient(
            one.party,
            one.agreement,
            one.url,
            one.kid,
            one.public,
            _utc(one.valid_from),
            _utc(one.valid_until),
            revoked=one.revoked,
            oaep=one.oaep,
        )
        for one in pins
        if isinstance(one, PinnedOpening) and one.party == party
    )
    if agreement is None:  # the same key may be pinned under several agreements
        some = tuple({one.kid: one for one in reversed(some)}.values())[::-1]
    valid = tuple(one for one in some if one.is_valid(at))
    if not valid:
        found = ", ".join(one.kid for one in some) or "none"
        raise Malformed(f"no key of {party} that is valid", place=Place("--for"), found=found, expected="a pinned key that is valid today")
    under = valid if agreement is None else tuple(one for one in valid if one.agreement == agreement)
    if not under:
        raise Malformed(
            f"no key of {party} is pinned under {agreement}, under which it goes there",
            place=Place("--for"),
            found=", ".join(f"{one.kid} under {one.agreement}" for one in valid),
            expected=f"a key that {party} exported with `--agreement {agreement}`",
        )
    return under


def _utc(instant: datetime) -> datetime:
    return instant.astimezone(UTC)
