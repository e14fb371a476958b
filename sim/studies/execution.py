"""Who does the work: this process, worker processes of its own, or an executor of somebody else's.

The seam is `concurrent.futures.Executor`. A bounded number of replications is handed out at a time, in order of their
numbers, and results come back as they are completed: the main process holds no more than what is under way. All that
decides something goes by number afterwards, never by who was first.
"""

import os
import signal
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context, parent_process
from multiprocessing.synchronize import Event
from threading import Thread
from time import perf_counter
from typing import Final

from sim.scenario import Scenario
from sim.studies.replication import ReplicationResult, StudyError

Replicate = Callable[[Scenario, Sequence[str], int, int], ReplicationResult]

MOST_DEATHS: Final = 3
"""A replication that was under way when this many workers died is not tried again."""
START_S: Final = 1.5
"""What worker processes take to start, about: they load the program anew."""
_MOST_WITH_OTHERS: Final = 256
"""Replications that somebody else's executor, whose size is not known here, holds at a time."""


@dataclass(frozen=True)
class Task:
    """All that a replication needs but its number."""

    replicate: Replicate
    scenario: Scenario
    policies: tuple[str, ...]
    seed: int

    def __call__(self, replication: int) -> ReplicationResult:
        """Run one."""
        return self.replicate(self.scenario, self.policies, self.seed, replication)


def run_all(
    task: Task, numbers: Sequence[int], workers: int | None = None, executor: Executor | None = None
) -> Generator[ReplicationResult]:
    """Yield the results of replications as they are completed.

    Parameters
    ----------
    numbers
        Which replications, in ascending order.
    workers
        Processes; one runs here. Unless given, as many as there are usable cores, but no more than replications, and
        none where they would take longer to start than they save.
    executor
        Runs the replications instead of own processes.

    Raises
    ------
    ReplicationError
        For the first replication, by number, that failed, after all before it; those after it are cancelled.
    StudyError
        If worker processes died again and again.
    """
    processes = min(usable_cores() if workers is None else workers, len(numbers))
    if executor is not None:
        yield from _as_completed(lambda number: executor.submit(task, number), numbers, _MOST_WITH_OTHERS)
    elif processes <= 1:
        yield from map(task, numbers)
    elif workers is None:
        yield from _from_here_on(task, numbers, processes)
    else:
        yield from _from_processes(task, numbers, processes)


def usable_cores() -> int:
    """Count the cores this process may use, which in a container are fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class _Lost(Exception):
    """Replications that were under way when a worker process died."""


def _from_here_on(task: Task, numbers: Sequence[int], processes: int) -> Generator[ReplicationResult]:
    """Yield results from this process, and from worker processes once these save more time than they take to start."""
    for done, number in enumerate(numbers, start=1):
        begun = perf_counter()
        result = task(number)
        took_s = perf_counter() - begun
        yield result
        saved_s = took_s * (len(numbers) - done) * (1 - 1 / processes)
        # The first also works out what all others share, so it alone tells only if it is slow.
        if saved_s > START_S and (done > 1 or took_s > START_S):
            yield from _from_processes(task, numbers[done:], min(processes, len(numbers) - done))
            return


def _from_processes(task: Task, numbers: Sequence[int], processes: int) -> Generator[ReplicationResult]:
    """Yield results from worker processes; those that a dead worker took with it are run again in a new pool."""
    left = list(numbers)
    deaths: Counter[int] = Counter()
    while left:
        try:
            for result in _from_pool(task, left, processes):
                left.remove(result.replication)
                yield result
        except _Lost as lost:
            deaths.update(lost.args)
            again = [str(number) for number, times in sorted(deaths.items()) if times >= MOST_DEATHS]
            if again:
                raise StudyError(
                    f"A worker process ended without an answer {MOST_DEATHS} times, most often for lack of memory; "
                    f"under way was replication {' or '.join(again)}. Run the study again with fewer workers "
                    "(--workers 1)."
                ) from lost


def _from_pool(task: Task, numbers: Sequence[int], processes: int) -> Generator[ReplicationResult]:
    """Yield results from a pool of processes, which get the scenario once, at their start."""
    context = get_context("spawn")
    stopping = context.Event()
    pool = ProcessPoolExecutor(processes, context, _begin_worker, (task, stopping))

    def submit(number: int) -> Future[ReplicationResult]:
        with _children_uninterrupted():
            return pool.submit(_work, number)

    try:
        yield from _as_completed(submit, list(numbers), 2 * processes)
    finally:
        stopping.set()
        pool.shutdown(cancel_futures=True)


def _as_completed(
    submit: Callable[[int], Future[ReplicationResult]], numbers: Iterable[int], most: int
) -> Generator[ReplicationResult]:
    """Hand out numbers, at most so many at a time, and yield results as they come.

    After a failure nothing more is handed out, and those with lower numbers are waited for: so the failure that is
    raised is the same one whoever was first, and what else was finished is not lost.
    """
    left = iter(numbers)
    waiting: dict[Future[ReplicationResult], int] = {}
    failed: dict[int, BaseException] = {}
    try:
        while True:
            if not failed:
                _hand_out(submit, islice(left, most - len(waiting)), waiting, failed)
            if not waiting:
                break
            done, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in sorted(done, key=waiting.__getitem__):
                number = waiting.pop(future)
                error = None if future.cancelled() else future.exception()
                if error is not None:
                    failed[number] = error
                    _cancel(future for future, other in waiting.items() if other > number)
                elif not future.cancelled():
                    yield future.result()
    finally:
        _cancel(waiting)
    if failed:
        raise _failure(failed)


def _hand_out(
    submit: Callable[[int], Future[ReplicationResult]],
    numbers: Iterable[int],
    waiting: dict[Future[ReplicationResult], int],
    failed: dict[int, BaseException],
) -> None:
    for number in numbers:
        try:
            waiting[submit(number)] = number
        except BrokenProcessPool as error:
            failed[number] = error
            return


def _cancel(futures: Iterable[Future[ReplicationResult]]) -> None:
    for future in list(futures):
        future.cancel()


def _failure(failed: dict[int, BaseException]) -> BaseException:
    """The failure of the lowest number; a dead worker is told with all that were lost with it."""
    first = failed[min(failed)]
    if not isinstance(first, BrokenProcessPool):
        return first
    lost = _Lost(*(number for number, error in failed.items() if isinstance(error, BrokenProcessPool)))
    lost.__cause__ = first
    return lost


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


_task: Task
"""The task of this worker process, set once at its start."""
_stopping: Event
"""Says to this worker process that nobody waits for more."""


def _begin_worker(task: Task, stopping: Event) -> None:
    global _task, _stopping
    _task, _stopping = task, stopping
    # Where children cannot be started out of reach of Ctrl-C, they stop hearing it here: the main process answers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End at once when the main process is gone, however it ended: nobody else would tell this one to."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(replication: int) -> ReplicationResult:
    if _stopping.is_set():
        raise CancelledError
    return _task(replication)
