"""Generated worlds: small, busy, and full of things that happen at one moment, for whole and half hours are frequent.

Hour 0 is a Wednesday's midnight in UTC. Everything is drawn from short lists, simplest first, so that what fails can be
read when it has shrunk.
"""

import os
from datetime import UTC, datetime
from itertools import combinations, product
from math import prod
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from sim.border.plan import compile_plan
from sim.world import DatedRule, Rule, Traits, World, clashes, merge
from sim.world.rules import LodgementRule, Together

Written = dict[str, Any]

IN_CI = "CI" in os.environ
thorough = settings(max_examples=250, deadline=None, derandomize=IN_CI)
modest = settings(max_examples=40, deadline=None, derandomize=IN_CI)

CONTEXT = {"written": True, "onset": datetime(2015, 4, 22, tzinfo=UTC), "zone": ZoneInfo("UTC")}
RULE = TypeAdapter[DatedRule](Rule)
AGENCIES = ("customs", "health", "police")
FAR = ("ministry", "monitors")
"""Agencies of the capital, and of a roving team."""
POSTS = ("east", "west")
STREAMS = ("aid", "trade", "walkers")
STEPS = ("papers", "check", "search", "scan")
LANES = ("green", "red")


def record(**options: list[Any]) -> st.SearchStrategy[Written]:
    """One option for each field, several with one draw, which is faster; a field for which it is `None` is left out."""
    groups: list[list[str]] = [[]]
    for name, choices in options.items():
        # Numbers far beyond a hundred are not drawn evenly.
        if prod(len(options[other]) for other in groups[-1]) * len(choices) > 128:
            groups.append([])
        groups[-1].append(name)

    def pick(numbers: tuple[int, ...]) -> Written:
        written = {}
        for number, names in zip(numbers, groups, strict=True):
            for name in names:
                number, place = divmod(number, len(options[name]))
                if options[name][place] is not None:
                    written[name.rstrip("_")] = options[name][place]
        return written

    return st.tuples(*(st.integers(0, prod(len(options[name]) for name in names) - 1) for names in groups)).map(pick)


def perhaps(*options: Any, of: int = 2) -> list[Any]:
    """The options, but nothing in all other of so many cases."""
    return [None] * (len(options) * (of - 1)) + list(options)


def parts(names: tuple[str, ...], least: int = 0) -> list[list[str]]:
    """All choices of at least so many names."""
    return [list(part) for size in range(least, len(names) + 1) for part in combinations(names, size)]


DURATIONS = [
    "1 h",
    "30 min",
    "90 min",
    "3 h",
    "0 min",
    {"distribution": "gamma", "mean": "1 h", "cv": 0.8},
    {"distribution": "exponential", "mean": "45 min"},
]
CALENDARS = ["24/7", "06-18", "08-12", "22-06", "08-10, 11-12, 14-16", {"wed": "06-20", "thu-sat": "10-14"}]
SHIFTS = [1, 2, 3, {"06-18": 2, "18-06": 1}, {"08-12": 3, "12-20": 1}]
SPANS = [
    {"from": "6 h", "until": "10 h"},
    {"from": "10 h", "until": "26 h"},
    {"from": "12 h", "until": "12.5 h"},
    {"from": "18 h"},
]
FILTERS = [
    {"kind": "relief"},
    {"kind": ["commercial", "people"]},
    {"goods": "food"},
    {"goods": "tents"},
    {"lane": "red"},
    {"consignor": "unknown"},
]
REWORKS = [{"chance": chance} | more for chance in ("30%", "60%") for more in ({}, {"delay": "1 h"}, {"at_most": 1})]

