"""What may be hidden in a flow, and how well it is told from the rest and found.

The score of a consignment is a standard normal number, raised by d′ where something is hidden: the equal-variance
normal model of signal detection (Green & Swets 1966). With d′ = 0 the score says nothing and selection is random.
"""

from typing import Annotated

from pydantic import Field

from sim.world.base import Base, Label, Names
from sim.world.quantities import Share

Signal = Annotated[float, Field(ge=0, le=10)]
"""Signal strength d′: how far, in standard deviations, the scores of carriers lie above those of others."""


class Risk(Base):
    """One kind of thing that may be hidden."""

    label: Label
    """What people call it."""
    examined_by: Names
    """Steps that look for it."""
    finds: Share
    """Chance that such a step finds what is there."""
    signal: Signal = 0.0
    """d′ of what customs knows by itself."""
    shared_signal: Signal | None = None
    """d′ when its experts share what they know; left out, they add nothing."""
    experts: Names = ()
    """Agencies whose knowledge that is: licensing office, heritage experts, passenger analysts…"""
