"""The counterparts of an exercise: Japan's node and the United States', in folders below that of New Zealand's.

They are nodes like any other, with keys, log, database and addresses of their own, in one process with the first for want of others to
serve them. Whatever is done here can be done again, and what stands already is left as it is: so a process that ended in between goes on
at its next start. Cards and agreements go from node to node in this process; what people send afterwards travels as it always does.
"""

import contextlib
import shutil
import socket
from contextlib import ExitStack
from itertools import combinations, permutations
from pathlib import Path
from typing import Literal

from attrs import evolve
from msgspec.structs import replace

from relto.adapters.configuration import NAME, Peer, Settings, Web, load_settings, save_settings
from relto.agreements import library_path
from relto.bootstrap import exercise
from relto.bootstrap.nodes import Node, make_node, open_node
from relto.node.introducing import fingerprint_of
from relto.node.people import SameAs
from relto.node.records.people import Account
from relto.primitives import Conflict, Unavailable
from relto.protocols.peer import Schedule, Terms

_COUNTERPARTS: tuple[Literal["JPN", "USA"], ...] = ("JPN", "USA")
_PACTS = {("JPN", "NZL"): "jpn-nzl-2025", ("NZL", "USA"): "nzl-usa-1952", ("JPN", "USA"): "jpn-usa-2007"}
_ASSUMED = "jpn-nzl-2025"
"""Signed in December 2025 and not in force: the exercise assumes it."""

_TERMS = Terms(schedule=Schedule(first=1, growth=200, longest=60, tries=1_000))
_FOLDER = "exercise"
_ADDRESS, _LOOPBACK = "127.0.0.1", "127.0.0.0/8"
_MOST_ROUNDS = 50


def begin(node: Node) -> None:
    """Write into a node's settings that an exercise is played in it, and with whom; :func:`put_up` does the rest.

    The settings as they were are kept beside the counterparts' folders, for :func:`take_back`.

    Raises:
        Conflict: none can be played in it.
        Unavailable: they cannot be written.
    """
    settings = node.settings
    if not exercise.offered(settings):
        raise Conflict("the exercise is New Zealand's, over the packaged agreements, in a folder, at addresses of this machine")
    networks = tuple(sorted({*settings.peer.networks, _LOOPBACK}))
    assume = tuple(sorted({*settings.assume, _ASSUMED}))
    try:
        (node.folder / _FOLDER).mkdir(exist_ok=True)
    except OSError as error:
        raise Unavailable(f"{node.folder / _FOLDER}: cannot be made: {error.strerror}") from error
    save_settings(node.folder / _FOLDER, settings)
    save_settings(node.folder, replace(settings, assume=assume, counterparts=_COUNTERPARTS, peer=replace(settings.peer, networks=networks)))


def is_broken_off(folder: Path) -> bool:
    """Whether an exercise was begun in the node of a folder, and is not there."""
    return (folder / _FOLDER / NAME).exists()


def take_back(folder: Path) -> None:
    """Put the settings of a node back as they were before an exercise was begun in it that could not be made.

    What was made for it stays, to be gone on with by :func:`begin` and :func:`put_up`: accounts, counterparts' folders.

    Raises:
        Unavailable: they cannot be written.
        Malformed: what was kept is none.
    """
    save_settings(folder, load_settings(folder / _FOLDER))


def put_up(folder: Path, passphrase: bytes) -> tuple[Node, ...]:
    """A node and its counterparts, put together: made where they are not there yet, known to each other, under agreements.

    Args:
        folder: the node's folder.
        passphrase: of its keys; its counterparts' are kept under the same.

    Returns:
        The node first, then its counterparts.

    Raises:
        Conflict: somebody has a login or a folder that the exercise needs.
        ReltoError: a node cannot be put together.
    """
    with ExitStack() as opened:
        first = _kept(opened, open_node(folder, passphrase))
        others = [_kept(opened, _raised(first, party, passphrase)) for party in first.settings.counterparts]
        nodes = (first, *others)
        if first.settings.counterparts and not first.settings.exercise:
            exercise.staff(first, _administrator(first))
        for giver, taker in permutations(nodes, 2):
            _introduce(giver, taker)
        for one, other in combinations(nodes, 2):
            _agree(one, other)
        if first.settings.counterparts and not first.settings.exercise:
            exercise.lay_out(first)
            nodes = (_marked(first), *others)
            (folder / _FOLDER / NAME).unlink(missing_ok=True)
        opened.pop_all()
        return nodes


