"""What is allowed in a world but probably not meant."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from sim.world.calendars import Shifts, on_duty
from sim.world.loads import loads
from sim.world.mentions import Path
from sim.world.quantities import WEEK_US
from sim.world.rules import Hours, Together
from sim.world.staffing import needs, team_for
from sim.world.streams import Listed, Surge
from sim.world.world import World

Span = tuple[int, int]

_ALL_DAY: Final = Shifts.model_validate(1)
_LONGEST_LOOK_US: Final = 8 * WEEK_US


def warnings(world: World) -> list[tuple[Path, str]]:
    """Find what is allowed but probably not meant, in a world without problems.

    Joint work is looked at for the rules the world has, so a policy must be applied before.
    """
    return [
        *_overloaded(world),
        *_unused_steps(world),
        *_unread_papers(world),
        *_no_arrivals(world),
        *_no_overlap(world),
    ]


def _overloaded(world: World) -> Iterator[tuple[Path, str]]:
    for load in loads(world):
        if load.demand_h_per_week > load.capacity_h_per_week:
            needed, there = f"{load.demand_h_per_week:.0f}", f"{load.capacity_h_per_week:.0f}"
            text = f"ordinary traffic needs about {needed} officer-hours a week and {there} are on duty"
            yield ("posts", load.post, "teams", load.team), f"{text}, so its line can only grow"


def _unused_steps(world: World) -> Iterator[tuple[Path, str]]:
    needed = {need.step for need in needs(world)}
    for name in world.procedure:
        if name not in needed:
            yield ("procedure", name), "no consignment ever needs this step; check its `for` and the goods' agencies"


def _unread_papers(world: World) -> Iterator[tuple[Path, str]]:
    read = {need.stream for need in needs(world) if world.procedure[need.step].documentary}
    for name, stream in world.streams.items():
        if stream.papers_complete < 1 and name not in read:
            text = "papers may be incomplete, but no step that it needs is marked `documentary`, so nobody notices"
            yield ("streams", name, "papers_complete"), text


def _no_arrivals(world: World) -> Iterator[tuple[Path, str]]:
    for name, stream in world.streams.items():
        arrivals = stream.arrivals
        listed = isinstance(arrivals, Listed) and not any(
            world.start_us <= call.at < world.end_us for call in arrivals.times
        )
        if listed or (isinstance(arrivals, Surge) and arrivals.start >= world.end_us):
            yield ("streams", name, "arrivals"), "nothing arrives before the end of the run; check dates and run_out"


def _no_overlap(world: World) -> Iterator[tuple[Path, str]]:
    attended = [need for need in needs(world) if not world.procedure[need.step].unattended]
    joint = {need.post: set[str]() for need in attended}
    for need in attended:
        joint[need.post].add(need.step)
    for rule in [rule for rule in world.rules if isinstance(rule, Together)]:
        for post, steps in joint.items():
            teams = list(dict.fromkeys(world.procedure[step].team_name for step in rule.steps if step in steps))
            if len(teams) > 1 and not _common(world, post, teams):
                text = f"{rule.by}: {', '.join(teams)} are never on duty at the same time here"
                yield ("posts", post, "teams"), f"{text}, so joint work never begins; align their hours"


def _common(world: World, post: str, teams: list[str]) -> list[Span]:
    """When all teams are on duty, in the first weeks after policies begin."""
    start, end = world.begins, min(world.end_us, world.begins + _LONGEST_LOOK_US)
    common = [(start, end)]
    for team in teams:
        common = _both(common, _spans(world, post, team, start, end))
    return common


def _spans(world: World, post: str, name: str, start: int, end: int) -> list[Span]:
    team = team_for(world, post, name)
    assert team is not None, "a world without problems has a team for every step"
    ruled = [rule for rule in world.rules if isinstance(rule, Hours) and (rule.post, rule.team) == (post, name)]
    calendar = ruled[-1].calendar if ruled else world.calendar(team.calendar)
    # Other hours without shifts spread the officers over all of them.
    officers = (ruled[-1].shifts or _ALL_DAY) if ruled else team.officers
    steps = [*on_duty(officers, calendar, start, end, world.onset, world.time_zone), (end, 0)]
    return [(since, until) for (since, count), (until, _) in pairwise(steps) if count]


def _both(some: list[Span], others: list[Span]) -> list[Span]:
    spans = [(max(a, c), min(b, d)) for a, b in some for c, d in others]
    return [(since, until) for since, until in spans if since < until]