agencies = record(label=["Agency"], lodgement=perhaps("30 min", of=4), side=perhaps("exit", of=4))
teams = record(
    officers=SHIFTS,
    calendar=perhaps(*CALENDARS, of=3),
    at_close=["finish", "pause"],
    last_call=perhaps("1 h", "3 h", of=4),
    changes=perhaps(*([span | {"officers": n}] for span in SPANS for n in (0, 1, 4)), of=4),
)
repairs = record(
    crew=["army"],
    repair=["5 h", "12 h", {"distribution": "exponential", "mean": "8 h"}],
    stops=perhaps(["gate"], ["customs"], ["health", "police"]),
    leaves=perhaps(1, of=4),
    from_=perhaps("2 h", "8 h"),
)
damage = st.tuples(repairs, repairs, st.sampled_from([0, 0, 0, 1, 2])).map(
    lambda drawn: {
        name: task | ({"after": ["road"]} if name == "power" and "from" in task else {})
        for name, task in zip(("road", "power")[: drawn[2]], drawn, strict=False)
    }
)
CLOSURES = perhaps(*([span] for span in SPANS), SPANS[:2], of=4)
posts = record(
    label=["Post"],
    gate=perhaps(*CALENDARS, of=3),
    yard=perhaps(1, 2, 5, of=3),
    closures=CLOSURES,
    neighbour=perhaps(
        {"label": "There"}, {"label": "There", "gate": "08-20"}, {"label": "There", "closures": SPANS[:1]}, of=4
    ),
    crossing=perhaps("30 min"),
    curfews=perhaps([{"hours": "20-06"}], [{"hours": "12-14", "from": "6 h", "until": "20 h"}], of=8),
    removals=perhaps("1/h", "6/h", of=6),
    onward=[{"camp": "5 h"}],
    passable_from=perhaps("20 h", of=4),
)
roving = record(
    label=[None],
    officers=SHIFTS,
    posts=[list(POSTS), list(POSTS[::-1])],
    travel=["1 h", "30 min"],
    at_close=["finish", "pause"],
    calendar=perhaps(*CALENDARS, of=3),
)
incidents = record(
    label=["Incident"],
    posts=parts(POSTS, 1),
    rate=["1/day", "3/day"],
    lasts=["2 h", DURATIONS[-1]],
    from_=perhaps("6 h"),
    until=perhaps("20 h"),
)
arrivals = st.one_of(
    record(
        pattern=["steady"],
        rate=["15/day", "6/day"],
        spacing=["random", "regular"],
        profile=perhaps({"06-18": 5, "18-06": 1}),
        from_=perhaps("3 h", of=4),
        until=perhaps("20 h", of=4),
    ),
    record(
        pattern=["surge"],
        total=[12, 4],
        mean=["4 h", "12 h"],
        cv=perhaps(0.5),
        spacing=["random", "regular"],
        from_=perhaps("6 h"),
    ),
    record(
        pattern=["listed"],
        times=[["6 h"] * 4 + ["10 h"] * 4, ["0 h", "6 h", "6 h", "7.5 h", "18 h"], ["-2 h", "0 h", "30 h"], []],
    ),
)
DIVERSIONS = ("stay", "divert_when_closed", "shortest_expected")
streams = st.builds(
    lambda stream, curve: stream | {"arrivals": curve},
    record(
        label=["Stream"],
        kind=["relief", "commercial", "people"],
        post=["east", "west", {"east": 1, "west": 1}],
        goods=["food", "tents", {"food": 1, "tents": 2}],
        convoy=perhaps(3, of=4),
        consignor=perhaps("known", {"known": 1, "unknown": 1}),
        papers_complete=perhaps("50%", "0%"),
        papers_take=["4 h"],
        notice=perhaps("4 h", "1 d"),
        lodges_after=perhaps("1 h", DURATIONS[-1], of=4),
        collects_after=perhaps("1 h", DURATIONS[-1], of=4),
        patience=perhaps("5 h", "2 h", {"distribution": "exponential", "mean": "6 h"}, of=4),
        destination=perhaps("camp"),
        diversion=perhaps(*({"rule": rule, "to": {"west": "1 h"}} for rule in DIVERSIONS), of=3),
        hidden=perhaps({"weapons": "30%"}),
    ),
    arrivals,
)
steps = [
    record(
        label=["Step"],
        agency=[*AGENCIES, *AGENCIES, *FAR],
        duration=DURATIONS,
        after=parts(STEPS[:number]),
        documentary=[None, True],
        unattended=perhaps(True, of=12),
        concerned=perhaps(True, of=8),
        for_=perhaps(*FILTERS, of=6),
        rework=perhaps(*REWORKS, of=4),
    )
    for number in range(len(STEPS))
]
procedures = st.tuples(
    st.tuples(*steps), st.sampled_from([0, 0, 0, 1, 2, 3, 4]), st.sampled_from([False, False, False, True])
).map(lambda drawn: _procedure(*drawn))


