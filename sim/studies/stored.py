"""Studies that come with the bundled scenarios, so that their results open at once.

`python -m sim.studies.stored [NAME …]` makes them anew, and must be run when a scenario or a rule of the model changes.
"""

import sys
from collections.abc import Sequence
from dataclasses import replace
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sim.scenario import Scenario, load_scenario, scenario_names
from sim.studies.folder import find_folder, open_folder, read_manifest
from sim.studies.replication import ReplicationResult
from sim.studies.study import Study, read_study, study
from sim.version import __version__

REPLICATIONS: Final = 20
SEED: Final = 1
_FOLDER: Final = "results"


def stored_study(scenario: Scenario) -> Study | None:
    """Read the study that was stored for a bundled scenario; None if there is none of just this world and version.

    Raises
    ------
    FolderError
        If it is there and cannot be read.
    """
    place = files("scenarios").joinpath(_FOLDER, scenario.name)
    if not place.is_dir():
        return None
    with as_file(place) as path:
        made = read_manifest(path)
        if made is None or (made["scenario"]["hash"], made.get("greenlane")) != (scenario.hash, __version__):
            return None
        # The scenario as it is now: its figures are the same, its labels and lessons may have changed since.
        return replace(read_study(find_folder(path)), scenario=scenario)


def store(names: Sequence[str], into: Path) -> None:
    """Run bundled scenarios and store what comes of them, each in a folder of its name with one file of figures."""
    for name in names:
        scenario = load_scenario(name)
        results: list[ReplicationResult] = []
        study(scenario, replications=REPLICATIONS, seed=SEED, on_result=results.append)
        results.sort(key=lambda result: result.replication)
        with TemporaryDirectory(dir=into) as made:
            with open_folder(Path(made), scenario, tuple(scenario.policies), SEED, REPLICATIONS) as folder:
                folder.save(results)
            _replace(Path(made), into / name)


def _replace(made: Path, target: Path) -> None:
    """Put files in place of those of the same name, and take out what is not among them."""
    fresh = {path.relative_to(made): path.read_bytes() for path in made.rglob("*") if path.is_file() and path.suffix}
    for old in [path for path in target.rglob("*") if path.is_file()] if target.exists() else []:
        old.unlink()
    for name, content in fresh.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_bytes(content)


if __name__ == "__main__":
    bundled = [name for name, _ in scenario_names()]
    folder = Path(str(files("scenarios"))) / _FOLDER
    folder.mkdir(exist_ok=True)
    store(sys.argv[1:] or bundled, folder)
