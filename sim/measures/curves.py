"""Curves of one run on grids that are fixed by the world, so that those of many runs can be averaged."""

from typing import Final

import numpy as np

from sim.measures.breakdown import breakdown, decides
from sim.measures.facts import Facts
from sim.measures.groups import Floats, Ints
from sim.measures.risk import detection_curve
from sim.world import World
from sim.world.quantities import HOUR_US, MINUTE_US

RELEASED_POINTS: Final = 121
TIME_POINTS: Final = 241
"""Most points of a grid."""

_STEPS_US: Final = tuple(
    [minutes * MINUTE_US for minutes in (1, 2, 5, 10, 15, 30)]
    + [h * HOUR_US for h in (1, 2, 3, 4, 6, 8, 12, 24, 48, 72, 168, 336, 672)]
)
"""Steps that fall on the same times of every day, or the same days of every week."""


def released_grid_h(world: World) -> Floats:
    """Times after base arrival at which the share released is given, from 0 to the run-out [h]."""
    return _grid_us(0, world.run_out, RELEASED_POINTS) / HOUR_US


def time_grid_h(world: World) -> Floats:
    """Moments at which numbers over time are given, from the start of the run to its end [h since onset]."""
    return _grid_us(world.start_us, world.end_us, TIME_POINTS) / HOUR_US


def _grid_us(start_us: int, end_us: int, points: int) -> Ints:
    """Even steps from the start, and the end."""
    length_us = end_us - start_us
    fitting = [step for step in _STEPS_US if -(-length_us // step) < points]
    step_us = fitting[0] if fitting else -(-length_us // (points - 1))
    return np.append(np.arange(start_us, end_us, step_us, dtype=np.int64), end_us)


def curves_of(world: World, groups: tuple[Facts, ...]) -> dict[str, Floats]:
    """Curves of one run.

    Returns
    -------
    ``group/released_share``
        For all and each kind: share of the cohort released within each time of `released_grid_h`; not a number where
        the cohort is empty.
    ``group/inside``
        For all, each kind and each post: number waiting, inside and outside, at each moment of `time_grid_h`.
    ``group/detected_share``
        For each kind of hidden thing: what inspections as many as those of the run would find of it, at each signal
        strength of `signal_grid`; see `detection_curve`.
    ``steps/…``, ``lanes/…``, ``teams/…``, ``week/…``
        Of the consignments that decide: see `breakdown`.
    """
    within_us = _grid_us(0, world.run_out, RELEASED_POINTS)
    moments_us = _grid_us(world.start_us, world.end_us, TIME_POINTS)
    curves: dict[str, Floats] = {}
    for facts in groups:
        name, sort = facts.group.name, facts.group.sort
        if sort in ("all", "kind"):
            curves[f"{name}/released_share"] = _released_share(facts.clearance_us, within_us)
        if sort in ("all", "kind", "post"):
            curves[f"{name}/inside"] = facts.presence.at(moments_us).astype(np.float64)
        if sort == "hidden":
            curves[f"{name}/detected_share"] = detection_curve(world, facts.run.log, name)
        if name == decides(world):
            curves |= breakdown(facts)
    return curves


def _released_share(taken_us: Ints, within_us: Ints) -> Floats:
    if taken_us.size == 0:
        return np.full(within_us.size, np.nan)
    return np.searchsorted(np.sort(taken_us), within_us, side="right") / taken_us.size
