"""The text of a manifest: CSV with a header, read into rows and written back."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import (
    PlainSerializer,
    PlainValidator,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
)

from sim.world.manifests import Fault, Rows
from sim.world.quantities import Duration, Moment, Tonnes, Usd, format_duration
from sim.world.scales import quoted

MOST_ROWS: Final = 200_000
_LONGEST_CELL: Final = 200
_FORMULAS: Final = ("=", "+", "-", "@")

NEEDED: Final = ("arrival", "post", "goods", "tonnes", "value", "consignor", "papers")
"""Columns that every table has, although cells may be empty in the last four."""
OPTIONAL: Final = ("reference", "destination", "notice")
_OTHER_NAMES: Final = {"expected arrival": "arrival", "id": "reference"}
_PLAIN: Final = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?")
"""Numbers within all bounds, most of those there are; reading them as quantities takes ten times as long."""
_THOUSANDS: Final = re.compile(r"[0-9]{1,3}(\.[0-9]{3})+,[0-9]")
_EITHER: Final = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
"""A point that may part thousands or be a decimal point, where a comma would be the decimal one."""
_LINE: Final = re.compile(r"[^\n]*\n|[^\n]+")
_SIGNED: Final = re.compile(r"[+-][0-9][^=+*/@(-]*")
_RIGHT_HEADER: Final = f"known: {', '.join((*NEEDED, *OPTIONAL))}"


def read_rows(text: str, onset: datetime, zone: ZoneInfo, title: str = "") -> Rows:
    """Read CSV text with a header, its cells parted by commas or semicolons.

    An empty row is passed over, and so are empty cells behind the last column and a column whose name begins with `#`.
    After semicolons a comma in a number is a decimal comma.

    Parameters
    ----------
    onset, zone
        What dates are counted from, and whose clocks show them.
    """
    faults: list[Fault] = []
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    records = _records(text, faults)
    header = next(records, None)
    columns = [] if header is None else _columns(_without_end(header[1], 0), faults)
    if not any(columns):
        return Rows(title=title, faults=tuple(faults) or (Fault(None, "", f"has no header; {_RIGHT_HEADER}"),))
    numbers, cells = _table(records, columns, faults)
    read: dict[str, Sequence[Any]] = {"number": numbers}
    for name, column in _readers(onset, zone, decimal_comma=_delimiter(text) == ";").items():
        read[name] = [column.stand_in] * len(numbers)
        if name in cells:
            read[name], wrong = column.read(cells[name])
            faults += [Fault(numbers[k], name, message) for k, message in wrong]
    if not numbers and not faults:
        faults.append(Fault(None, "", "holds no consignment; write one a row below the header"))
    order = sorted(range(len(numbers)), key=read["arrival"].__getitem__)
    return Rows(
        **{name: tuple(column[k] for k in order) for name, column in read.items()},
        title=title,
        faults=tuple(sorted(faults, key=lambda fault: fault.row or 0)),
    )


def write_rows(rows: Rows) -> str:
    """Write rows as CSV text that reads back to the same whatever the onset; columns that nobody filled stay out."""
    used = [name for name in OPTIONAL if any(_is_stated(cell) for cell in getattr(rows, name))]
    columns = [*NEEDED, *used]
    written = [map(_WRITERS.get(name, _in_quotes), getattr(rows, name)) for name in columns]
    return "".join(",".join(cells) + "\n" for cells in [columns, *zip(*written, strict=True)])


def _is_stated(cell: object) -> bool:
    return cell is not None and cell != ""


def _records(text: str, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not empty with their numbers, as far as they can be read."""
    reader = csv.reader(_LINE.findall(text), delimiter=_delimiter(text), strict=True)
    found = 0
    number = 0
    try:
        for number, record in enumerate(reader, 1):
            if any(record) and any(map(str.strip, record)):
                if found > MOST_ROWS:
                    text = f"is one of more than {MOST_ROWS:,} rows; split the manifest into several streams"
                    faults.append(Fault(number, "", text))
                    return
                yield number, record
                found += 1
    except csv.Error as error:
        faults.append(Fault(number + 1, "", f"cannot be read ({error}); a quotation mark may be open or doubled"))


