"""What teams did in the window of observation: hours on duty, at work, in overtime, and the lines before them."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from sim.border.eventlog import NEVER, NOBODY, Activity, EventLog, Reason
from sim.measures.consignments import FAR_US
from sim.measures.groups import Ints
from sim.measures.holds import pauses_of
from sim.measures.presence import comings
from sim.measures.states import is_at_one_post
from sim.world import Team, World
from sim.world.quantities import hours
from sim.world.rules import Pooled


@dataclass(frozen=True, eq=False)
class TeamTimes:
    """Officers' time of each team in the window [µs], in the order of the log's names.

    Attributes
    ----------
    on_duty_us
        (teams,) officers rostered, times how long.
    worked_us
        (teams,) work done, without pauses; overtime included.
    overtime_us
        (teams,) work beyond the officers on duty.
    """

    on_duty_us: Ints
    worked_us: Ints
    overtime_us: Ints


@dataclass(frozen=True)
class TeamFigures:
    """One team in the window of observation.

    Attributes
    ----------
    post
        None if it serves several posts.
    utilisation_share
        Worked over on duty, above 1 with much overtime; None if nobody was on duty.
    queue_wait_mean_h
        Mean time from ready to start of the work begun, or passed over, in the window; None if none was.
    queue_worst
        Most pieces of work that waited at one moment.
    """

    post: str | None
    team: str
    agency: str
    officer_h: float
    worked_h: float
    overtime_h: float
    utilisation_share: float | None
    queue_wait_mean_h: float | None
    queue_worst: int


def team_times(world: World, log: EventLog) -> TeamTimes:
    """Integrate officers and work of all teams over the window."""
    visits, ongoing, states = log.visits, log.ongoing, log.states
    teams = len(log.names.teams)
    service = np.flatnonzero(visits["activity"] == Activity.SERVICE)
    begun = np.flatnonzero(ongoing["start"] != NEVER)
    pauses, able = pauses_of(log), _able(world, log)
    work = _by_team(visits["team"][service], teams)
    paused = _by_team(visits["team"][pauses.row], teams)
    in_hand = _by_team(ongoing["team"][begun], teams)
    changed = _by_team(np.where(is_at_one_post(log), NOBODY, states["team"]), teams)
    window = world.begins, world.end_us
    totals = [
        _integrate(
            window,
            _Steps(visits["start"][service[work[k]]], 1, 0),
            _Steps(visits["end"][service[work[k]]], -1, 0),
            _Steps(pauses.start_us[paused[k]], -1, 0),
            _Steps(pauses.end_us[paused[k]], 1, 0),
            _Steps(ongoing["start"][begun[in_hand[k]]], 0, 1),
            _Steps(states["time"][changed[k]], 0, 0, _jumps(states["officers"][changed[k]]), _jumps(able[changed[k]])),
        )
        for k in range(teams)
    ]
    return TeamTimes(*np.array(totals, dtype=np.int64).reshape(teams, 3).T)


@dataclass(frozen=True, eq=False)
class _Steps:
    """Moments of one sort, and what each adds: to work on record, work in hand at the end, officers, what can go on."""

    time_us: Ints
    work: int
    in_hand: int
    officers: Ints | int = 0
    able: Ints | int = 0


def _by_team(team: Ints, teams: int) -> list[Ints]:
    """Rows of each team; rows without a team are left out."""
    order = np.argsort(team, kind="stable")
    edges = np.searchsorted(team[order], np.arange(teams + 1))
    return [order[low:high] for low, high in pairwise(edges.tolist())]


def _jumps(values: Ints) -> Ints:
    return np.diff(values, prepend=0)


def _able(world: World, log: EventLog) -> Ints:
    """How many pieces of work in hand can go on in each state: (states,).

    None where the post is closed or the team's things are broken, as many as there are officers where teams pause at
    the end of a shift, and all where they finish.
    """
    pauses = [_team_pauses(world, log, post, name) for post, name, _ in log.names.teams]
    of_team = np.array([*pauses, False], dtype=np.bool_)[log.states["team"]]
    stopped = np.isin(log.states["reason"], (Reason.CLOSED, Reason.DAMAGED))
    return np.where(stopped, 0, np.where(of_team, log.states["officers"], FAR_US))


def _team_pauses(world: World, log: EventLog, post: int, name: str) -> bool:
    # The log calls reserved officers and pooled teams by the team's name and words after it.
    team, *words = name.split()
    teams: dict[str, Team] = {**(world.capital.teams if world.capital else {}), **world.roving}
    if post != NOBODY:
        teams |= world.posts[log.names.posts[post]].teams
    elif words:
        pooled = (rule.posts for rule in world.rules if isinstance(rule, Pooled) and rule.team == team)
        teams |= world.posts[next(pooled)[0]].teams
    return teams[team].at_close == "pause"


def _integrate(window: tuple[int, int], *parts: _Steps) -> tuple[int, int, int]:
    """Officers, work and work beyond the officers of one team, times how long [µs]."""
    start_us, end_us = window
    time_us = np.clip(np.concatenate([part.time_us for part in parts]), start_us, end_us)
    order = np.argsort(time_us, kind="stable")
    lasts_us = np.diff(time_us[order], append=end_us)
    work, in_hand, officers, able = (
        np.cumsum(np.concatenate([np.broadcast_to(getattr(part, what), part.time_us.shape) for part in parts])[order])
        for what in ("work", "in_hand", "officers", "able")
    )
    # Pauses of work that has not ended are not in the log.
    busy = work + np.minimum(in_hand, np.maximum(able - work, 0))
    amounts = (officers, busy, np.maximum(busy - officers, 0))
    on_duty_us, worked_us, overtime_us = (int((amount * lasts_us).sum()) for amount in amounts)
    return on_duty_us, worked_us, overtime_us


def team_figures(world: World, log: EventLog) -> tuple[TeamFigures, ...]:
    """Figures of every team for a report, in the order of the log's names."""
    times = team_times(world, log)
    names = log.names
    rows = _by_team(log.visits["team"], len(names.teams))
    return tuple(
        _figures_of_team(
            world,
            (None if post == NOBODY else names.posts[post], name, names.agencies[agency]),
            (int(times.on_duty_us[k]), int(times.worked_us[k]), int(times.overtime_us[k])),
            _waits(log, rows[k], k),
        )
        for k, (post, name, agency) in enumerate(names.teams)
    )


