"""The model against an independent simulator, where theory has no formula: the same networks, each with its own luck.

The other is Ciw (Palmer, Knight, Harper and Hawa 2019, *Journal of Simulation* 13). Both run for the same span, and of
both the same consignments count.
"""

from collections.abc import Callable
from typing import Any

import ciw
import numpy as np
import pytest
from queues import Values, assert_agree, clearance_points, mean_wait_h, queue_world, replicate, step, stream

from sim.border import EventLog, Outcome

LEAD_IN_H, OBSERVE_H, RUN_OUT_H = 100, 700, 100
REPLICATIONS = 20
Records = list[Any]

pytestmark = pytest.mark.slow


def in_ciw(network: Any, *figures: Callable[[Records], float]) -> list[Values]:
    """Each figure in each replication, over those who come within the time observed."""
    found = []
    for seed in range(REPLICATIONS):
        ciw.seed(seed)
        simulation = ciw.Simulation(network)
        simulation.simulate_until_max_time(LEAD_IN_H + OBSERVE_H + RUN_OUT_H)
        came: dict[int, float] = {}
        for record in simulation.get_all_records():
            came[record.id_number] = min(record.arrival_date, came.get(record.id_number, np.inf))
        cohort = {number for number, at in came.items() if LEAD_IN_H <= at < LEAD_IN_H + OBSERVE_H}
        records = [record for record in simulation.get_all_records() if record.id_number in cohort]
        found.append([figure(records) for figure in figures])
    return list(np.array(found).T)


def in_greenlane(*figures: Callable[[EventLog], float], agencies: dict[str, int], **changes: Any) -> list[Values]:
    """Each figure in each replication of the same network."""
    spans = {"lead_in": f"{LEAD_IN_H} h", "observe": f"{OBSERVE_H} h", "run_out": f"{RUN_OUT_H} h"}
    return replicate(queue_world(agencies=agencies, **spans, **changes), *figures, replications=REPLICATIONS)


def mean_wait(node: int, kind: str | None = None) -> Callable[[Records], float]:
    """Mean time in line before a node, of all or of one class [h]."""

    def figure(records: Records) -> float:
        served = (one for one in records if one.node == node and one.record_type == "service")
        return float(np.mean([one.waiting_time for one in served if kind in (None, one.customer_class)]))

    return figure


def gamma(mean_h: float, cv: float) -> Any:
    return ciw.dists.Gamma(shape=1 / cv**2, scale=mean_h * cv**2)


def written(mean: str, cv: float) -> dict[str, Any]:
    return {"distribution": "gamma", "mean": mean, "cv": cv}


def test_three_stations_in_a_row() -> None:
    """Poisson 3/h through gamma work with 2 officers, constant work with 3, gamma work with 1: no product form."""
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(3.0), None, None],
        service_distributions=[gamma(0.5, 0.5), ciw.dists.Deterministic(0.8), gamma(0.25, 1.2)],
        number_of_servers=[2, 3, 1],
        routing=[[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.0, 0.0]],
    )
    theirs = in_ciw(network, *(mean_wait(node) for node in (1, 2, 3)))
    names = ("papers", "check", "search")
    ours = in_greenlane(
        *(lambda log, name=name: mean_wait_h(log, name) for name in names),
        agencies={"customs": 2, "health": 3, "police": 1},
        streams={"trade": stream(3.0)},
        procedure={
            "papers": step("customs", written("30 min", 0.5)),
            "check": step("health", "48 min", after=["papers"]),
            "search": step("police", written("15 min", 1.2), after=["check"]),
        },
    )
    for name, our, their in zip(names, ours, theirs, strict=True):
        assert_agree(f"mean wait for {name}", our, their)


