"""Errors of validation as sentences a planner understands, each at its place in the file."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from pydantic_core import ErrorDetails

from sim.scenario.layout import keys_at
from sim.scenario.problems import Path, Problem, dotted, not_known
from sim.scenario.tree import Node, locate, plain

_RIGHT_TIME: Final = "write for example 2015-04-25 11:56+05:45"
_SENTENCES: Final = {
    "bool": "should be true or false",
    "date": f"is not a date; {_RIGHT_TIME}",
    "datetime": f"is not a date and time; {_RIGHT_TIME}",
    "dict": "should hold entries such as 'name: value'",
    "float": "should be a number",
    "int": "should be a whole number",
    "list": "should be a list",
    "model": "should hold entries such as 'name: value'",
    "string": "should be text; put it into quotes",
    "timezone": f"lacks its offset from UTC; {_RIGHT_TIME}",
    "tuple": "should be a list",
}
_BOUNDS: Final = {
    "greater_than": ("gt", "above"),
    "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "below"),
    "less_than_equal": ("le", "at most"),
}


def sentences(errors: Iterable[ErrorDetails], tree: Node, under: Path = ()) -> list[tuple[Path, Problem]]:
    """Turn errors of validation into problems, one a place, each with its path in the tree.

    Parameters
    ----------
    tree
        The whole file; its lines and what is written there.
    under
        The place in the file of what was validated.
    """
    data = plain(tree)
    found: dict[Path, Problem] = {}
    for error in errors:
        path, problem = _sentence(error, tree, data, under)
        found.setdefault(path, problem)
    return list(found.items())


def say_value_errors(errors: Iterable[ErrorDetails]) -> str:
    """Turn errors of validation of a value that stands in no file into one sentence."""
    return "; ".join(_plain_sentence(error, Node(str(error["input"]))) for error in errors)


def _sentence(error: ErrorDetails, tree: Node, data: object, under: Path) -> tuple[Path, Problem]:
    place = (*under, *(step for step in error["loc"] if step != "[key]"))
    path, node = locate(tree, place)
    kind = error["type"]
    if kind == "missing":
        key = str(place[-1])
        doc = keys_at(path, data).get(key, "")
        path, message = (*path, key), f"is needed: {_lower(doc)}" if doc else "is needed"
    elif kind == "extra_forbidden":
        message = not_known(str(path[-1]), keys_at(path[:-1], data), " here")
    elif kind == "union_tag_not_found":
        key = _tag(error)
        path, message = (*path, key), f"is needed: one of {_expected(error)}"
    elif node.value is None:
        message = "is empty; write a value or take the line out"
    else:
        message = _plain_sentence(error, node)
    return path, Problem(dotted(path), node.line, message)


def _plain_sentence(error: ErrorDetails, node: Node) -> str:
    kind, details = error["type"], error.get("ctx", {})
    family = kind.split("_")[0]
    if kind == "value_error":
        return str(details.get("error", error["msg"]))
    if kind in _BOUNDS:
        bound, words = _BOUNDS[kind]
        return f"{_shown(error)} should be {words} {details[bound]:g}"
    if kind in _BY_KIND:
        return _BY_KIND[kind](error, details)
    if family in _SENTENCES:
        return _SENTENCES[family] if isinstance(node.value, dict | tuple) else f"{_shown(error)} {_SENTENCES[family]}"
    return f"{_shown(error)} cannot be used: {_lower(error['msg'])}"


def _pattern(error: ErrorDetails, details: Mapping[str, Any]) -> str:
    if details["pattern"].startswith("^[a-z]["):
        return f"{_shown(error)} is not a name; names are lower-case letters, digits, '-' and '_', a letter first"
    return f"{_shown(error)} does not have the right form, {details['pattern']}"


_BY_KIND: Final[dict[str, Callable[[ErrorDetails, Mapping[str, Any]], str]]] = {
    "finite_number": lambda error, _: f"{_shown(error)} should be a finite number",
    "literal_error": lambda error, details: f"{_shown(error)} is not known; write {details['expected']}",
    "string_pattern_mismatch": _pattern,
    "string_too_long": lambda _, details: f"is longer than {details['max_length']} characters; shorten it",
    "string_too_short": lambda _, __: "is empty; write a text or take the line out",
    "too_long": lambda _, details: f"holds more than {details['max_length']} entries; write fewer",
    "too_short": lambda _, details: f"needs at least {details['min_length']} {_entries(details['min_length'])}",
    "union_tag_invalid": lambda error, details: (
        f"the {_tag(error)} {details['tag']!r:.80} is not known; write {_expected(error)}"
    ),
}


def _entries(count: int) -> str:
    return "entry" if count == 1 else "entries"


def _tag(error: ErrorDetails) -> str:
    return str(error["ctx"]["discriminator"]).strip("'")


def _expected(error: ErrorDetails) -> str:
    return str(error["ctx"].get("expected_tags", "those of the reference page"))


def _shown(error: ErrorDetails) -> str:
    text = repr(error["input"])
    return text if len(text) <= 60 else f"{text[:57]}..."


def _lower(text: str) -> str:
    """Begin in lower case and without the full stop, for the middle of a sentence."""
    return text[:1].lower() + text[1:].removesuffix(".")
