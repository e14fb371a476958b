"""A folder of results: of one scenario alone, and never with half of its files."""

from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from sim.scenario import Scenario
from sim.studies import FolderError
from sim.studies.folder import read_manifest

Content = str | Callable[[Path], None]
"""A text, or what writes to a path."""


def prepare_folder(folder: Path, scenario: Scenario) -> None:
    """Make a folder if there is none, and refuse one that holds results of another scenario.

    Raises
    ------
    FolderError
        With what is wrong and what would be right.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unusable(folder, error) from None
    made = read_manifest(folder)
    if made is None:
        return
    name, known = made["scenario"]["name"], made["scenario"]["hash"]
    if known != scenario.hash:
        raise FolderError(
            f"{str(folder)!r} holds results of {name!r} (hash {known[:12]}), which is not the scenario of this run, "
            f"{scenario.name!r} (hash {scenario.hash[:12]}); choose another folder"
        )


def write_together(folder: Path, contents: Mapping[str, Content]) -> None:
    """Write files in such a way that all of them appear or none; those of the same names are replaced.

    They are made beside their places and moved there, in the order given, when all are ready.

    Raises
    ------
    FolderError
        If the folder cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".greenlane-", dir=folder) as beside:
            for name, content in contents.items():
                path = Path(beside, name)
                if isinstance(content, str):
                    path.write_text(content, encoding="utf-8", newline="\n")
                else:
                    content(path)
            for name in contents:
                Path(beside, name).replace(folder / name)
    except OSError as error:
        raise _unusable(folder, error) from None


def _unusable(folder: Path, error: OSError) -> FolderError:
    return FolderError(f"{str(folder)!r} cannot be written to: {error.strerror or error}; choose another folder")
