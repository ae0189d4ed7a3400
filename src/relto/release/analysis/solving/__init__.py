"""A second opinion on claims by an SMT solver: chains of a bounded length, written as formulas over symbolic labels, kinds and days.

It shares neither the fixpoint's classes nor its stretches of days: the level, the list, every control and compartment, the kind of
information, the day of the marking and the day of each release are variables of the solver. It needs the extra ``proofs``.
"""

from relto.release.analysis.solving.answer import Answer, prove_by_solver

__all__ = ["Answer", "prove_by_solver"]
"""What the command line and the tests ask."""
