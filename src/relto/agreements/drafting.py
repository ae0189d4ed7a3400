"""A new agreement, drafted from a model: the clauses, the questions it must answer, and what it makes fall due.

The models are ours, written from what the agreements of the library have in common (docs/reference/library.md); nothing in them was
agreed by anybody, and every clause says so. Which levels stand beside each other is never guessed: the drafter says it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from string import Template
from typing import Literal, get_args

from attrs import frozen

from relto.agreements.network import Network
from relto.labels import Scheme
from relto.primitives import AgreementId, Malformed, PartyId, Place, is_slug

Model = Literal["treaty", "operation", "sharing-group"]
"""``treaty`` on mutual protection, terms of one ``operation`` with an end, terms of a
``sharing-group`` under the Traffic Light Protocol."""

MODELS: tuple[Model, ...] = get_args(Model)

_TEMPLATES = Path(__file__).parent / "templates"
_FEWEST = 2
_TLP = "tlp"


@frozen
class Draft:
    """What a drafter says of an agreement to come.

    Args:
        id: its identifier, which its folder has for a name.
        model: what it is drafted from.
        parties: its parties.
        rows: levels that stand beside each other, each row with a level of every party, in their order; none for a sharing group.
        title: its title; ``None``: one made from its parties.
        expires: the first day on which it holds no more; an operation needs one, nothing else has one.
    """

    id: AgreementId
    model: Model
    parties: tuple[PartyId, ...]
    rows: tuple[tuple[str, ...], ...] = ()
    title: str | None = None
    expires: date | None = None


def drafted(network: Network, draft: Draft, on: date) -> Mapping[str, str]:
    """The files of a new agreement, by name: ``agreement.yaml``; ``cases.yaml`` with what it alone decides; ``terms.yaml`` of a treaty.

    Args:
        network: the facts among which it will stand.
        draft: what the drafter says.
        on: the day on which its cases are asked.

    Raises:
        Malformed: the network has an agreement of that name; a party is unknown, stands twice or has no home scheme; the levels are not
            said, or are no levels of their parties; the end is missing, or is not the model's.
    """
    schemes = _checked(network, draft)
    codes = [str(one) for one in draft.parties]
    says = {
        "id": draft.id,
        "title": json.dumps(draft.title or f"DRAFT. {' - '.join(network.party(one).name for one in draft.parties)}", ensure_ascii=False),
        "parties": f"[{', '.join(codes)}]",
        "expires": draft.expires,
        "red": _flow({one: "TLP:RED" for one in codes if network.party(one).scheme == _TLP}),
    }
    if draft.model == "sharing-group":
        return _files(_filled("sharing-group.yaml", says), _group_cases(network, draft, on))
    rows = _ordered(draft, schemes)
    says["rows"] = "\n".join(f"        - {_flow(dict(zip(codes, row, strict=True)))}" for row in rows)
    says["highest"] = _flow(dict(zip(codes, _highest(draft, schemes), strict=True)))
    files = _files(_filled(f"{draft.model}.yaml", says), _level_cases(network, draft, schemes, rows, on))
    return files | {"terms.yaml": _filled("treaty-terms.yaml", says)} if draft.model == "treaty" else files


def _files(agreement: str, cases: Iterator[Mapping[str, object]]) -> dict[str, str]:
    some = list(cases)
    return {"agreement.yaml": agreement} | ({"cases.yaml": _cases(some)} if some else {})


def _filled(name: str, says: Mapping[str, object]) -> str:
    return Template((_TEMPLATES / name).read_text(encoding="utf-8")).substitute(says)


def _flow(mapping: Mapping[str, str]) -> str:
    """A mapping on one line; its texts are quoted as JSON does, which YAML reads too."""
    return "{" + ", ".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in mapping.items()) + "}"


def _checked(network: Network, draft: Draft) -> tuple[Scheme, ...]:
    if not is_slug(draft.id):
        raise Malformed(
            "no identifier of an agreement",
            place=Place("ID"),
            found=draft.id,
            expected="two small letters or digits at least, single hyphens inside",
        )
    if draft.id in network.agreements:
        raise Malformed("there is an agreement of that name", place=Place("ID"), found=draft.id, expected="another one")
    parties = [network.party(one).id for one in draft.parties]
    if len(parties) < _FEWEST or len(set(parties)) < len(parties):
        found = ", ".join(parties) or "none"
        raise Malformed("no two parties", place=Place("--party"), found=found, expected="two codes at least, each once")
    if (draft.expires is None) == (draft.model == "operation"):
        expected = "the first day on which it holds no more" if draft.expires is None else "it for an `operation` only"
        raise Malformed("the end and the model do not go together", place=Place("--until"), found=str(draft.expires), expected=expected)
    if draft.model == "sharing-group":
        if draft.rows:
            raise Malformed("a sharing group has no table", place=Place("--row"), expected="the labels of the protocol, used as they are")
        return ()
    schemes = tuple(_home(network, one) for one in parties)
    if not draft.rows:
        raise Malformed(
            "which levels stand beside each other is not said",
            place=Place("--row"),
            expected=f"a row for each, in the order of the parties ({'='.join(parties)}), of: {'; '.join(map(_ladder, parties, schemes))}",
        )
    for row in draft.rows:
        _row(row, parties, schemes)
    return schemes


def _home(network: Network, party: PartyId) -> Scheme:
    scheme = network.party(party).scheme
    if scheme is None:
        raise Malformed(
            "a party without a home scheme has no levels to set beside others",
            place=Place("--party"),
            found=party,
            expected="its `scheme` in parties.yaml, and the scheme's levels in schemes.yaml",
        )
    return network.schemes[scheme]


def _ladder(party: PartyId, scheme: Scheme) -> str:
    return f"{party} {', '.join(one for one in reversed(scheme.levels) if one not in scheme.public)}"


def _row(row: Sequence[str], parties: Sequence[PartyId], schemes: Sequence[Scheme]) -> None:
    written = "=".join(row)
    if len(row) != len(parties):
        raise Malformed("a row without a level of each party", place=Place("--row"), found=written, expected="=".join(parties))
    for level, party, scheme in zip(row, parties, schemes, strict=True):
        if level not in scheme.levels:
            raise Malformed(f"no level of {party}", place=Place("--row"), found=level, expected=f"one of {', '.join(scheme.levels)}")
        if level in scheme.public:
            raise Malformed(
                "a public level needs no agreement", place=Place("--row"), found=f"{party} {level}", expected="a level above it"
            )


def _ordered(draft: Draft, schemes: Sequence[Scheme]) -> list[tuple[str, ...]]:
    """The rows, the strictest of the first party first."""
    return sorted(
        draft.rows, key=lambda row: [scheme.levels.index(level) for level, scheme in zip(row, schemes, strict=True)], reverse=True
    )


def _highest(draft: Draft, schemes: Sequence[Scheme]) -> Iterator[str]:
    """For each party the level of its rows that protects as well as all the others."""
    for scheme, party, levels in zip(schemes, draft.parties, zip(*draft.rows, strict=True), strict=True):
        top = next((one for one in levels if all(scheme.protects(one, other) for other in levels)), None)
        if top is None:
            raise Malformed(
                "no level of a party protects as well as all its others",
                place=Place("--row"),
                found=f"{party} {', '.join(sorted(levels))}",
                expected="a row with a level above them too",
            )
        yield top


# -- the questions it must answer


def _cases(some: Sequence[Mapping[str, object]]) -> str:
    head = (
        "# The questions that this draft must answer, and how. Change a clause, and `relto agreements cases` says which answer changes.\n"
        "# Each is asked as if the draft were in force (`assume`); strike that when it is.\n"
    )
    return head + "cases:\n" + "".join(_case(one) for one in some)


def _case(case: Mapping[str, object]) -> str:
    lines = [f"{key}: {value if isinstance(value, date) else json.dumps(value, ensure_ascii=False)}" for key, value in case.items()]
    return "  - " + "\n    ".join(lines) + "\n"


def _level_cases(
    network: Network, draft: Draft, schemes: Sequence[Scheme], rows: Sequence[tuple[str, ...]], on: date
) -> Iterator[Mapping[str, object]]:
    table, third_party = ("2(1)", "4") if draft.model == "treaty" else ("1(1)", "4")
    assumed: dict[str, object] = {"assume": [draft.id]}
    if draft.model == "operation":
        assumed["purpose"] = draft.id
    outsider = _outsider(network, draft)
    for place, (giver, scheme) in enumerate(zip(draft.parties, schemes, strict=True)):
        beside = (place + 1) % len(draft.parties)
        taker, level = draft.parties[beside], rows[0][place]
        asked = {"at": on, "from": giver, "to": taker, "scheme": scheme.id}
        if not _joined(network, giver, taker):
            yield {
                "name": f"{level} of {giver} goes to {taker} when {giver} approves",
                **asked,
                "label": level,
                **assumed,
                "expect": {
                    "outcome": "consent",
                    "consent_from": [giver],
                    "rests_on": [{"rule": "equivalence", "agreement": draft.id, "article": table}],
                },
                "why": "Its row carries it; a marking without a list is released by nobody but its own releasing authority.",
            }
            yield from _not_carried(draft, scheme, {**asked, **assumed}, {row[place] for row in rows}, table)
        if outsider is not None:
            yield {
                "name": f"{level} of {giver} stays with {taker}",
                **asked,
                "from": taker,
                "to": outsider,
                "label": level,
                "under": draft.id,
                **assumed,
                "expect": {
                    "outcome": "deny",
                    "rests_on": [
                        {"rule": "third-party", "agreement": draft.id, "article": third_party, "effect": "consent"},
                        {"rule": "instrument", "effect": "deny"},
                    ],
                },
                "why": f"{outsider} is a third party, and no agreement joins it to {taker}.",
            }


def _not_carried(
    draft: Draft, scheme: Scheme, asked: Mapping[str, object], carried: set[str], table: str
) -> Iterator[Mapping[str, object]]:
    top = scheme.levels[-1]
    if top not in carried:
        yield {
            "name": f"{top} of {asked['from']} has no row",
            **asked,
            "label": top,
            "expect": {"outcome": "deny", "rests_on": [{"rule": "equivalence", "agreement": draft.id, "article": table}]},
            "why": "What has no row is carried nowhere.",
        }


def _joined(network: Network, *parties: PartyId) -> bool:
    """Whether another agreement has all of these parties: what this one does not carry, that one may."""
    return any({*parties} <= {one.party for one in agreement.parties} for agreement in network.agreements.values())


def _outsider(network: Network, draft: Draft) -> PartyId | None:
    """A state that no agreement joins to any of the parties, and that nobody's law names."""
    mine = set(draft.parties)
    groups = [{one.party for one in agreement.parties} for agreement in network.agreements.values()]
    joined = {party for group in groups if mine & group for party in group}
    named = {code for rule in network.national_rules for code in rule.when.recipients}
    found = (one.id for one in network.parties.values() if one.kind == "state" and not {one.id} & (joined | mine | named))
    return min(found, default=None)


