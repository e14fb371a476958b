"""Levers in tests: a world under a policy of some levers, written as in a scenario file."""

from typing import Any

from worlds import CONTEXT, times, trace

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
