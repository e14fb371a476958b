"""What rules cannot hold together in one world, in words."""

from collections.abc import Iterator

from sim.policies.lever import say_moment
from sim.world.filters import EVERYTHING
from sim.world.posts import Team
from sim.world.rules import (
    DatedRule,
    ExtraOfficers,
    LodgementRule,
    Reserved,
    SideBySide,
    Together,
    Waived,
    clashes,
    overlap,
)
from sim.world.world import World


def contradictions(world: World) -> Iterator[str]:
    """Why the rules of a world cannot all hold, a sentence each."""
    yield from dict.fromkeys(_say_clash(a, b) for a, b in clashes(world.rules))
    for rule in world.rules:
        if isinstance(rule, Together):
            yield from _steps_between(world, rule)
        if isinstance(rule, ExtraOfficers) and rule.taken_from is not None:
            yield from _overdrawn(world, rule, rule.taken_from)


def closed_to_others(world: World) -> Iterator[str]:
    """Teams whose every officer is reserved, so that nobody else is served there, a sentence each."""
    for rule in world.rules:
        if isinstance(rule, Reserved):
            most = _most_officers(world.posts[rule.post].teams[rule.team]) + _extra_officers(world, rule)
            if rule.officers >= most:
                where = f"the team {rule.team} at {rule.post}"
                yield f"{rule.by}: it reserves every officer of {where} ({most} at most), so nobody else is served."


def _say_clash(a: DatedRule, b: DatedRule) -> str:
    ends = [rule.until for rule in (a, b) if rule.until is not None]
    start = say_moment(max(a.start, b.start)).removeprefix("at ")
    dates = f"from {start} " + (f"until {say_moment(min(ends)).removeprefix('at ')}" if ends else "on")
    what = " and ".join(a.sets.format(*target) for target in sorted(a.targets & b.targets))
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
    lasts = rule.until is None or (joint.until is not None and joint.until <= rule.until)
    return rule.start <= joint.start and lasts and rule.match in (EVERYTHING, joint.match)


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
