"""Finished replications on disk: files of a batch each, that appear whole or not at all.

PyArrow is imported where files are read or written: it takes longer to load than a scenario to check.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from sim.studies.replication import ReplicationResult

if TYPE_CHECKING:
    import pyarrow as pa

ENDING: Final = ".parquet"
_UNFINISHED: Final = ".writing-"
_NUMBER: Final = "replication"
_CURVE: Final = "curve/"


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
    from pyarrow import ArrowException
    from pyarrow.parquet import read_table

    try:
        found = {
            number: path
            for path in sorted(folder.glob(f"[0-9]*{ENDING}"))
            for number in read_table(BytesIO(path.read_bytes()), columns=[_NUMBER])[_NUMBER].to_pylist()
        }
    except ArrowException as error:
        raise OSError(str(error)) from error
    return dict(sorted(found.items()))


def clear_unfinished(folder: Path) -> None:
    """Remove what a process that was killed had begun to write."""
    for path in folder.glob(f"{_UNFINISHED}*"):
        path.unlink()


def read_chunks(files: dict[int, Path], numbers: Iterable[int]) -> Iterator[ReplicationResult]:
    """Read replications in the order of their numbers.

    Batches of replications that were completed side by side overlap, so each file is kept until its last number.
    """
    from pyarrow.parquet import read_table

    wanted = sorted(numbers)
    last = {files[number]: number for number in wanted}
    opened: dict[Path, dict[int, ReplicationResult]] = {}
    for number in wanted:
        path = files[number]
        if path not in opened:
            table = read_table(BytesIO(path.read_bytes()))
            opened[path] = {result.replication: result for result in _results(table)}
        yield opened[path].pop(number)
        if last[path] == number:
            del opened[path]


def _table(results: Sequence[ReplicationResult]) -> "pa.Table":
    """One row a replication; each column holds an array whose shape stands in the field, row by row."""
    import pyarrow as pa

    columns = {_NUMBER: pa.array([result.replication for result in results], pa.int64())}
    fields = [pa.field(_NUMBER, pa.int64())]
    for name in _arrays(results[0]):
        stacked = np.stack([_arrays(result)[name] for result in results])
        values = pa.array(stacked.reshape(-1), pa.float64())
        columns[name] = pa.FixedSizeListArray.from_arrays(values, int(stacked[0].size))
        fields.append(pa.field(name, columns[name].type, metadata={"shape": " ".join(map(str, stacked.shape[1:]))}))
    schema = pa.schema(fields, metadata={"keys": "\n".join(results[0].keys)})
    return pa.table(list(columns.values()), schema=schema)


def _arrays(result: ReplicationResult) -> dict[str, NDArray[np.float64]]:
    curves = {f"{_CURVE}{name}": curve for name, curve in result.curves.items()}
    return {"total": result.total, "count": result.count, "ledger": result.ledger, **curves}


def _results(table: "pa.Table") -> Iterator[ReplicationResult]:
    keys = tuple(table.schema.metadata[b"keys"].decode().split("\n"))
    numbers = table[_NUMBER].to_pylist()
    arrays = {name: _array(table, name) for name in table.column_names if name != _NUMBER}
    for row, number in enumerate(numbers):
        curves = {name.removeprefix(_CURVE): array[row] for name, array in arrays.items() if name.startswith(_CURVE)}
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
