"""What waiting and working cost."""

from sim.world.base import Base
from sim.world.quantities import Duration, Multiplier, UsdPerHour


class Costs(Base):
    """Rates that turn hours into money; what an hour costs is not known where its rate is left out."""

    standing: UsdPerHour | None = None
    """Cost of a truck, ship or aircraft that stands, for each hour from arrival to removal."""
    storage: UsdPerHour | None = None
    """Storage for each hour inside after the free time."""
    free_time: Duration = 0
    """Time inside without storage charges."""
    officer: UsdPerHour | None = None
    """Cost of an officer on duty."""
    overtime: Multiplier = 1.0
    """An hour of overtime costs this many times an ordinary one."""
