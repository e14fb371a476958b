"""A YAML file as a tree that knows its lines, read with limits because files come from anywhere.

The tree is built from the parser's events, before anything is constructed: no tag is ever followed, and what aliases
would expand to is counted before it is expanded.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from sim.scenario.problems import Path, Problem, ScenarioError, dotted
from sim.world import Rows

MOST_BYTES: Final = 20_000_000
"""A resolved scenario holds the rows of its manifests; hostile text of this size takes half a minute at worst."""
MOST_NODES: Final = 200_000
MOST_ALIASES: Final = 1_000
DEEPEST: Final = 40
_LONGEST_NUMBER: Final = 30
_WHOLE: Final = re.compile(r"[-+]?[0-9]+", re.ASCII)
_DECIMAL: Final = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", re.ASCII)
_WORDS: Final[dict[str, bool | None]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}

Scalar = str | int | float | bool | Rows | None
"""A single value; the rows of a manifest stand in for its text once they have been read."""


@dataclass(frozen=True, slots=True)
class Node:
    """A place of the file: its line, and a value, entries by key, or items in order.

    An item that was taken out is None, so that the others keep their places.
    """

    value: "Scalar | dict[str, Node] | tuple[Node | None, ...]"
    line: int | None = None
    size: int = field(default=1, compare=False)
    """Places in it and below, aliases counted in full."""

    @property
    def entries(self) -> "dict[str, Node]":
        """Entries by key; none if it is no mapping."""
        return self.value if isinstance(self.value, dict) else {}


def read_bytes(raw: bytes) -> tuple[Node, list[Problem]]:
    """Read a whole file: its tree, and what is wrong with it although it could be read.

    Raises
    ------
    ScenarioError
        If it is too large, is not UTF-8 text, or is not YAML that holds one mapping.
    """
    if len(raw) > MOST_BYTES:
        raise _refusal(f"is larger than {MOST_BYTES // 1_000_000} MB; split it or leave out what is not needed")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise _refusal("is not UTF-8 text; save it with the encoding UTF-8", line) from None
    tree, problems = read_text(text)
    if tree.value is None:
        raise _refusal("is empty; 'greenlane new FILE' writes one to start from")
    if not isinstance(tree.value, dict):
        raise _refusal("should hold entries such as 'title: My border'", tree.line)
    return tree, problems


def read_text(text: str) -> tuple[Node, list[Problem]]:
    """Read YAML 1.2 without tags: one document, within the limits of size and depth; of equal keys the first is kept.

    Raises
    ------
    ScenarioError
        With the line and what is wrong.
    """
    builder = _Builder()
    try:
        return builder.build(YAML(typ="safe", pure=True).parse(text)), builder.problems
    except MarkedYAMLError as error:
        marks = [error.problem_mark, error.context_mark]
        # Something left open is better looked for where it begins than at the end of the file.
        mark = next(filter(None, reversed(marks) if "end of stream" in str(error.problem) else marks), None)
        raise _refusal(_yaml_sentence(error), None if mark is None else mark.line + 1) from None
    except YAMLError:
        raise _refusal("holds control characters; save it as plain text") from None


def plain(node: Node) -> object:
    """Give the values without lines, as dictionaries and lists."""
    if isinstance(node.value, dict):
        return {key: plain(child) for key, child in node.value.items()}
    if isinstance(node.value, tuple):
        return [plain(child) for child in node.value if child is not None]
    return node.value


def locate(tree: Node, place: Path) -> tuple[Path, Node]:
    """Find the deepest node that a path leads to; steps that lead nowhere, such as the tag of a union, are passed over.

    Places in a list count the items that are left, as in what `plain` gives; the path returned counts all.
    """
    found: list[str | int] = []
    node = tree
    for step in place:
        if isinstance(node.value, dict) and str(step) in node.value:
            found.append(str(step))
            node = node.value[str(step)]
        elif isinstance(node.value, tuple) and isinstance(step, int):
            left = ((index, child) for index, child in enumerate(node.value) if child is not None)
            for index, child in islice(left, step, step + 1):
                found.append(index)
                node = child
    return tuple(found), node


def node_at(tree: Node, path: Path) -> Node | None:
    """Find the node at a path; None if there is none."""
    node: Node | None = tree
    for step in path:
        if node is None:
            return None
        if isinstance(node.value, tuple):
            node = node.value[step] if isinstance(step, int) and step < len(node.value) else None
        else:
            node = node.entries.get(str(step))
    return node


def put(tree: Node, path: Path, child: Node | None) -> Node:
    """Return the tree with another node at a path, and mappings that lead there; None takes out what is there.

    A mapping that was not there before is where the first thing in it is.
    """
    if not path:
        return tree if child is None else child
    step, rest = path[0], path[1:]
    if isinstance(tree.value, tuple) and isinstance(step, int):
        old = tree.value[step] if step < len(tree.value) else None
        new = child if not rest else put(old, rest, child) if old is not None else None
        return replace(tree, value=(*tree.value[:step], new, *tree.value[step + 1 :]))
    entries = dict(tree.entries)
    if rest:
        entries[str(step)] = put(entries.get(str(step), Node({}, None if child is None else child.line)), rest, child)
    elif child is None:
        entries.pop(str(step), None)
    else:
        entries[str(step)] = child
    return replace(tree, value=entries)


def _refusal(message: str, line: int | None = None, path: Path = ()) -> ScenarioError:
    return ScenarioError([Problem(dotted(path), line, message)])


def _yaml_sentence(error: MarkedYAMLError) -> str:
    problem = str(error.problem or error.context or "cannot be read")
    if r"'\t'" in problem:
        return "is indented with a tab; use spaces"
    if "mapping values are not allowed" in problem:
        return "has a second ': ' on this line, or is indented wrongly; put text that holds ': ' into quotes"
    context = f" {error.context}" if error.context and error.problem else ""
    return f"is not YAML{context}: {problem}"


class _Builder:
    """Builds the tree from events; what is open stands on a stack, outermost first."""

    def __init__(self) -> None:
        self.anchors: dict[str, Node | None] = {}
        self.aliases = 0
        self.nodes = 0
        self.documents = 0
        self.path: list[str | int] = []
        self.problems: list[Problem] = []

    def build(self, events: Iterator[Event]) -> Node:
        root = Node(None)
        for event in events:
            if isinstance(event, DocumentStartEvent):
                self.documents += 1
                if self.documents > 1:
                    raise _refusal("holds more than one document; take out the line '---'", _line(event))
            elif isinstance(event, NodeEvent):
                root = self.node(event, events)
        return root

    def node(self, event: NodeEvent, events: Iterator[Event]) -> Node:
        self.guard(event)
        anchor = str(event.anchor) if event.anchor else None
        if isinstance(event, AliasEvent):
            return self.alias(str(anchor), event)
        if anchor is not None:
            self.anchors[anchor] = None
        if isinstance(event, MappingStartEvent):
            node = self.mapping(event, events)
        elif isinstance(event, SequenceStartEvent):
            node = self.sequence(event, events)
        else:
            node = Node(_scalar(event), _line(event))
        if node.size > MOST_NODES:
            raise self.refusal(f"grows to more than {MOST_NODES:,} entries; write fewer or use no aliases", event)
        if anchor is not None:
            self.anchors[anchor] = node
        return node

    def guard(self, event: NodeEvent) -> None:
        tag = getattr(event, "tag", None)
        if tag is not None:
            raise self.refusal(f"has the tag {str(tag)!r:.80}; tags are not read: write the plain value", event)
        if len(self.path) > DEEPEST:
            raise self.refusal(f"is nested more than {DEEPEST} levels deep", event)
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise self.refusal(f"is one of more than {MOST_NODES:,} entries; write fewer", event)

    def alias(self, anchor: str, event: Event) -> Node:
        self.aliases += 1
        if self.aliases > MOST_ALIASES:
            raise self.refusal(f"is one of more than {MOST_ALIASES:,} aliases; write the values out", event)
        if anchor not in self.anchors:
            raise self.refusal(f"uses the alias *{anchor}, but no anchor &{anchor} stands before it", event)
        target = self.anchors[anchor]
        if target is None:
            raise self.refusal(f"uses the alias *{anchor} inside of what it stands for", event)
        return target

    def sequence(self, start: Event, events: Iterator[Event]) -> Node:
        items: list[Node] = []
        for event in events:
            if isinstance(event, SequenceEndEvent):
                break
            assert isinstance(event, NodeEvent)
            self.path.append(len(items))
            items.append(replace(self.node(event, events), line=_line(event)))
            self.path.pop()
        return Node(tuple(items), _line(start), 1 + sum(item.size for item in items))

    def mapping(self, start: Event, events: Iterator[Event]) -> Node:
        entries: dict[str, Node] = {}
        for event in events:
            if isinstance(event, MappingEndEvent):
                break
            key = self.key(event)
            self.path.append(key)
            value = next(events)
            assert isinstance(value, NodeEvent)
            entry = replace(self.node(value, events), line=_line(event))
            if key in entries:
                message = f"is written twice, first on line {entries[key].line}; keep one"
                self.problems.append(Problem(dotted(tuple(self.path)), _line(event), message))
            entries.setdefault(key, entry)
            self.path.pop()
        return Node(entries, _line(start), 1 + sum(entry.size for entry in entries.values()))

    def key(self, event: Event) -> str:
        if not isinstance(event, ScalarEvent):
            raise self.refusal("has a key that is not plain text", event)
        self.guard(event)
        if event.value == "<<" and event.style is None:
            raise self.refusal("merges with '<<', which YAML 1.2 does not know; write the entries out", event)
        return str(event.value)

    def refusal(self, message: str, event: Event) -> ScenarioError:
        return _refusal(message, _line(event), tuple(self.path))


def _line(event: Event) -> int:
    return int(event.start_mark.line) + 1


def _scalar(event: Event) -> Scalar:
    assert isinstance(event, ScalarEvent)
    return typed(str(event.value)) if event.style is None else str(event.value)


def typed(text: str) -> str | int | float | bool | None:
    """What a value without quotes stands for: a number, a word such as `true`, or its text."""
    if text in _WORDS:
        return _WORDS[text]
    if len(text) <= _LONGEST_NUMBER and _WHOLE.fullmatch(text):
        return int(text)
    if len(text) <= _LONGEST_NUMBER and _DECIMAL.fullmatch(text):
        return float(text)
    return text
