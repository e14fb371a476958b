"""Growth of time and memory with the backlog: the reference network shut for the first five of its thirty days.

    python -m benchmarks.growth [ROUNDS] [LARGEST FOR TEXTBOOK SIMPY]

Textbook SimPy sorts its queue at every request: at 200,000 it takes minutes, so it runs up to 20,000 unless told.
Memory is the growth of a fresh process over what it holds before the run, that is with inputs drawn.
"""

import json
import subprocess
import sys

import numpy as np

from benchmarks import textbook
from benchmarks.network import CLOSED_DAYS, DAYS, ends_of, network
from benchmarks.timing import cpu_s, reset_high_water_mark, resident_bytes, spread
from sim import EventLog, run

SIZES = (2_000, 20_000, 200_000)
CASES = {
    "no backlog": (False, DAYS, 200_000),
    "shut for five of thirty days": (True, DAYS, 200_000),
    "all arrive while shut": (True, CLOSED_DAYS, 100_000),
}
"""Whether it is shut, in how many days all arrive, and how many."""


def main(rounds: int = 7, textbook_most: int = 20_000) -> None:
    """Print time a consignment by size, and memory."""
    cases = {size: network(size, closed=True) for size in SIZES}
    ours: dict[int, list[float]] = {size: [] for size in SIZES}
    for _ in range(rounds):
        for size, case in cases.items():
            # As many runs of the small ones as take a while: the clock is coarse.
            runs = max(1, SIZES[1] // size)
            took_s, log = cpu_s(lambda case=case, runs=runs: [run(case.world, case.inputs) for _ in range(runs)][-1])
            ours[size].append(took_s / runs / len(case.work) * 1e6)
    for size, case in cases.items():
        line = f"{size:>7} shut for five days: {np.median(ours[size]):6.1f} µs a consignment"
        line += f", {spread([a / b for a, b in zip(ours[size], ours[SIZES[0]], strict=True)])} × that at {SIZES[0]}"
        if size <= textbook_most:
            took_s, ends = cpu_s(lambda case=case: textbook.run(case.work))
            log = run(case.world, case.inputs)
            assert isinstance(log, EventLog)
            agrees = np.array_equal(ends, ends_of(log, case.work.stations))
            line += f"; textbook SimPy {took_s / len(case.work) * 1e6:.1f} µs, ends agree: {agrees}"
        print(line, flush=True)
    for name, (closed, within_days, most) in CASES.items():
        for size in (20_000, most):
            peak = peak_bytes(size, closed, within_days)
            print(f"{size:>7} {name}: peak {peak:,.0f} bytes a consignment", flush=True)


def peak_bytes(size: int, closed: bool, within_days: float) -> float:
    """Peak memory of one run a consignment, in a process of its own."""
    arguments = [sys.executable, "-m", "benchmarks.growth", json.dumps([size, closed, within_days])]
    done = subprocess.run(arguments, capture_output=True, text=True, check=True)
    return float(done.stdout)


def measure_peak(size: int, closed: bool, within_days: float) -> None:
    """Print it, after a small run that loads all there is to load."""
    small = network(200, closed=closed, within_days=within_days)
    run(small.world, small.inputs)
    case = network(size, closed=closed, within_days=within_days)
    before = resident_bytes("VmRSS")
    reset_high_water_mark()
    run(case.world, case.inputs)
    print((resident_bytes("VmHWM") - before) / len(case.inputs))


if __name__ == "__main__":
    if sys.argv[1:] and sys.argv[1].startswith("["):
        measure_peak(*json.loads(sys.argv[1]))
    else:
        main(*map(int, sys.argv[1:]))
