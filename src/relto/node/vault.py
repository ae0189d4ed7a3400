"""Content at rest: each thing encrypted with a key of its own, which is kept wrapped under the vault key.

Whoever deletes the wrapped key erases the content, wherever copies of the ciphertext are. Words by which content is found are kept as
keyed digests: the database tells how often a word occurs among equal shelves, and not which word.

Source: NIST SP 800-38D (AES-256-GCM, random nonces of 96 bits, a handful under each key); RFC 3394 (key wrap); RFC 5869 (HKDF).
"""

import hmac
import re
import unicodedata
from collections.abc import Collection, Iterable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from relto.primitives import Unavailable
from relto.primitives.limits import SEARCH_WORDS
from relto.sealing import Entropy

_KEY = 32
_NONCE = 12
_TOKEN = 8
_SEAL = 16
_WORD = re.compile(r"[^\W_]+")
_LONGEST = 64
_IDEOGRAPHS = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")


class Vault:
    """The vault of a node.

    Args:
        key: 32 bytes.
        entropy: where random bytes come from.
    """

    def __init__(self, key: bytes, entropy: Entropy) -> None:
        self._entropy = entropy
        self._wrapping = _derived(key, b"relto vault: data keys")
        self._searching = _derived(key, b"relto vault: words")
        self._own = _derived(key, b"relto vault: titles of dossiers")
        self._sealing = _derived(key, b"relto vault: seals")

    def new_key(self) -> tuple[bytes, bytes]:
        """A new data key, and the same wrapped."""
        key = self._entropy(_KEY)
        return key, aes_key_wrap(self._wrapping, key)

    def unwrap(self, wrapped: bytes) -> bytes:
        """A data key.

        Raises:
            Unavailable: it is not of this vault.
        """
        try:
            return aes_key_unwrap(self._wrapping, wrapped)
        except InvalidUnwrap as error:
            raise Unavailable("a data key is not of this vault, or was changed") from error

    def close(self, key: bytes, data: bytes, what: str) -> bytes:
        """Encrypt.

        Args:
            key: a data key.
            data: what is encrypted.
            what: what it is (an identifier and a word); must be said again to open it.
        """
        nonce = self._entropy(_NONCE)
        return nonce + AESGCM(key).encrypt(nonce, data, what.encode())

    def open(self, key: bytes, data: bytes, what: str) -> bytes:
        """Decrypt what :meth:`close` gave.

        Raises:
            Unavailable: it was changed, or is something else.
        """
        try:
            return AESGCM(key).decrypt(data[:_NONCE], data[_NONCE:], what.encode())
        except (InvalidTag, ValueError) as error:
            raise Unavailable("something in the vault was changed, or is something else") from error

    def close_own(self, text: str, what: str) -> bytes:
        """Encrypt a short text of the node's own under the vault key."""
        return self.close(self._own, text.encode(), what)

    def open_own(self, data: bytes, what: str) -> str:
        """The text of :meth:`close_own`.

        Raises:
            Unavailable: it was changed, or is something else.
        """
        return self.open(self._own, data, what).decode()

    def seal(self, text: str, what: str) -> str:
        """The node's seal on a short text that it gives out and takes back: 32 hexadecimal digits, the same each time.

        Args:
            text: the text.
            what: what it is, and for whom; another seal for each.
        """
        return hmac.digest(self._sealing, f"{len(what)} {what} {text}".encode("utf-8", "surrogatepass"), "sha256")[:_SEAL].hex()

    def tokens(self, texts: Iterable[str], *, within: str | None = None) -> list[int]:
        """Keyed digests of the words of some texts, each once, in order; at most :data:`SEARCH_WORDS` words.

        Args:
            texts: the texts.
            within: of which kind of portions; the same word has another digest in each. ``None``: of the whole.
        """
        return sorted(set(self.digests(searched({word for text in texts for word in words_of(text)}), within=within).values()))

    def digests(self, words: Iterable[str], *, within: str | None = None) -> dict[str, int]:
        """Keyed digests of words, by word.

        Args:
            words: the words, as :func:`words_of` gives them.
            within: of which kind of portions; ``None``: of the whole.
        """
        key = self._searching if within is None else self._within(within)
        return {word: _token(key, word) for word in words}

    def alternatives(self, text: str, parts: Iterable[str]) -> list[list[int]]:
        """For each word of a text its digests within some kinds of portions: one of them is there where the word is in one of those."""
        keys = [self._within(one) for one in parts]
        return [[_token(key, word) for key in keys] for word in searched(words_of(text))]

    def _within(self, part: str) -> bytes:
        return hmac.digest(self._searching, f"part {part}".encode(), "sha256")


def _token(key: bytes, word: str) -> int:
    return int.from_bytes(hmac.digest(key, word.encode(), "sha256")[:_TOKEN], "big", signed=True)


def searched(words: Collection[str]) -> list[str]:
    """Of some words those by which is searched: at most :data:`SEARCH_WORDS`, the first in order."""
    return sorted(words)[:SEARCH_WORDS]


def words_of(text: str) -> set[str]:
    """The words by which a text is found: folded, at most 64 characters each; of scripts without spaces every pair of characters."""
    found: set[str] = set()
    for word in _WORD.findall(unicodedata.normalize("NFKC", text).casefold()):
        found.add(word[:_LONGEST])
        for run in _IDEOGRAPHS.findall(word):
            found.update(run[at : at + 2] for at in range(len(run) - 1))
            found.update(run)
    return found


def _derived(key: bytes, what: bytes) -> bytes:
    return HKDF(SHA256(), _KEY, None, what).derive(key)
