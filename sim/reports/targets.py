"""What the planner wants to reach, and which policies reach it."""

from collections.abc import Iterator

from sim.measures import group_of, measure_of
from sim.reports.cells import Cell, Table
from sim.reports.figures import level_cell
from sim.reports.naming import labels_of, say_group
from sim.reports.words import capital, say
from sim.scenario import Scenario, Target
from sim.studies import Study


def target_table(study: Study) -> Table:
    """Where each policy stands on each target, and whether that meets it."""
    targets = study.scenario.targets
    return Table(
        title="Targets",
        corner="Policy",
        columns=tuple(say_target(study.scenario, target) for target in targets),
        rows=labels_of(study),
        cells=tuple(tuple(_against(study, policy, target) for target in targets) for policy in study.policies),
    )


def missed_targets(study: Study) -> tuple[Target, ...]:
    """List the targets that none of the policies meets."""
    return tuple(
        target
        for target in study.scenario.targets
        if not any(_meets(level_cell(study, policy, target.measure), target) for policy in study.policies)
    )


def say_missed(study: Study) -> list[str]:
    """Say which targets none of the policies meets."""
    return [f"Target missed by every policy: {say_target(study.scenario, target)}." for target in missed_targets(study)]


def say_target(scenario: Scenario, target: Target) -> str:
    """Say what is to be reached: ``Relief: released within 48 h, at least 90 %``."""
    measure, group = measure_of(target.measure), say_group(scenario.world, group_of(target.measure))
    bound = "at least" if target.at_most is None else "at most"
    return f"{capital(group)}: {measure.label.lower()}, {bound} {say(target.limit, measure.said_unit)}"


def _against(study: Study, policy: str, target: Target) -> Cell:
    cell = level_cell(study, policy, target.measure)
    return cell.noted(" ".join(_verdict(cell, target)))


def _verdict(cell: Cell, target: Target) -> Iterator[str]:
    """Say whether a figure meets a target, and whether its whole error does."""
    if cell.value is None:
        return
    met = target.met(cell.value)
    yield "met" if met else "missed"
    if any(bound is not None and target.met(bound) != met for bound in (cell.low, cell.high)):
        yield "(not surely)"


def _meets(cell: Cell, target: Target) -> bool:
    return cell.value is not None and target.met(cell.value)
