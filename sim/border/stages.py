"""Plans made ready to run: each piece of work with its team and the hours that chance gives every consignment."""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.border.case import ORDINARY
from sim.border.desks import Desks
from sim.border.draws import Inputs
from sim.border.eventlog import Activity
from sim.border.flow import Unattended
from sim.border.joint import Joint, Partners
from sim.border.plan import Node, compile_plan, in_force
from sim.border.rovers import RovingTeam
from sim.border.team import Team
from sim.world import Rework, Traits, World
from sim.world.distributions import DurationDistribution
from sim.world.rules import Located, LodgementRule, OneLodgement, Pooled, Priority, Shortened

Wait = tuple[Activity, list[int]]
"""Time without an officer, for each consignment of an origin by its index [µs], and what it is for."""
Parts = tuple[tuple[str, ...], ...]
"""Steps by the team that does them."""


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
    parts
        The same by who does them: a team's own parts of joint work come one after another.
    factor
        What overhead and shortening make of their time.
    durations
        Work for each consignment of the origin, by its index [µs].
    before, behind
        Time without an officer before and after: to lodge, to cross from one stop to the other, for the courier.
    documentary
        Done on papers.
    reworks
        Names of its steps that may have to be done again, with how.
    """

    place: Team | Joint | Unattended
    step: int
    steps: tuple[str, ...]
    parts: Parts
    factor: float
    durations: list[int]
    before: tuple[Wait, ...]
    behind: tuple[Wait, ...]
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
    starts
        Stages that wait for nothing.
    chain
        Whether each stage waits for the one before, with no time without an officer between.
    sinks
        Number of stages that nothing waits for.
    """

    stages: tuple[Stage, ...]
    then: tuple[int, ...] = field(init=False)
    following: tuple[tuple[int, ...], ...] = field(init=False)
    waits_for: tuple[int, ...] = field(init=False)
    on_entry: tuple[int, ...] = field(init=False)
    starts: tuple[int, ...] = field(init=False)
    chain: bool = field(init=False)
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
        put(self, "starts", tuple(place for place in places if not self.after[place]))
        in_line = all(self.after[place] == ((place - 1,) if place else ()) for place in places)
        put(self, "chain", in_line and not any(stage.before or stage.behind for stage in self.stages))
        put(self, "sinks", sum(not f for f in following))


