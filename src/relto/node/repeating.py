"""Requests that are made again under the same key: done once, answered the same.

A key is claimed before anything is done, and its answer is kept after. Where the process died in between nobody knows what became of it:
that is said, and the request is not done again. Answers can hold secrets: they are kept sealed, for a day.
"""

from datetime import timedelta
from hashlib import sha256

import msgspec
from attrs import evolve, frozen

from relto.node.records.answers import Kept
from relto.node.surroundings import Surroundings
from relto.primitives import Conflict

_FOR = timedelta(days=1)


class Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An answer.

    Args:
        status: its status.
        headers: its headers, by name.
        body: its body.
    """

    status: int
    headers: list[tuple[str, str]]
    body: bytes


@frozen
class Repeating:
    """The answers of a node that are given again.

    Args:
        node: the node.
    """

    node: Surroundings

    def claim(self, account: str, key: str) -> tuple[str, Said] | None:
        """Claim a key, or give what was answered under it: the digest of the request, and the answer.

        Raises:
            Conflict: the request runs, or nobody knows what became of it.
        """
        name, at = _name(account, key), self.node.clock.now()
        with self.node.store.write() as work:
            work.exclusively("answers")
            work.answers.forget(at - _FOR)
            found = work.answers.get(name)
            if found is None:
                work.answers.put(Kept(name, "", at))
                return None
        if found.status is None:
            raise Conflict("a request with this key runs, or its outcome is not known: look at what is there first")
        plain = self.node.vault.open_own(found.answer, name)
        return found.request, msgspec.json.decode(plain, type=Said)

    def keep(self, account: str, key: str, request: str, said: Said) -> None:
        """Keep an answer under a claimed key."""
        name = _name(account, key)
        sealed = self.node.vault.close_own(msgspec.json.encode(said).decode(), name)
        with self.node.store.write() as work:
            found = work.answers.get(name)
            if found is not None:
                work.answers.put(evolve(found, request=request, status=said.status, answer=sealed))

    def free(self, account: str, key: str) -> None:
        """Let a claimed key go: nothing was done."""
        with self.node.store.write() as work:
            work.answers.remove(_name(account, key))


def _name(account: str, key: str) -> str:
    return sha256(f"{account}\0{key}".encode()).hexdigest()
