"""How soon the cohort gets through, and what becomes of it."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

import numpy as np

from sim.border.eventlog import Outcome
from sim.measures.consignments import FAR_US
from sim.measures.facts import Facts
from sim.measures.row import FLOWS, WAYS, Figure, Measure
from sim.measures.times import quantile, restricted_mean, within
from sim.world.quantities import hours


def arrived(facts: Facts) -> Figure:
    """Consignments of the cohort."""
    return facts.cohort.size, 1


def clearance_mean(facts: Facts) -> Figure:
    """Base arrival to release, restricted to the run-out [h]."""
    return restricted_mean(facts, facts.clearance_us)


def removal_mean(facts: Facts) -> Figure:
    """Base arrival to removal, restricted to the run-out [h]."""
    return restricted_mean(facts, facts.removal_us)


def outside_mean(facts: Facts) -> Figure:
    """Base arrival to entry, restricted to the run-out [h]."""
    return restricted_mean(facts, facts.within_run_out(facts.run.consignments.entry_us))


def clearance_released_mean(facts: Facts) -> Figure:
    """Base arrival to release of the released alone [h]."""
    taken_us = facts.clearance_us[facts.clearance_us < FAR_US]
    return hours(int(taken_us.sum())), taken_us.size


def clearance_quantile(facts: Facts, percent: int) -> Figure:
    """Time within which so many per cent of the cohort were released [h]."""
    return quantile(facts.clearance_us, percent)


def released_within(facts: Facts, limit_h: int) -> Figure:
    """Consignments of the cohort released within so many hours."""
    return within(facts, facts.clearance_us, limit_h)


def removed_within(facts: Facts, limit_h: int) -> Figure:
    """Consignments of the cohort removed within so many hours."""
    return within(facts, facts.removal_us, limit_h)


def released(facts: Facts) -> Figure:
    """Consignments of the cohort released within the run-out."""
    return facts.released.size, facts.cohort.size


def ended(facts: Facts, outcome: Outcome) -> Figure:
    """Consignments of the cohort that left in this way within the run-out."""
    return facts.left_as(outcome).size, facts.cohort.size


def diverted(facts: Facts) -> Figure:
    """Consignments of the cohort that turned to another post."""
    return int(np.count_nonzero(facts.run.consignments.diverted[facts.cohort])), facts.cohort.size


def unreleased(facts: Facts) -> Figure:
    """Consignments of the cohort that were still there at the end of their run-out."""
    return int(np.count_nonzero(facts.gone_us == FAR_US)), facts.cohort.size


def _shares_within(key: str, label: str, function: Callable[..., Figure]) -> Iterator[Measure]:
    for limit_h in (24, 48, 72):
        doc = (
            f"Share of the whole cohort {label.lower()} {limit_h} h of base arrival. Unknown if the run-out is shorter."
        )
        row = partial(function, limit_h=limit_h)
        yield Measure(f"{key}_{limit_h}h_share", f"{label} {limit_h} h", "share", "high", "proportion", doc, row)


RELEASE_ROWS: Final = (
    Measure(
        "arrived",
        "Consignments measured",
        "",
        None,
        "mean",
        "Consignments of the cohort: their base arrival lies within the window of observation.",
        arrived,
    ),
    Measure(
        "clearance_mean_h",
        "Clearance time, mean",
        "h",
        "low",
        "ratio",
        "Base arrival to release. Whoever is not released within the run-out, turns away, is turned back or goes round "
        "unseen counts with the whole run-out.",
        clearance_mean,
    ),
    Measure(
        "clearance_released_mean_h",
        "Clearance time, mean (released only)",
        "h",
        None,
        "ratio",
        "Base arrival to release of the consignments released within the run-out alone. It can fall because fewer get "
        "through: it never decides.",
        clearance_released_mean,
    ),
    Measure(
        "clearance_median_h",
        "Clearance time, median",
        "h",
        "low",
        "mean",
        "Time from base arrival within which half of the cohort is released; not reached if less than half is "
        "within the run-out.",
        partial(clearance_quantile, percent=50),
    ),
    Measure(
        "clearance_p90_h",
        "Clearance time, 90 % within",
        "h",
        "low",
        "mean",
        "Time from base arrival within which nine in ten of the cohort are released; not reached if fewer are "
        "within the run-out.",
        partial(clearance_quantile, percent=90),
    ),
    Measure(
        "clearance_longest_h",
        "Clearance time, longest",
        "h",
        "low",
        "mean",
        "Time from base arrival within which all of the cohort are released; not reached if one is not within the "
        "run-out.",
        partial(clearance_quantile, percent=100),
    ),
    *_shares_within("released", "Released within", released_within),
    Measure(
        "removal_mean_h",
        "Time to removal, mean",
        "h",
        "low",
        "ratio",
        "Base arrival to removal from the post; whoever is not removed within the run-out counts with the "
        "whole run-out.",
        removal_mean,
    ),
    *_shares_within("removed", "Removed within", removed_within),
    Measure(
        "outside_mean_h",
        "Time outside the gate, mean",
        "h",
        "low",
        "ratio",
        "Base arrival to entry; whoever does not enter within the run-out counts with the whole run-out.",
        outside_mean,
    ),
    Measure(
        "released_share",
        "Released",
        "share",
        "high",
        "proportion",
        "Share of the cohort released within the run-out.",
        released,
    ),
    Measure(
        "abandoned_share",
        "Turned away",
        "share",
        "low",
        "proportion",
        "Share of the cohort that lost patience and turned away within the run-out.",
        partial(ended, outcome=Outcome.ABANDONED),
    ),
    Measure(
        "turned_back_share",
        "Turned back",
        "share",
        "low",
        "proportion",
        "Share of the cohort that a rule sent away within the run-out.",
        partial(ended, outcome=Outcome.TURNED_BACK),
    ),
    Measure(
        "informal_share",
        "Gone round unseen",
        "share",
        "low",
        "proportion",
        "Share of the cohort that went round by an informal crossing within the run-out, unseen.",
        partial(ended, outcome=Outcome.INFORMAL),
        WAYS,
    ),
    Measure(
        "diverted_share",
        "Turned to another post",
        "share",
        None,
        "proportion",
        "Share of the cohort that turned to another post than the one it made for.",
        diverted,
        FLOWS,
    ),
    Measure(
        "unreleased_share",
        "Not released",
        "share",
        "low",
        "proportion",
        "Share of the cohort that was still there when its run-out ended.",
        unreleased,
    ),
)
