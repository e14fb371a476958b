"""A dashboard of its own and the Chromium that looks at it, for benchmarks and for tests of the pages."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CHROMIUM = Path("/usr/bin/chromium")
SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
ROOT = Path(__file__).parents[1]
PATIENCE_S = 120


@contextmanager
def server() -> Iterator[str]:
    """The address of a dashboard, started and ended as people do, from the moment that it answers."""
    address = f"http://localhost:{(port := free_port())}"
    command = [sys.executable, "-m", "dashboard.launch", str(port)]
    environment = {**os.environ, "STREAMLIT_SERVER_HEADLESS": "true"}
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, cwd=ROOT, env=environment, **silent) as started:
        try:
            until_answered(f"{address}/_stcore/health")
            yield address
        finally:
            started.send_signal(signal.SIGINT)
            started.wait(timeout=PATIENCE_S)


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])


def until_answered(address: str) -> None:
    """Wait for a server; after `PATIENCE_S` raise what it was that failed."""
    until_s = time.monotonic() + PATIENCE_S
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            if time.monotonic() > until_s:
                raise
            time.sleep(0.02)
