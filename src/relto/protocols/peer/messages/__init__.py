"""The bodies of messages, one kind a class; every field of every kind is known, none is guessed."""

from types import MappingProxyType

from relto.primitives.limits import PEER_BODY_BYTES
from relto.protocols.peer.envelopes import Kind
from relto.protocols.peer.faults import Fault, refuse
from relto.protocols.peer.messages.agreeing import (
    AgreementProposal,
    AgreementSignature,
    AgreementSuspension,
    AgreementTermination,
    CheckpointAnswer,
    CheckpointRequest,
    Key,
    KeyAnnouncement,
)
from relto.protocols.peer.messages.answering import BackfillRequest, Gap, NonDelivery, Receipt, check_gaps
from relto.protocols.peer.messages.consenting import ConsentAnswer, Consented, ConsentRequest, ConsentWithdrawal
from relto.protocols.peer.messages.recalling import Correction, Holding, Outcome, Recall, RecallAnswer
from relto.protocols.peer.messages.releasing import (
    Approval,
    Content,
    Disclosure,
    Duty,
    Handing,
    Manifest,
    Marked,
    Portion,
    Release,
    check_release,
    content_of,
    manifest_sha256,
    verify_content,
)
from relto.protocols.peer.writing import read

Message = (
    Release
    | Receipt
    | NonDelivery
    | ConsentRequest
    | ConsentAnswer
    | ConsentWithdrawal
    | Recall
    | Correction
    | RecallAnswer
    | AgreementProposal
    | AgreementSignature
    | AgreementSuspension
    | AgreementTermination
    | BackfillRequest
    | KeyAnnouncement
    | CheckpointRequest
    | CheckpointAnswer
)

FORMS: MappingProxyType[Kind, type[Message]] = MappingProxyType(
    {
        "release": Release,
        "receipt": Receipt,
        "non-delivery": NonDelivery,
        "consent-request": ConsentRequest,
        "consent-answer": ConsentAnswer,
        "consent-withdrawal": ConsentWithdrawal,
        "recall": Recall,
        "correction": Correction,
        "recall-answer": RecallAnswer,
        "agreement-proposal": AgreementProposal,
        "agreement-signature": AgreementSignature,
        "agreement-suspension": AgreementSuspension,
        "agreement-termination": AgreementTermination,
        "backfill-request": BackfillRequest,
        "key-announcement": KeyAnnouncement,
        "checkpoint": CheckpointRequest,
        "checkpoint-answer": CheckpointAnswer,
    }
)
KINDS: MappingProxyType[type[Message], Kind] = MappingProxyType({form: kind for kind, form in FORMS.items()})
ATTACHED: frozenset[Kind] = frozenset({"release", "agreement-proposal"})
"""The kinds that have something attached; the others have nothing."""


def parse_message(kind: Kind, body: bytes, *, attached: bool) -> Message:
    """The body of a kind of message.

    Args:
        kind: as the header says.
        body: its bytes.
        attached: whether something is attached.

    Raises:
        BrokenSeal: it is not of the form of its kind (``message``), too large, has characters that nobody sees, or an attachment is
            there where none belongs, or not where one does (``attachment``).
    """
    if attached != (kind in ATTACHED):
        expected = "something attached" if kind in ATTACHED else "nothing attached"
        raise refuse(Fault.ATTACHMENT, "an attachment where none belongs, or none where one does", path="attachment", expected=expected)
    made: Message = read(body, FORMS[kind], Fault.MESSAGE, "body", PEER_BODY_BYTES)
    if isinstance(made, Release):
        check_release(made)
    if isinstance(made, ConsentAnswer) and (made.consent is None) == (made.outcome == "given"):
        raise refuse(Fault.MESSAGE, "a consent given without its terms, or refused with them", path="consent", expected="one or the other")
    if isinstance(made, BackfillRequest):
        check_gaps(made)
    return made


__all__ = [
    "ATTACHED",
    "FORMS",
    "KINDS",
    "AgreementProposal",
    "AgreementSignature",
    "AgreementSuspension",
    "AgreementTermination",
    "Approval",
    "BackfillRequest",
    "CheckpointAnswer",
    "CheckpointRequest",
    "ConsentAnswer",
    "ConsentRequest",
    "ConsentWithdrawal",
    "Consented",
    "Content",
    "Correction",
    "Disclosure",
    "Duty",
    "Gap",
    "Handing",
    "Holding",
    "Key",
    "KeyAnnouncement",
    "Manifest",
    "Marked",
    "Message",
    "NonDelivery",
    "Outcome",
    "Portion",
    "Recall",
    "RecallAnswer",
    "Receipt",
    "Release",
    "check_gaps",
    "check_release",
    "content_of",
    "manifest_sha256",
    "parse_message",
    "verify_content",
]
