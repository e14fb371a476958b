"""What is hidden and what is found: the inspections of one run, and what better knowledge would make of them."""

from typing import Final

import numpy as np

from sim.border.eventlog import EventLog, Outcome
from sim.measures.facts import Facts
from sim.measures.groups import Bools, Floats, Ints, has, int_column
from sim.measures.row import FLOWS, HIDDEN, Figure, Measure
from sim.world import World


def carriers(facts: Facts) -> Figure:
    """Carriers of the cohort."""
    return facts.cohort.size, 1


def found(facts: Facts) -> Figure:
    """Carriers of the cohort with whom it was found."""
    return _count(_bit(facts, facts.run.consignments.found, facts.cohort)), facts.cohort.size


def examined(facts: Facts) -> Figure:
    """Carriers of the cohort that were examined for it."""
    return _count(_bit(facts, facts.run.consignments.examined, facts.cohort)), facts.cohort.size


def passed_unseen(facts: Facts) -> Figure:
    """Carriers of the cohort that got through without its being found."""
    return _passed_unseen(facts), 1


def passed_unseen_share(facts: Facts) -> Figure:
    """Carriers of the cohort that got through without its being found, of all."""
    return _passed_unseen(facts), facts.cohort.size


def _passed_unseen(facts: Facts) -> int:
    through = np.concatenate([facts.released, facts.left_as(Outcome.INFORMAL)])
    return _count(~_bit(facts, facts.run.consignments.found, through))


def _bit(facts: Facts, bits: Ints, numbers: Ints) -> Bools:
    """Whether the bit of the group's kind of hidden thing is set for each of these consignments."""
    return has(bits[numbers], facts.run.log.names.hidden.index(facts.group.name))


def inspected(facts: Facts) -> Figure:
    """Consignments released within the run-out that were examined for anything hidden."""
    if not facts.world.risk:
        return 0, 0
    return _count(facts.run.consignments.examined[facts.released] > 0), facts.released.size


def hits(facts: Facts) -> Figure:
    """Examined consignments of the cohort with which anything was found."""
    examined_ones = facts.cohort[facts.run.consignments.examined[facts.cohort] > 0]
    return _count(facts.run.consignments.found[examined_ones] > 0), examined_ones.size


def _count(which: Bools) -> int:
    return int(np.count_nonzero(which))


def signal_grid() -> Floats:
    """Signal strengths d′ for which the detected share is given: 0 to 4 in steps of a tenth."""
    return np.arange(41) / 10


def detection_curve(world: World, log: EventLog, hidden: str) -> Floats:
    """Tell what share of carriers inspections as many as those of a run would find, had their choice been by score.

    Each carrier's score is raised by d′, and of every stream the highest scores are inspected, as many as were examined
    in the run: the threshold is solved on the scores of its consignments that were released or examined. What is
    selected is found by the chance that an examination finds it. Whoever went round unseen is never selected.

    This is the equal-variance normal model of signal detection: where carriers are rare, a share s inspected selects
    1 − Φ(Φ⁻¹(1 − s) − d′) of them, and at d′ = 0, where the score says nothing, the share s itself. No value of d′ is
    known for a real border, so the curve is given and no single point of it.

    Parameters
    ----------
    hidden
        A kind of hidden thing, as in `world.risk`.

    Returns
    -------
    (signals,)
        Share of the cohort's carriers that got through or were examined, for each d′ of `signal_grid`; not a number
        where there are none.

    References
    ----------
    Green, D. M. and Swets, J. A. (1966). Signal Detection Theory and Psychophysics. Wiley.
    """
    columns = log.consignments
    bit = log.names.hidden.index(hidden)
    carries, looked_at = has(int_column(columns, "carries"), bit), has(int_column(columns, "examined"), bit)
    cohort, outcome = columns["cohort"] == 1, columns["outcome"]
    met = cohort & ((outcome == Outcome.RELEASED) | looked_at)
    known = _count(carries & (met | (cohort & (outcome == Outcome.INFORMAL))))
    if not known:
        return np.full(signal_grid().size, np.nan)
    selected = np.zeros(signal_grid().size)
    for number in np.unique(int_column(columns, "stream")[met & carries]):
        mine = met & (columns["stream"] == number)
        selected += _selected(columns["score"][mine], carries[mine], _count(looked_at[mine]))
    return selected / known * list(world.risk.values())[bit].finds


def _selected(score: Floats, carries: Bools, most: int) -> Ints:
    """Carriers among so many of the highest scores, for each signal strength: (signals,)."""
    others, raised = np.sort(score[~carries]), np.sort(score[carries])[::-1] + signal_grid()[:, None]
    others_above = others.size - np.searchsorted(others, raised, side="right")
    carriers_above = np.arange(raised.shape[1])
    chosen: Ints = (others_above + carriers_above < most).sum(axis=1)
    return chosen


RISK_ROWS: Final = (
    Measure(
        "carriers",
        "Carriers",
        "",
        None,
        "mean",
        "Consignments of the cohort in which it is hidden.",
        carriers,
        HIDDEN,
    ),
    Measure(
        "examined_share",
        "Carriers examined",
        "share",
        "high",
        "proportion",
        "Share of the cohort's carriers that were examined for it.",
        examined,
        HIDDEN,
    ),
    Measure(
        "found_share",
        "Found",
        "share",
        "high",
        "proportion",
        "Share of the cohort's carriers with whom it was found.",
        found,
        HIDDEN,
    ),
    Measure(
        "passed_unseen",
        "Passed unseen",
        "",
        "low",
        "mean",
        "Carriers of the cohort that were released or went round within the run-out without its being found.",
        passed_unseen,
        HIDDEN,
    ),
    Measure(
        "passed_unseen_share",
        "Share passed unseen",
        "share",
        "low",
        "proportion",
        "Share of the cohort's carriers that were released or went round within the run-out without its being found.",
        passed_unseen_share,
        HIDDEN,
    ),
    Measure(
        "inspected_share",
        "Inspected",
        "share",
        None,
        "proportion",
        "Share of the consignments of the cohort released within the run-out that were examined for anything hidden. "
        "Unknown where nothing may be hidden.",
        inspected,
        FLOWS,
    ),
    Measure(
        "hit_share",
        "Hit rate",
        "share",
        "high",
        "proportion",
        "Share of the examined consignments of the cohort with which anything hidden was found.",
        hits,
        FLOWS,
    ),
)
