"""The outcomes that an engine keeps of each item, and the quickest way to one of them."""

from collections.abc import Callable, Mapping

from attrs import frozen

from relto.primitives import PartyId
from relto.release.model import Item, Outcome

_BY_SEVERITY = (Outcome.PERMIT, Outcome.CONSENT, Outcome.DENY)


@frozen(eq=False)
class OutcomeRow:
    """The outcomes of one item for every recipient, one byte each.

    Args:
        codes: for recipient number *n* the severity of its outcome (0 permit, 1 consent, 2 deny).
        numbers: the number of each recipient; who has none is denied.
    """

    codes: bytes
    numbers: dict[PartyId, int]

    def of(self, recipient: PartyId) -> Outcome:
        """The outcome for one recipient."""
        number = self.numbers.get(recipient)
        return Outcome.DENY if number is None else _BY_SEVERITY[self.codes[number]]


def warm(
    marks: Mapping[PartyId, object], recalled: Callable[[Item, PartyId, PartyId], Outcome]
) -> Callable[[Item, PartyId, PartyId], Outcome]:
    """What an engine answers of an outcome; a function of its own, since it looks up nothing of the engine where the answer is there.

    Args:
        marks: for each holder a mark that no other engine has.
        recalled: gives an outcome that is not there, and :func:`keep` puts it there.
    """

    def outcome(item: Item, holder: PartyId, recipient: PartyId) -> Outcome:
        mark, answers = item.answered
        try:
            if mark is marks[holder]:
                return answers[recipient]
        except KeyError:
            pass
        return recalled(item, holder, recipient)

    return outcome


def keep(mark: object, item: Item, recipient: PartyId, outcome: Outcome) -> None:
    """Put an outcome where :func:`warm` finds it. What stood there under another mark goes: it is found again in the rows of its engine."""
    whose, answers = item.answered
    if whose is not mark:
        answers = {}
        object.__setattr__(item, "answered", (mark, answers))  # as the hash is kept: a frozen value in all that can be seen of it
    answers[recipient] = outcome
