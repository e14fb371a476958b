"""Where the time of a study goes, layer by layer: `python -m benchmarks.budget [SCENARIO] [REPLICATIONS]`.

First one replication after another in this process, then the whole study with one worker and with two, by the clock and
with the start of the pool; for the latter nothing else may run on the machine.
"""

import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np

from benchmarks.timing import cpu_s, spread
from sim import apply, draw, load_scenario, measure, run, study
from sim.border.nature import nature
from sim.reports.document import document, to_json

ROUNDS = 7


def main(name: str = "nepal-2015", replications: int = 40) -> None:
    """Print the layers, then what a second worker gives."""
    load_s, scenario = cpu_s(lambda: load_scenario(name))
    spent: dict[str, list[float]] = defaultdict(list)

    @contextmanager
    def timed(layer: str) -> Iterator[None]:
        start = time.process_time()
        yield
        spent[layer][-1] += time.process_time() - start

    for replication in range(ROUNDS + 1):
        for layer in ("apply", "draw", "run", "measure"):
            spent[layer].append(0.0)
        with timed("apply"):
            worlds = [apply(policy, scenario.world) for policy in scenario.policies.values()]
        with timed("draw"):
            inputs = draw(scenario.world, 1, replication)
            # The rest of the luck is drawn when a run first asks for it: that is what a second run is spared.
            first_s, again_s = (cpu_s(lambda: run(worlds[0], inputs))[0] for _ in range(2))  # noqa: B023
            for world in worlds:
                nature(world, inputs)
        spent["draw"][-1] += max(0.0, first_s - again_s) - first_s - again_s
        for world in worlds:
            with timed("run"):
                log = run(world, inputs)
            with timed("measure"):
                measure(world, log)
    # The first replication also loads and works out what all share.
    layers = {layer: np.array(took[1:]) for layer, took in spent.items()}
    whole = np.sum(list(layers.values()), axis=0)
    print(f"{name}: {len(inputs)} consignments, {len(worlds)} policies; load {load_s * 1e3:.0f} ms, once")
    for layer, took in layers.items():
        share = spread((took / whole * 100).tolist())
        print(f"{layer:>8} {np.median(took) * 1e3:8.1f} ms a replication, {share} % of it")
    both = (layers["draw"] + layers["measure"]) / whole * 100
    print(f"draw and measure together: {spread(both.tolist())} % of a replication")
    found = study(scenario, replications=5, seed=1, workers=1)
    print(f"  render {cpu_s(lambda: to_json(document(found)))[0] * 1e3:8.1f} ms a study: its JSON document")
    workers(lambda count: study(scenario, replications=replications, seed=1, workers=count), replications)


def workers(job: Callable[[int], object], replications: int) -> None:
    """Run the study with one worker and with two in turn, and print how much sooner two are done."""
    ratios = []
    for _ in range(ROUNDS):
        clock = [time.perf_counter()]
        for count in (1, 2):
            job(count)
            clock.append(time.perf_counter())
        one, two = np.diff(clock)
        ratios.append(one / two)
    print(f"two workers: {spread(ratios)} × one, with {replications} replications and the start of the pool")


if __name__ == "__main__":
    main(*sys.argv[1:2], *map(int, sys.argv[2:3]))
