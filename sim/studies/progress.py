"""How far a study is, how fast it goes, and how the intervals narrow while it runs. Nothing is decided by it."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count, takewhile
from typing import Final

import numpy as np

from sim.studies.comparison import headline_key
from sim.studies.replication import ReplicationResult
from sim.studies.statistics import Interval, simultaneous
from sim.studies.study import Study, difference

_WINDOW: Final = 16
"""The latest replications, from which the rate is told: those of a folder come in no time."""


@dataclass(frozen=True)
class Progress:
    """Where a study is.

    Attributes
    ----------
    done, total
        Replications.
    per_min
        Replications a minute lately; None before that can be told.
    left_s
        Seconds that are left at this rate.
    key
        The measure that decides.
    differences
        By policy, the difference to the baseline so far, all together.
    """

    done: int
    total: int
    per_min: float | None
    left_s: float | None
    key: str
    differences: dict[str, Interval]


class Watch:
    """Follows a study: give its `take` as ``on_result`` and ask it for the progress whenever that is wanted.

    It keeps one figure a policy and replication, of ``key`` or else the headline, and the time of the latest few.

    Attributes
    ----------
    policies
        The first is the baseline.
    """

    def __init__(
        self, policies: tuple[str, ...], clock: Callable[[], float] = time.monotonic, key: str | None = None
    ) -> None:
        self.policies = policies
        self._clock = clock
        self._figures: dict[int, tuple[np.ndarray, np.ndarray]] = {}
        self._moments_s: deque[float] = deque(maxlen=_WINDOW)
        self._key = key or ""

    def take(self, result: ReplicationResult) -> None:
        """Note a result."""
        self._key = self._key or headline_key(result.keys)
        place = result.keys.index(self._key)
        self._figures[result.replication] = result.total[:, place].copy(), result.count[:, place].copy()
        self._moments_s.append(self._clock())

    def progress(self, total: int) -> Progress:
        """Tell where the study is, of so many replications."""
        done = len(self._figures)
        per_s = self._rate()
        left_s = None if per_s is None else (total - done) / per_s
        return Progress(done, total, per_s and 60 * per_s, left_s, self._key, self._differences())

    def _rate(self) -> float | None:
        if len(self._moments_s) < 3 or self._moments_s[-1] <= self._moments_s[0]:
            return None
        return (len(self._moments_s) - 1) / (self._moments_s[-1] - self._moments_s[0])

    def _differences(self) -> dict[str, Interval]:
        # Up to the first gap: replications that are quick would be over-represented beyond it.
        figures = [self._figures[number] for number in takewhile(self._figures.__contains__, count())]
        if not figures:
            return {}
        total, counted = (np.stack(side, axis=1)[:, :, None] for side in zip(*figures, strict=True))
        so_far = Study(None, self.policies, 0, len(figures), (self._key,), total, counted, {}, total[:, 0])  # type: ignore[arg-type]
        together = simultaneous(0.95, len(self.policies) - 1)
        first = self.policies[0]
        return {other: difference(so_far, other, first, self._key, together) for other in self.policies[1:]}
