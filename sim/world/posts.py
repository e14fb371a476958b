"""Where consignments cross: posts, the teams that work there, and what is broken or shut."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.world.base import Base, Label, Name, Names
from sim.world.calendars import ALWAYS, Shifts
from sim.world.distributions import DurationDistribution
from sim.world.quantities import Count, Duration, Moment, PositiveCount
from sim.world.references import CalendarRef


class StaffChange(Base):
    """A dated change of a team's officers."""

    start: Moment = Field(alias="from")
    """First moment."""
    until: Moment | None = None
    """End; left out, for good."""
    officers: Shifts
    """Officers by time of day while it lasts."""


class Team(Base):
    """An agency at a post: officers, or bays, scanners, berths."""

    officers: Shifts
    """How many, by time of day: `4` or `{06-18: 4, 18-06: 1}`."""
    agency: Name | None = None
    """The agency it belongs to; left out, the agency with the team's name."""
    calendar: CalendarRef = ALWAYS
    """When it works."""
    at_close: Literal["finish", "pause"] = "finish"
    """Work in hand at closing time: `finish` goes on as overtime, `pause` stops and goes on at the next opening."""
    last_call: Duration = 0
    """Nothing is begun in this time before closing."""
    changes: tuple[StaffChange, ...] = ()
    """Dated changes of officers; of two that overlap the later in the list holds."""


class Closure(Base):
    """A dated closure of a whole post: nothing enters, and all work pauses."""

    start: Moment = Field(default=0, alias="from")
    """First moment."""
    until: Moment | None = None
    """End; left out, it is not re-opened within the run."""
    reason: Label = "closed"
    """Why, in words."""

    @model_validator(mode="after")
    def _order(self) -> "Closure":
        if self.until is not None and self.until <= self.start:
            raise ValueError("the closure ends before it begins: `until` must be later than `from`")
        return self


class Damage(Base):
    """Something broken since the onset, and the task that repairs it."""

    stops: Names = ("post",)
    """What is out until it is repaired: `post`, `gate`, or teams at this post."""
    leaves: Count = 0
    """Officers or bays of the stopped teams that can still work."""
    crew: Name
    """The crew that repairs it."""
    repair: DurationDistribution
    """Working time of one crew."""
    after: Names = ()
    """Tasks at this post that must be done before."""
    start: Moment = Field(default=0, alias="from")
    """When work on it can begin at the earliest."""
    label: Label | None = None
    """What people call it."""


class Crew(Base):
    """Repair crews of one sort, shared by all posts."""

    count: PositiveCount
    """How many crews there are."""
    start: Moment = Field(default=0, alias="from")
    """When they are there."""


class Post(Base):
    """A place where consignments cross."""

    label: Label
    """What people call it."""
    kind: Literal["road", "airport", "seaport", "rail"] = "road"
    """What sort of post."""
    position: tuple[Annotated[float, Field(ge=-90, le=90)], Annotated[float, Field(ge=-180, le=180)]] | None = None
    """Latitude and longitude [degrees]."""
    unlocode: Annotated[str, Field(pattern=r"^[A-Z]{2}[A-Z2-9]{3}$")] | None = None
    """UN/LOCODE."""
    gate: CalendarRef = ALWAYS
    """When consignments are let in. A gate that is shut does not stop the work inside."""
    yard: PositiveCount | None = None
    """Places inside, held from entry to removal; left out, there are enough."""
    closures: tuple[Closure, ...] = ()
    """Dated closures."""
    damage: dict[Name, Damage] = {}
    """What is broken, by task name."""
    teams: dict[Name, Team]
    """Who works there."""

    def agency_of(self, team: str) -> str:
        """The agency that a team here belongs to."""
        return self.teams[team].agency or team
