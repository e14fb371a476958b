"""Durations: what chance gives each consignment, as whole microseconds that the event loop reads from lists."""

import numpy as np
from numpy.typing import NDArray

from sim.border.draws import Inputs
from sim.world.distributions import DurationDistribution

Times = list[int]
"""A time for each consignment of an origin, by its index [µs]."""

MOST_US = 2.0**55
"""Longer than any run: more than a thousand years."""


class Durations:
    """Durations and luck by origin and purpose, told from the inputs when first asked for."""

    def __init__(self, inputs: Inputs) -> None:
        self.inputs = inputs
        self._times: dict[tuple[int, str, int], Times] = {}
        self._luck: dict[tuple[int, str], list[float]] = {}

    def of(self, origin: int, purpose: str, law: DurationDistribution) -> Times:
        """What chance gives each consignment of an origin in one matter."""
        # Rules of different dates may give one purpose different laws, which live as long as the world.
        key = origin, purpose, id(law)
        if key not in self._times:
            self._times[key] = rounded(law.quantile(self.inputs.of(self.inputs.origins[origin], purpose)))
        return self._times[key]

    def perhaps(self, origin: int, purpose: str, law: DurationDistribution | None) -> Times | None:
        """The same; `None` where no such time passes."""
        return None if law is None else self.of(origin, purpose, law)

    def luck(self, origin: int, purpose: str) -> list[float]:
        """The luck itself, where a chance is compared with it while the run goes on."""
        key = origin, purpose
        if key not in self._luck:
            self._luck[key] = self.inputs.of(self.inputs.origins[origin], purpose).tolist()
        return self._luck[key]


def rounded(times: NDArray[np.float64]) -> Times:
    """Durations in whole microseconds."""
    whole: Times = np.rint(np.minimum(times, MOST_US)).astype(np.int64).tolist()
    return whole
