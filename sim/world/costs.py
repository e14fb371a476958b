"""What waiting and working cost."""

from sim.world.base import Base
from sim.world.quantities import Duration, Multiplier, UsdPerHour


class Costs(Base):
    """Rates that turn hours into money; what is left out is not counted."""

    standing: UsdPerHour = 0.0
    """Cost of a truck, ship or aircraft that stands, for each hour from arrival to removal."""
    storage: UsdPerHour = 0.0
    """Storage for each hour inside after the free time."""
    free_time: Duration = 0
    """Time inside without storage charges."""
    officer: UsdPerHour = 0.0
    """Cost of an officer on duty."""
    overtime: Multiplier = 1.0
    """An hour of overtime costs this many times an ordinary one."""
