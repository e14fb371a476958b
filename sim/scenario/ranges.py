"""Stated ranges: the least and the most a number may be must be what the number is, and lie on either side of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sim.policies import Policy
from sim.scenario.mending import reading_context
from sim.scenario.problems import Path, Problem, dotted
from sim.scenario.sentences import sentences
from sim.scenario.sources import Mark
from sim.scenario.tree import Node, plain, put
from sim.world.base import Base
from sim.world.world import World


def range_problems(tree: Node, marks: Sequence[Mark]) -> list[Problem]:
    """Check the stated ranges of a file whose world and policies could be read.

    Parameters
    ----------
    tree
        The file without sources.
    marks
        What was taken out of it, with the ranges.
    """
    as_written, _ = _read(tree)
    lowest, low_problems = _read_with("low", tree, marks)
    highest, high_problems = _read_with("high", tree, marks)
    problems = [*low_problems, *high_problems]
    return problems or [
        Problem(dotted((*mark.path, end)), mark.parts[end].line, message)
        for mark in marks
        for end, message in _order(mark, lowest, as_written, highest)
    ]


def _read_with(end: str, tree: Node, marks: Iterable[Mark]) -> tuple[Mapping[str, Any], list[Problem]]:
    """Read the file with all lows, or all highs, in the places of the numbers; only what is wrong with them counts."""
    paths = {mark.path: mark.parts[end] for mark in marks if end in mark.parts}
    for path, node in paths.items():
        tree = put(tree, path, node)
    values, errors = _read(tree)
    problems = []
    for found, problem in [pair for under, group in errors for pair in sentences(group, tree, under)]:
        if found in paths:
            problems.append(Problem(dotted((*found, end)), paths[found].line, problem.message))
    return values, problems


def _read(tree: Node) -> tuple[dict[str, Any], list[tuple[Path, list[ErrorDetails]]]]:
    """Read the numbers of a file; parts that cannot be read are left out."""
    context = reading_context(tree)
    world = Node({key: entry for key, entry in tree.entries.items() if key in World.model_fields})
    parts: list[tuple[Path, type[Base], Node]] = [((), World, world)]
    parts += [(("policies", name), Policy, entry) for name, entry in tree.entries["policies"].entries.items()]
    values: dict[str, Any] = {"policies": {}}
    errors = []
    for path, model, node in parts:
        try:
            read = model.model_validate(plain(node), context=context, by_alias=True, by_name=False).model_dump()
        except ValidationError as error:
            errors.append((path, error.errors(include_url=False)))
            continue
        if path:
            values["policies"][path[-1]] = read
        else:
            values |= read
    return values, errors


def _order(mark: Mark, lowest: object, as_written: object, highest: object) -> Iterator[tuple[str, str]]:
    low, value, high = (_number(values, mark.path) for values in (lowest, as_written, highest))
    if "low" in mark.parts and low is not None and value is not None and low > value:
        yield "low", f"{plain(mark.parts['low'])} is above the value itself; write the least it may be"
    if "high" in mark.parts and high is not None and value is not None and high < value:
        yield "high", f"{plain(mark.parts['high'])} is below the value itself; write the most it may be"


def _number(values: object, path: Path) -> float | None:
    for step in path:
        if isinstance(values, Mapping):
            values = values.get(step)
        elif isinstance(values, list | tuple) and isinstance(step, int) and step < len(values):
            values = values[step]
        else:
            return None
    return values if isinstance(values, int | float) else None
