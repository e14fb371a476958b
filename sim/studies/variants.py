"""Many variants of one scenario, all on the same replications: one measure of each, paired by the same draws."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from sim.scenario import Scenario, WhatIfs
from sim.studies.execution import Replicate, Task, run_all
from sim.studies.folder import find_variants, open_folder
from sim.studies.replication import ReplicationError, ReplicationResult, replicate
from sim.studies.study import Study, assemble, gone_on


def study_variants(
    scenario: Scenario,
    variants: Sequence[Sequence[str]],
    policies: Sequence[str],
    key: str,
    replications: int,
    seed: int = 1,
    workers: int | None = None,
    executor: Executor | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    *,
    out: Path | None = None,
    replicate: Replicate = replicate,
) -> tuple[Study, ...]:
    """Run the same policies on the same replications of every variant, and keep one measure.

    Streams of chance are keyed by purpose and consignment, so what a variant does not touch has the same luck in all.

    Parameters
    ----------
    variants
        The what-ifs of each, as ``path=value``; none for the scenario as it is. They are set where they run, because
        reading a scenario takes as long as running a small one.
    key
        The measure.
    on_progress
        Called with the runs done and all of them.
    out
        A folder where each run is kept as it is finished; what it holds already is not run again.

    Raises
    ------
    ReplicationError, StudyError, FolderError
        As `study` does.
    ValueError
        If there is nothing to run, or no such measure.
    """
    if not variants or replications < 1:
        raise ValueError("there is nothing to run")
    work = _OfVariants(tuple(map(tuple, variants)), key, replications, replicate)
    task = Task(work, scenario, tuple(policies), seed)
    runs = len(variants) * replications
    placed: list[ReplicationResult] = []
    with ExitStack() as stack:
        if out is None:
            going = run_all(task, range(runs), workers, executor)
        else:
            opened = open_folder(out, scenario, task.policies, seed, runs, work.described())
            going = gone_on(stack.enter_context(opened), task, workers, executor)
        for done, result in enumerate(stack.enter_context(closing(going)), start=1):
            placed.append(result)
            if on_progress is not None:
                on_progress(done, runs)
    placed.sort(key=lambda result: result.replication)
    return _studies(scenario, task.policies, seed, len(variants), placed)


def kept_variants(path: Path) -> tuple[tuple[tuple[str, ...], ...], tuple[Study, ...]] | None:
    """Read variants and their studies from a folder, without a run; None unless all runs are finished.

    Raises
    ------
    FolderError
        If the folder cannot be read.
    """
    found = find_variants(path)
    if found is None:
        return None
    folder, _, variants = found
    numbers = folder.complete()
    if len(numbers) < folder.replications:
        return None
    placed = list(folder.read(numbers))
    return tuple(variants), _studies(folder.scenario, folder.policies, folder.seed, len(variants), placed)


def _studies(
    scenario: Scenario, policies: tuple[str, ...], seed: int, variants: int, placed: Sequence[ReplicationResult]
) -> tuple[Study, ...]:
    """The study of each variant, from the results of all runs in order."""
    each = len(placed) // variants
    return tuple(
        assemble(
            scenario,
            policies,
            seed,
            each,
            (
                replace(result, replication=number)
                for number, result in enumerate(placed[first * each : (first + 1) * each])
            ),
        )
        for first in range(variants)
    )


@dataclass(frozen=True)
class _OfVariants:
    """A replication of one of the variants: run `number` is that of variant `number // replications`."""

    variants: tuple[tuple[str, ...], ...]
    key: str
    replications: int
    replicate: Replicate

    def described(self) -> dict[str, Any]:
        """What the runs are of, for the manifest of a folder."""
        settings = [list(chosen) for chosen in self.variants]
        return {"measure": self.key, "replications": self.replications, "settings": settings}

    def __call__(self, scenario: Scenario, policies: Sequence[str], seed: int, number: int) -> ReplicationResult:
        variant, replication = divmod(number, self.replications)
        settings = self.variants[variant]
        try:
            result = self.replicate(_changed(scenario, tuple(policies), settings), policies, seed, replication)
        except ReplicationError as error:
            raise error.under(settings) from error
        if self.key not in result.keys:
            raise ValueError(f"{self.key} is not a measure of this scenario")
        place = slice(result.keys.index(self.key), result.keys.index(self.key) + 1)
        nothing = np.zeros((len(policies), 1))
        return ReplicationResult(number, (self.key,), result.total[:, place], result.count[:, place], {}, nothing)


_LATEST: dict[tuple[str, tuple[str, ...], tuple[str, ...]], Scenario] = {}
"""The variant this process ran last: its replications follow each other."""
_WHAT_IFS: dict[tuple[str, tuple[str, ...]], WhatIfs] = {}
"""What builds the variants of the scenario that this process runs."""


def _changed(scenario: Scenario, policies: tuple[str, ...], settings: tuple[str, ...]) -> Scenario:
    if not settings:
        return scenario
    whose = scenario.hash, policies
    if whose not in _WHAT_IFS:
        _WHAT_IFS.clear()
        _WHAT_IFS[whose] = WhatIfs(scenario, policies)
    if (*whose, settings) not in _LATEST:
        _LATEST.clear()
        _LATEST[*whose, settings] = _WHAT_IFS[whose](settings)
    return _LATEST[*whose, settings]
