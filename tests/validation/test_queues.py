"""The model against queueing theory: every expected value is exact, and the theory stands in the assertion."""

import numpy as np
import pytest
from queues import (
    assert_is,
    clearance_points,
    clearances_us,
    excess,
    exponential,
    mean_clearance_h,
    mean_wait_h,
    post,
    queue_world,
    replicate,
    services,
    step,
    stream,
)
from theory import cobham_h, erlang_a, erlang_c, pollaczek_khinchine_h, wait_h

from sim.border import EventLog, Outcome, draw, run
from sim.world.quantities import HOUR_US


@pytest.mark.parametrize(
    ("officers", "wait_min", "observe"),
    [(5, 11.08, "2000 h"), (6, 2.85, "1600 h"), (8, 0.30, "1600 h")],
    ids=["five officers", "six officers", "eight officers"],
)
def test_officers_of_one_team_share_a_line(officers: int, wait_min: float, observe: str) -> None:
    """M/M/c, 12 trucks an hour and 3 an hour for each officer: the mean wait is Erlang's, 11.08, 2.85 and 0.30 min."""
    assert wait_h(12, 3, officers) * 60 == pytest.approx(wait_min, abs=0.005)
    world = queue_world(
        agencies={"customs": officers},
        observe=observe,
        streams={"trade": stream(12.0)},
        procedure={"check": step("customs", exponential("20 min"))},
    )
    wait, control = replicate(world, mean_wait_h, excess(officers, 12 / 3))
    assert_is("mean wait [h]", wait, wait_h(12, 3, officers), control)


def test_one_officer_keeps_exponential_times_exponential() -> None:
    """M/M/1 at load 0.7: mean wait, the share that waits at all (0.7), and the share out in an hour, 1 - exp(λ - μ)."""
    world = queue_world(
        agencies={"customs": 1},
        observe="4000 h",
        streams={"trade": stream(2.1)},
        procedure={"check": step("customs", exponential("20 min"))},
    )

    def share_waiting(log: EventLog) -> float:
        rows = services(log, "check")
        return float((log.visits["start"] > log.visits["ready"])[rows].mean())

    def share_out_in_an_hour(log: EventLog) -> float:
        return float((clearances_us(log) <= HOUR_US).mean())

    wait, waiting, out, control = replicate(world, mean_wait_h, share_waiting, share_out_in_an_hour, excess(1, 0.7))
    assert_is("mean wait [h]", wait, wait_h(2.1, 3), control)
    assert_is("share that waits", waiting, 0.7, control)
    assert_is("share out within an hour", out, 1 - np.exp(2.1 - 3), control)


@pytest.mark.parametrize(
    ("duration", "cv"),
    [
        ({"distribution": "gamma", "mean": "20 min", "cv": 0.5}, 0.5),
        ({"distribution": "lognormal", "mean": "20 min", "cv": 0.8}, 0.8),
        ("20 min", 0.0),
    ],
    ids=["gamma", "lognormal", "constant"],
)
def test_waits_grow_with_the_variance_of_the_work(duration: object, cv: float) -> None:
    """M/G/1 and M/D/1 at load 0.65: the mean wait is Pollaczek and Khinchine's λE[S²] / 2(1 - ρ)."""
    world = queue_world(
        agencies={"customs": 1},
        observe="4000 h",
        streams={"trade": stream(1.95)},
        procedure={"check": step("customs", duration)},
    )
    wait, control = replicate(world, mean_wait_h, excess(1, 0.65))
    assert_is("mean wait [h]", wait, pollaczek_khinchine_h(1.95, 1 / 3, cv), control)


