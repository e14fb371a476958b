"""Where numbers come from: taken out of a file before it is checked, and told for each number afterwards."""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from pydantic import ValidationError

from sim.scenario.layout import numbers_in
from sim.scenario.model import Grade, Provenance, Scenario
from sim.scenario.problems import Path, Problem, dotted, not_known
from sim.scenario.sentences import sentences
from sim.scenario.tree import Node, plain

_WRAPPER: Final = frozenset({"value", "low", "high", "source", "note"})


@dataclass(frozen=True)
class Mark:
    """What a file says about the number, or the block of numbers, at a path."""

    path: Path
    parts: Mapping[str, Node]
    """`source`, and for a number also `low`, `high` and `note`."""


def without_sources(tree: Node) -> tuple[Node, list[Mark]]:
    """Take sources and ranges out of a tree, so that plain values are left."""
    marks: list[Mark] = []
    return _strip(tree, (), marks), marks


def is_wrapped(node: Node) -> bool:
    """Whether it is a value with its source or range around it: `{value: 4, low: 2, high: 6}`."""
    return "value" in node.entries and node.entries.keys() <= _WRAPPER


def _strip(node: Node, path: Path, marks: list[Mark]) -> Node:
    if isinstance(node.value, tuple):
        items = tuple(item and _strip(item, (*path, index), marks) for index, item in enumerate(node.value))
        return replace(node, value=items)
    entries = node.entries
    if is_wrapped(node):
        marks.append(Mark(path, {key: entry for key, entry in entries.items() if key != "value"}))
        return replace(_strip(entries["value"], path, marks), line=node.line)
    if not entries:
        return node
    if "source" in entries:
        marks.append(Mark(path, {"source": entries["source"]}))
    left = {key: _strip(entry, (*path, key), marks) for key, entry in entries.items() if key != "source"}
    return replace(node, value=left)


def provenance_of(
    marks: Iterable[Mark], sources: Collection[str], numbers: Collection[Path]
) -> tuple[dict[str, Provenance], list[Problem]]:
    """Turn what a file says about its numbers into provenance by dotted path, and tell what is wrong with it.

    Parameters
    ----------
    sources
        Names of the sources the file defines.
    numbers
        Paths of the numbers of the file.
    """
    provenance: dict[str, dict[str, object]] = {}
    problems = []
    for mark in marks:
        wrong = list(_mark_problems(mark, sources, numbers)) or list(_unfit(mark))
        problems += wrong
        if not wrong:
            parts = {key: plain(node) for key, node in mark.parts.items()}
            provenance.setdefault(dotted(mark.path), {}).update(parts)
    return {path: Provenance.model_validate(parts) for path, parts in provenance.items()}, problems


def _mark_problems(mark: Mark, sources: Collection[str], numbers: Collection[Path]) -> Iterator[Problem]:
    around = next((mark.path[:end] for end in range(len(mark.path)) if mark.path[:end] in numbers), None)
    for key, node in mark.parts.items():
        value = plain(node)
        if around is not None:
            text = "a source or a range is for these hours as a whole; write {value: {…}, source: …} around them"
            yield Problem(dotted(around), node.line, text)
        elif key == "source" and not (isinstance(value, str) and value in sources):
            yield Problem(dotted((*mark.path, key)), node.line, not_known(str(value), sources, " among the sources"))
        elif key == "note" and not isinstance(value, str):
            yield Problem(dotted((*mark.path, key)), node.line, "should be text; put it into quotes")
        elif isinstance(value, bool | dict | list | None) or (isinstance(value, float) and not math.isfinite(value)):
            yield Problem(dotted((*mark.path, key)), node.line, "should be one value, written like the number itself")


def _unfit(mark: Mark) -> Iterator[Problem]:
    """Tell which parts of a mark are of the right kind, but too long or no name."""
    tree = Node(dict(mark.parts))
    try:
        Provenance.model_validate(plain(tree))
    except ValidationError as error:
        for path, problem in sentences(error.errors(include_url=False), tree):
            yield problem._replace(path=dotted((*mark.path, *path)))


@dataclass(frozen=True)
class NumberEntry:
    """One number of a scenario and where it comes from."""

    path: str
    """Dotted place in the file."""
    written: str
    """The number with its unit."""
    grade: Grade
    """How good its source is; without source it counts as assumed."""
    source: str | None
    """Name of its source; None if none is given."""
    low: str | None
    """The least it may be, if stated."""
    high: str | None
    """The most it may be, if stated."""


def numbers(scenario: Scenario) -> list[NumberEntry]:
    """List every number that the file states about the world and in levers, in the order of the file."""
    return [_entry(scenario, path, value) for path, value in numbers_in(stated(scenario))]


def unsourced(scenario: Scenario) -> list[NumberEntry]:
    """List the numbers that name no source; a bundled scenario may have none."""
    return [number for number in numbers(scenario) if number.source is None]


def assumed_share(scenario: Scenario) -> float:
    """The share of a scenario's numbers that are assumed or name no source."""
    grades = [number.grade for number in numbers(scenario)]
    return grades.count("assumed") / len(grades) if grades else 0.0


def stated(scenario: Scenario) -> dict[str, object]:
    """The world and the policies in the layout of a file: what was stated, without what was left to defaults."""
    world = scenario.world.model_dump(mode="json", exclude_unset=True)
    policies = {name: policy.model_dump(mode="json", exclude_unset=True) for name, policy in scenario.policies.items()}
    return {**world, "policies": policies}


def _entry(scenario: Scenario, path: Path, value: object) -> NumberEntry:
    source = scenario.source_of(path)
    known = scenario.provenance.get(dotted(path), Provenance())
    grade = scenario.sources[source].grade if source in scenario.sources else "assumed"
    return NumberEntry(dotted(path), _written(value), grade, source, _range_end(known.low), _range_end(known.high))


def _written(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_written(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_written, value)) + "]"
    if isinstance(value, str) and "\n" in value:  # a manifest, one consignment a line below its header
        return f"{value.count(chr(10)) - 1:,} consignments"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _range_end(written: str | int | float | None) -> str | None:
    return None if written is None else str(written)
