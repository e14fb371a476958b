"""What each consignment of a run went through, as comparable times: what never happened is far in the future."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.border.eventlog import NEVER, NOBODY, EventLog
from sim.measures.groups import Bools, Floats, Ints, float_column, int_column

FAR_US: Final = 2**60
"""Later than any run; far enough from the end of 64 bits that differences do not overflow."""


@dataclass(frozen=True, eq=False)
class Consignments:
    """Columns with one entry a consignment; moments [µs since onset], `FAR_US` for never.

    Attributes
    ----------
    cohort
        Whether it is measured: it reached the border within the window of observation.
    base_us, arrival_us, entry_us, release_us, removal_us, delivered_us
        Milestones; the last is the arrival at its destination.
    gone_us
        When it no longer waits: release, or leaving without.
    out_us
        When it no longer stands at the post: removal, or leaving without.
    outcome
        How its passage ended.
    bound, diverted
        Whether it has a destination, and whether it turned to another post.
    tonnes, value_usd, duty_usd
        Load, value, and duty due at release.
    carries, examined, found
        What is hidden, what it was examined for, and what was found: a bit for each of the log's hidden things.
    """

    cohort: Bools
    base_us: Ints
    arrival_us: Ints
    entry_us: Ints
    release_us: Ints
    removal_us: Ints
    delivered_us: Ints
    gone_us: Ints
    out_us: Ints
    outcome: Ints
    bound: Bools
    diverted: Bools
    tonnes: Floats
    value_usd: Floats
    duty_usd: Floats
    carries: Ints
    examined: Ints
    found: Ints


def consignments_of(log: EventLog) -> Consignments:
    """Read the consignments of a log."""
    columns = log.consignments
    entry, release, removal, left = (_moments(int_column(columns, n)) for n in ("entry", "release", "removal", "left"))
    return Consignments(
        cohort=int_column(columns, "cohort") == 1,
        base_us=int_column(columns, "base_arrival"),
        arrival_us=_moments(int_column(columns, "arrival")),
        entry_us=entry,
        release_us=release,
        removal_us=removal,
        delivered_us=_moments(int_column(columns, "delivered")),
        gone_us=np.minimum(release, left),
        out_us=np.minimum(removal, left),
        outcome=int_column(columns, "outcome"),
        bound=int_column(columns, "destination") != NOBODY,
        diverted=int_column(columns, "post") != int_column(columns, "first_post"),
        tonnes=float_column(columns, "tonnes"),
        value_usd=float_column(columns, "value_usd"),
        duty_usd=float_column(columns, "duty_usd"),
        carries=int_column(columns, "carries"),
        examined=int_column(columns, "examined"),
        found=int_column(columns, "found"),
    )


def _moments(times_us: Ints) -> Ints:
    return np.where(times_us == NEVER, FAR_US, times_us)
