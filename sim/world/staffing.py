"""Whether somebody is there for every step that consignments will need."""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from sim.world.calendars import Shifts, on_duty
from sim.world.filters import Filter
from sim.world.mentions import Path
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
        for post, (goods, consignors) in _brought(world, stream).items():
            # Steps that are for the same goods are for the same consignments.
            meant: dict[tuple[str, ...], Filter] = {}
            for step, rule in world.procedure.items():
                concerned = _concerned(world, goods, rule)
                if concerned and concerned not in meant:
                    meant[concerned] = _meant(world, (name, stream.kind, post), concerned, consignors)
                if concerned and rule.match.overlaps(meant[concerned]):
                    yield Need(name, post, step)


def reached(world: World, stream: Stream) -> tuple[str, ...]:
    """Posts that a stream makes for or may be diverted to."""
    return tuple(dict.fromkeys([*_there(stream.post, world.posts), *_diverted(world, stream)]))


def bound_for(world: World, stream: Stream) -> dict[str, tuple[str, ...]]:
    """Destinations of a stream's consignments by the post they leave from; none that are not known."""
    places = _there(stream.destination or {}, world.destinations)
    bound = dict.fromkeys(reached(world, stream), places)
    if stream.rows is not None:
        for post in bound.keys() - set(_diverted(world, stream)):
            named = {to for _, _, to in stream.rows.by_post.get(post, ())}
            bound[post] = tuple(to for to in places if "" in named or to in named)
    return bound


def team_place(world: World, post: str, name: str) -> Path | None:
    """Where the team of a name that works for a post stands: there, roving, or in the capital; None if nowhere."""
    if name in world.posts[post].teams:
        return ("posts", post, "teams", name)
    if name in world.roving and post in world.roving[name].posts:
        return ("roving", name)
    return ("capital", "teams", name) if world.capital and name in world.capital.teams else None


def team_at(world: World, place: Path) -> Team:
    """The team that stands at a place."""
    if place[0] == "roving":
        return world.roving[str(place[-1])]
    if place[0] == "capital" and world.capital:
        return world.capital.teams[str(place[-1])]
    return world.posts[str(place[1])].teams[str(place[-1])]


def team_for(world: World, post: str, name: str) -> Team | None:
    """The team of a name that works for a post; None if there is none."""
    place = team_place(world, post, name)
    return None if place is None else team_at(world, place)


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


Brought = tuple[tuple[str, ...], tuple[str, ...]]
"""Goods and kinds of consignor."""


def _brought(world: World, stream: Stream) -> dict[str, Brought]:
    """What a stream brings to each post that it reaches; names that are not known are left out."""
    senders = _there(stream.consignor, world.consignors) if stream.consignor else ("",)
    brought = dict.fromkeys(reached(world, stream), (_there(stream.goods, world.goods), senders))
    if stream.rows is not None:
        for post in brought.keys() - set(_diverted(world, stream)):
            goods = dict.fromkeys(goods for goods, _, _ in stream.rows.by_post.get(post, ()) if goods in world.goods)
            named = {sender for _, sender, _ in stream.rows.by_post.get(post, ())}
            brought[post] = tuple(goods), tuple(name for name in senders if "" in named or name in named)
    return brought


def _diverted(world: World, stream: Stream) -> tuple[str, ...]:
    return tuple(post for post in stream.diversion.to if post in world.posts) if stream.diversion else ()


def _concerned(world: World, goods: tuple[str, ...], step: Step) -> tuple[str, ...]:
    """Those of some goods that a step is for."""
    if not step.concerned:
        return goods
    return tuple(category for category in goods if step.agency in world.goods[category].agencies)


def _meant(world: World, who: tuple[str, str, str], goods: tuple[str, ...], consignors: tuple[str, ...]) -> Filter:
    """Consignments of a stream at a post with some goods, as a filter."""
    stream, kind, post = who
    meant = Filter.model_construct(
        stream=(stream,), kind=(kind,), goods=goods, consignor=consignors, lane=None, post=(post,)
    )
    rules = [rule for rule in world.lanes if rule.match.overlaps(meant)]
    lanes = {lane for rule in rules for lane, share in rule.shares.items() if share > 0}
    return meant.model_copy(update={"lane": tuple(sorted({"", *lanes}))})


def _there(mix: Mapping[str, float], known: Collection[str]) -> tuple[str, ...]:
    return tuple(name for name, weight in mix.items() if weight > 0 and name in known)
