"""Studies on the server: begun once, found again, stopped, one after another."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from threading import Event
from typing import Any

import pytest

from dashboard.jobs import Job, Jobs
from dashboard.requests import Found, Request
from sim import StudyError, load_scenario

ASKED = Request(load_scenario("two-agencies"), ("in-turn",), 5, 1)


class Gate:
    """A study that goes on by a replication each time it is let; its result is the seed."""

    def __init__(self) -> None:
        self.let = Event()
        self.began: list[int] = []

    def __call__(
        self, scenario: Any, policies: Any, replications: int, seed: int, on_progress: Callable[..., None], **_: Any
    ) -> Any:
        self.began.append(seed)
        for done in range(1, replications + 1):
            assert self.let.wait(10)
            on_progress(done, replications)
            time.sleep(0.001)
        return seed


@pytest.fixture
def gate() -> Iterator[Gate]:
    """A gate that is open in the end, so that no study is left behind."""
    made = Gate()
    yield made
    made.let.set()


def ended(job: Job) -> Job:
    """Wait until a job has come to its end."""
    until_s = time.monotonic() + 10
    while job.active:
        assert time.monotonic() < until_s, "the job does not end"
        time.sleep(0.01)
    return job


def test_a_job_tells_how_far_it_is_and_what_came_of_it(gate: Gate) -> None:
    """All replications are counted, and the result is that of the study."""
    jobs = Jobs(gate)
    gate.let.set()
    job = ended(jobs.start(ASKED))
    assert (job.state, job.done, job.left_s) == ("done", 5, 0)
    assert job.found == Found(ASKED.seed)  # what the gate gives


def test_the_same_request_is_the_same_job(gate: Gate) -> None:
    """Whoever asks for what is known or on its way gets that; another seed, order or replication is another study."""
    jobs = Jobs(gate)
    job = jobs.start(ASKED)
    assert jobs.start(replace(ASKED)) is job
    others = [replace(ASKED, seed=2), replace(ASKED, replications=6), replace(ASKED, policies=("joint",))]
    assert len({ASKED.key, *(other.key for other in others)}) == 4
    gate.let.set()
    assert jobs.start(ASKED) is ended(job)
    assert gate.began == [1]


def test_a_page_finds_its_job_by_the_key_of_its_request(gate: Gate) -> None:
    """After a refresh only the address is left; a key that was never given finds nothing."""
    jobs = Jobs(gate)
    job = jobs.start(ASKED)
    assert jobs.find(ASKED.key) is job
    assert jobs.find("0") is None
    jobs.stop_all()


def test_jobs_wait_for_each_other(gate: Gate) -> None:
    """The second begins when the first has ended, and knows how many are before it."""
    jobs = Jobs(gate)
    first, second, third = (jobs.start(replace(ASKED, seed=seed)) for seed in (1, 2, 3))
    assert [jobs.ahead(job) for job in (first, second, third)] == [0, 1, 2]
    assert third.state == "waiting"
    gate.let.set()
    assert [ended(job).found for job in (first, second, third)] == [Found(1), Found(2), Found(3)]
    assert gate.began == [1, 2, 3]
    assert jobs.ahead(third) == 0


def test_a_stopped_job_ends_after_the_replication_in_work(gate: Gate) -> None:
    """No replication is begun after it; asked for again, the study begins anew."""
    jobs = Jobs(gate)
    job = jobs.start(ASKED)
    job.stop()
    assert job.stopping or job.state == "stopped"
    gate.let.set()
    assert ended(job).state == "stopped"
    assert job.done <= 1
    assert ended(jobs.start(ASKED)).state == "done"


def test_a_waiting_job_can_be_stopped_before_it_begins(gate: Gate) -> None:
    """It never begins."""
    jobs = Jobs(gate)
    first, second = jobs.start(ASKED), jobs.start(replace(ASKED, seed=2))
    second.stop()
    assert second.state == "stopped"
    gate.let.set()
    ended(first)
    assert gate.began == [1]


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (StudyError("A worker process ended without an answer."), "A worker process ended without an answer."),
        (ZeroDivisionError("by none"), "The study ended with an unexpected error (ZeroDivisionError): by none"),
    ],
)
def test_a_failed_job_says_why(error: Exception, sentence: str) -> None:
    """What a study says of its failure is passed on; anything else is named as unexpected."""

    def fail(*_: Any, **__: Any) -> Any:
        raise error

    job = ended(Jobs(fail).start(ASKED))
    assert (job.state, job.problem) == ("failed", sentence)


def test_old_results_make_room(gate: Gate) -> None:
    """Of more finished jobs than are kept the oldest go."""
    jobs = Jobs(gate, keep=2)
    gate.let.set()
    requests = [replace(ASKED, seed=seed) for seed in (1, 2, 3)]
    for request in requests:
        ended(jobs.start(request))
    assert [jobs.find(request.key) is not None for request in requests] == [False, True, True]


def test_the_time_left_is_told_once_it_can_be(gate: Gate) -> None:
    """Not while nothing is known; then it is the time so far, times what is left over what is done."""
    jobs = Jobs(gate)
    job = jobs.start(ASKED)
    assert job.left_s is None
    gate.let.set()
    assert ended(job).left_s == 0


def test_a_result_that_was_there_already_is_known(gate: Gate) -> None:
    """Nobody waits for it; one that is on its way already gives way to it, one that is done does not."""
    jobs = Jobs(gate)
    known = jobs.know(ASKED, 42)  # type: ignore[arg-type]
    assert (known.state, known.found, known.done) == ("done", Found(42), 5)
    assert jobs.start(ASKED) is known is jobs.know(ASKED, 43)  # type: ignore[arg-type]
    assert gate.began == []
