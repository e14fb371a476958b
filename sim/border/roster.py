"""Rosters: how many officers each team has on duty through the run, with all dated rules applied.

Everything here is known before the run.
"""

from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from operator import sub

from sim.border.openings import is_on
from sim.border.rules import rules_of
from sim.border.step_functions import Steps, choose, combine, mean, shift_steps, span
from sim.world import Team, World
from sim.world.calendars import Calendar, Shifts
from sim.world.quantities import HOUR_US, WEEK_US
from sim.world.rules import ExtraOfficers, Hours, Located, Pooled, Reopening, Reserved

SHIFT_US = 8 * HOUR_US
"""Officers are spread over the clock in shifts of this length (assumed: the usual working day)."""


@dataclass(frozen=True)
class Duty:
    """A team's desk through the run.

    Attributes
    ----------
    name
        What it is called in the log.
    officers
        Steps of officers on duty.
    refusing
        Spans before closing in which nothing new is begun.
    """

    name: str
    officers: Steps
    refusing: list[tuple[int, int]]


def spread_evenly(weekly: float, open_week: int, opening: list[tuple[int, int]], start: int) -> Steps:
    """Officers for each shift of the opening hours, so that officer-hours stay as near as can be to `weekly` a week.

    Whole officers only: each shift gets what brings the sum closest, so hours are kept over a week, not in each shift.
    `open_week` is how long it is open in the week that `weekly` is about [µs].
    """
    pieces = [(at, min(at + SHIFT_US, close)) for open_, close in opening for at in range(open_, close, SHIFT_US)]
    wanted = given = 0.0
    out: Steps = [(start, 0)] if not pieces or pieces[0][0] > start else []
    for a, b in pieces:
        wanted += weekly * HOUR_US * (b - a) / open_week
        officers = max(0, round((wanted - given) / (b - a)))
        given += officers * (b - a)
        out += [(a, officers), (b, 0)]
    return combine(lambda value: value, _last_of_each(out))


def _last_of_each(steps: Steps) -> Steps:
    return list(dict(steps).items())


def officers(world: World, post: str, team: str) -> Steps:
    """Officers of a team on duty through the run: shifts and calendar, dated changes, then rules in one fixed order."""
    steps = _staffed(world, post, team)
    return combine(lambda on, n: 0 if on else n, _in_a_pool(world, post, team), steps)


def _in_a_pool(world: World, post: str, team: str) -> Steps:
    """1 while a rule pools the team of a post with others."""
    rules = [rule for rule in rules_of(world, Pooled) if rule.team == team and post in rule.posts]
    return combine(lambda *pools: max(pools), [(world.start_us, 0)], *(span(world, r.start, r.until) for r in rules))


def _staffed(world: World, post: str, team: str) -> Steps:
    spec = world.posts[post].teams[team]
    own = steps = _own(world, post, team)
    present = (
        own if any(n for _, n in own) else shift_steps(world, Shifts.model_validate(1), world.calendar(spec.calendar))
    )
    for extra in rules_of(world, ExtraOfficers):
        if (extra.post, extra.team) == (post, team) and extra.taken_from is None:
            inside = span(world, extra.start, extra.until)
            steps = combine(lambda on, here, n, k=extra.officers: n + k if on and here else n, inside, present, steps)
    for source in {rule.taken_from: None for rule in rules_of(world, ExtraOfficers) if rule.taken_from}:
        for rule, moved in _moves(world, source):
            if (rule.post, rule.team) == (post, team):
                steps = combine(lambda here, k, n: n + k if here else n, present, moved, steps)
            if source == (post, team):
                steps = combine(sub, steps, moved)
    return _phased(world, post, team, steps)


def _moves(world: World, source: tuple[str, str]) -> list[tuple[ExtraOfficers, Steps]]:
    """Officers that rules move from a team to others: never more than it has on duty."""
    left = _own(world, *source)
    moves = []
    for rule in rules_of(world, ExtraOfficers):
        if rule.taken_from == source:
            inside = span(world, rule.start, rule.until)
            moved = combine(lambda on, n, most=rule.officers: min(n, most) if on else 0, inside, left)
            left = combine(sub, left, moved)
            moves.append((rule, moved))
    return moves


