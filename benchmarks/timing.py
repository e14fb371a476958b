"""CPU time, ratios with their spread, and peak memory, on machines that are shared."""

import gc
import re
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np


def cpu_s(job: Callable[[], object]) -> tuple[float, object]:
    """CPU time of a job, and what it returns."""
    gc.collect()
    start = time.process_time()
    result = job()
    return time.process_time() - start, result


def spread(ratios: list[float]) -> str:
    """The median of some ratios with the least and the greatest."""
    low, middle, high = np.quantile(ratios, [0, 0.5, 1])
    return f"{middle:.2f} ({low:.2f} to {high:.2f})"


def resident_bytes(field: str) -> int:
    """Memory of this process as Linux tells it: `VmRSS` now, `VmHWM` at most since the mark was reset."""
    found = re.search(rf"{field}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1]) * 1024


def reset_high_water_mark() -> None:
    """Forget how much memory this process once had."""
    Path("/proc/self/clear_refs").write_text("5")
