"""What could flip it: how a difference between two policies moves when an assumed input is at the ends of its range.

One input at a time is put to its low and its high end, and both policies are run on the same replications with the same
luck as before, so that what moves the difference is the input. Where the difference changes sign between the number
itself and an end, the flip point is read off a straight line between the two. That says nothing of inputs that matter
only together, which `sim.studies.screening` looks for.
"""

import math
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from sim.measures import measure_of
from sim.scenario import Scenario, WhatIfs
from sim.studies.inputs import Input, assumed_inputs, say_between, why_impossible
from sim.studies.statistics import Interval
from sim.studies.study import Study, difference, level
from sim.studies.variants import kept_variants, study_variants

_FLIPS: Final = "flips"


@dataclass(frozen=True)
class Effect:
    """What an input does to a difference between two policies.

    Attributes
    ----------
    low, high
        The difference with the input at either end.
    swing
        How far apart the two ends and the difference as it is are at most, in the measure's unit; None if unknown.
    flip
        The value at which the difference changes sign, in words; None if it does not.
    """

    input: Input
    low: Interval
    high: Interval
    swing: float | None
    flip: str | None


@dataclass(frozen=True)
class Sensitivity:
    """What moves a difference between two policies.

    Attributes
    ----------
    difference
        As the scenario is.
    effects
        Of inputs that move it, the largest swing first; a swing that is not known may be larger, so it comes before.
    idle
        Inputs that changed nothing, each with the reason.
    unfit
        Inputs that were not moved, because the policies cannot be run with them at an end, each with the reason.
    """

    policy: str
    baseline: str
    key: str
    replications: int
    difference: Interval
    effects: tuple[Effect, ...]
    idle: tuple[tuple[Input, str], ...]
    unfit: tuple[tuple[Input, str], ...] = ()


def sensitivity(
    scenario: Scenario,
    policy: str,
    baseline: str,
    key: str,
    replications: int = 10,
    seed: int = 1,
    workers: int | None = None,
    executor: Executor | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    out: Path | None = None,
) -> Sensitivity:
    """Put each assumed input to both ends of its range, and see how a difference moves.

    Parameters
    ----------
    out
        A folder where each run is kept as it is finished; what it holds already is not run again.

    Raises
    ------
    ReplicationError, StudyError, FolderError
        As `study` does.
    """
    ends = [entry.at(end) for entry, end in _ends(scenario, policy, baseline)]
    what_ifs = WhatIfs(scenario, (baseline, policy))
    variants = [(), *((end,) for end in ends if why_impossible(what_ifs, end) is None)]
    studies = study_variants(
        scenario, variants, (baseline, policy), key, replications, seed, workers, executor, on_progress, out=out
    )
    return _found(scenario, variants, studies)


def kept_sensitivity(path: Path) -> Sensitivity | None:
    """Read a sensitivity analysis from its folder, without a run; None unless all of it is finished.

    Raises
    ------
    FolderError
        If the folder cannot be read.
    """
    kept = kept_variants(path)
    if kept is None or len(kept[1][0].policies) != 2:
        return None
    variants, studies = kept
    scenario, (baseline, policy) = studies[0].scenario, studies[0].policies
    known = {(), *((entry.at(end),) for entry, end in _ends(scenario, policy, baseline))}
    return _found(scenario, variants, studies) if () in variants and known.issuperset(variants) else None


def flips_folder(out: Path, policy: str, replications: int) -> Path:
    """Where the folder of a study keeps the runs that tell what could flip its answer."""
    return out / _FLIPS / f"{policy}-{replications}"


def kept_flips(out: Path, policy: str) -> Sensitivity | None:
    """What the folder of a study holds on what could flip its answer: the finished analysis of most replications.

    Raises
    ------
    FolderError
        If the folder cannot be read.
    """
    kept = [kept_sensitivity(path) for path in sorted((out / _FLIPS).glob(f"{policy}-*")) if path.is_dir()]
    there = [found for found in kept if found is not None and found.policy == policy]
    return max(there, key=lambda found: found.replications, default=None)


def _ends(scenario: Scenario, policy: str, baseline: str) -> list[tuple[Input, str]]:
    """Each input that is moved with each end of its range."""
    moved = [entry for entry in assumed_inputs(scenario) if entry.policy in (None, policy, baseline)]
    return [(entry, end) for entry in moved for end in dict.fromkeys((entry.low, entry.high))]


def _found(scenario: Scenario, variants: Sequence[tuple[str, ...]], studies: Sequence[Study]) -> Sensitivity:
    """Tell what moves the difference from studies of the scenario as it is and of every end that can be run."""
    at = dict(zip(variants, studies, strict=True))
    base = at[()]
    (baseline, policy), key = base.policies, base.keys[0]
    what_ifs = WhatIfs(scenario, base.policies)
    effects, idle, unfit = [], [], []
    for entry in assumed_inputs(scenario):
        if entry.policy not in (None, policy, baseline):
            idle.append((entry, f"belongs to {entry.policy}, which is not compared"))
            continue
        settings = [entry.at(end) for end in (entry.low, entry.high)]
        low, high = (at.get((setting,)) for setting in settings)
        if low is None or high is None:
            out = next(setting for setting in settings if (setting,) not in at)
            unfit.append((entry, f"{out} does not fit: {why_impossible(what_ifs, out)}"))
            continue
        reason = _why_nothing(base, (low, high), key)
        if reason is None:
            effects.append(_effect(entry, base, low, high))
        else:
            idle.append((entry, reason))
    effects.sort(key=lambda effect: math.inf if effect.swing is None else effect.swing, reverse=True)
    gap = difference(base, policy, baseline, key)
    return Sensitivity(policy, baseline, key, base.replications, gap, tuple(effects), tuple(idle), tuple(unfit))


def _effect(entry: Input, base: Study, low: Study, high: Study) -> Effect:
    policy, key = base.policies[1], base.keys[0]
    here, at_low, at_high = (difference(study, policy, study.baseline, key) for study in (base, low, high))
    known = [gap.estimate for gap in (here, at_low, at_high) if gap.estimate is not None]
    swing = max(known) - min(known) if len(known) == 3 and np.isfinite(known).all() else None
    flips = [flip_point(here, gap, entry.written, end) for gap, end in ((at_low, entry.low), (at_high, entry.high))]
    return Effect(entry, at_low, at_high, swing, next((flip for flip in flips if flip is not None), None))


def flip_point(here: Interval, there: Interval, written: str, end: str) -> str | None:
    """Where a straight line from the number to the end of its range crosses zero."""
    if here.estimate is None or there.estimate is None or not np.isfinite([here.estimate, there.estimate]).all():
        return None
    if here.estimate * there.estimate >= 0:
        return None
    return say_between(written, end, here.estimate / (here.estimate - there.estimate))


def _why_nothing(base: Study, ends: Sequence[Study], key: str) -> str | None:
    """Why an input changed nothing; None if it did."""
    policy = base.policies[1]
    gaps = {difference(study, policy, study.baseline, key).estimate for study in (base, *ends)}
    if len(gaps) > 1:
        return None
    levels = {level(study, name, key).estimate for study in (base, *ends) for name in study.policies[:1]}
    if len(levels) > 1:
        return "moves both policies by the same amount"
    return f"nothing that decides “{measure_of(key).label}” uses it in these runs"