def changed(world: World, team: Team) -> Steps:
    """Officers of a team by its shifts, calendar and dated changes."""
    calendar = world.calendar(team.calendar)
    steps = shift_steps(world, team.officers, calendar)
    for change in team.changes:
        inside = span(world, change.start, change.until)
        steps = combine(choose, inside, shift_steps(world, change.officers, calendar), steps)
    return steps


def _own(world: World, post: str, team: str) -> Steps:
    """A team's own officers: shifts and calendar, dated changes, then hours by rule."""
    spec = world.posts[post].teams[team]
    steps = changed(world, spec)
    for rule in rules_of(world, Hours):
        if (rule.post, rule.team) == (post, team) and rule.start < world.end_us:
            inside = span(world, rule.start, rule.until)
            steps = combine(choose, inside, _new_hours(world, rule, spec), steps)
    return steps


def _new_hours(world: World, rule: Hours, team: Team) -> Steps:
    """A team's officers by other hours: those of its shifts, and of its dated changes while they last."""
    if rule.shifts is not None:
        return shift_steps(world, rule.shifts, rule.calendar)
    steps = _moved(world, rule, team, team.officers)
    for change in team.changes:
        inside = span(world, change.start, change.until)
        steps = combine(choose, inside, _moved(world, rule, team, change.officers), steps)
    return steps


def _moved(world: World, rule: Hours, team: Team, shifts: Shifts) -> Steps:
    if rule.keep_officer_hours:
        own = shift_steps(_a_week_longer(world), shifts, world.calendar(team.calendar))
        return _spread(world, rule.calendar, rule.start, own)
    return shift_steps(world, Shifts.model_validate(max(n for *_, n in shifts.shifts)), rule.calendar)


def _a_week_longer(world: World) -> World:
    """The world with a week more, so that a week's hours are known from any moment of a run on."""
    return world.model_copy(update={"run_out": world.run_out + WEEK_US})


def _spread(world: World, calendar: Calendar, start: int, steps: Steps) -> Steps:
    """The officer-hours that a step function, of a world a week longer, has in a week, spread over other hours."""
    start = max(start, world.start_us)
    opening = calendar.open_intervals(start, world.end_us, world.onset, world.time_zone)
    weekly = mean(steps, start, start + WEEK_US) * WEEK_US / HOUR_US
    spread = spread_evenly(weekly, _open_in_a_week(world, calendar, start), opening, start)
    # The end of the run is not a closing.
    return [(world.start_us, 0), *(step for step in spread if step[0] < world.end_us)]


def _open_in_a_week(world: World, calendar: Calendar, start: int) -> int:
    """How long it is open in the week from a moment on, or without holidays if all that week is holiday [µs]."""
    calendars = calendar, calendar.model_copy(update={"holidays": ()})
    weeks = (hours.open_intervals(start, start + WEEK_US, world.onset, world.time_zone) for hours in calendars)
    return next((sum(until - since for since, until in week) for week in weeks if week), 0)


def _phased(world: World, post: str, team: str, steps: Steps) -> Steps:
    agency = world.posts[post].agency_of(team)
    for rule in rules_of(world, Reopening):
        if rule.post == post and is_on(world, agency, post, rule.side):
            shares = [(phase.at, phase.staff) for phase in rule.stages]
            for (at, share), (until, _) in zip(shares, [*shares[1:], (rule.until, 1.0)], strict=True):
                steps = combine(lambda on, n, part=share: whole(n * part) if on else n, span(world, at, until), steps)
    return steps


def whole(officers: float) -> int:
    """The next whole number of officers; a number that is whole but for the last bits of a float is left alone."""
    return ceil(round(officers, 9))


