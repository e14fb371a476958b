"""Every place of a world that names something defined elsewhere in it."""

from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches
from typing import Final, NamedTuple, get_args

from sim.world.calendars import Calendar
from sim.world.filters import TRAITS, Filter
from sim.world.posts import Post, Team
from sim.world.procedure import LANES, Step
from sim.world.references import CalendarRef
from sim.world.rules import DatedRule, ExtraOfficers, Located, Reopening, RepairOrder
from sim.world.streams import Steady, Stream, Surge
from sim.world.world import World

Path = tuple[str | int, ...]
"""Where something stands in a world, in the words of a file."""

KINDS: tuple[str, ...] = get_args(Stream.model_fields["kind"].annotation)
"""The kinds of stream."""


STREAM_HOMES: Final = {"post": "posts", "goods": "goods", "consignor": "consignors", "destination": "destinations"}
"""What a stream, or a row of its manifest, names, and where that is defined."""


class Mention(NamedTuple):
    """A name at one place, and where it should be defined."""

    path: Path
    """The place that names it."""
    name: str
    """The name."""
    home: Path
    """Where it is defined, such as `posts`, or `posts.birgunj.teams`; empty for words that are fixed."""
    known: Collection[str]
    """The names that are right."""
    noun: str
    """What it is a name of, with its article."""

    def is_known(self, lost: Collection[Path] = ()) -> bool:
        """Whether the name is defined, or may be at one of the places that could not be read."""
        here = (*self.home, self.name)
        return self.name in self.known or any(here[: len(path)] == path for path in lost if path and self.home)

    def say_unknown(self) -> str:
        """Say that the name is not known, with the nearest one and those that are."""
        near = get_close_matches(self.name, self.known, n=1)
        guess = f"did you mean {near[0]!r}? " if near else ""
        listed = ", ".join(list(self.known)[:12])
        known = f"known: {listed}" if listed else "none is defined; define it or leave it out"
        return f"{self.name!r} is not {self.noun}; {guess}{known}"


def mentions(world: World) -> Iterator[Mention]:
    """Yield all names that one part of a world uses for another, in the order of the file."""
    for name, goods in world.goods.items():
        yield from named(world, "agencies", goods.agencies, ("goods", name, "agencies"))
    for name, post in world.posts.items():
        yield from _in_post(world, post, ("posts", name))
    for name, stream in world.streams.items():
        yield from _in_stream(world, stream, ("streams", name))
    for name, step in world.procedure.items():
        yield from _in_step(world, step, ("procedure", name))
    for index, rule in enumerate(world.lanes):
        yield from _in_filter(world, rule.match, ("lanes", index, "for"))
    yield from _far_from_posts(world)
    for index, backlog in enumerate(world.backlog):
        yield from named(world, "posts", [backlog.post], ("backlog", index, "post"))
        yield from named(world, "streams", [backlog.stream], ("backlog", index, "stream"))
        yield from named(world, "procedure", [backlog.step] if backlog.step else [], ("backlog", index, "step"))
    for index, dated in enumerate(world.rules):
        yield from _in_rule(world, dated, ("rules", index))


def team_names(world: World) -> dict[str, None]:
    """Names of all teams: at posts, in the capital, and those that rove."""
    at_posts = [team for post in world.posts.values() for team in post.teams]
    return dict.fromkeys([*at_posts, *(world.capital.teams if world.capital else ()), *world.roving])


def named(world: World, home: str, names: Iterable[str], path: Path) -> Iterator[Mention]:
    """Yield names used at one place for what a section of the world defines."""
    known: Collection[str] = getattr(world, home)
    for name in names:
        yield Mention(path, name, (home,), known, _NOUNS[home])


_NOUNS = {
    "agencies": "an agency",
    "calendars": "a calendar",
    "consignors": "a kind of consignor",
    "crews": "a repair crew",
    "destinations": "a destination",
    "goods": "a category of goods",
    "posts": "a post",
    "procedure": "a step of the procedure",
    "risk": "a kind of hidden thing that `risk` describes",
    "streams": "a stream",
}


def _calendar(world: World, reference: CalendarRef, path: Path) -> Iterator[Mention]:
    if not isinstance(reference, Calendar):
        yield from named(world, "calendars", [reference], path)


def _in_post(world: World, post: Post, path: Path) -> Iterator[Mention]:
    yield from _calendar(world, post.gate, (*path, "gate"))
    if post.neighbour is not None:
        yield from _calendar(world, post.neighbour.gate, (*path, "neighbour", "gate"))
    yield from named(world, "destinations", post.onward, (*path, "onward"))
    for name, team in post.teams.items():
        yield from _in_team(world, name, team, (*path, "teams", name))
    for name, damage in post.damage.items():
        at = (*path, "damage", name)
        yield from named(world, "crews", [damage.crew], (*at, "crew"))
        for task in damage.after:
            yield Mention((*at, "after"), task, (*path, "damage"), post.damage, "a repair task at this post")
        for stopped in damage.stops:
            known = ("post", "gate", *post.teams)
            yield Mention((*at, "stops"), stopped, (*path, "teams"), known, "`post`, `gate` or a team at this post")


