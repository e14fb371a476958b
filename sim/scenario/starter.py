"""A small commented scenario to start from."""

from importlib.resources import files
from pathlib import Path

from sim.scenario.loading import ENDINGS
from sim.scenario.problems import Problem, ScenarioError


def starter_text() -> str:
    """The text of the file that a newcomer starts from."""
    return (files("sim.scenario") / "starter.yaml").read_text(encoding="utf-8")


def write_starter(path: str | Path) -> None:
    """Write the scenario to start from to a new file.

    Raises
    ------
    ScenarioError
        If the file exists, cannot be written, or does not end in `.yaml` or `.yml`.
    """
    path = Path(path)
    if path.suffix.lower() not in ENDINGS:
        raise _refusal(path, "does not end in .yaml; choose a name that does")
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(starter_text())
    except FileExistsError:
        raise _refusal(path, "exists already and is left as it is; choose another name") from None
    except OSError as error:
        raise _refusal(path, f"cannot be written: {error.strerror}") from None


def _refusal(path: Path, message: str) -> ScenarioError:
    return ScenarioError([Problem("", None, f"{str(path)!r} {message}")])
