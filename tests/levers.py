"""Levers in tests: a world under a policy of some levers, written as in a scenario file."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from worlds import CONTEXT, times, trace

from sim.border import NEVER, EventLog
from sim.policies import Policy, apply
from sim.world import World


def policy(*levers: Any) -> Policy:
    """A policy of these levers."""
    return Policy.model_validate({"label": "Test", "levers": list(levers)}, context=CONTEXT)


def under(world: World, *levers: Any) -> World:
    """A world in which these levers are pulled."""
    return apply(policy(*levers), world)


def released(world: World, *levers: Any) -> list[float | None]:
    """When each consignment is released under these levers [h]; `None`: never."""
    return times(trace(under(world, *levers)), "release")


def release_us(log: EventLog) -> NDArray[np.int64]:
    """When each consignment is released: (n,) [µs]; those that never are come after all others."""
    at = log.consignments["release"]
    return np.where(at == NEVER, np.iinfo(np.int64).max, at)


def same_bytes(first: EventLog, second: EventLog) -> bool:
    """Whether two logs are the same in every table."""
    tables = ("consignments", "visits", "holds", "states", "ongoing")
    return first.names == second.names and all(
        {key: column.tobytes() for key, column in getattr(first, table).items()}
        == {key: column.tobytes() for key, column in getattr(second, table).items()}
        for table in tables
    )
