"""Manifests of a file: the tables that its streams name, CSV or Excel, read from beside it and put in their place."""

from datetime import datetime
from pathlib import Path as FilePath
from typing import Any, Final
from zoneinfo import ZoneInfo

from sim.scenario.mending import reading_context
from sim.scenario.problems import Path
from sim.scenario.tree import Node, node_at, put
from sim.scenario.workbook import is_workbook
from sim.world.manifest_text import read_rows
from sim.world.manifests import Fault, Rows

MOST_BYTES: Final = 50_000_000
ENDINGS: Final = (".csv", ".xlsx")
_EITHER: Final = "needs either `file`, a CSV or Excel file beside the scenario, or `rows`, the text of such a table"


def with_rows(tree: Node, folder: FilePath | None) -> Node:
    """Read the manifests of a tree; what is wrong with a file or its rows goes with the rows, as their faults.

    Parameters
    ----------
    folder
        Where the scenario is, below which its manifests are; None if it has no place, so that no file is read.
    """
    context: Any = reading_context(tree)
    clock = context["onset"], context["zone"]
    left = MOST_BYTES
    for name in tree.entries.get("streams", Node(None)).entries:
        path: Path = ("streams", name, "arrivals")
        arrivals = node_at(tree, path) or Node(None)
        if "pattern" not in arrivals.entries or arrivals.entries["pattern"].value != "manifest":
            continue
        file, text = (arrivals.entries.get(key, Node(None, arrivals.line)) for key in ("file", "rows"))
        if isinstance(text.value, str) and file.value is None:
            rows = read_rows(text.value, *clock)
        elif isinstance(file.value, str) and text.value is None:
            rows, size = _from_file(file.value, folder, clock, left)
            left -= size
        else:
            rows = Rows(faults=(Fault(None, "", _EITHER),))
        node = Node(rows, file.line if text.value is None else text.line)
        tree = put(put(tree, (*path, "file"), None), (*path, "rows"), node)
    return tree


def _from_file(name: str, folder: FilePath | None, clock: tuple[datetime, ZoneInfo], left: int) -> tuple[Rows, int]:
    """The rows of a file, and how large it is."""
    try:
        raw = _content(name, folder, left)
        return read_rows(manifest_text(raw), *clock, name), len(raw)
    except ValueError as error:
        return Rows(title=name, faults=(Fault(None, "", str(error)),)), 0


def _content(name: str, folder: FilePath | None, most: int) -> bytes:
    """The bytes of a manifest.

    Raises
    ------
    ValueError
        If it is not a CSV or Excel file in the folder or below, cannot be read or is too large.
    """
    if folder is None:
        raise ValueError("the scenario was not read from a folder, so no file is read; give the text as `rows`")
    path = _inside(name, folder)
    try:
        with path.open("rb") as file:
            raw = file.read(most + 1)
    except OSError as error:
        raise ValueError(f"cannot be read: {error.strerror}") from None
    if len(raw) > most:
        size = f"{MOST_BYTES // 1_000_000} MB"
        raise ValueError(f"is larger than {size}, or all manifests are together; leave out columns that are not needed")
    return raw


def manifest_text(raw: bytes) -> str:
    """The table in a file as CSV text: that of a CSV file, or the first sheet of an Excel workbook.

    Raises
    ------
    ValueError
        If it is neither.
    """
    if is_workbook(raw):
        from sim.scenario.workbook.reading import sheet_text

        return sheet_text(raw)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        raise ValueError(f"is not UTF-8 text (row {row:,}); save it as CSV with the encoding UTF-8") from None


def _inside(name: str, folder: FilePath) -> FilePath:
    """Where a file is that lies in the folder or below, links followed."""
    if not name.lower().endswith(ENDINGS):
        raise ValueError(f"does not end in {' or '.join(ENDINGS)}; save the table as one of them")
    try:
        path = (folder / name).resolve(strict=True)
        inside = path.is_relative_to(folder.resolve(strict=True)) and path.suffix.lower() in ENDINGS
    except (OSError, ValueError, RuntimeError):
        raise ValueError("cannot be found; write its path from the folder of the scenario") from None
    if not inside:
        raise ValueError("lies outside the folder of the scenario; put it beside the scenario or below")
    if not path.is_file():
        raise ValueError("is not a file; write the path of a CSV or Excel file")
    return path
