"""Tables of figures with their errors: plain values, whoever renders them."""

import math
from dataclasses import dataclass, replace
from typing import Self

from sim.reports.words import DASH, say, say_bounds, say_margin


@dataclass(frozen=True)
class Cell:
    """One figure of a table.

    Attributes
    ----------
    value
        None where it is unknown; infinite where it was not reached.
    low, high
        Bounds of its simulation error; None without.
    unit
        As in the catalogue, or `sum h` for hours that are not said in days.
    is_difference
        Whether it is shown with its sign.
    limit
        What is said of a value that was not reached.
    reached, replications
        In how many replications it is known and finite, of how many.
    note
        A word more, such as whether a target is met.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    unit: str = ""
    is_difference: bool = False
    limit: str = "not reached"
    reached: int = 0
    replications: int = 0
    note: str = ""

    @property
    def text(self) -> str:
        """The value in words."""
        if self.value is None:
            return DASH
        if math.isinf(self.value):
            missed = self.replications - self.reached
            often = f" in {missed} of {self.replications}" if self.reached else ""
            return "not known" if self.is_difference else f"{self.limit}{often}"
        return say(self.value, self.unit, self.is_difference)

    @property
    def error(self) -> str:
        """Its simulation error in words, as bounds where it is larger to one side; empty without."""
        if self.low is None or self.high is None or self.low == self.high:
            return ""
        if self._is_even:
            return say_margin((self.high - self.low) / 2, self.unit, self.is_difference)
        return say_bounds(self.low, self.high, self.unit, self.is_difference)

    @property
    def _is_even(self) -> bool:
        """Whether the error is as large to both sides; that of a share as such is not, but for one in the middle."""
        if self.value is None or self.low is None or self.high is None:
            return False
        is_share = self.unit == "share" and not self.is_difference
        return not is_share and math.isclose(self.high - self.value, self.value - self.low, rel_tol=1e-6)

    def noted(self, note: str) -> Self:
        """Return it with a note."""
        return replace(self, note=note)


@dataclass(frozen=True)
class Table:
    """Figures in rows and columns.

    Attributes
    ----------
    title
        What it shows.
    corner
        What the rows are.
    columns, rows
        Their headings.
    cells
        One tuple a row, one cell a column.
    note
        How to read it.
    """

    title: str
    corner: str
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]
    note: str = ""
