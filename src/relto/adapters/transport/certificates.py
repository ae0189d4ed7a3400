"""The certificate by which counterparts know a node: signed by itself, worth what the agreement that pins it is worth."""

from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from attrs import frozen
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from relto.adapters.placing import placed
from relto.primitives import Malformed, Place


@frozen
class Identity:
    """A node's own certificate and key, in files.

    Args:
        certificate: PEM of the certificate.
        key: PEM of the key, encrypted.
        passphrase: of the key.
    """

    certificate: Path
    key: Path
    passphrase: bytes

    def pem(self) -> str:
        """The certificate, for counterparts to pin."""
        return self.certificate.read_text(encoding="ascii")


def new_identity(certificate: Path, key: Path, passphrase: bytes, party: str, *, at: datetime, days: int = 825) -> Identity:
    """Make a key (P-256) and its certificate.

    Args:
        certificate: where the certificate goes.
        key: where the key goes, encrypted.
        passphrase: of the key.
        party: whose node it is.
        at: from when it is valid, UTC; five minutes earlier, for clocks that go behind.
        days: for how long.

    Raises:
        Unavailable: a file cannot be written.
    """
    made = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Relto node of {party}")])
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    found = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(made.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(minutes=5))
        .not_valid_after(at + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
        .sign(made, hashes.SHA256())
    )
    closed = made.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.BestAvailableEncryption(passphrase)
    )
    with placed(key) as file:
        file.write(closed)
    with placed(certificate) as file:
        file.write(found.public_bytes(serialization.Encoding.PEM))
    return Identity(certificate, key, passphrase)


def spki_of_der(certificate: bytes) -> str:
    """The SHA-256 of a certificate's public key (its SubjectPublicKeyInfo), in hexadecimal.

    Raises:
        Malformed: it is no certificate.
    """
    try:
        return _spki(x509.load_der_x509_certificate(certificate))
    except ValueError:
        raise Malformed("no certificate", place=Place("certificate"), expected="X.509, DER") from None


def spki_of_pem(certificate: str) -> str:
    """The SHA-256 of the public key of a certificate that can be pinned, in hexadecimal.

    Raises:
        Malformed: it is no certificate, more than one, or one that could sign for others.
    """
    expected = "PEM of one certificate, of a node and not of an authority"
    try:
        found = x509.load_pem_x509_certificates(certificate.encode())
        limits = found[0].extensions.get_extension_for_class(x509.BasicConstraints).value
    except (ValueError, x509.ExtensionNotFound):
        raise Malformed("no certificate that can be pinned", place=Place("certificate"), expected=expected) from None
    if len(found) != 1 or limits.ca:
        raise Malformed("no certificate that can be pinned", place=Place("certificate"), expected=expected)
    return _spki(found[0])


def _spki(certificate: x509.Certificate) -> str:
    spki = certificate.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return sha256(spki).hexdigest()
