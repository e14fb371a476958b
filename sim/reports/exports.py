"""Results as files: the figures of a study, and the tables of one run."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from itertools import product
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.border import EventLog
from sim.measures.tables import consignments_table, states_table, visits_table
from sim.reports.cells import Table
from sim.reports.document import COMPARED, FIGURES, Row, comparison_rows, result_rows, to_json
from sim.reports.folder import prepare_folder, write_together
from sim.scenario import dump_scenario
from sim.studies import Study, manifest
from sim.studies.folder import MANIFEST

_BLOCK: Final = 100
"""Replications that are written at a time."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


def write_study(study: Study, folder: Path, matters: Mapping[str, float] | None = None) -> None:
    """Write the resolved scenario, figures, differences, the values of each replication, and what made them.

    Parameters
    ----------
    matters
        By key, the least difference one cares for, in the measure's unit.

    Raises
    ------
    FolderError
        If the folder holds results of another scenario, or cannot be written to.
    """
    prepare_folder(folder, study.scenario)
    write_together(
        folder,
        {
            "scenario.yaml": dump_scenario(study.scenario),
            "results.csv": csv_text(result_rows(study), FIGURES),
            "comparisons.csv": csv_text(comparison_rows(study, matters), COMPARED),
            "replications.parquet": lambda path: _write_replications(study, path),
            MANIFEST: to_json(manifest(study.scenario, study.policies, study.seed, study.replications)) + "\n",
        },
    )


def write_log(log: EventLog, folder: Path) -> None:
    """Write the tables of one run.

    Raises
    ------
    FolderError
        If the folder cannot be written to.
    """
    tables = {"consignments": consignments_table, "visits": visits_table, "states": states_table}
    write_together(folder, {f"{name}.csv": _csv(table(log)) for name, table in tables.items()})


def _write_replications(study: Study, path: Path) -> None:
    """One row a policy, replication and measure; a value is total / count, and a count of 0 is unknown.

    A few replications of one policy at a time, because the whole is many times as large as the study.
    """
    blocks = product(range(len(study.policies)), range(0, study.replications, _BLOCK))
    with ExitStack() as stack:
        file = stack.enter_context(path.open("wb"))  # PyArrow takes only paths in UTF-8.
        writer: pq.ParquetWriter | None = None
        for policy, first in blocks:
            table = pa.Table.from_pandas(_replications(study, policy, first), preserve_index=False)
            writer = writer or stack.enter_context(pq.ParquetWriter(file, table.schema))
            writer.write_table(table)


def _replications(study: Study, policy: int, first: int) -> pd.DataFrame:
    block = policy, slice(first, first + _BLOCK)
    total, count = study.total[block], study.count[block]
    replication, key = (place.ravel() for place in np.indices(total.shape))
    return pd.DataFrame(
        {
            "policy": study.policies[policy],
            "replication": replication + first,
            "measure": np.array(study.keys, dtype=np.object_)[key],
            "total": total.ravel(),
            "count": count.ravel(),
        }
    )


def csv_text(rows: Sequence[Row], columns: Sequence[str]) -> str:
    """Write rows as CSV that a spreadsheet can open."""
    return _csv(pd.DataFrame(rows, columns=list(columns)))


def table_csv(table: Table) -> str:
    """Write a table as CSV that a spreadsheet can open: its words, each error in a column of its own."""
    errors = [any(row[place].error for row in table.cells) for place in range(len(table.columns))]
    rows = []
    for label, cells in zip(table.rows, table.cells, strict=True):
        row: Row = {table.corner: label}
        for name, has_error, cell in zip(table.columns, errors, cells, strict=True):
            row[name] = f"{cell.text} · {cell.note}" if cell.note else cell.text
            if has_error:
                row[f"{name}, error"] = cell.error
        rows.append(row)
    return csv_text(rows, list(rows[0]) if rows else [table.corner])


def _csv(frame: pd.DataFrame) -> str:
    """Write a frame as CSV; text that a spreadsheet would take for a formula gets an apostrophe before it."""
    texts = frame.select_dtypes(exclude="number").columns
    safe = frame.assign(**{name: frame[name].map(_as_text) for name in texts}).rename(columns=_as_text)
    return str(safe.to_csv(index=False, lineterminator="\n"))


def _as_text(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
