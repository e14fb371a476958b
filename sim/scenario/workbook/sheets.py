"""The sheets of an Excel file: written with drop-downs and explanations, and read within limits."""

import csv
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO, StringIO
from typing import Final, NamedTuple

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from sim.scenario.layout import Field
from sim.scenario.workbook.cells import Cell

Row = Mapping[str, Cell]
"""The cells of a row by header."""

MOST_BYTES: Final = 200_000_000
"""Of all parts of a workbook, unpacked."""
MOST_OTHER_BYTES: Final = 2_000_000
"""Of the parts that are no sheets: lists of styles and names become objects, many times as large."""
MOST_SHEETS: Final = 200
MOST_ROWS: Final = 250_000
"""Of all sheets, empty ones before the last counted too."""
MOST_CELLS: Final = 2_000_000
"""Of all sheets, those that hold something."""
MOST_COLUMNS: Final = 300
_ROOMY: Final = ("xl/worksheets/", "xl/sharedStrings.xml", "xl/comments", "xl/drawings/", "xl/charts/", "xl/media/")
"""How the names of parts begin that hold cells, or that are never opened."""
_SPARE_ROWS: Final = 200
"""Rows below a table that have its drop-downs as well."""
_AS_TEXT: Final = "@"
"""Excel's format of cells that it leaves as they were typed, so that `06-18` becomes no date."""
_HEAD_FONT: Final = Font(bold=True)
_HEAD_FILL: Final = PatternFill("solid", fgColor="DDE7EE")
_WIDEST: Final = 60


class SheetsError(ValueError):
    """A workbook that cannot be read, in a sentence."""


class Found(NamedTuple):
    """A cell that holds something."""

    column: int
    """Counted from 0."""
    place: str
    """As Excel says it: `B7`."""
    content: object
    is_formula: bool


class Sheets:
    """A workbook as it is written."""

    def __init__(self) -> None:
        self._book = Workbook()
        self._book.remove(self._book.worksheets[0])

    def table(self, title: str, headers: Mapping[str, Field], rows: Sequence[Row]) -> None:
        """Add a sheet of rows; what may stand in a column is told at its header."""
        written = [[row.get(header) for header in headers] for row in rows]
        sheet = self._add(title, [_told(header, field) for header, field in headers.items()], written)
        for number, field in enumerate(headers.values(), start=1):
            if field.explanation:
                sheet.cell(1, number).comment = Comment(field.explanation, "Greenlane", width=320, height=120)
            if field.choices:
                _drop_down(sheet, number, field.choices, len(rows) + 1 + _SPARE_ROWS)

    def csv(self, title: str, text: str) -> None:
        """Add a sheet of CSV text, cell by cell, its first row the header."""
        head, *rows = csv.reader(StringIO(text))
        self._add(title, head, rows)

    def file(self) -> bytes:
        """The file."""
        content = BytesIO()
        self._book.save(content)
        return content.getvalue()

    def _add(self, title: str, head: Sequence[str], rows: Iterable[Sequence[Cell | None]]) -> Worksheet:
        sheet: Worksheet = self._book.create_sheet(title)
        widths = [len(name) for name in head]
        for number, row in enumerate([head, *rows], start=1):
            for column, content in enumerate(row, start=1):
                cell = sheet.cell(number, column)
                cell.number_format = _AS_TEXT
                cell.alignment = Alignment(vertical="top", wrap_text=True)
                if content is not None and content != "":
                    cell.value = content
                    # Text that begins with "=" is text.
                    cell.data_type = "s" if isinstance(content, str) else cell.data_type
                    widths[column - 1] = max(widths[column - 1], len(str(content)))
        for column, width in enumerate(widths, start=1):
            letter = get_column_letter(column)
            sheet.column_dimensions[letter].width = min(_WIDEST, width + 3)
            sheet.column_dimensions[letter].number_format = _AS_TEXT
            sheet.cell(1, column).font = _HEAD_FONT
            sheet.cell(1, column).fill = _HEAD_FILL
        sheet.freeze_panes = "B2"
        return sheet


def _told(header: str, field: Field) -> str:
    return f"{header} [{field.unit}]" if field.unit else header


def header_of(told: str) -> str:
    """The name of a column without its unit."""
    return told.partition(" [")[0].strip()


def _drop_down(sheet: Worksheet, column: int, choices: Sequence[str], last_row: int) -> None:
    listed = f'"{",".join(choices)}"'
    if len(listed) > 255:  # Excel refuses the whole file
        return
    # What is written as a name or a mapping instead may stand there too: it is a help, no check.
    validation = DataValidation(type="list", formula1=listed, allow_blank=True, showErrorMessage=False)
    letter = get_column_letter(column)
    validation.add(f"{letter}2:{letter}{last_row}")
    sheet.add_data_validation(validation)


def read_sheets(raw: bytes) -> Iterator[tuple[str, list[list[Found]]]]:
    """Yield each sheet: its title, and the cells of its rows that hold something; row 1 first, empty rows too.

    Raises
    ------
    SheetsError
        If it is no Excel file, or too large.
    """
    _check_size(raw)
    try:
        book = load_workbook(BytesIO(raw), read_only=True, keep_links=False)
        if len(book.worksheets) > MOST_SHEETS:
            raise SheetsError(f"has more than {MOST_SHEETS} sheets; take out those that are not needed")
        rows = cells = 0
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # what the file says of its own size may be wrong
            found = []
            for row in _rows(sheet):
                rows, cells = rows + 1, cells + len(row)
                _check_number(rows, MOST_ROWS, "rows")
                _check_number(cells, MOST_CELLS, "cells")
                found.append(row)
            yield sheet.title, found
    except SheetsError:
        raise
    except Exception as error:  # openpyxl raises whatever it stumbles over in a broken file
        raise SheetsError(f"is not a workbook that can be read ({type(error).__name__}); save it as .xlsx") from None


def _check_size(raw: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            parts = {part.filename: part.file_size for part in archive.infolist()}
            # A name may stand there twice; openpyxl reads the last.
            size = sum(part.file_size for part in archive.infolist())
    except zipfile.BadZipFile:
        raise SheetsError("is not a workbook that can be read; save it as .xlsx") from None
    if size > MOST_BYTES:
        raise SheetsError(f"is larger than {MOST_BYTES // 1_000_000} MB when unpacked; take out what is not needed")
    others = {name: bytes_ for name, bytes_ in parts.items() if not name.startswith(_ROOMY)}
    if sum(others.values()) > MOST_OTHER_BYTES:
        largest = max(others, key=lambda name: others[name])
        raise SheetsError(
            f"has more than {MOST_OTHER_BYTES // 1_000_000} MB beside its cells, most of it in {largest!r:.80}; copy "
            "the sheets as values into a new workbook"
        )


def _check_number(number: int, most: int, what: str) -> None:
    if number > most:
        raise SheetsError(f"has more than {most:,} {what}; take out those that are not needed")


def _rows(sheet: object) -> Iterator[list[Found]]:
    rows = sheet.iter_rows(max_col=MOST_COLUMNS + 1)  # type: ignore[attr-defined]
    for number, row in enumerate(rows, start=1):
        found = [
            Found(column, f"{get_column_letter(column + 1)}{number}", cell.value, cell.data_type == "f")
            for column, cell in enumerate(row)
            if cell.value is not None and cell.value != ""
        ]
        if found and found[-1].column >= MOST_COLUMNS:
            raise SheetsError(f"has more than {MOST_COLUMNS} columns on one sheet; take out those that are not needed")
        yield found
