"""A study on a terminal: the verdict first, then the figures, what they cost, and how far to trust them."""

from collections.abc import Sequence
from typing import Final

from rich.console import Console
from rich.text import Text

from sim.measures import Measure, measure_of
from sim.reports.cautions import say_assumed
from sim.reports.cells import Cell, Table
from sim.reports.detection import detection_tables
from sim.reports.glance import brief_cost_table, brief_table
from sim.reports.naming import label_of
from sim.reports.tables import (
    agency_table,
    backlog_table,
    cause_table,
    clearance_table,
    cost_table,
)
from sim.reports.targets import say_missed, target_table
from sim.reports.terminal import print_sentences, print_table
from sim.reports.trust import made_by, study_cautions
from sim.reports.verdict import lesson_sentences, verdict_sentence
from sim.reports.words import clean
from sim.studies import Interval, Study
from sim.studies.precision import Stopped, parse_precision

_MOST_CAUSES: Final = 5
"""Causes of the baseline's ledger that the brief form tells."""
_ERROR: Final = (
    "In brackets stands the simulation error at 95 %, of differences for all policies together. It does not cover what "
    "the inputs get wrong:"
)


def print_study(
    console: Console,
    study: Study,
    matters_h: float | None = None,
    beneath: Sequence[str] = (),
    full: bool = False,
) -> None:
    """Print what a study shows: the answer on a screen or so, or all of it.

    Parameters
    ----------
    matters_h
        The least difference of the mean clearance one cares for [h].
    beneath
        Sentences that stand under the verdict, such as what could flip it.
    full
        Whether medians, all shares, overtime, agencies, backlogs and targets are wanted as well.
    """
    console.print(Text(clean(study.scenario.title), style="bold"))
    console.print()
    console.print(Text(clean(verdict_sentence(study, matters=matters_h))))
    for sentences in (lesson_sentences(study), beneath):
        if sentences:
            console.print()
            print_sentences(console, map(clean, sentences))
    for table in _all_tables(study) if full else _brief_tables(study):
        console.print()
        print_table(console, table)
    missed = say_missed(study)
    if missed:
        console.print()
        print_sentences(console, missed)
    _print_trust(console, study)
    if not full:
        console.print(
            Text("--full adds medians, shares, overtime, agencies, backlogs, detection, targets.", style="dim")
        )
    console.print(Text(made_by(study), style="dim"))


def _brief_tables(study: Study) -> list[Table]:
    return [brief_table(study), brief_cost_table(study), cause_table(study, study.baseline, _MOST_CAUSES)]


def _all_tables(study: Study) -> list[Table]:
    return [
        clearance_table(study),
        cost_table(study),
        cause_table(study, study.baseline),
        agency_table(study, study.baseline),
        backlog_table(study),
        *detection_tables(study),
        *([target_table(study)] if study.scenario.targets else []),
    ]


def print_stopped(console: Console, study: Study, stopped: Stopped, precision: str) -> None:
    """Print why a study to a precision ended, and how well the differences are known by its rule."""
    measure = measure_of(parse_precision(precision).key)
    known = [
        f"“{label_of(study, policy)}”: {cell.text} ({cell.error})"
        for policy, cell in ((name, _stein_cell(study, gap, measure)) for name, gap in stopped.intervals.items())
    ]
    console.print()
    what = "differences are" if len(study.policies) > 1 else "it is"
    console.print(Text(f"{stopped.reason} By the rule's own interval (Stein 1945, two stages) {what}:"))
    print_sentences(console, known)


def _stein_cell(study: Study, gap: Interval, measure: Measure) -> Cell:
    return Cell(gap.estimate, gap.low, gap.high, measure.said_unit, is_difference=len(study.policies) > 1)


def _print_trust(console: Console, study: Study) -> None:
    console.print()
    console.print(Text("How far to trust this", style="bold"))
    print_sentences(console, (f"{_ERROR} {say_assumed(study.scenario)}", *study_cautions(study)))
    console.print()