def _waits(log: EventLog, rows: Ints, team: int) -> tuple[Ints, Ints]:
    """Ready and start of a team's work, begun, passed over, or neither by the end of the run."""
    left = np.flatnonzero(log.ongoing["team"] == team)
    start_us = np.concatenate([log.visits["start"][rows], log.ongoing["start"][left]])
    ready_us = np.concatenate([log.visits["ready"][rows], log.ongoing["ready"][left]])
    return ready_us, np.where(start_us == NEVER, FAR_US, start_us)


def _figures_of_team(
    world: World, named: tuple[str | None, str, str], times_us: tuple[int, int, int], waits: tuple[Ints, Ints]
) -> TeamFigures:
    on_duty_us, worked_us, overtime_us = times_us
    ready_us, start_us = waits
    begun = (start_us >= world.begins) & (start_us < world.end_us)
    waited_us = start_us[begun] - ready_us[begun]
    line = comings(ready_us, start_us).presence(np.ones(ready_us.size, dtype=np.bool_))
    return TeamFigures(
        *named,
        officer_h=hours(on_duty_us),
        worked_h=hours(worked_us),
        overtime_h=hours(overtime_us),
        utilisation_share=worked_us / on_duty_us if on_duty_us else None,
        queue_wait_mean_h=hours(float(waited_us.mean())) if waited_us.size else None,
        queue_worst=line.worst(world.begins, world.end_us)[0],
    )
