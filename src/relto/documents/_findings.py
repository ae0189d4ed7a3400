"""What a gate of the leak check says."""

from typing import Literal

from attrs import frozen

GateName = Literal["non-interference", "structure", "content", "meaning"]
Severity = Literal["leak", "look"]


@frozen(cache_hash=True)
class Finding:
    """One thing a gate found.

    Args:
        severity: ``leak`` makes the gate fail; ``look`` is for the releasing officer's eye.
        message: what was found, in one line, for the releasing side.
        portion: index of the portion in the document, or ``None``.
        number: running number of the portion in the tearline, or ``None``.
        line: line of the tearline, counted from 1, or ``None``.
    """

    severity: Severity
    message: str
    portion: int | None = None
    number: int | None = None
    line: int | None = None


@frozen
class GateResult:
    """The answer of one gate.

    Args:
        name: the gate.
        findings: what it found.
    """

    name: GateName
    findings: tuple[Finding, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether nothing it found is a leak."""
        return not any(one.severity == "leak" for one in self.findings)