def _procedure(written: tuple[Written, ...], left_out: int, backwards: bool) -> Written:
    """The first steps, declared in the order in which they can be done, or backwards."""
    kept = list(zip(STEPS, written, strict=True))[: len(STEPS) - left_out]
    return dict(reversed(kept)) if backwards else dict(kept)


backlogs = record(
    post=list(POSTS),
    stream=list(STREAMS),
    count=[1, 3, 4],
    age=perhaps("30 h"),
    step=perhaps(*STEPS),
)
settings_of_worlds = record(
    begins=["0 h", "5 h"],
    lead_in=["0 h", "10 h"],
    observe=["20 h", "30 h"],
    run_out=["24 h", "5 h"],
    lanes=[[], [{"shares": {"green": "50%", "red": "50%"}}], [{"for": {"kind": "relief"}, "shares": {"red": 1}}]],
)

DATES = [{}, {"until": "12 h"}, {"from": "8 h"}, {"from": "6 h", "until": "30 h"}]
TEAMS = {"post": list(POSTS), "team": list(AGENCIES)}
LODGED = {"for_": perhaps(*FILTERS), "dates": DATES, "by": ["test"], "also_waiting": perhaps(True)}
CLOCK = {"dates": DATES, "by": ["test"]}
PHASES = [
    [{"at": "4 h"}],
    [{"at": "12 h", "staff": "50%"}, {"at": "20 h"}],
    [{"at": "4 h", "for": {"kind": "relief"}, "staff": "0%"}, {"at": "20 h", "staff": "50%"}],
]
TASKS = [["east", "road"], ["east", "power"], ["west", "road"], ["west", "power"]]
joint = record(
    rule=["together"],
    steps=parts(STEPS, 2)[::-1],
    overhead=[1, 1.5],
    for_=perhaps(*FILTERS, of=4),
    dates=DATES,
    by=["test"],
)
rules = st.one_of(
    joint,
    record(rule=["side_by_side", "waived"], steps=parts(STEPS, 1), **LODGED),
    record(rule=["one_lodgement"], takes=perhaps(*DURATIONS), **LODGED),
    record(rule=["before_arrival"], **LODGED),
    record(rule=["priority"], level=[0, 2], posts=parts(POSTS, 1), **LODGED),
    record(rule=["reserved"], officers=[1, 2], **TEAMS, **LODGED),
    record(
        rule=["extra_officers"],
        officers=[1, 3],
        taken_from=perhaps(*([post, team] for post in POSTS for team in AGENCIES)),
        **TEAMS,
        **CLOCK,
    ),
    record(
        rule=["hours"], calendar=CALENDARS, shifts=perhaps(*SHIFTS), keep_officer_hours=[None, True], **TEAMS, **CLOCK
    ),
    record(rule=["gate_hours"], post=list(POSTS), calendar=CALENDARS, **CLOCK),
    record(rule=["reopening"], post=list(POSTS), phases=PHASES, **CLOCK),
    record(rule=["one_stop"], posts=parts(POSTS, 1), **LODGED),
    record(rule=["papers_later", "queues_shown"], **LODGED),
    record(rule=["papers_complete"], share=["100%", "50%"], **LODGED),
    record(rule=["shortened"], steps=parts(STEPS, 1), to=["50%", "0%"], **LODGED),
    record(rule=["targeted"], inspected=["20%", "100%"], shared=[False, True], **LODGED),
    record(
        rule=["let_through"],
        steps=parts(STEPS, 1),
        expected_wait=["1 h", "0 h", None],
        waited=["2 h", None],
        **LODGED,
    ),
    record(rule=["slots"], post=list(POSTS), per_hour=["1/h", "3/h"], **LODGED),
    record(rule=["remote_yard"], posts=parts(POSTS, 1), travel=["1 h"], **LODGED),
    record(rule=["refused"], posts=parts(POSTS, 1), informal=["50%"], **LODGED),
    record(
        rule=["located"], post=list(POSTS), team=["ministry"], officers=[1, 2], calendar=perhaps(*CALENDARS), **CLOCK
    ),
    record(rule=["pooled"], team=list(AGENCIES), posts=[list(POSTS)], travel=["1 h"], **CLOCK),
    record(rule=["extra_crews"], crew=["army"], count=[1, 2], **CLOCK),
    record(rule=["repair_order"], tasks=[TASKS, TASKS[::-1]], **CLOCK),
)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A world that can be run, perhaps with rules."""
    procedure = draw(procedures)
    names = STREAMS[: draw(st.integers(1, len(STREAMS)))]
    written = draw(settings_of_worlds) | {
        "onset": "2015-04-22T00:00+00:00",
        "zone": "UTC",
        "agencies": {name: draw(agencies) for name in (*AGENCIES, *FAR)},
        "goods": {"food": {"label": "Food", "agencies": ["health"]}, "tents": {"label": "Tents"}},
        "consignors": {"known": {"label": "Known", "papers_complete": "100%"}, "unknown": {"label": "Unknown"}},
        "posts": {
            post: draw(posts) | {"teams": {name: draw(teams) for name in AGENCIES}, "damage": draw(damage)}
            for post in POSTS
        },
        "streams": {name: draw(streams) for name in names},
        "procedure": procedure,
        "crews": {"army": {"count": 1, "from": "3 h"}},
        "capital": {"courier": "2 h", "teams": {"ministry": draw(teams)}},
        "roving": {"monitors": draw(roving)},
        "destinations": {"camp": {"label": "Camp"}},
        "incidents": dict(zip(["shelling"], draw(st.lists(incidents, max_size=1)), strict=False)),
        "risk": {"weapons": {"label": "Weapons", "examined_by": list(procedure)[:1], "finds": "50%", "signal": 1}},
        "backlog": [
            entry | ({"step": None} if entry.get("step") not in procedure else {})
            for entry in draw(st.lists(backlogs, max_size=2))
            if entry["stream"] in names
        ],
    }
    world = World.model_validate(written, context=CONTEXT)
    together = draw(st.lists(joint, min_size=1, max_size=2)) if draw(st.integers(0, 2)) == 2 else []
    for rule in together + draw(st.lists(rules, max_size=5)):
        world = _with_rule(world, rule)
    return world


def _with_rule(world: World, rule: Written) -> World:
    """The world with a rule, if that contradicts none that it has, names what there is, and leaves an order of work."""
    written = {name: value for name, value in rule.items() if name != "dates"} | rule["dates"]
    if rule["rule"] in ("together", "pooled") and any(other.rule in ("together", "pooled") for other in world.rules):
        return world
    if rule["rule"] == "together":
        written["steps"] = [step for step in written["steps"] if _can_be_joint(world, step)]
    tasks = [[post, task] for post, spec in world.posts.items() for task in spec.damage]
    for name, known in (("steps", list(world.procedure)), ("tasks", tasks)):
        if name in written:
            written[name] = [entry for entry in written[name] if entry in known]
            if not written[name]:
                return world
    more = world.model_copy(update={"rules": merge(world.rules, [RULE.validate_python(written, context=CONTEXT)])})
    return more if not any(clashes(more.rules)) and _can_be_done(more) else world


def _can_be_joint(world: World, name: str) -> bool:
    """Whether a step is done by officers who are at the post at all times."""
    step = world.procedure.get(name)
    return step is not None and step.agency in AGENCIES and not step.unattended


def _can_be_done(world: World) -> bool:
    """Whether no rules together make steps wait for one another in a circle, whatever post and lane rules give."""
    dated = [rule for rule in world.rules if isinstance(rule, LodgementRule)]
    if not any(isinstance(rule, Together) for rule in dated):
        return True
    kinds = [(name, stream.kind) for name, stream in world.streams.items()]
    try:
        for (stream, kind), *rest in product(kinds, world.goods, (*world.consignors, ""), (*LANES, ""), POSTS):
            for moment in {world.start_us, *(rule.start for rule in dated)}:
                compile_plan(world, Traits(stream, kind, *rest), moment)
    except ValueError:
        return False
    return True
