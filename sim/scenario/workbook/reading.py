"""A workbook into the tree of a file: every value knows its cell, and all that is wrong is told together."""

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Final

from sim.scenario.problems import Path, Problem, ScenarioError, dotted, not_known
from sim.scenario.tree import DEEPEST, Node, node_at, put
from sim.scenario.workbook.cells import LONG_MARK, node_of, text_of
from sim.scenario.workbook.sheets import Found, SheetsError, header_of, read_sheets
from sim.scenario.workbook.tables import (
    ENTRY,
    ITEM,
    LEVER,
    LONG,
    MANIFEST,
    NAME,
    SCENARIO,
    TABLES,
    VALUE,
    Table,
    manifest_path,
    parted,
)

Rows = list[list[Found]]
Cells = dict[str, Found]
"""The cells of a row by header."""

MOST_ENTRIES: Final = 2_000
"""Rows of a table; a manifest may have more."""
_UNREAD: Final = "#"
"""Sheets and columns whose names begin so are notes that nobody reads."""
_TOO_DEEP: Final = f"leads through more than {DEEPEST} names; no place of a scenario is so deep"


def read_workbook(raw: bytes) -> tuple[Node, list[Problem], tuple[str, ...]]:
    """Read a workbook as the tree of a scenario file.

    Returns
    -------
    tree
        Its lines count cells.
    problems
        What is wrong with the workbook although it could be read.
    cells
        Where each line stands: `posts!B7`.

    Raises
    ------
    ScenarioError
        If it is no workbook, or too large.
    """
    try:
        book = _Book(dict(read_sheets(raw)))
    except SheetsError as error:
        raise ScenarioError([Problem("", None, str(error))]) from None
    book.read()
    return book.tree, book.problems, tuple(book.cells)


