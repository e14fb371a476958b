"""What-ifs: `posts.birgunj.teams.customs.officers=9`, set in the tree of a file before anything is checked."""

from collections.abc import Iterable

from sim.scenario.layout import keys_at, takes_new_names
from sim.scenario.model import COMMAND_LINE
from sim.scenario.problems import Path, Problem, ScenarioError, dotted, not_known
from sim.scenario.sources import Mark, without_sources
from sim.scenario.tree import Node, node_at, plain, put, read_text


def apply_settings(tree: Node, marks: list[Mark], settings: Iterable[str]) -> tuple[Node, list[Mark], list[Problem]]:
    """Set values in a tree without sources; each counts as assumed on the command line, unless it names its source.

    Returns
    -------
    tree, marks, problems
        Settings that cannot be applied are left out and told.
    """
    problems: list[Problem] = []
    for setting in settings:
        try:
            tree, marks = _apply(tree, marks, setting)
        except ScenarioError as error:
            problems += [Problem(setting, None, problem.message) for problem in error.problems]
    return tree, marks, problems


def _apply(tree: Node, marks: list[Mark], setting: str) -> tuple[Node, list[Mark]]:
    name, equals, text = setting.partition("=")
    if not equals or not name.strip():
        raise _refusal(setting, "is not a what-if; write path=value, such as posts.birgunj.teams.customs.officers=9")
    value, duplicates = read_text(text)
    if duplicates:
        raise ScenarioError(duplicates)
    path = _path(tree, setting, [step.strip() for step in name.split(".")], whole=bool(value.entries))
    value, inner = without_sources(value)
    new = [Mark((*path, *mark.path), mark.parts) for mark in inner]
    if not any(mark.path == path and "source" in mark.parts for mark in new):
        new.insert(0, Mark(path, {"source": Node(COMMAND_LINE)}))
    kept = [mark for mark in marks if mark.path[: len(path)] != path]
    return put(tree, path, _without_lines(value)), [*kept, *new]


def _path(tree: Node, setting: str, steps: list[str], whole: bool) -> Path:
    """Find the place a setting names: one that exists, or that may be written where it leads.

    A new name, such as that of another policy, is taken only if a whole entry is written there: a typo makes none. So
    is the place after the last one of a list.
    """
    path: Path = ()
    node = tree
    for position, step in enumerate(steps, start=1):
        key: str | int = int(step) if isinstance(node.value, tuple) and step.isdecimal() else step
        child = node_at(node, (key,))
        if child is None:
            data = plain(tree)
            known = keys_at(path, data) if isinstance(node.value, dict) else {}
            free = takes_new_names(path, data) or (isinstance(node.value, tuple) and key == len(node.value))
            new = whole and position == len(steps) and free
            if step not in known and not new:
                raise _refusal(setting, _nowhere(path, node, step, known))
            child = Node({})
        path, node = (*path, key), child
    return path


def _nowhere(path: Path, node: Node, step: str, known: Iterable[str]) -> str:
    if isinstance(node.value, tuple):
        there = [str(index) for index, item in enumerate(node.value) if item is not None]
        return not_known(step, there, f" in the list {dotted(path)}")
    if not isinstance(node.value, dict):
        return f"{dotted(path)} is a single value: nothing can be set below it"
    return not_known(step, dict.fromkeys([*node.value, *known]), f" in {dotted(path)}" if path else " at the top")


def _without_lines(node: Node) -> Node:
    if isinstance(node.value, dict):
        return Node({key: _without_lines(child) for key, child in node.value.items()})
    if isinstance(node.value, tuple):
        return Node(tuple(child and _without_lines(child) for child in node.value))
    return Node(node.value)


def _refusal(setting: str, message: str) -> ScenarioError:
    return ScenarioError([Problem(setting, None, message)])
