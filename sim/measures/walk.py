"""The walk back from release along the rows that made each other ready: what the time ledger is made of."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.border.eventlog import NEVER, NOBODY, EventLog
from sim.measures.groups import Ints, int_column
from sim.measures.holds import Holds


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


def _stack(parts: Sequence[tuple[Ints, ...]], columns: int) -> list[Ints]:
    empty = np.empty(0, dtype=np.int64)
    return [np.concatenate([empty, *(part[k] for part in parts)]) for k in range(columns)]


@dataclass(frozen=True, eq=False)
class Cut:
    """Holds of rows met on the walk, clipped to them."""

    place: Ints
    """(holds,) place in the walk."""
    team: Ints
    start_us: Ints
    end_us: Ints

    @property
    def us(self) -> Ints:
        """How long each lasts."""
        return self.end_us - self.start_us


def cut_to(log: EventLog, walk: Walk, at: Ints, holds: Holds, low_us: Ints, high_us: Ints) -> Cut:
    """Clip holds to the stretches of the walk whose rows they interrupt, of those at some of its places."""
    met = np.full(len(log.visits["consignment"]), NOBODY, dtype=np.int64)
    met[walk.row[at]] = at
    known = met[holds.visit] != NOBODY
    place = met[holds.visit][known]
    start_us = np.clip(holds.start_us[known], low_us[place], high_us[place])
    return Cut(place, holds.team[known], start_us, np.clip(holds.end_us[known], start_us, high_us[place]))
