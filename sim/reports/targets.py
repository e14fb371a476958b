"""What the planner wants to reach, and which policies reach it."""

from collections.abc import Iterator

from sim.measures import group_of, keys_of, measure_of
from sim.reports.cells import Cell, Table, capital, labels_of, level_cell, say_group
from sim.reports.words import say, shown_unit
from sim.scenario import Problem, Scenario, Target
from sim.studies import Study


def measure_problems(scenario: Scenario) -> tuple[Problem, ...]:
    """Find targets, lessons and published figures about measures that the scenario's results will not hold."""
    known = keys_of(scenario.world)
    targets = [(f"targets.{place}.measure", target.measure) for place, target in enumerate(scenario.targets)]
    lessons = [(f"lessons.{place}.measure", lesson.measure) for place, lesson in enumerate(scenario.lessons)]
    observed = [(f"observed.{place}.measure", entry.measure) for place, entry in enumerate(scenario.observed)]
    return tuple(
        Problem(path, None, why_unknown(key))
        for path, key in [*targets, *lessons, *observed]
        if key is not None and key not in known
    )


def why_unknown(key: str) -> str:
    """Say why results do not hold a measure."""
    try:
        measure = measure_of(key)
    except ValueError as error:
        return str(error)
    told = ", ".join(measure.scope).replace("kind", "kinds of stream")
    return f"“{measure.label}” is not told of {group_of(key)!r}; it is told of: {told}"


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
    return f"{capital(group)}: {measure.label.lower()}, {bound} {say(target.limit, shown_unit(measure))}"


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
