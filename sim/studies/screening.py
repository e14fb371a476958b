"""Screening: which assumed inputs matter when all of them move together, by the elementary effects of Morris.

All inputs are put at random places of their ranges and moved one after the other.

References
----------
Morris, M. D. (1991). Factorial sampling plans for preliminary computational experiments. Technometrics 33(2), 161-174.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import numpy as np

from sim.scenario import Scenario, WhatIfs
from sim.studies.inputs import Input, assumed_inputs, between, why_impossible
from sim.studies.replication import StudyError
from sim.studies.study import difference
from sim.studies.variants import study_variants

_LEVELS: Final = 4


@dataclass(frozen=True)
class Screened:
    """What Morris' screening says of an input, in the measure's unit over its whole range.

    Attributes
    ----------
    effect
        Mean of the absolute elementary effects.
    spread
        Their standard deviation: large beside `effect` where the input acts together with others, or not in proportion.
    """

    input: Input
    effect: float
    spread: float


def screen(
    scenario: Scenario,
    policy: str,
    baseline: str,
    key: str,
    trajectories: int = 10,
    replications: int = 3,
    seed: int = 1,
    workers: int | None = None,
    executor: Executor | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    out: Path | None = None,
) -> tuple[Screened, ...]:
    """Move all assumed inputs together, one at a time along random paths, and tell which matter; the largest first.

    Takes ``trajectories × (inputs + 1) × replications`` runs of both policies, kept in a folder if one is named. Inputs
    whose ends are in different units, or with which the policies cannot be run, are left as they are.

    Raises
    ------
    StudyError
        If SALib is not installed, or fewer than two inputs have a range.
    """
    if find_spec("SALib") is None:
        raise StudyError("SALib is not installed; screening needs it: pip install 'greenlane[sensitivity]'")
    # Here, because it is an extra, and brings a plotting library along.
    from SALib.analyze import morris as analysis
    from SALib.sample import morris as sampling

    what_ifs = WhatIfs(scenario, (baseline, policy))
    inputs = [
        entry
        for entry in assumed_inputs(scenario)
        if entry.policy in (None, policy, baseline)
        and _even(entry)
        and not any(why_impossible(what_ifs, entry.at(end)) for end in (entry.low, entry.high))
    ]
    if len(inputs) < 2:
        raise StudyError(f"{scenario.name} has fewer than two assumed inputs with a range; there is nothing to screen")
    problem = {"num_vars": len(inputs), "names": [entry.path for entry in inputs], "bounds": [[0.0, 1.0]] * len(inputs)}
    places = sampling.sample(problem, trajectories, num_levels=_LEVELS, seed=seed)
    variants = [_settings(inputs, place) for place in places]
    studies = study_variants(
        scenario, variants, (baseline, policy), key, replications, seed, workers, executor, on_progress, out=out
    )
    gaps = [difference(study, policy, baseline, key).estimate for study in studies]
    if any(gap is None or not np.isfinite(gap) for gap in gaps):
        raise StudyError(f"{key} is not known in some of the runs, so its inputs cannot be screened")
    found = analysis.analyze(problem, places, np.array(gaps, dtype=float), num_levels=_LEVELS, seed=seed)
    effects = zip(inputs, found["mu_star"], found["sigma"], strict=True)
    return tuple(sorted((Screened(entry, float(mu), float(sigma)) for entry, mu, sigma in effects), key=_by_effect))


def _by_effect(screened: Screened) -> float:
    return -screened.effect


def _settings(inputs: Sequence[Input], place: Sequence[float]) -> tuple[str, ...]:
    shares = (round(float(share) * (_LEVELS - 1)) / (_LEVELS - 1) for share in place)
    return tuple(entry.at(between(entry.low, entry.high, share)) for entry, share in zip(inputs, shares, strict=True))


def _even(entry: Input) -> bool:
    try:
        between(entry.low, entry.high, 0.5)
    except ValueError:
        return False
    return True