def test_priority_without_interruption_waits_as_cobham_says() -> None:
    """Relief 0.5/h first, others 2/h, one officer 3/h: 20 and 120 min; over all the 100 min of one plain line."""
    assert np.multiply(cobham_h(0.5, 2, 1 / 3, 1 / 3), 60) == pytest.approx([20, 120])
    assert wait_h(2.5, 3) * 60 == pytest.approx(100)
    world = queue_world(
        agencies={"customs": 1},
        lead_in="200 h",
        observe="8000 h",
        run_out="80 h",
        streams={"aid": stream(0.5, kind="relief"), "trade": stream(2.0)},
        procedure={"check": step("customs", exponential("20 min"))},
        rules=[relief_first("-200 h")],
    )
    first, second, both, control = replicate(
        world,
        lambda log: mean_wait_h(log, stream_name="aid"),
        lambda log: mean_wait_h(log, stream_name="trade"),
        mean_wait_h,
        excess(1, 2.5 / 3),
    )
    assert_is("mean wait of relief [min]", first * 60, 20, control)
    assert_is("mean wait of the others [min]", second * 60, 120, control)
    assert_is("mean wait of all [min]", both * 60, 100, control)


def relief_first(start: str) -> dict[str, object]:
    return {"rule": "priority", "by": "test", "level": 0, "posts": ["a"], "for": {"kind": "relief"}, "from": start}


def test_priority_counts_the_work_of_each_class() -> None:
    """Two classes with different work, relief 1/h of 12 min and others 1/h of 24 min: Cobham's waits at load 0.6."""
    world = queue_world(
        agencies={"customs": 1},
        observe="4000 h",
        streams={"aid": stream(1.0, kind="relief"), "trade": stream(1.0)},
        procedure={
            "look": step("customs", exponential("12 min"), **{"for": {"kind": "relief"}}),
            "check": step("customs", exponential("24 min"), **{"for": {"kind": "commercial"}}),
        },
        rules=[relief_first("-100 h")],
    )
    first, second = replicate(
        world, lambda log: mean_wait_h(log, "look"), lambda log: mean_wait_h(log, "check"), replications=32
    )
    assert_is("mean wait of relief [h]", first, cobham_h(1, 1, 0.2, 0.4)[0])
    assert_is("mean wait of the others [h]", second, cobham_h(1, 1, 0.2, 0.4)[1])


def test_pooling_two_lines_saves_more_than_half_the_wait() -> None:
    """Two posts with one officer and 2/h each wait 40 min, one post with both officers and 4/h 16 min (μ = 3/h)."""
    assert wait_h(2, 3) * 60 == pytest.approx(40)
    assert wait_h(4, 3, 2) * 60 == pytest.approx(16)
    check = {"check": step("customs", exponential("20 min"))}
    apart = queue_world(
        agencies={"customs": 1},
        observe="2500 h",
        posts={"a": post(customs=1), "b": post(customs=1)},
        streams={"north": stream(2.0), "south": stream(2.0, post="b")},
        procedure=check,
    )
    pooled = queue_world(
        agencies={"customs": 2},
        observe="2500 h",
        streams={"north": stream(2.0), "south": stream(2.0)},
        procedure=check,
    )
    (wait,) = replicate(apart, mean_wait_h)
    assert_is("mean wait, two posts [min]", wait * 60, 40)
    wait, control = replicate(pooled, mean_wait_h, excess(2, 4 / 3))
    assert_is("mean wait, one post [min]", wait * 60, 16, control)


def test_steps_in_a_row_behave_as_if_each_stood_alone() -> None:
    """Jackson's tandem, M/M/1 then M/M/2: each waits as if alone, both are empty for the product of their shares."""
    world = queue_world(
        agencies={"customs": 1, "health": 2},
        observe="3000 h",
        streams={"trade": stream(1.8)},
        procedure={
            "papers": step("customs", exponential("20 min")),
            "check": step("health", exponential("40 min"), after=["papers"]),
        },
    )

    def share_empty(log: EventLog) -> float:
        """Share of arrivals that meet nobody: Poisson arrivals see what is there on average (PASTA)."""
        arrival, release = np.sort(clearance_points(log, "arrival")), np.sort(clearance_points(log, "release"))
        return float((np.arange(len(arrival)) == np.searchsorted(release, arrival, side="right")).mean())

    first, second, empty = replicate(world, lambda log: mean_wait_h(log, "papers"), mean_wait_h, share_empty)
    assert_is("mean wait at the first [h]", first, wait_h(1.8, 3))
    assert_is("mean wait at the second [h]", second, wait_h(1.8, 1.5, 2))
    load = 1.8 / 1.5
    nobody_at_the_second = (1 - load / 2) / (1 + load / 2)
    assert_is("share of time both are empty", empty, (1 - 1.8 / 3) * nobody_at_the_second)


