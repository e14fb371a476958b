"""Arrival curves: how much is expected by when, worked out by hand."""

import time
from typing import Any

import numpy as np
import pytest
from scipy.special import gammainc
from worlds import world

from sim.world import Curve, Surge, arrival_curve
from sim.world.quantities import DAY_US, HOUR_US


def expected_in_two_weeks(*holidays: str) -> float:
    """Convoys expected in two weeks of 24 a day, less what does not come on holidays."""
    arrivals = {"pattern": "steady", "rate": "24/day", "calendar": {"daily": "24h", "holidays": list(holidays)}}
    bridge = world(stream={"arrivals": arrivals}, observe="13 d", run_out="1 d")
    return arrival_curve(bridge.streams["aid"].arrivals, bridge).total


def test_a_holiday_takes_its_own_day_and_brings_nothing_to_others() -> None:
    """24 a day for 14 days less one day for each holiday, in the first week, from which the pace is told, as later."""
    assert expected_in_two_weeks() == pytest.approx(14 * 24)
    assert expected_in_two_weeks("2015-04-26") == pytest.approx(13 * 24)
    assert expected_in_two_weeks("2015-05-05") == pytest.approx(13 * 24)
    first_week = [f"2015-04-{day}" for day in (25, 26, 27, 28, 29, 30)]
    assert expected_in_two_weeks(*first_week, "2015-05-01") == pytest.approx(7 * 24)


NIGHT_AND_DAY: dict[str, Any] = {"profile": {"06-18": 10, "18-06": 1}, "calendar": {"mon-fri": "00:00-24:00"}}


def wave(observe: str = "5 d", lead_in: str = "0", **fields: Any) -> Curve:
    """The curve of a wave of 100; hour 0 is a Saturday midnight, and five days are run out."""
    surge = {"pattern": "surge", "total": 100, **fields}
    built = world(stream={"arrivals": surge}, observe=observe, lead_in=lead_in)
    arrivals = built.streams["aid"].arrivals
    assert isinstance(arrivals, Surge)
    return arrival_curve(arrivals, built)


def expected(curve: Curve, day: float) -> float:
    return float(np.interp(day * DAY_US, curve.edges_us, curve.expected))


def test_a_wave_without_hours_is_gamma() -> None:
    """Mean 2 d, cv 1: 100 (1 - exp(-t/2)) by day t, of which a millionth is cut off the far end."""
    curve = wave(mean="2 d")
    for day in (0.5, 1, 5, 10):
        assert expected(curve, day) == pytest.approx(100 * (1 - np.exp(-day / 2)), rel=2e-6)


def test_a_wave_keeps_its_total_over_hours_it_does_not_run() -> None:
    """Weekdays, ten times as much by day: each cell of the whole wave weighed, and those of the run divided by all."""
    hours = np.arange(60 * 24 + 1)
    share = np.diff(gammainc(1, hours / 48))
    weekday = (hours[:-1] // 24 + 5) % 7 < 5
    weight = weekday * np.where((hours[:-1] % 24 >= 6) & (hours[:-1] % 24 < 18), 10, 1)
    so_far = 100 * np.cumsum(share * weight) / (share * weight).sum()
    curve = wave(mean="2 d", **NIGHT_AND_DAY)
    for day in (2, 3, 7, 9.5):
        assert expected(curve, day) == pytest.approx(so_far[int(day * 24) - 1], rel=1e-5)
    assert wave(observe="60 d", mean="2 d", **NIGHT_AND_DAY).total == pytest.approx(100, rel=1e-9)


def test_the_part_of_a_wave_that_runs_does_not_depend_on_the_run() -> None:
    """A longer run and a lead-in show more of the same wave, and change nothing of what both show."""
    fields = {"mean": "4 d", "cv": 0.7, "from": "-1 d", **NIGHT_AND_DAY}
    short, long = wave(**fields), wave(observe="20 d", lead_in="1 d", **fields)
    before = expected(long, 0)
    assert before > 10  # the day before was a Friday
    for day in (1, 2.25, 6, 10):
        assert expected(short, day) == pytest.approx(expected(long, day) - before, rel=1e-12, abs=1e-12)


def test_a_long_tail_costs_once() -> None:
    """A mean of 100 days with a spread of three makes decades of hours, which ten days of a run do not look at."""
    fields = {"mean": "100 d", "cv": 3, **NIGHT_AND_DAY}
    curve = wave(**fields)
    assert np.diff(curve.edges_us).max() <= HOUR_US
    assert len(curve.edges_us) <= 10 * 24 + 1
    begun = time.process_time()
    assert wave(**fields).total == curve.total
    assert time.process_time() - begun < 0.3


@pytest.mark.parametrize("fields", [{"calendar": "never"}, {"from": "30 d"}], ids=["never open", "after the end"])
def test_a_wave_that_brings_nothing_is_empty(fields: dict[str, Any]) -> None:
    """Nothing, and no error."""
    assert wave(mean="2 d", **fields).total == 0
