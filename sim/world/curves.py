"""Arrival curves: how many convoys are expected by any moment."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammainc, gammaincinv

from sim.world.calendars import on_duty
from sim.world.quantities import HOUR_US, WEEK_US
from sim.world.streams import Listed, Steady, Surge
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


def _mean_weight(arrivals: Steady | Surge, world: World) -> float:
    steps = [*_weights(arrivals, world, 0, WEEK_US), (WEEK_US, 0)]
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
    shape = 1 / arrivals.cv**2
    scale = arrivals.mean / shape
    start = arrivals.start
    end = start + int(np.ceil(gammaincinv(shape, 1 - TAIL) * scale))
    times, weights = zip(*_weights(arrivals, world, start, end), strict=True)
    edges = np.union1d(np.append(np.arange(start, end, HOUR_US), end), np.array(times)).astype(np.float64)
    weight = np.array(weights)[np.searchsorted(np.array(times), edges[:-1], side="right") - 1]
    cells = np.diff(gammainc(shape, (edges - start) / scale)) * weight
    if not cells.sum():
        return Curve(np.array([0.0]), np.array([0.0]))
    expected = np.concatenate([[0.0], np.cumsum(cells)]) * (arrivals.total / cells.sum())
    within = Curve(edges, expected)
    low, high = np.clip([world.start_us, world.end_us], start, end)
    inside = (edges > low) & (edges < high)
    ends = np.interp([low, high], edges, expected)
    return (
        Curve(
            np.concatenate([[low], edges[inside], [high]]),
            np.concatenate([[ends[0]], expected[inside], [ends[1]]]) - ends[0],
        )
        if low < high
        else Curve(within.edges_us[:1], np.array([0.0]))
    )
