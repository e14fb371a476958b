"""Where consignments cross: posts, the teams that work there, and what is broken or shut."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.world.base import Base, Label, Name, Names
from sim.world.calendars import ALWAYS, Calendar, Shifts
from sim.world.distributions import DurationDistribution
from sim.world.quantities import Count, Duration, Moment, PositiveCount, Rate
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


class Curfew(Base):
    """Hours in which nothing moves at a post, day after day."""

    hours: Calendar
    """When it is in force: `20-06`."""
    start: Moment = Field(default=0, alias="from")
    """First moment."""
    until: Moment | None = None
    """End; left out, for good."""
    reason: Label = "curfew"
    """Why, in words."""


class Neighbour(Base):
    """The other side of a post: its own hours and closures. Teams of agencies with `side: exit` work there."""

    label: Label
    """What people call it."""
    gate: CalendarRef = ALWAYS
    """When it lets consignments through."""
    closures: tuple[Closure, ...] = ()
    """Its dated closures: nothing enters the post, and its own teams stop."""


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
    neighbour: Neighbour | None = None
    """The other side; consignments are let in while both sides are open."""
    crossing: DurationDistribution | None = None
    """Time between the stop on the neighbour's side and the second stop, on this side."""
    curfews: tuple[Curfew, ...] = ()
    """Hours in which nothing moves."""
    removals: Annotated[Rate, Field(gt=0)] | None = None
    """How many consignments can be taken away in a given time; left out, there is no limit."""
    onward: dict[Name, DurationDistribution] = {}
    """Travel from here to each destination."""
    passable_from: Moment | None = None
    """When the road, or whatever leads on from here, can be used; left out, it always can."""
    damage: dict[Name, Damage] = {}
    """What is broken, by task name."""
    teams: dict[Name, Team]
    """Who works there."""

    def agency_of(self, team: str) -> str:
        """The agency that a team here belongs to."""
        return self.teams[team].agency or team


class Capital(Base):
    """Desks that all posts share, far from the border: papers go there and come back by courier."""

    courier: DurationDistribution
    """Time one way."""
    teams: dict[Name, Team]
    """Who works there."""


class Roving(Team):
    """A team that serves several posts and travels between them; it begins at the first."""

    posts: Names = Field(min_length=1)
    """The posts it serves."""
    travel: Duration
    """Time from one of them to another."""


class Incident(Base):
    """Something that shuts posts at random: shelling, a protest, a landslide."""

    label: Label
    """What people call it."""
    posts: Names
    """The posts it shuts, all at once."""
    rate: Rate
    """How often it begins, on average."""
    lasts: DurationDistribution
    """How long each lasts."""
    start: Moment = Field(default=0, alias="from")
    """When it can begin at the earliest."""
    until: Moment | None = None
    """When it no longer begins; left out, never."""