def _group_cases(network: Network, draft: Draft, on: date) -> Iterator[Mapping[str, object]]:
    if _joined(network, *draft.parties[:2]) or {rule.party for rule in network.national_rules} & set(draft.parties[:2]):
        return  # another agreement or a party's own law answers too, and these cases would say what the draft does not decide
    source, receiver, *others = draft.parties
    authorised = {"rule": "releasability", "agreement": draft.id}
    permit = {"outcome": "permit", "rests_on": [{**authorised, "article": "2(2)"}, {"rule": "instrument", "agreement": draft.id}]}
    consent = {"outcome": "consent", "consent_from": [source], "rests_on": [{"rule": "releasability"}]}
    asked = {"at": on, "from": source, "to": receiver, "scheme": _TLP, "originators": [source], "assume": [draft.id]}
    yield {
        "name": "AMBER from its source",
        **asked,
        "label": "TLP:AMBER",
        "expect": permit,
        "why": "The source itself sends it within the group.",
    }
    yield {
        "name": "RED is for named recipients",
        **asked,
        "label": "TLP:RED",
        "expect": consent,
        "why": "Nothing but the source's word opens it.",
    }
    for other in others[:1]:
        on_from = {**asked, "from": receiver, "to": other}
        green = {"outcome": "permit", "rests_on": [{**authorised, "article": "2(1)"}]}
        yield {
            "name": "AMBER does not go on",
            **on_from,
            "label": "TLP:AMBER",
            "expect": consent,
            "why": "A receiver keeps it within its organisation.",
        }
        yield {
            "name": "GREEN goes on",
            **on_from,
            "label": "TLP:GREEN",
            "expect": green,
            "why": "A receiver may pass it on within the group.",
        }