class _Book:
    """A workbook, and what has been read of it so far."""

    def __init__(self, sheets: dict[str, Rows]) -> None:
        self.problems: list[Problem] = []
        self.cells: list[str] = []
        self.tree = Node({}, self._line(SCENARIO))
        self._sheets = sheets
        self._long = _long_values(sheets.pop(LONG, []))

    def read(self) -> None:
        """Read all sheets, in the order of the tables."""
        known = [SCENARIO, *(table.sheet for table in TABLES)]
        for title in self._sheets:
            if title not in known and not title.startswith((MANIFEST, _UNREAD)):
                where = " among the sheets of a scenario; begin its name with # to leave it unread"
                self._tell((), title, not_known(title, known, where))
        for cells in self._records(SCENARIO):
            self._read_place(cells)
        for table in TABLES:
            for cells in self._records(table.sheet):
                self._read_entry(table, cells)
        for title, rows in self._sheets.items():
            if title.startswith(MANIFEST):
                node = Node(_csv_text(rows), self._line(title))
                self.tree = put(self.tree, manifest_path(title.removeprefix(MANIFEST)), node)

    def _records(self, sheet: str) -> Iterator[Cells]:
        """Yield the rows below the header that hold something; each cell knows its sheet."""
        head, *rows = self._sheets.get(sheet, []) or [[]]
        headers = {found.column: header_of(str(found.content)) for found in head}
        for found in head:
            if headers[found.column].count(".") > DEEPEST:
                self._tell((), f"{sheet}!{found.place}", _TOO_DEEP)
                headers[found.column] = _UNREAD
            elif list(headers.values()).count(headers[found.column]) > 1:
                self._tell((), f"{sheet}!{found.place}", "is the header of two columns; keep one")
        if len(rows) > MOST_ENTRIES:
            self._tell((), sheet, f"has more than {MOST_ENTRIES:,} rows; keep real consignments in a manifest")
        for row in rows[:MOST_ENTRIES]:
            cells = {}
            for found in (found._replace(place=f"{sheet}!{found.place}") for found in row):
                header = headers.get(found.column, "")
                if not header:
                    self._tell((), found.place, "stands below no header; name its column, or begin the name with #")
                elif not header.startswith(_UNREAD):
                    cells[header] = found
            if cells:
                yield cells

    def _read_place(self, cells: Cells) -> None:
        """Read a row of the first sheet: a place and its value."""
        names = self._names((ENTRY,), cells)
        if names is None:
            return
        path = tuple(names[0].split("."))
        if len(path) > DEEPEST:
            self._tell((), next(iter(cells.values())).place if cells else SCENARIO, _TOO_DEEP)
            return
        for header, node in self._values(path, cells):
            if header != VALUE:
                self._tell(path, self.cells[(node.line or 1) - 1], f"stands below {header!r:.80}; only value is read")
            elif node_at(self.tree, path) is not None:
                self._tell(path, self.cells[(node.line or 1) - 1], "is there twice; keep one row")
            else:
                self.tree = put(self.tree, path, node)

    def _read_entry(self, table: Table, cells: Cells) -> None:
        """Read a row of a table."""
        place = next(iter(cells.values())).place
        names = self._names(table.keys, cells)
        path = None if names is None else self._path(table, names, place)
        if path is None:
            return
        entry = Node({}, self._line(place))
        for header, node in self._values(path, cells):
            entry = node if header == table.whole else put(entry, tuple(header.split(".")), node)
        if table.pattern[-1] == NAME:
            self.tree = put(self.tree, path, entry)
            return
        if table.pattern[-1] == LEVER:
            *path_, name = path
            path, entry = tuple(path_), Node({str(name): entry} if entry.entries else str(name), entry.line)
        before = node_at(self.tree, path)
        items = before.value if before is not None and isinstance(before.value, tuple) else ()
        self.tree = put(self.tree, path, Node((*items, entry), entry.line))

    def _names(self, keys: tuple[str, ...], cells: Cells) -> list[str] | None:
        """Take the names out of a row that say what it is about; None if one is missing."""
        found = [cells.pop(key, None) for key in keys]
        there = [cell for cell in found if cell is not None]
        for key, cell in zip(keys, found, strict=True):
            if cell is None:
                place = (there or list(cells.values()))[0].place
                self._tell((), place, f"stands in a row that says nothing in the column {key!r}; fill it in")
                return None
        return [str(cell.content).strip() for cell in there]

    def _path(self, table: Table, names: list[str], place: str) -> Path | None:
        """Where a row belongs, without its place in a list; None if there is no such place."""
        path: Path = ()
        left = list(names)
        for step in table.pattern:
            if step == ITEM:
                continue
            there = node_at(self.tree, path) or Node({})
            path = (*path, left.pop(0) if step in (NAME, LEVER) else step)
            is_owner = step == NAME and len(path) < len(table.pattern)
            if is_owner and str(path[-1]) not in there.entries:
                self._tell(path, place, not_known(str(path[-1]), there.entries, f" on the sheet {path[0]}"))
                return None
        if table.pattern[-1] == NAME and node_at(self.tree, path) is not None:
            self._tell(path, place, "is there twice; keep one row")
            return None
        return path

    def _values(self, path: Path, cells: Cells) -> Iterator[tuple[str, Node]]:
        """Yield the values of a row by header, each with what is said of it."""
        said: dict[str, dict[str, Node]] = {}
        for header, found in cells.items():
            name, extra = parted(header)
            node = self._node(path, found)
            if node is not None:
                said.setdefault(name, {})[extra or "value"] = node
        for name, parts in said.items():
            value = parts.get("value")
            first = next(iter(parts.values()))
            if value is None:
                place = self.cells[(first.line or 1) - 1]
                self._tell(path, place, f"says something of {name!r:.80}, which has no value in this row")
            else:
                yield name, value if len(parts) == 1 else Node(parts, value.line)

    def _node(self, path: Path, found: Found) -> Node | None:
        """The value of a cell; None if it has none that can be read."""
        if found.is_formula:
            self._tell(path, found.place, "is a formula; write the value")
            return None
        content = found.content
        try:
            if isinstance(content, str) and content.startswith(LONG_MARK):
                content = self._long[content.removeprefix(LONG_MARK).strip()]
            return node_of(content, self._line(found.place))
        except KeyError:
            self._tell(path, found.place, f"names a long value that is not on the sheet {LONG!r}")
        except ValueError as error:
            self._tell(path, found.place, str(error))
        return None

    def _line(self, place: str) -> int:
        self.cells.append(place)
        return len(self.cells)

    def _tell(self, path: Path, place: str, message: str) -> None:
        self.problems.append(Problem(dotted(path), None, message, place))


def sheet_text(raw: bytes) -> str:
    """The first sheet of a workbook that holds anything and is no note, as CSV text.

    Raises
    ------
    SheetsError
        If it is no workbook, too large, or empty.
    """
    for title, rows in read_sheets(raw):
        if any(rows) and not title.startswith(_UNREAD):
            return _csv_text(rows)
    raise SheetsError("holds nothing; write the consignments on its first sheet")


def _long_values(rows: Rows) -> dict[str, str]:
    """The long values by number, their pieces put together."""
    whole: dict[str, str] = {}
    for row in rows[1:]:
        if len(row) > 1:
            number, piece = str(row[0].content), str(row[1].content)
            whole[number] = whole.get(number, "") + piece[1:-1]
    return whole


def _csv_text(rows: Rows) -> str:
    """The cells of a sheet as CSV text, row by row; what cannot be read as text stays visible as what it is."""
    width = max((row[-1].column + 1 for row in rows[:1] if row), default=0)
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for row in rows:
        cells = {found.column: _manifest_cell(found.content) for found in row}
        writer.writerow([cells.get(column, "") for column in range(max([width, *(column + 1 for column in cells)]))])
    return text.getvalue()


def _manifest_cell(content: object) -> str:
    try:
        return text_of(content)
    except ValueError:
        return repr(content)