def test_two_classes_at_three_officers() -> None:
    """Relief 1.2/h goes before trade 2.4/h, gamma work: priority with several officers has no formula."""
    network = ciw.create_network(
        arrival_distributions={"aid": [ciw.dists.Exponential(1.2)], "trade": [ciw.dists.Exponential(2.4)]},
        service_distributions={kind: [gamma(0.6, 0.7)] for kind in ("aid", "trade")},
        number_of_servers=[3],
        priority_classes={"aid": 0, "trade": 1},
        routing={kind: [[0.0]] for kind in ("aid", "trade")},
    )
    theirs = in_ciw(network, mean_wait(1, "aid"), mean_wait(1, "trade"))
    first = {"rule": "priority", "by": "test", "level": 0, "posts": ["a"], "for": {"kind": "relief"}}
    ours = in_greenlane(
        *(lambda log, kind=kind: mean_wait_h(log, stream_name=kind) for kind in ("aid", "trade")),
        agencies={"customs": 3},
        streams={"aid": stream(1.2, kind="relief"), "trade": stream(2.4)},
        procedure={"check": step("customs", written("36 min", 0.7))},
        rules=[first | {"from": f"-{LEAD_IN_H} h"}],
    )
    for kind, our, their in zip(("relief", "trade"), ours, theirs, strict=True):
        assert_agree(f"mean wait of {kind}", our, their)


def test_an_office_that_closes_at_night() -> None:
    """Three officers from 0 to 10 o'clock and nobody from 10 to 24; work in hand at 10 is finished."""
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(2.0)],
        service_distributions=[gamma(0.5, 0.6)],
        number_of_servers=[ciw.Schedule(numbers_of_servers=[3, 0], shift_end_dates=[10, 24], preemption=False)],
        # Both clocks begin at midnight of their day: the lead-in of 100 h is 4 days and 4 h.
    )
    (theirs,) = in_ciw(network, mean_wait(1))
    start = LEAD_IN_H % 24
    (ours,) = in_greenlane(
        mean_wait_h,
        agencies={"customs": 3},
        posts={"a": {"label": "Post", "teams": {"customs": {"officers": {_hours(-start, 10 - start): 3}}}}},
        streams={"trade": stream(2.0)},
        procedure={"check": step("customs", written("30 min", 0.6))},
    )
    assert_agree("mean wait", ours, theirs)


def _hours(start: int, end: int) -> str:
    """Hours of the day, counted from the onset at midnight."""
    return f"{start % 24:02d}-{end % 24:02d}"


def test_a_line_that_people_leave_after_an_hour() -> None:
    """2/h above what three officers can do, patience of exactly 1 h: who gives up, and how long the others wait."""
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(8.0)],
        service_distributions=[gamma(0.5, 0.6)],
        number_of_servers=[3],
        reneging_time_distributions=[ciw.dists.Deterministic(1.0)],
    )
    theirs = in_ciw(
        network, lambda records: float(np.mean([one.record_type == "renege" for one in records])), mean_wait(1)
    )

    def given_up(log: EventLog) -> float:
        return float((clearance_points(log, "outcome") == Outcome.ABANDONED).mean())

    ours = in_greenlane(
        given_up,
        mean_wait_h,
        agencies={"customs": 3},
        streams={"trade": stream(8.0, patience="1 h")},
        procedure={"check": step("customs", written("30 min", 0.6))},
    )
    assert_agree("share that gives up", ours[0], theirs[0])
    assert_agree("mean wait of the others", ours[1], theirs[1])


def test_convoys() -> None:
    """Convoys of five, 0.6 an hour, at two officers with gamma work."""
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(0.6)],
        batching_distributions=[ciw.dists.Deterministic(5)],
        service_distributions=[gamma(0.5, 0.8)],
        number_of_servers=[2],
    )
    (theirs,) = in_ciw(network, mean_wait(1))
    (ours,) = in_greenlane(
        mean_wait_h,
        agencies={"customs": 2},
        streams={"trade": stream(0.6, convoy=5)},
        procedure={"check": step("customs", written("30 min", 0.8))},
    )
    assert_agree("mean wait", ours, theirs)
