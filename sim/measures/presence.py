"""How many consignments are present over time: a step function, its highest level and when it has drained."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.measures.groups import Bools, Ints

ENOUGH_SHARE_PERCENT: Final = 95
"""The lead-in's level is what it does not exceed for this share of its time (a convention: lone peaks do not count)."""


@dataclass(frozen=True, eq=False)
class Presence:
    """A number over time.

    Attributes
    ----------
    time_us
        (changes,) rising moments.
    level
        (changes + 1,) the number before the first change and from each change on.
    """

    time_us: Ints
    level: Ints

    def at(self, moments_us: Ints) -> Ints:
        """Number at each moment; what changes at a moment has changed."""
        return self.level[np.searchsorted(self.time_us, moments_us, side="right")]

    def within(self, start_us: int, end_us: int) -> "Presence":
        """The part between two moments; its first change is the state at the start, before which there is nothing."""
        first = np.searchsorted(self.time_us, start_us, side="right")
        last = np.searchsorted(self.time_us, end_us, side="left")
        times = np.concatenate([[start_us], self.time_us[first:last]])
        return Presence(times, np.concatenate([[0], self.level[first : max(first, last) + 1]]))

    def usual_level(self, start_us: int, end_us: int) -> int:
        """Level not exceeded in 95 % of the time between two moments; 0 if there is none."""
        if end_us <= start_us:
            return 0
        part = self.within(start_us, end_us)
        lasts_us = np.diff(np.append(part.time_us, end_us))
        order = np.argsort(part.level[1:], kind="stable")
        enough = np.cumsum(lasts_us[order]) * 100 >= (end_us - start_us) * ENOUGH_SHARE_PERCENT
        return int(part.level[1:][order][np.argmax(enough)])

    def worst(self, start_us: int, end_us: int) -> tuple[int, int]:
        """Highest level between two moments, and when it was first reached [µs]."""
        part = self.within(start_us, end_us)
        worst = int(np.argmax(part.level[1:]))
        return int(part.level[worst + 1]), int(part.time_us[worst])

    def drained_us(self, level: int, start_us: int, end_us: int, stays_us: int) -> int | None:
        """First moment, once a level has been exceeded, from which the number stays at or below it for a time.

        The start if it is never exceeded, so that a wave yet to come is no drained backlog; None if not by the end.
        """
        part = self.within(start_us, end_us)
        above = part.level[1:] > level
        if not above.any():
            return start_us
        before = np.concatenate([[False], above[:-1]])
        low_us = part.time_us[~above & before]
        high_us = np.append(part.time_us[above & ~before], end_us)
        next_high_us = high_us[np.searchsorted(high_us, low_us, side="right")]
        lasting = np.flatnonzero(next_high_us - low_us >= stays_us)
        return int(low_us[lasting[0]]) if lasting.size else None


@dataclass(frozen=True, eq=False)
class Comings:
    """Arrivals and departures of all consignments in order of time, from which each group's presence is read.

    Attributes
    ----------
    time_us, consignment, change
        (events,) when, who, and +1 or -1.
    """

    time_us: Ints
    consignment: Ints
    change: Ints

    def presence(self, belongs: Bools) -> Presence:
        """How many of those that belong are there."""
        mine = belongs[self.consignment]
        time_us, level = self.time_us[mine], np.cumsum(self.change[mine])
        last = np.append(np.diff(time_us) != 0, True)[: time_us.size]
        return Presence(time_us[last], np.concatenate([[0], level[last]]))


def comings(from_us: Ints, until_us: Ints) -> Comings:
    """Sort arrivals and departures; who departs at or before arrival was never there."""
    there = np.flatnonzero(from_us < until_us)
    time_us = np.concatenate([from_us[there], until_us[there]])
    change = np.repeat([1, -1], there.size)
    order = np.argsort(time_us, kind="stable")
    return Comings(time_us[order], np.concatenate([there, there])[order], change[order])
