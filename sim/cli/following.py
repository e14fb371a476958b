"""How far a study is: a line on a terminal, one JSON object a line for programs, or nothing."""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from rich.console import Console

if TYPE_CHECKING:
    from sim.studies import ReplicationResult
    from sim.studies.progress import Progress

_REFRESH_S: Final = 0.5


class Shown(StrEnum):
    """What is told of a study while it runs."""

    auto = "auto"
    jsonl = "jsonl"
    none = "none"


ProgressOption = Annotated[
    Shown,
    typer.Option("--progress", help="On standard error: a line where it is a terminal, JSON lines, or nothing."),
]


class Follower:
    """Hears of every replication, and tells it the way that was asked for."""

    def __init__(self, policies: tuple[str, ...], shown: Shown) -> None:
        from sim.studies.progress import Watch

        self.done = 0
        self._watch = Watch(policies)
        self._shown = shown
        self._line: Any = None
        self._told_s = 0.0

    def take(self, result: "ReplicationResult") -> None:
        """Note a result."""
        self._watch.take(result)

    def advance(self, done: int, total: int) -> None:
        """Tell how far it is."""
        self.done = done
        if self._shown is Shown.jsonl:
            typer.echo(json.dumps(_as_data(self._watch.progress(total)), allow_nan=False), err=True)
        elif self._line is not None and (done == total or time.monotonic() - self._told_s > _REFRESH_S):
            self._told_s = time.monotonic()
            self._line.update(_in_words(self._watch.progress(total)))

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Show the line, where someone can see it."""
        if self._shown is not Shown.auto or not sys.stderr.isatty():
            yield
            return
        with Console(stderr=True, highlight=False, markup=False).status("Replications …") as self._line:
            yield


def _as_data(progress: "Progress") -> dict[str, Any]:
    gaps = {
        policy: {"difference": _finite(gap.estimate), "low": _finite(gap.low), "high": _finite(gap.high)}
        for policy, gap in progress.differences.items()
    }
    return {
        "done": progress.done,
        "total": progress.total,
        "per_min": _finite(progress.per_min),
        "left_s": _finite(progress.left_s),
        "measure": progress.key,
        "differences": gaps,
    }


def _finite(value: float | None) -> float | None:
    return None if value is None or value in (float("inf"), -float("inf")) else round(value, 6)


def _in_words(progress: "Progress") -> str:
    """The rate, the time left, and the widest interval."""
    from sim.measures import measure_of
    from sim.reports.words import say, shown_unit

    parts = [f"{progress.done} of {progress.total} replications"]
    if progress.per_min is not None and progress.left_s is not None:
        parts.append(f"{progress.per_min:.0f} a minute, {_say_s(progress.left_s)} left")
    halves = [
        (gap.high - gap.low) / 2
        for gap in progress.differences.values()
        if gap.high is not None and gap.low is not None
    ]
    if halves:
        measure = measure_of(progress.key)
        parts.append(f"differences known to ±{say(max(halves), shown_unit(measure))} or better")
    return " · ".join(parts)


def _say_s(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