def carry(*nodes: Node) -> int:
    """Carry what is due between nodes in this process, with no network, until nothing is; how many messages.

    Raises:
        Conflict: something is always due.
    """
    whole = 0
    for _ in range(_MOST_ROUNDS):
        some = sum(_carried(one, other) for one, other in permutations(nodes, 2))
        whole += some
        if not some:
            return whole
    raise Conflict("something between the nodes is always due")


def _carried(sender: Node, recipient: Node) -> int:
    count, batch = 0, sender.exchange.outgoing(recipient.settings.party)
    while batch is not None:
        count += len(batch.ids)
        answer = recipient.exchange.incoming(sender.settings.party, batch.data)
        _, batch = sender.exchange.go_on(recipient.settings.party, answer)
    return count


def _kept(opened: ExitStack, node: Node) -> Node:
    opened.callback(node.close)
    return node


def _administrator(node: Node) -> Account:
    found = exercise.administrator(node)
    if found is None:
        raise Conflict("an exercise begins with an administrator, and there is none")
    return found


def _raised(first: Node, party: str, passphrase: bytes) -> Node:
    """A counterpart's node; made where it is not there, and anew where it was not finished."""
    folder = first.folder / _FOLDER / party.lower()
    if (folder / NAME).exists() and load_settings(folder).exercise:
        _find_ports(folder)
        return open_node(folder, passphrase)
    if folder.exists():
        shutil.rmtree(folder)
    return _made(first, party, folder, passphrase)


def _made(first: Node, party: str, folder: Path, passphrase: bytes) -> Node:
    """A counterpart's node with its people, made. Its administrator is the first node's, by login and password."""
    web, peer = free_ports(2)
    settings = Settings(
        party=party,
        log=f"node.{party.lower()}.invalid/log",
        web=Web(address=_ADDRESS, port=web),
        peer=Peer(address=_ADDRESS, port=peer, networks=(_LOOPBACK,)),
        assume=(_ASSUMED,),
    )
    make_node(folder, settings, passphrase)
    admin, node = _administrator(first), open_node(folder, passphrase)
    try:
        exercise.staff(node, node.people.first(admin.login, admin.title, SameAs(admin)))
        return _marked(node)
    except BaseException:
        node.close()
        raise


def _marked(node: Node) -> Node:
    """A node whose settings say from now on that it is an exercise: everything that it needs is there."""
    settings = replace(node.settings, exercise=True)
    save_settings(node.folder, settings)
    return evolve(node, settings=settings)


def _find_ports(folder: Path) -> None:
    """Other ports for a counterpart, where another program has taken one of them meanwhile."""
    settings = load_settings(folder)
    if _is_free(settings.web.port) and _is_free(settings.peer.port):
        return
    web, peer = free_ports(2)
    save_settings(folder, replace(settings, web=replace(settings.web, port=web), peer=replace(settings.peer, port=peer)))


def _is_free(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_server((_ADDRESS, port)):
        return True
    return False


def free_ports(count: int) -> list[int]:
    """Ports of this machine that are free now.

    Raises:
        Unavailable: there are none.
    """
    try:
        with ExitStack() as held:
            return [held.enter_context(socket.create_server((_ADDRESS, 0))).getsockname()[1] for _ in range(count)]
    except OSError as error:
        raise Unavailable(f"no port is free: {error.strerror}") from error


def _introduce(giver: Node, taker: Node) -> None:
    """One takes the other's card, unless it knows it at these addresses."""
    with taker.surroundings.store.read() as work:
        known = work.exchange.counterpart(giver.settings.party)
        keys = {one.url for one in work.exchange.keys(giver.settings.party) if one.use == "open"}
    if known is None or known.url != giver.settings.peer_url or keys != {giver.settings.web_url}:
        card = giver.card()
        taker.introducing.take(exercise.officer(taker, "security"), card, fingerprint_of(card))


def _agree(one: Node, other: Node) -> None:
    """Both sign the text of the agreement between them, unless they did."""
    if _has_pact(one, other) and _has_pact(other, one):
        return
    name = _PACTS[min(one.settings.party, other.settings.party), max(one.settings.party, other.settings.party)]
    text = (library_path() / name / "agreement.yaml").read_bytes()
    pact = one.exchange.agreeing.propose(exercise.officer(one, "negotiator"), other.settings.party, name, text, _TERMS, "an exercise")
    carry(one, other)
    for here, there in ((one, other), (other, one)):
        here.exchange.agreeing.sign(exercise.officer(here, "releaser"), there.settings.party, pact.sha256)
    carry(one, other)


def _has_pact(here: Node, there: Node) -> bool:
    with here.surroundings.store.read() as work:
        return any(one.signed_here and one.signed_there for one in work.exchange.pacts(there.settings.party))
