"""Risk scores against the equal-variance normal model of signal detection (Green and Swets 1966)."""

from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.stats import norm
from worlds import trace, world

from sim.border.eventlog import EventLog
from sim.policies import Policy, apply

INSPECTED = 0.3
CARRIERS = 0.2
Z = norm.ppf(0.9995)
"""Of a two-sided interval at 99.9 %."""


@cache
def inspected(signal: float | None) -> EventLog:
    """Some 9,000 trucks, a fifth with weapons; three in ten are inspected, by score of this d′ or by lot."""
    base = world(
        observe="30 d",
        run_out="2 d",
        teams={"customs": {"officers": 200}},
        procedure={"scan": {"agency": "customs", "duration": "10 min", "for": {"lane": "red"}}},
        stream={"arrivals": {"pattern": "steady", "rate": "300/day", "until": "30 d"}, "hidden": {"weapons": CARRIERS}},
        risk={"weapons": {"label": "Weapons", "examined_by": "scan", "finds": 1}},
        lanes=[{"shares": {"green": 1 - INSPECTED, "red": INSPECTED}}],
    )
    if signal is None:
        return trace(base)
    levers: list[Any] = [{"risk_targeting": {"inspected": INSPECTED, "signal": signal}}]
    return trace(apply(Policy.model_validate({"label": "By score", "levers": levers}), base))


def shares(log: EventLog) -> tuple[float, float]:
    """Hit rate and false-alarm rate: of carriers, and of others, the share that was inspected."""
    carries, examined = (log.consignments[name] > 0 for name in ("carries", "examined"))
    return float(examined[carries].mean()), float(examined[~carries].mean())


def sizes(log: EventLog) -> NDArray[np.int64]:
    carries = log.consignments["carries"] > 0
    return np.array([carries.sum(), (~carries).sum()])


def theory(signal: float) -> tuple[float, float]:
    """The threshold c at which p Φ(d′ − c) + (1 − p) Φ(−c) is the share asked for, and what it selects of each."""

    def excess(c: float) -> float:
        return float(CARRIERS * norm.sf(c - signal) + (1 - CARRIERS) * norm.sf(c) - INSPECTED)

    c = brentq(excess, -10, 10)
    return float(norm.sf(c - signal)), float(norm.sf(c))


@pytest.mark.parametrize("signal", [0.5, 1, 2])
def test_hits_and_false_alarms_are_those_of_the_normal_model(signal: float) -> None:
    """Both rates lie within the 99.9 % interval of a share of so many about the model's."""
    log = inspected(signal)
    for seen, expected, n in zip(shares(log), theory(signal), sizes(log).tolist(), strict=True):
        assert abs(seen - expected) < Z * np.sqrt(expected * (1 - expected) / n)


def test_without_signal_scores_find_what_a_lot_finds() -> None:
    """At d′ = 0, as by lot, of carriers and of others the share asked for is inspected."""
    for log in (inspected(0), inspected(None)):
        for seen, n in zip(shares(log), sizes(log).tolist(), strict=True):
            assert abs(seen - INSPECTED) < Z * np.sqrt(INSPECTED * (1 - INSPECTED) / n)


def test_a_stronger_signal_finds_more_with_as_many_inspections() -> None:
    """From chance to d′ = 2 hits rise and false alarms fall."""
    hits, alarms = zip(*(shares(inspected(signal)) for signal in (0, 0.5, 1, 2)), strict=True)
    assert list(hits) == sorted(hits)
    assert list(alarms) == sorted(alarms, reverse=True)
