"""What a policy changes in the world, in words: the rules its levers write, beside what held before."""

from collections.abc import Iterable, Iterator, Mapping
from inspect import cleandoc
from typing import Any, Final

from sim.policies import Policy, apply
from sim.reports.dates import say_moment
from sim.reports.fields import say_value
from sim.world.rules import DatedRule
from sim.world.rules.clock import ExtraOfficers, GateHours, Hours
from sim.world.world import World

_PLACE: Final = ("post", "team", "side")
_FRAME: Final = ("by", "rule", "start", "until", "from", *_PLACE)
COLUMNS: Final = ("Rule", "Where", "Before", "With this policy", "From", "Until", "Lever")


def change_rows(policy: Policy, world: World) -> list[dict[str, str]]:
    """Tell every rule that a policy adds to a world, those that differ only in their place in one row.

    Raises
    ------
    PolicyError
        If it cannot be applied.
    """
    lines: dict[tuple[str, ...], list[str]] = {}
    for rule in _added(world.rules, apply(policy, world).rules):
        where = lines.setdefault(_line(world, rule), [])
        where += [place for place in [_where(world, rule)] if place and place not in where]
    return [dict(zip(COLUMNS, (line[0], "; ".join(places), *line[1:]), strict=True)) for line, places in lines.items()]


def _added(before: Iterable[DatedRule], after: Iterable[DatedRule]) -> Iterator[DatedRule]:
    left = list(before)
    for rule in after:
        if rule in left:
            left.remove(rule)
        else:
            yield rule


def _line(world: World, rule: DatedRule) -> tuple[str, ...]:
    """What, before, now, from, until and by what lever."""
    what = cleandoc(type(rule).__doc__ or "").partition("\n")[0].rstrip(".")
    start = "at once" if rule.start <= world.begins else say_moment(world, rule.start)
    until = "for good" if rule.until is None else say_moment(world, rule.until)
    return what, _before(world, rule), _now(world, rule), start, until, rule.by


def _before(world: World, rule: DatedRule) -> str:
    """What held for the same thing, where it is one thing."""
    if isinstance(rule, GateHours):
        post = world.posts[rule.post]
        gate = post.neighbour.gate if rule.side == "neighbour" and post.neighbour else post.gate
        return say_value(world.calendar(gate).model_dump(mode="json"))
    if isinstance(rule, Hours | ExtraOfficers) and rule.team in world.posts[rule.post].teams:
        team = world.posts[rule.post].teams[rule.team]
        hours = say_value(world.calendar(team.calendar).model_dump(mode="json"))
        return hours if isinstance(rule, Hours) else f"{say_value(team.model_dump(mode='json')['officers'])} officers"
    return ""


def _now(world: World, rule: DatedRule) -> str:
    """What it sets, field by field, names said as people know them."""
    stated = rule.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    fields = type(rule).model_json_schema()["properties"]
    said = []
    for key, value in stated.items():
        if key in _FRAME:
            continue
        share = fields[key].get("x-unit") == "share"
        words = f"{100 * value:.3g} %" if share else say_value(_named(world, key, value))
        called = {"for": "for ", "calendar": ""}.get(key, f"{key.replace('_', ' ')}: ")
        said.append(called + words)
    return "; ".join(said)


def _named(world: World, key: str, value: Any) -> Any:
    """Names of steps and posts as their labels."""
    labelled: dict[str, Mapping[str, Any]] = {"steps": world.procedure, "posts": world.posts}
    known = labelled.get(key, {})
    if isinstance(value, list) and known:
        return [known[name].label if name in known else name for name in value]
    return value


def _where(world: World, rule: DatedRule) -> str:
    post, team = getattr(rule, "post", None), getattr(rule, "team", None)
    if not isinstance(post, str) or post not in world.posts:
        return ""
    there = world.posts[post]
    if isinstance(team, str):
        agency = there.agency_of(team) if team in there.teams else team
        label = world.agencies[agency].label if agency in world.agencies else team
        return f"{there.label} · {label}"
    if there.neighbour is not None and getattr(rule, "side", None) == "neighbour":
        return f"{there.label} · {there.neighbour.label}"
    return there.label
