"""What was published about the real case, and how far results can be held against it."""

from math import inf
from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints, TypeAdapter, model_validator

from sim.world.base import Base, Label, Name, Text
from sim.world.quantities import Duration, Moment, Share, Tonnes, Usd, hours
from sim.world.world import Window

MeasureKey = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*/[a-z][a-z0-9_]*$", max_length=130)]
"""What is measured, of whom: `relief/released_48h_share`."""

Written = str | int | float
"""A figure as people write it, with its unit."""


class Observation(Base):
    """Something that was published about the real case, to hold results against.

    It is judged if it names a measure and a figure: `equals`, or `at_least` and `at_most`. A figure that went into the
    scenario is shown without being judged: one that is `calibrated`, or whose source other numbers cite. Without
    `value` and `source` it says that no independent observation of a measure exists.
    """

    what: Label
    """What was observed."""
    value: Label | None = None
    """The published value, in words; left out, nobody published one."""
    source: Name | None = None
    """Where it was published."""
    measure: MeasureKey | None = None
    """The measure it can be laid beside."""
    start: Moment | None = Field(default=None, alias="from")
    """First moment of the window it is about; left out, the start of observation."""
    until: Moment | None = None
    """End of that window; left out, the end of observation."""
    policy: Name | None = None
    """The policy that was in force; left out, the first."""
    equals: Written | None = None
    """The published figure, with the unit of the measure."""
    at_least: Written | None = None
    """The least that was published, with its unit."""
    at_most: Written | None = None
    """The most that was published, with its unit."""
    tolerance: Share = 0.0
    """How far the published figure may itself be off, as a share of it, for a reason that `note` gives."""
    calibrated: bool = False
    """Whether numbers of the scenario were chosen to meet it."""
    note: Text = ""
    """What it measures, and how far it can be compared."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if (self.value is None) != (self.source is None):
            raise ValueError("`value` and `source` go together: what was published, and where; leave out both or none")
        if self.equals is not None and (self.at_least is not None or self.at_most is not None):
            raise ValueError("write either `equals`, or `at_least` and `at_most`")
        if self.measure is None and (self.has_figure or self.start is not None or self.until is not None):
            raise ValueError("`measure` is needed with a figure or a window: what it can be laid beside")
        if self.has_figure and self.value is None:
            raise ValueError("a figure needs `value` and `source`: what was published, and where")
        if self.tolerance and not self.note:
            raise ValueError("`note` is needed with a tolerance: why the published figure may be off so far")
        low, high = self.published or (0.0, inf)
        if low > high:
            raise ValueError("`at_least` is more than `at_most`")
        if self.start is not None and self.until is not None and self.until <= self.start:
            raise ValueError("the window ends before it begins: `until` must be later than `from`")
        return self

    @property
    def has_figure(self) -> bool:
        """Whether it states a figure, and not only words."""
        return any(figure is not None for figure in (self.equals, self.at_least, self.at_most))

    def window(self, observed: Window) -> Window:
        """The window it is about, in a world of which some time is observed."""
        start = observed.start if self.start is None else self.start
        return Window(start=start, until=observed.until if self.until is None else self.until)

    @property
    def published(self) -> tuple[float, float] | None:
        """Least and most of the published figure, in the unit of the measure; None in words only."""
        if self.measure is None or not self.has_figure:
            return None
        low = self.at_least if self.equals is None else self.equals
        high = self.at_most if self.equals is None else self.equals
        return (
            0.0 if low is None else figure_in_unit(self.measure, low),
            inf if high is None else figure_in_unit(self.measure, high),
        )

    @property
    def tolerated(self) -> tuple[float, float] | None:
        """The published figure, widened by its tolerance."""
        if self.published is None:
            return None
        low, high = self.published
        return low * (1 - self.tolerance), high * (1 + self.tolerance)


def figure_in_unit(measure: str, written: Written) -> float:
    """Read a figure in the unit of a measure: hours, a share, tonnes, USD or a number."""
    unit = measure.rpartition("_")[2]
    number = _BY_UNIT.get(unit, _NUMBER).validate_python(written, context={"written": True})
    return hours(number) if unit == "h" else float(number)


_NUMBER: TypeAdapter[Any] = TypeAdapter(Annotated[float, Field(ge=-1e15, le=1e15)])
_BY_UNIT: dict[str, TypeAdapter[Any]] = {
    "h": TypeAdapter(Duration),
    "share": TypeAdapter(Share),
    "t": TypeAdapter(Tonnes),
    "usd": TypeAdapter(Usd),
}
