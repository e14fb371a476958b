"""Step functions of the time of a run: lists of (moment, value), each of which holds until the next."""

from collections.abc import Callable
from itertools import pairwise

from sim.world import World
from sim.world.calendars import Calendar, Shifts, on_duty

Steps = list[tuple[int, int]]


def combine(join: Callable[..., int], *functions: Steps) -> Steps:
    """One step function out of several, value by value, with equal neighbours merged."""
    places = [0] * len(functions)
    out: Steps = []
    for moment in sorted({at for function in functions for at, _ in function}):
        for k, function in enumerate(functions):
            while places[k] + 1 < len(function) and function[places[k] + 1][0] <= moment:
                places[k] += 1
        value = join(*(function[place][1] for function, place in zip(functions, places, strict=True)))
        if not out or out[-1][1] != value:
            out.append((moment, value))
    return out


def span(world: World, start: int, until: int | None) -> Steps:
    """1 from `start` to `until` within the run, 0 elsewhere."""
    start = max(start, world.start_us)
    until = world.end_us if until is None else min(until, world.end_us)
    if start >= until:
        return [(world.start_us, 0)]
    steps = [] if start == world.start_us else [(world.start_us, 0)]
    return [*steps, (start, 1)] + ([] if until == world.end_us else [(until, 0)])


def shift_steps(world: World, shifts: Shifts, calendar: Calendar) -> Steps:
    """Officers of shifts while a calendar is open."""
    return on_duty(shifts, calendar, world.start_us, world.end_us, world.onset, world.time_zone)


def choose(inside: int, new: int, old: int) -> int:
    """What holds of two values, for `combine`."""
    return new if inside else old


def mean(steps: Steps, start: int, until: int) -> float:
    """Mean of a step function over a span of time."""
    edges = [*steps, (until, 0)]
    return sum(n * max(0, min(b, until) - max(a, start)) for (a, n), (b, _) in pairwise(edges)) / (until - start)
