"""Studies in progress and lately finished, kept by the server so that a refreshed page finds its own again."""

import hashlib
import logging
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from threading import Event, Lock
from typing import Final, Literal

from sim import Scenario, Study, StudyError, study

State = Literal["waiting", "running", "done", "stopped", "failed"]
Run = Callable[..., Study]

ENOUGH_TO_TELL: Final = 3
"""Replications: the first ones also take the time in which worker processes begin."""

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Request:
    """All that decides what a study shows."""

    scenario: Scenario
    policies: tuple[str, ...]
    replications: int
    seed: int

    @cached_property
    def key(self) -> str:
        """The same for the same request, so that nobody waits twice for one answer."""
        content = self.scenario.model_dump_json(), self.policies, self.replications, self.seed
        return hashlib.sha256(repr(content).encode()).hexdigest()[:16]


class StoppedError(Exception):
    """Somebody stopped the study."""


class Job:
    """A study that was asked for: how far it is, and what came of it.

    Attributes
    ----------
    done
        Replications done.
    """

    def __init__(self, request: Request, queue: ThreadPoolExecutor, run: Run) -> None:
        self.request = request
        self.done = 0
        self._run = run
        self._began_s: float | None = None
        self._stopping = Event()
        self._future: Future[Study] = queue.submit(self._work)

    @classmethod
    def finished(cls, request: Request, found: Study) -> "Job":
        """A job that has its study already."""
        job = cls.__new__(cls)
        job.request = request
        job.done = request.replications
        job._began_s = None
        job._stopping = Event()
        job._future = Future()
        job._future.set_result(found)
        return job

    def _work(self) -> Study:
        self._began_s = time.monotonic()
        wanted = self.request
        try:
            return self._run(
                wanted.scenario, wanted.policies, wanted.replications, wanted.seed, on_progress=self._on_progress
            )
        except (StoppedError, StudyError):
            raise
        except Exception:
            _LOG.exception("A study ended with an unexpected error")
            raise

    def _on_progress(self, done: int, total: int) -> None:
        self.done = done
        if self._stopping.is_set() and done < total:
            raise StoppedError

    def stop(self) -> None:
        """End it after the replications in work, or before it begins."""
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
        if error is None:
            return "done"
        return "stopped" if isinstance(error, StoppedError) else "failed"

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
        return (time.monotonic() - self._began_s) / self.done * (self.request.replications - self.done)

    @property
    def study(self) -> Study:
        """What it showed, if it is done."""
        return self._future.result(timeout=0)

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
        self._jobs: dict[str, Job] = {}
        self._lock = Lock()
        self._queue = ThreadPoolExecutor(1, "study")

    def start(self, request: Request) -> Job:
        """Begin a study, or find it if it is on its way or known."""
        with self._lock:
            known = self._jobs.get(request.key)
            if known is None or known.stopping or known.state in ("stopped", "failed"):
                self._jobs.pop(request.key, None)
                known = self._jobs[request.key] = Job(request, self._queue, self._run)
                self._forget()
            return known

    def know(self, request: Request, found: Study) -> Job:
        """Take a study that was made before, so that nobody waits for it."""
        with self._lock:
            known = self._jobs.get(request.key)
            if known is None or known.active or known.state != "done":
                known = self._jobs[request.key] = Job.finished(request, found)
                self._forget()
            return known

    def find(self, key: str) -> Job | None:
        """Find a job by the key of its request."""
        return self._jobs.get(key)

    def ahead(self, job: Job) -> int:
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
