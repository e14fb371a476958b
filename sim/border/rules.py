"""The rules of a world by their kind."""

from collections.abc import Iterator
from typing import TypeVar

from sim.world import DatedRule, World

R = TypeVar("R", bound=DatedRule)


def rules_of(world: World, kind: type[R]) -> Iterator[R]:
    """All rules of one kind."""
    return (rule for rule in world.rules if isinstance(rule, kind))
