"""Who sends what, when, to which post."""

from collections import Counter
from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    BeforeValidator,
    Field,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticKnownError

from sim.world.base import Base, Label, Mix, Name
from sim.world.calendars import ALWAYS, Shifts
from sim.world.distributions import DurationDistribution, Empirical, Figure, NumberDistribution
from sim.world.manifest_text import Table
from sim.world.manifests import Rows
from sim.world.quantities import Count, Duration, Moment, PositiveCount, PositiveDuration, Rate, Share
from sim.world.references import CalendarRef

EVENLY: Final = Shifts.model_validate(1)


class Steady(Base):
    """Traffic that comes week after week at the same mean rate."""

    pattern: Literal["steady"] = "steady"
    rate: Rate
    """Mean number of convoys, over a whole week."""
    profile: Shifts = EVENLY
    """Relative weight of each part of the day, as whole numbers: `{06-18: 10, 18-06: 1}`."""
    calendar: CalendarRef = ALWAYS
    """Days and hours on which anything comes at all."""
    spacing: Literal["random", "regular"] = "random"
    """`random`: a Poisson process; `regular`: evenly spaced along the curve."""
    start: Moment | None = Field(default=None, alias="from")
    """First moment; left out, the start of the run."""
    until: Moment | None = None
    """End; left out, the end of the run."""


class Surge(Base):
    """A wave: so many in all, rising and dying away."""

    pattern: Literal["surge"] = "surge"
    total: PositiveCount
    """Expected number of convoys in the whole wave."""
    mean: PositiveDuration
    """Mean time from the start of the wave to an arrival."""
    cv: Annotated[float, Field(gt=0.05, le=3)] = 1.0
    """Coefficient of variation of that time: 1 decays at once from a peak at the start, 0.5 is a bump."""
    start: Moment = Field(default=0, alias="from")
    """When the wave begins."""
    profile: Shifts = EVENLY
    """Relative weight of each part of the day, as whole numbers."""
    calendar: CalendarRef = ALWAYS
    """Days and hours on which anything comes at all."""
    spacing: Literal["random", "regular"] = "random"
    """`random`: a Poisson process; `regular`: evenly spaced along the curve."""


class Call(Base):
    """A listed arrival."""

    at: Moment
    """When."""
    convoys: PositiveCount = 1
    """How many convoys come at that moment."""


def _as_call(value: object) -> object:
    return {"at": value} if isinstance(value, str | int) else value


class Listed(Base):
    """Arrivals at stated hours."""

    pattern: Literal["listed"] = "listed"
    times: tuple[Annotated[Call, BeforeValidator(_as_call, json_schema_input_type=Call | Moment)], ...] = Field(
        max_length=100_000
    )
    """Moments, or `{at: …, convoys: …}`."""


class Manifest(Base):
    """Real consignments, one a row of a table, CSV or Excel.

    The header names the columns, in any order: `arrival` (`2015-04-28 08:00` or `day 3 08:00`), `post`, `goods`,
    `tonnes`, `value` in USD, `consignor`, `papers` (complete or incomplete), and if wanted `reference`, `destination`
    and `notice`. A cell that may be empty is then drawn: from what the stream states, or else like the other rows.
    """

    pattern: Literal["manifest"] = "manifest"
    file: Annotated[str, Field(max_length=200)] | None = None
    """The file, `.csv` or `.xlsx` (its first sheet), in the folder of the scenario or below. Its rows take its place
    when the scenario is loaded."""
    rows: Table = Field(default_factory=Rows)
    """The text of such a table in its place, as in a scenario that was resolved."""

    @model_validator(mode="after")
    def _in_place(self) -> Self:
        if self.file is not None:
            raise ValueError("`file` is only read when a scenario is loaded; give its text as `rows`, without `file`")
        if "rows" not in self.model_fields_set:
            raise ValueError("needs `rows`, the text of a CSV table with the consignments")
        return self


Arrivals = Annotated[Steady | Surge | Listed | Manifest, Field(discriminator="pattern")]


HiddenKind = Literal["weapons", "currency", "cultural", "strategic", "persons"]
"""What may be hidden: `strategic` are dual-use goods without a licence."""


class Diversion(Base):
    """When a consignment turns to another post."""

    rule: Literal["stay", "divert_when_closed", "shortest_expected"] = "divert_when_closed"
    """`divert_when_closed`: its post is shut when it arrives and another is open. `shortest_expected`: its release is
    expected soonest elsewhere, which takes knowledge of the queues."""
    to: dict[Name, Duration] = Field(min_length=1)
    """The posts it can turn to, with the extra travel."""


