"""The time ledger: every microsecond between base arrival and release has one cause.

The account of a consignment is the walk back from its release along the rows that made each other ready, clipped at
base arrival. It tiles the time between the two without gap or overlap, so it adds up to the clearance time exactly. It
says where time went, not what would be saved without a cause: that takes a paired run.
"""

from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Final

import numpy as np

from sim.border.eventlog import NOBODY, Activity, EventLog
from sim.measures.groups import Bools, Floats, Ints, int_column, kinds_of, places
from sim.measures.holds import Holds
from sim.measures.states import CLOSED, DAMAGED, OFF_SHIFT, StateTimes, state_times
from sim.measures.stretches import met_at, stretches_of
from sim.measures.walk import Walk, walk_back
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
    """It, or the officer it waits for, is on the way."""
    CONSIGNEE = 5
    """The consignee's own time before lodging."""
    SLOT = 6
    """It waits at home for a booked slot."""
    REWORK = 7
    """Delay until a step is done again."""
    CLOSED = 8
    """Wait: the gate or the post is closed."""
    DAMAGED = 9
    """Wait: what is needed is broken."""
    YARD_FULL = 10
    """Wait outside: no place in the yard."""
    OFF_SHIFT = 11
    """Wait: the team is outside its hours, in its last call, or has nobody on duty."""
    PARTNER = 12
    """Wait: an officer of another agency of a joint step is awaited."""
    QUEUE = 13
    """Wait: all officers are busy with others."""
    EARLIER = 14
    """Wait before the run began, for what the log cannot tell; no consignment of the cohort has it."""


OWN_TIME: Final = {
    Activity.PAPERS: Cause.PAPERS,
    Activity.PERMIT: Cause.PERMIT,
    Activity.COURIER: Cause.COURIER,
    Activity.TRAVEL: Cause.TRAVEL,
    Activity.CONSIGNEE: Cause.CONSIGNEE,
    Activity.SLOT: Cause.SLOT,
    Activity.REWORK: Cause.REWORK,
    Activity.EARLIER: Cause.EARLIER,
    # Of what comes after release no account is given.
    Activity.COLLECTION: Cause.CONSIGNEE,
    Activity.REMOVAL: Cause.QUEUE,
}
"""Activities without an officer, and what they are booked as."""
FOR_AN_AGENCY: Final = (Activity.PERMIT, Activity.COURIER)
"""Holds that the agency of their step asks for."""
STATE_CAUSES: Final = ((CLOSED, Cause.CLOSED), (DAMAGED, Cause.DAMAGED), (OFF_SHIFT, Cause.OFF_SHIFT))
"""Columns of `StateTimes.between`, and what a wait is booked as while that state holds."""


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
        (entries,) numbers of the log's names: the post of the team, or of the consignment where there is no team or it
        serves several posts; the agency that worked or was waited for, `NOBODY` where there is none.
    us
        (entries,) time, above zero [µs]. The entries of a consignment add up to release less base arrival.
    """

    consignment: Ints
    cause: Ints
    post: Ints
    agency: Ints
    us: Ints


def ledger(world: World, log: EventLog) -> Ledger:
    """Account for the time of every consignment that was released."""
    walk = walk_back(log)
    states = state_times(log)
    post = int_column(log.consignments, "post")
    loose = _entries(walk.loose, Cause.TRAVEL, post[walk.loose], NOBODY, walk.loose_us)
    parts = [loose, *_gates(world, log, walk, states), *_own_time(world, log, walk)]
    return _join([*parts, *_by_teams(log, walk, states)])


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


def _entries(consignment: Ints, cause: Cause, post: Ints, agency: Ints | int, us: Ints) -> Ledger:
    """Entries of one cause, without the empty ones."""
    some = us > 0
    of_agency = np.broadcast_to(np.asarray(agency, dtype=np.int64), us.shape)
    of_cause = np.full(int(some.sum()), cause, dtype=np.int64)
    return Ledger(consignment[some], of_cause, post[some], of_agency[some], us[some])


def _join(parts: list[Ledger]) -> Ledger:
    return Ledger(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Ledger)))


def _gates(world: World, log: EventLog, walk: Walk, states: StateTimes) -> list[Ledger]:
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


def _own_time(world: World, log: EventLog, walk: Walk) -> list[Ledger]:
    """Holds without an officer."""
    parts = []
    agencies = places([world.procedure[step].agency for step in log.names.steps], log.names.agencies)
    of_step = np.append(agencies, NOBODY)
    activity = log.visits["activity"][walk.row]
    for kind, cause in OWN_TIME.items():
        at = np.flatnonzero(activity == kind)
        row = walk.row[at]
        who = log.visits["consignment"][row]
        agency = of_step[log.visits["step"][row]] if kind in FOR_AN_AGENCY else NOBODY
        post = int_column(log.consignments, "post")[who]
        parts.append(_entries(who, cause, post, agency, walk.end_us[at] - walk.ready_us[at]))
    return parts


def _by_teams(log: EventLog, walk: Walk, states: StateTimes) -> list[Ledger]:
    """Work and waits: an officer on the way, else the state of whoever is awaited, else what else the wait is for."""
    parts = stretches_of(log, walk, states)
    return [
        _of_teams(log, parts.work, Cause.SERVICE),
        _of_teams(log, parts.ways, Cause.TRAVEL),
        *_awaited(log, parts.lines, states, Cause.QUEUE),
        *_awaited(log, parts.partners, states, Cause.PARTNER),
        *_awaited(log, parts.pauses, states, Cause.OFF_SHIFT),
    ]


def _awaited(log: EventLog, parts: Holds, states: StateTimes, at_work: Cause) -> list[Ledger]:
    """Stretches by the state of their team, or by a cause of their own while it is at work."""
    stopped = states.between(met_at(log, parts, states), parts.start_us, parts.end_us)
    away = [_of_teams(log, parts, cause, stopped[:, k]) for k, cause in STATE_CAUSES]
    return [*away, _of_teams(log, parts, at_work, parts.end_us - parts.start_us - stopped.sum(axis=1))]


def _of_teams(log: EventLog, parts: Holds, cause: Cause, us: Ints | None = None) -> Ledger:
    """Entries of stretches: of all of their time, or of as much as is given."""
    team, who = parts.team, log.visits["consignment"][parts.visit]
    own_post = int_column(log.consignments, "post")[who]
    posts, agencies = (np.array([of_team[k] for of_team in log.names.teams], dtype=np.int64) for k in (0, 2))
    post = np.where(posts[team] == NOBODY, own_post, posts[team])
    return _entries(who, cause, post, agencies[team], parts.end_us - parts.start_us if us is None else us)
