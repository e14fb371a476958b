"""Figures of a study as cells, with their errors."""

from sim.measures import measure_of
from sim.reports.cells import Cell
from sim.studies import Interval, Study, compare_two, level
from sim.world.quantities import say_duration


def level_cell(study: Study, policy: str, key: str) -> Cell:
    """Where a measure stands under a policy."""
    interval, world = level(study, policy, key), study.scenario.world
    if measure_of(key).key == "backlog_drained_h":
        limit = f"not within {say_duration(world.end_us - world.begins)}"
    else:
        limit = f"> {say_duration(world.run_out)}"
    return Cell(
        interval.estimate,
        interval.low,
        interval.high,
        measure_of(key).said_unit,
        limit=limit,
        reached=interval.reached,
        replications=interval.replications,
    )


def difference_cell(study: Study, policy: str, key: str) -> Cell:
    """How a measure differs from the baseline; its error holds together with those of all policies compared."""
    if policy == study.baseline:
        return Cell(None)
    gap = compare_two(study, policy, study.baseline, key)
    return Cell(
        gap.difference,
        gap.low,
        gap.high,
        measure_of(key).said_unit,
        is_difference=True,
        reached=gap.reached,
        replications=study.replications,
    )


def gap_cell(gap: Interval, key: str) -> Cell:
    """A difference between two policies, with an error of its own."""
    return Cell(
        gap.estimate,
        gap.low,
        gap.high,
        measure_of(key).said_unit,
        is_difference=True,
        reached=gap.reached,
        replications=gap.replications,
    )
