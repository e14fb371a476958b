"""What rules cannot hold together in one world, in words."""

from collections.abc import Iterator

from sim.policies.lever import can_match, say_moment
from sim.world.filters import EVERYTHING
from sim.world.posts import Team
from sim.world.rules import (
    DatedRule,
    ExtraOfficers,
    Located,
    LodgementRule,
    Pooled,
    Reserved,
    SideBySide,
    Together,
    Waived,
    clashes,
    overlap,
)
from sim.world.staffing import needs
from sim.world.world import World


def contradictions(world: World) -> Iterator[str]:
    """Why the rules of a world cannot all hold, a sentence each."""
    found = ((a, b) for a, b in clashes(world.rules) if can_match(world, a.scope, b.scope))
    yield from dict.fromkeys(_say_clash(a, b) for a, b in found)
    for rule in world.rules:
        if isinstance(rule, Together):
            yield from _steps_between(world, rule)
            yield from dict.fromkeys(_partners_elsewhere(world, rule))
        if isinstance(rule, ExtraOfficers) and rule.taken_from is not None:
            yield from _overdrawn(world, rule, rule.taken_from)
        if isinstance(rule, Located) and world.capital is not None:
            yield from _overplaced(world, rule, _most_officers(world.capital.teams[rule.team]))


def closed_to_others(world: World) -> Iterator[str]:
    """Teams whose every officer is reserved, so that nobody else is served there, a sentence each."""
    for rule in world.rules:
        if isinstance(rule, Reserved):
            most = _most_officers(world.posts[rule.post].teams[rule.team]) + _extra_officers(world, rule)
            if rule.officers >= most:
                where = f"the team {rule.team} at {rule.post}"
                yield f"{rule.by}: it reserves every officer of {where} ({most} at most), so nobody else is served."


def left_alone(world: World) -> Iterator[str]:
    """Teams of the capital and reserved lanes that rules leave without officers, a sentence each."""
    for rule in world.rules:
        if isinstance(rule, Located):
            yield from _emptied(world, rule)
        if isinstance(rule, Reserved) and _is_pooled(world, rule, rule.post, rule.team):
            where = f"the team {rule.team} at {rule.post}"
            yield f"{rule.by}: {where} is pooled with others meanwhile, so none of its officers is reserved."


def _emptied(world: World, rule: Located) -> Iterator[str]:
    """Whether a rule places the last officers of a team of the capital that other posts need."""
    if world.capital is None or _placed(world, rule) < _most_officers(world.capital.teams[rule.team]):
        return
    needed = dict.fromkeys(need.post for need in needs(world) if world.procedure[need.step].team_name == rule.team)
    alone = [
        post
        for post in needed
        if rule.team not in world.posts[post].teams and not _is_placed(world, rule, post, rule.team)
    ]
    if alone:
        team = f"the team {rule.team} of the capital"
        yield f"{rule.by}: every officer of {team} is placed at posts, so nobody serves {', '.join(alone)}."


def _say_clash(a: DatedRule, b: DatedRule) -> str:
    ends = [rule.until for rule in (a, b) if rule.until is not None]
    start = say_moment(max(a.start, b.start)).removeprefix("at ")
    dates = f"from {start} " + (f"until {say_moment(min(ends)).removeprefix('at ')}" if ends else "on")
    what = " and ".join(dict.fromkeys(a.sets.format(*target) for target in sorted(a.targets & b.targets)))
    who = f"{a.by} and {b.by} both set" if a.by != b.by else f"{a.by} twice sets"
    return f"{who} {what}, each differently, {dates}; let one end before the other begins, or leave one out."


def _steps_between(world: World, joint: Together) -> Iterator[str]:
    """Steps that come after one joint step and before another, so that the joint work could never begin."""
    before = _steps_before(world, joint)
    waived = {step for rule in world.rules if isinstance(rule, Waived) and _covers(rule, joint) for step in rule.steps}
    for step, spec in world.procedure.items():
        between = before[step].intersection(joint.steps) and any(step in before[other] for other in joint.steps)
        if between and step not in {*joint.steps, *waived} and spec.match.overlaps(joint.match):
            yield (
                f"{joint.by}: {' and '.join(joint.steps)} cannot be done at one time, because {step} comes after one of"
                f" them and before another; add {step} to the joint steps, to parallel_checks or to waive."
            )


def _steps_before(world: World, joint: Together) -> dict[str, set[str]]:
    """All steps before each step, without waits between steps that are side by side whenever the joint rule holds."""
    loose = [set(rule.steps) for rule in world.rules if isinstance(rule, SideBySide) and _covers(rule, joint)]
    direct = {
        step: {before for before in spec.after if not any({step, before} <= group for group in loose)}
        for step, spec in world.procedure.items()
    }
    found: dict[str, set[str]] = {}
    for step in direct:
        todo = list(direct[step])
        found[step] = set()
        while todo:
            name = todo.pop()
            if name not in found[step]:
                found[step].add(name)
                todo += direct[name]
    return found


