"""The server: on this machine alone, from whatever folder, and it says where."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import pin
from dashboard.launch import PortTakenError, launch

ROOT = Path(__file__).parents[2]


def test_a_taken_port_is_said_in_a_sentence() -> None:
    """Nothing starts, and the sentence names the port and what to do."""
    with socket.socket() as taken:
        taken.bind(("localhost", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortTakenError, match=rf"Port {port} .* cannot be used, .* --port"):
            launch(port)


@pytest.mark.skipif(sys.platform == "win32", reason="stops the server the POSIX way")
def test_the_server_answers_on_this_machine_alone_and_ends(port: int, tmp_path: Path) -> None:
    """Even in a folder whose own settings would open it to the network it listens to localhost; Ctrl-C ends it."""
    settings = tmp_path / ".streamlit" / "config.toml"
    settings.parent.mkdir()
    settings.write_text('[server]\naddress = "0.0.0.0"\nheadless = true\n', encoding="utf-8")
    command = [sys.executable, "-m", "dashboard.launch", str(port)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            assert server.stderr.readline() == f"Greenlane is at http://localhost:{port}. Ctrl-C ends it.\n"
            assert _answer(f"http://localhost:{port}/_stcore/health") == "ok"
            elsewhere = _is_open("127.0.0.2", port)  # of this machine too, but not what localhost stands for
        finally:
            server.send_signal(signal.SIGINT)
            server.communicate(timeout=30)
    assert server.returncode == 0
    assert not elsewhere


def _answer(address: str) -> str:
    until_s = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return str(answer.read().decode())
        except OSError:
            assert time.monotonic() < until_s, "the server does not answer"
            time.sleep(0.2)


def _is_open(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(2)
        return probe.connect_ex((host, port)) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="stops the server the POSIX way")
def test_with_lan_the_address_and_a_pin_are_shown(port: int, tmp_path: Path) -> None:
    """The line on the terminal names both, and the server answers beyond the loopback name."""
    command = [sys.executable, "-c", f"from dashboard.launch import launch; launch({port}, lan=True)"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "STREAMLIT_SERVER_HEADLESS": "true"}
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            told = server.stderr.readline()
            assert re.fullmatch(rf"Greenlane is at http://\S+:{port} with the PIN \d{{6}}\. Ctrl-C ends it\.\n", told)
            assert _answer(f"http://127.0.0.1:{port}/_stcore/health") == "ok"
        finally:
            server.send_signal(signal.SIGINT)
            server.communicate(timeout=30)


def test_nothing_is_shown_before_the_pin() -> None:
    """A wrong PIN is said to be wrong; the right one opens the page."""
    given = pin.lock()
    try:
        page = AppTest.from_file(str(ROOT / "dashboard" / "app.py"), default_timeout=60).run()
        assert [title.value for title in page.title] == ["Greenlane"]
        assert len(page.button) == 1
        wrong = f"{(int(given) + 1) % 10**pin.DIGITS:06d}"
        page.text_input[0].set_value(wrong)
        page.button[0].click().run()
        assert "not the PIN" in page.error[0].value
        page.text_input[0].set_value(given)
        page.button[0].click().run()
        assert page.title[0].value == "Which border?"
    finally:
        pin.unlock()
