"""Our event list against SimPy's own: SimPy's tests pass on it, and little programs go as they do there."""

import os
import re
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import simpy
import worlds

from sim import draw
from sim.border.case import Case
from sim.border.clock import ARRIVAL, CAPACITY, END, SETTLE, Environment, at_moment
from sim.border.flow import Delay, Flow
from sim.border.kinds import Kinds
from sim.world import Traits

Program = Callable[[simpy.Environment, list[Any]], Any]


def ticks(env: simpy.Environment, log: list[Any], every: int = 3) -> Iterator[simpy.Event]:
    while True:
        log.append(env.now)
        yield env.timeout(every)


def until_a_time(env: simpy.Environment, log: list[Any]) -> None:
    env.process(ticks(env, log))
    log.append(env.run(until=9))
    log.append(("then", env.now))
    env.run(until=10.5)
    log.append(("then", env.now))


def until_an_event(env: simpy.Environment, log: list[Any]) -> None:
    env.process(ticks(env, log))
    log.append(env.run(until=env.timeout(7, "done")))
    log.append(env.now)


def until_a_process(env: simpy.Environment, log: list[Any]) -> None:
    def work() -> Iterator[simpy.Event]:
        yield env.timeout(4)
        return "result"

    log.append(env.run(until=env.process(work())))


def until_what_has_happened(env: simpy.Environment, log: list[Any]) -> None:
    past = env.timeout(2, "past")
    env.run(until=5)
    log.append((env.run(until=past), env.now))


def until_the_end(env: simpy.Environment, log: list[Any]) -> None:
    env.timeout(5)
    log.append((env.run(), env.now))


def until_a_time_that_has_passed(env: simpy.Environment, log: list[Any]) -> None:
    env.run(until=5)
    env.run(until=5)


def until_what_never_happens(env: simpy.Environment, log: list[Any]) -> None:
    env.timeout(1)
    env.run(until=env.event())


def an_event_fails(env: simpy.Environment, log: list[Any]) -> None:
    env.event().fail(ValueError("broken"))
    env.run()


def the_event_waited_for_fails(env: simpy.Environment, log: list[Any]) -> None:
    event = env.event()
    event.fail(LookupError("lost"))
    env.run(until=event)


def a_process_fails(env: simpy.Environment, log: list[Any]) -> None:
    def work() -> Iterator[simpy.Event]:
        yield env.timeout(1)
        raise KeyError("gone")

    env.process(work())
    env.run()


def a_failure_is_caught(env: simpy.Environment, log: list[Any]) -> None:
    def work() -> Iterator[simpy.Event]:
        try:
            yield env.event().fail(ValueError("broken"))
        except ValueError as error:
            log.append((env.now, str(error)))

    env.process(work())
    env.run()


def interrupts_and_conditions(env: simpy.Environment, log: list[Any]) -> None:
    def sleeper() -> Iterator[simpy.Event]:
        try:
            yield env.timeout(100)
        except simpy.Interrupt as interrupt:
            log.append((env.now, interrupt.cause))
        first = yield env.timeout(2, "short") | env.timeout(3, "long")
        log.append((env.now, list(first.values())))
        yield env.timeout(1) & env.timeout(4)
        log.append(env.now)

    process = env.process(sleeper())

    def waker() -> Iterator[simpy.Event]:
        yield env.timeout(5)
        process.interrupt("wake up")

    env.process(waker())
    env.run()


def resources_and_stores(env: simpy.Environment, log: list[Any]) -> None:
    desk, yard = simpy.PriorityResource(env, capacity=1), simpy.Store(env, capacity=2)

    def truck(number: int) -> Iterator[simpy.Event]:
        yield yard.put(number)
        with desk.request(priority=-number) as turn:
            yield turn
            log.append((env.now, number))
            yield env.timeout(3)
        yield yard.get()

    for number in range(4):
        env.process(truck(number))
    env.run()


def one_step_at_a_time(env: simpy.Environment, log: list[Any]) -> None:
    env.timeout(1)
    while env.peek() < float("inf"):
        log.append(env.peek())
        env.step()
    with pytest.raises(simpy.core.EmptySchedule):
        env.step()


PROGRAMS = [
    until_a_time,
    until_an_event,
    until_a_process,
    until_what_has_happened,
    until_the_end,
    until_a_time_that_has_passed,
    until_what_never_happens,
    an_event_fails,
    the_event_waited_for_fails,
    a_process_fails,
    a_failure_is_caught,
    interrupts_and_conditions,
    resources_and_stores,
    one_step_at_a_time,
]


def outcome(env: simpy.Environment, program: Program) -> tuple[list[Any], str, float]:
    """What a program logs, how it fails, and when it stops."""
    log: list[Any] = []
    failed = ""
    try:
        program(env, log)
    except Exception as error:
        failed = f"{type(error).__name__}: {str(error).partition(' object at ')[0]}, from {error.__cause__!r}"
    return log, failed, env.now


