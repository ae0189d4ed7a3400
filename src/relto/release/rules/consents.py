"""Rule `consent`: a recorded consent turns its authority's `consent` into `permit`, and never touches a `deny`."""

from relto.agreements import Consent
from relto.release import wording
from relto.release.model import Obligation, Outcome, Reason
from relto.release.rules.case import Case


def covers(case: Case, consent: Consent, reason: Reason) -> bool:
    """Whether a recorded consent answers what one reason asks."""
    label = case.label
    return (
        consent.by == reason.consent_of
        and case.recipient in consent.recipients
        and (not consent.holders or case.holder in consent.holders)
        and (not consent.items or case.item.id in consent.items)
        and consent.scheme == label.scheme.id
        and consent.up_to in label.scheme.levels
        and label.scheme.protects(consent.up_to, label.level)
        and label.compartments <= consent.compartments
        and (not consent.purposes or case.purpose in consent.purposes)
        and consent.given_on <= case.at
        and case.at in consent.period
        and (consent.written or reason.form != "prior-written")
    )


def apply_consents(case: Case, reasons: list[Reason]) -> tuple[list[Reason], list[Obligation]]:
    """The reasons with those answered by a recorded consent replaced, and the conditions of the consents used."""
    open_reasons: list[Reason] = []
    answered: dict[str, set[str]] = {}
    used: dict[str, Consent] = {}
    for reason in reasons:
        consent = _first_covering(case, reason)
        if consent is None:
            open_reasons.append(reason)
        else:
            used[consent.id] = consent
            answered.setdefault(consent.id, set()).add(reason.rule)
    permits = [wording.consented(used[key].by, key, sorted(rules)) for key, rules in answered.items()]
    conditions = [wording.condition(one.by, one.id, text) for one in used.values() for text in one.conditions]
    return [*open_reasons, *permits], conditions


def _first_covering(case: Case, reason: Reason) -> Consent | None:
    if reason.effect is not Outcome.CONSENT:
        return None
    covering = [consent for consent in case.network.consents if covers(case, consent, reason)]
    return min(covering, key=lambda consent: consent.id, default=None)
