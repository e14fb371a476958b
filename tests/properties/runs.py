"""A run as rows that invariants can be asked of, independent of how measures read the log."""

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from sim.border import NEVER, NOBODY, Activity, EventLog, Hold, Inputs, Reason, draw, run
from sim.border.plan import Node, compile_plan, in_force
from sim.world import DatedRule, Team, Traits, World
from sim.world.calendars import Calendar
from sim.world.quantities import DAY_US
from sim.world.rules import Located, Pooled, Reserved, Shortened

Span = tuple[int, int]


class Visit(NamedTuple):
    """A row of the visits."""

    row: int
    consignment: int
    activity: int
    step: int
    team: int
    ready: int
    start: int
    end: int
    after: int
    critical: int


class State(NamedTuple):
    """A row of the states."""

    time: int
    post: int
    team: int
    officers: int
    reason: int


@dataclass(frozen=True)
class Run:
    """A world, its inputs and what happened."""

    world: World
    inputs: Inputs
    log: EventLog

    @cached_property
    def columns(self) -> dict[str, list]:
        """Columns of the consignments."""
        return {name: column.tolist() for name, column in self.log.consignments.items()}

    @cached_property
    def visits(self) -> list[Visit]:
        """All rows of the visits."""
        columns = (column.tolist() for column in self.log.visits.values())
        return [Visit(row, *values) for row, values in enumerate(zip(*columns, strict=True))]

    @cached_property
    def services(self) -> list[Visit]:
        """Rows of work by officers."""
        return [visit for visit in self.visits if visit.activity == Activity.SERVICE]

    @cached_property
    def of_consignment(self) -> dict[int, list[Visit]]:
        """Rows of each consignment."""
        rows: dict[int, list[Visit]] = defaultdict(list)
        for visit in self.visits:
            rows[visit.consignment].append(visit)
        return rows

    @cached_property
    def jobs(self) -> list[list[Visit]]:
        """Rows of work done at one time: one row, or first partner and further partners of a joint step."""
        found: list[list[Visit]] = []
        for visit in self.services:
            if visit.critical:
                found.append([visit])
            else:
                found[-1].append(visit)
        return found

    def holds(self, sort: Hold) -> dict[int, list[tuple[int, int, int]]]:
        """Team, start and end of the holds of each row."""
        found: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        for visit, hold, team, start, end in zip(*(column.tolist() for column in self.log.holds.values()), strict=True):
            if hold == sort:
                found[visit].append((team, start, end))
        return found

    @cached_property
    def pauses(self) -> dict[int, list[tuple[int, int, int]]]:
        """Pauses of each row."""
        return self.holds(Hold.PAUSE)

    def busy(self, *, ongoing: bool) -> dict[int, list[Span]]:
        """When each team's officers were at work or held for joint work; with work in hand at the end, or without."""
        partner = self.holds(Hold.PARTNER)
        spans: dict[int, list[Span]] = defaultdict(list)
        for job in self.jobs:
            teams = [visit.team for visit in job]
            for place, visit in enumerate(job):
                edges = [visit.start]
                for _, start, end in sorted(self.pauses[visit.row], key=lambda pause: pause[1]):
                    edges += [start, end]
                edges.append(visit.end)
                spans[visit.team] += list(zip(edges[::2], edges[1::2], strict=True))
                for team, start, end in partner[visit.row]:
                    # For a partner who is not at work nobody is held.
                    if team in teams[place + 1 :] and self.state_of_team(team, start).reason == Reason.OPEN:
                        spans[visit.team].append((start, end))
        if ongoing:
            for team, start in zip(self.log.ongoing["team"].tolist(), self.log.ongoing["start"].tolist(), strict=True):
                if start != NEVER:
                    spans[team].append((start, self.log.end_us))
        return spans

    @cached_property
    def states(self) -> dict[tuple[int, int], list[State]]:
        """Changes of each gate (team `NOBODY`), of each team (post `NOBODY`), and of each roving team at a post."""
        found: dict[tuple[int, int], list[State]] = defaultdict(list)
        for values in zip(*(column.tolist() for column in self.log.states.values()), strict=True):
            state = State(*values)
            at_its_post = state.team != NOBODY and state.post == self.log.names.teams[state.team][0]
            found[NOBODY if at_its_post else state.post, state.team].append(state)
        return found

    def state_of_team(self, team: int, at: int) -> State:
        """The state of a team at a moment, after what changes then."""
        return _at(self.states[NOBODY, team], at)

    def state_of_gate(self, post: int, at: int) -> State:
        """The state of a gate at a moment, after what changes then."""
        return _at(self.states[post, NOBODY], at)

    def name_of_team(self, team: int) -> str:
        """Name of a team; for reserved or pooled officers, that of the team they come from."""
        return self.log.names.teams[team][1].partition(" (")[0]

    def post_of_team(self, team: int) -> str | None:
        """Post of a team; `None`: it serves several."""
        post = self.log.names.teams[team][0]
        return None if post == NOBODY else self.log.names.posts[post]

    def spec_of_team(self, team: int) -> Team:
        """What the world says of a team."""
        name, post = self.name_of_team(team), self.post_of_team(team)
        capital = self.world.capital.teams if self.world.capital else {}
        own = [self.world.posts[post].teams] if post else []
        pooled = [spec.teams for spec in self.world.posts.values()]
        return next(teams[name] for teams in (*own, capital, self.world.roving, *pooled) if name in teams)

    def is_roving(self, team: int) -> bool:
        """Whether its officers travel between posts."""
        name = self.log.names.teams[team][1]
        return name in self.world.roving or name.endswith("(pooled)")

    def hands_over(self, team: int) -> bool:
        """Whether a rule makes or empties a desk of the team, so that one desk goes on with the work of another."""
        rules = [rule for rule in self.world.rules if isinstance(rule, Reserved | Located | Pooled)]
        return self.name_of_team(team) in [rule.team for rule in rules]

    def traits(self, number: int) -> Traits:
        """What filters can ask about a consignment."""
        names, columns = self.log.names, self.columns
        stream = columns["stream"][number]

        def word(words: tuple[str, ...], column: str) -> str:
            place = columns[column][number]
            return words[place] if place != NOBODY else ""

        return Traits(
            stream=names.streams[stream],
            kind=names.kinds[stream],
            goods=word(names.goods, "goods"),
            consignor=word(names.consignors, "consignor"),
            lane=word(names.lanes, "lane"),
            post=word(names.posts, "post"),
        )

    def class_of(self, visit: Visit) -> tuple[Traits, tuple[int, ...], bool]:
        """What decides the place in line of a visit: those for which this is equal are ranked alike."""
        dates = [at for rule in self.world.rules for at in (rule.start, rule.until) if at is not None]
        arrival, lodged = (self.columns[name][visit.consignment] for name in ("arrival", "lodged"))
        known = tuple(sum(at <= moment for at in dates) for moment in (arrival, lodged))
        return self.traits(visit.consignment), known, visit.ready < arrival

    def node_of(self, visit: Visit) -> Node:
        """The piece of work in the plan of its consignment that a row of work is about."""
        who = visit.consignment
        name = self.log.names.steps[visit.step]
        nodes = compile_plan(self.world, self.traits(who), self.columns["lodged"][who])
        return next(node for node in nodes if name in node.steps)

    def factor_of(self, visit: Visit, node: Node) -> float:
        """What overhead and shortening make of the time of a piece of work."""
        who = visit.consignment
        rules = in_force(self.world, Shortened, self.traits(who), self.columns["lodged"][who])
        left = [min((rule.to for rule in rules if name in rule.steps), default=1.0) for name in node.steps]
        return node.overhead * max(left)

    def drawn_us(self, number: int, step: str, again: int) -> int:
        """What chance gives a consignment for a step that is done again for the `again`-th time [µs]."""
        uniforms = self.inputs.of(
            self.inputs.origins[self.inputs.origin[number]], f"{step}/duration" + (f"#{again}" if again else "")
        )
        return int(np.rint(self.world.procedure[step].duration.quantile(uniforms[self.inputs.index[number]])))

    def begins_inside(self, number: int) -> bool:
        """Whether it is part of a backlog that waits inside."""
        backlog = self.inputs.origins[self.inputs.origin[number]].backlog
        return backlog is not None and self.world.backlog[backlog].step is not None

    def open_intervals(self, calendar: Calendar) -> list[Span]:
        """When a calendar is open from two days before the run to two days after it."""
        start, end = self.log.start_us - 2 * DAY_US, self.log.end_us + 2 * DAY_US
        return calendar.open_intervals(start, end, self.world.onset, self.world.time_zone)

    def is_closed(self, post: str, at: int, sides: tuple[str, ...] = ("own", "neighbour")) -> bool:
        """Whether a dated closure of these sides of a post, or a curfew, is in force."""
        spec = self.world.posts[post]
        closures = list(spec.closures) if "own" in sides else []
        if spec.neighbour and "neighbour" in sides:
            closures += spec.neighbour.closures
        curfews = [
            curfew
            for curfew in spec.curfews
            if any(since <= at < until for since, until in self.open_intervals(curfew.hours))
        ]
        return any(pause.start <= at < (pause.until or self.log.end_us) for pause in (*closures, *curfews))

    def side_of(self, team: int, post: str) -> str:
        """The side of a post on which a team works."""
        agency = self.log.names.agencies[self.log.names.teams[team][2]]
        exits = self.world.agencies[agency].side == "exit" and self.world.posts[post].neighbour is not None
        return "neighbour" if exits else "own"

    def has(self, *kinds: type[DatedRule]) -> bool:
        """Whether the world has rules of some kinds."""
        return any(isinstance(rule, kinds) for rule in self.world.rules)


