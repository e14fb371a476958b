"""Speed of Greenlane beside textbook SimPy, Ciw, salabim and R's simmer on the reference network.

    python -m benchmarks.speed [ROUNDS] [COUNT]

All are fed the same drawn inputs and run in turn in one session; every end of service must agree to the bit. Ratios of
CPU time are printed, round by round, because machines differ and are shared. Ciw and salabim come with the `bench`
extra; simmer is run where R has it.
"""

import sys
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec

import numpy as np

from benchmarks import simmer_model, textbook
from benchmarks.network import Network, ends_of, network
from benchmarks.timing import cpu_s, spread
from sim import EventLog, run

PEERS = {"Ciw": ("ciw", "benchmarks.ciw_model"), "salabim": ("salabim", "benchmarks.salabim_model")}


def main(rounds: int = 7, count: int = 20_000) -> None:
    """Run all in turn, check that they agree, and print the ratios."""
    case = network(count)
    jobs: dict[str, Callable[[], object]] = {"textbook SimPy": lambda: textbook.run(case.work)}
    for name, (package, module) in PEERS.items():
        if find_spec(package):
            model = import_module(module)
            jobs[name] = lambda model=model: model.run(case.work)
        else:
            print(f"{name} is not installed: pip install -e '.[bench]'")
    ratios = {name: [] for name in jobs}
    missing = simmer_model.why_not()
    if missing:
        print(f"simmer is left out: {missing}")
    else:
        ratios["simmer"] = []
    for _ in range(rounds):
        one_round(case, jobs, ratios)
    work = case.work
    print(
        f"{len(work)} consignments, {work.stations} visits each, {rounds} rounds; all ends of service agree to the bit"
    )
    for name, found in ratios.items():
        print(f"Greenlane with its event log: {spread(found)} × {name}")


def one_round(case: Network, jobs: dict[str, Callable[[], object]], ratios: dict[str, list[float]]) -> None:
    """Run each once, and note how many times as long as Greenlane it took."""
    ours_s, log = cpu_s(lambda: run(case.world, case.inputs))
    assert isinstance(log, EventLog)
    ends = ends_of(log, case.work.stations)
    for name, job in jobs.items():
        theirs_s, theirs = cpu_s(job)
        if not np.array_equal(theirs, ends):
            raise SystemExit(f"Greenlane and {name} disagree: not one figure here means anything")
        ratios[name].append(theirs_s / ours_s)
    if "simmer" in ratios:
        ratios["simmer"].append(simmer_model.cpu_s(case.work) / ours_s)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
