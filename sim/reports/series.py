"""What charts show, as plain rows: curves with the spread of replications, accounts, figures with their errors."""

import math

import numpy as np

from sim.measures import Cause, measure_of, released_grid_h, time_grid_h
from sim.reports.cells import label_of, level_cell, subject
from sim.reports.document import Row
from sim.studies import Study

SPREAD = (0.1, 0.9)
"""Bands hold four in five replications."""


def released_series(study: Study, group: str | None = None) -> list[Row]:
    """Share of a group released within so many hours of arrival, by policy.

    The curve is that of all consignments together, so that it passes through the shares of the tables; the band is
    the spread of replications.
    """
    group = subject(study) if group is None else group
    cohort = study.total[:, :, study.keys.index(f"{group}/arrived")]
    hours_h = released_grid_h(study.scenario.world)
    rows: list[Row] = []
    for place, policy in enumerate(study.policies):
        known = cohort[place] > 0
        if known.any():
            shares = study.curves[f"{group}/released_share"][place, known]
            low, high = np.quantile(shares, SPREAD, axis=0)
            mean = np.average(shares, axis=0, weights=cohort[place, known])
            points = zip(hours_h, mean, low, high, strict=True)
            rows += [_row(study, policy, hours=h, share=m, low=a, high=b) for h, m, a, b in points]
    return rows


def backlog_series(study: Study, group: str | None = None) -> list[Row]:
    """Consignments of a group that wait, inside and outside the gate, over the days since the onset, by policy.

    The curve is the mean of replications, the band their spread.
    """
    group = subject(study) if group is None else group
    days = time_grid_h(study.scenario.world) / 24
    rows: list[Row] = []
    for place, policy in enumerate(study.policies):
        waiting = study.curves[f"{group}/inside"][place]
        low, high = np.quantile(waiting, SPREAD, axis=0)
        points = zip(days, waiting.mean(axis=0), low, high, strict=True)
        rows += [_row(study, policy, day=d, waiting=m, low=a, high=b) for d, m, a, b in points]
    return rows


def ledger_series(study: Study) -> list[Row]:
    """Hours of a released consignment by cause, in the order of `Cause`; causes that no policy has are left out."""
    keys = [f"{subject(study)}/ledger_{cause.name.lower()}_h" for cause in Cause]
    values = {
        (policy, key): level_cell(study, policy, key).value or 0.0
        for policy in study.policies
        for key in keys
        if key in study.keys
    }
    some = [key for key in keys if any(values.get((policy, key)) for policy in study.policies)]
    return [
        _row(study, policy, key=key, cause=measure_of(key).label, order=place, hours=values[policy, key])
        for policy in study.policies
        for place, key in enumerate(some)
    ]


def level_series(study: Study, key: str) -> list[Row]:
    """A measure and its error by policy, with its words; a value that was not reached is None."""
    rows = []
    for policy in study.policies:
        cell = level_cell(study, policy, key)
        finite = cell.value is not None and math.isfinite(cell.value)
        words = f"{cell.text} ({cell.error})" if cell.error else cell.text
        rows.append(
            _row(study, policy, value=cell.value if finite else None, low=cell.low, high=cell.high, words=words)
        )
    return rows


def _row(study: Study, policy: str, **values: float | str | None) -> Row:
    plain = {name: float(value) if isinstance(value, np.floating) else value for name, value in values.items()}
    return {"policy": label_of(study, policy), **plain}
