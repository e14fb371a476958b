"""Holds: interruptions of waits and work, laid end to end so that no moment of a visit counts twice."""

from dataclasses import dataclass

import numpy as np

from sim.border.eventlog import Activity, EventLog, Hold
from sim.measures.groups import Bools, Ints


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

    def those(self, which: Bools) -> "Holds":
        """Some of them."""
        return Holds(self.visit[which], self.team[which], self.start_us[which], self.end_us[which])


def holds_of(log: EventLog, sort: Hold) -> Holds:
    """All holds of one sort; where two of a visit overlap, the moment belongs to the one that began first."""
    rows = np.flatnonzero(log.holds["hold"] == sort)
    visit, start_us, end_us = (log.holds[name][rows] for name in ("visit", "start", "end"))
    order = np.lexsort((end_us, start_us, visit))
    rows, visit, start_us, end_us = rows[order], visit[order], start_us[order], end_us[order]
    begin_us = np.maximum(start_us, _ended_before(visit, end_us))
    kept = begin_us < end_us
    return Holds(visit[kept], log.holds["team"][rows][kept], begin_us[kept], end_us[kept])


def joined(first: Holds, second: Holds) -> Holds:
    """Two sorts of holds that never overlap, as one."""
    columns = ("visit", "team", "start_us", "end_us")
    both = [np.concatenate([getattr(first, name), getattr(second, name)]) for name in columns]
    order = np.lexsort((both[2], both[0]))
    return Holds(*(column[order] for column in both))


def without(holds: Holds, others: Holds) -> Holds:
    """The parts of holds in which none of the others of the same visit holds."""
    low, many = _of_visits(others, holds.visit)
    hold, nth = _counted(many + 1)
    # A hold falls into pieces, each from the end of one of the others to the start of the next.
    after, before = low[hold] + nth - 1, low[hold] + nth
    ends_us, starts_us = np.append(others.end_us, 0), np.append(others.start_us, 0)
    start_us = np.where(nth == 0, holds.start_us[hold], np.maximum(holds.start_us[hold], ends_us[after]))
    last = nth == many[hold]
    end_us = np.where(last, holds.end_us[hold], np.minimum(holds.end_us[hold], starts_us[before]))
    kept = start_us < end_us
    hold = hold[kept]
    return Holds(holds.visit[hold], holds.team[hold], start_us[kept], end_us[kept])


def _of_visits(holds: Holds, visit: Ints) -> tuple[Ints, Ints]:
    """Place of the first hold of each visit, and how many it has."""
    low = np.searchsorted(holds.visit, visit, side="left")
    return low, np.searchsorted(holds.visit, visit, side="right") - low


def _counted(many: Ints) -> tuple[Ints, Ints]:
    """Each place so many times, and a count from 0 within it."""
    place = np.repeat(np.arange(len(many)), many)
    return place, np.arange(len(place)) - (np.cumsum(many) - many)[place]


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
    low, many = _of_visits(holds, owner)
    row, nth = _counted(many)
    return Pauses(service[row], holds.start_us[low[row] + nth], holds.end_us[low[row] + nth])


def _first_partner(log: EventLog) -> Ints:
    """Row of the first partner of each row's service, which stands above those of the others: (visits,)."""
    rows = np.arange(len(log.visits["critical"]), dtype=np.int64)
    return np.maximum.accumulate(np.where(log.visits["critical"] == 1, rows, 0)) if rows.size else rows
