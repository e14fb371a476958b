"""The time ledger: every microsecond between base arrival and release has one cause.

The account of a consignment is the walk back from its release along the rows that made each other ready, clipped at
base arrival. It tiles the time between the two without gap or overlap, so it adds up to the clearance time exactly. It
says where time went, not what would be saved without a cause: that takes a paired run.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Final

import numpy as np

from sim.border.eventlog import NEVER, NOBODY, Activity, EventLog, Hold
from sim.measures.groups import Bools, Floats, Ints, int_column, kinds_of, places
from sim.measures.holds import holds_of
from sim.measures.states import CLOSED, DAMAGED, OFF_SHIFT, StateTimes, state_times
from sim.world import World
from sim.world.quantities import HOUR_US


class Cause(IntEnum):
    """What time went to. Of the waits, a moment belongs to the first that holds."""

    SERVICE = 0
    """An officer works on it."""
    PAPERS = 1
    """The consignee completes a file found incomplete."""
    PERMIT = 2
    """A permit is being issued elsewhere."""
    COURIER = 3
    """Papers are on their way between the post and the capital."""
    TRAVEL = 4
    """It is on its way."""
    CONSIGNEE = 5
    """The consignee's own time before lodging."""
    REWORK = 6
    """Delay until a step is done again."""
    CLOSED = 7
    """Wait: the gate or the post is closed."""
    DAMAGED = 8
    """Wait: what is needed is broken."""
    YARD_FULL = 9
    """Wait outside: no place in the yard."""
    OFF_SHIFT = 10
    """Wait: the team is outside its hours, in its last call, or has nobody on duty."""
    PARTNER = 11
    """Wait: an officer of another agency of a joint step is awaited."""
    QUEUE = 12
    """Wait: all officers are busy with others."""
    EARLIER = 13
    """Wait before the run began, for what the log cannot tell; no consignment of the cohort has it."""


_HOLDS: Final = {
    Activity.PAPERS: Cause.PAPERS,
    Activity.CONSIGNEE: Cause.CONSIGNEE,
    Activity.REWORK: Cause.REWORK,
    Activity.COLLECTION: Cause.CONSIGNEE,
    Activity.EARLIER: Cause.EARLIER,
}
_STATE_CAUSES: Final = ((CLOSED, Cause.CLOSED), (DAMAGED, Cause.DAMAGED), (OFF_SHIFT, Cause.OFF_SHIFT))


@dataclass(frozen=True, eq=False)
class Ledger:
    """Entries of the accounts of all released consignments, in no order.

    Attributes
    ----------
    consignment
        (entries,) its number.
    cause
        (entries,) a `Cause`.
    post, agency
        (entries,) numbers of the log's names; the agency that worked or was waited for, `NOBODY` where there is none.
    us
        (entries,) time, above zero [µs]. The entries of a consignment add up to release less base arrival.
    """

    consignment: Ints
    cause: Ints
    post: Ints
    agency: Ints
    us: Ints


@dataclass(frozen=True, eq=False)
class _Walk:
    """Rows met on the way back from release, clipped to what was left, and stretches without row [µs]."""

    row: Ints
    ready_us: Ints
    start_us: Ints
    end_us: Ints
    loose: Ints
    """(loose,) consignment of a stretch without row."""
    loose_us: Ints


def ledger(world: World, log: EventLog) -> Ledger:
    """Account for the time of every consignment that was released."""
    walk = _walk(log)
    states = state_times(log)
    post = int_column(log.consignments, "post")
    loose = _entries(walk.loose, Cause.TRAVEL, post[walk.loose], NOBODY, walk.loose_us)
    parts = [loose, *_gates(world, log, walk, states), *_own_time(log, walk)]
    return _join([*parts, *_services(log, walk, states), *_waits(log, walk, states)])


