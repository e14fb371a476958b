"""The reference network, in any size and with or without a closure, as Greenlane and as the other tools take it.

Load stays at 0.85 whatever the size: with more consignments each takes less work.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim import Inputs, World, apply, draw, load_scenario
from sim.border.eventlog import Activity, EventLog
from sim.border.nature import nature
from sim.world.quantities import DAY_US

REFERENCE: Final = Path(__file__).with_name("reference.yaml")
DAYS: Final = 30
OFFICERS: Final = 4
RELIEF_SHARE: Final = 0.3
CLOSED_DAYS: Final = 5


@dataclass(frozen=True)
class Work:
    """What comes, as plain lists, in order of arrival; times in whole microseconds.

    Attributes
    ----------
    arrival, post, level
        (n,) when, where, and the priority class, lower first.
    durations
        (n, stations) work at each station in turn.
    posts
        How many posts there are, each with as many officers at each station.
    opening
        Until when nobody works at the first station; 0: it is open from the start.
    """

    arrival: list[int]
    post: list[int]
    level: list[int]
    durations: list[list[int]]
    posts: int
    opening: int

    @property
    def stations(self) -> int:
        return len(self.durations[0])

    def __len__(self) -> int:
        return len(self.arrival)


@dataclass(frozen=True)
class Network:
    """The network and its inputs.

    Attributes
    ----------
    opening
        Until when nobody works at the first station [µs].
    """

    world: World
    inputs: Inputs
    opening: int

    @cached_property
    def work(self) -> Work:
        """The inputs as the others take them."""
        return work_of(self.world, self.inputs, self.opening)


def network(count: int, *, closed: bool = False, within_days: float = DAYS, seed: int = 1) -> Network:
    """Draw about so many consignments.

    Parameters
    ----------
    closed
        Whether all posts are shut for the first five days.
    within_days
        In how many days they arrive; the work takes 30 days all the same.
    """
    mean_h = 0.85 * 5 * OFFICERS * DAYS * 24 / count
    settings = [
        f"streams.{stream}.arrivals.{key}={value}"
        for stream, share in (("aid", RELIEF_SHARE), ("trade", 1 - RELIEF_SHARE))
        for key, value in (("rate", f"{share * count / within_days}/day"), ("until", f"{within_days} d"))
    ]
    steps = list(load_scenario(str(REFERENCE)).world.procedure)
    settings += [f"procedure.{step}.duration.mean={mean_h} h" for step in steps]
    if closed:
        posts = load_scenario(str(REFERENCE)).world.posts
        settings += [f"posts.{post}.closures=[{{from: 0 h, until: {CLOSED_DAYS} d}}]" for post in posts]
    scenario = load_scenario(str(REFERENCE), settings)
    (policy,) = scenario.policies.values()
    world = apply(policy, scenario.world)
    inputs = draw(scenario.world, seed=seed)
    return Network(world, inputs, CLOSED_DAYS * DAY_US if closed else 0)


def work_of(world: World, inputs: Inputs, opening: int = 0) -> Work:
    """The inputs of a run as the others take them."""
    levels = np.array([0 if stream.kind == "relief" else 1 for stream in world.streams.values()])
    durations = np.zeros((len(inputs), len(world.procedure)), dtype=np.int64)
    for number, origin in enumerate(inputs.origins):
        for place, (step, spec) in enumerate(world.procedure.items()):
            durations[origin.numbers, place] = inputs.times(number, f"{step}/duration", spec.duration)
    return Work(
        arrival=inputs.base_arrival.tolist(),
        post=nature(world, inputs).post.tolist(),
        level=levels[inputs.stream].tolist(),
        durations=durations.tolist(),
        posts=len(world.posts),
        opening=opening,
    )


def ends_of(log: EventLog, stations: int) -> NDArray[np.int64]:
    """The end of service at each station from an event log: (n, stations) [µs]."""
    ends = np.zeros((len(log.consignments["post"]), stations), dtype=np.int64)
    work = log.visits["activity"] == Activity.SERVICE
    ends[log.visits["consignment"][work], log.visits["step"][work]] = log.visits["end"][work]
    return ends
