"""What is allowed in a world but probably not meant."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from sim.world.calendars import Shifts, on_duty
from sim.world.loads import loads
from sim.world.mentions import Path
from sim.world.quantities import WEEK_US
from sim.world.rules import GateHours, Hours, Reopening, Together
from sim.world.staffing import Need, needs, team_for
from sim.world.streams import Listed, Manifest, Steady, Stream
from sim.world.world import World

Span = tuple[int, int]

_ALL_DAY: Final = Shifts.model_validate(1)
_LONGEST_LOOK_US: Final = 8 * WEEK_US


def warnings(world: World) -> list[tuple[Path, str]]:
    """Find what is allowed but probably not meant, in a world without problems.

    Joint work is looked at for the rules the world has, so a policy must be applied before.
    """
    needed = list(needs(world))
    return [
        *_overloaded(world),
        *_unused_steps(world, needed),
        *_unread_papers(world, needed),
        *_no_arrivals(world),
        *_no_overlap(world, needed),
        *_one_sided(world),
        *_never_used(world),
    ]


def _overloaded(world: World) -> Iterator[tuple[Path, str]]:
    for load in loads(world):
        if load.demand_h_per_week > load.capacity_h_per_week:
            needed, there = f"{load.demand_h_per_week:.0f}", f"{load.capacity_h_per_week:.0f}"
            text = f"ordinary traffic needs about {needed} officer-hours a week and {there} are on duty"
            yield load.place, f"{text}, so its line can only grow"


def _unused_steps(world: World, needed: Sequence[Need]) -> Iterator[tuple[Path, str]]:
    used = {need.step for need in needed}
    for name in world.procedure:
        if name not in used:
            yield ("procedure", name), "no consignment ever needs this step; check its `for` and the goods' agencies"


def _unread_papers(world: World, needed: Sequence[Need]) -> Iterator[tuple[Path, str]]:
    read = {need.stream for need in needed if world.procedure[need.step].documentary}
    for name, stream in world.streams.items():
        if stream.papers_complete < 1 and name not in read:
            text = "papers may be incomplete, but no step that it needs is marked `documentary`, so nobody notices"
            yield ("streams", name, "papers_complete"), text


def _no_arrivals(world: World) -> Iterator[tuple[Path, str]]:
    for name, stream in world.streams.items():
        coming = _coming(world, stream)
        if not coming:
            text = "nothing arrives before the end of the run; check dates and run_out"
            yield ("streams", name, "arrivals"), text
        elif stream.rows is not None and coming < len(stream.rows):
            text = f"{len(stream.rows) - coming:,} of {len(stream.rows):,} rows arrive after the end of the run"
            yield ("streams", name, "arrivals"), f"{text} and take no part; lengthen observe or run_out to count them"


def _coming(world: World, stream: Stream) -> float:
    """How many convoys are expected within the run, at least whether any are."""
    arrivals = stream.arrivals
    if isinstance(arrivals, Manifest):
        return len(arrivals.rows.between(world.start_us, world.end_us))
    if isinstance(arrivals, Listed):
        return sum(call.convoys for call in arrivals.times if world.start_us <= call.at < world.end_us)
    return float(isinstance(arrivals, Steady) or arrivals.start < world.end_us)


def _one_sided(world: World) -> Iterator[tuple[Path, str]]:
    """What is said of the other side of posts that have none."""
    for name, post in world.posts.items():
        if post.neighbour is None:
            if post.crossing is not None:
                yield ("posts", name, "crossing"), "there is no `neighbour`, so there is no second stop to move to"
            for team in post.teams:
                if world.agencies[post.agency_of(team)].side == "exit":
                    text = "its agency works on the neighbour's side, but this post has no `neighbour`"
                    yield ("posts", name, "teams", team), f"{text}: no hours or closures of that side hold"
    for index, rule in enumerate(world.rules):
        if not isinstance(rule, GateHours | Reopening):
            continue
        if rule.side == "neighbour" and world.posts[rule.post].neighbour is None:
            yield ("rules", index, "side"), f"{rule.post} has no `neighbour`, so this changes nothing"


def _never_used(world: World) -> Iterator[tuple[Path, str]]:
    """Parts that nothing leads to."""
    for name, stream in world.streams.items():
        if stream.diversion is not None and stream.post.keys() == stream.diversion.to.keys():
            yield ("streams", name, "diversion", "to"), "it can only turn to the post that it makes for"
    for name, team in world.roving.items():
        own = [post for post in team.posts if name in world.posts[post].teams]
        if own:
            text = f"{', '.join(own)} has a team {name!r} of its own, which does the work there"
            yield ("roving", name, "posts"), f"{text}; leave one of the two out"
    for name, incident in world.incidents.items():
        if not incident.posts:
            yield ("incidents", name, "posts"), "it names no post, so it shuts nothing"
    for kind, risk in world.risk.items():
        if not risk.examined_by:
            yield ("risk", kind, "examined_by"), "no step looks for it, so nothing is ever found"


def _no_overlap(world: World, needed: Sequence[Need]) -> Iterator[tuple[Path, str]]:
    attended = [need for need in needed if not world.procedure[need.step].unattended]
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
