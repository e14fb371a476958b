"""How far a study is: a line on a terminal, one JSON object a line for programs, or nothing."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from sim.cli.screen import progress

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

    def __init__(self, policies: tuple[str, ...], shown: Shown, key: str | None = None) -> None:
        from sim.studies.progress import Watch

        self.done = 0
        self._watch = Watch(policies, key=key)
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
        from rich.console import Console

        with Console(stderr=True, highlight=False, markup=False).status("Replications …") as self._line:
            yield


@contextmanager
def counted(shown: Shown) -> Iterator[Callable[[int, int], None] | None]:
    """Tell how many of many runs are done, the way that was asked for."""
    if shown is Shown.auto:
        with progress() as advance:
            yield advance
        return
    began_s = time.monotonic()

    def tell(done: int, total: int) -> None:
        per_s = done / max(time.monotonic() - began_s, 1e-6)
        told = {
            "done": done,
            "total": total,
            "per_min": round(60 * per_s, 6),
            "left_s": round((total - done) / per_s, 6),
        }
        typer.echo(json.dumps(told), err=True)

    yield tell if shown is Shown.jsonl else None


def _as_data(at: "Progress") -> dict[str, Any]:
    gaps = {
        policy: {"difference": _finite(gap.estimate), "low": _finite(gap.low), "high": _finite(gap.high)}
        for policy, gap in at.differences.items()
    }
    return {
        "done": at.done,
        "total": at.total,
        "per_min": _finite(at.per_min),
        "left_s": _finite(at.left_s),
        "measure": at.key,
        "differences": gaps,
    }


def _finite(value: float | None) -> float | None:
    return None if value is None or value in (float("inf"), -float("inf")) else round(value, 6)


def _in_words(at: "Progress") -> str:
    """The rate, the time left, and the widest interval."""
    from sim.measures import measure_of
    from sim.reports.words import say

    parts = [f"{at.done} of {at.total} replications"]
    if at.per_min is not None and at.left_s is not None:
        parts.append(f"{at.per_min:.0f} a minute, {_say_s(at.left_s)} left")
    halves = [
        (gap.high - gap.low) / 2 for gap in at.differences.values() if gap.high is not None and gap.low is not None
    ]
    if halves:
        measure = measure_of(at.key)
        parts.append(f"differences known to ±{say(max(halves), measure.said_unit)} or better")
    return " · ".join(parts)


def _say_s(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
