"""What each consignment of a run went through, as comparable times: what never happened is far in the future."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.border.eventlog import NEVER, EventLog
from sim.measures.groups import Bools, Floats, Ints, int_column

FAR_US: Final = 2**60
"""Later than any run; far enough from the end of 64 bits that differences do not overflow."""


@dataclass(frozen=True, eq=False)
class Passages:
    """Columns with one entry a consignment; moments [µs since onset], `FAR_US` for never.

    Attributes
    ----------
    cohort
        Whether it is measured: it reached the border within the window of observation.
    base_us, arrival_us, entry_us, release_us, removal_us
        Milestones.
    gone_us
        When it no longer waits: release, or leaving without.
    out_us
        When it no longer stands at the post: removal, or leaving without.
    outcome
        How its passage ended.
    tonnes, value_usd
        Load and value.
    """

    cohort: Bools
    base_us: Ints
    arrival_us: Ints
    entry_us: Ints
    release_us: Ints
    removal_us: Ints
    gone_us: Ints
    out_us: Ints
    outcome: Ints
    tonnes: Floats
    value_usd: Floats


def passages(log: EventLog) -> Passages:
    """Read the consignments of a log."""
    columns = log.consignments
    entry, release, removal, left = (_moments(int_column(columns, n)) for n in ("entry", "release", "removal", "left"))
    return Passages(
        cohort=int_column(columns, "cohort") == 1,
        base_us=int_column(columns, "base_arrival"),
        arrival_us=_moments(int_column(columns, "arrival")),
        entry_us=entry,
        release_us=release,
        removal_us=removal,
        gone_us=np.minimum(release, left),
        out_us=np.minimum(removal, left),
        outcome=int_column(columns, "outcome"),
        tonnes=columns["tonnes"].astype(np.float64, copy=False),
        value_usd=columns["value_usd"].astype(np.float64, copy=False),
    )


def _moments(times_us: Ints) -> Ints:
    return np.where(times_us == NEVER, FAR_US, times_us)