def run_of(world: World, seed: int = 1) -> Run:
    """Run a world."""
    inputs = draw(world, seed)
    return Run(world, inputs, run(world, inputs))


def _at(states: list[State], at: int) -> State:
    return states[bisect_right([state.time for state in states], at) - 1]


def most_at_once(spans: list[Span], since: int, until: int) -> int:
    """The most spans that hold at one moment between two; what ends at a moment has ended."""
    inside = [(max(start, since), min(end, until)) for start, end in spans if start < until and end > since]
    changes = sorted([(end, -1) for _, end in inside] + [(start, 1) for start, _ in inside])
    return int(np.max(np.cumsum([change for _, change in changes]), initial=0))


def free_us(spans: list[Span], states: list[State], end: int, moments: np.ndarray) -> np.ndarray:
    """For how long until each moment a team was at work and had an officer free, since its first state [µs]."""
    edges = sorted({state.time for state in states} | {edge for span in spans for edge in span} | {end})
    edges = [edge for edge in edges if states[0].time <= edge <= end]
    changes: dict[int, int] = defaultdict(int)
    for start, stop in spans:
        changes[start] += 1
        changes[stop] -= 1
    total, busy, place, totals = 0, 0, 0, [0]
    for left, right in pairwise(edges):
        busy += changes[left]
        while place + 1 < len(states) and states[place + 1].time <= left:
            place += 1
        if states[place].reason == Reason.OPEN and busy < states[place].officers:
            total += right - left
        totals.append(total)
    return np.interp(moments, edges, totals)
