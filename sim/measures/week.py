"""When in the week agencies hold consignments up: the time ledger by hour of the week on the local clock."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from sim.border.eventlog import EventLog
from sim.measures.groups import Bools, Floats, Ints, places
from sim.measures.states import CLOSED, DAMAGED, OFF_SHIFT, StateTimes, state_times
from sim.measures.stretches import met_at, stretches_of
from sim.measures.walk import Walk
from sim.world import World
from sim.world.quantities import HOUR_US

WEEK_H: Final = 168
WEEK_CAUSES: Final = ("service", "queue", "off_shift")
"""What is told of each hour of the week."""


@dataclass(frozen=True, eq=False)
class _Spans:
    """Spans of time of teams, as they are met at a place of the states."""

    place: Ints
    team: Ints
    start_us: Ints
    end_us: Ints

    @property
    def pairs(self) -> set[tuple[int, int]]:
        """Each place with its team."""
        return set(zip(self.place.tolist(), self.team.tolist(), strict=True))


def week_hours(world: World, log: EventLog, walk: Walk, counted: Bools) -> dict[str, Floats]:
    """Sum the ledger's service, queue and off-shift time by agency and hour of the week.

    Parameters
    ----------
    counted
        (consignments,) whose time is summed.

    Returns
    -------
    by `WEEK_CAUSES`
        (agencies, `WEEK_H`) hours [h]; the first hour is that of Monday midnight on the clocks of the world. Summed
        over the week they are the accounts of `ledger_table` over all posts.
    """
    mine = counted[log.visits["consignment"][walk.row]]
    rows = {name: getattr(walk, name)[mine] for name in ("row", "ready_us", "start_us", "end_us")}
    states = state_times(log)
    parts = stretches_of(log, replace(walk, **rows), states)
    work, waits, partners, pauses = (
        _Spans(met_at(log, holds, states), holds.team, holds.start_us, holds.end_us)
        for holds in (parts.work, parts.lines, parts.partners, parts.pauses)
    )
    edges_us, hour = _clock(world.onset, world.time_zone, int(log.start_us), int(log.end_us))
    agency = places(log.names.agencies, list(world.agencies))
    out = {cause: np.zeros((len(world.agencies), WEEK_H)) for cause in WEEK_CAUSES}
    for place, team in sorted({pair for spans in (work, waits, partners, pauses) for pair in spans.pairs}):
        at_us, away, shut = _states(states, place, edges_us)
        worked_h, waiting_h, held_h, paused_h = (
            _hours_between(at_us, spans, place) for spans in (work, waits, partners, pauses)
        )
        of_cause = {
            "service": worked_h,
            "queue": np.where(away | shut, 0.0, waiting_h),
            "off_shift": np.where(away, waiting_h + held_h, 0.0) + np.where(shut, 0.0, paused_h),
        }
        which = hour[np.searchsorted(edges_us, at_us[:-1], side="right") - 1]
        for cause, hours in of_cause.items():
            out[cause][agency[log.names.teams[team][2]]] += np.bincount(which, weights=hours, minlength=WEEK_H)
    # Sums of differences are exact to the last bits of a float, which may be below zero.
    return {cause: np.maximum(hours, 0.0) for cause, hours in out.items()}


def _states(states: StateTimes, place: int, edges_us: Ints) -> tuple[Ints, Bools, Bools]:
    """Whole hours and changes of a place's state, and whether it is away, or shut, from each of them to the next."""
    changed_us, stopped = states.changes(place)
    at_us = np.union1d(edges_us, np.clip(changed_us, edges_us[0], edges_us[-1]))
    state = stopped[np.maximum(np.searchsorted(changed_us, at_us[:-1], side="right") - 1, 0)]
    return at_us, np.isin(state[:, OFF_SHIFT], 1), np.isin(state[:, CLOSED] + state[:, DAMAGED], 1)


def _hours_between(at_us: Ints, spans: _Spans, place: int) -> Floats:
    """Time of the spans of a place between successive moments, all spans together: (moments - 1,) [h]."""
    mine = spans.place == place
    return np.diff(_since(at_us, spans.start_us[mine]) - _since(at_us, spans.end_us[mine]))


def _since(at_us: Ints, from_us: Ints) -> Floats:
    """Time gone by since each of many moments that have passed, all together: (moments,) [h]."""
    from_us = np.sort(from_us)
    began_h = np.append(0.0, np.cumsum(from_us / HOUR_US))
    passed = np.searchsorted(from_us, at_us, side="right")
    since_h: Floats = passed * (at_us / HOUR_US) - began_h[passed]
    return since_h


@lru_cache(maxsize=8)
def _clock(onset: datetime, zone: ZoneInfo, start_us: int, end_us: int) -> tuple[Ints, Ints]:
    """Whole hours of the local clock over a run, and the hour of the week that begins with each [µs]."""
    edges_us, hours = [], []
    moment = onset.astimezone(UTC) + timedelta(microseconds=start_us)
    moment -= timedelta(minutes=moment.astimezone(zone).minute, seconds=moment.second, microseconds=moment.microsecond)
    at_us = (moment - onset.astimezone(UTC)) // timedelta(microseconds=1)
    while at_us < end_us:
        wall = moment.astimezone(zone)
        edges_us.append(at_us)
        hours.append(24 * wall.weekday() + wall.hour)
        moment, at_us = moment + timedelta(hours=1), at_us + HOUR_US
    return np.array([*edges_us, at_us], dtype=np.int64), np.array(hours, dtype=np.int64)


def week_weights(world: World) -> Floats:
    """How often each hour of the week comes in the time that is measured, up to the end of the run: (`WEEK_H`,)."""
    edges_us, hour = _clock(world.onset, world.time_zone, world.begins, world.end_us)
    lasts_h = np.diff(np.clip(edges_us, world.begins, world.end_us)) / HOUR_US
    return np.bincount(hour, weights=lasts_h, minlength=WEEK_H).astype(np.float64)
