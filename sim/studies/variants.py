"""Many variants of one scenario, all on the same replications: one measure of each, paired by the same draws."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass, replace

import numpy as np

from sim.scenario import Scenario
from sim.studies.execution import Replicate, Task, run_all
from sim.studies.inputs import with_settings
from sim.studies.replication import ReplicationResult, replicate
from sim.studies.study import Study, assemble, in_order


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

    Raises
    ------
    ReplicationError, StudyError
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
    with closing(run_all(task, range(runs), workers, executor)) as results:
        for done, result in enumerate(results, start=1):
            placed.append(result)
            if on_progress is not None:
                on_progress(done, runs)
    placed.sort(key=lambda result: result.replication)
    return tuple(
        assemble(
            scenario,
            policies,
            seed,
            replications,
            in_order(
                replace(result, replication=number)
                for number, result in enumerate(placed[first * replications : (first + 1) * replications])
            ),
        )
        for first in range(len(variants))
    )


@dataclass(frozen=True)
class _OfVariants:
    """A replication of one of the variants: run `number` is that of variant `number // replications`."""

    variants: tuple[tuple[str, ...], ...]
    key: str
    replications: int
    replicate: Replicate

    def __call__(self, scenario: Scenario, policies: Sequence[str], seed: int, number: int) -> ReplicationResult:
        variant, replication = divmod(number, self.replications)
        result = self.replicate(_changed(scenario, self.variants[variant]), policies, seed, replication)
        if self.key not in result.keys:
            raise ValueError(f"{self.key} is not a measure of this scenario")
        place = slice(result.keys.index(self.key), result.keys.index(self.key) + 1)
        nothing = np.zeros((len(policies), 1))
        return ReplicationResult(number, (self.key,), result.total[:, place], result.count[:, place], {}, nothing)


_LATEST: dict[tuple[str, tuple[str, ...]], Scenario] = {}
"""The variant this process ran last: its replications follow each other."""


def _changed(scenario: Scenario, settings: tuple[str, ...]) -> Scenario:
    if not settings:
        return scenario
    known = scenario.hash, settings
    if known not in _LATEST:
        changed = with_settings(scenario, settings)
        _LATEST.clear()
        _LATEST[known] = changed
    return _LATEST[known]
