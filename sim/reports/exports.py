"""Results as files. They are made beside their places and moved there when all are ready."""

import json
import platform
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
import pandas as pd

from sim.border import EventLog
from sim.measures.tables import consignments_table, states_table, visits_table
from sim.reports.document import COMPARED, FIGURES, Row, comparison_rows, result_rows, to_json
from sim.scenario import Scenario, dump_scenario
from sim.studies import Study
from sim.version import __version__

MANIFEST: Final = "manifest.json"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


class FolderError(ValueError):
    """A folder that results cannot be written to, said in a sentence."""


def prepare_folder(folder: Path, scenario: Scenario) -> None:
    """Make a folder if there is none, and refuse one that holds results of another scenario.

    Raises
    ------
    FolderError
        With what is wrong and what would be right.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        there = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["scenario"]
        name, known = str(there["name"]), str(there["hash"])
    except FileNotFoundError:
        return
    except OSError as error:
        raise _not_writable(folder, error) from None
    except (ValueError, LookupError, TypeError):
        raise FolderError(f"{str(folder)!r} holds a {MANIFEST} of something else; choose another folder") from None
    if known != scenario.hash:
        raise FolderError(
            f"{str(folder)!r} holds results of {name!r} (hash {known[:12]}), which is not the scenario of this run, "
            f"{scenario.name!r} (hash {scenario.hash[:12]}); choose another folder"
        )


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
    _write(
        folder,
        {
            "scenario.yaml": dump_scenario(study.scenario),
            "results.csv": csv_text(result_rows(study), FIGURES),
            "comparisons.csv": csv_text(comparison_rows(study, matters), COMPARED),
            "replications.parquet": lambda path: replications_table(study).to_parquet(path, index=False),
            MANIFEST: to_json(manifest(study)) + "\n",
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
    _write(folder, {f"{name}.csv": _csv(table(log)) for name, table in tables.items()})


def manifest(study: Study) -> dict[str, object]:
    """Tell what it takes to get the same results again, beside the scenario itself."""
    scenario = study.scenario
    return {
        "greenlane": __version__,
        "scenario": {"name": scenario.name, "title": scenario.title, "hash": scenario.hash},
        "seed": study.seed,
        "replications": study.replications,
        "policies": list(study.policies),
        "python": platform.python_version(),
        "numpy": np.__version__,
    }


def replications_table(study: Study) -> pd.DataFrame:
    """One row a policy, replication and measure; a value is total / count, and a count of 0 is unknown."""
    policy, replication, key = (place.ravel() for place in np.indices(study.total.shape))
    return pd.DataFrame(
        {
            "policy": np.array(study.policies, dtype=np.object_)[policy],
            "replication": replication,
            "measure": np.array(study.keys, dtype=np.object_)[key],
            "total": study.total.ravel(),
            "count": study.count.ravel(),
        }
    )


def csv_text(rows: Sequence[Row], columns: Sequence[str]) -> str:
    """Write rows as CSV that a spreadsheet can open."""
    return _csv(pd.DataFrame(rows, columns=list(columns)))


def _csv(frame: pd.DataFrame) -> str:
    """Write a frame as CSV; text that a spreadsheet would take for a formula gets an apostrophe before it."""
    texts = frame.select_dtypes(exclude="number").columns
    safe = frame.assign(**{name: frame[name].map(_as_text) for name in texts})
    return str(safe.to_csv(index=False, lineterminator="\n"))


def _as_text(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _write(folder: Path, contents: Mapping[str, str | Callable[[Path], None]]) -> None:
    """Write files, each a text or what writes to a path, in such a way that all of them appear or none."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".greenlane-", dir=folder) as beside:
            made = {name: Path(beside, name) for name in contents}
            for name, content in contents.items():
                if isinstance(content, str):
                    made[name].write_text(content, encoding="utf-8", newline="\n")
                else:
                    content(made[name])
            for name, path in made.items():
                path.replace(folder / name)
    except OSError as error:
        raise _not_writable(folder, error) from None


def _not_writable(folder: Path, error: OSError) -> FolderError:
    return FolderError(f"{str(folder)!r} cannot be written to: {error.strerror}; choose another folder")
