"""What is settled between nodes about what was released: consents asked and answered, standing rules, orders that follow."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, Protocol

from attrs import frozen

from relto.protocols.peer import ConsentAnswer, ConsentRequest, Correction, Holding, Recall
from relto.protocols.peer.messages import Outcome

RequestState = Literal["open", "given", "refused", "expired", "silent"]
"""Of a request of consent: not answered yet; given; refused; its time is over; nobody answered in time."""


@frozen
class Asked:
    """A request of consent, asked here or come from elsewhere.

    Args:
        request: what is asked.
        asked_by: the party that asks here: this one, or a counterpart.
        asked_of: the party that is asked next: a counterpart, or this one.
        message: the message it went or came in.
        at: when.
        by: who asked, of one's own: an account's identifier; else ``party:JPN``.
        state: what became of it.
        answer: the answer, once there is one.
        answered: when.
    """

    request: ConsentRequest
    asked_by: str
    asked_of: str
    message: str
    at: datetime
    by: str
    state: RequestState = "open"
    answer: ConsentAnswer | None = None
    answered: datetime | None = None


@frozen
class ConsentRule:
    """A class of requests that are answered without asking a person: an originator's standing word.

    Args:
        id: identifier; answers name it.
        answer: what is answered.
        scheme: scheme of the highest level it covers.
        up_to: the highest level.
        recipients: to whom; every recipient asked for must be among them.
        holders: who may ask; empty for any counterpart.
        purposes: for which purposes; empty for any.
        days: for how many days a consent is given.
        conditions: what is asked in return.
        says: why, as the answer says it.
        made: when it was made.
        by: who made it.
        withdrawn: when it was withdrawn, or ``None``.
    """

    id: str
    answer: Literal["given", "refused"]
    scheme: str
    up_to: str
    recipients: frozenset[str]
    holders: frozenset[str]
    purposes: frozenset[str]
    days: int
    conditions: tuple[str, ...]
    says: str
    made: datetime
    by: str
    withdrawn: datetime | None = None


@frozen
class Order:
    """A recall or a correction, given here or come from elsewhere.

    Args:
        order: what is ordered.
        giver: the party from which it came here; this one for its own.
        message: the message it came in, or ``None`` for its own.
        at: when.
        by: who gave it.
        outcome: what became of it here.
        certificate: digest of the certificate of destruction, or ``None``.
        says: what was said of it here.
        answered: when it was answered here.
        told: what was last told to its giver of everybody further down.
    """

    order: Recall | Correction
    giver: str
    message: str | None
    at: datetime
    by: str
    outcome: Outcome = "pending"
    certificate: str | None = None
    says: str | None = None
    answered: datetime | None = None
    told: tuple[Holding, ...] = ()


@frozen
class Holder:
    """Somebody to whom what is recalled went from here, and what they said.

    Args:
        order: the order.
        party: to whom.
        given_in: the message in which they got it.
        message: the message that told them.
        answer_by: until when an answer is expected.
        outcome: what they said.
        answered: when they said it.
        onward: what they said of others.
        late: whether the time was over before they answered.
    """

    order: str
    party: str
    given_in: str
    message: str
    answer_by: datetime
    outcome: Outcome = "pending"
    answered: datetime | None = None
    onward: tuple[Holding, ...] = ()
    late: bool = False


class SettlingRecords(Protocol):
    """Consents and orders, in one unit of work."""

    def ask(self, asked: Asked) -> None:
        """Keep a request.

        Raises:
            Conflict: its identifier is there already with the same asker.
        """

    def asked(self, request: str) -> Asked | None:
        """A request by its identifier."""

    def put_asked(self, asked: Asked) -> None:
        """Keep what became of a request."""

    def open_requests(
        self, *, asked_of: str | None = None, asked_by: str | None = None, after: str | None = None, most: int = 100
    ) -> Sequence[Asked]:
        """Requests without an answer, in order of identifier."""

    def overdue_requests(self, at: datetime) -> Sequence[Asked]:
        """Requests without an answer whose time is over."""

    def rules(self) -> Sequence[ConsentRule]:
        """The rules that answer, the oldest first, withdrawn ones too."""

    def put_rule(self, rule: ConsentRule) -> None:
        """Keep a rule, in the place of what was known of it."""

    def given(self, consent: str, *, to: str, on: date) -> None:
        """Keep to whom a consent of this party's was given."""

    def given_to(self, consent: str) -> Sequence[str]:
        """To whom a consent of this party's was given."""

    def orders_of(self, order: str) -> Sequence[Order]:
        """An order as it came here: one for each who gave it, in order of giver."""

    def put_order(self, order: Order) -> None:
        """Keep an order, in the place of what was known of it."""

    def orders(self, *, after: tuple[str, str] | None = None, most: int = 100) -> Sequence[Order]:
        """Orders, in order of identifier and of giver; behind such a pair."""

    def put_holder(self, holder: Holder) -> None:
        """Keep what a holder said."""

    def holders(self, order: str) -> Sequence[Holder]:
        """To whom what is recalled went from here, in order of party."""

    def is_recalled(self, message: str) -> bool:
        """Whether this party recalled what went in a message, or gave a recall of it on."""

    def overdue_holders(self, at: datetime) -> Sequence[Holder]:
        """Who has not answered in time and was not noted as late."""
