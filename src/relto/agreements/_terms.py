"""Reads and checks ``terms.yaml``; docs/reference/agreements.md explains it."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, field

from relto.agreements import terms as model
from relto.agreements._decode import decode, refusals
from relto.agreements._wire import Basis, Text, Wire
from relto.agreements._yaml import Path, Source
from relto.agreements.model import Agreement
from relto.agreements.model import Basis as Known
from relto.agreements.problems import Problem

_Span = Annotated[str, Meta(pattern="^[1-9][0-9]{0,3} (day|month|year)s?$")]


class Term(Wire):
    """A term that renews itself."""

    lasts: _Span
    renews: _Span
    notice: _Span
    article: Text
    basis: Basis
    source: Text | None = None


class Recurring(Wire):
    """What recurs."""

    kind: Literal["review", "consultation", "report", "inspection"]
    says: Text
    article: Text
    basis: Basis
    first: date | None = None
    after: _Span | None = None
    every: _Span | None = None
    source: Text | None = None


class Terms(Wire):
    """A file."""

    term: Term | None = None
    recurring: list[Recurring] = field(default_factory=list)


def read_terms(source: Source, agreement: Agreement) -> tuple[model.Terms | None, list[Problem]]:
    """The terms of a file, and what is wrong with it; ``None`` where it cannot be taken."""
    refused = [Problem.of(error) for error in refusals(source, Terms)]
    if refused:
        return None, refused
    raw = decode(source, Terms)
    wrong = [*_wrong(source, raw, agreement)]
    return (None if wrong else _built(raw, agreement)), wrong


def _span(text: str) -> model.Span:
    number, _, unit = text.partition(" ")
    return model.Span(**{f"{unit.removesuffix('s')}s": int(number)})


def _built(raw: Terms, agreement: Agreement) -> model.Terms:
    term = None
    if raw.term is not None:
        one = raw.term
        spans = (_span(one.lasts), _span(one.renews), _span(one.notice))
        term = model.Term(*spans, one.article, Known(one.basis), one.source or agreement.source)
    return model.Terms(
        term,
        tuple(
            model.Recurring(
                kind=one.kind,
                says=one.says,
                first=one.first or _span(one.after or ""),
                article=one.article,
                basis=Known(one.basis),
                source=one.source or agreement.source,
                every=None if one.every is None else _span(one.every),
            )
            for one in raw.recurring
        ),
    )


def _wrong(source: Source, raw: Terms, agreement: Agreement) -> Iterator[Problem]:
    articles = {clause.article for clause in agreement.clauses}
    stated: list[tuple[Path, Term | Recurring]] = [(("recurring", i), one) for i, one in enumerate(raw.recurring)]
    if raw.term is not None:
        stated.insert(0, (("term",), raw.term))
        yield from _term(source, raw.term, agreement)
    for here, one in stated:
        if one.article not in articles:
            advice = f"one of {'; '.join(sorted(articles)) or 'none'}"
            yield Problem(f"{agreement.id} has no such article", source.place(*here, "article"), one.article, advice)
        if one.source is None and one.basis != agreement.basis:
            advice = f"`source`: only what is known as the agreement is ({agreement.basis}) may take its source"
            yield Problem("no source for how it is known", source.place(*here), None, advice)
    for i, recurring in enumerate(raw.recurring):
        here = ("recurring", i)
        if (recurring.first is None) == (recurring.after is None):
            advice = "`first` (a day) or `after` (how long after the entry into force), one of them"
            yield Problem("when it is due for the first time is not said once", source.place(*here), None, advice)
        if recurring.first is not None and agreement.signed is not None and recurring.first < agreement.signed:
            yield Problem(
                "due before the signature", source.place(*here, "first"), str(recurring.first), f"a day from {agreement.signed} on"
            )


def _term(source: Source, term: Term, agreement: Agreement) -> Iterator[Problem]:
    if agreement.expires is not None:
        message = "the agreement expires by its own terms and renews itself"
        yield Problem(
            message, source.place("term"), str(agreement.expires), "`expires` in agreement.yaml, or a `term` here", contradiction=True
        )
    day = agreement.in_force or agreement.signed
    for span in (term.lasts, term.renews):
        begun = None if day is None else _span(span).after(day)
        if day is not None and begun is not None and (last := _span(term.notice).before(begun)) is not None and last < day:
            advice = f"less than {_span(span)}"
            yield Problem("the notice is longer than the term", source.place("term", "notice"), str(_span(term.notice)), advice)
            return
