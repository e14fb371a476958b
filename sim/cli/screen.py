"""The terminal: where results are printed, and how far a study is."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console


def console() -> Console:
    """The standard output; square brackets and numbers in it are just text."""
    return Console(highlight=False, markup=False, emoji=False)


@contextmanager
def progress(replications: int) -> Iterator[Callable[[int, int], None] | None]:
    """Show how far a study is, where someone can see it."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = TextColumn("Replications"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=replications)
        yield lambda done, _: bar.update(task, completed=done)