@pytest.mark.parametrize("delay", [None, exponential("2 h")], ids=["at once", "after 2 h"])
def test_rework_comes_back_as_new_arrivals(delay: dict[str, str] | None) -> None:
    """Jackson's feedback: at chance p of rework λ/(1-p) reach the officer, L = ρ/(1-ρ); a delay adds p/(1-p) of it."""
    world = queue_world(
        agencies={"customs": 1},
        observe="4000 h",
        streams={"trade": stream(1.2)},
        procedure={"check": step("customs", exponential("20 min"), rework={"chance": "25%", "delay": delay})},
    )
    load = 1.2 / (1 - 0.25) / 3
    at_the_officer_h = load / (1 - load) / 1.2
    (clearance,) = replicate(world, mean_clearance_h)
    assert_is("mean clearance [h]", clearance, at_the_officer_h + (0.25 / 0.75 * 2 if delay else 0))


def test_impatience_keeps_an_overloaded_line_short() -> None:
    """Erlang A, 12/h for three officers of 3/h with patience of 30 min: who gives up, and the mean time in line."""
    world = queue_world(
        agencies={"customs": 3},
        observe="800 h",
        streams={"trade": stream(12.0, patience=exponential("30 min"))},
        procedure={"check": step("customs", exponential("20 min"))},
    )

    def share_given_up(log: EventLog) -> float:
        return float((clearance_points(log, "outcome") == Outcome.ABANDONED).mean())

    def mean_time_in_line_h(log: EventLog) -> float:
        rows = services(log, "check")
        served = (log.visits["start"][rows] - log.visits["ready"][rows]).sum()
        gave_up = clearance_points(log, "outcome") == Outcome.ABANDONED
        lost = (clearance_points(log, "left") - clearance_points(log, "arrival"))[gave_up].sum()
        return float(served + lost) / len(gave_up) / HOUR_US

    share, waiting = erlang_a(12, 3, 3, 0.5)
    given_up, in_line = replicate(world, share_given_up, mean_time_in_line_h)
    assert_is("share that gives up", given_up, share)
    assert_is("mean time in line [h]", in_line, waiting / 12)


def test_agencies_side_by_side_take_the_longest_of_three_not_the_sum() -> None:
    """Three agencies, exponential 2 h each, no lines: 6 h one after another, 2(1 + 1/2 + 1/3) = 3.67 h side by side."""
    rule = {"rule": "side_by_side", "by": "test", "steps": ["papers", "check", "search"]}
    serial = queue_world(
        agencies={"customs": 500, "health": 500, "police": 500},
        lead_in="0",
        streams={"trade": stream(2.0)},
        procedure={
            "papers": step("customs", exponential("2 h")),
            "check": step("health", exponential("2 h"), after=["papers"]),
            "search": step("police", exponential("2 h"), after=["check"]),
        },
    )
    parallel = type(serial).model_validate(serial.model_copy(update={"rules": ()}).model_dump() | {"rules": [rule]})
    (one_by_one,) = replicate(serial, mean_clearance_h)
    (at_once,) = replicate(parallel, mean_clearance_h)
    assert_is("mean, one after another [h]", one_by_one, 6)
    assert_is("mean, side by side [h]", at_once, 2 * (1 + 1 / 2 + 1 / 3))
    inputs = draw(serial, 1, 0)
    parts = work_us(run(serial, inputs))
    np.testing.assert_array_equal(clearances_us(run(serial, inputs)), parts.sum(axis=1))
    np.testing.assert_array_equal(clearances_us(run(parallel, inputs)), parts.max(axis=1))


