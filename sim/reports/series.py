"""What charts show, as plain rows: curves with the spread of replications, accounts, figures with their errors."""

import math

import numpy as np

from sim.measures import WEEK_H, Cause, measure_of, released_grid_h, team_places, time_grid_h, week_weights
from sim.reports.dates import chart_time, say_moment
from sim.reports.document import Row
from sim.reports.figures import difference_cell, level_cell
from sim.reports.naming import label_of, say_team, subject
from sim.reports.words import clean, say
from sim.studies import Study, compare_two, level
from sim.studies.statistics import Floats
from sim.world import LANES
from sim.world.quantities import HOUR_US

_LITTLE = 0.01
"""Of the largest difference; what is less stands with others like it."""
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
        held = study.curves[f"{group}/released_share"][place]
        weights = cohort[place, : len(held)]
        known = weights > 0
        if known.any():
            shares = held[known]
            low, high = np.quantile(shares, SPREAD, axis=0)
            mean = np.average(shares, axis=0, weights=weights[known])
            points = zip(hours_h, mean, low, high, strict=True)
            rows += [_row(study, policy, hours=h, share=m, low=a, high=b) for h, m, a, b in points]
    return rows


def backlog_series(study: Study, group: str | None = None) -> list[Row]:
    """Consignments of a group that wait, inside and outside the gate, from day to day, by policy.

    The curve is the mean of replications, the band their spread.
    """
    group = subject(study) if group is None else group
    world = study.scenario.world
    moments_us = time_grid_h(world) * HOUR_US
    dates = [{"when": chart_time(world, at_us), "moment": say_moment(world, at_us)} for at_us in moments_us]
    rows: list[Row] = []
    for place, policy in enumerate(study.policies):
        waiting = study.curves[f"{group}/inside"][place]
        low, high = np.quantile(waiting, SPREAD, axis=0)
        points = zip(dates, waiting.mean(axis=0), low, high, strict=True)
        rows += [_row(study, policy, **date, waiting=m, low=a, high=b) for date, m, a, b in points]
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
            _row(
                study,
                policy,
                value=cell.value if finite else None,
                low=cell.low,
                high=cell.high,
                words=words,
                short=cell.text,
            )
        )
    return rows


def difference_series(study: Study, key: str) -> list[Row]:
    """How each other policy differs from the baseline, with its error and the verdict, in words too."""
    rows = []
    for policy in study.policies[1:]:
        cell = difference_cell(study, policy, key)
        verdict = compare_two(study, policy, study.baseline, key).verdict
        finite = cell.value is not None and math.isfinite(cell.value)
        words = f"{cell.text} ({cell.error})" if cell.error else cell.text
        values = {"value": cell.value if finite else None, "low": cell.low, "high": cell.high}
        rows.append(_row(study, policy, **values, words=words, short=cell.text, verdict=verdict))
    return rows


def waterfall_series(study: Study, policy: str, baseline: str) -> list[Row]:
    """From the mean of the released under one policy to that under another, cause by cause.

    The bars between the two ends add up to their difference exactly; causes that hardly differ stand in one. Empty if
    nobody is released under one of the two.
    """
    group = subject(study)
    keys = [f"{group}/ledger_{cause.name.lower()}_h" for cause in Cause if cause is not Cause.EARLIER]
    here = {key: (level(study, policy, key).estimate, level(study, baseline, key).estimate) for key in keys}
    moved = {key: new - old for key, (new, old) in here.items() if new is not None and old is not None}
    if not moved:
        return []
    least = _LITTLE * max(map(abs, moved.values()))
    parts = [(measure_of(key).label, hours) for key, hours in moved.items() if abs(hours) > least]
    left = math.fsum(hours for hours in moved.values() if abs(hours) <= least)
    parts += [("All other causes", left)] if left else []
    start = math.fsum(old for _, old in here.values() if old is not None)
    rows = [_bar(label_of(study, baseline), 0.0, start, "mean")]
    at = start
    for label, hours in parts:
        rows.append(_bar(label, at, at + hours, "less" if hours < 0 else "more"))
        at += hours
    rows.append(_bar(label_of(study, policy), 0.0, at, "mean"))
    return [{**row, "order": order} for order, row in enumerate(rows)]


def _bar(label: str, start: float, end: float, part: str) -> Row:
    return {"label": label, "from": start, "to": end, "hours": end - start, "part": part}


def week_series(study: Study, policy: str, cause: str) -> list[Row]:
    """How many an agency holds at once in each hour of the week, on average; agencies that hold none are left out."""
    world = study.scenario.world
    hours_h = mean_curve(study, policy, f"week/{cause}").reshape(len(world.agencies), WEEK_H)
    held = hours_h / np.maximum(week_weights(world), 1e-9)
    return [
        {"agency": clean(agency.label), "hour": hour, "held": float(held[place, hour])}
        for place, agency in enumerate(world.agencies.values())
        if hours_h[place].any()
        for hour in range(WEEK_H)
    ]


def team_series(study: Study, policy: str) -> list[Row]:
    """What share of its officers' time each team works, the busiest first; teams that are never there are left out."""
    on_duty_h, worked_h = (mean_curve(study, policy, f"teams/{what}") for what in ("on_duty_h", "worked_h"))
    rows = [
        {
            "team": say_team(study.scenario.world, post, team),
            "busy": float(worked / on_duty),
            "words": f"{say(float(worked / on_duty), 'share')} of {say(float(on_duty), 'sum officer-hours')}",
        }
        for (post, team), on_duty, worked in zip(team_places(study.scenario.world), on_duty_h, worked_h, strict=True)
        if on_duty > 0
    ]
    return sorted(rows, key=lambda row: -row["busy"])


def lane_series(study: Study) -> list[Row]:
    """Share and mean time to release by lane, for each policy; lanes that nobody goes through are left out."""
    rows = []
    for policy in study.policies:
        arrived, taken_h = (mean_curve(study, policy, f"lanes/{what}") for what in ("arrived", "clearance_h"))
        for order, (lane, many, time_h) in enumerate(zip((*LANES, "no lane"), arrived, taken_h, strict=True)):
            if many:
                share, mean_h = float(many / arrived.sum()), float(time_h / many)
                words = f"{lane} {say(share, 'share')}, {say(mean_h, 'h')}"
                rows.append(_row(study, policy, lane=lane, order=order, share=share, hours=mean_h, words=words))
    return rows


def step_series(study: Study, policy: str) -> list[Row]:
    """How often each step is done in a replication, and its mean wait and work; steps never done have neither."""
    passed, waited_h, worked_h = (mean_curve(study, policy, f"steps/{w}") for w in ("passed", "waited_h", "worked_h"))
    world = study.scenario.world
    return [
        {
            "step": name,
            "label": clean(step.label),
            "agency": clean(world.agencies[step.agency].label),
            "after": step.after,
            "passed": float(passed[place]),
            "wait": float(waited_h[place] / passed[place]) if passed[place] else None,
            "work": float(worked_h[place] / passed[place]) if passed[place] else None,
        }
        for place, (name, step) in enumerate(world.procedure.items())
    ]


def mean_curve(study: Study, policy: str, name: str) -> Floats:
    """The mean over replications of an array that a study keeps for each."""
    mean: Floats = study.curves[name][study.policies.index(policy)].mean(axis=0)
    return mean


def _row(study: Study, policy: str, **values: float | str | None) -> Row:
    plain = {name: float(value) if isinstance(value, np.floating) else value for name, value in values.items()}
    return {"policy": label_of(study, policy), **plain}