def duties(world: World, post: str, team: str) -> list[tuple[Duty, Reserved | None]]:
    """The desks of a team: its own, and those of officers reserved, with the rule that reserves them."""
    all_of_them = officers(world, post, team)
    last_call = world.posts[post].teams[team].last_call
    own, desks = all_of_them, []
    for rule in rules_of(world, Reserved):
        if (rule.post, rule.team) == (post, team):
            inside = span(world, rule.start, rule.until)
            mine = combine(lambda on, n, most=rule.officers: min(n, most) if on else 0, inside, all_of_them)
            own = combine(lambda n, taken: n - taken, own, mine)
            desks.append((Duty(f"{team} (reserved)", mine, last_calls(mine, last_call)), rule))
    return [(Duty(team, own, last_calls(own, last_call)), None), *desks]


def last_calls(steps: Steps, last_call: int) -> list[tuple[int, int]]:
    """Spans before each closing in which nothing is begun."""
    spans: list[tuple[int, int]] = []
    for (_, before), (closing, n) in pairwise(steps):
        if last_call and before and not n:
            # Where a shift is shorter than the last call, the span runs into the one before.
            begins = spans.pop()[0] if spans and closing - last_call < spans[-1][1] else closing - last_call
            spans.append((begins, closing))
    return spans


def shared(world: World, team: Team, name: str) -> Duty:
    """The desk of a team that serves several posts: its own officers, less those whom rules place at posts."""
    steps, _ = _placed(world, team, name)
    return Duty(name, steps, last_calls(steps, team.last_call))


def located(world: World, post: str, name: str, team: Team) -> Duty:
    """The desk at a post of a team of the capital, on that team's hours or on those of the rule."""
    steps = _placed(world, team, name)[1][post]
    return Duty(name, steps, last_calls(steps, team.last_call))


def _placed(world: World, team: Team, name: str) -> tuple[Steps, dict[str, Steps]]:
    """Officers of a team who are left, and those whom rules place at each post: never more than there are."""
    longer = _a_week_longer(world)
    left = changed(longer, team)
    desks: dict[str, Steps] = {}
    for post in dict.fromkeys(rule.post for rule in rules_of(world, Located) if rule.team == name):
        gone = desk = [(world.start_us, 0)]
        for rule in rules_of(world, Located):
            if (rule.post, rule.team) == (post, name):
                # Rules of one desk agree where they overlap: the same officers, who are placed once.
                inside = span(longer, rule.start, rule.until)
                able = combine(lambda n, most=rule.officers: min(n, most), left)
                gone = combine(lambda on, n, other: n if on else other, inside, able, gone)
                desk = combine(choose, inside, _desk_hours(world, rule, able), desk)
        left = combine(sub, left, gone)
        desks[post] = _within(world, desk)
    return _within(world, left), desks


def _within(world: World, steps: Steps) -> Steps:
    """A step function of a longer world until the end of the run."""
    return [step for step in steps if step[0] < world.end_us]


def _desk_hours(world: World, rule: Located, steps: Steps) -> Steps:
    if rule.calendar is None:
        return steps
    if rule.keep_officer_hours:
        return _spread(world, rule.calendar, rule.start, steps)
    return shift_steps(world, Shifts.model_validate(max(n for _, n in steps)), rule.calendar)


def pooled(world: World, pool: Pooled) -> Duty:
    """The desk of teams that work as one: all their officers together while a rule pools them."""
    steps: Steps = [(world.start_us, 0)]
    for post in pool_posts(world, pool.team):
        everybody = _staffed(world, post, pool.team)
        steps = combine(lambda on, n, more: n + more if on else n, _in_a_pool(world, post, pool.team), steps, everybody)
    return Duty(f"{pool.team} (pooled)", steps, [])


def pool_homes(world: World, team: str) -> list[str]:
    """Where the officers of a pool come from, one post in turn: each post as often as it has officers."""
    posts = pool_posts(world, team)
    most = {post: max(n for _, n in _staffed(world, post, team)) for post in posts}
    turns = range(max(most.values()))
    return [post for turn in turns for post in posts if most[post] > turn] or posts


def pool_posts(world: World, team: str) -> list[str]:
    """The posts at which rules ever pool a team."""
    return list(dict.fromkeys(post for rule in rules_of(world, Pooled) if rule.team == team for post in rule.posts))
