"""Replications run in pairs and gathered in order, with a toy model in place of the border."""

import math
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from sim.measures import Figures
from sim.studies import (
    Engine,
    ReplicationError,
    StudyError,
    difference,
    execution,
    gather,
    level,
    replicate,
    sample,
    statistics,
    study,
    usable_cores,
)

KEYS = ("relief/clearance_mean_h", "relief/clearance_p90_h", "relief/released_24h_share")


@dataclass(frozen=True)
class Toy:
    """A scenario of one number: the hours that each consignment takes beside its luck."""

    policies: dict[str, float]
    world: float = 10.0
    name: str = "toy"


TOY = Toy({"as_is": 0.0, "one_stop": -2.0})


def add_hours(policy, world):
    return world + policy


def draw_luck(world, seed, replication):
    rng = np.random.default_rng([seed, replication, round(world)])
    return rng.exponential(20, size=rng.integers(5, 15))


def add_luck(world, luck):
    return luck + world


def figures(world, hours):
    total = [hours.sum(), np.quantile(hours, 0.9), (hours <= 24).sum()]
    curves = {"relief/inside": np.sort(hours)[:5]}
    return Figures(KEYS, np.array(total), np.array([hours.size, 1.0, hours.size]), curves, np.full((2, 3), hours.sum()))


TOY_ENGINE = Engine(add_hours, draw_luck, add_luck, figures)
toy_replicate = partial(replicate, engine=TOY_ENGINE)
toy_study = partial(study, TOY, replicate=toy_replicate)


def fail_on(replications, world, log):
    """Fail in the runs of `one_stop` (8 h) whose first luck is that of one of the replications."""
    if world == 8 and any(log[0] - 8 == draw_luck(10, 1, r)[0] for r in replications):
        raise ZeroDivisionError("nobody on duty")
    return figures(world, log)


FAILING = partial(replicate, engine=replace(TOY_ENGINE, measure=partial(fail_on, (3, 5))))


def die(scenario, policies, seed, replication):
    os._exit(1)


def last_first(scenario, policies, seed, replication):
    """Of six at work at once, the last is completed first."""
    time.sleep(0.05 * (6 - replication))
    return toy_replicate(scenario, policies, seed, replication)


def die_once(folder, scenario, policies, seed, replication):
    """End the worker of replication 3, the first time."""
    if replication == 3 and not (folder / "died").exists():
        (folder / "died").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return toy_replicate(scenario, policies, seed, replication)


def note_process(folder, scenario, policies, seed, replication):
    """Leave the number of the process that ran a replication."""
    (folder / str(replication)).write_text(str(os.getpid()))
    return toy_replicate(scenario, policies, seed, replication)


def same_bits(one, other):
    assert (one.keys, one.policies, one.replications) == (other.keys, other.policies, other.replications)
    for name in ("total", "count", "ledger"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), strict=True)
    np.testing.assert_array_equal(one.curves["relief/inside"], other.curves["relief/inside"], strict=True)


def test_chance_is_drawn_once_from_the_world_before_policies():
    """One draw a replication, from the base world, and every policy runs on that very value."""
    drawn, ran = [], []

    def draw(world, seed, replication):
        drawn.append((world, seed, replication))
        return draw_luck(world, seed, replication)

    def run(world, luck):
        ran.append((world, id(luck)))
        return add_luck(world, luck)

    replicate(TOY, ("as_is", "one_stop"), 7, 3, replace(TOY_ENGINE, draw=draw, run=run))
    assert drawn == [(10.0, 7, 3)]
    assert [world for world, _ in ran] == [10.0, 8.0]
    assert ran[0][1] == ran[1][1]


def test_figures_are_placed_by_policy_replication_and_key():
    """Entry (policy, replication, key) is what the model gives for that policy and replication alone."""
    result = toy_study(replications=4, seed=5, workers=1)
    hours = draw_luck(10, 5, 2) + 8
    assert result.total.shape == result.count.shape == (2, 4, 3)
    assert result.total[1, 2].tolist() == [hours.sum(), np.quantile(hours, 0.9), (hours <= 24).sum()]
    assert result.count[1, 2].tolist() == [hours.size, 1, hours.size]
    assert result.curves["relief/inside"].shape == (2, 4, 5)
    assert result.curves["relief/inside"][1, 2].tolist() == np.sort(hours)[:5].tolist()


def test_ledger_is_averaged():
    """The ledger of a policy is the mean over replications of hours summed."""
    result = toy_study(replications=3, workers=1)
    sums = [(draw_luck(10, 1, r) + 10).sum() for r in range(3)]
    assert result.ledger.shape == (2, 2, 3)
    assert result.ledger[0, 1, 2] == pytest.approx(sum(sums) / 3)


