"""The options that several commands share, and how they become values."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from relto.agreements import Consent, Network
    from relto.labels import Label
    from relto.primitives import AgreementId, PartyId
    from relto.release import Item, Link


def day(text: str) -> date:
    """The day that an option's text says."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"`{text}` is no day: write it as 2026-11-23") from error


def today() -> date:
    """Today, in UTC: one of the two places where the command asks the clock."""
    return datetime.now(UTC).date()  # noqa: TID251


def now() -> int:
    """The seconds since 1970: the second of the two places where the command asks the clock."""
    return int(datetime.now(UTC).timestamp())  # noqa: TID251


def _instant(text: str) -> int:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"`{text}` is no instant: write it as 2026-11-23T09:00:00Z") from error
    if found.tzinfo is None:
        raise typer.BadParameter(f"`{text}` says no time zone: write it as 2026-11-23T09:00:00Z")
    return int(found.timestamp())


Holder = Annotated[str, typer.Option("--from", metavar="PARTY", help="Who holds the information.")]
Recipient = Annotated[str, typer.Option("--to", metavar="PARTY", help="Who would get it.")]
LabelText = Annotated[str, typer.Option("--label", metavar="TEXT", help="Its marking, as a banner or a portion writes it.")]
SchemeName = Annotated[
    str | None, typer.Option("--scheme", metavar="SYSTEM", help="Marking system of the label; left out: the holder's own.")
]
Originators = Annotated[
    list[str] | None,
    typer.Option("--originator", metavar="PARTY", help="Who originated it, where the marking names nobody. Repeat for several."),
]
Under = Annotated[str | None, typer.Option("--under", metavar="AGREEMENT", help="The agreement under which the holder got it.")]
MarkedOn = Annotated[
    Any, typer.Option("--marked-on", metavar="DATE", parser=day, help="Day of the marking; left out: the day of the question.")
]
At = Annotated[Any, typer.Option("--at", metavar="DATE", parser=day, help="Day of the question; left out: today.")]
AtWithin = Annotated[
    Any, typer.Option("--at", metavar="DATE", parser=day, help="Of each claim this one day alone; left out: all the days that it names.")
]
AtInstant = Annotated[
    Any, typer.Option("--at", metavar="INSTANT", parser=_instant, help="Instant of the question (2026-11-23T09:00:00Z); left out: now.")
]
Purpose = Annotated[str | None, typer.Option("--purpose", metavar="P", help="Purpose of the release.")]
ProvidedFor = Annotated[str | None, typer.Option("--provided-for", metavar="P", help="Purpose for which the holder got it.")]
Channel = Annotated[
    str | None, typer.Option("--channel", metavar="C", help="Channel by which it would go (diplomatic, approved-crypto …).")
]
Kinds = Annotated[list[str] | None, typer.Option("--kind", metavar="K", help="Kind of information (defence, cyber …). Repeat for several.")]
ItemId = Annotated[str | None, typer.Option("--item", metavar="ID", help="Identifier by which a consent may name it.")]
Came = Annotated[
    list[str] | None,
    typer.Option(
        "--came", metavar="PROVIDER:AGREEMENT@DATE", help="A handing-over by which it came, the originator's first. Repeat for several."
    ),
]
NetworkDir = Annotated[
    Path | None,
    typer.Option("--network", metavar="DIR", help="Folder of agreements and parties; left out: the library that comes with Relto."),
]
Join = Annotated[
    list[str] | None,
    typer.Option("--join", metavar="PARTY:CODE@DATE", help="A party joins a community or an agreement on a day. Repeat for several."),
]
Terminate = Annotated[
    list[str] | None, typer.Option("--terminate", metavar="AGREEMENT@DATE", help="An agreement ends on a day. Repeat for several.")
]
Change = Annotated[
    list[Path] | None,
    typer.Option("--change", metavar="PATH", help="An agreement's folder: a draft, or another version. Repeat for several."),
]
Assume = Annotated[
    list[str] | None, typer.Option("--assume", metavar="AGREEMENT", help="Take a signed agreement for in force. Repeat for several.")
]
Consents = Annotated[list[Path] | None, typer.Option("--consent", metavar="FILE", help="A recorded consent. Repeat for several.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
ExitCode = Annotated[bool, typer.Option("--exit-code", help="Exit 10 where consent is missing, 11 where denied.")]
System = Annotated[
    str | None, typer.Option("--system", metavar="SYSTEM", help="Marking system of the document; left out: read from its banner.")
]
Lenient = Annotated[bool, typer.Option("--lenient", help="Repair what is unambiguous, and say what was repaired.")]


def network_of(folder: Path | None, assume: Iterable[str] | None, consents: Iterable[Path] | None) -> "Network":
    """The network of a question.

    Raises:
        Malformed: a file of the network or a consent is refused, or an assumed agreement is unknown.
    """
    from relto.agreements import library, load_network

    return consented(assumed(load_network(folder) if folder is not None else library(), assume or ()), consents)


def consented(network: "Network", consents: Iterable[Path] | None) -> "Network":
    """The network with the recorded consents of files.

    Raises:
        Malformed: a file is refused, or a consent can cover nothing.
    """
    from relto.agreements import load_consent

    given = [consent for path in consents or () for consent in load_consent(path)]
    for consent in given:
        _refuse_useless(consent, network)
    return network.with_facts(consents=given)


def assumed(network: "Network", assume: Iterable[str]) -> "Network":
    """The network with agreements taken for in force.

    Raises:
        Malformed: one of them is unknown.
    """
    from relto.primitives import AgreementId, Malformed, Place

    for one in assume:
        if one not in network.agreements:
            known = ", ".join(sorted(network.agreements))
            raise Malformed("no such agreement to assume", place=Place("--assume"), found=one, expected=f"one of {known}")
    return network.with_facts(assume=[AgreementId(one) for one in assume])


def _refuse_useless(consent: "Consent", network: "Network") -> None:
    """Refuse a consent that can cover nothing: it would be passed over without a word."""
    from relto.primitives import Malformed, Place

    place = Place(f"--consent, `{consent.id}`")
    for one in sorted(consent.recipients | consent.holders):
        party_of(network, one, str(place))
    scheme = network.schemes.get(consent.scheme)
    if scheme is None:
        raise Malformed("no such scheme", place=place, found=consent.scheme, expected=f"one of {', '.join(sorted(network.schemes))}")
    if consent.up_to not in scheme.levels:
        raise Malformed(f"`{scheme.id}` has no such level", place=place, found=consent.up_to, expected=f"one of {', '.join(scheme.levels)}")


def party_of(network: "Network", code: str, option: str) -> "PartyId":
    """The party that an option names.

    Raises:
        Malformed: nobody knows it; the error names the option.
    """
    from relto.primitives import Malformed, Place

    try:
        return network.party(code).id
    except Malformed as error:
        raise Malformed(error.message, place=Place(option), found=error.found, expected=error.expected) from None


def agreement_of(network: "Network", code: str | None, option: str) -> "AgreementId | None":
    """The agreement that an option names; ``None`` where the option was left out.

    Raises:
        Malformed: the network has none of that name; the error names the option.
    """
    from relto.primitives import AgreementId, Malformed, Place

    if code is not None and code not in network.agreements:
        raise Malformed("no such agreement", place=Place(option), found=code, expected=f"one of {', '.join(sorted(network.agreements))}")
    return None if code is None else AgreementId(code)


def label_of(text: str, scheme: str | None, holder: str, network: "Network", *, source: str = "--label") -> "Label":
    """The label a text means; ``source`` is what errors call it.

    Raises:
        Malformed: the text is no marking of the system, or no system was given and the holder has none.
    """
    from relto import markings
    from relto.primitives import Malformed, PartyId, Place

    if scheme is None and text.startswith("TLP:"):
        scheme = "tlp"
    chosen = scheme or network.party(PartyId(holder)).scheme
    if chosen is None or chosen not in markings.system_ids():
        wrong = "no such marking system" if scheme else f"no marking system for {holder}"
        raise Malformed(wrong, place=Place("--scheme"), found=chosen, expected=f"one of {', '.join(markings.system_ids())}")
    kind: Literal["banner", "portion"] = "portion" if text.startswith("(") else "banner"
    return markings.parse(text, system=chosen, kind=kind, communities=frozenset(network.communities), source=source).label


def writable(label: "Label") -> "Label":
    """A label that its own marking system can write.

    Raises:
        Malformed: it cannot.
    """
    from relto import markings

    markings.render(label)
    return label


def chain_of(came: Iterable[str], network: "Network") -> "tuple[Link, ...]":
    """The handings-over that ``--came`` names.

    Raises:
        Malformed: one is not written as it must be, or its party or agreement is unknown.
    """
    from relto.primitives import Malformed, Place
    from relto.release import Link

    links = []
    for text in came:
        handing, _, day = text.partition("@")
        giver, _, agreement = handing.partition(":")
        instrument = agreement_of(network, agreement or None, "--came")
        try:
            on = date.fromisoformat(day) if "@" in text else None
        except ValueError:
            raise Malformed("no such day", place=Place("--came"), found=day, expected="GBR:fvey-1946@2026-11-23") from None
        links.append(Link(party_of(network, giver, "--came"), instrument, on))
    return tuple(links)


def marked_by(marked_on: date | None, at: date | None) -> date | None:
    """The day of a marking, which is none after the day of the question.

    Raises:
        Malformed: it is later.
    """
    from relto.primitives import Malformed, Place

    day = at or today()
    if marked_on is not None and marked_on > day:
        raise Malformed(
            "marked after the day of the question", place=Place("--marked-on"), found=str(marked_on), expected=f"{day} or before"
        )
    return marked_on


def item_of(
    label: "Label",
    *,
    originators: Iterable[str] | None = None,
    under: str | None = None,
    marked_on: date | None = None,
    kinds: Iterable[str] | None = None,
    provided_for: str | None = None,
    item_id: str | None = None,
    came: Iterable[str] | None = None,
    network: "Network",
) -> "Item":
    """The item of a question; its originators must be parties the network knows.

    Raises:
        Malformed: an originator or the agreement is unknown, or an originator contradicts the ones the marking names.
    """
    from relto.labels import UNNAMED_SOURCE
    from relto.primitives import Malformed, Place
    from relto.release import Item

    given = frozenset(party_of(network, one, "--originator") for one in originators or ())
    named = label.originators
    if named and given and UNNAMED_SOURCE not in named and not given <= named:
        raise Malformed(
            "the marking itself names its originators",
            place=Place("--originator"),
            found=", ".join(sorted(given)),
            expected=", ".join(sorted(named)),
        )
    return Item(
        label=label,
        originators=given,
        under=agreement_of(network, under, "--under"),
        marked_on=marked_on,
        chain=chain_of(came or (), network),
        kinds=frozenset(kinds or ()),
        provided_for=provided_for,
        id=item_id,
    )
