"""The event log as tables for people: names instead of numbers, hours since onset, empty where it never happened.

Hours keep all digits, so that ``round(hours * 3.6e9)`` gives back the exact microseconds.
"""

from itertools import compress

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.border.eventlog import NEVER, NOBODY, Activity, EventLog, Outcome, Reason
from sim.measures.groups import Floats, Ints, int_column
from sim.measures.holds import pauses_of
from sim.world.quantities import HOUR_US

Words = NDArray[np.object_]


def consignments_table(log: EventLog) -> pd.DataFrame:
    """One row a consignment, in order of its number: what it is, its milestones, and how its passage ended."""
    names, columns = log.names, log.consignments
    stream = int_column(columns, "stream")
    number = np.arange(stream.size)
    words = {
        "stream": _words(names.streams, stream),
        "kind": _words(names.kinds, stream),
        "goods": _words(names.goods, int_column(columns, "goods")),
        "consignor": _words(names.consignors, int_column(columns, "consignor")),
        "lane": _words(names.lanes, int_column(columns, "lane")),
        "first_post": _words(names.posts, int_column(columns, "first_post")),
        "post": _words(names.posts, int_column(columns, "post")),
        "destination": _words(names.destinations, int_column(columns, "destination")),
    }
    moments = ("base_arrival", "arrival", "entry", "lodged", "release", "removal", "delivered", "left")
    return pd.DataFrame(
        {
            "consignment": number,
            **words,
            "cohort": int_column(columns, "cohort"),
            "tonnes": columns["tonnes"],
            "value_usd": columns["value_usd"],
            "duty_usd": columns["duty_usd"],
            **{f"{moment}_h": _hours(int_column(columns, moment)) for moment in moments},
            "outcome": _words([outcome.name.lower() for outcome in Outcome], int_column(columns, "outcome")),
            "score": columns["score"],
            **{name: _listed(names.hidden, int_column(columns, name)) for name in ("carries", "examined", "found")},
        }
    )


def visits_table(log: EventLog) -> pd.DataFrame:
    """One row a piece of work or wait, in order of its end. Only officers have hours worked, without pauses."""
    names, visits = log.names, log.visits
    service, team = visits["activity"] == Activity.SERVICE, visits["team"]
    post = np.append([post for post, _, _ in names.teams], NOBODY)[team]
    own_post = int_column(log.consignments, "post")[visits["consignment"]]
    worked_us = visits["end"] - visits["start"]
    pauses = pauses_of(log)
    np.subtract.at(worked_us, pauses.row, pauses.end_us - pauses.start_us)
    return pd.DataFrame(
        {
            "consignment": visits["consignment"],
            "activity": _words([activity.name.lower() for activity in Activity], visits["activity"]),
            "step": _words(names.steps, visits["step"]),
            "agency": _words([names.agencies[agency] for _, _, agency in names.teams], team),
            "post": _words(names.posts, np.where(post == NOBODY, own_post, post)),
            "team": _words([name for _, name, _ in names.teams], team),
            "ready_h": _hours(visits["ready"]),
            "start_h": _hours(visits["start"]),
            "end_h": _hours(visits["end"]),
            "worked_h": _hours(np.where(service, worked_us, NEVER)),
        }
    )


def states_table(log: EventLog) -> pd.DataFrame:
    """One row a change at a gate (team empty) or a team: officers on duty, and why it is not at work."""
    names, states = log.names, log.states
    return pd.DataFrame(
        {
            "time_h": _hours(states["time"]),
            "post": _words(names.posts, states["post"]),
            "team": _words([name for _, name, _ in names.teams], states["team"]),
            "officers": states["officers"],
            "reason": _words([reason.name.lower() for reason in Reason], states["reason"]),
        }
    )


def _words(names: tuple[str, ...] | list[str], numbers: Ints) -> Words:
    """Name of each number; None for `NOBODY`."""
    return np.array([*names, None], dtype=np.object_)[numbers]


def _listed(names: tuple[str, ...], bits: Ints) -> Words:
    """Names whose bits are set, with commas; None where there are none."""
    listed = [", ".join(compress(names, which)) or None for which in _subsets(len(names))]
    return np.array(listed, dtype=np.object_)[bits]


def _subsets(size: int) -> list[list[bool]]:
    """Which of so many things each number's bits stand for."""
    return [[bool(number >> bit & 1) for bit in range(size)] for number in range(1 << size)]


def _hours(times_us: Ints) -> Floats:
    return np.where(times_us == NEVER, np.nan, times_us / HOUR_US)
