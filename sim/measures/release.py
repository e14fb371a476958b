"""How soon the cohort gets through, what becomes of it, and what it brings."""

from collections.abc import Callable, Iterator
from functools import partial
from math import inf
from typing import Final

import numpy as np

from sim.border.eventlog import Outcome
from sim.measures.facts import Facts
from sim.measures.groups import Floats, Group, Ints, belongs
from sim.measures.passages import FAR_US
from sim.measures.row import PLACES, Figure, Measure, known
from sim.world.quantities import DAY_US, HOUR_US, hours


def arrived(facts: Facts) -> Figure:
    """Consignments of the cohort."""
    return facts.cohort.size, 1


def clearance_mean(facts: Facts) -> Figure:
    """Base arrival to release, restricted to the run-out [h]."""
    return _restricted_mean(facts, facts.clearance_us)


def removal_mean(facts: Facts) -> Figure:
    """Base arrival to removal, restricted to the run-out [h]."""
    return _restricted_mean(facts, facts.removal_us)


def outside_mean(facts: Facts) -> Figure:
    """Base arrival to entry, restricted to the run-out [h]."""
    return _restricted_mean(facts, facts.within_run_out(facts.run.passages.entry_us))


def _restricted_mean(facts: Facts, taken_us: Ints) -> Figure:
    return hours(int(np.minimum(taken_us, facts.world.run_out).sum())), taken_us.size


def clearance_released_mean(facts: Facts) -> Figure:
    """Base arrival to release of the released alone [h]."""
    taken_us = facts.clearance_us[facts.clearance_us < FAR_US]
    return hours(int(taken_us.sum())), taken_us.size


def clearance_quantile(facts: Facts, percent: int) -> Figure:
    """Time within which so many per cent of the cohort were released [h]."""
    size = facts.clearance_us.size
    if size == 0:
        return 0, 0
    place = -(-size * percent // 100) - 1
    taken_us = int(np.partition(facts.clearance_us, place)[place])
    return (hours(taken_us) if taken_us < FAR_US else inf), 1


def released_within(facts: Facts, limit_h: int) -> Figure:
    """Consignments of the cohort released within so many hours."""
    return _within(facts, facts.clearance_us, limit_h)


def removed_within(facts: Facts, limit_h: int) -> Figure:
    """Consignments of the cohort removed within so many hours."""
    return _within(facts, facts.removal_us, limit_h)


def _within(facts: Facts, taken_us: Ints, limit_h: int) -> Figure:
    if limit_h * HOUR_US > facts.world.run_out:
        return 0, 0
    return int(np.count_nonzero(taken_us <= limit_h * HOUR_US)), taken_us.size


def released(facts: Facts) -> Figure:
    """Consignments of the cohort released within the run-out."""
    return facts.released.size, facts.cohort.size


def ended(facts: Facts, outcome: Outcome) -> Figure:
    """Consignments of the cohort that left in this way within the run-out."""
    left = facts.within_run_out(facts.run.passages.gone_us) < FAR_US
    so_ended = facts.run.passages.outcome[facts.cohort] == outcome
    return int(np.count_nonzero(left & so_ended)), facts.cohort.size


def unreleased(facts: Facts) -> Figure:
    """Consignments of the cohort that were still there at the end of their run-out."""
    left = facts.within_run_out(facts.run.passages.gone_us) < FAR_US
    return int(np.count_nonzero(~left)), facts.cohort.size


def released_tonnes(facts: Facts) -> Figure:
    """Load of the cohort released within the run-out [t]."""
    return known(_sum(facts.run.passages.tonnes, facts.released), _load_is_stated(facts))


def tonnes_per_day(facts: Facts) -> Figure:
    """Load of whatever is released in the window of observation, a day [t/day]."""
    window, release_us = facts.world.observed, facts.run.passages.release_us[facts.members]
    now = (release_us >= window.start) & (release_us < window.until)
    tonnes = _sum(facts.run.passages.tonnes, facts.members[now])
    return known(tonnes / (facts.world.observe / DAY_US), _load_is_stated(facts))


def _load_is_stated(facts: Facts) -> bool:
    return any(facts.world.streams[name].tonnes is not None for name in facts.streams())


def commercial_value(facts: Facts) -> Figure:
    """Value of the cohort's commercial consignments released within the run-out [USD]."""
    commercial = belongs(facts.run.log, Group("commercial", "kind"))
    streams = [stream for stream in facts.world.streams.values() if stream.kind == "commercial"]
    through = facts.released[commercial[facts.released]]
    return known(_sum(facts.run.passages.value_usd, through), any(stream.value is not None for stream in streams))


def _sum(amounts: Floats, chosen: Ints) -> float:
    return float(amounts[chosen].sum())


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
        "Base arrival to release. Whoever is not released within the run-out, turns away or is turned back counts with "
        "the whole run-out.",
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
        "unreleased_share",
        "Not released",
        "share",
        "low",
        "proportion",
        "Share of the cohort that was still there when its run-out ended.",
        unreleased,
    ),
    Measure(
        "released_t",
        "Released load",
        "t",
        "high",
        "mean",
        "Tonnes of the cohort released within the run-out. Streams without a stated load count nothing.",
        released_tonnes,
    ),
    Measure(
        "tonnes_per_day",
        "Load released a day",
        "t/day",
        "high",
        "mean",
        "Tonnes released a day in the window of observation, whenever they arrived. Streams without a stated "
        "load count nothing.",
        tonnes_per_day,
    ),
    Measure(
        "commercial_value_usd",
        "Commercial value released",
        "USD",
        "high",
        "mean",
        "Value of the cohort's commercial consignments released within the run-out. Streams without a "
        "stated value count nothing.",
        commercial_value,
        PLACES,
    ),
)
