"""A study: policies × replications, paired, and the same to the bit for any number of workers."""

import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.measures import measure_of
from sim.scenario import Scenario
from sim.studies import statistics
from sim.studies.execution import Replicate, Task, run_all
from sim.studies.folder import FolderError, StudyFolder, open_folder
from sim.studies.replication import ReplicationResult, check_same, replicate
from sim.studies.statistics import Floats, Interval

_SAVE_AFTER_S: Final = 1.0
_MOST_IN_BATCH: Final = 64
_MOST_CURVES: Final = 200
"""Replications whose curves are held: they are larger than all figures together, and decide nothing."""
_LEVELS = {"ratio": statistics.ratio, "mean": statistics.mean, "proportion": statistics.proportion}
_DIFFERENCES = {
    "ratio": statistics.paired_ratio,
    "mean": statistics.paired_mean,
    "proportion": statistics.paired_proportion,
}


@dataclass(frozen=True, eq=False)
class Study:
    """What many runs showed.

    Attributes
    ----------
    policies
        The first is the baseline.
    replications
        How many; their numbers count from 0.
    keys
        (keys,) What the figures are, "group/measure".
    total, count
        (policies, replications, keys) A figure of one run is total / count; a count of 0 is unknown.
    curves
        (policies, replications, points) each, by name; of the first 200 replications if there are more, which is enough
        for a chart.
    ledger
        (policies, …) Hours, averaged over replications.
    """

    scenario: Scenario
    policies: tuple[str, ...]
    seed: int
    replications: int
    keys: tuple[str, ...]
    total: NDArray[np.float64]
    count: NDArray[np.float64]
    curves: dict[str, NDArray[np.float64]]
    ledger: NDArray[np.float64]

    @property
    def baseline(self) -> str:
        """The policy that others are compared with."""
        return self.policies[0]


def study(
    scenario: Scenario,
    policies: Sequence[str] | None = None,
    replications: int = 30,
    seed: int = 1,
    workers: int | None = None,
    executor: Executor | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    *,
    out: Path | None = None,
    on_result: Callable[[ReplicationResult], None] | None = None,
    replicate: Replicate = replicate,
) -> Study:
    """Run every policy on the same replications.

    Parameters
    ----------
    policies
        Names, the baseline first; all policies of the scenario unless given.
    workers
        Processes; one runs here. Unless given, as many as there are usable cores, but no more than replications, and
        none where they would take longer to start than they save.
    executor
        Runs the replications instead of own processes, for example a Dask cluster's.
    on_progress
        Called here, with the replications done and all of them, after each one.
    out
        The folder of the study, where each replication is kept as it is finished. If it holds some of them already,
        only what is missing is run.
    on_result
        Called here with each result before `on_progress`, first those a folder holds, then others as they are
        completed.
    replicate
        What a replication does; tests put their own in place.

    Raises
    ------
    ReplicationError
        For the first replication, by number, that failed; those still queued are cancelled.
    StudyError
        If worker processes died again and again, or the folder cannot be written to any more.
    FolderError
        If the folder belongs to another study.
    ValueError
        If a policy is unknown or named twice, or there is nothing to run.

    Notes
    -----
    Worker processes are spawned, so a script must start its study under ``if __name__ == "__main__":``. An interrupt
    cancels what is queued, waits for the replications in work and is raised here.
    """
    names = chosen_policies(scenario, policies)
    if replications < 1:
        raise ValueError(f"{replications} replications were asked for; a study needs at least 1")
    if workers is not None and workers < 1:
        raise ValueError(f"{workers} workers were asked for; a study needs at least 1")
    task = Task(replicate, scenario, names, seed)
    numbers = range(replications)

    def told(results: Iterable[ReplicationResult]) -> Iterator[ReplicationResult]:
        for done, result in enumerate(results, start=1):
            if on_result is not None:
                on_result(result)
            if on_progress is not None:
                on_progress(done, replications)
            yield result

    if out is None:
        with closing(run_all(task, numbers, workers, executor)) as results:
            return assemble(scenario, names, seed, replications, in_order(told(results)))
    with open_folder(out, scenario, names, seed, replications) as folder:
        with closing(gone_on(folder, task, workers, executor)) as results:
            for _ in told(results):
                pass
        return read_study(folder, replications)


def gone_on(
    folder: StudyFolder, task: Task, workers: int | None, executor: Executor | None
) -> Generator[ReplicationResult]:
    """Yield what a folder holds, and then what was missing, which is kept as it is finished."""
    there = [number for number in folder.finished() if number < folder.replications]
    missing = sorted(set(range(folder.replications)).difference(there))
    yield from folder.read(there)
    with closing(run_all(task, missing, workers, executor)) as results, closing(kept(folder, results)) as saved:
        yield from saved