class Stream(Base):
    """A flow of consignments of one sort."""

    label: Label
    """What people call it."""
    kind: Literal["relief", "commercial", "people"]
    """Relief is what the answer is about; commercial traffic and people share the posts with it."""
    arrivals: Arrivals
    """When convoys come."""
    post: Mix = Field(default_factory=dict, validate_default=True)
    """The post it makes for, or posts with weights; left out for a manifest."""
    convoy: PositiveCount = 1
    """Consignments that arrive together."""
    goods: Mix = Field(default_factory=dict, validate_default=True)
    """What it carries: one category, or categories with weights; left out for a manifest."""
    consignor: Mix | None = Field(default=None, validate_default=True)
    """Kinds of consignor with weights."""
    papers_complete: Share = 1.0
    """Share of consignments whose papers are complete when first looked at."""
    papers_take: DurationDistribution | None = None
    """The consignee's time to complete a file found incomplete."""
    tonnes: NumberDistribution | None = None
    """Load of a consignment [t]."""
    value: NumberDistribution | None = None
    """Value of a consignment [USD]."""
    notice: Duration = 0
    """How long before arrival the papers could be sent ahead."""
    lodges_after: DurationDistribution | None = None
    """The consignee's own time from arrival to lodging the declaration; no officer is busy."""
    collects_after: DurationDistribution | None = None
    """The consignee's own time from release to removal."""
    patience: DurationDistribution | None = None
    """How long it waits for a first officer before it turns away for good; left out, for ever."""

    destination: Mix | None = Field(default=None, validate_default=True)
    """Where it goes from the post; left out, its passage ends at removal."""
    transit: bool = False
    """On its way to a neighbouring country: no duty is due here."""
    duty: Share = 0.0
    """Duties and taxes, as a share of the value."""
    diversion: Diversion | None = None
    """Whether it may turn to another post; left out, it stays."""
    hidden: dict[HiddenKind, Share] = {}
    """Share of consignments in which something of each kind is hidden."""

    @property
    def rows(self) -> Rows | None:
        """The consignments of a manifest; `None` for a stream that is modelled."""
        return self.arrivals.rows if isinstance(self.arrivals, Manifest) else None

    @property
    def gives_notice(self) -> bool:
        """Whether papers of some of its consignments could be sent ahead."""
        return self.notice > 0 or any(self.rows.notice if self.rows else ())

    @field_validator("post", "goods", "consignor", "destination", mode="wrap")
    @classmethod
    def _named(cls, written: Any, read: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
        """Take from the rows of a manifest what they name."""
        arrivals, key = info.data.get("arrivals"), str(info.field_name)
        if isinstance(arrivals, Manifest):
            named = Counter(filter(None, getattr(arrivals.rows, key)))
            if written and named:
                raise ValueError(f"is said by the rows of the manifest; leave {key} out here")
            if not written:
                return {name: float(count) for name, count in named.items()} or (None if written is None else {})
        elif written == {}:
            if arrivals is None:  # not read, which is told
                return written
            raise PydanticKnownError("missing")
        return read(written)

    @model_validator(mode="after")
    def _figures(self) -> Self:
        """Take from the rows of a manifest the figures that the stream does not state."""
        if self.rows is not None:
            for key, figure in _figures_of(self.rows).items():
                if key not in self.model_fields_set:
                    object.__setattr__(self, key, figure)
        elif self.papers_complete < 1 and self.papers_take is None:
            raise ValueError("papers_take is needed when papers_complete is below 100 %: how long the consignee takes")
        return self


def _figures_of(rows: Rows) -> dict[str, Any]:
    """What rows say of those that do not say it: papers are complete as often, loads and values are like theirs."""
    stated = {key: Counter(cell for cell in getattr(rows, key) if cell is not None) for key in ("tonnes", "value")}
    papers = Counter(rows.papers)
    figures: dict[str, Any] = {
        key: Empirical[Figure].model_construct(values=tuple(cells), weights=tuple(map(float, cells.values())))
        for key, cells in stated.items()
        if cells
    }
    if papers[True] + papers[False]:
        figures["papers_complete"] = papers[True] / (papers[True] + papers[False])
    return figures


class Backlog(Base):
    """Consignments that are already there when the run begins."""

    post: Name
    """Where they stand."""
    stream: Name
    """The stream they belong to."""
    count: Count
    """How many."""
    age: Duration = 0
    """How long before the start of the run they arrived."""
    step: Name | None = None
    """The step they are waiting for, inside the yard; left out, they wait outside the gate."""
