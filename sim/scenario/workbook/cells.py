"""One value in one cell: written as in a YAML file, so that what a planner types there means the same."""

import json
from datetime import date, datetime, time
from io import StringIO
from typing import Any, Final

from ruamel.yaml import YAML

from sim.scenario.layout import Field
from sim.scenario.problems import ScenarioError
from sim.scenario.tree import Node, plain, read_text, typed

Cell = str | int | float | bool
LONG_MARK: Final = "@long "
"""What stands in a cell instead of a value that is too long for it; its number among the long values follows."""
_AS_YAML: Final = ("{", "[", '"', "'")
_TIMES: Final = ("duration", "time since onset")


def cell_of(node: Node) -> Cell:
    """The content, of any length, of a cell that stands for a value."""
    if isinstance(node.value, bool | int | float):
        return node.value
    if isinstance(node.value, str):
        return node.value if _is_plain(node.value) else json.dumps(node.value)
    return "null" if node.value is None else _flow(_rounded(plain(node)))


def shortest(node: Node, field: Field) -> Node:
    """The shortest that means the same at a place: a name for a list or a mix of it alone, 0 for no time."""
    if node.value == "0" and field.unit in _TIMES:
        return Node(0, node.line)
    if not field.by_name:
        return node
    if isinstance(node.value, tuple) and len(node.value) == 1:
        (only,) = node.value
        return only if only is not None and isinstance(only.value, str) else node
    ((name, weight),) = node.entries.items() if len(node.entries) == 1 else (("", node),)
    return Node(name, node.line) if isinstance(weight.value, float) and weight.value == 1 else node


def node_of(content: object, line: int) -> Node:
    """The value that a cell stands for.

    Raises
    ------
    ValueError
        With what is wrong with it.
    """
    if isinstance(content, float) and content.is_integer():
        return Node(int(content), line)
    if isinstance(content, bool | int | float):
        return Node(content, line)
    text = text_of(content)
    if not text.startswith(_AS_YAML):
        return Node(typed(text), line)
    try:
        node, problems = read_text(text)
    except ScenarioError as error:
        raise ValueError("; ".join(problem.message for problem in error.problems)) from None
    if problems:
        raise ValueError("; ".join(problem.message for problem in problems))
    return _on_line(node, line)


def text_of(content: object) -> str:
    """The text of a cell, dates and times of day as they are written in a file.

    Raises
    ------
    ValueError
        If it is of a kind that stands for no text.
    """
    if isinstance(content, datetime):
        return content.isoformat(" ", "minutes")
    if isinstance(content, time):
        return content.isoformat("minutes")
    if isinstance(content, str | int | float | date):
        text = str(content).strip()
        # A text of several lines ends as it does in a file, with the end of its last one.
        return f"{text}\n" if "\n" in text and str(content).rstrip(" \t").endswith("\n") else text
    raise ValueError(f"is of a kind that cannot be read ({type(content).__name__}); format the cell as text")


def _is_plain(text: str) -> bool:
    """Whether a text in a cell would be read as itself."""
    printable = all(character.isprintable() or character == "\n" for character in text)
    reserved = text.startswith((*_AS_YAML, LONG_MARK))
    return printable and not reserved and text == text_of(text) and typed(text) == text


def _on_line(node: Node, line: int) -> Node:
    if isinstance(node.value, dict):
        return Node({key: _on_line(child, line) for key, child in node.value.items()}, line, node.size)
    if isinstance(node.value, tuple):
        return Node(tuple(child and _on_line(child, line) for child in node.value), line, node.size)
    return Node(node.value, line, node.size)


def _rounded(value: object) -> object:
    """Whole numbers without a decimal point, which are read as the same."""
    if isinstance(value, dict):
        return {key: _rounded(child) for key, child in value.items()}
    if isinstance(value, list):
        return [_rounded(child) for child in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _flow(value: object) -> str:
    yaml: Any = YAML(typ="safe", pure=True)
    yaml.default_flow_style = True
    yaml.sort_base_mapping_type_on_output = False
    yaml.allow_unicode = True
    yaml.width = 10**9
    text = StringIO()
    yaml.dump(value, text)
    return text.getvalue().strip()
