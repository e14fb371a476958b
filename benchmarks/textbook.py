"""The yardstick: the reference network in textbook SimPy, fed the inputs that Greenlane drew."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import numpy as np
import simpy
from numpy.typing import NDArray


@dataclass(frozen=True)
class Work:
    """What comes, as plain lists, in order of arrival; times in whole microseconds.

    Attributes
    ----------
    arrival, post, level
        (n,) when, where, and the priority class, lower first.
    durations
        (n, stations) work at each station in turn.
    """

    arrival: list[int]
    post: list[int]
    level: list[int]
    durations: list[list[int]]


def run(work: Work, posts: int, officers: int) -> NDArray[np.int64]:
    """Run it; return the end of service at each station: (n, stations) [µs]."""
    env = simpy.Environment()
    stations = len(work.durations[0])
    desks = [[simpy.PriorityResource(env, officers) for _ in range(stations)] for _ in range(posts)]
    ends = [[0] * stations for _ in work.arrival]

    def consignment(number: int) -> Generator[Any, Any, None]:
        level = work.level[number]
        for place, desk in enumerate(desks[work.post[number]]):
            with desk.request(priority=level) as turn:
                yield turn
                yield env.timeout(work.durations[number][place])
            ends[number][place] = env.now

    def arrivals() -> Generator[Any, Any, None]:
        for number, at in enumerate(work.arrival):
            yield env.timeout(at - env.now)
            env.process(consignment(number))

    env.process(arrivals())
    env.run()
    return np.array(ends, dtype=np.int64)