def test_same_bits_whoever_does_the_work():
    """One process, two processes, threads and an executor that ends last things first give the same numbers."""
    alone = toy_study(replications=6, workers=1)
    same_bits(alone, toy_study(replications=6, workers=2))
    completed = []
    with ThreadPoolExecutor(6) as threads:
        same_bits(
            alone,
            study(
                TOY,
                replications=6,
                executor=threads,
                replicate=last_first,
                on_result=lambda result: completed.append(result.replication),
            ),
        )
    assert completed == [5, 4, 3, 2, 1, 0]


def test_gathering_ignores_the_order_of_results():
    """Results are placed by the number of their replication."""
    results = [toy_replicate(TOY, ("as_is", "one_stop"), 1, r) for r in (2, 0, 1)]
    same_bits(gather(TOY, ("as_is", "one_stop"), 1, results), toy_study(replications=3, workers=1))


def test_gathering_refuses_a_replication_twice():
    """The same replication cannot count twice."""
    result = toy_replicate(TOY, ("as_is",), 1, 4)
    with pytest.raises(ValueError, match="replication 4 comes twice"):
        gather(TOY, ("as_is",), 1, [result, result])


def test_gathering_nothing_is_refused():
    """A study without replications is no study."""
    with pytest.raises(ValueError, match="no replication"):
        gather(TOY, ("as_is",), 1, [])


def test_more_replications_keep_the_first_ones():
    """Replication r is the same in a study of 2 and of 5."""
    few, many = toy_study(replications=2, workers=1), toy_study(replications=5, workers=1)
    np.testing.assert_array_equal(few.total, many.total[:, :2])


def test_policies_are_chosen_by_name_and_the_first_is_the_baseline():
    """All policies in their order unless named; those named in the order given."""
    assert toy_study(replications=1, workers=1).baseline == "as_is"
    chosen = toy_study(policies=["one_stop", "as_is"], replications=1, workers=1)
    assert (chosen.policies, chosen.baseline) == (("one_stop", "as_is"), "one_stop")


@pytest.mark.parametrize(
    ("request_", "sentence"),
    [
        ({"policies": ["as_was"]}, "as_was is not a policy of toy; it has as_is, one_stop"),
        ({"policies": ["as_is", "as_is"]}, "policy as_is is named twice"),
        ({"policies": []}, "no policy was named"),
        ({"replications": 0}, "0 replications were asked for"),
        ({"workers": 0}, "0 workers were asked for"),
    ],
)
def test_impossible_studies_are_refused(request_, sentence):
    """What cannot be run is refused in a sentence before anything runs."""
    with pytest.raises(ValueError, match=sentence):
        toy_study(**request_)


