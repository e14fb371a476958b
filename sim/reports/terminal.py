"""Tables on a terminal of any width: columns that do not fit beside each other go below."""

import math
from collections.abc import Iterable, Iterator

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from sim.reports.cells import Cell, Table

_WIDEST_LABEL = 34
_MOST_IN_LABEL = 72
_WIDEST_HEADING = 16
"""A heading that is longer than its cells is folded at this width."""
_GAP = 2
"""Between columns: a space of padding, and one of the box."""


def print_table(console: Console, table: Table) -> None:
    """Print a table, in as many parts as its columns need."""
    label = min(_WIDEST_LABEL, console.width * 3 // 10, max(map(cell_len, (table.corner, *table.rows))))
    console.print(Text(table.title, style="bold"))
    for part in _parts(table, console.width - label):
        console.print()
        console.print(_grid(table, part, label))
    if table.note:
        console.print()
        console.print(Text(table.note, style="dim"))


def print_sentences(console: Console, sentences: Iterable[str]) -> None:
    """Print sentences as a list."""
    grid = Grid.grid(padding=(0, 1, 0, 0))
    for sentence in sentences:
        grid.add_row(Text("•"), Text(sentence))
    console.print(grid)


def _parts(table: Table, width: int) -> Iterator[list[int]]:
    """Columns that fit into a width beside each other, at least one a part."""
    part: list[int] = []
    left = width
    for column in range(len(table.columns)):
        needed = _GAP + _width(table, column)
        if part and needed > left:
            yield part
            part, left = [], width
        part.append(column)
        left -= needed
    yield part


def _grid(table: Table, part: list[int], label_width: int) -> Grid:
    grid = Grid(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, _GAP - 1, 0, 0))
    grid.add_column(Text(table.corner), width=label_width)
    for column in part:
        grid.add_column(Text(table.columns[column]), width=_width(table, column))
    lines = zip(*(_lines(table, column) for column in part), strict=True)
    for label, cells in zip(table.rows, lines, strict=True):
        grid.add_row(Text(_cut(label)), *cells)
    return grid


def _lines(table: Table, column: int) -> list[Text]:
    """The cells of a column, with the ends of their values below each other."""
    cells = [row[column] for row in table.cells]
    numbers = [cell.text for cell in cells if cell.value is not None and math.isfinite(cell.value)]
    widest = max(map(cell_len, numbers), default=0)
    return [_line(cell, widest) for cell in cells]


def _line(cell: Cell, width: int) -> Text:
    line = Text(" " * (width - cell_len(cell.text)) + cell.text)
    if cell.error:
        line.append(f" ({cell.error})", style="dim")
    if cell.note:
        line.append(f" {cell.note}")
    return line


def _width(table: Table, column: int) -> int:
    """Width of a column: of its widest cell, or of its heading, which may be folded between words."""
    heading = table.columns[column]
    words = map(cell_len, [*map(str, _lines(table, column)), *heading.split()])
    return max(*words, min(cell_len(heading), _WIDEST_HEADING))


def _cut(label: str) -> str:
    return label if len(label) <= _MOST_IN_LABEL else f"{label[: _MOST_IN_LABEL - 1]}…"
