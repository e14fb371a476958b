"""The passage of one consignment, stretch by stretch: what was done or awaited, by whom, and why it did not go on."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from sim.border.eventlog import NEVER, NOBODY, Activity, EventLog, Hold, Reason
from sim.measures.breakdown import decides
from sim.measures.groups import int_column
from sim.measures.ledger import OWN_TIME, Cause
from sim.world import World

_OF_STATE = {
    Reason.CLOSED: Cause.CLOSED,
    Reason.DAMAGED: Cause.DAMAGED,
    Reason.OFF_SHIFT: Cause.OFF_SHIFT,
    Reason.LAST_CALL: Cause.OFF_SHIFT,
}
_OF_HOLD = {Hold.PARTNER: Cause.PARTNER, Hold.TRAVEL: Cause.TRAVEL}


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
    rows = np.flatnonzero(log.visits["consignment"] == consignment).tolist()
    left = np.flatnonzero(log.ongoing["consignment"] == consignment).tolist()
    found = [stretch for row in rows for stretch in _of_row(world, log, row)]
    found += [stretch for row in left for stretch in _of_ongoing(world, log, row)]
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


def _of_row(world: World, log: EventLog, row: int) -> Iterator[Stretch]:
    visits = log.visits
    activity = Activity(visits["activity"][row])
    step, team, ready, start, end = (int(visits[name][row]) for name in ("step", "team", "ready", "start", "end"))
    what = log.names.steps[step] if step != NOBODY else activity.name.lower()
    if activity in (Activity.SERVICE, Activity.PASSED_OVER) and team != NOBODY:
        holds = np.flatnonzero(log.holds["visit"] == row).tolist()
        yield from _waits(world, log, what, team, ready, start, holds)
        yield from _work(log, what, team, start, end, holds)
    elif activity is Activity.GATE:
        post = int(log.consignments["post"][visits["consignment"][row]])
        yard = world.posts[log.names.posts[post]].yard is not None
        pieces = _pieces(log, (log.states["team"] == NOBODY) & (log.states["post"] == post), ready, end)
        for low, high, reason in pieces:
            cause = _OF_STATE.get(reason, Cause.YARD_FULL if yard else Cause.CLOSED)
            yield Stretch("gate", None, Cause.CLOSED if cause is Cause.OFF_SHIFT else cause, low, high)
    elif activity in OWN_TIME:
        agency = world.procedure[what].agency if step != NOBODY else None
        yield Stretch(what, agency, OWN_TIME[activity], ready, end)


def _of_ongoing(world: World, log: EventLog, row: int) -> Iterator[Stretch]:
    """What it waited for, or what was under way, when the run ended."""
    step, team, ready, start = (int(log.ongoing[name][row]) for name in ("step", "team", "ready", "start"))
    if team != NOBODY:
        what, begun = log.names.steps[step], log.end_us if start == NEVER else start
        yield from _waits(world, log, what, team, ready, begun, [])
        yield from _work(log, what, team, begun, log.end_us, [])


def _waits(
    world: World, log: EventLog, what: str, team: int, start_us: int, end_us: int, holds: list[int]
) -> Iterator[Stretch]:
    """Waits in a line: for a partner or an officer on the way; else by the state of the team; else its queue."""
    at = start_us
    for k in holds:
        hold = Hold(log.holds["hold"][k])
        low, high = int(log.holds["start"][k]), int(log.holds["end"][k])
        if hold in _OF_HOLD and at <= low < end_us:
            yield from _in_line(log, what, team, at, low, Cause.QUEUE)
            yield from _in_line(log, what, int(log.holds["team"][k]), low, min(high, end_us), _OF_HOLD[hold])
            at = min(high, end_us)
    yield from _in_line(log, what, team, at, end_us, Cause.QUEUE)


def _in_line(log: EventLog, what: str, team: int, start_us: int, end_us: int, cause: Cause) -> Iterator[Stretch]:
    agency = log.names.agencies[log.names.teams[team][2]]
    for low, high, reason in _pieces(log, log.states["team"] == team, start_us, end_us):
        yield Stretch(what, agency, cause if cause is Cause.TRAVEL else _OF_STATE.get(reason, cause), low, high)


def _work(log: EventLog, what: str, team: int, start_us: int, end_us: int, holds: list[int]) -> Iterator[Stretch]:
    """Work, and the pauses in it; officers taken away are off shift."""
    agency, at = log.names.agencies[log.names.teams[team][2]], start_us
    for k in holds:
        low, high = int(log.holds["start"][k]), int(log.holds["end"][k])
        if log.holds["hold"][k] == Hold.PAUSE and low >= at:
            yield Stretch(what, agency, Cause.SERVICE, at, low)
            yield from _in_line(log, what, int(log.holds["team"][k]), low, high, Cause.OFF_SHIFT)
            at = high
    yield Stretch(what, agency, Cause.SERVICE, at, end_us)


def _pieces(log: EventLog, of_place: np.ndarray, start_us: int, end_us: int) -> Iterator[tuple[int, int, Reason]]:
    """Cut a stretch where the state of a place changes."""
    time_us, reason = log.states["time"][of_place], log.states["reason"][of_place]
    first = max(int(np.searchsorted(time_us, start_us, side="right")) - 1, 0)
    last = int(np.searchsorted(time_us, end_us, side="left"))
    edges = [start_us, *time_us[first + 1 : last].tolist(), end_us]
    for place, (low, high) in enumerate(pairwise(edges)):
        yield low, high, Reason(reason[first + place])
