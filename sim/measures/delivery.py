"""How soon the cohort is where it is needed: from base arrival at the border to its destination."""

from functools import partial
from typing import Final

from sim.measures.facts import Facts
from sim.measures.row import JOURNEYS, Figure, Measure
from sim.measures.times import quantile, restricted_mean, within


def delivery_mean(facts: Facts) -> Figure:
    """Base arrival to destination, restricted to the run-out [h]."""
    return restricted_mean(facts, facts.delivery_us)


def delivery_quantile(facts: Facts, percent: int) -> Figure:
    """Time within which so many per cent were at their destination [h]."""
    return quantile(facts.delivery_us, percent)


def delivered_within(facts: Facts, limit_h: int) -> Figure:
    """Consignments that were at their destination within so many hours."""
    return within(facts, facts.delivery_us, limit_h)


def _quantile_row(name: str, label: str, percent: int, share: str) -> Measure:
    doc = (
        f"Time from base arrival within which {share} of the consignments with a destination are there; not reached if "
        "fewer are within the run-out."
    )
    row = partial(delivery_quantile, percent=percent)
    return Measure(f"at_destination_{name}_h", f"At destination, {label}", "h", "low", "mean", doc, row, JOURNEYS)


def _share_row(limit_h: int) -> Measure:
    doc = (
        f"Share of the cohort's consignments with a destination that are there within {limit_h} h of base arrival. "
        "Unknown if the run-out is shorter."
    )
    key, label = f"at_destination_{limit_h}h_share", f"At destination within {limit_h} h"
    row = partial(delivered_within, limit_h=limit_h)
    return Measure(key, label, "share", "high", "proportion", doc, row, JOURNEYS)


DELIVERY_ROWS: Final = (
    Measure(
        "at_destination_mean_h",
        "At destination, mean",
        "h",
        "low",
        "ratio",
        "Base arrival to arrival at the destination, of the consignments that have one. Whoever is not there within "
        "the run-out counts with the whole run-out.",
        delivery_mean,
        JOURNEYS,
    ),
    _quantile_row("median", "median", 50, "half"),
    _quantile_row("p90", "90 % within", 90, "nine in ten"),
    _share_row(48),
    _share_row(72),
)
