"""What a reader should know of a scenario before trusting what it gives, one sentence each."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from sim.reports.words import clean, say
from sim.scenario import Scenario, numbers, warnings
from sim.world import Listed, Stream, Surge, World, arrival_curve, listed_us

_LITTLE: Final = 0.05
"""A share of a wave below which its tail is not worth a word."""


def scenario_cautions(scenario: Scenario, policies: Sequence[str] | None = None) -> tuple[str, ...]:
    """What can be told without a run, of the world and of some policies, or of all.

    Among it are teams whose lines only grow, levers that change nothing, and arrivals that are not measured.
    """
    others = {f"policies.{name}" for name in scenario.policies if policies is not None and name not in policies}
    told = [
        f"{problem.path}: {clean(problem.message)}." for problem in warnings(scenario) if problem.path not in others
    ]
    return (*told, *_cut_off(scenario.world))


def _cut_off(world: World) -> Iterator[str]:
    for stream in world.streams.values():
        missed = 1 - _observed_share(world, stream)
        if missed > _LITTLE:
            yield (
                f"{clean(stream.label)}: {say(missed, 'share')} of the arrivals lie outside the time that is observed, "
                "and are not measured."
            )


def _observed_share(world: World, stream: Stream) -> float:
    """Share of a wave or a list whose arrivals are measured; ordinary traffic has no end to cut off."""
    window, arrivals = world.observed, stream.arrivals
    if isinstance(arrivals, Surge):
        curve = arrival_curve(arrivals, world)
        before, by_end = np.interp([window.start, window.until], curve.edges_us, curve.expected)
        return float(by_end - before) / arrivals.total
    if isinstance(arrivals, Listed) and arrivals.times:
        moments = listed_us(arrivals, world)
        inside = np.count_nonzero((moments >= window.start) & (moments < window.until))
        return int(inside) / sum(call.convoys for call in arrivals.times)
    return 1.0


def say_assumed(scenario: Scenario) -> str:
    """Say how many numbers of a scenario are assumed: ``61 of 140 numbers are assumed.``"""
    grades = [number.grade for number in numbers(scenario)]
    return f"{grades.count('assumed')} of {len(grades)} numbers are assumed."
