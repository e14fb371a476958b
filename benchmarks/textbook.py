"""The yardstick: the reference network in textbook SimPy, fed the inputs that Greenlane drew."""

from collections.abc import Generator
from typing import Any

import numpy as np
import simpy
from numpy.typing import NDArray

from benchmarks.network import OFFICERS, Work

Process = Generator[Any, Any, None]


def run(work: Work) -> NDArray[np.int64]:
    """Run it; return the end of service at each station: (n, stations) [µs]."""
    env = simpy.Environment()
    desks = [[simpy.PriorityResource(env, OFFICERS) for _ in range(work.stations)] for _ in range(work.posts)]
    ends = [[0] * work.stations for _ in work.arrival]

    def consignment(number: int) -> Process:
        level = work.level[number]
        for place, desk in enumerate(desks[work.post[number]]):
            with desk.request(priority=level) as turn:
                yield turn
                yield env.timeout(work.durations[number][place])
            ends[number][place] = env.now

    def arrivals() -> Process:
        for number, at in enumerate(work.arrival):
            yield env.timeout(at - env.now)
            env.process(consignment(number))

    def closure(desk: simpy.PriorityResource) -> Process:
        with desk.request(priority=-1) as turn:
            yield turn
            yield env.timeout(work.opening)

    if work.opening:
        for first, *_ in desks:
            for _ in range(OFFICERS):
                env.process(closure(first))
    env.process(arrivals())
    env.run()
    return np.array(ends, dtype=np.int64)
