"""Selection by risk score: who is inspected when a share of all is asked for.

The equal-variance normal model of signal detection (Green & Swets 1966): scores are standard normal, raised by d′ for
carriers. The threshold is the score above which the share asked for lies, carriers included: d′ = 0 selects at random.
"""

from itertools import pairwise

import numpy as np
import scipy
from numpy.typing import NDArray

from sim.border.draws import Inputs
from sim.border.nature import Nature
from sim.world import World
from sim.world.rules import Targeted

FARTHEST = 40.0
"""No score is farther from 0 than this."""


class Selection:
    """Whom a rule of targeting inspects."""

    def __init__(self, world: World, inputs: Inputs, drawn: Nature) -> None:
        self.world, self.inputs, self.drawn = world, inputs, drawn
        self._chosen: dict[Targeted, list[bool]] = {}

    def inspects(self, rule: Targeted, number: int) -> bool:
        """Whether a consignment is inspected under a rule."""
        if rule not in self._chosen:
            self._chosen[rule] = self._choose(rule).tolist()
        return self._chosen[rule][number]

    def _choose(self, rule: Targeted) -> NDArray[np.bool_]:
        signals = [signal(self.world, kind, rule) for kind in self.world.risk]
        raised = np.zeros(len(self.inputs))
        for bit, d_prime in enumerate(signals):
            raised = np.maximum(raised, np.where(self.drawn.carries >> bit & 1 == 1, d_prime, 0.0))
        thresholds = [
            threshold(
                rule.inspected,
                [(stream.hidden.get(kind, 0.0), d) for kind, d in zip(self.world.risk, signals, strict=True)],
            )
            for stream in self.world.streams.values()
        ]
        chosen: NDArray[np.bool_] = self.drawn.score + raised > np.array(thresholds)[self.inputs.stream]
        return chosen


def signal(world: World, kind: str, rule: Targeted) -> float:
    """The signal strength d′ with which a kind is told under a rule."""
    risk = {str(name): risk for name, risk in world.risk.items()}[kind]
    if rule.signal is not None:
        return rule.signal
    return risk.shared_signal if rule.shared and risk.shared_signal is not None else risk.signal


def threshold(inspected: float, carriers: list[tuple[float, float]]) -> float:
    """The score above which a share of all lies, where each kind (share, d′) raises the scores of its carriers.

    Who carries several kinds has the highest d′ among them; kinds are hidden independently.
    """
    if inspected <= 0 or inspected >= 1:
        return FARTHEST if inspected <= 0 else -FARTHEST
    kinds = sorted(((d_prime, share) for share, d_prime in carriers), reverse=True)
    left = [1.0, *np.cumprod([1 - share for _, share in kinds]).tolist()]
    mixture = [(d_prime, before - after) for (d_prime, _), (before, after) in zip(kinds, pairwise(left), strict=True)]
    mixture.append((0.0, left[-1]))

    def too_many(at: float) -> float:
        return float(sum(weight * scipy.special.ndtr(d_prime - at) for d_prime, weight in mixture)) - inspected

    return float(scipy.optimize.brentq(too_many, -FARTHEST, FARTHEST, xtol=1e-12))
