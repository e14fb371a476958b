"""A policy: a named list of levers, applied to a world together."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from sim.policies.catalogue import LEVERS
from sim.policies.contradictions import closed_to_others, contradictions, left_alone
from sim.policies.lever import Lever, PolicyError, PolicyProblem, add_rules, say_known
from sim.world.base import Base, Label, Text
from sim.world.rules import DatedRule
from sim.world.world import World


def _name_of(written: Any) -> str | None:
    """The name of a lever, whether it is one already or written as `name` or `{name: parameters}`."""
    if isinstance(written, Lever):
        return written.name
    if isinstance(written, Mapping) and len(written) == 1:
        (written,) = written
    return written if isinstance(written, str) else None


def _check_name(written: Any) -> Any:
    name = _name_of(written)
    if name is None:
        raise ValueError(
            "this is not a lever; write its name, or its name with parameters such as `waive: {steps: permit}`"
        )
    if name not in LEVERS:
        raise ValueError(f"there is no lever {name[:60]!r}; {say_known(name, LEVERS, most=len(LEVERS))}")
    return written


class _OneOfTheLevers:
    """Validates a written lever with the class that has its name, so that errors point to the wrong parameter."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        choices = {name: handler.generate_schema(lever) for name, lever in LEVERS.items()}
        levers = core_schema.tagged_union_schema(choices, discriminator=_name_of)
        return core_schema.no_info_before_validator_function(_check_name, levers)


class Policy(Base):
    """What people decide: levers that act together. Their order does not matter."""

    label: Label
    """What people call it."""
    why: Text = ""
    """Why one would do it."""
    levers: Annotated[tuple[Annotated[Lever, _OneOfTheLevers], ...], Field(max_length=100)] = ()
    """Levers, each a name or a name with parameters; none leaves the world as it is."""


def apply(policy: Policy, world: World) -> World:
    """The world with the rules of all levers of a policy; the world itself if they change nothing.

    Raises
    ------
    PolicyError
        If levers name something that the world does not have, or contradict each other or the world's own rules. All
        problems are reported together.
    """
    added: list[DatedRule] = []
    problems: list[PolicyProblem] = []
    for position, lever in enumerate(policy.levers):
        try:
            added += lever.rules(world)
        except PolicyError as error:
            problems += [problem._replace(lever=position) for problem in error.problems]
    if problems or not added:
        return _or_raise(world, problems)
    changed = add_rules(world, added)
    return _or_raise(changed, [PolicyProblem(sentence) for sentence in contradictions(changed)])


def warnings(policy: Policy, world: World) -> tuple[str, ...]:
    """What is allowed but probably not meant: levers that change nothing, and teams that serve nobody or some alone.

    Raises
    ------
    PolicyError
        If the policy cannot be applied.
    """
    idle = [f"{lever.name}: {why}, so it changes nothing." for lever in policy.levers if (why := lever.idle(world))]
    changed = apply(policy, world)
    return (*idle, *closed_to_others(changed), *left_alone(changed))


def _or_raise(world: World, problems: list[PolicyProblem]) -> World:
    if problems:
        raise PolicyError(problems)
    return world