def test_progress_is_told_after_every_replication():
    """Done and all, once a replication."""
    told = []
    toy_study(replications=3, workers=1, on_progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize("workers", [1, 2])
def test_failure_says_where_it_happened_and_how_to_repeat_it(workers):
    """Of the failures in replications 3 and 5 the first is reported, with scenario, policy, seed and the command."""
    with pytest.raises(ReplicationError) as caught:
        study(TOY, replications=8, workers=workers, replicate=FAILING)
    error = caught.value
    assert (error.scenario, error.policy, error.seed, error.replication) == ("toy", "one_stop", 1, 3)
    assert error.reason == "ZeroDivisionError: nobody on duty"
    command = "greenlane log toy --policy one_stop --seed 1 --replication 3 --out DIR"
    assert error.command() == command
    assert str(error).endswith(command)


def test_failing_draw_is_reported_too():
    """Before any policy ran, the baseline stands for the place."""

    def draw(world, seed, replication):
        raise MemoryError("too many consignments")

    with pytest.raises(ReplicationError, match="policy as_is, seed 1, replication 0 failed: MemoryError"):
        replicate(TOY, ("as_is", "one_stop"), 1, 0, replace(TOY_ENGINE, draw=draw))


def test_policy_that_does_not_fit_raises_its_own_error():
    """A lever that names an unknown post is the planner's mistake, not a failed run."""

    def apply(policy, world):
        raise LookupError("no post is called Birgunj")

    with pytest.raises(LookupError, match="Birgunj"):
        study(TOY, replications=1, replicate=partial(replicate, engine=replace(TOY_ENGINE, apply=apply)))


@pytest.mark.skipif(sys.platform == "win32", reason="kills a process the POSIX way")
def test_what_a_killed_worker_was_at_is_run_again(tmp_path):
    """A worker that is killed in mid-study costs time and nothing else: the numbers are those of one process."""
    result = study(TOY, replications=8, workers=2, replicate=partial(die_once, tmp_path))
    assert (tmp_path / "died").exists()
    same_bits(result, toy_study(replications=8, workers=1))


def test_worker_that_dies_again_and_again_is_a_sentence():
    """After three deaths the study ends, and names what was under way."""
    with pytest.raises(StudyError, match=r"ended without an answer 3 times.* replication 0 or 1"):
        study(TOY, replications=2, workers=2, replicate=die)


def test_figures_that_are_not_numbers_are_refused():
    """NaN never enters a study: unknown is a count of 0."""

    def measure(world, log):
        good = figures(world, log)
        return replace(good, total=np.array([1, math.nan, 1]))

    with pytest.raises(ReplicationError, match="relief/clearance_p90_h is not a number"):
        replicate(TOY, ("as_is",), 1, 0, replace(TOY_ENGINE, measure=measure))


def test_policies_must_give_the_same_figures():
    """A policy under which keys come in another order cannot be compared, and says which."""

    def measure(world, log):
        keys = KEYS if world == 10 else (KEYS[0], KEYS[2], KEYS[1])
        return replace(figures(world, log), keys=keys)

    with pytest.raises(ValueError, match="one has relief/clearance_p90_h where one has relief/released_24h_share"):
        replicate(TOY, ("as_is", "one_stop"), 1, 0, replace(TOY_ENGINE, measure=measure))


def test_replications_must_give_the_same_figures():
    """A replication with a figure less than the others is refused."""
    first, second = (toy_replicate(TOY, ("as_is",), 1, r) for r in range(2))
    with pytest.raises(ValueError, match="one has relief/released_24h_share where one has nothing"):
        gather(TOY, ("as_is",), 1, [first, replace(second, keys=KEYS[:2])])


def test_measures_are_estimated_each_in_its_way():
    """Means over consignments are ratios, quantiles are averaged, shares are proportions; differences are paired."""
    result = toy_study(replications=5, workers=1)
    ways = zip(KEYS, ("ratio", "mean", "proportion"), strict=True)
    for place, (key, way) in enumerate(ways):
        new, base = ((result.total[p, :, place], result.count[p, :, place]) for p in (1, 0))
        assert level(result, "one_stop", key, 0.9) == getattr(statistics, way)(*new, 0.9)
        gap = difference(result, "one_stop", "as_is", key, 0.9)
        assert gap == getattr(statistics, f"paired_{way}")(*new, *base, 0.9)
    # Every consignment takes 2 h less: the paired difference has no error.
    assert difference(result, "one_stop", "as_is", KEYS[0]).low == pytest.approx(-2)


@pytest.mark.parametrize(("policy", "key"), [("as_is", "relief/speed"), ("as_was", KEYS[0])])
def test_what_a_study_does_not_hold_is_named(policy, key):
    """An unknown policy or measure is answered with those there are."""
    result = toy_study(replications=1, workers=1)
    with pytest.raises(ValueError, match=r"is not a (policy|measure) of this study; it has"):
        sample(result, policy, key)


def test_usable_cores_are_some():
    """There is at least one core to use, and never more than the machine has."""
    assert 1 <= usable_cores() <= (os.cpu_count() or 1)


@pytest.mark.parametrize(("start_s", "here"), [(float("inf"), 6), (0.0, 1)])
def test_other_processes_work_once_they_save_more_than_they_take_to_start(monkeypatch, tmp_path, start_s, here):
    """Unless told how many: all six run here if a start takes for ever, the first alone if it takes no time."""
    monkeypatch.setattr(execution, "START_S", start_s)
    monkeypatch.setattr(execution, "usable_cores", lambda: 2)
    result = toy_study(replications=6, replicate=partial(note_process, tmp_path))
    ran = [int((tmp_path / str(number)).read_text()) for number in range(6)]
    assert [process == os.getpid() for process in ran] == [True] * here + [False] * (6 - here)
    same_bits(result, toy_study(replications=6, workers=1))


def test_interrupt_stops_a_study_in_this_process():
    """No replication begins after Ctrl-C."""
    begun = []

    def counting(*args):
        begun.append(args)
        return toy_replicate(*args)

    def interrupt(done, total):
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        study(TOY, replications=9, workers=1, replicate=counting, on_progress=interrupt)
    assert len(begun) == 2


SLOW_STUDY = """
import sys, time
sys.path.insert(0, {folder!r})
from test_study import TOY, toy_replicate
from sim.studies import study

def slow(*args):
    time.sleep(0.2)
    return toy_replicate(*args)

if __name__ == "__main__":
    try:
        study(TOY, replications=1000, workers=2, replicate=slow, on_progress=lambda d, n: print(d, flush=True))
    except KeyboardInterrupt:
        sys.exit(130)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="sends an interrupt the POSIX way")
def test_interrupt_ends_worker_processes_in_silence(tmp_path):
    """Ctrl-C in a terminal, which reaches all processes, ends a long study at once with not a word from the workers."""
    script = tmp_path / "slow_study.py"
    script.write_text(SLOW_STUDY.format(folder=str(Path(__file__).parent)))
    command = [sys.executable, str(script)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            assert process.stdout.readline() == "1\n"
            os.killpg(process.pid, signal.SIGINT)
            more, complaints = process.communicate(timeout=900)
        finally:
            process.kill()
    assert process.returncode == 130
    assert complaints == ""
    # Two are in work, and a few may have been finished before the signal came; the other hundreds are never begun.
    assert len(more.splitlines()) < 100