class Planner:
    """Makes the plan of each consignment as it lodges, and keeps it for the next one like it."""

    def __init__(
        self, world: World, inputs: Inputs, desks: Desks, joint: Callable[[Partners], Joint], unattended: Unattended
    ) -> None:
        self.world, self.inputs, self.desks, self.joint, self.unattended = world, inputs, desks, joint, unattended
        self._plans: dict[tuple[int, Traits, int], Plan] = {}
        self._levels: dict[tuple[Traits, int], int] = {}
        self._hours: dict[tuple[int, str, int], list[int]] = {}
        rules = [rule for rule in world.rules if isinstance(rule, LodgementRule | Located | Pooled)]
        self.ranks = any(isinstance(rule, Priority) for rule in rules)
        self._dates = sorted({at for rule in rules for at in (rule.start, rule.until) if at is not None})
        self._steps = {name: number for number, name in enumerate(world.procedure)}

    def plan(self, origin: int, traits: Traits, at_us: int) -> Plan:
        """The plan of a consignment that lodges at a moment."""
        key = origin, traits, bisect_right(self._dates, at_us)
        if key not in self._plans:
            nodes = compile_plan(self.world, traits, at_us)
            stages = tuple(self._stage(origin, node, traits, at_us) for node in nodes)
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
        # Rules of different dates may give one purpose different laws, which live as long as the world.
        key = origin, purpose, id(law)
        if key not in self._hours:
            self._hours[key] = rounded(law.quantile(self.inputs.of(self.inputs.origins[origin], purpose)))
        return self._hours[key]

    def work(self, origin: int, parts: Parts, factor: float, again: int = 0) -> list[int]:
        """Working time of a stage by index [µs], the `again`-th time it is done again: that of its longest part."""
        suffix = f"#{again}" if again else ""
        times = [
            [self.hours(origin, f"{step}/duration{suffix}", self.world.procedure[step].duration) for step in steps]
            for steps in parts
        ]
        if len(parts) == len(parts[0]) == factor == 1:
            return times[0][0]
        return rounded(np.maximum.reduce([np.sum(part, axis=0) for part in times]) * factor)

    def _stage(self, origin: int, node: Node, traits: Traits, at_us: int) -> Stage:
        steps = [self.world.procedure[name] for name in node.steps]
        place, parts, far = self._place(node, traits, at_us)
        factor = node.overhead * self._shortening(node, traits, at_us)
        courier = self.world.capital.courier if far and self.world.capital else None
        back = (
            []
            if courier is None
            else [(Activity.COURIER, self.hours(origin, f"{node.steps[0]}/courier back", courier))]
        )
        return Stage(
            place=place,
            step=self._steps[parts[0][0]],
            steps=node.steps,
            parts=parts,
            factor=factor,
            durations=self.work(origin, parts, factor),
            before=tuple(self._before(origin, node, traits, at_us, courier)),
            behind=tuple(back),
            documentary=all(step.documentary for step in steps),
            reworks=tuple((name, step.rework) for name, step in zip(node.steps, steps, strict=True) if step.rework),
        )

    def _place(self, node: Node, traits: Traits, at_us: int) -> tuple[Team | Joint | Unattended, Parts, bool]:
        """Who does it, who does which part, and whether in the capital."""
        if len(node.steps) == 1 and self.world.procedure[node.steps[0]].unattended:
            return self.unattended, (node.steps,), False
        found: dict[Team, list[str]] = {}
        anybody_far = False
        for name in node.steps:
            team, far = self.desks.find(traits, self.world.procedure[name].team_name, at_us)
            found.setdefault(team, []).append(name)
            anybody_far |= far
        # One order for all, so that no two consignments wait for each other's officers.
        teams = sorted(found, key=self.desks.rank)
        parts = tuple(tuple(found[team]) for team in teams)
        if len(teams) == 1:
            return teams[0], parts, anybody_far
        if anybody_far or any(isinstance(team, RovingTeam) for team in teams):
            raise ValueError(
                f"{' and '.join(node.steps)} cannot be done together at {traits.post!r}: one of the teams is "
                "not there, but in the capital or travelling between posts"
            )
        partners = tuple((team, self._steps[names[0]]) for team, names in zip(teams, parts, strict=True))
        return self.joint(partners), parts, False

    def _shortening(self, node: Node, traits: Traits, at_us: int) -> float:
        """What rules leave of the time of the longest part; a joint stage is shortened where all its steps are."""
        rules = in_force(self.world, Shortened, traits, at_us)
        return max(min((rule.to for rule in rules if step in rule.steps), default=1.0) for step in node.steps)

    def _before(
        self, origin: int, node: Node, traits: Traits, at_us: int, courier: DurationDistribution | None
    ) -> Iterator[Wait]:
        crossing = self.world.posts[traits.post].crossing
        if node.crosses and crossing is not None:
            yield Activity.TRAVEL, self.hours(origin, "crossing", crossing)
        if node.lodges:
            yield Activity.CONSIGNEE, self._lodgement(origin, node, traits, at_us)
        if courier is not None:
            yield Activity.COURIER, self.hours(origin, f"{node.steps[0]}/courier", courier)

    def _lodgement(self, origin: int, node: Node, traits: Traits, at_us: int) -> list[int]:
        """Time to lodge, by index [µs]: once for all, or with each agency, side by side."""
        for rule in in_force(self.world, OneLodgement, traits, at_us):
            if rule.takes is not None:
                return self.hours(origin, "single window/lodgement", rule.takes)
        laws = {agency: self.world.agencies[agency].lodgement for agency in node.lodges}
        times = [self.hours(origin, f"{agency}/lodgement", law) for agency, law in laws.items() if law is not None]
        return times[0] if len(times) == 1 else [max(moments) for moments in zip(*times, strict=True)]


def rounded(hours: NDArray[np.float64]) -> list[int]:
    """Durations in whole microseconds."""
    whole: list[int] = np.rint(np.minimum(hours, MOST_US)).astype(np.int64).tolist()
    return whole


MOST_US = 2.0**55
"""Longer than any run: more than a thousand years."""
