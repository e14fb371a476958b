"""Scenarios into new files: one that somebody has, or a small one to start from."""

from importlib.resources import files
from pathlib import Path

from sim.scenario.dumping import dump_scenario
from sim.scenario.loading import ENDINGS, build_scenario
from sim.scenario.model import Scenario
from sim.scenario.problems import Problem, ScenarioError

_WORKBOOK = ".xlsx"


def save_scenario(scenario: Scenario, path: str | Path) -> None:
    """Write a scenario to a new file, as YAML or as an Excel workbook by its ending; reading it gives the same hash.

    Raises
    ------
    ScenarioError
        If the file exists, cannot be written, or has another ending.
    """
    path = _with_ending(path)
    _write(path, _workbook(scenario) if path.suffix.lower() == _WORKBOOK else dump_scenario(scenario).encode())


def starter_text() -> str:
    """The text of the file that a newcomer starts from."""
    return (files("sim.scenario") / "starter.yaml").read_text(encoding="utf-8")


def write_starter(path: str | Path) -> None:
    """Write the scenario to start from to a new file; only as YAML it has its comments.

    Raises
    ------
    ScenarioError
        If the file exists, cannot be written, or does not end in `.yaml`, `.yml` or `.xlsx`.
    """
    path = _with_ending(path)
    text = starter_text().encode()
    _write(path, _workbook(build_scenario(path.stem, text)) if path.suffix.lower() == _WORKBOOK else text)


def _workbook(scenario: Scenario) -> bytes:
    # Here, because it is slow to load and most files are YAML.
    from sim.scenario.workbook.writing import dump_workbook

    return dump_workbook(scenario)


def _with_ending(path: str | Path) -> Path:
    path = Path(path)
    if path.suffix.lower() not in ENDINGS:
        raise _refusal(path, "does not end in .yaml or .xlsx; choose a name that does")
    return path


def _write(path: Path, content: bytes) -> None:
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError:
        raise _refusal(path, "exists already and is left as it is; choose another name") from None
    except (OSError, ValueError) as error:
        raise _refusal(path, f"cannot be written: {getattr(error, 'strerror', None) or error}") from None


def _refusal(path: Path, message: str) -> ScenarioError:
    return ScenarioError([Problem("", None, f"{str(path)!r} {message}")])
