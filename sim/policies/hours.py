"""Hours of a week that people agree on: when somebody is there, and the hours of several together."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from sim.policies.lever import Dated
from sim.world.calendars import Calendar, Shifts
from sim.world.opening_hours import DAY_MIN
from sim.world.posts import Team
from sim.world.rules import GateHours, Hours
from sim.world.rules.clock import Side
from sim.world.world import World

DAYS = 7
Week = NDArray[np.bool_]
"""Whether it is open in each minute of a week: (10080,) from Monday midnight."""


def together(calendars: Iterable[Calendar]) -> Calendar:
    """The hours of several calendars together; a holiday is one only where all have it."""
    each = list(calendars)
    open_: Week = reduce(np.logical_or, (_week(calendar) for calendar in each))
    holidays = set.intersection(*(set(calendar.holidays) for calendar in each))
    return _calendar(open_, holidays)


def staffed(world: World, team: Team, shifts: Shifts | None = None) -> Calendar:
    """When anybody of a team is on duty, by its own shifts or by others."""
    calendar = world.calendar(team.calendar)
    return _calendar(_week(calendar) & _week(_hours_of(shifts or team.officers)), calendar.holidays)


def same_hours(a: Calendar, b: Calendar) -> bool:
    """Whether two calendars are open at the same moments, however they are written."""
    return bool((_week(a) == _week(b)).all()) and a.holidays == b.holidays


def keeps(world: World, team: Team, calendar: Calendar) -> bool:
    """Whether a team is on duty at just these hours, its dated changes included."""
    each = (team.officers, *(change.officers for change in team.changes))
    there = [staffed(world, team, shifts) for shifts in each if any(officers for *_, officers in shifts.shifts)]
    return all(same_hours(hours, calendar) for hours in there)


def team_hours(
    world: World, dated: Dated, place: tuple[str, str], calendar: Calendar, *, keep_officer_hours: bool
) -> Iterator[Hours]:
    """The rule that gives a team other hours.

    A team that keeps these hours already keeps its shifts too, and its dated changes; where it has none the rule says
    so lest another lever change them.
    """
    post, name = place
    team = world.posts[post].teams[name]
    if not keeps(world, team, calendar):
        yield Hours(**dated, post=post, team=name, calendar=calendar, keep_officer_hours=keep_officer_hours)
    elif not team.changes:
        yield Hours(**dated, post=post, team=name, calendar=calendar, shifts=team.officers)


def gate_hours(world: World, dated: Dated, post: str, calendar: Calendar, side: Side) -> GateHours:
    """The rule that keeps a gate of one side open at some hours besides its own."""
    neighbour = world.posts[post].neighbour
    gate = neighbour.gate if side == "neighbour" and neighbour is not None else world.posts[post].gate
    return GateHours(**dated, post=post, calendar=together((world.calendar(gate), calendar)), side=side)


def _hours_of(shifts: Shifts) -> Calendar:
    day = tuple((start, end) for start, end, officers in shifts.shifts if officers)
    return Calendar(week=(day,) * DAYS)


def _week(calendar: Calendar) -> Week:
    open_ = np.zeros(DAYS * DAY_MIN, dtype=np.bool_)
    for day, hours in enumerate(calendar.week):
        for start, end in hours:
            open_[(np.arange(start, end) + day * DAY_MIN) % len(open_)] = True
    return open_


def _calendar(open_: Week, holidays: Iterable[date]) -> Calendar:
    """The calendar of a week; hours over midnight are cut there."""
    days = []
    for day in open_.reshape(DAYS, DAY_MIN):
        edges = np.flatnonzero(np.diff(day.astype(np.int8), prepend=0, append=0)).tolist()
        days.append(tuple(zip(edges[::2], edges[1::2], strict=True)))
    return Calendar(week=tuple(days), holidays=tuple(sorted(holidays)))
