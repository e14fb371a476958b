"""Rules that bite by the clock: on teams, gates, crews and closures."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sim.world.base import Base, Name, Names
from sim.world.calendars import Calendar, Shifts
from sim.world.filters import EVERYTHING, Filter
from sim.world.quantities import Count, Duration, Moment, PositiveCount, Share
from sim.world.rules.dated import DatedRule


class ExtraOfficers(DatedRule):
    """Officers on top of a team's own, on its own hours."""

    additive: ClassVar[bool] = True
    summed: ClassVar[bool] = True
    rule: Literal["extra_officers"] = "extra_officers"
    post: Name
    team: Name
    officers: Count
    taken_from: Annotated[tuple[Name, Name], Field(description="Post and team they come from")] | None = None

    @property
    def targets(self) -> frozenset[tuple[str, ...]]:
        """The team."""
        return frozenset({(self.post, self.team)})


class Hours(DatedRule):
    """Other hours for a team."""

    sets: ClassVar[str] = "the hours at {0} of the team {1}"
    rule: Literal["hours"] = "hours"
    post: Name
    team: Name
    calendar: Calendar
    shifts: Shifts | None = None
    keep_officer_hours: bool = False

    @property
    def targets(self) -> frozenset[tuple[str, ...]]:
        """The team."""
        return frozenset({(self.post, self.team)})


class GateHours(DatedRule):
    """Other hours for a gate."""

    sets: ClassVar[str] = "the hours of the gate at {0}"
    rule: Literal["gate_hours"] = "gate_hours"
    post: Name
    calendar: Calendar
    side: Literal["both", "own", "neighbour"] = "both"
    """Whose gate."""

    @property
    def targets(self) -> frozenset[tuple[str, ...]]:
        """The post."""
        return frozenset({(self.post,)})


class RepairOrder(DatedRule):
    """Which tasks crews take first; those not named come after, in the order of the file."""

    sets: ClassVar[str] = "the order of repairs"
    rule: Literal["repair_order"] = "repair_order"
    tasks: tuple[tuple[Name, Name], ...]

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
    count: PositiveCount

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
    phases: tuple[Phase, ...] = Field(min_length=1)
    side: Literal["both", "own", "neighbour"] = "both"
    """Whose closures end."""

    @property
    def targets(self) -> frozenset[tuple[str, ...]]:
        """The post."""
        return frozenset({(self.post,)})

    @property
    def setting(self) -> object:
        """The whole rule: a post re-opens in one way."""
        return self


class Located(DatedRule):
    """A desk of a team of the capital at a post, with officers from there."""

    sets: ClassVar[str] = "the officers of {1} placed at {0}"
    rule: Literal["located"] = "located"
    post: Name
    team: Name
    officers: PositiveCount

    @property
    def targets(self) -> frozenset[tuple[str, ...]]:
        """The desk."""
        return frozenset({(self.post, self.team)})

    @property
    def setting(self) -> object:
        """The officers."""
        return self.officers


class Pooled(DatedRule):
    """Teams of several posts that work as one and travel between them."""

    sets: ClassVar[str] = "whom the team {0} is pooled with"
    rule: Literal["pooled"] = "pooled"
    team: Name
    posts: Names
    travel: Duration

    @property
    def targets(self) -> frozenset[tuple[str, ...]]:
        """The team."""
        return frozenset({(self.team,)})

    @property
    def setting(self) -> object:
        """The posts and the travel between them."""
        return self.posts, self.travel
