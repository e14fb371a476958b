"""What a reader should know before trusting a result, one sentence each."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from sim.measures import kinds_of
from sim.reports.cells import capital, label_of
from sim.reports.words import clean, say
from sim.scenario import Scenario, numbers, warnings
from sim.studies import Hindcast, Study, level
from sim.version import __version__
from sim.world import Listed, Stream, Surge, World, arrival_curve, listed_us
from sim.world.quantities import say_duration

ENOUGH_REPLICATIONS: Final = 20
"""With fewer the intervals are a rough guide only (a convention)."""
_LITTLE: Final = 0.05
"""A share of a wave below which its tail is not worth a word."""
_FEW: Final = 0.005
"""A share not released below which the mean can hardly mislead."""


def scenario_cautions(scenario: Scenario, policies: Sequence[str] | None = None) -> tuple[str, ...]:
    """What can be told without a run, of the world and of some policies, or of all.

    Among it are teams whose lines only grow, levers that change nothing, and arrivals that are not measured.
    """
    others = {f"policies.{name}" for name in scenario.policies if policies is not None and name not in policies}
    told = [
        f"{problem.path}: {clean(problem.message)}." for problem in warnings(scenario) if problem.path not in others
    ]
    return (*told, *_cut_off(scenario.world))


def study_cautions(study: Study) -> tuple[str, ...]:
    """What can be told of a study: of its scenario, of what was still waiting, and of too few replications."""
    few = study.replications < ENOUGH_REPLICATIONS
    rough = f"{study.replications} replications are few: the errors are rough. Take {ENOUGH_REPLICATIONS} or more."
    return (
        *scenario_cautions(study.scenario, study.policies),
        *_left_waiting(study),
        *([rough] if few else []),
    )


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


def _left_waiting(study: Study) -> Iterator[str]:
    followed = say_duration(study.scenario.world.run_out)
    for kind in kinds_of(study.scenario.world):
        key = f"{kind}/unreleased_share"
        shares = {policy: level(study, policy, key).estimate or 0.0 for policy in study.policies}
        worst = max(shares, key=lambda policy: shares[policy])
        if shares[worst] > _FEW:
            most = f"up to {say(shares[worst], 'share')} (under “{label_of(study, worst)}”)"
            yield (
                f"{capital(kind)}: {most} were not released within {followed} of arrival. They count with "
                f"{followed} in the mean, which is too low for them; a longer run_out tells more."
            )


def say_assumed(scenario: Scenario) -> str:
    """Say how many numbers of a scenario are assumed: ``61 of 140 numbers are assumed.``"""
    grades = [number.grade for number in numbers(scenario)]
    return f"{grades.count('assumed')} of {len(grades)} numbers are assumed."


def made_by(study: Study | Hindcast) -> str:
    """Say what made a result, so that it can be had again."""
    scenario = study.scenario
    return (
        f"Scenario {scenario.name} (hash {scenario.hash[:12]}), Greenlane {__version__}, seed {study.seed}, "
        f"{study.replications} replications"
    )
