"""Holds: interruptions of waits and work, laid end to end so that no moment of a visit counts twice."""

from dataclasses import dataclass

import numpy as np

from sim.border.eventlog import Activity, EventLog, Hold
from sim.measures.groups import Ints


@dataclass(frozen=True, eq=False)
class Holds:
    """Holds of one sort, in order of visit and time, none overlapping another of its visit.

    Attributes
    ----------
    visit, team
        (holds,) row of the visits, and the team that was awaited or had stopped.
    start_us, end_us
        (holds,) its bounds.
    """

    visit: Ints
    team: Ints
    start_us: Ints
    end_us: Ints


def holds_of(log: EventLog, sort: Hold) -> Holds:
    """All holds of one sort; where two of a visit overlap, the moment belongs to the one that began first."""
    rows = np.flatnonzero(log.holds["hold"] == sort)
    visit, start_us, end_us = (log.holds[name][rows] for name in ("visit", "start", "end"))
    order = np.lexsort((end_us, start_us, visit))
    rows, visit, start_us, end_us = rows[order], visit[order], start_us[order], end_us[order]
    begin_us = np.maximum(start_us, _ended_before(visit, end_us))
    kept = begin_us < end_us
    return Holds(visit[kept], log.holds["team"][rows][kept], begin_us[kept], end_us[kept])


def _ended_before(visit: Ints, end_us: Ints) -> Ints:
    """Latest end among the earlier holds of the same visit: (holds,); the smallest number where there is none."""
    by_end = np.lexsort((end_us, visit))
    rank = np.empty(len(visit), dtype=np.int64)
    rank[by_end] = np.arange(len(visit))
    latest = by_end[np.maximum.accumulate(rank)] if len(visit) else by_end
    earlier = np.full(len(visit), np.iinfo(np.int64).min, dtype=np.int64)
    same = visit[1:] == visit[:-1]
    earlier[1:][same] = end_us[latest[:-1]][same]
    return earlier


@dataclass(frozen=True, eq=False)
class Pauses:
    """Pauses of the work of each officer.

    Attributes
    ----------
    row
        (pauses,) row of the visits whose officer had to stop; a joint step has one for each officer.
    start_us, end_us
        (pauses,) its bounds.
    """

    row: Ints
    start_us: Ints
    end_us: Ints


def pauses_of(log: EventLog) -> Pauses:
    """Pauses of each row of service; partners in a joint step stop with the first, whose row has the pauses."""
    holds = holds_of(log, Hold.PAUSE)
    service = np.flatnonzero(log.visits["activity"] == Activity.SERVICE)
    owner = _first_partner(log)[service]
    low = np.searchsorted(holds.visit, owner, side="left")
    many = np.searchsorted(holds.visit, owner, side="right") - low
    before = np.cumsum(many) - many
    place = np.arange(int(many.sum())) + np.repeat(low - before, many)
    return Pauses(np.repeat(service, many), holds.start_us[place], holds.end_us[place])


def _first_partner(log: EventLog) -> Ints:
    """Row of the first partner of each row's service, which stands above those of the others: (visits,)."""
    rows = np.arange(len(log.visits["critical"]), dtype=np.int64)
    return np.maximum.accumulate(np.where(log.visits["critical"] == 1, rows, 0)) if rows.size else rows
