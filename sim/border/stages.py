"""Plans made ready to run: each piece of work with its team and the hours that chance gives every consignment."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.border.case import ORDINARY
from sim.border.desks import Desks
from sim.border.draws import Inputs, Times, rounded
from sim.border.eventlog import Activity
from sim.border.flow import Spell, Unattended
from sim.border.joint import Joint
from sim.border.kinds import Kind
from sim.border.places import Places
from sim.border.plan import Node, compile_plan, in_force
from sim.border.rovers import RovingTeam
from sim.border.rules import R
from sim.border.team import Team
from sim.world import DatedRule, Rework, Traits, World
from sim.world.distributions import DurationDistribution
from sim.world.rules import Located, LodgementRule, OneLodgement, Pooled, Priority, Shortened

Wait = tuple[Spell, Times]
"""Time without an officer, and what it is for."""
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
    mean
        Mean work for a consignment of the origin [µs].
    """

    place: Team | Joint | Unattended
    step: int
    steps: tuple[str, ...]
    parts: Parts
    factor: float
    durations: Times
    before: tuple[Wait, ...]
    behind: tuple[Wait, ...]
    documentary: bool
    reworks: tuple[tuple[str, Rework], ...]
    mean: float = field(init=False)

    def __post_init__(self) -> None:
        """Work out the mean duration."""
        object.__setattr__(self, "mean", sum(self.durations) / max(1, len(self.durations)))


@dataclass(frozen=True)
class Plan:
    """The stages of a consignment and what follows what.

    Attributes
    ----------
    stages
        In an order in which they can be done.
    after
        For each stage those that it waits for.
    level
        The class of the consignment in every line by the rules of this moment.
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
    documentary
        Whether anything is done on papers.
    work
        Step, place and durations of each stage.
    sure
        Whether no stage may have to be done again, but for incomplete papers.
    paces
        Teams with their mean time for one of the origin's consignments [µs].
    """

    stages: tuple[Stage, ...]
    after: tuple[tuple[int, ...], ...]
    level: int
    then: tuple[int, ...] = field(init=False)
    following: tuple[tuple[int, ...], ...] = field(init=False)
    waits_for: tuple[int, ...] = field(init=False)
    on_entry: tuple[int, ...] = field(init=False)
    starts: tuple[int, ...] = field(init=False)
    chain: bool = field(init=False)
    sinks: int = field(init=False)
    documentary: bool = field(init=False)
    work: tuple[tuple[int, Team | Joint | Unattended, Times], ...] = field(init=False)
    sure: bool = field(init=False)
    paces: tuple[tuple[Team, float], ...] = field(init=False)

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
        put(self, "documentary", not all(physical))
        put(self, "work", tuple((stage.step, stage.place, stage.durations) for stage in self.stages))
        put(self, "sure", not any(stage.reworks for stage in self.stages))
        put(self, "paces", tuple((stage.place, stage.mean) for stage in self.stages if isinstance(stage.place, Team)))


