"""Arrival curves: how many convoys are expected by any moment."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import scipy
from numpy.typing import NDArray

from sim.world.calendars import ALWAYS, Calendar, on_duty
from sim.world.quantities import HOUR_US, WEEK_US
from sim.world.streams import EVENLY, Listed, Steady, Surge
from sim.world.world import World

TAIL = 1e-6
"""Share of a wave beyond which it counts as over."""


@dataclass(frozen=True)
class Curve:
    """Expected number of convoys by moment, a line between its points.

    Attributes
    ----------
    edges_us
        (points,) rising moments [µs].
    expected
        (points,) convoys expected before each, from 0.
    """

    edges_us: NDArray[np.float64]
    expected: NDArray[np.float64]

    @property
    def total(self) -> float:
        """Convoys expected in all."""
        return float(self.expected[-1])

    def moment_us(self, number: NDArray[np.float64]) -> NDArray[np.int64]:
        """When the expected number is reached, `number` between 0 and `total`: (n,) [µs]."""
        return np.rint(np.interp(number, self.expected, self.edges_us)).astype(np.int64)


def arrival_curve(arrivals: Steady | Surge, world: World) -> Curve:
    """The curve of a steady or surging stream over the run of a world."""
    return _steady(arrivals, world) if isinstance(arrivals, Steady) else _surge(arrivals, world)


def listed_us(arrivals: Listed, world: World) -> NDArray[np.int64]:
    """Moments of all listed convoys within the run, in order [µs]."""
    moments = sorted(call.at for call in arrivals.times for _ in range(call.convoys))
    return np.array([at for at in moments if world.start_us <= at < world.end_us], dtype=np.int64)


def _weights(arrivals: Steady | Surge, world: World, start_us: int, end_us: int) -> list[tuple[int, int]]:
    calendar = world.calendar(arrivals.calendar)
    return on_duty(arrivals.profile, calendar, start_us, end_us, world.onset, world.time_zone)


def _mean_weight(arrivals: Steady, world: World) -> float:
    """Mean weight of an ordinary week, for a holiday must not bring more on all other days."""
    calendar = world.calendar(arrivals.calendar).model_copy(update={"holidays": ()})
    steps = [*on_duty(arrivals.profile, calendar, 0, WEEK_US, world.onset, world.time_zone), (WEEK_US, 0)]
    return sum(weight * (b - a) for (a, weight), (b, _) in pairwise(steps)) / WEEK_US


def _steady(arrivals: Steady, world: World) -> Curve:
    start = max(world.start_us, world.start_us if arrivals.start is None else arrivals.start)
    end = min(world.end_us, world.end_us if arrivals.until is None else arrivals.until)
    mean = _mean_weight(arrivals, world)
    if start >= end or mean == 0:
        return Curve(np.array([0.0]), np.array([0.0]))
    times, weights = zip(*_weights(arrivals, world, start, end), strict=True)
    edges = np.array([*times, end], dtype=np.float64)
    per_us = np.array(weights) / mean * arrivals.rate / HOUR_US
    return Curve(edges, np.concatenate([[0.0], np.cumsum(np.diff(edges) * per_us)]))


def _surge(arrivals: Surge, world: World) -> Curve:
    """A gamma-shaped wave, cut to the hours on which anything comes; its total is kept whatever the hours are."""
    wave = _wave(arrivals)
    start, end = max(arrivals.start, world.start_us), min(arrivals.start + wave.length_us, world.end_us)
    mass = _mass(arrivals, world.calendar(arrivals.calendar), world.onset, world.time_zone)
    if start >= end or not mass:
        return Curve(np.array([0.0]), np.array([0.0]))
    times, weights = zip(*_weights(arrivals, world, start, end), strict=True)
    hourly = np.arange(arrivals.start, end, HOUR_US)
    edges = np.union1d([start, *hourly[hourly > start], end], times).astype(np.float64)
    weight = np.array(weights)[np.searchsorted(np.array(times), edges[:-1], side="right") - 1]
    cells = np.diff(wave.arrived(edges - arrivals.start)) * weight
    return Curve(edges, np.concatenate([[0.0], np.cumsum(cells)]) * (arrivals.total / mass))


@dataclass(frozen=True)
class _Wave:
    """The shape of a wave whose hours are all alike."""

    shape: float
    scale_us: float

    @property
    def length_us(self) -> int:
        """When all but a millionth has come."""
        return int(np.ceil(scipy.special.gammaincinv(self.shape, 1 - TAIL) * self.scale_us))

    def arrived(self, after_us: NDArray[np.float64]) -> NDArray[np.float64]:
        """Share that has come so long after its start."""
        return np.asarray(scipy.special.gammainc(self.shape, after_us / self.scale_us), dtype=np.float64)


def _wave(arrivals: Surge) -> _Wave:
    shape = 1 / arrivals.cv**2
    return _Wave(shape, arrivals.mean / shape)


@lru_cache(maxsize=256)
def _mass(arrivals: Surge, calendar: Calendar, onset: datetime, zone: ZoneInfo) -> float:
    """What the weights of the hours make of the whole wave, also of what comes before or after a run.

    It takes the calendar of the whole wave, which may be many times as long as the run, so it is kept.
    """
    wave = _wave(arrivals)
    end = arrivals.start + wave.length_us
    even = (arrivals.profile, calendar) == (EVENLY, ALWAYS)
    steps = [(arrivals.start, 1)] if even else on_duty(arrivals.profile, calendar, arrivals.start, end, onset, zone)
    edges = np.array([*(at for at, _ in steps), end], dtype=np.float64)
    return float(np.diff(wave.arrived(edges - arrivals.start)) @ np.array([weight for _, weight in steps]))