def kept(folder: StudyFolder, results: Iterable[ReplicationResult]) -> Generator[ReplicationResult]:
    """Bring results to the disk before anybody hears of them, those of about a second together."""
    batch: list[ReplicationResult] = []
    saved_s = time.monotonic()
    try:
        for result in results:
            batch.append(result)
            if time.monotonic() - saved_s >= _SAVE_AFTER_S or len(batch) >= _MOST_IN_BATCH:
                folder.save(batch)
                ready, batch, saved_s = batch, [], time.monotonic()
                yield from ready
    finally:
        # Whatever ended the study, a failure or an interrupt, what was finished before is kept.
        if batch:
            folder.save(batch)
    yield from batch


def read_study(folder: StudyFolder, replications: int | None = None) -> Study:
    """Read what a folder shows: its first replications, up to one that is missing.

    Raises
    ------
    FolderError
        If there is none, or a file cannot be read.
    """
    complete = folder.complete()
    numbers = complete if replications is None else complete[:replications]
    if not numbers:
        raise FolderError(f"{str(folder.path)!r} holds no finished replication yet; run the study again to go on")
    return assemble(folder.scenario, folder.policies, folder.seed, len(numbers), folder.read(numbers))


def gather(scenario: Scenario, policies: Sequence[str], seed: int, results: Iterable[ReplicationResult]) -> Study:
    """Put results in their places, by the number of their replication, whatever order they come in.

    Raises
    ------
    ValueError
        If there is none, a replication comes twice, or two are not about the same figures.
    """
    ordered = sorted(results, key=lambda result: result.replication)
    return assemble(scenario, policies, seed, len(ordered), ordered)


def in_order(results: Iterable[ReplicationResult]) -> Iterator[ReplicationResult]:
    """Yield results in the order of their numbers from 0, holding back only those that are early."""
    early: dict[int, ReplicationResult] = {}
    following = 0
    for result in results:
        early[result.replication] = result
        while following in early:
            yield early.pop(following)
            following += 1


def assemble(
    scenario: Scenario,
    policies: Sequence[str],
    seed: int,
    replications: int,
    ordered: Iterable[ReplicationResult],
) -> Study:
    """Make a study of so many results that come in the order of their numbers; each is let go once it is in place.

    Ledgers are added one after another in this order, so that their mean has the same bits every time.

    Raises
    ------
    ValueError
        If there is none, a replication comes twice, or two are not about the same figures.
    """
    before: ReplicationResult | None = None
    for place, result in enumerate(ordered):
        if before is None:
            shape = (len(policies), replications)
            total, count = (np.empty((*shape, len(result.keys))) for _ in range(2))
            drawn = len(policies), min(replications, _MOST_CURVES)
            curves = {name: np.empty((*drawn, curve.shape[1])) for name, curve in result.curves.items()}
            ledger = np.zeros_like(result.ledger)
        else:
            check_same(before.keys, result.keys)
            check_same(tuple(before.curves), tuple(result.curves))
            if before.replication == result.replication:
                raise ValueError(f"replication {result.replication} comes twice")
        total[:, place], count[:, place] = result.total, result.count
        for name, curve in result.curves.items() if place < _MOST_CURVES else ():
            curves[name][:, place] = curve
        ledger += result.ledger
        before = result
    if before is None:
        raise ValueError("there is no replication to gather")
    averaged = ledger / replications
    return Study(scenario, tuple(policies), seed, replications, before.keys, total, count, curves, averaged)


def level(study: Study, policy: str, key: str, confidence: float = 0.95) -> Interval:
    """Tell where a measure stands under a policy, and how sure that is."""
    return _LEVELS[measure_of(key).estimate](*sample(study, policy, key), confidence)


def difference(study: Study, policy: str, baseline: str, key: str, confidence: float = 0.95) -> Interval:
    """Tell how a measure differs between two policies over the same replications: `policy` less `baseline`."""
    paired = _DIFFERENCES[measure_of(key).estimate]
    return paired(*sample(study, policy, key), *sample(study, baseline, key), confidence)


def sample(study: Study, policy: str, key: str) -> tuple[Floats, Floats]:
    """Return total and count of a measure under a policy, (replications,) each.

    Raises
    ------
    ValueError
        If the study has no such policy or key.
    """
    for name, known, noun in ((policy, study.policies, "policy"), (key, study.keys, "measure")):
        if name not in known:
            raise ValueError(f"{name} is not a {noun} of this study; it has {', '.join(known)}")
    place = study.policies.index(policy), slice(None), study.keys.index(key)
    return study.total[place], study.count[place]


def chosen_policies(scenario: Scenario, policies: Sequence[str] | None) -> tuple[str, ...]:
    """Name the policies of a study, the baseline first; all of the scenario unless some are given.

    Raises
    ------
    ValueError
        If one is unknown or named twice, or there is none.
    """
    names = tuple(scenario.policies if policies is None else policies)
    for name in names:
        if name not in scenario.policies:
            raise ValueError(f"{name} is not a policy of {scenario.name}; it has {', '.join(scenario.policies)}")
        if names.count(name) > 1:
            raise ValueError(f"policy {name} is named twice; once is enough")
    if not names:
        raise ValueError("no policy was named; a study needs at least one")
    return names
