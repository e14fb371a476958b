"""One replication: the same consignments with the same luck under every policy."""

import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.border import EventLog, Inputs, draw, run
from sim.measures import Figures, measure
from sim.policies import Policy, apply
from sim.scenario import Scenario
from sim.world import World

CURVE: Final = "curve/"
"""How the names of curves begin among those of all arrays."""


class StudyError(RuntimeError):
    """A study that could not be finished, said in a sentence."""


class ReplicationError(StudyError):
    """A replication that failed, with what it takes to repeat it.

    Attributes
    ----------
    scenario, policy, seed, replication
        Where it happened; replications count from 0.
    reason
        What went wrong.
    settings
        What-ifs that it was run with, as ``path=value``.
    """

    def __init__(
        self, scenario: str, policy: str, seed: int, replication: int, reason: str, settings: tuple[str, ...] = ()
    ) -> None:
        """Keep what it takes to find the failure again."""
        # All go to the base class: that is what travels from a worker process to the reader.
        super().__init__(scenario, policy, seed, replication, reason, settings)
        self.scenario = scenario
        self.policy = policy
        self.seed = seed
        self.replication = replication
        self.reason = reason
        self.settings = settings

    def under(self, settings: tuple[str, ...]) -> "ReplicationError":
        """The same failure, of a scenario with what-ifs."""
        return ReplicationError(self.scenario, self.policy, self.seed, self.replication, self.reason, settings)

    def command(self, scenario: str | None = None, settings: Sequence[str] = ()) -> str:
        """The one command that repeats the failure, with the scenario and what-ifs as they were asked for."""
        where = ["--policy", self.policy, "--seed", str(self.seed), "--replication", str(self.replication)]
        changed = [word for setting in (*settings, *self.settings) for word in ("--set", setting)]
        return shlex.join(["greenlane", "log", scenario or self.scenario, *where, *changed, "--out", "DIR"])

    def __str__(self) -> str:
        """Say where it failed, why, and how to see it again."""
        return (
            f"scenario {self.scenario}, policy {self.policy}, seed {self.seed}, replication {self.replication} failed: "
            f"{self.reason}. To repeat it: {self.command()}"
        )


@dataclass(frozen=True)
class Engine:
    """The four verbs of a run; tests put their own in place."""

    apply: Callable[[Policy, World], World] = apply
    draw: Callable[[World, int, int], Inputs] = draw
    run: Callable[[World, Inputs], EventLog] = run
    measure: Callable[[World, EventLog], Figures] = measure


GREENLANE = Engine()


@dataclass(frozen=True, eq=False)
class ReplicationResult:
    """The figures of one replication under every policy, small enough to send between processes.

    Attributes
    ----------
    keys
        (keys,) What the figures are, "group/measure".
    total, count
        (policies, keys) A figure is total / count; a count of 0 is unknown.
    curves
        (policies, points) each, by name.
    ledger
        (policies, …) Hours summed.
    """

    replication: int
    keys: tuple[str, ...]
    total: NDArray[np.float64]
    count: NDArray[np.float64]
    curves: dict[str, NDArray[np.float64]]
    ledger: NDArray[np.float64]

    def arrays(self) -> dict[str, NDArray[np.float64]]:
        """All of its numbers by name, policies first; curves as ``curve/…``."""
        curves = {f"{CURVE}{name}": curve for name, curve in self.curves.items()}
        return {"total": self.total, "count": self.count, "ledger": self.ledger, **curves}


def replicate(
    scenario: Scenario, policies: Sequence[str], seed: int, replication: int, engine: Engine = GREENLANE
) -> ReplicationResult:
    """Draw all chance once, from the world before any policy, and run every policy on it.

    Raises
    ------
    ReplicationError
        If a run fails; a policy that does not fit the world raises its own error.
    """
    worlds = {policy: engine.apply(scenario.policies[policy], scenario.world) for policy in policies}
    return replicate_worlds(scenario, worlds, seed, replication, engine)


def replicate_worlds(
    scenario: Scenario, worlds: Mapping[str, World], seed: int, replication: int, engine: Engine = GREENLANE
) -> ReplicationResult:
    """Draw all chance once, from the world before any policy, and run worlds on it that were made from that one.

    Raises
    ------
    ReplicationError
        If a run fails.
    """
    with _repeatable(scenario, next(iter(worlds)), seed, replication):
        inputs = engine.draw(scenario.world, seed, replication)
    figures = []
    for policy, world in worlds.items():
        with _repeatable(scenario, policy, seed, replication):
            figures.append(_sound(engine.measure(world, engine.run(world, inputs))))
    return _side_by_side(replication, figures)


@contextmanager
def _repeatable(scenario: Scenario, policy: str, seed: int, replication: int) -> Iterator[None]:
    """Say of any failure where it happened."""
    try:
        yield
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        raise ReplicationError(scenario.name, policy, seed, replication, reason) from error


def _sound(figures: Figures) -> Figures:
    """Refuse figures that are not numbers: unknown is a count of 0."""
    wrong = np.isnan(figures.total) | np.isnan(figures.count)
    if wrong.any():
        raise ValueError(f"{figures.keys[int(np.argmax(wrong))]} is not a number")
    return figures


def _side_by_side(replication: int, figures: Sequence[Figures]) -> ReplicationResult:
    """Stack the figures of all policies, which must be about the same things."""
    first = figures[0]
    for other in figures[1:]:
        check_same(first.keys, other.keys)
        check_same(tuple(first.curves), tuple(other.curves))
    return ReplicationResult(
        replication,
        first.keys,
        np.stack([f.total for f in figures]),
        np.stack([f.count for f in figures]),
        {name: np.stack([f.curves[name] for f in figures]) for name in first.curves},
        np.stack([f.ledger for f in figures]),
    )


def check_same(keys: tuple[str, ...], others: tuple[str, ...]) -> None:
    """Refuse figures in another order or of other groups, which would be compared with the wrong ones.

    Raises
    ------
    ValueError
        If the keys differ.
    """
    if keys != others:
        pairs = zip_longest(keys, others, fillvalue="nothing")
        key, other = next((key, other) for key, other in pairs if key != other)
        raise ValueError(f"two runs must give the same figures in the same order; one has {key} where one has {other}")
