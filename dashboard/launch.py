"""Starting the pages: `python -m dashboard.launch [PORT]`, or `greenlane dashboard`."""

import socket
import sys
from importlib import import_module
from pathlib import Path
from threading import Timer

from streamlit.web import cli

from dashboard import pin
from dashboard.jobs import JOBS

HOST = "localhost"
PORT = 8501
WARM_AFTER_S = 3.0
_EVERYWHERE = "0.0.0.0"
_AWAY = ("10.255.255.255", 1)


class PortTakenError(RuntimeError):
    """Another program answers at the port."""


def launch(port: int = PORT, lan: bool = False) -> None:
    """Serve the pages until Ctrl-C; open the browser where there is one.

    Parameters
    ----------
    lan
        Whether others on the network may open them, with a PIN; else this machine alone.

    Raises
    ------
    PortTakenError
        If the port is not free.
    """
    host = _lan_address() if lan else HOST
    bound = _EVERYWHERE if lan else HOST
    _check_free(bound, port)
    key = f" with the PIN {pin.lock()}" if lan else ""
    print(f"Greenlane is at http://{host}:{port}{key}. Ctrl-C ends it.", file=sys.stderr, flush=True)
    page = str(Path(__file__).with_name("app.py"))
    # The libraries of charts take a second to load; not before the first page is there, which needs none of them.
    warming = Timer(WARM_AFTER_S, _warm_up)
    warming.daemon = True
    warming.start()
    try:
        cli.main(["run", page, *_flags(host, bound, port)], standalone_mode=False)
    finally:
        warming.cancel()
        pin.unlock()
        JOBS.stop_all()  # or the process would not end before the last replication asked for


def _warm_up() -> None:
    import_module("sim").released_chart  # noqa: B018 -- asking for it loads it


def _flags(host: str, bound: str, port: int) -> list[str]:
    """Say again what the settings beside the page say: where Streamlit looks for those depends on its version."""
    hosts = dict.fromkeys((HOST, "127.0.0.1", host))
    return [
        f"--server.address={bound}",
        f"--server.port={port}",
        *(f"--server.allowedHosts={name}" for name in hosts),
        f"--browser.serverAddress={host}",
        "--browser.gatherUsageStats=false",
        "--client.toolbarMode=viewer",
        "--client.showErrorLinks=false",
        "--runner.magicEnabled=false",
    ]


def _lan_address() -> str:
    """Find the address others on the network reach this machine at; nothing is sent for it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_AWAY)
            return str(probe.getsockname()[0])
        except OSError:  # no network at all
            return HOST


def _check_free(host: str, port: int) -> None:
    with socket.socket() as probe:
        # What the system still keeps of an earlier server does not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError):
            raise PortTakenError(
                f"Port {port} of this machine cannot be used, most likely because another program uses it. "
                f"Give another one, for example --port {PORT + 1}."
            ) from None


if __name__ == "__main__":
    try:
        launch(int(sys.argv[1]) if sys.argv[1:] else PORT)
    except PortTakenError as error:
        sys.exit(str(error))
