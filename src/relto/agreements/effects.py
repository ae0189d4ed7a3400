"""What a clause does to a decision, by kind. A clause without an effect here is a duty (:class:`Duty`) or is only recorded."""

from collections.abc import Mapping
from typing import Literal

from attrs import frozen

from relto.primitives import PartyId

Form = Literal["any", "prior", "prior-written"]
"""The form a clause asks of a consent: any, given beforehand, or given beforehand in writing."""

ThirdKind = Literal["state", "body", "own-body", "national"]
"""Who counts as third: another state (or organisation); any body or person that is no party; bodies of a party itself
that the agreement does not list; nationals of third states."""


@frozen
class ThirdParty:
    """The third-party rule of one agreement.

    Args:
        consent_of: whose consent a release to a third party needs: ``originator``, ``provider`` (who in turn owes its
            own provider), ``makers`` (all makers of joint information), or ``authority``.
        authority: the named authority, where ``consent_of`` is ``authority``.
        form: the form the consent must have.
        third: who counts as a third party.
        own_bodies: bodies of a party that are not third (codes), where ``own-body`` counts as third.
        needs_agreement: whether the consent opens nothing unless the originator also has an agreement with the recipient.
    """

    consent_of: Literal["originator", "provider", "makers", "authority"]
    authority: str | None = None
    form: Form = "any"
    third: frozenset[ThirdKind] = frozenset({"state"})
    own_bodies: frozenset[PartyId] = frozenset()
    needs_agreement: bool = False


@frozen
class Ceiling:
    """The highest (and lowest) level covered, by party, in that party's home scheme."""

    highest: Mapping[PartyId, str]
    lowest: Mapping[PartyId, str]


@frozen
class Equivalence:
    """The agreement's table of levels: a relation of that agreement alone.

    Args:
        rows: each row gives, by party, the level or levels of its home scheme that stand in it; the first named is the
            one written when information is received. A party without an entry has no equivalent in that row.
        by_case: for a party, the levels of its own scheme that go across only case by case, with consent of the originator.
        common_scheme: a scheme that all parties use as it is (``tlp``, ``nato``): its levels need no carrying.
    """

    rows: tuple[Mapping[PartyId, tuple[str, ...]], ...] = ()
    by_case: Mapping[PartyId, frozenset[str]] = {}
    common_scheme: str | None = None


@frozen
class Scope:
    """Kinds of information covered.

    Args:
        kinds: the kinds covered; empty means every kind.
        excluded: kinds outside, even so.
    """

    kinds: frozenset[str] = frozenset()
    excluded: frozenset[str] = frozenset()


@frozen
class Compartments:
    """Compartments that the agreement opens to its parties (each named whole: ``SI`` does not open ``SI-G``)."""

    opens: frozenset[str]


@frozen
class Purpose:
    """Use only for the purpose of provision; ``purposes``, where given, are the only ones the agreement serves."""

    purposes: frozenset[str] = frozenset()


@frozen
class Channel:
    """Channels that do for information at or above a level.

    Args:
        accepts: the channels that do (``diplomatic``, ``military``, ``government``, ``courier``, ``approved-crypto`` …).
        from_level: by party, the level of its home scheme from which on the clause speaks; empty: at every level.
    """

    accepts: frozenset[str]
    from_level: Mapping[PartyId, str] = {}


@frozen
class Authorises:
    """A label that is itself a release to the parties (TLP): at these levels a party is as good as on the originator's list.

    Args:
        levels: levels of the common scheme.
        by: ``originator`` where only the originator's own sending is covered, ``anyone`` where a receiver may pass it on.
    """

    levels: frozenset[str]
    by: Literal["originator", "anyone"] = "originator"


@frozen
class Marking:
    """The recipient marks what it receives with its own corresponding level.

    Args:
        names_provider: whether it adds the providing party's name.
    """

    names_provider: bool = False


@frozen
class Clearance:
    """Who may read: the level from which a clearance is needed, by party in its home scheme; empty: at every level."""

    from_level: Mapping[PartyId, str] = {}


@frozen
class Nationality:
    """Only nationals of the parties may have access; ``others_by_consent``: others with the originator's prior consent."""

    others_by_consent: bool = False


@frozen
class Contractors:
    """A contractor may have access only when its facility is cleared (``facility_clearance``)."""

    facility_clearance: bool = True


@frozen
class Duty:
    """What the recipient or the holder must do if the release happens.

    Args:
        of: whose duty it is.
        from_level: by party, the level of its home scheme from which on the duty holds; empty: at every level.
    """

    of: Literal["recipient", "holder"] = "recipient"
    from_level: Mapping[PartyId, str] = {}


Effect = (
    ThirdParty
    | Ceiling
    | Equivalence
    | Scope
    | Compartments
    | Purpose
    | Channel
    | Authorises
    | Marking
    | Clearance
    | Nationality
    | Contractors
    | Duty
)
