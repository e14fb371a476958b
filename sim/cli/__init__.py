"""The `greenlane` command. Rooms do the work and reports choose the words; here is only what is asked for and how.

What is asked for goes to standard output, all else to standard error. Exit codes: 0 fine, 1 unexpected, 2 usage,
3 the scenario is not valid, 4 a stated target was missed, 130 interrupted. Rooms are imported by the commands that
need them, so that `greenlane --help` answers at once.
"""

import sys
from io import TextIOWrapper

from sim.cli import questions  # noqa: F401 -- its commands are added by it; help lists them in this order

# isort: split
from sim.cli import history, kept, replays  # noqa: F401 -- so are theirs
from sim.cli.commands import app
from sim.cli.failures import UNEXPECTED, say

__all__ = ["app", "main"]


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A terminal of few characters shows a question mark for the others.
            stream.reconfigure(errors="replace")
    try:
        app()
    except OSError as error:
        say(f"{error.filename or 'What was asked for'} cannot be read or written: {error.strerror}.")
        sys.exit(UNEXPECTED)
