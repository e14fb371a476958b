"""Whether somebody is there for every step that consignments will need."""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from sim.world.calendars import Shifts, on_duty
from sim.world.filters import Filter
from sim.world.posts import Team
from sim.world.procedure import Step
from sim.world.quantities import WEEK_US
from sim.world.references import CalendarRef
from sim.world.rules import ExtraOfficers, Hours
from sim.world.streams import Stream
from sim.world.world import World


class Need(NamedTuple):
    """A step that a stream's consignments will need at a post."""

    stream: str
    post: str
    step: str


def needs(world: World) -> Iterator[Need]:
    """Find all steps that consignments of any stream may need, and where.

    Names that are not known are passed over.
    """
    for name, stream in world.streams.items():
        for post in reached(world, stream):
            for step, rule in world.procedure.items():
                meant = _meant(world, name, stream, post, rule)
                if meant is not None and rule.match.overlaps(meant):
                    yield Need(name, post, step)


def reached(world: World, stream: Stream) -> tuple[str, ...]:
    """Posts that a stream makes for or may be diverted to."""
    diverted = [post for post in stream.diversion.to if post in world.posts] if stream.diversion else []
    return tuple(dict.fromkeys([*_there(stream.post, world.posts), *diverted]))


def team_for(world: World, post: str, name: str) -> Team | None:
    """The team of a name that works for a post: there, roving, or in the capital; None if there is none."""
    roving = world.roving.get(name)
    capital = world.capital.teams if world.capital else {}
    return world.posts[post].teams.get(name) or (roving if roving and post in roving.posts else capital.get(name))


def is_staffed(world: World, post: str, name: str) -> bool:
    """Whether a team has anybody on duty in an ordinary week, or a dated change or a rule may bring somebody."""
    team = team_for(world, post, name)
    if team is None:
        return False
    changed = any(
        isinstance(rule, ExtraOfficers | Hours) and (rule.post, rule.team) == (post, name) for rule in world.rules
    )
    dated = [change.officers for change in team.changes]
    return changed or any(_works(world, team.calendar, officers) for officers in (team.officers, *dated))


def _works(world: World, reference: CalendarRef, officers: Shifts) -> bool:
    if isinstance(reference, str) and reference not in world.calendars:
        return True
    calendar = world.calendar(reference).model_copy(update={"holidays": ()})
    return any(count for _, count in on_duty(officers, calendar, 0, WEEK_US, world.onset, world.time_zone))


def _meant(world: World, name: str, stream: Stream, post: str, step: Step) -> Filter | None:
    """The consignments of a stream at a post that a step may be for, as a filter; None if there are none."""
    goods = [
        category
        for category in _there(stream.goods, world.goods)
        if not step.concerned or step.agency in world.goods[category].agencies
    ]
    if not goods:
        return None
    consignors = _there(stream.consignor, world.consignors) if stream.consignor else ("",)
    meant = Filter.model_construct(
        stream=(name,), kind=(stream.kind,), goods=tuple(goods), consignor=tuple(consignors), lane=None, post=(post,)
    )
    rules = [rule for rule in world.lanes if rule.match.overlaps(meant)]
    lanes = {lane for rule in rules for lane, share in rule.shares.items() if share > 0}
    return meant.model_copy(update={"lane": tuple(sorted({"", *lanes}))})


def _there(mix: Mapping[str, float], known: Collection[str]) -> tuple[str, ...]:
    return tuple(name for name, weight in mix.items() if weight > 0 and name in known)
