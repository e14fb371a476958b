"""How much work comes to each team and how much it can do, from mean values: a check of the input, not a result.

Ordinary traffic and waves are kept apart: a team that ordinary traffic alone overloads never catches up, while a wave
is meant to exceed it for a time. Rules, closures, damage, dated changes of staff and the travel of roving teams are
left out.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple

from sim.world.calendars import on_duty
from sim.world.flows import flows, is_needed
from sim.world.mentions import Path
from sim.world.procedure import Step
from sim.world.quantities import HOUR_US, WEEK_US, hours
from sim.world.staffing import team_at, team_place
from sim.world.streams import Listed, Manifest, Steady, Surge
from sim.world.world import Window, World

_LONGEST_LOOK_US: Final = 4 * WEEK_US
_WEEK_H: Final = WEEK_US / HOUR_US


class TeamLoad(NamedTuple):
    """A team's week."""

    place: Path
    """Where it stands in the world: at a post, among the roving teams, or in the capital."""
    demand_h_per_week: float
    """Officer-hours that ordinary traffic needs."""
    surge_h_per_week: float
    """Officer-hours that waves and listed arrivals need, spread evenly over the observation."""
    capacity_h_per_week: float
    """Officer-hours on duty."""


def loads(world: World) -> list[TeamLoad]:
    """Compare work and capacity of every team, in the order of the file: at posts, roving, in the capital.

    Names must be known, mixes must not be empty, and rework must end.
    """
    steady: dict[Path | None, float] = defaultdict(float)
    surge: dict[Path | None, float] = defaultdict(float)
    weekly = {name: _per_week(world, name) for name in world.streams}
    work_h = {name: _work_h(step) for name, step in world.procedure.items()}
    for flow in flows(world):
        for name, step in world.procedure.items():
            if not step.unattended and is_needed(world, step, flow.traits):
                team = team_place(world, flow.traits.post, step.team_name)
                ordinary, extra = weekly[flow.stream]
                steady[team] += ordinary * flow.share * work_h[name]
                surge[team] += extra * flow.share * work_h[name]
    return [TeamLoad(place, steady[place], surge[place], _capacity_h(world, place)) for place in _places(world)]


def _places(world: World) -> Iterator[Path]:
    """Where all teams stand."""
    yield from (("posts", post, "teams", team) for post, there in world.posts.items() for team in there.teams)
    yield from (("roving", team) for team in world.roving)
    yield from (("capital", "teams", team) for team in (world.capital.teams if world.capital else ()))


def _per_week(world: World, name: str) -> tuple[float, float]:
    """Consignments of a stream in a week: of ordinary traffic, and of waves spread over the observation."""
    stream = world.streams[name]
    arrivals = stream.arrivals
    weeks = world.observe / WEEK_US
    if isinstance(arrivals, Steady):
        return arrivals.rate * _WEEK_H * stream.convoy, 0.0
    if isinstance(arrivals, Surge):
        return 0.0, arrivals.total * stream.convoy / weeks
    return 0.0, _within(arrivals, world.observed) * stream.convoy / weeks


def _within(arrivals: Listed | Manifest, window: Window) -> int:
    if isinstance(arrivals, Manifest):
        return len(arrivals.rows.between(window.start, window.until))
    return sum(call.convoys for call in arrivals.times if window.start <= call.at < window.until)


def _work_h(step: Step) -> float:
    """Mean officer-hours of a step, with its repetitions."""
    once = hours(step.duration.mean())
    if step.rework is None:
        return once
    chance, most = step.rework.chance, step.rework.at_most
    if most is None:
        return once / (1 - chance)
    return once * (most + 1 if chance == 1 else (1 - chance ** (most + 1)) / (1 - chance))


def _capacity_h(world: World, place: Path) -> float:
    team = team_at(world, place)
    start = world.begins
    end = start + min(world.observe, _LONGEST_LOOK_US)
    calendar = world.calendar(team.calendar)
    steps = [*on_duty(team.officers, calendar, start, end, world.onset, world.time_zone), (end, 0)]
    on_duty_us = sum(officers * (until - since) for (since, officers), (until, _) in pairwise(steps))
    return on_duty_us / (end - start) * _WEEK_H
