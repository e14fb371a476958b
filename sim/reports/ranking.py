"""Candidates in order: who is still in the running, what each gains, and what it takes."""

from collections.abc import Sequence
from typing import Any, Final

from rich.console import Console
from rich.text import Text

from sim.measures import group_of, measure_of
from sim.reports.cells import Cell, Table
from sim.reports.document import finite
from sim.reports.figures import difference_cell, level_cell
from sim.reports.naming import label_of, say_group
from sim.reports.terminal import print_sentences, print_table
from sim.reports.trust import made_by, study_cautions
from sim.reports.words import capital, clean
from sim.studies import Study, compare_two
from sim.studies.best import Standing, standings
from sim.studies.candidates import Candidates
from sim.world.quantities import hours, say_duration

OFFICERS: Final = "all/officer_h"
_MOST_ROWS: Final = 15
_RUNNING: Final = "● "
"""Stands before a candidate that may be the best."""


def print_ranking(console: Console, study: Study, candidates: Candidates, key: str) -> None:
    """Print who may be best, the table of candidates worth a look, and the names of the others.

    Raises
    ------
    ValueError
        If neither way is better for the measure, or the study does not hold it.
    """
    places = standings(study, key)
    shown = [place for place in places if _worth_a_row(study, place, key)][:_MOST_ROWS]
    left = [place for place in places if place not in shown and place.policy != study.baseline]
    console.print(Text(clean(study.scenario.title), style="bold"))
    console.print()
    console.print(Text(say_running(study, places)))
    console.print(Text(say_baseline(study, key)))
    console.print()
    print_table(console, ranking_table(study, candidates, key, shown))
    console.print()
    print_sentences(console, (*_say_left(study, left), *map(clean, candidates.left_out), *study_cautions(study)))
    console.print()
    console.print(Text(made_by(study), style="dim"))


def say_running(study: Study, places: Sequence[Standing]) -> str:
    """Say who is still in the running for the best."""
    running = [f"“{label_of(study, place.policy)}”" for place in places if place.in_running]
    out = len(places) - len(running)
    if len(running) == 1:
        others = "the other one" if out == 1 else f"each of the {out} others"
        return f"Best is {running[0]}: {others} is shown to do worse."
    named = ", ".join(running[:5]) + (f" and {len(running) - 5} more" if len(running) > 5 else "")
    worse = "is" if out == 1 else "are"
    behind = f"{out} {worse} shown to do worse than the first." if out else "None is shown to do worse than the first."
    return f"{len(running)} of {len(places)} are still in the running: {named}. {behind}"


def say_baseline(study: Study, key: str) -> str:
    """Say where the measure stands without any candidate."""
    cell = level_cell(study, study.baseline, key)
    error = f" ({cell.error})" if cell.error else ""
    group = capital(say_group(study.scenario.world, group_of(key)))
    label = measure_of(key).label
    return f"{group}: {label[:1].lower()}{label[1:]}, under “{label_of(study, study.baseline)}” {cell.text}{error}."


def ranking_table(study: Study, candidates: Candidates, key: str, places: Sequence[Standing]) -> Table:
    """Candidates in the order given, with what each gains and what it takes; set-up where any of them has one."""
    policies = [place.policy for place in places]
    columns = {
        f"Difference to “{label_of(study, study.baseline)}”": [difference_cell(study, name, key) for name in policies],
        "Wins in": [Cell(_wins(study, name, key), unit="share") for name in policies],
        "Officer-hours": [difference_cell(study, name, OFFICERS) for name in policies],
    }
    if any(map(candidates.setup_us, policies)):
        columns["Set-up"] = [Cell(hours(candidates.setup_us(name)), unit="h") for name in policies]
    return Table(
        title="Candidates",
        corner="Candidate",
        columns=tuple(columns),
        rows=tuple(f"{_RUNNING if place.in_running else ''}{label_of(study, place.policy)}" for place in places),
        cells=tuple(zip(*columns.values(), strict=True)),
        note=f"{_RUNNING}still in the running: a candidate is out only when the first is shown to be better (multiple "
        "comparisons with the best, Hsu, 95 % for all together). Wins in: the share of replications in which it does "
        "better; officer-hours are those it takes more.",
    )


def _worth_a_row(study: Study, place: Standing, key: str) -> bool:
    """Whether a policy may be the best, does better than the baseline, or is the baseline."""
    if place.in_running or place.policy == study.baseline:
        return True
    return compare_two(study, place.policy, study.baseline, key).verdict == "better"


def _say_left(study: Study, left: Sequence[Standing]) -> tuple[str, ...]:
    if not left:
        return ()
    labels = ", ".join(label_of(study, place.policy) for place in left)
    return (f"Not listed, because they do worse than those above or are not shown to gain ({len(left)}): {labels}.",)


def _wins(study: Study, policy: str, key: str) -> float | None:
    """Share of replications in which a candidate does better than the baseline."""
    return None if policy == study.baseline else compare_two(study, policy, study.baseline, key).wins_share


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
                "level": finite(place.estimate),
                **_gain(study, place.policy, key),
                "officer_h": finite(compare_two(study, place.policy, study.baseline, OFFICERS).difference),
                "setup": say_duration(candidates.setup_us(place.policy)),
            }
            for place in standings(study, key)
        ],
        "left_out": list(candidates.left_out),
    }


def _gain(study: Study, policy: str, key: str) -> dict[str, float | None]:
    gap = compare_two(study, policy, study.baseline, key)
    wins = _wins(study, policy, key)
    return {"difference": finite(gap.difference), "low": finite(gap.low), "high": finite(gap.high), "wins": wins}
