"""What crosses, who sends it, where it goes, and the agencies that look at it."""

from typing import Literal

from sim.world.base import Base, Label, Names
from sim.world.distributions import DurationDistribution
from sim.world.quantities import Multiplier, Share


class Agency(Base):
    """A public body that has a say over what crosses: customs, port health, food safety, security…"""

    label: Label
    """What people call it."""
    side: Literal["entry", "exit"] = "entry"
    """`exit` agencies are the neighbour's: they work on the other side of the post."""
    lodgement: DurationDistribution | None = None
    """The consignee's own time to lodge papers with this agency before its first step; no officer is busy.
    Left out, nothing separate has to be lodged."""


class Goods(Base):
    """A category of goods, or people."""

    label: Label
    """What people call it."""
    agencies: Names = ()
    """Agencies concerned: a step marked `concerned: true` is only for goods that name its agency."""
    weight: Multiplier = 1.0
    """Weight of need, set by the user; used in weighted measures only."""


class Consignor(Base):
    """A kind of sender, as far as it matters to the border."""

    label: Label
    """What people call it."""
    papers_complete: Share | None = None
    """Share of its files that are complete; left out, the stream's own share holds."""


class Destination(Base):
    """Where consignments are needed."""

    label: Label
    """What people call it."""
