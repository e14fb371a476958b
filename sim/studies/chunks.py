"""Finished replications on disk: files of a batch each, that appear whole or not at all.

PyArrow is imported where files are read or written: it takes longer to load than a scenario to check.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from sim.studies.files import read_file
from sim.studies.replication import CURVE, ReplicationResult

if TYPE_CHECKING:
    import pyarrow as pa

ENDING: Final = ".parquet"
_UNFINISHED: Final = ".writing-"
_NUMBER: Final = "replication"
_MOST_BYTES: Final = 1_000_000_000
_MOST_VALUES: Final = 250_000_000
"""Of a file, unpacked: a batch of the largest study is a tenth of it, and a few bytes may stand for any number."""


def write_chunk(folder: Path, results: Sequence[ReplicationResult]) -> None:
    """Write a batch of replications as one file, which carries the lowest of their numbers.

    The file is written beside its place, brought to the disk, and only then given its name, so a process that is
    killed at any moment leaves a whole file or none.

    Raises
    ------
    OSError
        If it cannot be written; nothing is left of it then.
    """
    from pyarrow.parquet import write_table

    ordered = sorted(results, key=lambda result: result.replication)
    name = f"{ordered[0].replication:07d}{ENDING}"
    beside = folder / f"{_UNFINISHED}{name}"
    try:
        with beside.open("wb") as file:
            write_table(_table(ordered), file, compression="zstd")
            file.flush()
            os.fsync(file.fileno())
        beside.replace(folder / name)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    _sync_folder(folder)


def chunk_files(folder: Path) -> dict[int, Path]:
    """Find for each finished replication the file that holds it, in order of number.

    Raises
    ------
    OSError
        If a file cannot be read.
    """
    found = {
        number: path
        for path in sorted(folder.glob(f"[0-9]*{ENDING}"))
        for number in _numbers(_read(path, columns=[_NUMBER]), path)
    }
    return dict(sorted(found.items()))


def clear_unfinished(folder: Path) -> None:
    """Remove what a process that was killed had begun to write."""
    for path in folder.glob(f"{_UNFINISHED}*"):
        path.unlink()


def read_chunks(files: dict[int, Path], numbers: Iterable[int]) -> Iterator[ReplicationResult]:
    """Read replications in the order of their numbers.

    Batches of replications that were completed side by side overlap, so each file is kept until its last number.

    Raises
    ------
    OSError
        If a file cannot be read.
    """
    wanted = sorted(numbers)
    last = {files[number]: number for number in wanted}
    opened: dict[Path, dict[int, ReplicationResult]] = {}
    for number in wanted:
        path = files[number]
        if path not in opened:
            with _named(path):
                opened[path] = {result.replication: result for result in _results(_read(path))}
        yield opened[path].pop(number)
        if last[path] == number:
            del opened[path]


def _read(path: Path, columns: list[str] | None = None) -> "pa.Table":
    from pyarrow.parquet import ParquetFile

    with _named(path):
        file = ParquetFile(BytesIO(read_file(path, _MOST_BYTES)))
        groups = [file.metadata.row_group(group) for group in range(file.num_row_groups)]
        if sum(group.column(at).num_values for group in groups for at in range(group.num_columns)) > _MOST_VALUES:
            raise ValueError(f"it unpacks to more than {_MOST_VALUES:,} numbers")
        return file.read(columns)


def _numbers(table: "pa.Table", path: Path) -> list[int]:
    """The numbers of the replications of a file."""
    with _named(path):
        numbers: list[int] = table[_NUMBER].to_pylist()
        if not all(isinstance(number, int) and number >= 0 for number in numbers):
            raise ValueError("its replications have no numbers")
        return numbers


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Say which file it was that holds something else than it should."""
    from pyarrow import ArrowException

    try:
        yield
    # What is missing shows as a lookup or as None, what is of another shape as a value.
    except (ArrowException, LookupError, TypeError, ValueError) as error:
        raise OSError(f"{path.name}: {error}") from error


def _table(results: Sequence[ReplicationResult]) -> "pa.Table":
    """One row a replication; each column holds an array whose shape stands in the field, row by row."""
    import pyarrow as pa

    columns = {_NUMBER: pa.array([result.replication for result in results], pa.int64())}
    fields = [pa.field(_NUMBER, pa.int64())]
    for name in results[0].arrays():
        stacked = np.stack([result.arrays()[name] for result in results])
        values = pa.array(stacked.reshape(-1), pa.float64())
        columns[name] = pa.FixedSizeListArray.from_arrays(values, int(stacked[0].size))
        fields.append(pa.field(name, columns[name].type, metadata={"shape": " ".join(map(str, stacked.shape[1:]))}))
    schema = pa.schema(fields, metadata={"keys": "\n".join(results[0].keys)})
    return pa.table(list(columns.values()), schema=schema)


def _results(table: "pa.Table") -> Iterator[ReplicationResult]:
    keys = tuple(table.schema.metadata[b"keys"].decode().split("\n"))
    numbers = table[_NUMBER].to_pylist()
    arrays = {name: _array(table, name) for name in table.column_names if name != _NUMBER}
    for row, number in enumerate(numbers):
        curves = {name.removeprefix(CURVE): array[row] for name, array in arrays.items() if name.startswith(CURVE)}
        total, count, ledger = (arrays[name][row] for name in ("total", "count", "ledger"))
        yield ReplicationResult(number, keys, total, count, curves, ledger)


def _array(table: "pa.Table", name: str) -> NDArray[np.float64]:
    shape = [int(length) for length in table.schema.field(name).metadata[b"shape"].split()]
    flat: NDArray[np.float64] = table[name].combine_chunks().flatten().to_numpy(zero_copy_only=False)
    return flat.reshape(table.num_rows, *shape)


def _sync_folder(folder: Path) -> None:
    """Bring the new name to the disk too, where a system lets a folder be opened."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