def _delimiter(text: str) -> str:
    """What parts the cells, from the header."""
    line = text.lstrip().partition("\n")[0]
    return ";" if line.count(";") > line.count(",") else ","


def _columns(header: Iterable[str], faults: list[Fault]) -> list[str]:
    """The column that each name of the header means; empty where it is not read."""
    columns: list[str] = []
    for written in header:
        name = " ".join(written.lower().replace("_", " ").split())
        name = _OTHER_NAMES.get(name, name)
        if name.startswith("#"):
            columns.append("")
            continue
        if name in columns:
            faults.append(Fault(1, name, "is there twice; keep one"))
        elif name not in (*NEEDED, *OPTIONAL):
            text = f"is not a column; {_RIGHT_HEADER}; take it out, or begin its name with # to leave it unread"
            faults.append(Fault(1, quoted(written), text))
        columns.append(name if name in (*NEEDED, *OPTIONAL) and name not in columns else "")
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        text = "add it, with empty cells where it is not known" if len(missing) == 1 else "add them, with empty cells"
        faults.append(Fault(1, "", f"lacks the column{'s' * (len(missing) > 1)} {', '.join(missing)}; {text}"))
    return columns


def _table(
    records: Iterable[tuple[int, list[str]]], columns: Sequence[str], faults: list[Fault]
) -> tuple[list[int], dict[str, Sequence[str]]]:
    """Number and cells of the rows that fit the header, the cells by column."""
    numbers, rows = [], []
    for number, record in records:
        if len(record) > len(columns):
            record = _without_end(record, len(columns))
        if len(record) == len(columns):
            numbers.append(number)
            rows.append(record)
        else:
            faults.append(Fault(number, "", _wrong_length(len(record), len(columns))))
    by_place = list(zip(*rows, strict=True)) or [()] * len(columns)
    return numbers, {name: cells for name, cells in zip(columns, by_place, strict=True) if name}


def _without_end(record: list[str], least: int) -> list[str]:
    """A row without the empty cells at its end, as spreadsheets write them, but for so many cells."""
    filled = max((k for k, cell in enumerate(record, 1) if cell.strip()), default=0)
    return record[: max(least, filled)]


def _wrong_length(found: int, expected: int) -> str:
    text = f"holds {found} cells and the header {expected}"
    return f"{text}; put a text or number that holds the separator into quotation marks" if found > expected else text


def _readers(onset: datetime, zone: ZoneInfo, *, decimal_comma: bool) -> "dict[str, _Column]":
    """How the cells of each column are read."""

    def quantity(kind: Any) -> Callable[[str], Any]:
        adapter, context = TypeAdapter(kind), {"written": True, "onset": onset, "zone": zone}
        return lambda cell: _quantity(adapter, cell, context)

    def amount(kind: Any) -> Callable[[str], Any]:
        read = quantity(kind)
        return lambda cell: _amount(_with_point(cell) if decimal_comma else cell, read)

    moment = quantity(Moment)
    return {
        "arrival": _Column(lambda cell: _date(cell, moment), 0, "is empty; write when it is expected"),
        "post": _Column(_name, "", "is empty; write the name of the post it makes for"),
        "goods": _Column(_name, "", "is empty; write the name of its category of goods"),
        "tonnes": _Column(amount(Tonnes), None),
        "value": _Column(amount(Usd), None),
        "consignor": _Column(_name, ""),
        "papers": _Column(_complete, None),
        "reference": _Column(_text, ""),
        "destination": _Column(_name, ""),
        "notice": _Column(quantity(Duration), None),
    }


class _Column(NamedTuple):
    """How the cells of one column are read."""

    of: Callable[[str], Any]
    """What a cell says; a `ValueError` tells what is wrong with it."""
    stand_in: object
    """What an empty cell is read as."""
    if_empty: str | None = None
    """What is wrong with an empty cell; `None`: it may be empty."""

    def read(self, cells: Sequence[str]) -> tuple[list[Any], list[tuple[int, str]]]:
        """Read all cells, each different one once: what they say, and which are wrong."""
        known = {cell: self._one(cell.strip()) for cell in set(cells)}
        wrong = {cell: message for cell, (_, message) in known.items() if message is not None}
        found = [(k, wrong[cell]) for k, cell in enumerate(cells) if cell in wrong] if wrong else []
        return [known[cell][0] for cell in cells], found

    def _one(self, cell: str) -> tuple[Any, str | None]:
        if not cell:
            return self.stand_in, self.if_empty
        try:
            return self.of(_safe(cell)), None
        except ValueError as error:
            return self.stand_in, str(error)


