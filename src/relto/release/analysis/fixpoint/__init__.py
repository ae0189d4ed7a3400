"""The fixpoint of a claim's world: who can come to hold which of its items, for all of them at once.

Items are bits of one number. What a rule says of a release is a set of items too, so one release is weighed for every item in a few steps,
and holders whose chains say the same are followed together, whatever they hold.
"""

from relto.release.analysis.fixpoint.spreading import Spreading

__all__ = ["Spreading"]