def _covers(rule: LodgementRule, joint: Together) -> bool:
    """Whether a rule holds for all consignments and moments for which the joint rule does."""
    return _lasts(rule, joint) and rule.match in (EVERYTHING, joint.match)


def _lasts(rule: DatedRule, other: DatedRule) -> bool:
    """Whether a rule holds for as long as another."""
    return rule.start <= other.start and (rule.until is None or (other.until is not None and other.until <= rule.until))


def _partners_elsewhere(world: World, joint: Together) -> Iterator[str]:
    """Teams that would have to be at a post for joint work, and are in the capital or between posts."""
    waived = {step for rule in world.rules if isinstance(rule, Waived) and _covers(rule, joint) for step in rule.steps}
    streams = world.filter_streams(joint.match)
    together: dict[tuple[str, str], list[str]] = {}
    for need in needs(world):
        meant = need.stream in streams and (joint.match.post is None or need.post in joint.match.post)
        if meant and need.step in joint.steps and need.step not in waived:
            together.setdefault((need.stream, need.post), []).append(need.step)
    for (_, post), steps in together.items():
        if len({world.procedure[step].agency for step in steps}) > 1:
            for team in (world.procedure[step].team_name for step in steps):
                why = _why_elsewhere(world, joint, post, team)
                if why:
                    yield f"{joint.by}: {' and '.join(steps)} cannot be done at one time at {post}, because {why}."


def _why_elsewhere(world: World, joint: Together, post: str, team: str) -> str | None:
    if _is_pooled(world, joint, post, team):
        return f"the team {team} is pooled and travels between posts; leave its step or its pool out"
    if team in world.posts[post].teams or _is_placed(world, joint, post, team):
        return None
    if team in world.roving and post in world.roving[team].posts:
        return f"the team {team} travels between posts; leave its step out"
    if world.capital is not None and team in world.capital.teams:
        return (
            f"the team {team} is in the capital; place a desk there with co_locate for as long, or leave its step out"
        )
    return None


def _is_pooled(world: World, rule: DatedRule, post: str, team: str) -> bool:
    """Whether a team of a post is pooled with others at any time while a rule holds."""
    pools = [pool for pool in world.rules if isinstance(pool, Pooled) and pool.team == team and post in pool.posts]
    return any(overlap(pool, rule) for pool in pools)


def _overplaced(world: World, rule: Located, most: int) -> Iterator[str]:
    """Whether more officers are placed at posts when a rule begins than the team in the capital ever has."""
    placed = _placed(world, rule)
    if placed > most:
        when = say_moment(rule.start)
        yield (
            f"{rule.by}: {placed} officers of the team {rule.team} are placed at posts {when}, and the capital has "
            f"{most} at most; name fewer posts or officers."
        )


def _placed(world: World, rule: Located) -> int:
    """Officers of a team at desks of all posts when a rule begins."""
    desks = {
        other.post: other.officers
        for other in world.rules
        if isinstance(other, Located) and other.team == rule.team and other.in_force(rule.start)
    }
    return sum(desks.values())


def _is_placed(world: World, rule: DatedRule, post: str, team: str) -> bool:
    """Whether a desk of a team of the capital stands at a post for as long as a rule holds."""
    desks = [desk for desk in world.rules if isinstance(desk, Located) and (desk.post, desk.team) == (post, team)]
    return any(_lasts(desk, rule) for desk in desks)


def _overdrawn(world: World, rule: ExtraOfficers, source: tuple[str, str]) -> Iterator[str]:
    """Whether more officers are away from a team when a rule begins than it ever has."""
    post, team = source
    has = _most_officers(world.posts[post].teams[team])
    away = sum(
        other.officers
        for other in world.rules
        if isinstance(other, ExtraOfficers) and other.taken_from == source and other.in_force(rule.start)
    )
    if away > has:
        when = say_moment(rule.start)
        yield f"{rule.by}: {away} officers are taken from the team {team} at {post} {when}, which has {has} at most."


def _most_officers(team: Team) -> int:
    """The most officers a team has at any time of its own."""
    return max(
        most for shifts in (team.officers, *(change.officers for change in team.changes)) for *_, most in shifts.shifts
    )


def _extra_officers(world: World, rule: Reserved) -> int:
    """Officers added to a team at any time while a rule holds."""
    return sum(
        extra.officers
        for extra in world.rules
        if isinstance(extra, ExtraOfficers)
        and (extra.post, extra.team) == (rule.post, rule.team)
        and overlap(extra, rule)
    )
