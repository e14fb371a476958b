"""What the consignments that decide went through, as arrays of one size for every policy: steps, lanes, teams, hours.

They are for charts: which step takes how long, who goes through which lane, which team is busy, and when in the week
agencies hold consignments up.
"""

import numpy as np

from sim.border.eventlog import NOBODY, Activity
from sim.measures.facts import Facts
from sim.measures.groups import Bools, Floats, Ints, kinds_of
from sim.measures.holds import pauses_of
from sim.measures.walk import walk_back
from sim.measures.week import week_hours
from sim.world import LANES, World
from sim.world.quantities import HOUR_US

DECIDES = "relief"
"""The kind of consignment that decides, in worlds that have it; in others all decide."""
_GRAIN = 1024
"""Parts of an hour: a power of two, so that rounded numbers end in zeros that compress."""
_STEPS = (Activity.SERVICE, Activity.PERMIT, Activity.PASSED_OVER)


def decides(world: World) -> str:
    """Name the group of consignments that decides."""
    return DECIDES if DECIDES in kinds_of(world) else "all"


def team_places(world: World) -> tuple[tuple[str | None, str], ...]:
    """Post and name of every team that a world may have; None for those that serve several posts or are pooled."""
    at_posts = [(post, team) for post, there in world.posts.items() for team in there.teams]
    shared = [*(world.capital.teams if world.capital else ()), *world.roving, *(team for _, team in at_posts)]
    return (*at_posts, *((None, team) for team in dict.fromkeys(shared)))


def breakdown(facts: Facts) -> dict[str, Floats]:
    """Break down one run for one group.

    Returns
    -------
    ``steps/passed``, ``steps/waited_h``, ``steps/worked_h``
        (steps,) how often the cohort went through each step, and the hours waited for it and spent on it.
    ``lanes/arrived``, ``lanes/released``, ``lanes/clearance_h``
        (lanes + 1,) of the cohort by lane, the last for no lane; hours are restricted to the run-out.
    ``teams/on_duty_h``, ``teams/worked_h``
        (teams,) officers' hours of each of `team_places` from the start of observation to the end, whoever is served.
    ``week/service``, ``week/queue``, ``week/off_shift``
        (agencies × 168,) hours of the released of the cohort: see `week_hours`. They are rounded to four seconds, with
        which files of many replications are half as large.
    """
    return {**_steps(facts), **_lanes(facts), **_teams(facts), **_week(facts)}


def _steps(facts: Facts) -> dict[str, Floats]:
    log = facts.run.log
    visits, size = log.visits, len(facts.world.procedure)
    counted = np.isin(visits["consignment"], facts.cohort)
    done = counted & np.isin(visits["activity"], _STEPS) & (visits["step"] != NOBODY)
    worked_us = visits["end"] - visits["start"]
    pauses = pauses_of(log)
    np.subtract.at(worked_us, pauses.row, pauses.end_us - pauses.start_us)
    waited_us = visits["end"] - visits["ready"] - worked_us
    step = visits["step"][done]
    return {
        "steps/passed": _sums(step, np.ones(step.size), size),
        "steps/waited_h": _sums(step, waited_us[done] / HOUR_US, size),
        "steps/worked_h": _sums(step, worked_us[done] / HOUR_US, size),
    }


def _lanes(facts: Facts) -> dict[str, Floats]:
    size = len(LANES) + 1
    lane = facts.run.log.consignments["lane"][facts.cohort].astype(np.int64)
    lane = np.where(lane == NOBODY, len(LANES), lane)
    taken_us = np.minimum(facts.clearance_us, facts.world.run_out)
    released = _those(facts, facts.released)[facts.cohort]
    return {
        "lanes/arrived": _sums(lane, np.ones(lane.size), size),
        "lanes/released": _sums(lane, released.astype(np.float64), size),
        "lanes/clearance_h": _sums(lane, taken_us / HOUR_US, size),
    }


def _teams(facts: Facts) -> dict[str, Floats]:
    places, names = team_places(facts.world), facts.run.log.names
    times = facts.run.teams
    place = np.array(
        [_place(places, None if post == NOBODY else names.posts[post], name) for post, name, _ in names.teams]
    )
    return {
        f"teams/{what}": _sums(place, us / HOUR_US, len(places))
        for what, us in (("on_duty_h", times.on_duty_us), ("worked_h", times.worked_us))
    }


def _place(places: tuple[tuple[str | None, str], ...], post: str | None, name: str) -> int:
    """Place of a team; the log puts words after the names of reserved officers and of pools."""
    team = name.split()[0]
    return places.index((post, team) if (post, team) in places else (None, team))


def _week(facts: Facts) -> dict[str, Floats]:
    log = facts.run.log
    hours = week_hours(facts.world, log, walk_back(log), _those(facts, facts.released))
    return {f"week/{cause}": np.rint(of_cause.ravel() * _GRAIN) / _GRAIN for cause, of_cause in hours.items()}


def _sums(where: Ints, amounts: Floats, size: int) -> Floats:
    return np.bincount(where, weights=amounts, minlength=size).astype(np.float64)


def _those(facts: Facts, numbers: Ints) -> Bools:
    """Whether each consignment is one of these: (consignments,)."""
    which = np.zeros(facts.belongs.size, dtype=np.bool_)
    which[numbers] = True
    return which
