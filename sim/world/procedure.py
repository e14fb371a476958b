"""The procedure: which agency does what, after what, and for how long."""

from typing import Final, Literal

from pydantic import Field

from sim.world.base import Base, Label, Name, Names
from sim.world.distributions import DurationDistribution
from sim.world.filters import EVERYTHING, Filter
from sim.world.quantities import PositiveCount, Share


class Rework(Base):
    """A step that may have to be done again."""

    chance: Share
    """Chance that it has to be done again, each time."""
    delay: DurationDistribution | None = None
    """Time until it comes back, without an officer; left out, it joins the line again at once."""
    at_most: PositiveCount | None = None
    """The most times it is done again; left out, there is no limit."""


class Step(Base):
    """One piece of work by one agency on one consignment."""

    label: Label
    """What people call it."""
    agency: Name
    """Who does it."""
    team: Name | None = None
    """The team at the post that does it; left out, the team with the agency's name."""
    after: Names = ()
    """Steps that must be done before."""
    match: Filter = Field(default=EVERYTHING, alias="for")
    """Which consignments need it."""
    concerned: bool = False
    """Only for goods that name this agency among those concerned."""
    duration: DurationDistribution
    """An officer's working time."""
    unattended: bool = False
    """It takes time but no officer, and nobody queues: a permit being issued, a sample in the laboratory."""
    documentary: bool = False
    """Done on papers: possible before arrival; incomplete files stop at the first of these."""
    rework: Rework | None = None
    """Chance and delay of having to do it again."""

    @property
    def team_name(self) -> str:
        """The team at a post that does this step."""
        return self.team or self.agency


Lane = Literal["green", "blue", "yellow", "red"]
LANES: Final[tuple[Lane, ...]] = ("green", "blue", "yellow", "red")


class LaneRule(Base):
    """How consignments are spread over the lanes."""

    match: Filter = Field(default=EVERYTHING, alias="for")
    """Which consignments; the first rule that matches holds."""
    shares: dict[Lane, Share] = Field(min_length=1)
    """Share of each lane; they add up to 100 %."""
