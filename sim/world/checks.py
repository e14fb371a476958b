"""What cannot be right in a world although each of its parts is: names, circles, staffing, size."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sized
from graphlib import CycleError, TopologicalSorter
from itertools import chain, islice
from typing import Final, get_args

from sim.world.bad_rows import bad_rows
from sim.world.flows import combinations
from sim.world.mentions import KINDS, Path, mentions, team_names
from sim.world.procedure import Step
from sim.world.quantities import DAY_US, hours, say_duration
from sim.world.rules import DatedRule, clashes
from sim.world.staffing import bound_for, is_staffed, needs, reached, team_for
from sim.world.streams import HiddenKind, Listed, Manifest, Steady, Stream, Surge
from sim.world.unfit import unfit
from sim.world.world import World

Finding = tuple[Path, str]
"""A place in the file, and what is wrong there."""

LONGEST_WAVE_US: Final = 366 * DAY_US
LONGEST_RUN_US: Final = 5 * 366 * DAY_US
MOST_CONSIGNMENTS: Final = 2_000_000
MOST_INCIDENTS: Final = 100_000
MOST_COMBINATIONS: Final = 200_000
MOST_ENTRIES: Final = 1_000
MOST_FINDINGS: Final = 200
_HUNDRED_PERCENT: Final = 1e-9
"""How far shares may miss 100 % by rounding."""


def problems(world: World, lost: Collection[Path] = ()) -> list[Finding]:
    """Find all that would make a run impossible, endless or meaningless.

    Parameters
    ----------
    lost
        Places of a file that could not be read: a name that is defined there is not reported as unknown.
    """
    too_large = [*_sections(world), *_combinations(world)]
    if too_large:
        return too_large
    names = ((mention.path, mention.say_unknown()) for mention in mentions(world) if not mention.is_known(lost))
    found = chain(names, bad_rows(world, lost), *(check(world) for check in _CHECKS), unfit(world))
    return list(dict.fromkeys(islice(found, MOST_FINDINGS)))


def broken_links(world: World) -> list[Path]:
    """Find the places that name something unknown or close a circle: nothing can be worked out along them."""
    if [*_sections(world), *_combinations(world)]:
        return []
    unknown = [mention.path for mention in mentions(world) if not mention.is_known()]
    wrong_streams = [path[:2] for path, _ in bad_rows(world)]
    return list(dict.fromkeys([*unknown, *wrong_streams, *(path for path, _ in _circles(world))]))


def groups(world: World) -> list[str]:
    """Names of the groups of consignments that results are told for."""
    sections = world.streams, world.goods, world.posts, world.destinations, world.risk
    return list(dict.fromkeys(["all", *KINDS, *chain.from_iterable(sections)]))


def _sections(world: World) -> Iterator[Finding]:
    for name in type(world).model_fields:
        section = getattr(world, name)
        if isinstance(section, Sized) and len(section) > MOST_ENTRIES and not isinstance(section, str):
            yield (name,), f"holds {len(section):,} entries, more than {MOST_ENTRIES:,}; merge some"


def _combinations(world: World) -> Iterator[Finding]:
    for name, stream in world.streams.items():
        if combinations(stream) > MOST_COMBINATIONS:
            text = f"gives {combinations(stream):,} combinations of posts, goods and consignors, more than"
            yield ("streams", name), f"{text} {MOST_COMBINATIONS:,}; merge some"
    wanted = sum(len(reached(world, stream)) for stream in world.streams.values()) * len(world.procedure)
    if wanted > MOST_COMBINATIONS:
        text = f"gives {wanted:,} combinations of streams, posts and steps, more than {MOST_COMBINATIONS:,}; merge some"
        yield ("procedure",), text


def _circles(world: World) -> Iterator[Finding]:
    yield from _circle(("procedure",), {name: step.after for name, step in world.procedure.items()}, "steps")
    for name, post in world.posts.items():
        tasks = {task: damage.after for task, damage in post.damage.items()}
        yield from _circle(("posts", name, "damage"), tasks, "repair tasks")


def _circle(path: Path, after: Mapping[str, tuple[str, ...]], noun: str) -> Iterator[Finding]:
    try:
        TopologicalSorter(after).prepare()
    except CycleError as error:
        circle = error.args[1]
        chain_text = " after ".join(reversed(circle))
        yield (
            (*path, circle[0], "after"),
            f"the {noun} wait for each other in a circle: {chain_text}; leave one `after` out",
        )


def _mixes(world: World) -> Iterator[Finding]:
    for name, stream in world.streams.items():
        for key in ("post", "goods", "consignor", "destination"):
            mix = getattr(stream, key)
            if mix and sum(mix.values()) <= 0:
                yield ("streams", name, key), "all weights are zero; at least one must be above zero"


def _lanes(world: World) -> Iterator[Finding]:
    for index, rule in enumerate(world.lanes):
        total = sum(rule.shares.values())
        if abs(total - 1) > _HUNDRED_PERCENT:
            yield ("lanes", index, "shares"), f"the shares add up to {total:.6%}, not 100 %".replace(".000000", "")
        if rule.match.lane is not None:
            yield ("lanes", index, "for", "lane"), "the lane is what this rule decides; ask for something else"


def _dates(world: World) -> Iterator[Finding]:
    if world.begins < 0:
        yield ("begins",), "lies before the onset; policies begin at the onset (0) or later, lead_in is the time before"
    length = world.end_us - world.start_us
    if length > LONGEST_RUN_US:
        text = f"lead_in, observe and run_out add up to {say_duration(length)}, longer than 5 years; shorten them"
        yield ("observe",), text
    for name, stream in world.streams.items():
        arrivals, path = stream.arrivals, ("streams", name, "arrivals")
        if isinstance(arrivals, Steady) and arrivals.start is not None:
            yield from _order(arrivals.start, arrivals.until, path)
        if isinstance(arrivals, Surge) and arrivals.mean > LONGEST_WAVE_US:
            yield (*path, "mean"), "a wave with a mean beyond one year is no wave; write `pattern: steady` with a rate"
    for name, post in world.posts.items():
        for team, there in post.teams.items():
            for index, change in enumerate(there.changes):
                yield from _order(change.start, change.until, ("posts", name, "teams", team, "changes", index))
        for index, curfew in enumerate(post.curfews):
            yield from _order(curfew.start, curfew.until, ("posts", name, "curfews", index))
    for name, incident in world.incidents.items():
        yield from _order(incident.start, incident.until, ("incidents", name))
    for index, rule in enumerate(world.rules):
        yield from _order(rule.start, rule.until, ("rules", index))


def _order(start: int, until: int | None, path: Path) -> Iterator[Finding]:
    if until is not None and until <= start:
        yield (*path, "until"), "ends before it begins; `until` must be later than `from`"


def _group_names(world: World) -> Iterator[Finding]:
    taken = {
        "all": "the name for all consignments",
        **dict.fromkeys(KINDS, "a kind of stream"),
        **dict.fromkeys(get_args(HiddenKind), "a kind of hidden thing"),
    }
    nouns = {"streams": "a stream", "goods": "a category of goods", "posts": "a post", "destinations": "a destination"}
    for home, noun in nouns.items():
        for name in getattr(world, home):
            if name in taken:
                text = f"the name {name!r} is {taken[name]} already, and results go by name; choose another one"
                yield (home, name), text
            taken.setdefault(name, noun)


def _rework(world: World) -> Iterator[Finding]:
    for name, step in world.procedure.items():
        if step.rework is not None and step.rework.chance == 1 and step.rework.at_most is None:
            yield ("procedure", name, "rework"), "at a chance of 100 % it never ends; lower it or state `at_most`"


def _clashes(world: World) -> Iterator[Finding]:
    numbers: dict[DatedRule, int] = {rule: index for index, rule in enumerate(world.rules)}
    for a, b in clashes(world.rules):
        text = f"sets the same as rule {numbers[a]} ({a.by}), differently and at the same time; leave one out"
        yield ("rules", numbers[b]), text


def _size(world: World) -> Iterator[Finding]:
    expected = {name: _expected(world, stream) for name, stream in world.streams.items()}
    total = sum(expected.values()) + sum(backlog.count for backlog in world.backlog)
    if total > MOST_CONSIGNMENTS:
        most = max(expected, key=lambda name: expected[name])
        text = (
            f"about {total:,.0f} consignments come in one run, more than {MOST_CONSIGNMENTS:,}, most of them in {most}"
        )
        yield ("streams", most, "arrivals"), f"{text}; lower the rates or shorten the run"

    for name, incident in world.incidents.items():
        count = incident.rate * _length_h(world)
        if count > MOST_INCIDENTS:
            text = f"about {count:,.0f} incidents begin in one run, more than {MOST_INCIDENTS:,}; lower the rate"
            yield ("incidents", name, "rate"), text


def _length_h(world: World) -> float:
    return hours(world.end_us - world.start_us)


def _expected(world: World, stream: Stream) -> float:
    arrivals = stream.arrivals
    if isinstance(arrivals, Steady):
        return arrivals.rate * stream.convoy * _length_h(world)
    if isinstance(arrivals, Manifest):
        return len(arrivals.rows)
    if isinstance(arrivals, Listed):
        return stream.convoy * sum(call.convoys for call in arrivals.times)
    return stream.convoy * arrivals.total


def _staffing(world: World) -> Iterator[Finding]:
    wanting: dict[tuple[str, str], list[str]] = defaultdict(list)
    clear = {name for name, step in world.procedure.items() if not step.unattended and _is_clear(world, step)}
    for need in needs(world):
        team = world.procedure[need.step].team_name
        if need.step in clear and need.step not in wanting[need.post, team]:
            wanting[need.post, team].append(need.step)
    missing = {place: steps for place, steps in wanting.items() if not is_staffed(world, *place)}
    if missing and not any(is_staffed(world, post, team) for post in world.posts for team in team_names(world)):
        path = ("posts", next(iter(missing))[0], "teams")
        yield (
            path,
            "no team anywhere has an officer on duty at any time, so nothing would ever be released; add officers",
        )
        return
    for (post, team), steps in missing.items():
        needed = f"{', '.join(steps[:3])}{' and others' if len(steps) > 3 else ''}"
        if team_for(world, post, team) is not None:
            text = f"the team {team!r} has nobody on duty at any time, yet consignments that come here need"
            yield ("posts", post, "teams", team), f"{text} {needed}; add officers or narrow the `for` of the step"
        else:
            text = f"the team {team!r} is missing, yet consignments that come here need"
            yield ("posts", post, "teams"), f"{text} {needed}; add the team or narrow the `for` of the step"


def _is_clear(world: World, step: Step) -> bool:
    """Whether it is clear who does a step; if not, the unknown name is a finding of its own."""
    return step.agency in world.agencies and (step.team is None or step.team in team_names(world))


def _onward(world: World) -> Iterator[Finding]:
    for name, stream in world.streams.items():
        for post, places in bound_for(world, stream).items():
            missing = [place for place in places if place not in world.posts[post].onward]
            if missing:
                text = f"lacks the travel to {', '.join(missing)}, where consignments of {name} go; add it"
                yield ("posts", post, "onward"), text


_CHECKS: Final = (_circles, _mixes, _lanes, _dates, _group_names, _rework, _clashes, _size, _staffing, _onward)
