"""What can be asked of the server: a study, what could flip its answer, and what would be saved.

Each request is a frozen value that holds all that decides the result, and knows how to get it.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sim import (
    PILOT,
    FolderError,
    Savings,
    Scenario,
    Sensitivity,
    Stopped,
    Study,
    Watch,
    find_folder,
    headline_key,
    keys_of,
    parse_precision,
    read_study,
    savings,
    sensitivity,
    study_to_precision,
)

MOST: Final = 1000
"""Replications that a precision may take."""
FLIP_REPLICATIONS: Final = 5
"""Of each end of each input: there are many of them, and all are paired."""

OnProgress = Callable[[int, int], None]


class StoppedError(Exception):
    """Somebody stopped the work."""


@dataclass(frozen=True)
class Found:
    """What a study found.

    Attributes
    ----------
    stopped
        Why it stopped where it did, if a precision was asked for.
    whole
        Whether all was run that was asked for; else the replications up to the first that is missing.
    """

    study: Study
    stopped: Stopped | None = None
    whole: bool = True


@dataclass(frozen=True)
class Request:
    """All that decides what a study shows.

    Attributes
    ----------
    precision
        How well the difference is to be known; None for so many replications.
    """

    scenario: Scenario
    policies: tuple[str, ...]
    replications: int
    seed: int
    precision: str | None = None

    @cached_property
    def key(self) -> str:
        """The same for the same request, so that nobody waits twice for one answer."""
        return _key(self.scenario.model_dump_json(), self.policies, self.replications, self.seed, self.precision)

    @property
    def total(self) -> int:
        """Replications, as far as that is known before."""
        return self.replications if self.precision is None else PILOT

    def work(self, run: Callable[..., Study], on_progress: OnProgress, watch: Watch) -> Found:
        """Run the study in a folder of its own, so that it can be stopped and what is finished is kept."""
        with TemporaryDirectory(prefix="greenlane-", ignore_cleanup_errors=True) as place:
            folder = Path(place) / "study"
            begin = partial(
                run, self.scenario, self.policies, seed=self.seed, on_progress=on_progress, on_result=watch.take
            )
            try:
                if self.precision is None:
                    return Found(begin(replications=self.replications, out=folder))
                return Found(*study_to_precision(begin, parse_precision(self._asked), PILOT, MOST, folder))
            except StoppedError:
                return _kept(folder)

    @property
    def _asked(self) -> str:
        return f"{headline_key(keys_of(self.scenario.world))}: {self.precision}"


def _kept(folder: Path) -> Found:
    """What was finished before somebody stopped."""
    try:
        return Found(read_study(find_folder(folder)), whole=False)
    except FolderError:
        raise StoppedError from None  # nothing was finished


@dataclass(frozen=True)
class Flips:
    """What could flip the difference between two policies."""

    of: Request
    policy: str
    baseline: str

    @cached_property
    def key(self) -> str:
        """The same for the same question."""
        return _key("flips", self.of.key, self.policy, self.baseline)

    @property
    def policies(self) -> tuple[str, ...]:
        """The two policies."""
        return self.baseline, self.policy

    @property
    def total(self) -> int:
        """Runs; not known before."""
        return 1

    def work(self, run: Callable[..., Study], on_progress: OnProgress, watch: Watch) -> Sensitivity:
        """Move each assumed input."""
        scenario = self.of.scenario
        key = headline_key(keys_of(scenario.world))
        return sensitivity(
            scenario, self.policy, self.baseline, key, FLIP_REPLICATIONS, self.of.seed, on_progress=on_progress
        )


@dataclass(frozen=True, eq=False)
class Removals:
    """What would be saved under a policy without its largest causes of delay."""

    of: Request
    found: Study
    policy: str

    @cached_property
    def key(self) -> str:
        """The same for the same question."""
        return _key("removals", self.of.key, self.policy, self.found.replications)

    @property
    def policies(self) -> tuple[str, ...]:
        """The policy."""
        return (self.policy,)

    @property
    def total(self) -> int:
        """Replications."""
        return self.found.replications

    def work(self, run: Callable[..., Study], on_progress: OnProgress, watch: Watch) -> Savings:
        """Take each cause away."""
        return savings(self.found, self.policy, on_progress=on_progress)


def _key(*content: object) -> str:
    return hashlib.sha256(repr(content).encode()).hexdigest()[:16]
