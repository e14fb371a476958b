"""When gates and posts are open, and for whom, with all dated rules applied; all of it is known before the run."""

from collections import Counter
from collections.abc import Iterable
from itertools import accumulate
from typing import Final

from sim.border.rules import rules_of
from sim.border.step_functions import Steps, choose, combine, shift_steps, span
from sim.world import Filter, World
from sim.world.calendars import Calendar, Shifts
from sim.world.posts import Closure
from sim.world.rules import GateHours, Reopening

SIDES: Final = ("own", "neighbour", "both")
"""Whom closures stop: the teams of one side of a post, or of both."""


def gate_open(world: World, post: str) -> Steps:
    """1 while the gates of both sides of a post are within their hours."""
    spec = world.posts[post]
    hours = _gate_hours(world, post, "own", world.calendar(spec.gate))
    if spec.neighbour is None:
        return hours
    return combine(min, hours, _gate_hours(world, post, "neighbour", world.calendar(spec.neighbour.gate)))


def _gate_hours(world: World, post: str, side: str, calendar: Calendar) -> Steps:
    one = Shifts.model_validate(1)
    steps = shift_steps(world, one, calendar)
    for rule in rules_of(world, GateHours):
        if rule.post == post and rule.side in ("both", side):
            steps = combine(choose, span(world, rule.start, rule.until), shift_steps(world, one, rule.calendar), steps)
    return steps


def is_on(world: World, agency: str, post: str, side: str) -> bool:
    """Whether an agency works on a side of a post; where there is no neighbour all work on its own side."""
    exits = world.agencies[agency].side == "exit" and world.posts[post].neighbour is not None
    return side in ("both", "neighbour" if exits else "own")


def closed(world: World, post: str, side: str, spans: Iterable[tuple[int, int]] = ()) -> Steps:
    """Number of reasons for which a side of a post is shut: dated closures; for both sides curfews and `spans`."""
    if side == "both":
        steps = _under_way(world, spans)
        for curfew in world.posts[post].curfews:
            hours = shift_steps(world, Shifts.model_validate(1), curfew.hours)
            inside = span(world, curfew.start, curfew.until)
            steps = combine(lambda on, shut, n: n + shut if on else n, inside, hours, steps)
        return steps
    neighbour = world.posts[post].neighbour
    closures = world.posts[post].closures if side == "own" else neighbour.closures if neighbour else ()
    decided, reopened = _reopened(world, post, side)
    begun = [closure.start for closure in closures if reopened is not None and closure.start < reopened]
    # A closure that was over before the last one began, or before anybody decided, is not prolonged.
    over = max([*begun, decided])

    def until(closure: Closure) -> int | None:
        lasts = reopened is not None and closure.start < reopened and (closure.until is None or closure.until > over)
        return reopened if lasts else closure.until

    return _under_way(world, [(closure.start, until(closure)) for closure in closures])


def _under_way(world: World, spans: Iterable[tuple[int, int | None]]) -> Steps:
    """Number of spans that hold at a time; in one pass, because there may be very many."""
    changes = Counter({world.start_us: 0})
    for start, until in spans:
        start, until = max(start, world.start_us), world.end_us if until is None else min(until, world.end_us)
        if start < until:
            changes[start] += 1
            changes[until] -= 1
    moments = sorted(changes)
    totals = accumulate(changes[at] for at in moments)
    return combine(int, [step for step in zip(moments, totals, strict=True) if step[0] < world.end_us])


def _reopened(world: World, post: str, side: str) -> tuple[int, int | None]:
    """When a rule of re-opening is decided, and when it ends the closures of one side that began before."""
    rules = [rule for rule in rules_of(world, Reopening) if rule.post == post and rule.side in ("both", side)]
    moments = [(phase.at, rule.start) for rule in rules for phase in rule.stages]
    reopened, decided = min(moments, default=(None, world.start_us))
    return decided, reopened


def admissions(world: World, post: str) -> list[tuple[int, tuple[Filter, ...]]]:
    """Whom the gate lets in, from which moment, by the phases of re-opening: those whom both sides let in."""
    rules = [rule for rule in rules_of(world, Reopening) if rule.post == post]
    plans = [rule.stages for rule in rules]
    out = []
    for at in sorted({phase.at for phases in plans for phase in phases}):
        begun = [[phase for phase in phases if phase.at <= at] for phases in plans]
        out.append((at, tuple(phases[-1].match for phases in begun if phases)))
    return out
