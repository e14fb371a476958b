"""The walk back from release along the rows that made each other ready: what the time ledger is made of."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.border.eventlog import NEVER, NOBODY, EventLog
from sim.measures.groups import Ints, int_column


@dataclass(frozen=True, eq=False)
class Walk:
    """Rows met on the way back from release, clipped to what was left, and stretches without row [µs]."""

    row: Ints
    ready_us: Ints
    start_us: Ints
    end_us: Ints
    loose: Ints
    """(loose,) consignment of a stretch without row."""
    loose_us: Ints


def walk_back(log: EventLog) -> Walk:
    """Walk back from release row by row, for all consignments together."""
    columns, visits = log.consignments, log.visits
    who = np.flatnonzero(columns["release"] != NEVER)
    row = int_column(columns, "final")[who]
    base_us, left_us = int_column(columns, "base_arrival")[who], int_column(columns, "release")[who]
    met: list[tuple[Ints, Ints, Ints, Ints]] = []
    loose: list[tuple[Ints, Ints]] = []
    while who.size:
        begun = row == NOBODY
        loose.append((who[begun], (left_us - base_us)[begun]))
        who, row, base_us, left_us = (column[~begun] for column in (who, row, base_us, left_us))
        end_us = np.clip(visits["end"][row], base_us, left_us)
        start_us = np.clip(visits["start"][row], base_us, end_us)
        ready_us = np.clip(visits["ready"][row], base_us, start_us)
        loose.append((who, left_us - end_us))
        met.append((row, ready_us, start_us, end_us))
        more = ready_us > base_us
        who, row, base_us, left_us = who[more], visits["after"][row[more]], base_us[more], ready_us[more]
    return Walk(*_stack(met, 4), *_stack(loose, 2))


def rows_whole(log: EventLog, row: Ints) -> Walk:
    """Some rows of the visits with all of their time, whether or not a way back from release leads over them."""
    visits, nothing = log.visits, np.empty(0, dtype=np.int64)
    return Walk(row, visits["ready"][row], visits["start"][row], visits["end"][row], nothing, nothing)


def _stack(parts: Sequence[tuple[Ints, ...]], columns: int) -> list[Ints]:
    empty = np.empty(0, dtype=np.int64)
    return [np.concatenate([empty, *(part[k] for part in parts)]) for k in range(columns)]
