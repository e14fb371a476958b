"""CPU time of short commands beside that of loading NumPy: `python -m benchmarks.starting [ROUNDS]`.

Compiled modules are written first: a first start after an installation that left them out takes longer.
"""

import compileall
import os
import resource
import subprocess
import sys
from pathlib import Path

import numpy as np

import sim
from benchmarks.timing import spread

GREENLANE = str(Path(sys.executable).with_name("greenlane"))
NUMPY = (sys.executable, "-c", "import numpy")
COMMANDS = ((GREENLANE, "--help"), (GREENLANE, "check", "nepal-2015"))


def child_cpu_s(command: tuple[str, ...]) -> float:
    """CPU time of a command, its processes included [s]."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(rounds: int = 7) -> None:
    """Print the time of each command, and how many times that of loading NumPy it is."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    compileall.compile_dir(str(Path(sim.__file__).parent), quiet=1)
    for command in (NUMPY, *COMMANDS):
        child_cpu_s(command)
    took: dict[tuple[str, ...], list[float]] = {command: [] for command in (NUMPY, *COMMANDS)}
    for _ in range(rounds):
        for command, times in took.items():
            times.append(child_cpu_s(command))
    print(f"import numpy: {np.median(took[NUMPY]):.2f} s of CPU, {rounds} rounds")
    for command in COMMANDS:
        ratios = [a / b for a, b in zip(took[command], took[NUMPY], strict=True)]
        print(f"greenlane {' '.join(command[1:])}: {np.median(took[command]):.2f} s, {spread(ratios)} × import numpy")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
