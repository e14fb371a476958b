"""Which part of a scenario stands on which sheet."""

from dataclasses import dataclass
from typing import Final

from sim.scenario.problems import Path
from sim.scenario.tree import Node

NAME: Final = "*"
"""Stands for any name: its column says which."""
ITEM: Final = "#"
"""Stands for any place in a list: the order of the rows says which."""
LEVER: Final = "?"
"""Stands for the one name of an entry that may also be written as that name alone."""

EXTRAS: Final = ("low", "high", "source", "note")
"""What may be said of a number beside its value, in columns of their own, such as `officers low`."""


def parted(header: str) -> tuple[str, str]:
    """The field a column is about, and which extra it holds; empty for the value itself."""
    field, _, extra = header.rpartition(" ")
    return (field, extra) if field and extra in EXTRAS else (header, "")


@dataclass(frozen=True)
class Table:
    """A sheet whose rows are the entries at a pattern of places.

    Attributes
    ----------
    keys
        Headers of the columns that say which entry a row is, one for each name in the pattern.
    whole
        Header of an entry that is one value and has no fields; empty where entries have fields.
    """

    sheet: str
    pattern: tuple[str, ...]
    keys: tuple[str, ...]
    whole: str = ""

    def keys_of(self, path: Path) -> tuple[str, ...]:
        """The names that lead to one of its entries."""
        return tuple(str(found) for step, found in zip(self.pattern, path, strict=True) if step in (NAME, LEVER))


def _named(sheet: str, key: str, *parents: str, whole: str = "") -> Table:
    return Table(sheet, (*(parents or (sheet,)), NAME), (key,), whole)


TABLES: Final = (
    _named("sources", "name"),
    _named("calendars", "calendar", whole="hours"),
    _named("agencies", "agency"),
    _named("goods", "goods"),
    _named("consignors", "consignor"),
    _named("destinations", "destination"),
    _named("posts", "post"),
    Table("teams", ("posts", NAME, "teams", NAME), ("post", "team")),
    Table("closures", ("posts", NAME, "closures", ITEM), ("post",)),
    Table("damage", ("posts", NAME, "damage", NAME), ("post", "damage")),
    _named("capital teams", "team", "capital", "teams"),
    _named("roving teams", "team", "roving"),
    _named("streams", "stream"),
    _named("procedure", "step"),
    Table("lanes", ("lanes", ITEM), ()),
    _named("crews", "crew"),
    _named("incidents", "incident"),
    _named("risk", "hidden"),
    Table("backlog", ("backlog", ITEM), ()),
    Table("rules", ("rules", ITEM), ()),
    _named("policies", "policy"),
    Table("levers", ("policies", NAME, "levers", ITEM, LEVER), ("policy", "lever")),
    Table("targets", ("targets", ITEM), ()),
    Table("lessons", ("lessons", ITEM), ()),
    Table("observed", ("observed", ITEM), ()),
)
"""In this order in the book; a table comes after the one whose entries hold its own."""

SCENARIO: Final = "scenario"
"""The first sheet: a place of the scenario a row, for all that is in no table."""
ENTRY: Final = "entry"
VALUE: Final = "value"
"""The columns of the first sheet."""
LONG: Final = "long values"
"""Values that no cell can hold, in pieces."""
MANIFEST: Final = "manifest "
"""How the sheet of a stream's real consignments begins; the stream's name follows."""


def manifest_path(stream: str) -> Path:
    """Where the rows of a stream's manifest stand."""
    return ("streams", stream, "arrivals", "rows")


def take_out(pattern: tuple[str, ...], node: Node, path: Path = ()) -> tuple[Node | None, list[tuple[Path, Node]]]:
    """Take the entries at a pattern out of a tree.

    Returns
    -------
    rest
        The tree without them; None if nothing else was in it.
    entries
        With their paths, in the order of the tree.
    """
    if not pattern:
        return None, [(path, node)]
    if pattern[0] == LEVER:
        name, settings = _lever(node)
        return None, [((*path, name), settings)]
    left: dict[str | int, Node] = {}
    taken: list[tuple[Path, Node]] = []
    for key, child in _children(node):
        meant = isinstance(key, int) if pattern[0] == ITEM else key != "source" and pattern[0] in (NAME, key)
        rest, found = take_out(pattern[1:], child, (*path, key)) if meant else (child, [])
        taken += found
        if rest is not None:
            left[key] = rest
    if not taken:
        return node, []
    return (Node({str(key): child for key, child in left.items()}, node.line) if left else None), taken


def _children(node: Node) -> list[tuple[str | int, Node]]:
    if isinstance(node.value, tuple):
        return [(index, child) for index, child in enumerate(node.value) if child is not None]
    return list(node.entries.items())


def _lever(node: Node) -> tuple[str, Node]:
    """The name of a lever and its settings, with the source of all of them."""
    if not node.entries:
        return str(node.value), Node({})
    name = next(key for key in node.entries if key != "source")
    source = {key: child for key, child in node.entries.items() if key == "source"}
    return name, Node({**source, **node.entries[name].entries})
