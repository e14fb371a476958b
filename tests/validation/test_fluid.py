"""Closures without chance: 250 trucks a day at even distances, a post that clears 350 a day, closed for 5 days."""

from typing import Any

import numpy as np
import pytest
from queues import queue_world, step, stream

from sim.border import EventLog, draw, run
from sim.world.quantities import DAY_US

SERVICE_US = round(DAY_US / 350)
OPENING_US = 5 * DAY_US


def closed_for_five_days(*rules: dict[str, Any]) -> EventLog:
    arrivals = {"pattern": "steady", "rate": "250/day", "spacing": "regular"}
    world = queue_world(
        agencies={"customs": 1},
        posts={"a": {"label": "Post", "closures": [{"until": "5 d"}], "teams": {"customs": {"officers": 1}}}},
        lead_in="0",
        observe="30 d",
        run_out="1 d",
        streams={"trade": stream(arrivals=arrivals)},
        procedure={"check": step("customs", f"{SERVICE_US / 1e6!r} s")},
        rules=rules,
    )
    return run(world, draw(world, 1))


def waits_us(log: EventLog) -> np.ndarray:
    """(trucks,) time from arrival to the officer, for those of the first 30 days [µs]."""
    cohort = log.consignments["cohort"] == 1
    return (log.consignments["release"] - SERVICE_US - log.consignments["arrival"])[cohort]


def by_hand_us(officers: int) -> np.ndarray:
    """The same worked out truck by truck: it begins when it has come, the post is open, and an officer is free."""
    free = [OPENING_US] * officers
    waits = []
    for number in range(250 * 30):
        arrival = round((number + 0.5) * DAY_US / 250)
        begins = max(arrival, free[number % officers])
        free[number % officers] = begins + SERVICE_US
        waits.append(begins - arrival)
    return np.array(waits)


def cleared_d(log: EventLog) -> float:
    """Days from opening until the last truck of the backlog is out."""
    cohort = log.consignments["cohort"] == 1
    waited = log.consignments["release"][cohort][waits_us(log) > 0]
    return float(waited.max() - OPENING_US) / DAY_US


def test_a_backlog_drains_at_the_spare_capacity() -> None:
    """5·250 = 1250 wait at opening, gone after 1250/(350 - 250) = 12.5 d: 10,938 truck-days, $5.25 m at $20/h.

    Trucks are whole, so the moments may differ from the fluid's by one service; a fluid truck is at the officer for no
    time, which is the middle of a whole one's service.
    """
    log = closed_for_five_days()
    columns = log.consignments
    assert ((columns["arrival"] <= OPENING_US) & (columns["release"] > OPENING_US)).sum() == 1250
    np.testing.assert_array_equal(waits_us(log), by_hand_us(officers=1))
    assert cleared_d(log) == pytest.approx(12.5, abs=1 / 350)
    waited = waits_us(log)[waits_us(log) > 0]
    truck_days = (waited + SERVICE_US / 2).sum() / DAY_US
    assert truck_days == pytest.approx(1250 * (5 + 12.5) / 2, rel=1e-4)
    assert truck_days * 24 * 20 == pytest.approx(5.25e6, rel=1e-4)


def test_doubled_capacity_on_reopening_drains_it_in_under_three_days() -> None:
    """With a second officer from opening on, 1250/(700 - 250) = 2.78 d and 1250·(5 + 2.78)/2 = 4,861 truck-days."""
    rule = {"rule": "extra_officers", "by": "test", "post": "a", "team": "customs", "officers": 1, "from": "5 d"}
    log = closed_for_five_days(rule)
    np.testing.assert_array_equal(waits_us(log), by_hand_us(officers=2))
    assert cleared_d(log) == pytest.approx(1250 / 450, abs=2 / 350)
    waited = waits_us(log)[waits_us(log) > 0]
    # Two begin at one moment, so that together they are half a service early on average too.
    truck_days = (waited + SERVICE_US / 4).sum() / DAY_US
    assert truck_days == pytest.approx(1250 * (5 + 1250 / 450) / 2, rel=1e-3)
