"""Speed of Greenlane beside textbook SimPy on the reference network: `python -m benchmarks.speed [ROUNDS]`.

Both are fed the same drawn inputs and run in turn in one session; every end of service must agree to the bit. Ratios of
CPU time are printed, pair by pair, because machines differ and are shared.
"""

import gc
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks import textbook
from sim import Inputs, Scenario, World, apply, draw, load_scenario, run
from sim.border.eventlog import EventLog
from sim.border.nature import nature


def work_of(world: World, inputs: Inputs) -> textbook.Work:
    """The inputs of a run as the textbook model takes them."""
    steps = list(world.procedure)
    levels = [0 if stream.kind == "relief" else 1 for stream in world.streams.values()]
    durations = np.zeros((len(inputs), len(steps)), dtype=np.int64)
    for origin in inputs.origins:
        for place, step in enumerate(steps):
            law = world.procedure[step].duration
            durations[origin.numbers, place] = np.rint(law.quantile(inputs.of(origin, f"{step}/duration")))
    return textbook.Work(
        arrival=inputs.base_arrival.tolist(),
        post=nature(world, inputs).post.tolist(),
        level=np.array(levels)[inputs.stream].tolist(),
        durations=durations.tolist(),
    )


def ends_of(log: EventLog, stations: int) -> np.ndarray:
    """The end of service at each station from an event log: (n, stations) [µs]."""
    ends = np.zeros((len(log.consignments["post"]), stations), dtype=np.int64)
    ends[log.visits["consignment"], log.visits["step"]] = log.visits["end"]
    return ends


def cpu_s(job: Callable[[], object]) -> tuple[float, object]:
    """CPU time of a job and what it returns."""
    gc.collect()
    start = time.process_time()
    result = job()
    return time.process_time() - start, result


def main(rounds: int = 7) -> None:
    """Run both in turn, check that they agree, and print the ratios."""
    scenario: Scenario = load_scenario(str(Path(__file__).with_name("reference.yaml")))
    (policy,) = scenario.policies.values()
    world = apply(policy, scenario.world)
    inputs = draw(scenario.world, seed=1)
    work = work_of(world, inputs)
    ratios = []
    for _ in range(rounds):
        plain_s, plain = cpu_s(lambda: textbook.run(work, posts=len(world.posts), officers=4))
        ours_s, log = cpu_s(lambda: run(world, inputs))
        assert isinstance(log, EventLog)
        if not np.array_equal(plain, ends_of(log, len(world.procedure))):
            raise SystemExit("the two models disagree: not one figure here means anything")
        ratios.append(plain_s / ours_s)
    low, middle, high = np.quantile(ratios, [0, 0.5, 1])
    print(
        f"{len(inputs)} consignments, {len(world.procedure)} visits each, {rounds} rounds; all times agree to the bit"
    )
    print(f"Greenlane with its event log: {middle:.2f} × textbook SimPy (from {low:.2f} to {high:.2f})")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