def ledger_table(world: World, log: EventLog, entries: Ledger, counted: Bools) -> Floats:
    """Sum a ledger over the consignments that count.

    Parameters
    ----------
    counted
        (consignments,) whether its entries are summed.

    Returns
    -------
    (kinds, posts, agencies + 1, causes)
        Hours [h]; kinds as in `kinds_of`, posts and agencies in the order of the world, the last agency for nobody.
    """
    chosen = counted[entries.consignment]
    kinds, names = kinds_of(world), log.names
    shape = (len(kinds), len(world.posts), len(world.agencies) + 1, len(Cause))
    kind = places(names.kinds, kinds)[int_column(log.consignments, "stream")[entries.consignment[chosen]]]
    post = places(names.posts, list(world.posts))[entries.post[chosen]]
    agencies = np.append(places(names.agencies, list(world.agencies)), len(world.agencies))
    where = (kind, post, agencies[entries.agency[chosen]], entries.cause[chosen])
    flat = np.ravel_multi_index(where, shape)
    return np.bincount(flat, weights=entries.us[chosen], minlength=int(np.prod(shape))).reshape(shape) / HOUR_US


def _walk(log: EventLog) -> _Walk:
    """Walk back from release row by row, for all consignments together."""
    columns, visits = log.consignments, log.visits
    who = np.flatnonzero(columns["release"] != NEVER)
    row = int_column(columns, "final")[who]
    base_us, left_us = int_column(columns, "base_arrival")[who], int_column(columns, "release")[who]
    met: list[tuple[Ints, Ints, Ints, Ints]] = []
    loose: list[tuple[Ints, Ints]] = []
    while who.size:
        begun = row == NOBODY
        loose.append((who[begun], (left_us - base_us)[begun]))
        who, row, base_us, left_us = (column[~begun] for column in (who, row, base_us, left_us))
        end_us = np.clip(visits["end"][row], base_us, left_us)
        start_us = np.clip(visits["start"][row], base_us, end_us)
        ready_us = np.clip(visits["ready"][row], base_us, start_us)
        loose.append((who, left_us - end_us))
        met.append((row, ready_us, start_us, end_us))
        more = ready_us > base_us
        who, row, base_us, left_us = who[more], visits["after"][row[more]], base_us[more], ready_us[more]
    return _Walk(*_stack(met, 4), *_stack(loose, 2))


def _stack(parts: Sequence[tuple[Ints, ...]], columns: int) -> list[Ints]:
    empty = np.empty(0, dtype=np.int64)
    return [np.concatenate([empty, *(part[k] for part in parts)]) for k in range(columns)]


def _entries(consignment: Ints, cause: Cause, post: Ints, agency: Ints | int, us: Ints) -> Ledger:
    """Entries of one cause, without the empty ones."""
    some = us > 0
    of_agency = np.broadcast_to(np.asarray(agency, dtype=np.int64), us.shape)
    of_cause = np.full(int(some.sum()), cause, dtype=np.int64)
    return Ledger(consignment[some], of_cause, post[some], of_agency[some], us[some])


def _join(parts: list[Ledger]) -> Ledger:
    return Ledger(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Ledger)))


def _team_posts(log: EventLog) -> Ints:
    return np.array([post for post, _, _ in log.names.teams], dtype=np.int64)


def _team_agencies(log: EventLog) -> Ints:
    """Agency of each team, and of `NOBODY` at the end."""
    return np.array([agency for _, _, agency in log.names.teams] + [NOBODY], dtype=np.int64)


def _gates(world: World, log: EventLog, walk: _Walk, states: StateTimes) -> list[Ledger]:
    """Waits outside. At an open gate it waits for a place in the yard; without one, for its phase of re-opening."""
    at = np.flatnonzero(log.visits["activity"][walk.row] == Activity.GATE)
    who = log.visits["consignment"][walk.row[at]]
    post = int_column(log.consignments, "post")[who]
    stopped = states.between(len(log.names.teams) + post, walk.ready_us[at], walk.end_us[at])
    damaged_us = stopped[:, DAMAGED]
    open_us = walk.end_us[at] - walk.ready_us[at] - stopped.sum(axis=1)
    has_yard = np.array([world.posts[name].yard is not None for name in log.names.posts], dtype=np.bool_)[post]
    full_us = np.where(has_yard, open_us, 0)
    closed_us = walk.end_us[at] - walk.ready_us[at] - damaged_us - full_us
    shares = ((Cause.CLOSED, closed_us), (Cause.DAMAGED, damaged_us), (Cause.YARD_FULL, full_us))
    return [_entries(who, cause, post, NOBODY, us) for cause, us in shares]


