"""Studies that end by force: whatever was finished is kept, and going on gives the numbers of an undisturbed run."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from folders import bridge, chunks, same_bits

from sim.studies import find_folder, study

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills processes and mounts the POSIX way")

LONG_S = 900
"""Patience with processes on a machine that has much else to do; nothing that works comes near it."""

STUDY = """
import sys
sys.path.insert(0, {here!r})
from folders import bridge, slowly
from pathlib import Path
from sim.studies import study

if __name__ == "__main__":
    told = lambda done, total: print(done, flush=True)
    study(bridge(), replications=40, workers={workers}, out=Path({out!r}), replicate=slowly, on_progress=told)
"""
FULL = """
import sys
sys.path.insert(0, {here!r})
from folders import bridge
from pathlib import Path
from sim.studies import StudyError, study

try:
    study(bridge(), replications=500, workers=1, out=Path({out!r}))
except StudyError as error:
    print(error)
"""


def script(folder: Path, text: str, **values: object) -> list[str]:
    path = folder / "script.py"
    path.write_text(text.format(here=str(Path(__file__).parent), **values), encoding="utf-8")
    return [sys.executable, str(path)]


@contextmanager
def started(command: list[str]) -> Iterator[subprocess.Popen[str]]:
    """A process that does not outlive the test, whatever fails."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def children(process: int) -> list[int]:
    """Worker processes of a process: its children that run replications."""
    found = subprocess.run(
        ["pgrep", "-P", str(process), "-f", "spawn_main"], capture_output=True, text=True, check=False
    )
    return [int(word) for word in found.stdout.split()]


def is_running(process: int) -> bool:
    """Whether a process is there and has not ended."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False)
    return state.stdout.strip()[:1] not in ("", "Z")


@pytest.mark.skipif(shutil.which("pgrep") is None, reason="pgrep, which finds the workers, is not installed")
@pytest.mark.parametrize("workers", [1, 2])
def test_killing_the_main_process_loses_nothing_that_was_told_finished(tmp_path: Path, workers: int) -> None:
    """After `kill -9` at 5 or more of 40: at least those told are on the disk, whole, and going on gives the bits.

    Workers end by themselves, for nobody is left to tell them.
    """
    out = tmp_path / "study"
    with started(script(tmp_path, STUDY, workers=workers, out=str(out))) as process:
        told = 0
        while told < 5:
            told = int(process.stdout.readline())
        at_work = children(process.pid)
        process.kill()
    assert len(at_work) == (2 if workers == 2 else 0)
    deadline_s = time.monotonic() + LONG_S
    while any(map(is_running, at_work)):
        assert time.monotonic() < deadline_s, "a worker outlives the main process"
        time.sleep(0.2)
    before = chunks(out)
    finished = list(find_folder(out).finished())
    assert told <= len(finished) < 40
    result = study(bridge(), replications=40, workers=1, out=out)
    same_bits(result, study(bridge(), replications=40, workers=1))
    assert before.items() <= chunks(out).items()


@pytest.mark.skipif(shutil.which("pgrep") is None, reason="pgrep, which finds the worker, is not installed")
def test_killing_a_worker_changes_no_number(tmp_path: Path) -> None:
    """After `kill -9` of one worker in mid-study the study ends by itself, with the bits of an undisturbed run."""
    out = tmp_path / "study"
    with started(script(tmp_path, STUDY, workers=2, out=str(out))) as process:
        assert int(process.stdout.readline()) >= 1
        os.kill(children(process.pid)[0], signal.SIGKILL)
        process.communicate(timeout=LONG_S)
    assert process.returncode == 0
    same_bits(study(bridge(), replications=40, workers=1, out=out), study(bridge(), replications=40, workers=1))


@pytest.fixture
def small_disk(tmp_path: Path):
    """A disk of 160 kB."""
    place = tmp_path / "small"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=160k", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small disk is not permitted here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_keeps_what_was_finished(tmp_path: Path, small_disk: Path) -> None:
    """The study ends with a sentence; with more room it goes on, and the numbers are those of an undisturbed run."""
    out = small_disk / "study"
    result = subprocess.run(
        script(tmp_path, FULL, out=str(out)), capture_output=True, text=True, check=True, timeout=LONG_S
    )
    assert "No space left on device" in result.stdout
    assert "make room and run the same command again" in result.stdout
    finished = list(find_folder(out).finished())
    assert 0 < len(finished) < 500
    assert not list(out.rglob(".writing-*"))
    subprocess.run(["mount", "-o", "remount,size=8m", str(small_disk)], check=True)
    wanted = len(finished) + 5
    same_bits(study(bridge(), replications=wanted, workers=1, out=out), study(bridge(), replications=wanted, workers=1))


MEMORY = """
import sys
sys.path.insert(0, {here!r})
from folders import bridge
from pathlib import Path
import resource
from sim.studies import study

if __name__ == "__main__":
    peaks = {{}}
    def told(done, total):
        peaks[done] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    study(bridge(), replications=1000, workers=2, out=Path({out!r}), on_progress=told)
    print(peaks[100], peaks[1000], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


@pytest.mark.slow
def test_memory_does_not_grow_with_replications(tmp_path: Path) -> None:
    """Between 100 and 1,000 replications the main process grows by less than 16 MB; with the result it stays below 300.

    What grows is the result itself: 16 bytes for each policy, replication and figure, and 8 for each point of a curve.
    """
    command = script(tmp_path, MEMORY, out=str(tmp_path / "study"))
    result = subprocess.run(command, capture_output=True, text=True, check=True, timeout=LONG_S)
    early_mb, late_mb, with_result_mb = map(int, result.stdout.split())
    assert late_mb - early_mb < 16
    assert with_result_mb < 300
