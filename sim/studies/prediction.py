"""Where one more history would lie: what a single published figure is compared with.

What happened is one history, not the mean of many. So it is compared with an interval that holds one further
replication, and not with the much narrower interval of the mean.

References
----------
Hahn, G. J. and Meeker, W. Q. (1991). Statistical Intervals: A Guide for Practitioners, chapter 5 (distribution-free
intervals). Wiley.
"""

import math
from dataclasses import dataclass

import numpy as np

from sim.studies.statistics import Floats


@dataclass(frozen=True)
class Prediction:
    """An interval that one more replication lies in.

    Attributes
    ----------
    middle
        Median of the replications; infinite where most did not reach the value, None where none knows it.
    low, high
        Bounds; infinite where the value was not reached, None where no replication knows it.
    holds
        The chance that one more replication lies between them.
    """

    middle: float | None
    low: float | None
    high: float | None
    holds: float


def prediction(total: Floats, count: Floats, confidence: float = 0.95) -> Prediction:
    """Lay bounds around the values of single replications, whatever their distribution.

    Of R values in order, one more lies between the r-th least and the r-th greatest with a chance of
    (R + 1 - 2 r) / (R + 1) or more. The greatest r is taken for which that is the confidence asked for; with fewer
    than 39 replications there is none for 95 %, and `holds` says what the least and the greatest value hold.
    """
    values = np.sort(total[count > 0] / count[count > 0])
    if not values.size:
        return Prediction(None, None, None, 0.0)
    rank = max(math.floor(round((values.size + 1) * (1 - confidence) / 2, 9)), 1)
    holds = max(values.size + 1 - 2 * rank, 0) / (values.size + 1)
    middle = float(np.median(values)) if np.isfinite(values).all() else float(values[(values.size - 1) // 2])
    return Prediction(middle, float(values[rank - 1]), float(values[-rank]), holds)
