"""Greenlane's engine beside textbook SimPy on the reference network of the benchmarks: the same times, to the bit."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks import textbook
from benchmarks.network import ends_of, work_of
from sim import apply, draw, load_scenario, run

REFERENCE = Path(__file__).parents[2] / "benchmarks" / "reference.yaml"


@pytest.mark.parametrize("seed", [1, 2])
def test_every_service_ends_when_textbook_simpy_ends_it(seed: int) -> None:
    """Two priority classes, five posts of five stations, load 0.85: about 3,300 consignments of five visits each."""
    ends = ["run_out=200 d", "streams.aid.arrivals.until=5 d", "streams.trade.arrivals.until=5 d"]
    scenario = load_scenario(str(REFERENCE), ends)
    (policy,) = scenario.policies.values()
    world = apply(policy, scenario.world)
    inputs = draw(scenario.world, seed=seed)
    plain = textbook.run(work_of(world, inputs))
    log = run(world, inputs)
    assert len(inputs) > 3000
    assert len(log.visits["end"]) == len(inputs) * len(world.procedure)
    assert np.array_equal(ends_of(log, len(world.procedure)), plain)