class Planner:
    """Makes the plan of each kind of consignment as it lodges, and keeps it for the next one like it."""

    def __init__(self, world: World, inputs: Inputs, desks: Desks, places: Places) -> None:
        self.world, self.inputs, self.desks, self.places = world, inputs, desks, places
        self._rules: dict[tuple[type[DatedRule], Kind, int], tuple[Any, ...]] = {}
        self._work: dict[tuple[int, Parts, float, int], Times] = {}
        rules = [rule for rule in world.rules if isinstance(rule, LodgementRule | Located | Pooled)]
        self.ranks = any(isinstance(rule, Priority) for rule in rules)
        self._dates = sorted({at for rule in rules for at in (rule.start, rule.until) if at is not None})
        self._last_date = max(self._dates, default=world.start_us)
        self._steps = {name: number for number, name in enumerate(world.procedure)}

    def plan(self, kind: Kind, at_us: int) -> Plan:
        """The plan of a consignment that lodges at a moment."""
        # After the last date, which is most of the time, there is one plan for good.
        span = len(self._dates) if at_us >= self._last_date else bisect_right(self._dates, at_us)
        plan = kind.plans.get(span)
        if plan is None:
            nodes = compile_plan(self.world, kind.traits, at_us)
            stages = tuple(self._stage(kind.origin, node, kind.traits, at_us) for node in nodes)
            after = tuple(node.after for node in nodes)
            plan = kind.plans[span] = Plan(stages, after, self.level(kind, at_us))
        return plan

    def level(self, kind: Kind, at_us: int) -> int:
        """The priority class of a consignment by the rules of a moment."""
        span = bisect_right(self._dates, at_us)
        level = kind.levels.get(span)
        if level is None:
            rules = [rule for rule in self.rules(Priority, kind, at_us) if kind.traits.post in rule.posts]
            level = kind.levels[span] = min((rule.level for rule in rules), default=ORDINARY)
        return level

    def rules(self, sort: type[R], kind: Kind, at_us: int) -> tuple[R, ...]:
        """Rules of one sort for a consignment that lodges at a moment."""
        key = sort, kind, bisect_right(self._dates, at_us)
        if key not in self._rules:
            self._rules[key] = tuple(in_force(self.world, sort, kind.traits, at_us))
        return self._rules[key]

    def work(self, origin: int, parts: Parts, factor: float, again: int = 0) -> Times:
        """Working time of a stage by index [µs], the `again`-th time it is done again: that of its longest part."""
        key = origin, parts, factor, again
        if key not in self._work:
            self._work[key] = self._longest(origin, parts, factor, f"#{again}" if again else "")
        return self._work[key]

    def _longest(self, origin: int, parts: Parts, factor: float, suffix: str) -> Times:
        procedure = self.world.procedure
        times = [
            [self.inputs.times(origin, f"{step}/duration{suffix}", procedure[step].duration) for step in steps]
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
            [] if courier is None else [self._wait(Activity.COURIER, origin, f"{node.steps[0]}/courier back", courier)]
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
            return self.places.unattended, (node.steps,), False
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
        return self.places.joint(partners), parts, False

    def _shortening(self, node: Node, traits: Traits, at_us: int) -> float:
        """What rules leave of the time of the longest part; a joint stage is shortened where all its steps are."""
        rules = in_force(self.world, Shortened, traits, at_us)
        return max(min((rule.to for rule in rules if step in rule.steps), default=1.0) for step in node.steps)

    def _before(
        self, origin: int, node: Node, traits: Traits, at_us: int, courier: DurationDistribution | None
    ) -> Iterator[Wait]:
        crossing = self.world.posts[traits.post].crossing
        if node.crosses and crossing is not None:
            yield self._wait(Activity.TRAVEL, origin, "crossing", crossing)
        if node.lodges:
            yield self.places.spell(Activity.CONSIGNEE), self._lodgement(origin, node, traits, at_us)
        if courier is not None:
            yield self._wait(Activity.COURIER, origin, f"{node.steps[0]}/courier", courier)

    def _wait(self, activity: Activity, origin: int, purpose: str, law: DurationDistribution) -> Wait:
        return self.places.spell(activity), self.inputs.times(origin, purpose, law)

    def _lodgement(self, origin: int, node: Node, traits: Traits, at_us: int) -> Times:
        """Time to lodge, by index [µs]: once for all, or with each agency, side by side."""
        for rule in in_force(self.world, OneLodgement, traits, at_us):
            if rule.takes is not None:
                return self.inputs.times(origin, "single window/lodgement", rule.takes)
        laws = {agency: self.world.agencies[agency].lodgement for agency in node.lodges}
        times = [
            self.inputs.times(origin, f"{agency}/lodgement", law) for agency, law in laws.items() if law is not None
        ]
        return times[0] if len(times) == 1 else [max(moments) for moments in zip(*times, strict=True)]
