"""A second look at a study on disk: some of its replications run again, and compared to the bit."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.studies.execution import Replicate
from sim.studies.folder import FolderError, StudyFolder, find_folder, read_manifest
from sim.studies.manifest import machine
from sim.studies.replication import ReplicationResult, replicate


@dataclass(frozen=True)
class Verified:
    """What a second look found.

    Attributes
    ----------
    sample
        The replications that were run again.
    different
        What was not the same, one sentence each.
    elsewhere
        In what this machine differs from the one that made the study; empty if the bits must be the same.
    """

    sample: tuple[int, ...]
    different: tuple[str, ...]
    elsewhere: tuple[str, ...]


def verify(path: Path, sample: int = 3, *, replicate: Replicate = replicate) -> Verified:
    """Run some replications of a study again, spread from the first to the last, and compare them.

    On the machine that made the study, or one like it, every bit must be the same; elsewhere figures may differ by a
    billionth of their size.

    Raises
    ------
    FolderError
        If there is no study, or nothing of it is finished.
    ReplicationError
        If a replication fails now.
    """
    folder = find_folder(path)
    finished = sorted(folder.finished())
    if not finished:
        raise FolderError(f"{str(path)!r} holds no finished replication yet; run the study again to go on")
    places = np.unique(np.linspace(0, len(finished) - 1, min(sample, len(finished))).round().astype(int))
    numbers = tuple(finished[place] for place in places.tolist())
    elsewhere = tuple(_elsewhere(path))
    different = [
        sentence for kept in folder.read(numbers) for sentence in _differences(folder, kept, bool(elsewhere), replicate)
    ]
    return Verified(numbers, tuple(different), elsewhere)


def _elsewhere(path: Path) -> Iterator[str]:
    made = read_manifest(path) or {}
    for name, here in machine().items():
        if name != "lock" and made.get(name) != here:
            yield f"{name}: {json.dumps(made.get(name))} there, {json.dumps(here)} here"


def _differences(folder: StudyFolder, kept: ReplicationResult, roughly: bool, replicate: Replicate) -> Iterator[str]:
    again = replicate(folder.scenario, folder.policies, folder.seed, kept.replication)
    if again.keys != kept.keys or list(again.curves) != list(kept.curves):
        yield f"Replication {kept.replication} has other figures now"
        return
    pairs = {
        "total": (kept.total, again.total),
        "count": (kept.count, again.count),
        "ledger": (kept.ledger, again.ledger),
    }
    pairs |= {f"curve {name}": (curve, again.curves[name]) for name, curve in kept.curves.items()}
    for name, (one, other) in pairs.items():
        if not _same(one, other, roughly):
            yield f"Replication {kept.replication}: {name} is not what is kept{_where(kept, name, one, other)}"


def _same(one: NDArray[np.float64], other: NDArray[np.float64], roughly: bool) -> bool:
    if roughly:
        return one.shape == other.shape and bool(np.allclose(one, other, rtol=1e-9, atol=1e-9))
    return one.shape == other.shape and one.tobytes() == other.tobytes()


def _where(kept: ReplicationResult, name: str, one: NDArray[np.float64], other: NDArray[np.float64]) -> str:
    if name not in ("total", "count") or one.shape != other.shape:
        return ""
    policy, key = np.argwhere(one != other)[0] if (one != other).any() else (0, 0)
    return f", first for {kept.keys[key]} (policy {policy + 1}): {one[policy, key]:g} kept, {other[policy, key]:g} now"
