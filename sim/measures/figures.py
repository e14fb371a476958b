"""The figures of one run."""

from dataclasses import dataclass

import numpy as np

from sim.border.eventlog import EventLog
from sim.measures.catalogue import keyed, keys_of
from sim.measures.curves import curves_of
from sim.measures.facts import facts_of
from sim.measures.groups import Floats, groups_of
from sim.world import World


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
