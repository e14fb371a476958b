"""Worlds in which one cause of delay is taken away: ample officers, work round the clock, gates open, papers complete.

Nobody can decide so; these are no policies. They tell what a cause costs, once whatever would take its place is counted
too. Like policies they act from the moment that observation begins, as far as what they change has dates; desks that
serve several posts, places in the yard, damage and the consignee's own time are changed for the whole run.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from sim.measures import Cause, decides
from sim.world import DatedRule, Team, World
from sim.world.calendars import ALWAYS, Shifts
from sim.world.distributions import Constant
from sim.world.posts import Closure, Curfew, Incident, StaffChange
from sim.world.rules import (
    GateHours,
    Hours,
    Located,
    OneLodgement,
    PapersComplete,
    Reopening,
    RepairOrder,
    Reserved,
    Slots,
    Waived,
    merge,
)

AMPLE: Final = 1000
"""Officers, far more than ever have something to do."""
_BY: Final = "without"
T = TypeVar("T", Closure, Curfew, Incident)


@dataclass(frozen=True)
class Account:
    """A cause of delay that can be taken away.

    Attributes
    ----------
    agency, post
        Whose and where; None where the cause is nobody's, or is the same everywhere.
    """

    cause: Cause
    agency: str | None = None
    post: str | None = None


def take_away(world: World, account: Account) -> World:
    """Give the world without a cause.

    Raises
    ------
    ValueError
        If it is none of `REMOVABLE`.
    """
    if account.cause not in _REMOVALS:
        raise ValueError(f"{account.cause.name.lower()} cannot be taken away")
    return _REMOVALS[account.cause](world, account)


def _ample(world: World, account: Account) -> World:
    """As many officers as there is work for, at the hours of the team."""
    changed = _with_teams(world, account, lambda team: _staffed(world, team))
    mine = set(_teams(world, account))
    rules: list[DatedRule] = []
    for rule in world.rules:
        if isinstance(rule, Reserved | Located) and (rule.post, rule.team) in mine:
            rule = rule.model_copy(update={"officers": AMPLE})
        if isinstance(rule, Hours) and (rule.post, rule.team) in mine and rule.shifts is not None:
            rule = rule.model_copy(update={"shifts": _many(rule.shifts)})
        rules.append(rule)
    return changed.model_copy(update={"rules": merge((), rules)})


def _staffed(world: World, team: Team) -> Team:
    own = StaffChange(start=world.begins, officers=_many(team.officers))
    dated = [change.model_copy(update={"officers": _many(change.officers)}) for change in team.changes]
    return team.model_copy(update={"changes": (own, *dated)})


def _many(shifts: Shifts) -> Shifts:
    # Twice, so that as many are left if as many are reserved or placed elsewhere.
    return Shifts(shifts=tuple((start, end, 2 * AMPLE if officers else 0) for start, end, officers in shifts.shifts))


def _round_the_clock(world: World, account: Account) -> World:
    """As many as are there at the busiest time, day and night."""
    changed = _with_teams(world, account, _never_away)
    mine = set(_teams(world, account))
    shared = [name for post, name in mine if name not in world.posts[post].teams]
    kept: list[DatedRule] = []
    for rule in world.rules:
        if isinstance(rule, Located) and (rule.post, rule.team) in mine:
            rule = rule.model_copy(update={"calendar": None})
        if not (isinstance(rule, Hours) and (rule.post, rule.team) in mine):
            kept.append(rule)
    added = [
        Hours(by=_BY, start=world.begins, post=post, team=name, calendar=ALWAYS)
        for post, name in mine
        if name not in shared
    ]
    capital = changed.capital
    if capital is not None:
        desks = {name: _always(team) if name in shared else team for name, team in capital.teams.items()}
        capital = capital.model_copy(update={"teams": desks})
    roving = {name: _always(team) if name in shared else team for name, team in changed.roving.items()}
    return changed.model_copy(update={"capital": capital, "roving": roving, "rules": merge(kept, added)})


def _never_away(team: Team) -> Team:
    """Without the last call, and without changes that leave nobody."""
    changes = tuple(change for change in team.changes if _most(change.officers))
    return team.model_copy(update={"last_call": 0, "changes": changes})


def _always(team: Team) -> Team:
    return team.model_copy(update={"calendar": ALWAYS, "officers": Shifts.model_validate(_most(team.officers))})


def _most(shifts: Shifts) -> int:
    return max(officers for *_, officers in shifts.shifts)


def _open(world: World, account: Account) -> World:
    """Both gates open at all hours, and no closure, curfew or incident."""
    assert account.post is not None
    post = world.posts[account.post]
    neighbour = post.neighbour
    if neighbour is not None:
        neighbour = neighbour.model_copy(update={"closures": _before(world, neighbour.closures)})
    changed = post.model_copy(
        update={
            "closures": _before(world, post.closures),
            "curfews": _before(world, post.curfews),
            "neighbour": neighbour,
        }
    )
    incidents = {
        name: incident.model_copy(update={"posts": tuple(at for at in incident.posts if at != account.post)})
        for name, incident in world.incidents.items()
    }
    kept = [rule for rule in world.rules if not (isinstance(rule, GateHours | Reopening) and rule.post == account.post)]
    hours = GateHours(by=_BY, start=world.begins, post=account.post, calendar=ALWAYS)
    return _with_post(world, account.post, changed).model_copy(
        update={"incidents": incidents, "rules": merge(kept, [hours])}
    )


def _before(world: World, spans: tuple[T, ...]) -> tuple[T, ...]:
    """The parts of dated things that lie before observation begins."""
    return tuple(span.model_copy(update={"until": world.begins}) for span in spans if span.start < world.begins)


def _undamaged(world: World, account: Account) -> World:
    assert account.post is not None
    rules = [
        rule.model_copy(update={"tasks": tuple(task for task in rule.tasks if task[0] != account.post)})
        if isinstance(rule, RepairOrder)
        else rule
        for rule in world.rules
    ]
    changed = _with_post(world, account.post, world.posts[account.post].model_copy(update={"damage": {}}))
    return changed.model_copy(update={"rules": merge((), rules)})


def _roomy(world: World, account: Account) -> World:
    assert account.post is not None
    return _with_post(world, account.post, world.posts[account.post].model_copy(update={"yard": None}))


def _papers_complete(world: World, account: Account) -> World:
    return _with_rule(world, PapersComplete(by=_BY, start=world.begins, share=1.0))


def _permitted(world: World, account: Account) -> World:
    steps = tuple(name for name, step in world.procedure.items() if step.unattended and step.agency == account.agency)
    return _with_rule(world, Waived(by=_BY, start=world.begins, steps=steps))


def _delivered_at_once(world: World, account: Account) -> World:
    assert world.capital is not None
    courier = Constant[int](value=0)
    return world.model_copy(update={"capital": world.capital.model_copy(update={"courier": courier})})


def _lodged_at_once(world: World, account: Account) -> World:
    chosen = decides(world)
    streams = {
        name: stream.model_copy(update={"lodges_after": None}) if chosen in ("all", stream.kind) else stream
        for name, stream in world.streams.items()
    }
    once = OneLodgement(by=_BY, start=world.begins, takes=Constant[int](value=0))
    return _with_rule(world.model_copy(update={"streams": streams}), once)


def _without_slots(world: World, account: Account) -> World:
    rules = [rule for rule in world.rules if not isinstance(rule, Slots)]
    return world.model_copy(update={"rules": merge((), rules)})


def _back_at_once(world: World, account: Account) -> World:
    steps = {
        name: step.model_copy(update={"rework": step.rework.model_copy(update={"delay": None})})
        if step.rework
        else step
        for name, step in world.procedure.items()
    }
    return world.model_copy(update={"procedure": steps})


_REMOVALS: Final[Mapping[Cause, Callable[[World, Account], World]]] = {
    Cause.QUEUE: _ample,
    Cause.PARTNER: _ample,
    Cause.OFF_SHIFT: _round_the_clock,
    Cause.CLOSED: _open,
    Cause.DAMAGED: _undamaged,
    Cause.YARD_FULL: _roomy,
    Cause.PAPERS: _papers_complete,
    Cause.PERMIT: _permitted,
    Cause.COURIER: _delivered_at_once,
    Cause.CONSIGNEE: _lodged_at_once,
    Cause.SLOT: _without_slots,
    Cause.REWORK: _back_at_once,
}
REMOVABLE: Final = tuple(_REMOVALS)
"""Causes that can be taken away; work itself and travel cannot."""
OF_TEAMS: Final = (Cause.QUEUE, Cause.PARTNER, Cause.OFF_SHIFT)
OF_POSTS: Final = (Cause.CLOSED, Cause.DAMAGED, Cause.YARD_FULL)


def _with_rule(world: World, rule: DatedRule) -> World:
    """The world with a rule in place of all others of its kind, unless they unite."""
    kept = [other for other in world.rules if rule.additive or type(other) is not type(rule)]
    return world.model_copy(update={"rules": merge(kept, [rule])})


def _with_post(world: World, name: str, post: object) -> World:
    return world.model_copy(update={"posts": {**world.posts, name: post}})


def _teams(world: World, account: Account) -> Iterator[tuple[str, str]]:
    """The agency's teams that work for a post, there or elsewhere; for every post if none is named."""
    for post in world.posts if account.post is None else (account.post,):
        there = world.posts[post].teams
        roving = {name: team for name, team in world.roving.items() if post in team.posts}
        for name, team in {**(world.capital.teams if world.capital else {}), **roving, **there}.items():
            if (team.agency or name) == account.agency:
                yield post, name


def _with_teams(world: World, account: Account, change: Callable[[Team], Team]) -> World:
    """The world with those teams changed."""
    mine = set(_teams(world, account))
    names = {name for _, name in mine}
    posts = {
        name: post.model_copy(
            update={"teams": {n: change(team) if (name, n) in mine else team for n, team in post.teams.items()}}
        )
        for name, post in world.posts.items()
    }
    capital = world.capital
    if capital is not None:
        desks = {n: change(team) if n in names else team for n, team in capital.teams.items()}
        capital = capital.model_copy(update={"teams": desks})
    roving = {n: change(team) if n in names else team for n, team in world.roving.items()}
    return world.model_copy(update={"posts": posts, "capital": capital, "roving": roving})
