"""Keys, labels and sealed files for the tests of sealing; all of it made here."""

import io
import json
import os
from datetime import UTC, datetime
from functools import cache

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from relto import markings
from relto.markings.formats import MachineLabel
from relto.sealing import PinnedSigner, Recipient, Signer, Terms, Trust, examine, open_sealed, seal
from relto.sealing.container import after_payload, is_large, local_header, read_container
from relto.sealing.manifest import encode
from relto.sealing.wrapping import pem_of, unwrap

AT = datetime(2026, 11, 24, tzinfo=UTC)
FROM = datetime(2026, 1, 1, tzinfo=UTC)
UNTIL = datetime(2027, 1, 1, tzinfo=UTC)
FORMS = ("stanag4774", "json4774")
LABEL = "SECRET//REL TO USA, AUS, JPN"
TEXT = b"the convoy leaves at dawn"


@cache
def rsa_key(_name="jpn"):
    return rsa.generate_private_key(65537, 2048)


@cache
def ec_key(_name="aus"):
    return ec.generate_private_key(ec.SECP256R1())


def private_pem(key):
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def recipient(party="JPN", key=None, **more):
    pem = pem_of((key or rsa_key(party.lower())).public_key())
    given = {"agreement": "demo", "url": f"https://keys.{party.lower()}.example", "kid": f"{party.lower()}-1", "pem": pem}
    return Recipient(party, **{**given, "valid_from": FROM, "valid_until": UNTIL, **more})


def signer(name="usa", key=None):
    key = key or ec_key(name + "-sign")
    return Signer(f"{name}-sign-1", "ES256" if isinstance(key, ec.EllipticCurvePrivateKey) else "RS256", private_pem(key))


def pinned(name="usa", key=None, **more):
    key = key or ec_key(name + "-sign")
    algorithm = "ES256" if isinstance(key, ec.EllipticCurvePrivateKey) else "RS256"
    given = {"systems": frozenset({"us"}), "valid_from": FROM, "valid_until": UNTIL, **more}
    return PinnedSigner(name.upper(), f"{name}-sign-1", algorithm, pem_of(key.public_key()), **given)


def label(text=LABEL):
    return MachineLabel(markings.parse(text, system="us").label, AT)


def terms(*splits, **more):
    return Terms(**{"label": label(), "splits": splits or ((recipient(),),), "at": AT, **more})


def trust(*pins, **more):
    return Trust(pins or (pinned(),), **{"at": AT, **more})


def sealed(text=TEXT, the=None, sign=None):
    out = io.BytesIO()
    seal(io.BytesIO(text), out, the or terms(), size=len(text), sign=sign or signer().sign, entropy=os.urandom)
    return out.getvalue()


def opener(*keys):
    """Opens with keys by identifier."""
    known = dict(keys or [("jpn-1", rsa_key("jpn"))])
    return lambda access, wrapped: unwrap(wrapped, known[access.kid]) if access.kid in known else None


def opened(data, the=None, unwrapping=None):
    file, sink = io.BytesIO(data), io.BytesIO()
    open_sealed(file, examine(file, the or trust()), sink, unwrap=unwrapping or opener())
    return sink.getvalue()


def manifest_of(data):
    return json.loads(read_container(io.BytesIO(data)).manifest)


def payload_of(data):
    found = read_container(io.BytesIO(data))
    return data[found.payload_at : found.payload_at + found.payload_size]


def rebuilt(data, manifest=None, payload=None):
    """The file with another manifest or content, laid out as a sealed file is."""
    import zlib  # noqa: PLC0415

    body = payload_of(data) if payload is None else payload
    text = manifest if isinstance(manifest, bytes) else encode(manifest_of(data) if manifest is None else manifest)
    crc = zlib.crc32(body)
    return local_header("0.payload", len(body), crc, large=is_large(len(body))) + body + after_payload(len(body), crc, text)
