"""How long each gate and team was closed, damaged or off shift between two moments, exactly and for many at once."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.border.eventlog import NOBODY, EventLog, Reason
from sim.measures.groups import Ints

CLOSED: Final = 0
DAMAGED: Final = 1
OFF_SHIFT: Final = 2
STOPS: Final = 3
"""Columns of `StateTimes.between`; `OFF_SHIFT` holds the last call as well."""

_COLUMN_OF_REASON: Final = {
    Reason.CLOSED: CLOSED,
    Reason.DAMAGED: DAMAGED,
    Reason.OFF_SHIFT: OFF_SHIFT,
    Reason.LAST_CALL: OFF_SHIFT,
}


@dataclass(frozen=True, eq=False)
class StateTimes:
    """Cumulative time in each state: integrals of step functions, looked up by bisection.

    A *place* is a team by its number, or the gate of a post by ``teams`` + number of the post.

    Attributes
    ----------
    first_us, span_us
        First change in the log, and the time from there to beyond the last one.
    key
        (changes,) rising: place × span + time since the first change.
    time_us
        (changes,) when each began.
    stopped
        (changes, `STOPS`) 1 for the state that began.
    total_us
        (changes, `STOPS`) time in each state at all places before, and at this place until it began.
    """

    first_us: int
    span_us: int
    key: Ints
    time_us: Ints
    stopped: Ints
    total_us: Ints

    def between(self, place: Ints, start_us: Ints, end_us: Ints) -> Ints:
        """Time in each state between moments: (n, `STOPS`) [µs].

        What held at the first change is taken to have held before.
        """
        return self._until(place, end_us) - self._until(place, start_us)

    def _until(self, place: Ints, at_us: Ints) -> Ints:
        within = np.clip(at_us - self.first_us, 0, self.span_us - 1)
        change = np.searchsorted(self.key, place * self.span_us + within, side="right") - 1
        elapsed_us = at_us - self.time_us[change]
        return self.total_us[change] + elapsed_us[:, None] * self.stopped[change]


def state_times(log: EventLog) -> StateTimes:
    """Integrate the states of a log."""
    columns = log.states
    place = places_of_states(log)
    order = np.argsort(place, kind="stable")
    place, time_us = place[order], columns["time"][order]
    stopped = np.zeros((len(order), STOPS), dtype=np.int64)
    for reason, column in _COLUMN_OF_REASON.items():
        stopped[columns["reason"][order] == reason, column] = 1
    lasts_us = np.append(np.diff(time_us), 0)
    lasts_us[np.append(np.diff(place) != 0, True)] = 0
    total_us = np.cumsum(stopped * lasts_us[:, None], axis=0)
    total_us = np.vstack([np.zeros((1, STOPS), dtype=np.int64), total_us[:-1]])
    first_us = int(time_us.min())
    span_us = int(time_us.max()) - first_us + 1
    return StateTimes(first_us, span_us, place * span_us + time_us - first_us, time_us, stopped, total_us)


def places_of_states(log: EventLog) -> Ints:
    """Place that each row of the states is about: (states,)."""
    team = log.states["team"]
    return np.where(team == NOBODY, len(log.names.teams) + log.states["post"], team)
