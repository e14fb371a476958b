"""The reference network in salabim, fed the inputs that Greenlane drew: components that request resources."""

from collections.abc import Generator
from typing import Any

import numpy as np
import salabim
from numpy.typing import NDArray

from benchmarks.network import OFFICERS, Work

Process = Generator[Any, Any, None]


def run(work: Work) -> NDArray[np.int64]:
    """Run it; return the end of service at each station: (n, stations) [µs]."""
    salabim.yieldless(False)
    env = salabim.Environment(trace=False, random_seed=None, yieldless=False)
    desks = [[salabim.Resource(capacity=OFFICERS) for _ in range(work.stations)] for _ in range(work.posts)]
    ends = [[0] * work.stations for _ in work.arrival]

    class Consignment(salabim.Component):
        def setup(self, number: int) -> None:
            self.number = number

        def process(self) -> Process:
            number = self.number
            for place, desk in enumerate(desks[work.post[number]]):
                yield self.request((desk, 1, work.level[number]))
                yield self.hold(work.durations[number][place])
                ends[number][place] = env.now()
                self.release(desk)

    class Arrivals(salabim.Component):
        def process(self) -> Process:
            for number, at in enumerate(work.arrival):
                yield self.hold(till=at)
                Consignment(number=number)

    Arrivals()
    env.run()
    return np.array(ends, dtype=np.int64)
