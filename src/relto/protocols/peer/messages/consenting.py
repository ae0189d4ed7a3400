"""Consent asked, given, refused and withdrawn."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from relto.protocols.peer.messages.releasing import Marked
from relto.protocols.peer.writing import Code, Id, Instant, Name, Slug, Text, Wire

Few = Meta(max_length=64)
Authority = Annotated[str, Meta(min_length=2, max_length=64)]
"""A party, or a named authority of one."""


class ConsentRequest(Wire, frozen=True):
    """May this go on to others?

    Args:
        request: the request.
        item: the item, by the identifier it came with.
        received_as: the message it came in; ``None`` where it came another way.
        marked: its label.
        originators: under whose authority it was classified.
        recipients: to whom it would go.
        purpose: for which.
        says: why it is asked.
        answer_by: until when an answer is of use.
        relayed: the parties through whom the request came before the sender, the first asker first.
    """

    request: Id
    item: Id
    received_as: Id | None
    marked: Marked
    originators: Annotated[list[Code], Meta(min_length=1, max_length=64)]
    recipients: Annotated[list[Code], Meta(min_length=1, max_length=64)]
    purpose: Slug | None
    says: Text
    answer_by: Instant | None
    relayed: Annotated[list[Code], Few]


class Consented(Wire, frozen=True):
    """A consent: what an authority approves, until when, on which conditions.

    Args:
        id: the consent.
        by: the authority that gives it.
        recipients: to whom release is approved.
        given_on: the day.
        holders: who may use it.
        items: the items it covers; empty for every one in the class.
        scheme: scheme of the highest level covered.
        up_to: the highest level covered.
        from_: first day on which it may be used; ``None`` for the day it was given.
        until: first day on which it may not be used any more; ``None`` for without end.
        compartments: the compartments it covers.
        purposes: the purposes it covers; empty for any.
        conditions: what it asks in return.
    """

    id: Id
    by: Authority
    recipients: Annotated[list[Code], Meta(min_length=1, max_length=64)]
    given_on: date
    holders: Annotated[list[Code], Few]
    items: Annotated[list[Id], Meta(max_length=1_000)]
    scheme: Name
    up_to: Name
    from_: date | None
    until: date | None
    compartments: Annotated[list[Name], Few]
    purposes: Annotated[list[Slug], Few]
    conditions: Annotated[list[Text], Few]


class ConsentAnswer(Wire, frozen=True):
    """The answer to a request of consent.

    Args:
        request: the request.
        outcome: given or refused.
        consent: what is consented to, where it is given.
        rule: the originator's rule by which it was answered without asking a person; ``None`` where a person answered.
        says: why.
        at: when.
    """

    request: Id
    outcome: Literal["given", "refused"]
    consent: Consented | None
    rule: Name | None
    says: Text
    at: Instant


class ConsentWithdrawal(Wire, frozen=True):
    """A consent that may not be used any more, from an instant on; what was released under it stays released."""

    consent: Id
    from_: date
    says: Text
