"""The classification banner of a page: the roll-up of every label that the page shows this person.

Labels of different schemes have no order between them, so each scheme's roll-up stands in the banner beside the others.
"""

from collections.abc import Iterable

from attrs import evolve, frozen

from relto import markings
from relto.labels import Label
from relto.markings import MarkingSystem
from relto.primitives import Malformed
from relto.server.pages.assets import level_class


@frozen
class Stripe:
    """One scheme's part of a banner.

    Args:
        text: the marking.
        system: id of its marking system.
        style: the class that gives it its colours, where its system's data have any.
    """

    text: str
    system: str
    style: str = ""


def banner(shown: Iterable[Label]) -> tuple[Stripe, ...]:
    """The banner over what is shown; nothing where nothing shown has a label."""
    by_system: dict[str, list[Label]] = {}
    for label in dict.fromkeys(shown):
        by_system.setdefault(label.scheme.id, []).append(label)
    return tuple(_stripe(markings.system(one), by_system[one]) for one in sorted(by_system))


def _stripe(system: MarkingSystem, labels: list[Label]) -> Stripe:
    whole = system.roll_up(labels)
    text = _written(system, whole)
    if text is None:  # no marking can say it: then all of them are said
        text = " + ".join(dict.fromkeys(system.render(one) for one in labels))
    return Stripe(text, system.id, level_class(system.id, whole.level) or "")


def _written(system: MarkingSystem, label: Label) -> str | None:
    try:
        return system.render(evolve(label, level=label.scheme.least_single(label.level)))
    except Malformed:
        return None
