"""Starting the pages: `python -m dashboard.launch [PORT]`, or `greenlane dashboard`."""

import socket
import sys
from pathlib import Path

from streamlit.web import cli

from dashboard.jobs import JOBS

HOST = "localhost"
PORT = 8501


class PortTakenError(RuntimeError):
    """Another program answers at the port."""


def launch(port: int = PORT) -> None:
    """Serve the pages on this machine alone until Ctrl-C; open the browser where there is one.

    Raises
    ------
    PortTakenError
        If the port is not free.
    """
    _check_free(port)
    print(f"Greenlane is at http://{HOST}:{port}. Ctrl-C ends it.", file=sys.stderr, flush=True)
    page = str(Path(__file__).with_name("app.py"))
    try:
        cli.main(["run", page, f"--server.address={HOST}", f"--server.port={port}"], standalone_mode=False)
    finally:
        JOBS.stop_all()  # or the process would not end before the last replication asked for


def _check_free(port: int) -> None:
    with socket.socket() as probe:
        # What the system still keeps of an earlier server does not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError):
            raise PortTakenError(
                f"Port {port} of this machine cannot be used, most likely because another program uses it. "
                f"Give another one, for example --port {PORT + 1}."
            ) from None


if __name__ == "__main__":
    try:
        launch(*map(int, sys.argv[1:2]))
    except PortTakenError as error:
        sys.exit(str(error))