@pytest.mark.parametrize("program", PROGRAMS)
def test_programs_run_as_in_simpy(program: Program) -> None:
    """What happens, when, and how it fails is what SimPy's environment gives."""
    ours, theirs = outcome(Environment(), program), outcome(simpy.Environment(), program)
    assert ours == theirs
    assert ours[0] or ours[1]


SWAP = "import simpy; from sim.border.clock import Environment; simpy.Environment = Environment"


@pytest.fixture(scope="module")
def simpy_source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """SimPy's source distribution, of the version that runs here."""
    here = tmp_path_factory.mktemp("simpy")
    wanted = ["--no-deps", "--no-binary", "simpy", f"simpy=={version('simpy')}"]
    got = subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--dest", here, *wanted],
        capture_output=True,
        text=True,
        timeout=120,
    )
    if got.returncode:
        pytest.skip(f"SimPy's source distribution cannot be had here: {got.stderr.strip().splitlines()[-1]}")
    (archive,) = here.glob("simpy-*.tar.gz")
    with tarfile.open(archive) as packed:
        packed.extractall(here, filter="data")
    return here / archive.name.removesuffix(".tar.gz")


def test_simpys_own_tests_pass(simpy_source: Path, tmp_path: Path) -> None:
    """All of SimPy's tests pass with our environment in place of its own, but for those of real time and of speed."""
    (tmp_path / "swap.py").write_text(SWAP)
    left_out = ["--ignore", "tests/test_rt.py", "-m", "not benchmark"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "swap", "-p", "no:cacheprovider", *left_out, "tests"],
        cwd=simpy_source,
        env={**os.environ, "PYTHONPATH": f"{tmp_path}:{Path(__file__).parents[2]}"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed is not None
    assert int(passed[1]) > 100


def case(number: int) -> Case:
    world = worlds.world()
    kind = Kinds(world, draw(world, seed=1)).of(0, Traits("aid", "relief", "food", "", "", "bridge"))
    return Case(number, number, kind, False)


def test_flows_and_processes_wait_for_each_other() -> None:
    """A flow waits for a process and takes its value; a process waits for an event that a flow sets off.

    The flow passes 5; the process begins at 0 and sleeps 7; so the flow goes on at 7, sets the event off, and passes 4.
    """
    env = Environment()
    delay, seen, signal = Delay(env), [], env.event()

    def sleeps() -> Iterator[simpy.Event]:
        yield env.timeout(7)
        return "slept"

    sleeping = env.process(sleeps())

    def journey() -> Iterator[Any]:
        yield delay, 5
        seen.append(("passed", env.now))
        seen.append(((yield sleeping), env.now))
        signal.succeed("signal")
        yield delay, 4
        seen.append(("passed", env.now))

    def watches() -> Iterator[simpy.Event]:
        seen.append(((yield signal), env.now))

    env.process(watches())
    at_moment(env, 0, ARRIVAL, lambda _: Flow(env, case(0)).start(journey()))
    env.run()
    assert seen == [("passed", 5), ("slept", 7), ("signal", 7), ("passed", 11)]


def test_a_flow_goes_on_at_once_after_what_has_happened_already() -> None:
    """A flow that waits for an event of the past takes its value without delay, as a process does."""
    env = Environment()
    past, seen = env.timeout(3, "past"), []

    def journey() -> Iterator[Any]:
        seen.append(((yield past), env.now))

    at_moment(env, 8, ARRIVAL, lambda _: Flow(env, case(0)).start(journey()))
    env.run()
    assert seen == [("past", 8)]


def test_a_failing_event_that_a_flow_waits_for_ends_the_run() -> None:
    """Nothing is swallowed: the exception comes out of `run`."""
    env = Environment()

    def fails() -> Iterator[simpy.Event]:
        yield env.timeout(2)
        raise ZeroDivisionError("nobody on duty")

    failing = env.process(fails())

    def journey() -> Iterator[Any]:
        yield failing

    at_moment(env, 0, ARRIVAL, lambda _: Flow(env, case(0)).start(journey()))
    with pytest.raises(ZeroDivisionError, match="nobody on duty"):
        env.run()
    assert env.now == 2


def test_things_of_one_instant_happen_in_their_order() -> None:
    """Capacity, settling, ends, then arrivals by number, whatever the order in which they were put on the list."""
    env, seen = Environment(), []
    for priority in (ARRIVAL + 12, END, ARRIVAL + 2, SETTLE, CAPACITY, END):
        at_moment(env, 4, priority, lambda _, priority=priority: seen.append(priority))
    env.run()
    assert seen == [CAPACITY, SETTLE, END, END, ARRIVAL + 2, ARRIVAL + 12]


def test_an_ordinary_process_sees_what_arrives_at_its_moment_last() -> None:
    """SimPy's own events are urgent or normal, which is capacity or settling: they come before ends and arrivals."""
    env, seen = Environment(), []

    def process() -> Iterator[simpy.Event]:
        yield env.timeout(4)
        seen.append("process")

    at_moment(env, 4, ARRIVAL, lambda _: seen.append("arrival"))
    at_moment(env, 4, END, lambda _: seen.append("end"))
    env.process(process())
    env.run()
    assert seen == ["process", "end", "arrival"]
