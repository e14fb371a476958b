"""Rules that bite by the clock: on teams, gates, crews and closures."""

from typing import ClassVar, Literal

from pydantic import Field

from sim.world.base import Base, Name, Names
from sim.world.calendars import Calendar, Shifts
from sim.world.filters import EVERYTHING, Filter
from sim.world.quantities import Count, Duration, Moment, PositiveCount, Share
from sim.world.rules.dated import DatedRule

Side = Literal["both", "own", "neighbour"]
"""Which side of a post is meant."""


def sides(side: Side) -> tuple[str, ...]:
    """The single sides that are meant."""
    return ("own", "neighbour") if side == "both" else (side,)


class ExtraOfficers(DatedRule):
    """Officers on top of a team's own, on its own hours."""

    additive: ClassVar[bool] = True
    summed: ClassVar[bool] = True
    rule: Literal["extra_officers"] = "extra_officers"
    post: Name
    """The post."""
    team: Name
    """The team."""
    officers: Count
    """How many come on top."""
    taken_from: tuple[Name, Name] | None = None
    """Post and team they come from; left out, they are new."""

    @property
    def targets(self) -> frozenset[tuple[str, ...]]:
        """The team."""
        return frozenset({(self.post, self.team)})


class Hours(DatedRule):
    """Other hours for a team."""

    sets: ClassVar[str] = "the hours at {0} of the team {1}"
    rule: Literal["hours"] = "hours"
    post: Name
    """The post."""
    team: Name
    """The team."""
    calendar: Calendar
    shifts: Shifts | None = None
    """Officers by time of day; left out, at all hours the most that the team has at any."""
    keep_officer_hours: bool = False
    """Whether the officer-hours of a week stay what they were."""

    @property
    def targets(self) -> frozenset[tuple[str, ...]]:
        """The team."""
        return frozenset({(self.post, self.team)})


class GateHours(DatedRule):
    """Other hours for a gate."""

    sets: ClassVar[str] = "the hours of the gate at {0}"
    rule: Literal["gate_hours"] = "gate_hours"
    post: Name
    """The post."""
    calendar: Calendar
    side: Side = "both"
    """Whose gate."""

    @property
    def targets(self) -> frozenset[tuple[str, ...]]:
        """The gates meant."""
        return frozenset((self.post, side) for side in sides(self.side))

    @property
    def setting(self) -> object:
        """The hours, wherever else they hold."""
        return self.calendar


class RepairOrder(DatedRule):
    """Which tasks crews take first; those not named come after, in the order of the file."""

    sets: ClassVar[str] = "the order of repairs"
    rule: Literal["repair_order"] = "repair_order"
    tasks: tuple[tuple[Name, Name], ...]
    """Tasks that crews take first, in this order."""

    @property
    def targets(self) -> frozenset[tuple[str, ...]]:
        """All repairs."""
        return frozenset({("repairs",)})


class ExtraCrews(DatedRule):
    """Crews on top of those the world has."""

    additive: ClassVar[bool] = True
    summed: ClassVar[bool] = True
    rule: Literal["extra_crews"] = "extra_crews"
    crew: Name
    """The crew."""
    count: PositiveCount
    """How many come on top."""

    @property
    def targets(self) -> frozenset[tuple[str, ...]]:
        """The sort of crew."""
        return frozenset({(self.crew,)})


class Phase(Base):
    """A stage of re-opening."""

    at: Moment
    """When it begins."""
    staff: Share = 1.0
    """Share of each team's officers at work from then on."""
    match: Filter = Field(default=EVERYTHING, alias="for")
    """Whom the gate lets in from then on."""


class Reopening(DatedRule):
    """Another end for a post's closures: at once, or in phases."""

    sets: ClassVar[str] = "how {0} re-opens"
    rule: Literal["reopening"] = "reopening"
    post: Name
    """The post."""
    phases: tuple[Phase, ...] = Field(min_length=1)
    """What each phase lets in and with how many officers."""
    side: Side = "both"
    """Whose closures end, and whose teams work with the staff of the phases."""

    @property
    def stages(self) -> tuple[Phase, ...]:
        """Its phases from when it is in force, the earliest first: the last of those that have passed begins then."""
        phases = sorted(self.phases, key=lambda phase: phase.at)
        begun = [phase for phase in phases if phase.at <= self.start]
        later = tuple(phase for phase in phases if phase.at > self.start)
        return (begun[-1].model_copy(update={"at": self.start}), *later) if begun else later

    @property
    def targets(self) -> frozenset[tuple[str, ...]]:
        """The sides of the post meant."""
        return frozenset((self.post, side) for side in sides(self.side))

    @property
    def setting(self) -> object:
        """The whole rule: a side re-opens in one way."""
        return self


class Located(DatedRule):
    """A desk of a team of the capital at a post, with officers from there."""

    sets: ClassVar[str] = "the officers of {1} placed at {0}, and their hours"
    rule: Literal["located"] = "located"
    post: Name
    """The post with the desk."""
    team: Name
    """The team of the capital that its officers come from."""
    officers: PositiveCount
    """How many officers."""
    calendar: Calendar | None = None
    """Hours of the desk; left out, those of the team in the capital."""
    keep_officer_hours: bool = False
    """Spread the officer-hours of those placed over `calendar`; else they are all there at all of its hours."""

    @property
    def targets(self) -> frozenset[tuple[str, ...]]:
        """The desk."""
        return frozenset({(self.post, self.team)})

    @property
    def setting(self) -> object:
        """The officers and their hours."""
        return self.officers, self.calendar, self.keep_officer_hours


class Pooled(DatedRule):
    """Teams of several posts that work as one and travel between them."""

    sets: ClassVar[str] = "whom the team {0} is pooled with"
    rule: Literal["pooled"] = "pooled"
    team: Name
    """The name that the team has at each of the posts."""
    posts: Names
    """Posts whose teams work as one."""
    travel: Duration
    """Time from one post to another."""

    @property
    def targets(self) -> frozenset[tuple[str, ...]]:
        """The team."""
        return frozenset({(self.team,)})

    @property
    def setting(self) -> object:
        """The posts and the travel between them."""
        return self.posts, self.travel
