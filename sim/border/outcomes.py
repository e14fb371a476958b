"""What a run comes to for each consignment, told from its tables once it is over: delivery, duty, findings."""

import numpy as np
from numpy.typing import NDArray

from sim.border.draws import Inputs
from sim.border.eventlog import NEVER, Activity, Column
from sim.border.nature import Nature
from sim.world import World


def delivered(world: World, inputs: Inputs, consignments: dict[str, Column]) -> Column:
    """When each consignment reaches its destination: (n,) [µs], `NEVER` where it does not.

    The way on from a post is travel without a queue, on a road that may be passable only from some day on.
    """
    at = np.full(len(inputs), NEVER)
    posts, destinations = list(world.posts.values()), list(world.destinations)
    for origin in inputs.origins:
        numbers = origin.numbers
        luck = inputs.of(origin, "onward")
        for number, post in enumerate(posts):
            for destination, law in post.onward.items():
                gone = (consignments["post"][numbers] == number) & (consignments["removal"][numbers] != NEVER)
                gone &= consignments["destination"][numbers] == destinations.index(destination)
                leaves = np.maximum(consignments["removal"][numbers[gone]], post.passable_from or NEVER)
                at[numbers[gone]] = leaves + np.rint(law.quantile(luck[gone])).astype(np.int64)
    return at


def duties_usd(world: World, inputs: Inputs, drawn: Nature) -> NDArray[np.float64]:
    """Duty due on each consignment when it is released; none on transit: (n,) [USD]."""
    shares = [0.0 if stream.transit else stream.duty for stream in world.streams.values()]
    due: NDArray[np.float64] = drawn.value_usd * np.array(shares)[inputs.stream]
    return due


def findings(world: World, inputs: Inputs, drawn: Nature, visits: dict[str, Column]) -> tuple[Column, Column]:
    """What each consignment was examined for, and what was found: (n,) bits in the order of the world's risks."""
    examined, found = np.zeros((2, len(inputs)), dtype=np.int64)
    steps = list(world.procedure)
    done = visits["activity"] == Activity.SERVICE
    for bit, (kind, risk) in enumerate(world.risk.items()):
        looks = np.isin(visits["step"], [steps.index(step) for step in risk.examined_by]) & done
        seen = np.zeros(len(inputs), dtype=bool)
        seen[visits["consignment"][looks]] = True
        luck = np.ones(len(inputs))
        for origin in inputs.origins:
            luck[origin.numbers] = inputs.of(origin, f"found/{kind}")
        hit = seen & (drawn.carries >> bit & 1 == 1) & (luck < risk.finds)
        examined |= seen.astype(np.int64) << bit
        found |= hit.astype(np.int64) << bit
    return examined, found
