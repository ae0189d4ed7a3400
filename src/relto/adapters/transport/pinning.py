"""TLS between nodes: version 1.3, both sides with a certificate, and the key of each the one that the agreement pins.

Two things are checked in the handshake, before a byte of a message is sent or read: the certificate is one of those pinned, and in time
(by the TLS library, to which the pinned certificates are the only authorities); and its public key is one that is pinned *now*. Pins
are read anew at each handshake, so that a key withdrawn a moment ago opens nothing. Names in certificates say nothing here.
"""

import ssl
from collections.abc import Callable, Iterable
from threading import Lock
from typing import Any

from attrs import field, frozen

from relto.adapters.transport.certificates import Identity, spki_of_der, spki_of_pem
from relto.primitives import Malformed, PartyId, Unavailable


@frozen
class PeerPin:
    """A counterpart's node as an agreement pins it.

    Args:
        party: whose node it is.
        agreement: the agreement.
        url: where its messages are taken, ``https://``.
        certificate: its certificate, PEM.
        spki: SHA-256 of its public key, hexadecimal, as the agreement's parties have signed it.

    Raises:
        Malformed: certificate and key do not go together, or the certificate can sign for others.
    """

    party: PartyId
    agreement: str
    url: str
    certificate: str
    spki: str

    def __attrs_post_init__(self) -> None:
        """Certificate and pinned key must go together."""
        found = spki_of_pem(self.certificate)
        if found != self.spki:
            raise Malformed("the certificate has another key than the one pinned", found=found, expected=self.spki)


@frozen(eq=False)
class Pins:
    """The pins of now, for a listener that outlives them."""

    _by_key: dict[str, PeerPin] = field(factory=dict, init=False)
    _contexts: list[ssl.SSLContext] = field(factory=list, init=False)
    _lock: Lock = field(factory=Lock, init=False)

    def put(self, pins: Iterable[PeerPin]) -> None:
        """Take these pins in place of the ones before.

        Raises:
            Malformed: two parties pin one key.
        """
        some = list(pins)
        found = {one.spki: one for one in some}
        if any(found[one.spki].party != one.party for one in some):
            raise Malformed("two parties have pinned one key", expected="each party its own")
        with self._lock:
            fresh = [one for one in some if one.spki not in self._by_key or self._by_key[one.spki].certificate != one.certificate]
            for context in self._contexts:
                _trust(context, fresh)
            self._by_key.clear()
            self._by_key.update(found)

    def of(self, spki: str) -> PeerPin | None:
        """Whose key this is; ``None``: nobody's that is pinned now."""
        with self._lock:
            return self._by_key.get(spki)

    def trusted_by(self, context: ssl.SSLContext) -> None:
        """Let a context know the pinned certificates, of now and later."""
        with self._lock:
            _trust(context, self._by_key.values())
            self._contexts.append(context)


def client_context(identity: Identity, pin: PeerPin) -> ssl.SSLContext:
    """TLS towards one counterpart.

    Raises:
        Unavailable: the node's own key cannot be read, or its passphrase is another.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False  # the key is pinned; a name would add nothing
    _trust(context, (pin,))
    return _pinned(context, identity, lambda spki: spki == pin.spki)


def server_context(identity: Identity, pins: Pins) -> ssl.SSLContext:
    """TLS for a listener that takes messages of whoever is pinned now.

    Raises:
        Unavailable: the node's own key cannot be read, or its passphrase is another.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.num_tickets = 0  # each connection shows its key anew
    pins.trusted_by(context)
    return _pinned(context, identity, lambda spki: pins.of(spki) is not None)


def spki_of(ssl_object: ssl.SSLObject | None) -> str | None:
    """The pinned key of the other side of a connection."""
    der = None if ssl_object is None else ssl_object.getpeercert(binary_form=True)
    return None if der is None else spki_of_der(der)


def _pinned(context: ssl.SSLContext, identity: Identity, is_pinned: Callable[[str], bool]) -> ssl.SSLContext:
    class Pinned(ssl.SSLObject):
        """A connection that ends in the handshake where the other side's key is not pinned."""

        def do_handshake(self) -> None:
            super().do_handshake()
            found = spki_of(self)
            if found is None or not is_pinned(found):
                raise ssl.SSLCertVerificationError("the other side's key is not pinned")

    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.verify_mode = ssl.CERT_REQUIRED
    try:
        context.load_cert_chain(identity.certificate, identity.key, lambda: identity.passphrase)
    except OSError as error:  # of the TLS library too
        raise Unavailable(f"{identity.key}: the node's own key does not open: {error.strerror or type(error).__name__}") from error
    context.sslobject_class = Pinned
    return context


def _trust(context: ssl.SSLContext, pins: Iterable[Any]) -> None:
    for one in pins:
        context.load_verify_locations(cadata=one.certificate)
