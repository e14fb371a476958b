"""A study that goes on until a difference is known as precisely as asked, in two stages.

Looking after every batch and stopping when the interval is short enough loses coverage, because it stops when the
variance happens to look small. Stein's rule looks once: a pilot tells the variance, from which the number of
replications follows, and the final interval keeps the variance and the degrees of freedom of the pilot. For normal
differences it has at least the stated coverage, whatever the variance.

References
----------
Stein, C. (1945). A two-sample test for a linear hypothesis whose power is independent of the variance. Annals of
Mathematical Statistics 16(3), 243-258.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sim.measures import measure_of
from sim.studies.statistics import Interval, simultaneous
from sim.studies.study import Study, difference, level
from sim.world.quantities import hours, parse_duration

PILOT: Final = 30
"""Replications of the first stage, at least: fewer tell the variance badly and are punished by a wide t quantile."""


@dataclass(frozen=True)
class Precision:
    """How well the difference of a measure to the baseline, or its level under the only policy, is to be known.

    Attributes
    ----------
    half_width
        Half the length of the interval, in the measure's unit; of the baseline's own level if `relative`.
    """

    key: str
    half_width: float
    relative: bool = False


@dataclass(frozen=True)
class Stopped:
    """Why a study ended where it did.

    Attributes
    ----------
    replications
        All that were run.
    needed
        What the pilot asked for; None if it could not tell.
    reached
        Whether the precision was reached for every policy.
    intervals
        By policy, Stein's interval of the difference to the baseline, simultaneous over all policies; of the level, if
        there is only one.
    reason
        In a sentence.
    """

    replications: int
    needed: int | None
    reached: bool
    intervals: dict[str, Interval]
    reason: str


def parse_precision(text: str) -> Precision:
    """Read what was asked for: ``relief/clearance_mean_h: 0.5 h``, or ``…: 5%`` of the baseline's level.

    For a share a percentage is percentage points.

    Raises
    ------
    ValueError
        In a sentence, with an example that would be right.
    """
    key, colon, amount = (part.strip() for part in text.partition(":"))
    example = "write a measure and a half-width, such as 'relief/clearance_mean_h: 0.5 h' or '…: 5%'"
    if not colon or not amount:
        raise ValueError(f"{text!r} does not say how precisely; {example}")
    unit = measure_of(key).unit
    percent = re.fullmatch(r"(\d+(?:\.\d+)?)\s*%", amount)
    if percent:
        precision = Precision(key, float(percent[1]) / 100, unit != "share")
    elif unit == "h":
        precision = Precision(key, hours(parse_duration(amount)))
    else:
        number = re.fullmatch(r"(\d+(?:\.\d+)?)", amount.removesuffix(unit).strip())
        if number is None:
            raise ValueError(f"{amount!r} is no amount in {unit or 'numbers'}; {example}")
        precision = Precision(key, float(number[1]))
    if precision.half_width <= 0:
        raise ValueError(f"{amount!r} asks for an interval of no length; {example}")
    return precision


def study_to_precision(
    run: Callable[..., Study], precision: Precision, pilot: int, most: int, out: Path | None = None
) -> tuple[Study, Stopped]:
    """Run a pilot, and then as many replications as its variance asks for, up to a cap.

    Parameters
    ----------
    run
        `study` with all its arguments but ``replications`` and ``out``.
    pilot
        Replications of the first stage.
    most
        The cap.
    out
        The folder of the study; a temporary one unless given.

    Raises
    ------
    ValueError
        If the pilot has fewer than `PILOT` replications, the cap is below the pilot, or the study has no such measure.
    """
    if pilot < PILOT:
        raise ValueError(f"a pilot of {pilot} replications tells too little; take {PILOT} or more")
    if most < pilot:
        raise ValueError(f"at most {most} replications are fewer than the pilot's {pilot}; allow more")
    with TemporaryDirectory(prefix="greenlane-") as beside:
        folder = Path(beside) if out is None else out
        first = run(replications=pilot, out=folder)
        needed = replications_needed(first, precision)
        if needed is None or needed <= pilot:
            return first, _stopped(first, first, precision, needed)
        whole = run(replications=min(needed, most), out=folder)
        return whole, _stopped(first, whole, precision, needed)


def replications_needed(pilot: Study, precision: Precision, confidence: float = 0.95) -> int | None:
    """Tell how many replications the precision takes, for the policy that takes most; None if it cannot be told."""
    target = target_of(pilot, precision)
    halves = [_half(gap) for gap in _gaps(pilot, precision, confidence).values()]
    if target is None or not halves or None in halves:
        return None
    worst = max(half for half in halves if half is not None)
    return max(pilot.replications, math.ceil(pilot.replications * (worst / target) ** 2))


def target_of(pilot: Study, precision: Precision) -> float | None:
    """The half-width to reach, in the measure's unit; None if it is relative to a level that is unknown or 0."""
    if not precision.relative:
        return precision.half_width
    around = level(pilot, pilot.baseline, precision.key).estimate
    return precision.half_width * abs(around) if around and math.isfinite(around) else None


def stein(pilot: Interval, whole: Interval) -> Interval:
    """The interval after two stages: the estimate of all replications, with the variance of the pilot."""
    half = _half(pilot)
    if half is None or whole.estimate is None:
        return Interval(whole.estimate, None, None, whole.reached, whole.replications)
    half *= math.sqrt(pilot.replications / whole.replications)
    return Interval(whole.estimate, whole.estimate - half, whole.estimate + half, whole.reached, whole.replications)


def _gaps(study: Study, precision: Precision, confidence: float) -> dict[str, Interval]:
    """The differences to the baseline, all together; the level, where there is one policy only."""
    others = study.policies[1:]
    if not others:
        return {study.baseline: level(study, study.baseline, precision.key, confidence)}
    together = simultaneous(confidence, len(others))
    return {policy: difference(study, policy, study.baseline, precision.key, together) for policy in others}


def _half(gap: Interval) -> float | None:
    return None if gap.low is None or gap.high is None else (gap.high - gap.low) / 2


def _stopped(first: Study, whole: Study, precision: Precision, needed: int | None) -> Stopped:
    early, late = (_gaps(study, precision, 0.95) for study in (first, whole))
    intervals = {policy: stein(early[policy], late[policy]) for policy in late}
    reached = needed is not None and needed <= whole.replications
    ran = whole.replications
    asked = _say_asked(precision)
    if needed is None:
        why = f"Stopped after the pilot of {ran}: how sure {precision.key} is cannot be told from it."
    elif not reached:
        why = f"Stopped at the cap of {ran} replications: {precision.key} at {asked} takes about {needed}."
    elif ran == first.replications:
        why = f"Stopped after the pilot of {ran} replications: {precision.key} is known to {asked} already."
    else:
        why = f"Stopped after {ran} replications, which the pilot of {first.replications} asked for: "
        why += f"{precision.key} is known to {asked}."
    return Stopped(ran, needed, reached, intervals, why)


def _say_asked(precision: Precision) -> str:
    """Say how well something was to be known: ``±0.5 h``, ``±5 % of the level``, of shares ``±2 percentage points``."""
    unit = measure_of(precision.key).unit
    if precision.relative:
        return f"±{100 * precision.half_width:.3g} % of the level"
    if unit == "share":
        return f"±{100 * precision.half_width:.3g} percentage points"
    return f"±{precision.half_width:.3g} {unit}".rstrip()
