"""The passage of one consignment, stretch by stretch: what was done or awaited, by whom, and why it did not go on."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

import numpy as np

from sim.border.eventlog import NEVER, NOBODY, Activity, EventLog
from sim.measures.breakdown import decides
from sim.measures.groups import int_column
from sim.measures.holds import Holds
from sim.measures.ledger import FOR_AN_AGENCY, OWN_TIME, STATE_CAUSES, Cause
from sim.measures.states import StateTimes, state_times
from sim.measures.stretches import met_at, stretches_of
from sim.measures.unended import with_unended
from sim.measures.walk import Walk, rows_whole
from sim.world import World


@dataclass(frozen=True)
class Stretch:
    """A stretch of time of one consignment; those of steps that run side by side overlap.

    Attributes
    ----------
    what
        The step, or the name of an activity without one.
    agency
        Who works or is waited for; None where that is nobody.
    start_us, end_us
        Its bounds [µs since onset].
    """

    what: str
    agency: str | None
    cause: Cause
    start_us: int
    end_us: int


def passage(world: World, log: EventLog, consignment: int) -> tuple[Stretch, ...]:
    """Lay out all that happened to a consignment, in order of its beginning.

    Raises
    ------
    ValueError
        If the run has no such consignment.
    """
    if not 0 <= consignment < len(log.consignments["stream"]):
        raise ValueError(f"there is no consignment {consignment}; the run has {len(log.consignments['stream'])}")
    states, log = state_times(log), with_unended(log)
    walk = rows_whole(log, np.flatnonzero(log.visits["consignment"] == consignment))
    found = [*_own_time(world, log, walk), *_outside(world, log, walk, states), *_by_teams(log, walk, states)]
    return tuple(sorted((s for s in found if s.start_us < s.end_us), key=lambda s: (s.start_us, s.end_us)))


def example(world: World, log: EventLog) -> int:
    """Number of a consignment to begin with: the middle one of those that decide, of the released if there are any."""
    chosen = decides(world)
    kinds = np.array([chosen in ("all", kind) for kind in log.names.kinds])
    measured = (log.consignments["cohort"] == 1) & kinds[int_column(log.consignments, "stream")]
    released = measured & (log.consignments["release"] != NEVER)
    for which in (released, measured):
        numbers = np.flatnonzero(which)
        if numbers.size:
            return int(numbers[numbers.size // 2])
    return 0


def _own_time(world: World, log: EventLog, walk: Walk) -> Iterator[Stretch]:
    """Time without an officer."""
    for row in walk.row.tolist():
        activity = Activity(log.visits["activity"][row])
        if activity in OWN_TIME:
            what = _what(log, row)
            agency = world.procedure[what].agency if activity in FOR_AN_AGENCY else None
            yield Stretch(what, agency, OWN_TIME[activity], int(log.visits["ready"][row]), int(log.visits["end"][row]))


def _outside(world: World, log: EventLog, walk: Walk, states: StateTimes) -> Iterator[Stretch]:
    """Waits at the gate, for what the ledger books them on."""
    for row in walk.row[log.visits["activity"][walk.row] == Activity.GATE].tolist():
        post = int(log.consignments["post"][log.visits["consignment"][row]])
        open_cause = Cause.CLOSED if world.posts[log.names.posts[post]].yard is None else Cause.YARD_FULL
        ready_us, end_us = int(log.visits["ready"][row]), int(log.visits["end"][row])
        for low, high, cause in _by_state(states, len(log.names.teams) + post, ready_us, end_us, open_cause):
            yield Stretch(_what(log, row), None, cause, low, high)


def _by_teams(log: EventLog, walk: Walk, states: StateTimes) -> Iterator[Stretch]:
    """Work and waits: an officer on the way, else the state of whoever is awaited, else what else the wait is for."""
    parts = stretches_of(log, walk, states)
    for whole, cause in ((parts.work, Cause.SERVICE), (parts.ways, Cause.TRAVEL)):
        for what, agency, _, low, high in _told(log, whole, states):
            yield Stretch(what, agency, cause, low, high)
    awaited = ((parts.lines, Cause.QUEUE), (parts.partners, Cause.PARTNER), (parts.pauses, Cause.OFF_SHIFT))
    for waits, at_work in awaited:
        for what, agency, place, start_us, end_us in _told(log, waits, states):
            for low, high, cause in _by_state(states, place, start_us, end_us, at_work):
                yield Stretch(what, agency, cause, low, high)


def _told(log: EventLog, parts: Holds, states: StateTimes) -> Iterator[tuple[str, str, int, int, int]]:
    """Step, agency, place of the states, start and end of each."""
    columns = (parts.visit, parts.team, met_at(log, parts, states), parts.start_us, parts.end_us)
    for row, team, place, start_us, end_us in zip(*(column.tolist() for column in columns), strict=True):
        yield _what(log, row), log.names.agencies[log.names.teams[team][2]], place, start_us, end_us


def _what(log: EventLog, row: int) -> str:
    step = int(log.visits["step"][row])
    return log.names.steps[step] if step != NOBODY else Activity(log.visits["activity"][row]).name.lower()


def _by_state(
    states: StateTimes, place: int, start_us: int, end_us: int, at_work: Cause
) -> Iterator[tuple[int, int, Cause]]:
    """Cut a wait where what it waits for comes to a stop or to work again, each piece with its cause."""
    time_us, stopped = states.changes(place)
    first = max(int(np.searchsorted(time_us, start_us, side="right")) - 1, 0)
    last = int(np.searchsorted(time_us, end_us, side="left"))
    spans = pairwise([start_us, *time_us[first + 1 : last].tolist(), end_us])
    causes = [next((cause for k, cause in STATE_CAUSES if row[k]), at_work) for row in stopped[first:]]
    # The number of officers may change without a change of cause.
    for cause, same in groupby(zip(causes, spans, strict=False), key=lambda piece: piece[0]):
        pieces = [span for _, span in same]
        yield pieces[0][0], pieces[-1][1], cause