def work_us(log: EventLog) -> np.ndarray:
    """(cohort, steps) working time of each step [µs]."""
    cohort = np.flatnonzero(log.consignments["cohort"])
    out = np.zeros((len(cohort), len(log.names.steps)), dtype=np.int64)
    for k, name in enumerate(log.names.steps):
        rows = services(log, name)
        place = np.searchsorted(cohort, log.visits["consignment"][rows])
        out[place, k] = (log.visits["end"] - log.visits["start"])[rows]
    return out


def test_a_crowd_that_comes_at_once_drains_at_the_pace_of_its_officers() -> None:
    """40 at one moment, 4 officers, exponential 30 min: all out after 36/(4·2) + (1 + 1/2 + 1/3 + 1/4)/2 h."""
    times = [f"{hours} h" for hours in range(0, 3000, 100)]
    world = queue_world(
        agencies={"customs": 4},
        lead_in="0",
        observe="3000 h",
        streams={"aid": stream(convoy=40, arrivals={"pattern": "listed", "times": times})},
        procedure={"check": step("customs", exponential("30 min"))},
    )

    def mean_last_release_h(log: EventLog) -> float:
        return float(clearances_us(log).reshape(len(times), 40).max(axis=1).mean()) / HOUR_US

    (drained,) = replicate(world, mean_last_release_h)
    assert_is("mean until the last is out [h]", drained, 36 / (4 * 2) + (1 + 1 / 2 + 1 / 3 + 1 / 4) / 2)


def test_numbers_at_work_follow_a_wave() -> None:
    """A wave of 600 (mean 48 h) meets 12 h of work and no line: 600/48·(e^(-t/48) - e^(-t/12))/(1/12 - 1/48)."""
    world = queue_world(
        agencies={"customs": 1000},
        lead_in="0",
        streams={"aid": stream(arrivals={"pattern": "surge", "total": 600, "mean": "48 h"})},
        procedure={"check": step("customs", exponential("12 h"))},
    )

    def at_work(hours: int) -> object:
        return lambda log: float(
            ((log.consignments["arrival"] <= hours * HOUR_US) & (log.consignments["release"] > hours * HOUR_US)).sum()
        )

    moments = (6, 24, 48)
    for hours, number in zip(moments, replicate(world, *map(at_work, moments), replications=60), strict=True):
        assert_is(
            f"mean number at work after {hours} h",
            number,
            600 / 48 * (np.exp(-hours / 48) - np.exp(-hours / 12)) / (1 / 12 - 1 / 48),
        )


def test_littles_law_holds_as_an_identity() -> None:
    """From empty to empty the integral of the number present is the sum of the times in the system."""
    world = queue_world(
        agencies={"customs": 2},
        lead_in="0",
        observe="100 h",
        run_out="300 h",
        streams={"trade": stream(6.0) | {"arrivals": {"pattern": "steady", "rate": "6/h", "until": "100 h"}}},
        procedure={"check": step("customs", exponential("24 min"))},
    )
    log = run(world, draw(world, 1))
    ready, end = log.visits["ready"], log.visits["end"]
    moments = np.concatenate([ready, end])
    order = np.argsort(moments, kind="stable")
    present = np.cumsum(np.repeat([1, -1], len(ready))[order])
    assert present.max() > 20
    assert int((present[:-1] * np.diff(moments[order])).sum()) == int(clearances_us(log).sum())


def test_theory_agrees_with_itself() -> None:
    """Erlang C for one officer is the load; Erlang A without haste is Erlang C; Cobham with one class is M/M/1."""
    assert erlang_c(2, 3, 1) == pytest.approx(2 / 3)
    assert erlang_a(12, 3, 6, 1e9)[1] == pytest.approx(12 * wait_h(12, 3, 6))
    assert cobham_h(0, 2, 1, 1 / 3)[1] == pytest.approx(wait_h(2, 3))
    assert pollaczek_khinchine_h(2, 1 / 3, 1) == pytest.approx(wait_h(2, 3))
