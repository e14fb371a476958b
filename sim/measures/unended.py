"""What the end of a run cut off, as rows like those of work and waits that ended."""

from dataclasses import replace
from typing import Final

import numpy as np

from sim.border.eventlog import NEVER, NOBODY, Activity, Column, EventLog
from sim.measures.groups import int_column

_COLUMNS: Final = ("consignment", "activity", "step", "team", "ready", "start", "end", "after", "critical", "open")


def with_unended(log: EventLog) -> EventLog:
    """Give the log with more rows of visits, below those it has: work in hand, and waits that did not end with work.

    These are waits in a line at the end of the run, and waits outside of those who never came in: until they turned
    away, or to the end of the run. The column `open` is 1 where the end of the run cut a row off, and 0 elsewhere.
    """
    done = log.visits | {"open": np.zeros_like(log.visits["start"])}
    parts = (done, _at_hand(log), _outside(log))
    return replace(log, visits={name: np.concatenate([part[name] for part in parts]) for name in _COLUMNS})


def _at_hand(log: EventLog) -> dict[str, Column]:
    ongoing = log.ongoing
    start_us = np.where(ongoing["start"] == NEVER, log.end_us, ongoing["start"])
    end_us, service = np.full_like(start_us, log.end_us), np.full_like(start_us, Activity.SERVICE)
    return _more(ongoing | {"activity": service, "start": start_us, "end": end_us, "open": np.ones_like(start_us)})


def _outside(log: EventLog) -> dict[str, Column]:
    arrival, entry, left = (int_column(log.consignments, name) for name in ("arrival", "entry", "left"))
    until_us = np.where(left == NEVER, log.end_us, left)
    who = np.flatnonzero((arrival != NEVER) & (entry == NEVER) & (arrival < until_us))
    gate, nobody = np.full(who.size, Activity.GATE, dtype=np.int64), np.full(who.size, NOBODY, dtype=np.int64)
    return _more(
        {
            "consignment": who,
            "activity": gate,
            "step": nobody,
            "team": nobody,
            "ready": arrival[who],
            "start": until_us[who],
            "end": until_us[who],
            "open": (left[who] == NEVER).astype(np.int64),
        }
    )


def _more(columns: dict[str, Column]) -> dict[str, Column]:
    """Rows that nothing made ready as far as the log tells, and that stand for themselves."""
    start_us = columns["start"]
    return columns | {"after": np.full_like(start_us, NOBODY), "critical": np.ones_like(start_us)}
