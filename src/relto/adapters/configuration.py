"""The settings of a node, in the file ``relto.toml`` of its folder: closed, every name known, every value checked."""

import ipaddress
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from relto.adapters.placing import placed
from relto.primitives import Malformed, Place, Unavailable
from relto.primitives.limits import STRUCTURED_BYTES

NAME = "relto.toml"
_Port = Annotated[int, msgspec.Meta(ge=1, le=65_535)]


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A closed table."""


class Web(_Table, frozen=True):
    """Where people's programs come in.

    Args:
        address: the address to listen on.
        port: the port.
        url: its address as others write it, without a path; ``None``: that of loopback.
        certificate: PEM of the certificate, by file; ``None``: without TLS, on loopback alone or behind a proxy of one's own.
        key: PEM of its key, by file.
        behind_proxy: whether a proxy of one's own ends TLS.
    """

    address: str = "127.0.0.1"
    port: _Port = 8700
    url: str | None = None
    certificate: str | None = None
    key: str | None = None
    behind_proxy: bool = False


class Peer(_Table, frozen=True):
    """Where counterparts' nodes come in, and whither this one goes.

    Args:
        address: the address to listen on.
        port: the port.
        url: its address as counterparts write it.
        networks: networks that are open beside the addresses of the world.
    """

    address: str = "127.0.0.1"
    port: _Port = 8701
    url: str | None = None
    networks: tuple[str, ...] = ()


class Files(_Table, frozen=True, tag="files", tag_field="kind"):
    """Content in a folder.

    Args:
        folder: which, seen from the node's own.
    """

    folder: str = "objects"


class S3(_Table, frozen=True, tag="s3", tag_field="kind"):
    """Content in an S3 store; its keys come from ``RELTO_S3_ACCESS_KEY`` and ``RELTO_S3_SECRET_KEY``.

    Args:
        endpoint: its address.
        bucket: the bucket.
        region: the region.
        prefix: what stands before names.
    """

    endpoint: str
    bucket: str
    region: str = "us-east-1"
    prefix: str = "objects/"


class OpenId(_Table, frozen=True):
    """An issuer of identities; the node's secret there comes from ``RELTO_ISSUER_SECRET``.

    Args:
        issuer: its identifier, an address.
        client: the node's identifier there.
        redirect: where it sends browsers back to.
    """

    issuer: str
    client: str
    redirect: str


class Settings(_Table, frozen=True):
    """The settings of a node.

    Args:
        party: whose node it is.
        log: origin of its log.
        web: where people's programs come in.
        peer: where counterparts' nodes come in.
        database: ``sqlite:///FILE`` seen from the node's folder, or ``postgresql+psycopg://…``.
        objects: where content is kept.
        agreements: a folder of agreements in the place of the library, or ``None``.
        assume: agreements that are taken to be in force though they are not; for trials.
        issuer: an issuer of identities, or ``None``.
        exercise: whether it is an exercise or a demonstration, which every page then says.
        counterparts: parties of an exercise whose nodes the same process serves, from folders below ``exercise`` in this one.
        run: whether this process drives the exchange and the journal too, or only answers.
    """

    party: Annotated[str, msgspec.Meta(pattern=r"^[A-Z][A-Z0-9_-]{1,31}$")]
    log: str
    web: Web = Web()
    peer: Peer = Peer()
    database: str = "sqlite:///node.sqlite"
    objects: Files | S3 = Files()
    agreements: str | None = None
    assume: tuple[str, ...] = ()
    issuer: OpenId | None = None
    exercise: bool = False
    counterparts: tuple[Literal["JPN", "USA"], ...] = ()
    run: Literal["all", "answers"] = "all"

    @property
    def web_url(self) -> str:
        """The address of the web application."""
        return self.web.url or f"{'https' if self.web.certificate else 'http'}://{self.web.address}:{self.web.port}"

    @property
    def peer_url(self) -> str:
        """The address of the listener for counterparts."""
        return self.peer.url or f"https://{self.peer.address}:{self.peer.port}/relto/v1/envelopes"

    @property
    def networks(self) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
        """The networks that are open."""
        return tuple(ipaddress.ip_network(one) for one in self.peer.networks)


def load_settings(folder: Path) -> Settings:
    """The settings of a node.

    Raises:
        Unavailable: the file cannot be read.
        Malformed: it holds something unknown, or something that is none.
    """
    path = folder / NAME
    try:
        with path.open("rb") as file:
            data = file.read(STRUCTURED_BYTES + 1)
    except OSError as error:
        raise Unavailable(f"{path}: cannot be read: {error.strerror}; `relto init` makes a node") from error
    if len(data) > STRUCTURED_BYTES:
        raise Malformed("the settings are too large", place=Place(str(path)))
    try:
        return _checked(msgspec.toml.decode(data, type=Settings), path)
    except (msgspec.MsgspecError, ValueError) as error:
        raise Malformed(f"no settings of a node: {error}", place=Place(str(path)), expected="what docs/reference/node.md says") from error


def save_settings(folder: Path, settings: Settings) -> None:
    """Write the settings of a node, with what is not said left out.

    Raises:
        Unavailable: they cannot be written.
    """
    lines = [f"party = {_text(settings.party)}", f"log = {_text(settings.log)}", f"database = {_text(settings.database)}"]
    if settings.agreements is not None:
        lines.append(f"agreements = {_text(settings.agreements)}")
    if settings.assume:
        lines.append(f"assume = {_value(list(settings.assume))}")
    if settings.exercise:
        lines.append("exercise = true")
    if settings.counterparts:
        lines.append(f"counterparts = {_value(list(settings.counterparts))}")
    if settings.run != "all":
        lines.append(f"run = {_text(settings.run)}")
    for name in ("web", "peer", "objects", *(("issuer",) if settings.issuer else ())):
        table = msgspec.to_builtins(getattr(settings, name))
        lines += ["", f"[{name}]", *(f"{key} = {_value(value)}" for key, value in table.items() if value is not None)]
    with placed(folder / NAME) as file:
        file.write("\n".join([*lines, ""]).encode())


def _checked(settings: Settings, path: Path) -> Settings:
    web, place = settings.web, Place(str(path), path="web")
    try:
        loopback = ipaddress.ip_address(web.address).is_loopback
    except ValueError:
        raise Malformed("no address to listen on", place=place, found=web.address, expected="an address of this machine") from None
    if (web.certificate is None) != (web.key is None):
        raise Malformed("a certificate and its key stand together", place=place)
    if web.certificate is None and not loopback and not web.behind_proxy:
        raise Malformed(
            "the web application would be without TLS", place=place, found=web.address, expected="a certificate, or behind_proxy = true"
        )
    _ = settings.networks
    return settings


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return f"[{', '.join(_value(one) for one in value)}]"
    return _text(value) if isinstance(value, str) else str(value)


def _text(text: str) -> str:
    return msgspec.json.encode(text).decode()
