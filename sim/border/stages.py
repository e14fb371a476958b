"""Plans made ready to run: each piece of work with its team and the hours that chance gives every consignment."""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.border.case import ORDINARY
from sim.border.draws import Inputs, Origin
from sim.border.joint import Joint, Partners
from sim.border.plan import Node, compile_plan, in_force
from sim.border.roster import rules_of
from sim.border.team import Team
from sim.world import Filter, Rework, Traits, World
from sim.world.distributions import DurationDistribution
from sim.world.rules import LodgementRule, OneLodgement, Priority, Reserved

Desks = dict[tuple[str, str], list[tuple[Team, Filter | None]]]
"""Desks of the team at (post, name): its own first, then those of reserved officers with whom they serve."""


@dataclass(frozen=True)
class Stage:
    """One piece of work of a plan, for the consignments of one origin.

    Attributes
    ----------
    place
        Who does it.
    step
        Number of the step (of the first partner's, when joint).
    steps
        Names of the steps.
    durations
        Work for each consignment of the origin, by its index [µs].
    lodging
        The consignee's own time before, by index [µs]; empty where none.
    documentary
        Done on papers.
    reworks
        Names of its steps that may have to be done again, with how.
    """

    place: Team | Joint
    step: int
    steps: tuple[str, ...]
    overhead: float
    durations: list[int]
    lodging: list[int]
    documentary: bool
    reworks: tuple[tuple[str, Rework], ...]


@dataclass(frozen=True)
class Plan:
    """The stages of a consignment and what follows what.

    Attributes
    ----------
    stages
        In an order in which they can be done.
    then
        For each stage the only one that follows it and waits for nothing else, or -1.
    following
        For each stage all that wait for it.
    waits_for
        For each stage for how many stages it waits.
    on_entry
        Stages that also wait for entry to the yard: physical work that follows no other physical work.
    sinks
        Number of stages that nothing waits for.
    """

    stages: tuple[Stage, ...]
    then: tuple[int, ...] = field(init=False)
    following: tuple[tuple[int, ...], ...] = field(init=False)
    waits_for: tuple[int, ...] = field(init=False)
    on_entry: tuple[int, ...] = field(init=False)
    sinks: int = field(init=False)
    after: tuple[tuple[int, ...], ...] = ()

    def __post_init__(self) -> None:
        """Work out what follows what."""
        places = range(len(self.stages))
        following = tuple(tuple(k for k in places if place in self.after[k]) for place in places)
        put = object.__setattr__
        put(self, "following", following)
        put(self, "then", tuple(f[0] if len(f) == 1 and len(self.after[f[0]]) == 1 else -1 for f in following))
        put(self, "waits_for", tuple(len(before) for before in self.after))
        physical = [not stage.documentary for stage in self.stages]
        put(self, "on_entry", tuple(k for k in places if physical[k] and not any(physical[b] for b in self.after[k])))
        put(self, "sinks", sum(not f for f in following))


class Planner:
    """Makes the plan of each consignment as it lodges, and keeps it for the next one like it."""

    def __init__(self, world: World, inputs: Inputs, desks: Desks, joint: Callable[[Partners], Joint]) -> None:
        self.world, self.inputs, self.desks, self.joint = world, inputs, desks, joint
        self._plans: dict[tuple[int, Traits, int], Plan] = {}
        self._levels: dict[tuple[Traits, int], int] = {}
        self._hours: dict[tuple[int, str], list[int]] = {}
        rules = [rule for rule in world.rules if isinstance(rule, LodgementRule)]
        self._dates = sorted({at for rule in rules for at in (rule.start, rule.until) if at is not None})
        self._steps = {name: number for number, name in enumerate(world.procedure)}

    def plan(self, origin: int, traits: Traits, at_us: int) -> Plan:
        """The plan of a consignment that lodges at a moment."""
        key = origin, traits, bisect_right(self._dates, at_us)
        if key not in self._plans:
            nodes = compile_plan(self.world, traits, at_us)
            stages = tuple(self._stage(self.inputs.origins[origin], origin, node, traits, at_us) for node in nodes)
            self._plans[key] = Plan(stages, after=tuple(node.after for node in nodes))
        return self._plans[key]

    def level(self, traits: Traits, at_us: int) -> int:
        """The priority class of a consignment by the rules of a moment."""
        key = traits, bisect_right(self._dates, at_us)
        if key not in self._levels:
            rules = in_force(self.world, Priority, traits, at_us)
            self._levels[key] = min((rule.level for rule in rules if traits.post in rule.posts), default=ORDINARY)
        return self._levels[key]

    def hours(self, origin: int, purpose: str, law: DurationDistribution) -> list[int]:
        """What chance gives each consignment of an origin: durations by index [µs]."""
        key = origin, purpose
        if key not in self._hours:
            self._hours[key] = rounded(law.quantile(self.inputs.of(self.inputs.origins[origin], purpose)))
        return self._hours[key]

    def work(self, origin: int, steps: tuple[str, ...], overhead: float, again: int = 0) -> list[int]:
        """Working time of a stage by index [µs], the `again`-th time it is done again."""
        suffix = f"#{again}" if again else ""
        parts = [self.hours(origin, f"{step}/duration{suffix}", self.world.procedure[step].duration) for step in steps]
        if len(parts) == 1:
            return parts[0]
        return rounded(np.maximum.reduce([np.array(part) for part in parts]) * overhead)

    def _stage(self, origin: Origin, number: int, node: Node, traits: Traits, at_us: int) -> Stage:
        steps = [self.world.procedure[name] for name in node.steps]
        partners = tuple(
            (self._desk(traits, step.team_name, at_us), self._steps[name])
            for name, step in zip(node.steps, steps, strict=True)
        )
        return Stage(
            place=partners[0][0] if len(partners) == 1 else self.joint(partners),
            step=self._steps[node.steps[0]],
            steps=node.steps,
            overhead=node.overhead,
            durations=self.work(number, node.steps, node.overhead),
            lodging=self._lodging(number, node, traits, at_us),
            documentary=all(step.documentary for step in steps),
            reworks=tuple((name, step.rework) for name, step in zip(node.steps, steps, strict=True) if step.rework),
        )

    def _lodging(self, origin: int, node: Node, traits: Traits, at_us: int) -> list[int]:
        if not node.lodges:
            return []
        for rule in in_force(self.world, OneLodgement, traits, at_us):
            if rule.takes is not None:
                return self.hours(origin, "single window/lodgement", rule.takes)
        agency = self.world.procedure[node.steps[0]].agency
        law = self.world.agencies[agency].lodgement
        return [] if law is None else self.hours(origin, f"{agency}/lodgement", law)

    def _desk(self, traits: Traits, team: str, at_us: int) -> Team:
        own, *reserved = self.desks[traits.post, team]
        live = any(
            rule.in_force(at_us)
            for rule in rules_of(self.world, Reserved)
            if (rule.post, rule.team) == (traits.post, team)
        )
        for desk, match in reserved:
            if live and match is not None and match.matches(traits):
                return desk
        return own[0]


def rounded(hours: NDArray[np.float64]) -> list[int]:
    """Durations in whole microseconds."""
    whole: list[int] = np.rint(np.minimum(hours, MOST_US)).astype(np.int64).tolist()
    return whole


MOST_US = 2.0**55
"""Longer than any run: more than a thousand years."""
