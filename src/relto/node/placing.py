"""Places in lists: where somebody goes on reading a list, though what stood there may be gone for them since.

A place names something that this reader was shown in this list, and the node's seal on that. Without the seal a place would tell whether
something is there, and where in the order, to who may not see it.
"""

import hmac

from relto.node.authorising import Absent, Actor
from relto.node.vault import Vault

_APART = "."


def place_of(vault: Vault, actor: Actor, name: str, of: str) -> str:
    """The place of something in a list.

    Args:
        vault: the node's.
        actor: who was shown it.
        name: the list.
        of: the identifier of what was shown.
    """
    return f"{of}{_APART}{vault.seal(of, _what(actor, name))}"


def named_by(vault: Vault, actor: Actor, name: str, place: str) -> str:
    """The identifier of what stood at a place.

    Raises:
        Absent: it is no place in this list, or somebody else's.
    """
    of, _, sealed = place.partition(_APART)
    if not hmac.compare_digest(sealed.encode("utf-8", "surrogatepass"), vault.seal(of, _what(actor, name)).encode()):
        raise Absent
    return of


def _what(actor: Actor, name: str) -> str:
    return f"place in {name} of {actor.id}"
