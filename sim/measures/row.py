"""A row of the catalogue: what a measure is called, what it means, and how it is computed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from sim.measures.facts import Facts
from sim.measures.groups import Sort

Better = Literal["low", "high"]
Estimate = Literal["ratio", "mean", "proportion"]

Figure = tuple[float, float]
"""Total and count of one run; count 0 is unknown, an infinite total not reached."""

EVERY: Final[tuple[Sort, ...]] = ("all", "kind", "stream", "goods", "post")
FLOWS: Final[tuple[Sort, ...]] = ("all", "kind", "stream")
KINDS: Final[tuple[Sort, ...]] = ("all", "kind")
PLACES: Final[tuple[Sort, ...]] = ("all", "post")
WAYS: Final[tuple[Sort, ...]] = ("all", "kind", "stream", "post")
JOURNEYS: Final[tuple[Sort, ...]] = (*EVERY, "destination")
HIDDEN: Final[tuple[Sort, ...]] = ("hidden",)
_SUMMED: Final = ("officer_h", "worked_h", "overtime_h", "standing_h")


@dataclass(frozen=True)
class Measure:
    """One row of the catalogue.

    Attributes
    ----------
    key
        Its part of a key after the slash.
    label
        What people read.
    unit
        ``h``, ``share`` (0 to 1), ``t``, ``t/day``, ``USD``, ``USD/day`` or empty for a number of consignments.
    better
        Which way is better; None where neither is.
    estimate
        How replications are put together: ``ratio`` and ``proportion`` pool consignments, ``mean`` averages runs.
    doc
        What it is, in one or two sentences.
    function
        Total and count of one run for one group; count 0 is unknown, an infinite total not reached.
    scope
        Sorts of group it is given for.
    """

    key: str
    label: str
    unit: str
    better: Better | None
    estimate: Estimate
    doc: str
    function: Callable[[Facts], Figure]
    scope: tuple[Sort, ...] = EVERY

    @property
    def said_unit(self) -> str:
        """Its unit as values are said: ``sum h`` for hours of many together, which nobody would say in days."""
        return "sum h" if self.key in _SUMMED else self.unit


def known(total: float, stated: bool) -> Figure:
    """One value of a run, unknown if what it is computed with is not stated."""
    return (total, 1) if stated else (0, 0)
