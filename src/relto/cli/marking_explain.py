"""``relto marking explain``: what each part of a marking means in plain words, and who may see it today."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from relto.cli import options, output

if TYPE_CHECKING:
    from datetime import date

    from relto.agreements import Network
    from relto.labels import Label
    from relto.markings import MarkingSystem
    from relto.primitives import PartyId

_SAYS = {
    "en": {
        "head": "as {name} writes it",
        "part": "part",
        "meaning": "meaning",
        "everybody": "Everybody: the information needs no protection.",
        "nobody": "Nobody by the marking alone.",
        "unnamed": "The marking names nobody: it goes to whom its holder gives it, as the meaning above allows.",
        "open": "By the marking alone nobody but {codes}: it says no word of release to others, so its originator is asked.",
        "listed": "By the marking alone: {codes}.",
        "shown": "To be shown, and not kept: {codes}.",
        "rest": "Whether a holder may give it to one of them is a decision: relto decide.",
        "day": "on {day}",
    },
    "ja": {
        "head": "{name}の表記",
        "part": "表示",
        "meaning": "意味",
        "everybody": "誰でもよい。保護を要しない情報である。",
        "nobody": "表示だけからは誰にも認められない。",
        "unnamed": "表示は提供先を名指ししていない。上の意味の範囲で、保有者が渡す相手に限る。",
        "open": "表示だけからは{codes}に限る。他への提供については何も述べていないので、作成者に尋ねる。",
        "listed": "表示だけからは次の者に限る: {codes}",
        "shown": "見せるだけで、写しは渡せない: {codes}",
        "rest": "保有者が実際に渡せるかどうかは relto decide で判断する。",
        "day": "{day}現在",
    },
}


def explain(
    text: Annotated[str, typer.Argument(help="The marking; a banner, or a portion mark with its parentheses or without.")],
    system: Annotated[
        str | None, typer.Option("--system", metavar="SYSTEM", help="Marking system; left out: the only one that reads the marking.")
    ] = None,
    language: Annotated[Literal["en", "ja"], typer.Option("--language", help="English or Japanese.")] = "en",
    at: options.At = None,
    network: options.NetworkDir = None,
    as_json: options.Json = False,
) -> None:
    """Say in plain words what each part of a marking means, and who may see it today."""
    from relto.markings import explaining
    from relto.primitives import CommunityId

    facts = options.network_of(network, None, None)
    day = at or options.today()
    one, label = read_any(text, system, facts)
    meanings = explaining.explain(label, one, language)
    named = {CommunityId(code) for meaning in meanings for code in meaning.codes} & set(facts.communities)
    members = {str(code): sorted(facts.communities[code].members(day)) for code in sorted(named)}
    released, shown = audience(label, facts, day), _shown(label, facts, day)
    if as_json:
        output.print_json(
            {
                "system": one.id,
                "banner": one.render(label, kind="banner"),
                "portion": one.render(label, kind="portion"),
                "at": day,
                "parts": [{"part": meaning.part, "says": meaning.says, "codes": list(meaning.codes)} for meaning in meanings],
                "members": members,
                "everybody": label.is_public,
                "released_to": None if released is None else sorted(released),
                "shown_to": None if shown is None else sorted(shown),
            }
        )
        return
    says = _SAYS[language]
    head = says["head"].format(name=explaining.called(one, language))
    print(f"{one.render(label, kind='banner')}  {one.render(label, kind='portion')}  ({head})\n")
    output.table((says["part"], says["meaning"]), [(meaning.part, meaning.says) for meaning in meanings], wrap=(1,))
    print()
    for code, those in members.items():
        print(f"{code} = {', '.join(those)} ({says['day'].format(day=day)})")
    _show_audience(label, released, shown, says)


def _show_audience(label: "Label", released: "frozenset[PartyId] | None", shown: "frozenset[PartyId] | None", says: dict[str, str]) -> None:
    if label.is_public:
        print(says["everybody"])
        return
    if released is None:
        print(says["open"].format(codes=", ".join(sorted(label.named_or_owner))) if label.named_or_owner else says["unnamed"])
    else:
        print(says["listed"].format(codes=", ".join(sorted(released))) if released else says["nobody"])
    if shown:
        print(says["shown"].format(codes=", ".join(sorted(shown))))
    print(says["rest"])


def audience(label: "Label", facts: "Network", day: "date") -> "frozenset[PartyId] | None":
    """The parties that the marking by itself leaves in on a day, its owners too; ``None`` where it has neither list nor exclusion."""
    marked = label.marked_on or day
    groups = [one.only for one in label.exclusions]
    if label.releasable_to is not None:
        groups.append(label.releasable_to)
    if not groups:
        return None
    reached = [facts.reach(group, marked, day) for group in groups]
    return frozenset.intersection(*reached)


def _shown(label: "Label", facts: "Network", day: "date") -> "frozenset[PartyId] | None":
    return None if label.display_only is None else facts.reach(label.display_only, label.marked_on or day, day)


def read_any(text: str, system: str | None, facts: "Network") -> "tuple[MarkingSystem, Label]":
    """A marking read by the system named, or by the only one that reads it.

    Raises:
        Malformed: no system reads it, or several do and mean different things.
    """
    from relto import markings
    from relto.markings import linting
    from relto.primitives import Malformed, Place

    communities = frozenset(facts.communities)
    wanted = [markings.system(one) for one in ([system] if system else markings.system_ids())]
    found = linting.readers(text, wanted, communities=communities)
    if len(found) == 1:
        return found[0][0], found[0][2]
    if found:
        names = ", ".join(f"--system {one.id}" for one in dict.fromkeys(one for one, _, _ in found))
        raise Malformed("several marking systems read this", place=Place("TEXT"), found=text, expected=names)
    if system is not None:
        raise_strictly(wanted[0], text, communities)
    raise Malformed("no marking system reads this", place=Place("TEXT"), found=text, expected="--system, which then says what is wrong")


def raise_strictly(system: "MarkingSystem", text: str, communities: frozenset[str]) -> None:
    """Read a marking once more for what is wrong with it.

    Raises:
        MarkingError: what is wrong with it.
    """
    from relto.markings import linting

    system.parse(text, kind=linting.kind_of(text), communities=communities, source="TEXT")
