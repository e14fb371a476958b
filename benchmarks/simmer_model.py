"""The reference network in R's simmer, where R and simmer are installed."""

import csv
import shutil
import subprocess
import tempfile
from pathlib import Path

from benchmarks.network import OFFICERS, Work

MODEL = Path(__file__).with_suffix(".R")


def why_not() -> str | None:
    """Why it cannot be run here; `None`: it can."""
    rscript = shutil.which("Rscript")
    if rscript is None:
        return "R is not installed"
    found = subprocess.run([rscript, "-e", "library(simmer)"], capture_output=True, text=True)
    return "simmer is not installed in R" if found.returncode else None


def cpu_s(work: Work) -> float:
    """CPU time of model, run and monitors, once the inputs are read [s].

    Raises
    ------
    RuntimeError
        If the run fails, or its services end at other times than they should number.
    """
    with tempfile.TemporaryDirectory() as folder:
        inputs = Path(folder) / "inputs.csv"
        with inputs.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["arrival", "post", "level", *(f"work{place}" for place in range(work.stations))])
            writer.writerows(
                [at, post, level, *durations]
                for at, post, level, durations in zip(work.arrival, work.post, work.level, work.durations, strict=True)
            )
        done = subprocess.run(
            ["Rscript", str(MODEL), str(inputs), str(work.posts), str(OFFICERS)], capture_output=True, text=True
        )
    if done.returncode:
        raise RuntimeError(f"simmer failed: {done.stderr.strip()}")
    took, rows, _ = done.stdout.split()
    if int(rows) != len(work) * work.stations:
        raise RuntimeError(f"simmer served {rows} visits instead of {len(work) * work.stations}")
    return float(took)
