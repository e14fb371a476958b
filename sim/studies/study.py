"""A study: policies × replications, paired, and the same to the bit for any number of workers."""

import os
import signal
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import pairwise
from multiprocessing import get_context
from multiprocessing.synchronize import Event

import numpy as np
from numpy.typing import NDArray

from sim.measures import measure_of
from sim.scenario import Scenario
from sim.studies import statistics
from sim.studies.replication import ReplicationResult, StudyError, check_same, replicate
from sim.studies.statistics import Floats, Interval

Replicate = Callable[[Scenario, Sequence[str], int, int], ReplicationResult]

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
        (policies, replications, points) each, by name.
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
    replicate: Replicate = replicate,
) -> Study:
    """Run every policy on the same replications.

    Parameters
    ----------
    policies
        Names, the baseline first; all policies of the scenario unless given.
    workers
        Processes; as many as there are usable cores, but no more than replications, unless given. One worker runs here.
    executor
        Runs the replications instead of own processes, for example a Dask cluster's.
    on_progress
        Called here, with the replications done and all of them, after each one in order.
    replicate
        What a replication does; tests put their own in place.

    Raises
    ------
    ReplicationError
        For the first replication, by number, that failed; those still queued are cancelled.
    StudyError
        If a worker process died.
    ValueError
        If a policy is unknown or named twice, or there is nothing to run.

    Notes
    -----
    Worker processes are spawned, so a script must start its study under ``if __name__ == "__main__":``. An interrupt
    cancels what is queued, waits for the replications in work and is raised here.
    """
    names = _chosen(scenario, policies)
    if replications < 1:
        raise ValueError(f"{replications} replications were asked for; a study needs at least 1")
    if workers is not None and workers < 1:
        raise ValueError(f"{workers} workers were asked for; a study needs at least 1")
    task = _Task(replicate, scenario, names, seed)
    done: list[ReplicationResult] = []
    with closing(_results(task, replications, workers, executor)) as results:
        for result in results:
            done.append(result)
            if on_progress is not None:
                on_progress(len(done), replications)
    return gather(scenario, names, seed, done)


def gather(scenario: Scenario, policies: Sequence[str], seed: int, results: Iterable[ReplicationResult]) -> Study:
    """Put results in their places, by the number of their replication, whatever order they come in.

    Raises
    ------
    ValueError
        If there is none, a replication comes twice, or two are not about the same figures.
    """
    ordered = sorted(results, key=lambda result: result.replication)
    if not ordered:
        raise ValueError("there is no replication to gather")
    for result, following in pairwise(ordered):
        check_same(result.keys, following.keys)
        check_same(tuple(result.curves), tuple(following.curves))
        if result.replication == following.replication:
            raise ValueError(f"replication {result.replication} comes twice")
    return Study(
        scenario,
        tuple(policies),
        seed,
        len(ordered),
        ordered[0].keys,
        np.stack([r.total for r in ordered], axis=1),
        np.stack([r.count for r in ordered], axis=1),
        {name: np.stack([r.curves[name] for r in ordered], axis=1) for name in ordered[0].curves},
        _mean_ledger(ordered),
    )


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


def usable_cores() -> int:
    """Count the cores this process may use, which in a container are fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(frozen=True)
class _Task:
    """All that a replication needs but its number."""

    replicate: Replicate
    scenario: Scenario
    policies: tuple[str, ...]
    seed: int

    def __call__(self, replication: int) -> ReplicationResult:
        return self.replicate(self.scenario, self.policies, self.seed, replication)


def _results(
    task: _Task, replications: int, workers: int | None, executor: Executor | None
) -> Generator[ReplicationResult]:
    """Yield results in order of replication number, so that the first failure is the same one every time."""
    numbers = range(replications)
    processes = min(usable_cores() if workers is None else workers, replications)
    if executor is not None:
        yield from executor.map(task, numbers)
    elif processes == 1:
        yield from map(task, numbers)
    else:
        yield from _from_processes(task, numbers, processes)


def _from_processes(task: _Task, numbers: range, processes: int) -> Generator[ReplicationResult]:
    """Yield results from worker processes, which get the scenario once, at their start."""
    context = get_context("spawn")
    stopping = context.Event()
    pool = ProcessPoolExecutor(processes, context, _begin_worker, (task, stopping))
    try:
        with _children_uninterrupted():
            results = pool.map(_work, numbers)
        yield from results
    except BrokenProcessPool as error:
        raise StudyError(
            "A worker process ended without an answer, most often for lack of memory. Run the study again with "
            "fewer workers (--workers 1)."
        ) from error
    finally:
        stopping.set()
        pool.shutdown(cancel_futures=True)


@contextmanager
def _children_uninterrupted() -> Iterator[None]:
    """Let processes begin that Ctrl-C does not reach, even while they still import; here it is only put off."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_task: _Task
"""The task of this worker process, set once at its start."""
_stopping: Event
"""Says to this worker process that nobody waits for more."""


def _begin_worker(task: _Task, stopping: Event) -> None:
    global _task, _stopping
    _task, _stopping = task, stopping
    # Where children cannot be started out of reach of Ctrl-C, they stop hearing it here: the main process answers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _work(replication: int) -> ReplicationResult:
    if _stopping.is_set():
        raise CancelledError
    return _task(replication)


def _chosen(scenario: Scenario, policies: Sequence[str] | None) -> tuple[str, ...]:
    names = tuple(scenario.policies if policies is None else policies)
    for name in names:
        if name not in scenario.policies:
            raise ValueError(f"{name} is not a policy of {scenario.name}; it has {', '.join(scenario.policies)}")
        if names.count(name) > 1:
            raise ValueError(f"policy {name} is named twice; once is enough")
    if not names:
        raise ValueError("no policy was named; a study needs at least one")
    return names


def _mean_ledger(ordered: Sequence[ReplicationResult]) -> NDArray[np.float64]:
    """Average the ledgers, added one after another in order of replication: the same bits every time."""
    total = np.zeros_like(ordered[0].ledger)
    for result in ordered:
        total += result.ledger
    return total / len(ordered)
