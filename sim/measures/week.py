"""When in the week agencies hold consignments up: the time ledger by hour of the week on the local clock."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from sim.border.eventlog import NOBODY, Activity, EventLog, Hold, Reason
from sim.measures.groups import Bools, Floats, Ints, places
from sim.measures.holds import holds_of, without
from sim.measures.walk import Cut, Walk, cut_to
from sim.world import World
from sim.world.quantities import HOUR_US

WEEK_H: Final = 168
WEEK_CAUSES: Final = ("service", "queue", "off_shift")
"""What is told of each hour of the week."""

_AWAY: Final = (Reason.OFF_SHIFT, Reason.LAST_CALL)
_SHUT: Final = (Reason.CLOSED, Reason.DAMAGED)


@dataclass(frozen=True, eq=False)
class _Spans:
    """Spans of time of teams; those of weight -1 are taken off others."""

    team: Ints
    start_us: Ints
    end_us: Ints
    weight: Ints


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
    waits, partners, work, pauses = _spans(log, replace(walk, **rows))
    edges_us, hour = _clock(world.onset, world.time_zone, int(log.start_us), int(log.end_us))
    agency = places(log.names.agencies, list(world.agencies))
    out = {cause: np.zeros((len(world.agencies), WEEK_H)) for cause in WEEK_CAUSES}
    for team in np.unique(np.concatenate([waits.team, partners.team])).tolist():
        at_us, away, shut = _states(log, team, edges_us)
        waiting_h, held_h, paused_h = (_hours_between(at_us, spans, team) for spans in (waits, partners, pauses))
        parts = {
            "service": _hours_between(at_us, work, team),
            "queue": np.where(away | shut, 0.0, waiting_h),
            "off_shift": np.where(away, waiting_h + held_h, 0.0) + np.where(shut, 0.0, paused_h),
        }
        which = hour[np.searchsorted(edges_us, at_us[:-1], side="right") - 1]
        for cause, hours in parts.items():
            out[cause][agency[log.names.teams[team][2]]] += np.bincount(which, weights=hours, minlength=WEEK_H)
    # Sums of differences are exact to the last bits of a float, which may be below zero.
    return {cause: np.maximum(hours, 0.0) for cause, hours in out.items()}


def _states(log: EventLog, team: int, edges_us: Ints) -> tuple[Ints, Bools, Bools]:
    """Whole hours and changes of a team's state, and whether it is away, or shut, from each of them to the next."""
    mine = log.states["team"] == team
    changed_us, reason = log.states["time"][mine], log.states["reason"][mine]
    at_us = np.union1d(edges_us, np.clip(changed_us, edges_us[0], edges_us[-1]))
    state = reason[np.maximum(np.searchsorted(changed_us, at_us[:-1], side="right") - 1, 0)]
    return at_us, np.isin(state, _AWAY), np.isin(state, _SHUT)


def _spans(log: EventLog, walk: Walk) -> tuple[_Spans, _Spans, _Spans, _Spans]:
    """Waits for the team of a row, for partners of it, work, and pauses in it."""
    team, activity = log.visits["team"][walk.row], log.visits["activity"][walk.row]
    line = np.flatnonzero(np.isin(activity, (Activity.SERVICE, Activity.PASSED_OVER)) & (team != NOBODY))
    at = np.flatnonzero(activity == Activity.SERVICE)
    on_the_way = holds_of(log, Hold.TRAVEL)
    apart = without(holds_of(log, Hold.PARTNER), on_the_way)
    travel, partner = (cut_to(log, walk, line, holds, walk.ready_us, walk.start_us) for holds in (on_the_way, apart))
    pause = cut_to(log, walk, at, holds_of(log, Hold.PAUSE), walk.start_us, walk.end_us)
    wait = _Spans(team[line], walk.ready_us[line], walk.start_us[line], np.ones(line.size, dtype=np.int64))
    work = _Spans(team[at], walk.start_us[at], walk.end_us[at], np.ones(at.size, dtype=np.int64))
    return (
        _join(wait, _cut(team[travel.place], travel, -1), _cut(team[partner.place], partner, -1)),
        _cut(partner.team, partner, 1),
        _join(work, _cut(team[pause.place], pause, -1)),
        _cut(pause.team, pause, 1),
    )


def _cut(team: Ints, cut: Cut, weight: int) -> _Spans:
    return _Spans(team, cut.start_us, cut.end_us, np.full(team.size, weight, dtype=np.int64))


def _join(*parts: _Spans) -> _Spans:
    columns = ("team", "start_us", "end_us", "weight")
    return _Spans(*(np.concatenate([getattr(part, column) for part in parts]) for column in columns))


def _hours_between(at_us: Ints, spans: _Spans, team: int) -> Floats:
    """Time of a team's spans between successive moments, all spans together: (moments - 1,) [h]."""
    mine = spans.team == team
    weight = spans.weight[mine]
    since_h = _since(at_us, spans.start_us[mine], weight) - _since(at_us, spans.end_us[mine], weight)
    return np.diff(since_h)


def _since(at_us: Ints, from_us: Ints, weight: Ints) -> Floats:
    """Time gone by since each of many moments that have passed, all together: (moments,) [h]."""
    order = np.argsort(from_us, kind="stable")
    many = np.append(0, np.cumsum(weight[order]))
    began_h = np.append(0.0, np.cumsum(weight[order] * (from_us[order] / HOUR_US)))
    passed = np.searchsorted(from_us[order], at_us, side="right")
    since_h: Floats = many[passed] * (at_us / HOUR_US) - began_h[passed]
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
