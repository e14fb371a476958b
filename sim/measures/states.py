"""How long each gate and team was closed, damaged or off shift between two moments, exactly and for many at once."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.border.eventlog import NOBODY, EventLog, Reason
from sim.measures.groups import Bools, Ints

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
_BITS: Final = 32
"""A team and a post make one number, with so many bits for the post."""


@dataclass(frozen=True, eq=False)
class StateTimes:
    """Cumulative time in each state: integrals of step functions, looked up by bisection.

    A *place* is a team by its number, the gate of a post by ``teams`` + number of the post, or a roving team at one of
    its posts, as `at_posts` says.

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
    roved
        (places,) rising: roving teams at their posts, as `_code` numbers them.
    first_roved
        Place of the first of these.
    """

    first_us: int
    span_us: int
    key: Ints
    time_us: Ints
    stopped: Ints
    total_us: Ints
    roved: Ints
    first_roved: int

    def at_posts(self, team: Ints, post: Ints) -> Ints:
        """Places of teams as consignments at these posts meet them: (n,)."""
        code = _code(team, post)
        rank = np.searchsorted(self.roved, code)
        roves = np.append(self.roved, -1)[rank] == code
        return np.where(roves, self.first_roved + rank, team)

    def changes(self, place: int) -> tuple[Ints, Ints]:
        """When the state of a place changed, and which began: (changes,) [µs], (changes, `STOPS`)."""
        low, high = np.searchsorted(self.key, (place * self.span_us, (place + 1) * self.span_us))
        return self.time_us[low:high], self.stopped[low:high]

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
    first_roved = len(log.names.teams) + len(log.names.posts)
    place, roved = _places_of_states(log, first_roved)
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
    key = place * span_us + time_us - first_us
    return StateTimes(first_us, span_us, key, time_us, stopped, total_us, roved, first_roved)


def is_at_one_post(log: EventLog) -> Bools:
    """Whether a row of the states tells of a roving team at one of its posts, and not of all of it: (states,)."""
    home = np.array([*(post for post, _, _ in log.names.teams), NOBODY], dtype=np.int64)
    team, post = log.states["team"], log.states["post"]
    at_one_post: Bools = (team != NOBODY) & (home[team] == NOBODY) & (post != NOBODY)
    return at_one_post


def _places_of_states(log: EventLog, first_roved: int) -> tuple[Ints, Ints]:
    """Place that each row of the states is about, and the roving teams at posts among them, as `_code` numbers them."""
    team, post = log.states["team"], log.states["post"]
    place = np.where(team == NOBODY, len(log.names.teams) + post, team)
    there = is_at_one_post(log)
    roved, rank = np.unique(_code(team[there], post[there]), return_inverse=True)
    place[there] = first_roved + rank
    return place, roved


def _code(team: Ints, post: Ints) -> Ints:
    return team << _BITS | post
