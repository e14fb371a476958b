"""One side of a replay: the event log of one policy as tables of whole numbers.

Rows of `visits` stand by consignment and, within it, by when they were queued, because times told from the row before
are the smallest numbers; the script lays them out for looking up moments by bisection.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from sim.border import NOBODY, Activity, EventLog, Hold
from sim.measures.groups import Ints, int_column
from sim.measures.states import StateTimes, is_at_one_post, state_times
from sim.measures.stretches import met_at, stretches_of
from sim.measures.unended import with_unended
from sim.measures.walk import rows_whole
from sim.reports.replay.columns import differences, pack, seconds

TeamKey = tuple[int, str, int]
"""Post (`NOBODY`: several), name and agency of a team."""

_MILESTONES: Final = ("arrival", "entry", "lodged", "release", "removal", "left")


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
    log = with_unended(log)
    order = np.lexsort((log.visits["ready"], log.visits["consignment"]))
    return {
        "consignments": pack(_milestones(log)),
        "visits": pack(_visits(log, order, station, len(teams))),
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


def _visits(log: EventLog, order: Ints, station: Ints, teams: int) -> dict[str, Ints]:
    """Rows by consignment; queued is told from the end of the row before, or from base arrival for the first."""
    visits = {name: column[order] for name, column in log.visits.items()}
    consignment, activity = visits["consignment"], visits["activity"]
    queued, started, ended = (seconds(visits[name], log.start_us) for name in ("ready", "start", "end"))
    gate = teams + int_column(log.consignments, "post")[consignment]
    where = np.where(activity == Activity.GATE, gate, station[visits["team"]])
    first = np.diff(consignment, prepend=NOBODY) != 0
    before = np.where(first, base_arrivals(log)[consignment], np.roll(ended, 1))
    return {
        "consignment": np.diff(consignment, prepend=0),
        "activity": activity,
        "step": visits["step"],
        "station": where,
        "queued": queued - before,
        "wait": started - queued,
        "work": ended - started,
        "open": visits["open"],
    }


def _holds(log: EventLog, order: Ints, station: Ints, states: StateTimes) -> dict[str, Ints]:
    """Stretches of visits that are neither plain work nor a wait for who did it."""
    place = np.empty(order.size, dtype=np.int64)
    place[order] = np.arange(order.size)
    parts = stretches_of(log, rows_whole(log, np.arange(order.size)), states)
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
