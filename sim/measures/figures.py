"""The figures of one run."""

from dataclasses import dataclass, replace

import numpy as np

from sim.border.eventlog import EventLog
from sim.measures.catalogue import group_of, keyed, keys_of, measure_of
from sim.measures.curves import curves_of
from sim.measures.facts import facts_of
from sim.measures.groups import Floats, groups_of
from sim.measures.row import Figure
from sim.world import Window, World


@dataclass(frozen=True, eq=False)
class Figures:
    """What one run comes to: small enough to send between processes.

    Attributes
    ----------
    keys
        ``group/measure``; the same in the same order for every run of a world under whatever policy.
    total, count
        (keys,) a figure is total / count; count 0 is unknown, an infinite total not reached within the run.
    curves
        Curves by name: see `curves_of`.
    ledger
        (kinds, posts, agencies + 1, causes) hours of the cohort's consignments released within the run-out, in the
        order of `kinds_of`, the world's posts and agencies (the last for nobody), and `Cause` [h].
    """

    keys: tuple[str, ...]
    total: Floats
    count: Floats
    curves: dict[str, Floats]
    ledger: Floats

    def value(self, key: str) -> float | None:
        """Return one figure: infinite if it was not reached, None if it is unknown."""
        place = self.keys.index(key)
        return float(self.total[place] / self.count[place]) if self.count[place] else None


def measure(world: World, log: EventLog) -> Figures:
    """Measure one run of a world."""
    groups = facts_of(world, log, groups_of(world))
    of_group = {facts.group: facts for facts in groups}
    pairs = np.array([row.function(of_group[group]) for group, row in keyed(world)], dtype=np.float64)
    return Figures(
        keys=keys_of(world),
        total=pairs[:, 0],
        count=pairs[:, 1],
        curves=curves_of(world, groups),
        ledger=groups[0].run.ledger,
    )


def figure_in(world: World, log: EventLog, key: str, window: Window) -> Figure:
    """Total and count of one figure, as if only a part of the time of observation had been observed.

    The cohort is who reaches the border within the window, and each is followed as long as before.

    Raises
    ------
    ValueError
        If the world has no such figure, or does not observe the whole window.
    """
    observed = world.observed
    if key not in keys_of(world):
        raise ValueError(f"{key} is not a measure of this world")
    if not observed.start <= window.start < window.until <= observed.until:
        raise ValueError(f"the window of {key} does not lie within the time that is observed")
    base_us = log.consignments["base_arrival"]
    cohort = (base_us >= window.start) & (base_us < window.until)
    spans = {"begins": window.start, "lead_in": window.start - world.start_us, "observe": window.until - window.start}
    part = replace(log, consignments={**log.consignments, "cohort": cohort.astype(np.int64)})
    group = next(group for group in groups_of(world) if group.name == group_of(key))
    (facts,) = facts_of(world.model_copy(update=spans), part, (group,))
    return measure_of(key).function(facts)