def _own_time(log: EventLog, walk: _Walk) -> list[Ledger]:
    """Holds without an officer."""
    parts = []
    activity = log.visits["activity"][walk.row]
    for kind, cause in _HOLDS.items():
        at = np.flatnonzero(activity == kind)
        row = walk.row[at]
        who = log.visits["consignment"][row]
        post, agency = int_column(log.consignments, "post")[who], _team_agencies(log)[log.visits["team"][row]]
        parts.append(_entries(who, cause, post, agency, walk.end_us[at] - walk.ready_us[at]))
    return parts


def _services(log: EventLog, walk: _Walk, states: StateTimes) -> list[Ledger]:
    """Work, and the pauses in it by why their team stopped; officers taken away are off shift."""
    at = np.flatnonzero(log.visits["activity"][walk.row] == Activity.SERVICE)
    place, team, start_us, end_us = _cut(log, walk, at, Hold.PAUSE, walk.start_us, walk.end_us)
    paused_us = end_us - start_us
    stopped = states.between(team, start_us, end_us)
    stopped[:, OFF_SHIFT] = paused_us - stopped[:, CLOSED] - stopped[:, DAMAGED]
    work_us = walk.end_us - walk.start_us
    np.subtract.at(work_us, place, paused_us)
    mine = log.visits["team"][walk.row[at]]
    work = _of_teams(log, walk.row[at], mine, Cause.SERVICE, work_us[at])
    return [work, *(_of_teams(log, walk.row[place], team, cause, stopped[:, k]) for k, cause in _STATE_CAUSES)]


def _waits(log: EventLog, walk: _Walk, states: StateTimes) -> list[Ledger]:
    """Waits for service by the state of the awaited team; while that is at work, for a partner or in the queue."""
    at = np.flatnonzero(log.visits["activity"][walk.row] == Activity.SERVICE)
    place, partner, hold_start_us, hold_end_us = _cut(log, walk, at, Hold.PARTNER, walk.ready_us, walk.start_us)
    team = log.visits["team"][walk.row]
    away = states.between(partner, hold_start_us, hold_end_us)
    stopped = np.zeros((len(walk.row), away.shape[1]), dtype=np.int64)
    stopped[at] = states.between(team[at], walk.ready_us[at], walk.start_us[at])
    np.subtract.at(stopped, place, states.between(team[place], hold_start_us, hold_end_us))
    wait_us = walk.start_us - walk.ready_us
    np.subtract.at(wait_us, place, hold_end_us - hold_start_us)
    queue_us = (wait_us - stopped.sum(axis=1))[at]
    partner_us = hold_end_us - hold_start_us - away.sum(axis=1)
    alone = [_of_teams(log, walk.row[at], team[at], cause, stopped[at, k]) for k, cause in _STATE_CAUSES]
    held = [_of_teams(log, walk.row[place], partner, cause, away[:, k]) for k, cause in _STATE_CAUSES]
    queue = _of_teams(log, walk.row[at], team[at], Cause.QUEUE, queue_us)
    return [*alone, *held, queue, _of_teams(log, walk.row[place], partner, Cause.PARTNER, partner_us)]


def _cut(
    log: EventLog, walk: _Walk, at: Ints, sort: Hold, low_us: Ints, high_us: Ints
) -> tuple[Ints, Ints, Ints, Ints]:
    """Holds of rows met on the walk, clipped: place in the walk, team, start and end [µs]."""
    met = np.full(len(log.visits["consignment"]), NOBODY, dtype=np.int64)
    met[walk.row[at]] = at
    holds = holds_of(log, sort)
    known = met[holds.visit] != NOBODY
    place = met[holds.visit][known]
    start_us = np.clip(holds.start_us[known], low_us[place], high_us[place])
    return place, holds.team[known], start_us, np.clip(holds.end_us[known], start_us, high_us[place])


def _of_teams(log: EventLog, row: Ints, team: Ints, cause: Cause, us: Ints) -> Ledger:
    return _entries(log.visits["consignment"][row], cause, _team_posts(log)[team], _team_agencies(log)[team], us)
