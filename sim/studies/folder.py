"""The folder of a study: the scenario as it was resolved, what made the numbers, and every finished replication.

A study that ended early for whatever reason goes on from its folder: only what is missing is run. Numbers of another
scenario, seed or version never get into it.
"""

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from sim.measures import keys_of
from sim.scenario import Scenario, ScenarioError, build_scenario, dump_scenario
from sim.studies.chunks import chunk_files, clear_unfinished, read_chunks, write_chunk
from sim.studies.differences import scenario_differences
from sim.studies.files import read_file, write_text
from sim.studies.manifest import Manifest, manifest
from sim.studies.replication import ReplicationResult, StudyError

if sys.platform != "win32":
    import fcntl

MANIFEST: Final = "manifest.json"
SCENARIO: Final = "scenario.yaml"
_CHUNKS: Final = "replications"
_VARIANTS: Final = "variants"
_LOCK: Final = ".lock"
_MOST_BYTES: Final = 50_000_000
"""Of a manifest, and of a scenario: more than is read of one."""


class FolderError(ValueError):
    """A folder that a study cannot use, said in a sentence."""


@dataclass(frozen=True)
class StudyFolder:
    """A folder and the study that it belongs to.

    Attributes
    ----------
    policies
        The first is the baseline.
    replications
        How many were asked for.
    """

    path: Path
    scenario: Scenario
    policies: tuple[str, ...]
    seed: int
    replications: int

    @property
    def chunks(self) -> Path:
        """Where the finished replications are."""
        return self.path / _CHUNKS

    def finished(self) -> dict[int, Path]:
        """Find the finished replications, by number, with the file that holds each.

        Raises
        ------
        FolderError
            If a file cannot be read.
        """
        with self._told():
            return chunk_files(self.chunks)

    def complete(self) -> range:
        """The replications from the first to the last before one that is missing.

        Those after a gap are kept for going on, but never shown: the quick ones would be over-represented.
        """
        finished = self.finished()
        return range(sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], enumerate(finished))))

    def read(self, numbers: Iterable[int]) -> Iterator[ReplicationResult]:
        """Read finished replications in the order of their numbers.

        Raises
        ------
        FolderError
            If a file cannot be read, or does not hold the figures of this study.
        """
        files, form = self.finished(), None
        with self._told():
            for result in read_chunks(files, numbers):
                form = form or self._form(result)
                if self._form(result) != form or not self._fits(result):
                    raise OSError(f"replication {result.replication} has figures of another study or version")
                yield result

    def _fits(self, result: ReplicationResult) -> bool:
        """Whether it holds the figures of this study."""
        keys, shapes = self._form(result)
        each = {shape[0] for shape in shapes.values()} == {len(self.policies)}
        known = {*keys} <= {*keys_of(self.scenario.world)}
        return known and each and shapes["total"] == shapes["count"] == (len(self.policies), len(keys))

    @staticmethod
    def _form(result: ReplicationResult) -> tuple[tuple[str, ...], dict[str, tuple[int, ...]]]:
        """What it holds, and how much of it."""
        return result.keys, {name: array.shape for name, array in result.arrays().items()}

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Say of a file that cannot be read what to do about it."""
        try:
            yield
        except OSError as error:
            raise FolderError(
                f"{str(self.chunks)!r} holds a file that cannot be read ({error}); delete that file and run the study "
                "again, which replaces it"
            ) from None

    def save(self, results: Sequence[ReplicationResult]) -> None:
        """Bring replications to the disk, all of them or none.

        Raises
        ------
        StudyError
            If they cannot be written, for example because the disk is full.
        """
        try:
            write_chunk(self.chunks, results)
        except OSError as error:
            raise StudyError(
                f"{str(self.path)!r} cannot be written to: {error.strerror or error}. The replications finished before "
                "are kept; make room and run the same command again, which goes on from there."
            ) from error


@contextmanager
def open_folder(
    path: Path,
    scenario: Scenario,
    policies: Sequence[str],
    seed: int,
    replications: int,
    variants: Mapping[str, Any] | None = None,
) -> Iterator[StudyFolder]:
    """Begin the folder of a study, or go on with it; nobody else may write to it meanwhile.

    Parameters
    ----------
    variants
        What the runs are of if they are not replications of one study; for the manifest.

    Raises
    ------
    FolderError
        If it belongs to another study, with what differs; or if it cannot be used.
    """
    folder = StudyFolder(path, scenario, tuple(policies), seed, replications)
    with ExitStack() as stack:
        try:
            folder.chunks.mkdir(parents=True, exist_ok=True)
            stack.enter_context(_alone(path))
            _begin(folder, variants)
        except OSError as error:
            raise FolderError(
                f"{str(path)!r} cannot be written to: {error.strerror or error}; choose another folder"
            ) from None
        yield folder


def find_folder(path: Path) -> StudyFolder:
    """Find the study that a folder belongs to.

    Raises
    ------
    FolderError
        If it is not the folder of a study.
    """
    made = read_manifest(path)
    if made is None:
        raise FolderError(f"{str(path)!r} holds no {MANIFEST}: it is not the folder of a study")
    if _VARIANTS in made:
        raise FolderError(f"{str(path)!r} holds {_say_variants(made)}, not a study; name the folder of the study")
    return _folder_of(path, made)


def find_variants(path: Path) -> tuple[StudyFolder, str, list[tuple[str, ...]]] | None:
    """Find runs with other inputs in a folder: their measure, and the what-ifs of each; None if there are none.

    Raises
    ------
    FolderError
        If the folder cannot be read.
    """
    made = read_manifest(path)
    if made is None or _VARIANTS not in made:
        return None
    folder, variants = _folder_of(path, made), made[_VARIANTS]
    try:
        settings = [tuple(map(str, chosen)) for chosen in variants["settings"]]
        measure, each = str(variants["measure"]), int(variants["replications"])
    except (ValueError, LookupError, TypeError):
        settings, measure, each = [], "", 0
    if not settings or len(settings) * each != folder.replications:
        raise FolderError(f"{str(path)!r} holds a {MANIFEST} of something else; choose another folder")
    return folder, measure, settings


def _folder_of(path: Path, made: Mapping[str, Any]) -> StudyFolder:
    scenario = _read_scenario(path, str(made["scenario"]["name"]))
    if scenario.hash != made["scenario"]["hash"]:
        raise FolderError(
            f"{str(path / SCENARIO)!r} was changed since the study was run (hash {scenario.hash[:12]}, not "
            f"{made['scenario']['hash'][:12]}); put the file back as it was"
        )
    policies = tuple(made["policies"])
    if not policies or len(set(policies)) < len(policies) or not set(policies) <= set(scenario.policies):
        raise FolderError(f"{str(path / MANIFEST)!r} names no policies of its scenario; put the file back as it was")
    return StudyFolder(path, scenario, policies, made["seed"], made["replications"])


def read_manifest(path: Path) -> dict[str, Any] | None:
    """Read what made the numbers of a folder; None if there is nothing yet.

    Raises
    ------
    FolderError
        If it cannot be read, or is of something else.
    """
    try:
        made = Manifest.model_validate_json(read_file(path / MANIFEST, _MOST_BYTES))
    except FileNotFoundError:
        return None
    except ValidationError:
        raise FolderError(f"{str(path)!r} holds a {MANIFEST} of something else; choose another folder") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise FolderError(f"{str(path)!r} cannot be read: {reason}; choose another folder") from None
    return made.model_dump(mode="json")


def _begin(folder: StudyFolder, variants: Mapping[str, Any] | None) -> None:
    wanted = manifest(folder.scenario, folder.policies, folder.seed, folder.replications)
    wanted |= {} if variants is None else {_VARIANTS: variants}
    _refuse_another(folder, wanted)
    clear_unfinished(folder.chunks)
    write_text(folder.path / SCENARIO, dump_scenario(folder.scenario))
    write_text(folder.path / MANIFEST, json.dumps(wanted, indent=2, ensure_ascii=False) + "\n")


def _refuse_another(folder: StudyFolder, wanted: Mapping[str, Any]) -> None:
    made = read_manifest(folder.path)
    if made is None:
        return
    different = list(_study_differences(folder, made, wanted))
    if different:
        raise FolderError(f"{str(folder.path)!r} holds another study; choose another folder. {'. '.join(different)}")
    changed = [name for name in ("python", "numpy", "packages", "cpu") if made.get(name, wanted[name]) != wanted[name]]
    if changed and folder.finished():
        raise FolderError(
            f"{str(folder.path)!r} was begun with another {' and '.join(changed)}, so new numbers would not match the "
            f"old ones to the bit; choose another folder. There: {_told(made, changed)}. Here: {_told(wanted, changed)}"
        )


def _told(made: Mapping[str, Any], names: Iterable[str]) -> str:
    return ", ".join(f"{name} {json.dumps(made.get(name))}" for name in names)


def _study_differences(folder: StudyFolder, made: Mapping[str, Any], wanted: Mapping[str, Any]) -> Iterator[str]:
    """Tell how the study in a folder differs from the one that is wanted."""
    if made["scenario"]["hash"] != folder.scenario.hash:
        before = _read_scenario(folder.path, str(made["scenario"]["name"]))
        yield f"The scenario differs (there → here): {'; '.join(scenario_differences(before, folder.scenario))}"
    for name in ("seed", "policies", "greenlane"):
        if made.get(name) != wanted[name]:
            yield f"The {'version' if name == 'greenlane' else name} there: {made.get(name)}, here: {wanted[name]}"
    if made.get(_VARIANTS) != wanted.get(_VARIANTS):
        yield f"There: {_say_variants(made)}, here: {_say_variants(wanted)}"


def _say_variants(made: Mapping[str, Any]) -> str:
    """Say what the runs of a folder are of."""
    variants = made.get(_VARIANTS)
    if not isinstance(variants, dict):
        return "a study"
    return f"{variants.get('replications')} replications with other inputs for {variants.get('measure')}"


def _read_scenario(path: Path, name: str) -> Scenario:
    try:
        return build_scenario(name, read_file(path / SCENARIO, _MOST_BYTES))
    except (OSError, ScenarioError):
        raise FolderError(f"{str(path / SCENARIO)!r} cannot be read as a scenario; choose another folder") from None


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keep a second process out; the system lets go by itself when this one ends, however it ends."""
    if sys.platform == "win32":
        yield
        return
    # A link would lead elsewhere, and a pipe would wait for somebody.
    handle = os.open(path / _LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FolderError(
                f"another process is writing to {str(path)!r}; wait for it, or choose another folder"
            ) from None
        yield
    finally:
        os.close(handle)
