"""One side of a replay: the event log of one policy as tables of whole numbers.

Rows of `visits` stand by consignment and, within it, by when they were queued, because times told from the row before
are the smallest numbers; the script lays them out for looking up moments by bisection.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from sim.border import NEVER, NOBODY, Activity, EventLog, Hold
from sim.measures.groups import Ints, int_column
from sim.measures.states import StateTimes, is_at_one_post, state_times
from sim.measures.stretches import met_at, stretches_of
from sim.measures.walk import Walk
from sim.reports.replay.columns import differences, pack, seconds

TeamKey = tuple[int, str, int]
"""Post (`NOBODY`: several), name and agency of a team."""

_MILESTONES: Final = ("arrival", "entry", "lodged", "release", "removal", "left")


@dataclass(frozen=True, eq=False)
class _Rows:
    """Pieces of work and waits, also those not ended by the end of the run: columns of equal length [µs]."""

    consignment: Ints
    activity: Ints
    step: Ints
    team: Ints
    queued_us: Ints
    started_us: Ints
    ended_us: Ints
    open: Ints
    """1 where it had not ended by the end of the run."""


def side(log: EventLog, teams: Sequence[TeamKey]) -> dict[str, Any]:
    """Pack what happened under one policy.

    Parameters
    ----------
    teams
        The teams of all sides; gates are counted on from them.
    """
    states = state_times(log)
    roved = np.unique(states.roved).size
    gates = range(len(teams), len(teams) + len(log.names.posts) + roved)
    # A place of the log is a team, a gate or a roving team at a post; -1 at the end stands for none.
    station = np.array([*(teams.index(key) for key in log.names.teams), *gates, NOBODY], dtype=np.int64)
    rows = _join(_done(log), _at_hand(log), _outside(log))
    order = np.lexsort((rows.queued_us, rows.consignment))
    return {
        "consignments": pack(_milestones(log)),
        "visits": pack(_visits(log, rows, order, station, len(teams))),
        "holds": pack(_holds(log, order, station, states)),
        "states": pack(_states(log, station, states)),
        "roved": _roved(log, station, states),
    }


def base_arrivals(log: EventLog) -> Ints:
    """Base arrival of each consignment, the same under every policy: (consignments,) [s] since the start of the run."""
    return seconds(int_column(log.consignments, "base_arrival"), log.start_us)


def _milestones(log: EventLog) -> dict[str, Ints]:
    columns, base_s = log.consignments, base_arrivals(log)
    moments = {name: seconds(int_column(columns, name), log.start_us) for name in _MILESTONES}
    told = {name: differences(times_s, base_s) for name, times_s in moments.items()}
    return {"post": int_column(columns, "post"), "outcome": int_column(columns, "outcome"), **told}


def _done(log: EventLog) -> _Rows:
    visits = log.visits
    consignment, activity, step, team = (visits[name] for name in ("consignment", "activity", "step", "team"))
    times_us = visits["ready"], visits["start"], visits["end"]
    return _Rows(consignment, activity, step, team, *times_us, np.zeros_like(visits["start"]))


def _at_hand(log: EventLog) -> _Rows:
    """Work and waits at teams that the end of the run cut off."""
    ongoing = log.ongoing
    many = len(ongoing["start"])
    started_us = np.where(ongoing["start"] == NEVER, log.end_us, ongoing["start"])
    service, end_us = np.full(many, Activity.SERVICE, dtype=np.int64), np.full(many, log.end_us)
    names = ("consignment", "step", "team", "ready")
    consignment, step, team, ready_us = (ongoing[name] for name in names)
    return _Rows(consignment, service, step, team, ready_us, started_us, end_us, np.ones(many, dtype=np.int64))


def _outside(log: EventLog) -> _Rows:
    """Waits outside the gate that did not end with entry: who turned away, and who stands there at the end."""
    arrival, entry, left = (int_column(log.consignments, name) for name in ("arrival", "entry", "left"))
    until_us = np.where(left == NEVER, log.end_us, left)
    who = np.flatnonzero((arrival != NEVER) & (entry == NEVER) & (arrival < until_us))
    gate, nobody = np.full(who.size, Activity.GATE, dtype=np.int64), np.full(who.size, NOBODY)
    still = (left[who] == NEVER).astype(np.int64)
    return _Rows(who, gate, nobody, nobody, arrival[who], until_us[who], until_us[who], still)


def _join(*parts: _Rows) -> _Rows:
    return _Rows(*(np.concatenate([getattr(part, name) for part in parts]) for name in _Rows.__dataclass_fields__))


def _visits(log: EventLog, rows: _Rows, order: Ints, station: Ints, teams: int) -> dict[str, Ints]:
    """Rows by consignment; queued is told from the end of the row before, or from base arrival for the first."""
    consignment, activity = rows.consignment[order], rows.activity[order]
    times_us = (rows.queued_us[order], rows.started_us[order], rows.ended_us[order])
    queued, started, ended = (seconds(column, log.start_us) for column in times_us)
    gate = teams + int_column(log.consignments, "post")[consignment]
    where = np.where(activity == Activity.GATE, gate, station[rows.team[order]])
    first = np.diff(consignment, prepend=NOBODY) != 0
    before = np.where(first, base_arrivals(log)[consignment], np.roll(ended, 1))
    return {
        "consignment": np.diff(consignment, prepend=0),
        "activity": activity,
        "step": rows.step[order],
        "station": where,
        "queued": queued - before,
        "wait": started - queued,
        "work": ended - started,
        "open": rows.open[order],
    }


def _holds(log: EventLog, order: Ints, station: Ints, states: StateTimes) -> dict[str, Ints]:
    """Stretches of visits that are neither plain work nor a wait for who did it."""
    place = np.empty(order.size, dtype=np.int64)
    place[order] = np.arange(order.size)
    parts = stretches_of(log, _every_row(log), states)
    lines = parts.lines
    handed_over = lines.those(lines.team != log.visits["team"][lines.visit])
    within_work = lines.those(lines.start_us >= log.visits["start"][lines.visit])
    sorts = (
        (Hold.PAUSE, parts.pauses),
        (Hold.PARTNER, parts.partners),
        (Hold.TRAVEL, parts.ways),
        (Hold.LINE, handed_over),
        (Hold.LINE, within_work),
    )
    start_us, end_us = (np.concatenate([getattr(part, name) for _, part in sorts]) for name in ("start_us", "end_us"))
    start_s = seconds(start_us, log.start_us)
    return {
        "visit": place[np.concatenate([part.visit for _, part in sorts])],
        "hold": np.repeat([hold for hold, _ in sorts], [part.visit.size for _, part in sorts]),
        "station": station[np.concatenate([met_at(log, part, states) for _, part in sorts])],
        "start": start_s,
        "lasts": seconds(end_us, log.start_us) - start_s,
    }


def _every_row(log: EventLog) -> Walk:
    """All visits of a log, whole."""
    visits, nothing = log.visits, np.empty(0, dtype=np.int64)
    rows = np.arange(visits["start"].size, dtype=np.int64)
    return Walk(rows, visits["ready"], visits["start"], visits["end"], nothing, nothing)


def _states(log: EventLog, station: Ints, states: StateTimes) -> dict[str, Ints]:
    """Changes by station, then by time: officers on duty, and why it is not at work."""
    columns = log.states
    team, post = columns["team"], columns["post"]
    whole = np.where(team == NOBODY, len(log.names.teams) + post, team)
    where = station[np.where(is_at_one_post(log), states.at_posts(team, post), whole)]
    order = np.lexsort((columns["time"], where))
    return {
        "station": np.diff(where[order], prepend=0),
        "time": seconds(columns["time"], log.start_us)[order],
        "officers": columns["officers"][order],
        "reason": columns["reason"][order],
    }


def _roved(log: EventLog, station: Ints, states: StateTimes) -> list[tuple[int, int, int]]:
    """Team, post and station of each roving team at each of its posts."""
    teams, posts = (column.ravel() for column in np.indices((len(log.names.teams), len(log.names.posts))))
    place = states.at_posts(teams, posts)
    apart = place != teams
    columns = (station[teams[apart]], posts[apart], station[place[apart]])
    return list(zip(*(column.tolist() for column in columns), strict=True))
