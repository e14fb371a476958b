"""A hindcast: what the scenario gives as it was, laid beside what was published, and judged where it can be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, Literal

import numpy as np

from sim.border import EventLog
from sim.measures import Figures, figure_in
from sim.scenario import Observation, Scenario, numbers
from sim.studies.prediction import Prediction, prediction
from sim.studies.replication import Engine, ReplicationResult, replicate
from sim.studies.study import sample, study
from sim.world import Window, World

Judgement = Literal["reproduced", "missed", "calibrated", "not comparable", "no observation"]

ENOUGH_REPLICATIONS: Final = 39
"""The fewest whose least and greatest value hold 95 % of further ones."""

Asked = tuple[tuple[str, str, Window], ...]
"""Name, measure and window of each figure."""


@dataclass(frozen=True)
class Beside:
    """A published figure beside the simulated one.

    Attributes
    ----------
    observation
        What was published.
    policy
        The policy it is about.
    simulated
        The interval of single replications; None if it names no measure, or a window that is not observed.
    judgement
        `reproduced` if the published figure, widened by its tolerance, and the interval overlap; `missed` if they do
        not. Not judged is what went into the scenario (`calibrated`) and what states no figure (`not comparable`).
    """

    observation: Observation
    policy: str
    simulated: Prediction | None
    judgement: Judgement


@dataclass(frozen=True)
class Hindcast:
    """All that a scenario says was observed, laid beside its results."""

    scenario: Scenario
    seed: int
    replications: int
    rows: tuple[Beside, ...]


def hindcast(
    scenario: Scenario,
    replications: int = ENOUGH_REPLICATIONS,
    seed: int = 1,
    workers: int | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Hindcast:
    """Run a scenario as it was, and lay what it gives beside what was observed.

    As it was is the first policy; an observation can name another that was in force.

    Raises
    ------
    ReplicationError, StudyError
        As `study` does.
    ValueError
        If nothing was observed, or an observation names a measure that this world does not have.
    """
    if not scenario.observed:
        raise ValueError(f"{scenario.name} has no `observed` block: nothing was published that it could be held to")
    first = next(iter(scenario.policies))
    policies = {place: entry.policy or first for place, entry in enumerate(scenario.observed)}
    asked = _asked(scenario)
    result = study(
        scenario,
        list(dict.fromkeys([first, *policies.values()])),
        replications,
        seed,
        workers,
        on_progress=on_progress,
        replicate=partial(_replicate, asked),
    )
    simulated = {int(name): prediction(*sample(result, policies[int(name)], name)) for name, _, _ in asked}
    went_in = {number.source for number in numbers(scenario)}
    rows = [
        Beside(entry, policies[place], simulated.get(place), _judge(entry, simulated.get(place), went_in))
        for place, entry in enumerate(scenario.observed)
    ]
    return Hindcast(scenario, seed, replications, tuple(rows))


def _asked(scenario: Scenario) -> Asked:
    """The figures that can be read off a run, by the place of their observation."""
    observed = scenario.world.observed
    windows = [(str(place), entry, entry.window(observed)) for place, entry in enumerate(scenario.observed)]
    return tuple(
        (name, entry.measure, window)
        for name, entry, window in windows
        if entry.measure is not None and observed.start <= window.start < window.until <= observed.until
    )


def _replicate(
    asked: Asked, scenario: Scenario, policies: Sequence[str], seed: int, replication: int
) -> ReplicationResult:
    """Do one replication, of which only the figures asked for are kept."""
    return replicate(scenario, policies, seed, replication, Engine(measure=partial(_figures, asked)))


def _figures(asked: Asked, world: World, log: EventLog) -> Figures:
    pairs = np.array([figure_in(world, log, key, window) for _, key, window in asked], dtype=np.float64)
    pairs = pairs.reshape(len(asked), 2)
    return Figures(tuple(name for name, _, _ in asked), pairs[:, 0], pairs[:, 1], {}, np.zeros(1))


def _judge(entry: Observation, simulated: Prediction | None, went_in: set[str | None]) -> Judgement:
    if entry.value is None:
        return "no observation"
    if entry.calibrated or (entry.tolerated is not None and entry.source in went_in):
        return "calibrated"
    if entry.tolerated is None or simulated is None or simulated.low is None or simulated.high is None:
        return "not comparable"
    low, high = entry.tolerated
    return "reproduced" if simulated.low <= high and low <= simulated.high else "missed"
