"""How figures are printed."""

from attrs import frozen


@frozen
class Figure:
    """One measured figure.

    Args:
        name: what was measured.
        value: the figure.
        unit: its unit.
        target: what it should be (``>= 50,000``, ``< 2``), or empty.
    """

    name: str
    value: float
    unit: str
    target: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the target is met; ``None`` where there is none."""
        if not self.target:
            return None
        sign, number = self.target.split(" ")
        bound = float(number.replace(",", ""))
        return self.value >= bound if sign == ">=" else self.value < bound

    def __str__(self) -> str:
        shown = f"{self.value:,.0f}" if self.value >= 100 else f"{self.value:,.3g}"
        verdict = {None: "", True: "met", False: "NOT MET"}[self.met]
        return f"{self.name:<58}{shown:>14} {self.unit:<14}{self.target:>14}  {verdict}".rstrip()
