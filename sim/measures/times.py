"""Times that the cohort takes as figures: means restricted to the run-out, quantiles, shares within so many hours."""

from math import inf

import numpy as np

from sim.measures.consignments import FAR_US
from sim.measures.facts import Facts
from sim.measures.groups import Ints
from sim.measures.row import Figure
from sim.world.quantities import HOUR_US, hours


def restricted_mean(facts: Facts, taken_us: Ints) -> Figure:
    """Mean of times of which those beyond the run-out count with the whole run-out [h]."""
    return hours(int(np.minimum(taken_us, facts.world.run_out).sum())), taken_us.size


def quantile(taken_us: Ints, percent: int) -> Figure:
    """Time within which so many per cent are there [h]."""
    if taken_us.size == 0:
        return 0, 0
    place = -(-taken_us.size * percent // 100) - 1
    at_us = int(np.partition(taken_us, place)[place])
    return (hours(at_us) if at_us < FAR_US else inf), 1


def within(facts: Facts, taken_us: Ints, limit_h: int) -> Figure:
    """How many are there within so many hours; unknown if the run-out is shorter."""
    if limit_h * HOUR_US > facts.world.run_out:
        return 0, 0
    return int(np.count_nonzero(taken_us <= limit_h * HOUR_US)), taken_us.size