def _in_team(world: World, name: str, team: Team, path: Path) -> Iterator[Mention]:
    yield from named(world, "agencies", [team.agency or name], (*path, "agency") if team.agency else path)
    yield from _calendar(world, team.calendar, (*path, "calendar"))


def _far_from_posts(world: World) -> Iterator[Mention]:
    for name, team in world.capital.teams.items() if world.capital else ():
        yield from _in_team(world, name, team, ("capital", "teams", name))
    for name, roving in world.roving.items():
        yield from _in_team(world, name, roving, ("roving", name))
        yield from named(world, "posts", roving.posts, ("roving", name, "posts"))
    for name, incident in world.incidents.items():
        yield from named(world, "posts", incident.posts, ("incidents", name, "posts"))
    for kind, risk in world.risk.items():
        yield from named(world, "procedure", risk.examined_by, ("risk", kind, "examined_by"))
        yield from named(world, "agencies", risk.experts, ("risk", kind, "experts"))


def _in_stream(world: World, stream: Stream, path: Path) -> Iterator[Mention]:
    """Names in the rows of a manifest are told row by row, apart from these."""
    for key, home in STREAM_HOMES.items():
        stated = getattr(stream, key) if stream.rows is None or key in stream.model_fields_set else None
        yield from named(world, home, stated or (), (*path, key))
    if stream.diversion is not None:
        yield from named(world, "posts", stream.diversion.to, (*path, "diversion", "to"))
    if isinstance(stream.arrivals, Steady | Surge):
        yield from _calendar(world, stream.arrivals.calendar, (*path, "arrivals", "calendar"))
    yield from named(world, "risk", stream.hidden, (*path, "hidden"))


def _in_step(world: World, step: Step, path: Path) -> Iterator[Mention]:
    yield from named(world, "agencies", [step.agency], (*path, "agency"))
    yield from named(world, "procedure", step.after, (*path, "after"))
    yield from _in_filter(world, step.match, (*path, "for"))
    if step.team is not None:
        yield Mention((*path, "team"), step.team, ("posts",), team_names(world), "a team anywhere")


def _in_filter(world: World, match: Filter, path: Path) -> Iterator[Mention]:
    homes = {"stream": "streams", "goods": "goods", "consignor": "consignors", "post": "posts"}
    fixed = {"kind": (KINDS, "a kind of stream"), "lane": (LANES, "a lane")}
    for trait in TRAITS:
        names = getattr(match, trait) or ()
        if trait in homes:
            yield from named(world, homes[trait], names, (*path, trait))
        else:
            known, noun = fixed[trait]
            yield from (Mention((*path, trait), name, (), known, noun) for name in names)


def _in_rule(world: World, rule: DatedRule, path: Path) -> Iterator[Mention]:
    """Rules name things in fields that are called alike in all of them."""
    fields = {name: getattr(rule, name) for name in type(rule).model_fields}
    for key, home in (("steps", "procedure"), ("posts", "posts")):
        yield from named(world, home, fields.get(key, ()), (*path, key))
    for key, home in (("post", "posts"), ("crew", "crews")):
        yield from named(world, home, [fields[key]] if key in fields else [], (*path, key))
    if "match" in fields:
        yield from _in_filter(world, fields["match"], (*path, "for"))
    if isinstance(rule, Located):
        desks = world.capital.teams if world.capital else ()
        yield Mention((*path, "team"), rule.team, ("capital", "teams"), desks, "a team in the capital")
    elif "team" in fields:
        yield from _team(world, fields.get("post"), fields["team"], (*path, "team"))
    if isinstance(rule, ExtraOfficers) and rule.taken_from is not None:
        yield from named(world, "posts", rule.taken_from[:1], (*path, "taken_from"))
        yield from _team(world, *rule.taken_from, (*path, "taken_from"))
    for post, task in rule.tasks if isinstance(rule, RepairOrder) else ():
        yield from named(world, "posts", [post], (*path, "tasks"))
        if post in world.posts:
            known = world.posts[post].damage
            yield Mention((*path, "tasks"), task, ("posts", post, "damage"), known, f"a repair task at {post}")
    for index, phase in enumerate(rule.phases if isinstance(rule, Reopening) else ()):
        yield from _in_filter(world, phase.match, (*path, "phases", index, "for"))


def _team(world: World, post: str | None, team: str, path: Path) -> Iterator[Mention]:
    if post is None:
        yield Mention(path, team, ("posts",), team_names(world), "a team anywhere")
    elif post in world.posts:
        yield Mention(path, team, ("posts", post, "teams"), world.posts[post].teams, f"a team at {post}")
