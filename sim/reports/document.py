"""A study as plain data: the JSON document, and the rows of the files."""

import json
import math
from collections.abc import Mapping
from typing import Any, Final

from sim.measures import measure_of
from sim.reports.detection import detection_rows
from sim.studies import Comparison, Study, compare, lesson_gaps, level
from sim.studies.precision import Stopped
from sim.version import __version__

Row = dict[str, Any]

FIGURES: Final = ("policy", "measure", "mean", "low", "high", "unit")
COMPARED: Final = ("policy", "baseline", "measure", "difference", "low", "high", "verdict")
"""Columns of `result_rows` and `comparison_rows`."""


def document(
    study: Study, matters: Mapping[str, float] | None = None, stopped: Stopped | None = None
) -> dict[str, Any]:
    """Tell all figures of a study and all differences to its baseline; None is a value that does not exist.

    Parameters
    ----------
    matters
        By key, the least difference one cares for, in the measure's unit.
    stopped
        Why a study to a precision ended; told only of such a study.
    """
    scenario = study.scenario
    why = {} if stopped is None else {"stopped": _stopping(stopped)}
    return {
        "scenario": {"name": scenario.name, "title": scenario.title, "hash": scenario.hash},
        "version": __version__,
        "seed": study.seed,
        "replications": study.replications,
        "policies": {
            policy: {
                "label": scenario.policies[policy].label,
                "measures": {key: _figure(study, policy, key) for key in study.keys},
            }
            for policy in study.policies
        },
        "comparisons": comparison_rows(study, matters),
        "detection": detection_rows(study),
        "lessons": [_difference(gap) for gap in lesson_gaps(study)],
        **why,
    }


def _stopping(stopped: Stopped) -> dict[str, Any]:
    """Why a study to a precision ended, with the intervals of its rule."""
    gaps = {
        policy: {"difference": finite(gap.estimate), "low": finite(gap.low), "high": finite(gap.high)}
        for policy, gap in stopped.intervals.items()
    }
    told = {"reason": stopped.reason, "reached": stopped.reached, "replications": stopped.replications}
    return {**told, "needed": stopped.needed, "differences": gaps}


def to_json(value: object) -> str:
    """Write strict JSON, which knows neither infinity nor what is not a number."""
    return json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False)


def result_rows(study: Study) -> list[Row]:
    """One row a policy and measure, with the bounds of its simulation error."""
    return [
        {"policy": policy, "measure": key, **_figure(study, policy, key)}
        for policy in study.policies
        for key in study.keys
    ]


def comparison_rows(study: Study, matters: Mapping[str, float] | None = None) -> list[Row]:
    """One row a policy and measure: how it differs from the baseline."""
    return [_difference(gap) for gap in compare(study, matters=matters)]


def _figure(study: Study, policy: str, key: str) -> Row:
    interval = level(study, policy, key)
    return {
        "mean": finite(interval.estimate),
        "low": finite(interval.low),
        "high": finite(interval.high),
        "unit": measure_of(key).unit,
    }


def _difference(gap: Comparison) -> Row:
    return {
        "policy": gap.policy,
        "baseline": gap.baseline,
        "measure": gap.key,
        "difference": finite(gap.difference),
        "low": finite(gap.low),
        "high": finite(gap.high),
        "verdict": gap.verdict,
    }


def finite(value: float | None) -> float | None:
    """Return a value that JSON knows, None for what was not reached or is unknown."""
    return value if value is not None and math.isfinite(value) else None