def _safe(cell: str) -> str:
    """Refuse what a spreadsheet would work out, and what is no plain text."""
    if cell.startswith(_FORMULAS) and not _SIGNED.fullmatch(cell):
        raise ValueError(f"{quoted(cell)} begins with {cell[0]!r} as a formula does; write the plain value")
    if len(cell) > _LONGEST_CELL:
        raise ValueError(f"{quoted(cell)} is longer than {_LONGEST_CELL} characters; shorten it")
    if not cell.isprintable():
        raise ValueError(f"{quoted(cell)} holds line breaks or characters that cannot be shown; write plain text")
    return cell


def _date(cell: str, read: Callable[[str], Any]) -> Any:
    try:
        return read(cell)
    except ValueError:
        right = "write for example '2015-04-28 08:00' or 'day 3 08:00'"
        raise ValueError(f"{quoted(cell)} is not a date and time; {right}") from None


def _amount(cell: str, read: Callable[[str], Any]) -> Any:
    if cell.startswith("-"):
        raise ValueError(f"{quoted(cell)} is below 0; write a number from 0, or leave the cell empty")
    return float(cell) if _PLAIN.fullmatch(cell) else read(cell)


def _with_point(cell: str) -> str:
    """A number with a decimal comma as one with a point: ``34.000,50`` has points between its thousands."""
    if _EITHER.fullmatch(cell):
        fewer, more = f"{float(cell):g}", cell.replace(".", "")
        raise ValueError(f"{quoted(cell)} may be {fewer} or {more}; write {fewer.replace('.', ',')} or {more}")
    return (cell.replace(".", "") if _THOUSANDS.match(cell) else cell).replace(",", ".")


def _quantity(adapter: TypeAdapter[Any], cell: str, context: dict[str, object]) -> Any:
    try:
        return adapter.validate_python(cell, context=context)
    except ValidationError as error:
        raise ValueError(str(error.errors()[0]["ctx"]["error"])) from None


def _name(cell: str) -> str:
    return _text(cell).lower()


def _text(cell: str) -> str:
    if cell.startswith(_FORMULAS):
        raise ValueError(f"{quoted(cell)} begins with {cell[0]!r} as a formula does; write the plain value")
    return cell


def _complete(cell: str) -> bool:
    words = {"complete": True, "incomplete": False}
    if cell.lower() not in words:
        raise ValueError(f"{quoted(cell)} is not known; write complete or incomplete, or leave the cell empty")
    return words[cell.lower()]


def _in_quotes(cell: str) -> str:
    """Put into quotation marks what needs them."""
    return '"' + cell.replace('"', '""') + '"' if "," in cell or '"' in cell else cell


def _figure(number: float | None) -> str:
    return "" if number is None else repr(number).removesuffix(".0")


_WRITERS: Final[dict[str, Callable[[Any], str]]] = {
    "arrival": format_duration,
    "tonnes": _figure,
    "value": _figure,
    "papers": lambda complete: "" if complete is None else "complete" if complete else "incomplete",
    "notice": lambda notice: "" if notice is None else format_duration(notice),
}


def _read(value: object, info: ValidationInfo) -> Rows:
    if isinstance(value, Rows):
        return value
    context = info.context if isinstance(info.context, Mapping) else {}
    if not isinstance(value, str) or not {"onset", "zone"} <= context.keys():
        raise ValueError("a manifest is CSV text with a header, in a scenario that has an onset and a zone")
    rows = read_rows(value, context["onset"], context["zone"])
    if rows.faults:
        raise ValueError(f"{len(rows.faults)} cells or rows are wrong, the first: {rows.faults[0]}")
    return rows


Table = Annotated[
    Rows,
    PlainValidator(_read),
    PlainSerializer(write_rows, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "x-unit": "consignments"}),
]
"""Rows, written as CSV text."""
