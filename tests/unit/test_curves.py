"""Arrival curves: how much is expected by when, worked out by hand."""

import pytest
from worlds import world

from sim.world import arrival_curve


def expected(*holidays: str) -> float:
    """Convoys expected in two weeks of 24 a day, less what does not come on holidays."""
    arrivals = {"pattern": "steady", "rate": "24/day", "calendar": {"daily": "24h", "holidays": list(holidays)}}
    bridge = world(stream={"arrivals": arrivals}, observe="13 d", run_out="1 d")
    return arrival_curve(bridge.streams["aid"].arrivals, bridge).total


def test_a_holiday_takes_its_own_day_and_brings_nothing_to_others() -> None:
    """24 a day for 14 days less one day for each holiday, in the first week, from which the pace is told, as later."""
    assert expected() == pytest.approx(14 * 24)
    assert expected("2015-04-26") == pytest.approx(13 * 24)
    assert expected("2015-05-05") == pytest.approx(13 * 24)
    first_week = [f"2015-04-{day}" for day in (25, 26, 27, 28, 29, 30)]
    assert expected(*first_week, "2015-05-01") == pytest.approx(7 * 24)
