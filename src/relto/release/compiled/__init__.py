"""The compiled engine: the network of one day, ready to be asked very often."""

from relto.release.compiled.asking import originators_of
from relto.release.compiled.engine import Engine
from relto.release.compiled.rows import OutcomeRow

__all__ = ["Engine", "OutcomeRow", "originators_of"]
