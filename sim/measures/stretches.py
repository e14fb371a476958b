"""What the visits on a walk are made of: stretches of work, of waits and of pauses, each with the team it is about."""

from dataclasses import dataclass, replace

import numpy as np

from sim.border.eventlog import NOBODY, Activity, EventLog, Hold
from sim.measures.groups import Bools, Ints, int_column
from sim.measures.holds import Holds, holds_of, joined, without
from sim.measures.states import CLOSED, DAMAGED, StateTimes
from sim.measures.walk import Walk


@dataclass(frozen=True, eq=False)
class Stretches:
    """Stretches of the visits on a walk that need or await a team; they tile these visits from ready to end.

    Attributes
    ----------
    work
        A team works.
    ways
        An officer of a roving team is on the way, to new work or back to what was stopped.
    partners
        A partner in joint work is awaited.
    lines
        Any other wait for a team: the one that did the work, one that handed the wait over to it, or one whose officer
        is with others when the post where he left work is open again.
    pauses
        Work is stopped, for what the team's state says or because officers were taken away.
    """

    work: Holds
    ways: Holds
    partners: Holds
    lines: Holds
    pauses: Holds


def stretches_of(log: EventLog, walk: Walk, states: StateTimes) -> Stretches:
    """Take the visits on a walk apart; what an officer spends on the way goes before anything else."""
    activity, team = log.visits["activity"][walk.row], log.visits["team"][walk.row]
    in_line = np.flatnonzero(np.isin(activity, (Activity.SERVICE, Activity.PASSED_OVER)) & (team != NOBODY))
    served = np.flatnonzero(activity == Activity.SERVICE)
    waited = Holds(walk.row[in_line], team[in_line], walk.ready_us[in_line], walk.start_us[in_line])
    taken = Holds(walk.row[served], team[served], walk.start_us[served], walk.end_us[served])
    ways = _of(log, replace(waited, end_us=walk.end_us[in_line]), Hold.TRAVEL)
    partners = without(_of(log, waited, Hold.PARTNER), ways)
    before = without(_of(log, waited, Hold.LINE), joined(partners, ways))
    paused = without(_of(log, taken, Hold.PAUSE), ways)
    elsewhere = _is_elsewhere(log, paused, states)
    return Stretches(
        work=without(taken, joined(paused, ways)),
        ways=ways,
        partners=partners,
        lines=_together(without(waited, joined(joined(partners, ways), before)), before, paused.those(elsewhere)),
        pauses=paused.those(~elsewhere),
    )


def met_at(log: EventLog, stretches: Holds, states: StateTimes) -> Ints:
    """Places whose states are those of the teams of stretches, as their consignments meet them: (stretches,)."""
    return states.at_posts(
        stretches.team, int_column(log.consignments, "post")[log.visits["consignment"][stretches.visit]]
    )


def _of(log: EventLog, rows: Holds, sort: Hold) -> Holds:
    """Holds of one sort within stretches of rows, one a row."""
    holds = holds_of(log, sort)
    place = np.full(len(log.visits["consignment"]), NOBODY, dtype=np.int64)
    place[rows.visit] = np.arange(len(rows.visit))
    holds = holds.those(place[holds.visit] != NOBODY)
    at = place[holds.visit]
    start_us = np.clip(holds.start_us, rows.start_us[at], rows.end_us[at])
    clipped = replace(holds, start_us=start_us, end_us=np.clip(holds.end_us, start_us, rows.end_us[at]))
    return clipped.those(clipped.start_us < clipped.end_us)


def _is_elsewhere(log: EventLog, paused: Holds, states: StateTimes) -> Bools:
    """Whether work was stopped because one post of a roving team was shut."""
    place = met_at(log, paused, states)
    shut_us = states.between(place, paused.start_us, paused.end_us)[:, (CLOSED, DAMAGED)].sum(axis=1)
    is_elsewhere: Bools = (place != paused.team) & (shut_us > 0)
    return is_elsewhere


def _together(*parts: Holds) -> Holds:
    columns = ("visit", "team", "start_us", "end_us")
    return Holds(*(np.concatenate([getattr(part, name) for part in parts]) for name in columns))
