"""From the structs of a file of claims to claims, with every refusal at its line."""

from typing import Any

from relto.agreements import _wire as wire
from relto.agreements._yaml import Path, Source
from relto.agreements.claims import Claim, Information, Supposed
from relto.primitives import Malformed, PartyId

_MOST_CLAIMS = 1_000


def claims(source: Source, raw: wire.Claims) -> tuple[Claim, ...]:
    """The claims of a file.

    Raises:
        Malformed: there is none, or too many, two have one identifier, or one says something that cannot be meant.
    """
    if not 0 < len(raw.claims) <= _MOST_CLAIMS:
        raise Malformed(
            "a file of claims has one claim at least",
            place=source.place("claims"),
            found=str(len(raw.claims)),
            expected=f"1 to {_MOST_CLAIMS}",
        )
    known: set[str] = set()
    made = []
    for index, one in enumerate(raw.claims):
        if one.id in known:
            raise Malformed("two claims of one identifier", place=source.place("claims", index, "id"), found=one.id, expected="each once")
        known.add(one.id)
        made.append(_claim(source, one, ("claims", index)))
    return tuple(made)


def _claim(source: Source, raw: wire.NeverReaches | wire.StaysWithin | wire.ChangesNothing, here: Path) -> Claim:
    if raw.dates.until < raw.dates.from_:
        raise Malformed(
            "a claim ends before it begins",
            place=source.place(*here, "dates", "until"),
            found=str(raw.dates.until),
            expected=f"{raw.dates.from_} or later",
        )
    refusing = None if raw.without_consent_of == "anyone" else frozenset(raw.without_consent_of)
    common: dict[str, Any] = {
        "id": raw.id,
        "says": raw.says,
        "of": _information(source, raw.of, (*here, "of")),
        "first": raw.dates.from_,
        "last": raw.dates.until,
        "place": source.place(*here),
        "without_consent_of": refusing,
    }
    match raw:
        case wire.NeverReaches():
            if not (raw.to or raw.bodies_of):
                raise Malformed("a claim that reaches nobody says nothing", place=source.place(*here), expected="`to` or `bodies_of`")
            return Claim(kind="never-reaches", to=frozenset(raw.to), bodies_of=frozenset(PartyId(one) for one in raw.bodies_of), **common)
        case wire.StaysWithin():
            return Claim(kind="stays-within", to=frozenset(raw.within), **common)
        case wire.ChangesNothing():
            if not raw.events:
                raise Malformed("no event is supposed", place=source.place(*here, "events"), expected="one event at least")
            events = tuple(_supposed(source, one, (*here, "events", n)) for n, one in enumerate(raw.events))
            return Claim(kind="changes-nothing", events=events, **common)


def _information(source: Source, raw: wire.Information, here: Path) -> Information:
    if not raw.lists:
        raise Malformed("no list is tried", place=source.place(*here, "lists"), expected="`none`, or lists of codes")
    if raw.originators == []:
        raise Malformed(
            "information has an originator", place=source.place(*here, "originators"), found="[]", expected="`every`, or parties"
        )
    marked = raw.marked
    if marked.from_ is not None and marked.before is not None and marked.before <= marked.from_:
        raise Malformed(
            "marked on no day",
            place=source.place(*here, "marked", "before"),
            found=str(marked.before),
            expected=f"a day after {marked.from_}",
        )
    span = raw.levels if isinstance(raw.levels, wire.Levels) else wire.Levels()
    return Information(
        originators=None if raw.originators == "every" else tuple(PartyId(one) for one in raw.originators),
        lists=tuple(None if one == "none" else frozenset(one) for one in raw.lists),
        scheme=raw.scheme,
        levels=tuple(raw.levels) if isinstance(raw.levels, list) else None,
        from_level=span.from_,
        to_level=span.to,
        controls=frozenset(raw.controls),
        compartments=frozenset(raw.compartments),
        kinds=_kinds(raw),
        marked_from=marked.from_,
        marked_before=marked.before,
    )


def _kinds(raw: wire.Information) -> tuple[str | None, ...] | None:
    if raw.kinds == "every":
        return None
    return (None,) if raw.kinds == "unsaid" else tuple(raw.kinds)


def _supposed(source: Source, raw: wire.Supposed, here: Path) -> Supposed:
    place = source.place(*here)
    said = [(kind, what) for kind in ("join", "terminate", "assume", "change") if (what := getattr(raw, kind)) is not None]
    if len(said) != 1:
        found = ", ".join(kind for kind, _ in said) or "none"
        raise Malformed("an event is one thing", place=place, found=found, expected="one of join, terminate, assume, change")
    kind, what = said[0]
    if (kind in {"join", "terminate"}) != (raw.on is not None):
        wanted = "the day, as `on`" if raw.on is None else "no `on`"
        raise Malformed(f"`{kind}` and its day do not fit", place=place, found=str(raw.on), expected=wanted)
    if kind == "join" and what.count(":") != 1:
        raise Malformed("nobody can tell who joins what", place=source.place(*here, "join"), found=what, expected="JPN:FVEY")
    return Supposed(kind, what, place, raw.on)  # type: ignore[arg-type]
