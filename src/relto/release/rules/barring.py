"""Rules `embargo` and `exclusion`: what no consent opens."""

from collections.abc import Iterator

from relto.agreements import NationalRule
from relto.release import wording
from relto.release.model import Reason
from relto.release.rules.case import Case


def embargo(case: Case) -> Iterator[Reason]:
    """Deny where the holder's national rules bar the recipient."""
    for rule in case.network.national_rules:
        if rule.rule == "embargo" and rule.party == case.holder and case.at in rule.period and _names(case, rule):
            yield wording.embargo(rule, case.recipient)


def _names(case: Case, rule: NationalRule) -> bool:
    return case.recipient in case.network.reach(rule.when.recipients, case.at, case.at)


def exclusion(case: Case) -> Iterator[Reason]:
    """Deny everyone outside the set an EYES ONLY caveat or NOFORN leaves in."""
    for one in sorted(case.label.exclusions):
        if case.recipient not in case.network.reach(one.only, case.marked_on, case.at):
            yield wording.exclusion(one.name, one.only, case.recipient)
