"""What takes a while, kept by the server so that a refreshed page finds its own again: studies, and questions to them.

A *request* is a frozen value that says all that decides a result. `JOBS.start(request)` begins it, or finds it if it is
on its way or known; `JOBS.find(request.key)` finds it later. `JOBS.know(request, study)` takes a result made before.
"""

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event, Lock
from typing import Any, Final, Generic, Literal, Protocol, TypeVar

from dashboard.requests import Found, Request, StoppedError
from sim import Savings, Sensitivity, Study, StudyError, Watch, study

__all__ = ["JOBS", "Job", "Jobs", "Request", "State", "StoppedError"]

State = Literal["waiting", "running", "done", "stopped", "failed"]
Run = Callable[..., Study]
T = TypeVar("T", Found, Sensitivity, Savings)
T_co = TypeVar("T_co", Found, Sensitivity, Savings, covariant=True)

ENOUGH_TO_TELL: Final = 3
"""Replications: the first ones also take the time in which worker processes begin."""

_LOG = logging.getLogger(__name__)


class Wanted(Protocol[T_co]):
    """What can be asked for: see `dashboard.requests`."""

    @property
    def key(self) -> str:
        """The same for the same request."""

    @property
    def policies(self) -> tuple[str, ...]:
        """The policies it runs, the baseline first."""

    @property
    def total(self) -> int:
        """Runs it takes, as far as that is known before."""

    def work(self, run: Run, on_progress: Callable[[int, int], None], watch: Watch) -> T_co:
        """Do it."""


class Job(Generic[T]):
    """Something that was asked for: how far it is, and what came of it.

    Attributes
    ----------
    done, total
        Runs done, and all of them.
    watch
        How the intervals of a study narrow.
    """

    def __init__(self, request: Any) -> None:
        self.request = request
        self.done, self.total = 0, request.total
        self.watch = Watch(request.policies)
        self._began_s: float | None = None
        self._stopping = Event()
        self._future: Future[T] = Future()

    @classmethod
    def begun(cls, request: Wanted[T], queue: ThreadPoolExecutor, run: Run) -> "Job[T]":
        """A job that waits for its turn."""
        job = cls(request)
        job._future = queue.submit(job._work, run)
        return job

    @classmethod
    def finished(cls, request: Wanted[T], found: T) -> "Job[T]":
        """A job whose result was there already."""
        job = cls(request)
        job.done = job.total
        job._future.set_result(found)
        return job

    def _work(self, run: Run) -> T:
        self._began_s = time.monotonic()
        try:
            found: T = self.request.work(run, self._on_progress, self.watch)
        except (StoppedError, StudyError):
            raise
        except Exception:
            _LOG.exception("A study ended with an unexpected error")
            raise
        return found

    def _on_progress(self, done: int, total: int) -> None:
        self.done, self.total = done, total
        if self._stopping.is_set() and done < total:
            raise StoppedError

    def stop(self) -> None:
        """End it after the replications in work, or before it begins; what a study has finished is kept."""
        self._stopping.set()
        self._future.cancel()

    @property
    def state(self) -> State:
        """How far it is."""
        if self._future.cancelled():
            return "stopped"
        if not self._future.done():
            return "waiting" if self._began_s is None else "running"
        error = self._future.exception()
        if error is not None:
            return "stopped" if isinstance(error, StoppedError) else "failed"
        found = self._future.result()
        return "stopped" if isinstance(found, Found) and not found.whole else "done"

    @property
    def active(self) -> bool:
        """Whether there is something to wait for."""
        return not self._future.done()

    @property
    def stopping(self) -> bool:
        """Whether it was told to end and has not yet."""
        return self.active and self._stopping.is_set()

    @property
    def left_s(self) -> float | None:
        """Seconds it will take at the speed so far; None before that is known."""
        if self._began_s is None or self.done < ENOUGH_TO_TELL:
            return None
        total: int = self.total
        return (time.monotonic() - self._began_s) / self.done * (total - self.done)

    @property
    def found(self) -> T | None:
        """What came of it; None if there is nothing."""
        if self.active or self._future.cancelled() or self._future.exception() is not None:
            return None
        return self._future.result()

    @property
    def problem(self) -> str:
        """Why it failed, in a sentence, if it did."""
        error = self._future.exception(timeout=0)
        if isinstance(error, StudyError):
            return str(error)
        return f"The study ended with an unexpected error ({type(error).__name__}): {error}"


class Jobs:
    """All jobs of a server, one at work at a time because one study uses all cores."""

    def __init__(self, run: Run = study, keep: int = 20) -> None:
        self._run = run
        self._keep = keep
        self._jobs: dict[str, Job[Any]] = {}
        self._lock = Lock()
        self._queue = ThreadPoolExecutor(1, "study")

    def start(self, request: Wanted[T]) -> Job[T]:
        """Begin what is asked for, or find it if it is on its way or known."""
        with self._lock:
            known = self._jobs.get(request.key)
            if known is None or known.stopping or known.state in ("stopped", "failed"):
                self._jobs.pop(request.key, None)
                known = self._jobs[request.key] = Job.begun(request, self._queue, self._run)
                self._forget()
            return known

    def know(self, request: Request, found: Study) -> Job[Found]:
        """Take a study that was made before, so that nobody waits for it."""
        with self._lock:
            known = self._jobs.get(request.key)
            if known is None or known.state != "done":
                known = self._jobs[request.key] = Job.finished(request, Found(found))
                self._forget()
            return known

    def find(self, key: str) -> Job[Any] | None:
        """Find a job by the key of its request."""
        return self._jobs.get(key)

    def ahead(self, job: Job[Any]) -> int:
        """Count the jobs that are before this one in the line."""
        with self._lock:
            jobs = list(self._jobs.values())
        return sum(other.active for other in jobs[: jobs.index(job)]) if job in jobs else 0

    def stop_all(self) -> None:
        """Stop whatever is at work or waits."""
        for job in list(self._jobs.values()):
            job.stop()

    def _forget(self) -> None:
        finished = [key for key, job in self._jobs.items() if not job.active]
        for key in finished[: max(0, len(self._jobs) - self._keep)]:
            del self._jobs[key]


JOBS = Jobs()
"""The jobs of this server."""
