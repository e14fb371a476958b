"""Candidates in order: who is still in the running, what each gains, and what it takes."""

from typing import Any

from rich.console import Console
from rich.text import Text

from sim.measures import measure_of
from sim.reports.cautions import made_by, study_cautions
from sim.reports.cells import Cell, Table, difference_cell, label_of, level_cell
from sim.reports.terminal import print_sentences, print_table
from sim.reports.words import clean
from sim.studies import Study, compare_two
from sim.studies.best import standings
from sim.studies.candidates import Candidates
from sim.world.quantities import hours, say_duration

OFFICERS = "all/officer_h"


def print_ranking(console: Console, study: Study, candidates: Candidates, key: str) -> None:
    """Print who may be best, and the table of all candidates, the best estimate first.

    Raises
    ------
    ValueError
        If neither way is better for the measure, or the study does not hold it.
    """
    table = ranking_table(study, candidates, key)
    console.print(Text(clean(study.scenario.title), style="bold"))
    console.print()
    console.print(Text(say_running(study, key)))
    console.print()
    print_table(console, table)
    console.print()
    print_sentences(console, (*map(clean, candidates.left_out), *study_cautions(study)))
    console.print()
    console.print(Text(made_by(study), style="dim"))


def say_running(study: Study, key: str) -> str:
    """Say who is still in the running for the best."""
    places = standings(study, key)
    running = [f"“{label_of(study, place.policy)}”" for place in places if place.in_running]
    out = len(places) - len(running)
    if len(running) == 1:
        return f"Best is {running[0]}: each of the {out} others is shown to do worse."
    named = ", ".join(running[:5]) + (f" and {len(running) - 5} more" if len(running) > 5 else "")
    worse = "is" if out == 1 else "are"
    behind = f"{out} {worse} shown to do worse than the first." if out else "None is shown to do worse than the first."
    return f"{len(running)} of {len(places)} are still in the running: {named}. {behind}"


def ranking_table(study: Study, candidates: Candidates, key: str) -> Table:
    """All candidates, the best estimate first."""
    places = standings(study, key)
    return Table(
        title="Candidates",
        corner="Candidate",
        columns=(
            measure_of(key).label,
            f"Difference to “{label_of(study, study.baseline)}”",
            "Officer-hours more",
            "Set-up",
        ),
        rows=tuple(label_of(study, place.policy) for place in places),
        cells=tuple(
            (
                level_cell(study, place.policy, key).noted("in the running" if place.in_running else ""),
                difference_cell(study, place.policy, key),
                difference_cell(study, place.policy, OFFICERS),
                Cell(hours(candidates.setup_us(place.policy)), unit="h"),
            )
            for place in places
        ),
        note="A candidate is out of the running only when the first is shown to be better (multiple comparisons with the "
        "best, Hsu, 95 % for all together).",
    )


def ranking_rows(study: Study, candidates: Candidates, key: str) -> dict[str, Any]:
    """The ranking as plain data."""
    return {
        "scenario": {"name": study.scenario.name, "hash": study.scenario.hash},
        "seed": study.seed,
        "replications": study.replications,
        "measure": key,
        "baseline": study.baseline,
        "candidates": [
            {
                "policy": place.policy,
                "label": study.scenario.policies[place.policy].label,
                "in_running": place.in_running,
                **_gain(study, place.policy, key),
                "officer_h": _finite(compare_two(study, place.policy, study.baseline, OFFICERS).difference),
                "setup": say_duration(candidates.setup_us(place.policy)),
            }
            for place in standings(study, key)
        ],
        "left_out": list(candidates.left_out),
    }


def _gain(study: Study, policy: str, key: str) -> dict[str, float | None]:
    gap = compare_two(study, policy, study.baseline, key)
    return {"difference": _finite(gap.difference), "low": _finite(gap.low), "high": _finite(gap.high)}


def _finite(value: float | None) -> float | None:
    return value if value is not None and abs(value) != float("inf") else None
