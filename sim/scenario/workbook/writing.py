"""A scenario into a workbook: its entries in the order of the file, with what the layout says of them."""

from collections.abc import Iterator
from typing import Final

from sim.scenario.dumping import dump_scenario
from sim.scenario.layout import Field, field_at, has_fields
from sim.scenario.model import Scenario
from sim.scenario.problems import Path, dotted
from sim.scenario.sources import is_wrapped
from sim.scenario.tree import Node, node_at, plain, put, read_text
from sim.scenario.workbook.cells import LONG_MARK, Cell, cell_of, shortest
from sim.scenario.workbook.sheets import Row, Sheets
from sim.scenario.workbook.tables import (
    ENTRY,
    EXTRAS,
    LONG,
    MANIFEST,
    SCENARIO,
    TABLES,
    VALUE,
    Table,
    manifest_path,
    parted,
    take_out,
)

LONGEST: Final = 32_000
"""Characters; a cell of Excel holds 32,767."""
_NOTHING_SAID: Final = Field("", "", ())


def dump_workbook(scenario: Scenario) -> bytes:
    """Write a scenario as an Excel workbook; loading it gives the same hash, sources and ranges."""
    tree, _ = read_text(dump_scenario(scenario))
    manifests = {stream: text for stream in scenario.world.streams if (text := _manifest(tree, stream))}
    for stream in manifests:
        tree = put(tree, manifest_path(stream), None)
    pages = _Pages(plain(tree))
    rest: Node | None = tree
    for table in reversed(TABLES):  # what is inside of others' entries first
        rest, entries = (None, []) if rest is None else take_out(table.pattern, rest)
        pages.take(table, entries)
    pages.write_rest(rest or Node({}))
    for table in TABLES:
        pages.write(table)
    for stream, text in manifests.items():
        pages.sheets.csv(MANIFEST + stream, text)
    pages.write_long()
    return pages.sheets.file()


def _manifest(tree: Node, stream: str) -> str:
    node = node_at(tree, manifest_path(stream))
    return str(node.value) if node is not None else ""


class _Pages:
    """The sheets as they come about, and the values that are too long for them."""

    def __init__(self, data: object) -> None:
        self.sheets = Sheets()
        self._data = data
        self._long: list[str] = []
        self._rows: dict[Table, list[Row]] = {}
        self._fields: dict[Table, dict[str, Field]] = {}

    def take(self, table: Table, entries: list[tuple[Path, Node]]) -> None:
        """Keep the entries of a table as its rows."""
        self._rows[table] = []
        fields = self._fields[table] = dict.fromkeys(table.keys, _NOTHING_SAID)
        for path, node in entries:
            row: dict[str, Cell] = dict(zip(table.keys, table.keys_of(path), strict=True))
            fields_of = self._places(path, node) if node.value != {} else ()
            for below, found in fields_of:
                header = dotted(below) or table.whole
                row |= self._cells(header, found, (*path, *below))
                fields.setdefault(header, field_at((*path, *below), self._data))
                fields |= {name: fields.get(name, _NOTHING_SAID) for name in row if name not in fields}
            self._rows[table].append(row)

    def write(self, table: Table) -> None:
        """Add the sheet of a table, if it has entries."""
        fields = self._fields[table]
        places = {header: place for place, header in enumerate(fields)}
        # What is said of a number stands beside it, in whichever row it was met first.
        headers = sorted(fields, key=lambda header: (places[parted(header)[0]], places[header]))
        if self._rows[table]:
            self.sheets.table(table.sheet, {header: fields[header] for header in headers}, self._rows[table])

    def write_rest(self, rest: Node) -> None:
        """Add the sheet of all that is in no table."""
        rows = [{ENTRY: dotted(path), **self._cells(VALUE, node, path)} for path, node in self._places((), rest)]
        headers = (ENTRY, VALUE, *(f"{VALUE} {extra}" for extra in EXTRAS))
        self.sheets.table(SCENARIO, dict.fromkeys(headers, _NOTHING_SAID), rows)

    def write_long(self) -> None:
        """Add the sheet of long values, if there are any: a piece a row, between bars because it may end in spaces."""
        rows: list[Row] = [
            {"number": number, "piece": f"|{text[start : start + LONGEST]}|"}
            for number, text in enumerate(self._long, start=1)
            for start in range(0, len(text), LONGEST)
        ]
        if rows:
            self.sheets.table(LONG, dict.fromkeys(("number", "piece"), _NOTHING_SAID), rows)

    def _places(self, path: Path, node: Node) -> Iterator[tuple[Path, Node]]:
        """Yield the values of an entry with their places in it: field by field, and as a whole what has no fields."""
        if not node.entries or is_wrapped(node) or not has_fields(path, self._data):
            yield (), node
            return
        for key, child in node.entries.items():
            for below, found in self._places((*path, key), child):
                yield (key, *below), found

    def _cells(self, header: str, node: Node, path: Path) -> dict[str, Cell]:
        """The cells of a value, and of what is said of it."""
        whole = not is_wrapped(node)
        stated = shortest(node if whole else node.entries["value"], field_at(path, self._data))
        value = {header: self._fitting(cell_of(stated))}
        if whole:
            return value
        return value | {f"{header} {name}": cell_of(node.entries[name]) for name in EXTRAS if name in node.entries}

    def _fitting(self, content: Cell) -> Cell:
        if not isinstance(content, str) or len(content) <= LONGEST:
            return content
        self._long.append(content)
        return f"{LONG_MARK}{len(self._long)}"
