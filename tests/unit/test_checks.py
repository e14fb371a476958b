"""What cannot be right in a world although each part is: found once, at the right place, with what would be right."""

import time
from typing import Any

import pytest
from worlds import world

from sim.measures.groups import groups_of
from sim.policies import Policy, apply
from sim.world.cautions import warnings
from sim.world.checks import MOST_CONSIGNMENTS, groups, problems
from sim.world.loads import loads
from sim.world.world import World

TEAMS: dict[str, Any] = {"customs": {"officers": 1}, "health": {"officers": 1}}
CHECK = {"agency": "customs", "duration": "1 h"}
STEADY = {"pattern": "steady", "rate": "24/day"}


def messages(world: World) -> list[str]:
    return [message for _, message in problems(world)]


def the_finding(world: World) -> tuple[tuple[str | int, ...], str]:
    (finding,) = problems(world)
    return finding


def test_a_small_world_is_right() -> None:
    """What follows is wrong for the reason it names."""
    assert problems(world()) == []
    assert warnings(world()) == []


REFERENCES: dict[str, dict[str, Any]] = {
    "goods.food.agencies": {"goods": {"food": {"agencies": ["x"]}}},
    "posts.bridge.gate": {"post": {"gate": "x"}},
    "posts.bridge.neighbour.gate": {"post": {"neighbour": {"label": "N", "gate": "x"}}},
    "posts.bridge.onward": {"post": {"onward": {"x": "1 h"}}},
    "posts.bridge.teams.x": {"teams": {"customs": {"officers": 1}, "x": {"officers": 1}}},
    "posts.bridge.teams.customs.agency": {"teams": {"customs": {"officers": 1, "agency": "x"}}},
    "posts.bridge.teams.customs.calendar": {"teams": {"customs": {"officers": 1, "calendar": "x"}}},
    "posts.bridge.damage.a.crew": {"post": {"damage": {"a": {"crew": "x", "repair": "1 h"}}}},
    "posts.bridge.damage.a.after": {
        "post": {"damage": {"a": {"crew": "c", "repair": "1 h", "after": ["x"]}}},
        "crews": {"c": {"count": 1}},
    },
    "posts.bridge.damage.a.stops": {
        "post": {"damage": {"a": {"crew": "c", "repair": "1 h", "stops": ["x"]}}},
        "crews": {"c": {"count": 1}},
    },
    "streams.aid.post": {"stream": {"post": {"bridge": 1, "x": 1}}},
    "streams.aid.goods": {"stream": {"goods": {"food": 1, "x": 1}}},
    "streams.aid.consignor": {"stream": {"consignor": "x"}},
    "streams.aid.destination": {"stream": {"destination": "x"}},
    "streams.aid.diversion.to": {"stream": {"diversion": {"to": {"x": "1 h"}}}},
    "roving.x": {"roving": {"x": {"officers": 1, "posts": ["bridge"], "travel": "1 h"}}},
    "roving.health.calendar": {
        "roving": {"health": {"officers": 1, "posts": ["bridge"], "travel": "1 h", "calendar": "x"}}
    },
    "capital.teams.customs.agency": {
        "capital": {"courier": "1 h", "teams": {"customs": {"officers": 1, "agency": "x"}}}
    },
    "streams.aid.arrivals.calendar": {"stream": {"arrivals": {**STEADY, "calendar": "x"}}},
    "procedure.check.agency": {"procedure": {"check": {"agency": "x", "duration": "1 h"}}},
    "procedure.check.team": {"procedure": {"check": {**CHECK, "team": "x"}}},
    "procedure.check.after": {"procedure": {"check": {**CHECK, "after": ["x"]}}},
    **{
        f"procedure.more.for.{trait}": {"procedure": {"check": CHECK, "more": {**CHECK, "for": {trait: "x"}}}}
        for trait in ("stream", "kind", "goods", "consignor", "lane", "post")
    },
    "lanes.0.for.goods": {"lanes": [{"for": {"goods": "x"}, "shares": {"red": 1}}]},
    "capital.teams.x": {"capital": {"courier": "1 h", "teams": {"x": {"officers": 1}}}},
    "roving.health.posts": {"roving": {"health": {"officers": 1, "posts": ["bridge", "x"], "travel": "1 h"}}},
    "incidents.shelling.posts": {
        "incidents": {"shelling": {"label": "S", "posts": ["x"], "rate": "1/day", "lasts": "1 h"}}
    },
    "risk.weapons.examined_by": {"risk": {"weapons": {"label": "W", "examined_by": ["x"], "finds": 0.5}}},
    "risk.weapons.experts": {
        "risk": {"weapons": {"label": "W", "examined_by": ["check"], "finds": 0.5, "experts": ["x"]}}
    },
    "backlog.0.post": {"backlog": [{"post": "x", "stream": "aid", "count": 1}]},
    "backlog.0.stream": {"backlog": [{"post": "bridge", "stream": "x", "count": 1}]},
    "backlog.0.step": {"backlog": [{"post": "bridge", "stream": "aid", "count": 1, "step": "x"}]},
    "rules.0.steps": {"rules": [{"rule": "waived", "by": "me", "steps": ["x"]}]},
    "rules.0.for.post": {"rules": [{"rule": "before_arrival", "by": "me", "for": {"post": "x"}}]},
    "rules.0.posts": {"rules": [{"rule": "priority", "by": "me", "level": 0, "posts": ["x"]}]},
    "rules.0.post": {"rules": [{"rule": "gate_hours", "by": "me", "post": "x", "calendar": "24/7"}]},
    "rules.0.team": {"rules": [{"rule": "extra_officers", "by": "me", "post": "bridge", "team": "x", "officers": 1}]},
    "rules.0.crew": {"rules": [{"rule": "extra_crews", "by": "me", "crew": "x", "count": 1}]},
    "rules.0.tasks": {"rules": [{"rule": "repair_order", "by": "me", "tasks": [["bridge", "x"]]}]},
    "rules.0.phases.0.for.stream": {
        "rules": [
            {"rule": "reopening", "by": "me", "post": "bridge", "phases": [{"at": "1 d", "for": {"stream": "x"}}]}
        ]
    },
}


@pytest.mark.parametrize("path", REFERENCES)
def test_a_name_that_is_not_defined_is_told_where_it_stands(path: str) -> None:
    """Every place that names something: one finding, there, that says the name and what is known."""
    where, message = the_finding(world(**REFERENCES[path]))
    assert ".".join(map(str, where)) == path
    assert message.startswith("'x' is not ")
    assert "known: " in message or message.endswith("none is defined; define it or leave it out")


RULES: list[tuple[str, dict[str, Any]]] = [
    ("posts", {"rule": "one_stop", "posts": ["x"]}),
    ("posts", {"rule": "refused", "posts": ["x"], "informal": 0.1}),
    ("posts", {"rule": "remote_yard", "posts": ["x"], "travel": "1 h"}),
    ("posts", {"rule": "pooled", "team": "customs", "posts": ["bridge", "x"], "travel": "1 h"}),
    ("post", {"rule": "slots", "post": "x", "per_hour": "4/h"}),
    ("post", {"rule": "reopening", "post": "x", "phases": [{"at": "1 d"}]}),
    ("steps", {"rule": "shortened", "steps": ["x"], "to": 0.5}),
    ("steps", {"rule": "let_through", "steps": ["x"], "waited": "1 h"}),
    ("team", {"rule": "pooled", "team": "x", "posts": ["bridge"], "travel": "1 h"}),
    ("team", {"rule": "located", "post": "bridge", "team": "x", "officers": 1}),
    ("team", {"rule": "hours", "post": "bridge", "team": "x", "calendar": "24/7"}),
    ("team", {"rule": "reserved", "post": "bridge", "team": "x", "officers": 1}),
    ("for.consignor", {"rule": "papers_complete", "share": 0.9, "for": {"consignor": "x"}}),
    ("for.lane", {"rule": "targeted", "inspected": 0.1, "for": {"lane": "x"}}),
    (
        "taken_from",
        {"rule": "extra_officers", "post": "bridge", "team": "customs", "officers": 1, "taken_from": ["bridge", "x"]},
    ),
]


@pytest.mark.parametrize(("key", "rule"), RULES, ids=[f"{rule['rule']} {key}" for key, rule in RULES])
def test_a_rule_names_what_there_is(key: str, rule: dict[str, Any]) -> None:
    """Rules of every kind: an unknown post, team, step or sender is told at its place in the rule."""
    where, message = the_finding(world(rules=[{"by": "me", **rule}]))
    assert ".".join(map(str, where)) == f"rules.0.{key}"
    assert message.startswith("'x' is not ")


def test_names_that_could_not_be_read_are_not_missed() -> None:
    """What a file lost is told once, where it was lost; nothing else is forgiven."""
    wanting = world(stream={"goods": {"food": 1, "x": 1}})
    assert problems(wanting, lost=[("goods", "x")]) == []
    assert problems(wanting, lost=[("goods",)]) == []
    assert len(problems(wanting, lost=[("goods", "y"), ("posts", "x")])) == 1


def test_steps_and_repairs_that_wait_for_each_other_are_told_as_a_circle() -> None:
    """The circle is named, so that one link can be taken out."""
    steps = {"a": {**CHECK, "after": ["c"]}, "b": {**CHECK, "after": ["a"]}, "c": {**CHECK, "after": ["b"]}}
    where, message = the_finding(world(procedure=steps))
    assert where[0] == "procedure"
    assert where[-1] == "after"
    assert message.count(" after ") == 3
    tasks = {"a": {"crew": "c", "repair": "1 h", "after": ["a"]}}
    where, message = the_finding(world(post={"damage": tasks}, crews={"c": {"count": 1}}))
    assert where == ("posts", "bridge", "damage", "a", "after")
    assert "a after a" in message


def test_a_step_that_nobody_staffs_is_told_at_the_post_where_it_is_needed() -> None:
    """No team, a team without officers, and a team that never opens; but not where nobody needs the step."""
    steps = {"check": CHECK, "swab": {"agency": "health", "duration": "5 min"}}
    where, message = the_finding(world(procedure=steps))
    assert where == ("posts", "bridge", "teams")
    assert "'health' is missing" in message
    assert "need swab" in message
    for idle in (
        {"officers": 0},
        {"officers": {"06-18": 2}, "calendar": "18-06"},
        {"officers": 1, "calendar": "never"},
    ):
        where, message = the_finding(world(procedure=steps, teams={**TEAMS, "health": idle}))
        assert where == ("posts", "bridge", "teams", "health")
        assert "nobody on duty" in message
    assert problems(world(procedure={**steps, "swab": {**steps["swab"], "unattended": True}})) == []
    concerned = {**steps, "swab": {**steps["swab"], "concerned": True}}
    assert problems(world(procedure=concerned)) == []
    assert problems(world(procedure={**steps, "swab": {**steps["swab"], "for": {"goods": "tents"}}})) == []
    lane = {**steps, "swab": {**steps["swab"], "for": {"lane": "red"}}}
    assert problems(world(procedure=lane, lanes=[{"shares": {"green": 1, "red": 0}}])) == []
    assert len(problems(world(procedure=lane, lanes=[{"shares": {"green": 0.9, "red": 0.1}}]))) == 1


def test_officers_who_come_later_or_from_elsewhere_count() -> None:
    """A dated change, a desk in the capital, a team that roves, and officers a rule brings."""
    steps = {"check": CHECK, "swab": {"agency": "health", "duration": "5 min"}}
    later = {"officers": 0, "changes": [{"from": "3 d", "officers": 2}]}
    assert problems(world(procedure=steps, teams={**TEAMS, "health": later})) == []
    assert problems(world(procedure=steps, capital={"courier": "1 d", "teams": {"health": {"officers": 1}}})) == []
    roving = {"officers": 1, "posts": ["bridge"], "travel": "1 h"}
    assert problems(world(procedure=steps, roving={"health": roving})) == []
    rule = {"rule": "extra_officers", "by": "me", "post": "bridge", "team": "health", "officers": 1}
    assert problems(world(procedure=steps, teams={**TEAMS, "health": {"officers": 0}}, rules=[rule])) == []


def test_a_world_without_any_capacity_is_told_once() -> None:
    """Not once for every step and post."""
    idle = {"customs": {"officers": 0}, "health": {"officers": 0}}
    steps = {"check": CHECK, "swab": {"agency": "health", "duration": "5 min"}}
    _, message = the_finding(world(teams=idle, procedure=steps))
    assert "no team anywhere has an officer on duty" in message


ODD: dict[str, tuple[dict[str, Any], tuple[str | int, ...], str]] = {
    "shares below 100 %": (
        {"lanes": [{"shares": {"green": 0.7, "red": 0.2}}]},
        ("lanes", 0, "shares"),
        "add up to 90%, not 100 %",
    ),
    "a lane rule that asks for the lane": (
        {"lanes": [{"for": {"lane": "red"}, "shares": {"red": 1}}]},
        ("lanes", 0, "for", "lane"),
        "is what this rule decides",
    ),
    "weights of zero": ({"stream": {"goods": {"food": 0}}}, ("streams", "aid", "goods"), "all weights are zero"),
    "endless rework": (
        {"procedure": {"check": {**CHECK, "rework": {"chance": 1}}}},
        ("procedure", "check", "rework"),
        "never ends",
    ),
    "a beginning before the onset": ({"begins": "-1 d"}, ("begins",), "before the onset"),
    "a run of six years": ({"observe": "312 weeks"}, ("observe",), "longer than 5 years"),
    "an endless wave": (
        {"stream": {"arrivals": {"pattern": "surge", "total": 5, "mean": "60 weeks"}}},
        ("streams", "aid", "arrivals", "mean"),
        "no wave",
    ),
    "traffic that ends before it begins": (
        {"stream": {"arrivals": {**STEADY, "from": "2 d", "until": "1 d"}}},
        ("streams", "aid", "arrivals", "until"),
        "ends before it begins",
    ),
    "a staff change that ends before it begins": (
        {"teams": {"customs": {"officers": 1, "changes": [{"from": "2 d", "until": "2 d", "officers": 1}]}}},
        ("posts", "bridge", "teams", "customs", "changes", 0, "until"),
        "ends before it begins",
    ),
    "a stream named like a kind": (
        {"streams": {"relief": {"kind": "relief", "post": "bridge", "goods": "food", "arrivals": STEADY}}},
        ("streams", "relief"),
        "choose another one",
    ),
    "goods named all": ({"goods": {"food": {}, "all": {}}}, ("goods", "all"), "the name for all consignments"),
    "a post named like goods": (
        {"goods": {"food": {}, "bridge": {}}},
        ("posts", "bridge"),
        "a category of goods already",
    ),
    "too many consignments": (
        {"stream": {"arrivals": {"pattern": "steady", "rate": "20000/h"}}},
        ("streams", "aid", "arrivals"),
        f"more than {MOST_CONSIGNMENTS:,}",
    ),
    "too many incidents": (
        {"incidents": {"x": {"label": "X", "posts": ["bridge"], "rate": "1000/h", "lasts": "1 h"}}},
        ("incidents", "x", "rate"),
        "lower the rate",
    ),
    "rules that contradict each other": (
        {
            "rules": [
                {"rule": "priority", "by": "a", "level": 0, "posts": ["bridge"]},
                {"rule": "priority", "by": "b", "level": 2, "posts": ["bridge"]},
            ]
        },
        ("rules", 1),
        "differently and at the same time",
    ),
    "goods named like a hidden thing": (
        {"goods": {"food": {}, "currency": {}}},
        ("goods", "currency"),
        "a kind of hidden thing already",
    ),
    "a destination named like a post": (
        {"destinations": {"bridge": {"label": "The bridge"}}},
        ("destinations", "bridge"),
        "a post already",
    ),
    "something hidden that is not described": (
        {"stream": {"hidden": {"weapons": 0.01}}},
        ("streams", "aid", "hidden"),
        "'weapons' is not a kind of hidden thing that `risk` describes",
    ),
    "an examination by nobody": (
        {
            "risk": {"weapons": {"label": "W", "examined_by": "scan", "finds": 0.5}},
            "procedure": {"scan": {"agency": "customs", "duration": "1 h", "unattended": True}},
        },
        ("risk", "weapons", "examined_by"),
        "nobody looks in the step scan",
    ),
    "papers that nobody completes": (
        {"stream": {"consignor": "ngo"}, "consignors": {"ngo": {"papers_complete": 0.5}}},
        ("streams", "aid"),
        "papers_take is needed",
    ),
    "a pool that lacks a team": (
        {
            "posts": {"bridge": {"teams": {"customs": {"officers": 1}}}, "ferry": {"teams": {}}},
            "rules": [{"rule": "pooled", "by": "me", "team": "customs", "posts": ["bridge", "ferry"], "travel": "1 h"}],
        },
        ("rules", 0, "posts"),
        "has no team 'customs' to pool at ferry",
    ),
    "a pool of a team that roves": (
        {
            "roving": {"health": {"officers": 1, "posts": ["bridge"], "travel": "1 h"}},
            "rules": [{"rule": "pooled", "by": "me", "team": "health", "posts": ["bridge"], "travel": "1 h"}],
        },
        ("rules", 0, "team"),
        "roves already",
    ),
    "a curfew that ends before it begins": (
        {"post": {"curfews": [{"hours": "20-06", "from": "2 d", "until": "1 d"}]}},
        ("posts", "bridge", "curfews", 0, "until"),
        "ends before it begins",
    ),
    "no way onward from where it may be diverted to": (
        {
            "posts": {
                "bridge": {"teams": {"customs": {"officers": 1}}, "onward": {"town": "1 h"}},
                "ferry": {"teams": {"customs": {"officers": 1}}},
            },
            "stream": {"destination": {"town": 1, "nowhere": 0}, "diversion": {"to": {"ferry": "1 h"}}},
            "destinations": {"town": {"label": "Town"}, "nowhere": {"label": "Nowhere"}},
        },
        ("posts", "ferry", "onward"),
        "lacks the travel to town, where consignments of aid go",
    ),
    "no way onward": (
        {"stream": {"destination": "town"}, "destinations": {"town": {"label": "Town"}}},
        ("posts", "bridge", "onward"),
        "lacks the travel to town",
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_what_makes_no_sense_is_told_at_its_place(name: str) -> None:
    """One finding for each oddity, at the place to change."""
    fields, path, words = ODD[name]
    where, message = the_finding(world(**fields))
    assert where == path
    assert words in message


def test_a_post_that_lets_nothing_be_taken_away_is_refused() -> None:
    """A rate of 0 would be a trap: closures say when nothing moves, and no rate at all that there is no limit."""
    with pytest.raises(ValueError, match="greater than 0"):
        world(post={"removals": 0})
    assert world(post={"removals": "3/h"}).posts["bridge"].removals == 3


def test_closures_may_overlap() -> None:
    """Two reasons to be shut at one time are no contradiction."""
    shut = [{"from": 0, "until": "2 d"}, {"from": "1 d", "until": "3 d"}]
    assert problems(world(post={"closures": shut})) == []


def test_a_huge_world_is_refused_quickly() -> None:
    """Sizes are estimated, not tried out."""
    begun = time.perf_counter()
    goods = {f"g{number}": {} for number in range(700)}
    mixed = {"goods": dict.fromkeys(goods, 1), "consignor": dict.fromkeys(goods, 1)}
    found = messages(world(goods=goods, consignors=goods, stream=mixed))
    assert any("490,000 combinations" in message for message in found)
    assert time.perf_counter() - begun < 5


def test_groups_are_named_once() -> None:
    """All, the kinds, streams, goods, posts, destinations and what may be hidden, in this order."""
    risk = {"weapons": {"label": "W", "examined_by": "check", "finds": 0.5}}
    built = world(destinations={"camp": {"label": "Camp"}}, risk=risk)
    assert groups(built) == [
        *("all", "relief", "commercial", "people", "aid", "food", "tents", "bridge", "camp", "weapons")
    ]
    assert [group.name for group in groups_of(built)] == [
        name for name in groups(built) if name not in ("commercial", "people")
    ]


def test_loads_are_mean_work_over_officers_on_duty() -> None:
    """24 convoys of 2 a day: half are food (an hour each), 30 % of the rest are in the red lane (33 minutes)."""
    steps = {
        "check": {**CHECK, "for": {"goods": "food"}},
        "look": {
            "agency": "customs",
            "duration": "30 min",
            "for": {"lane": "red", "goods": "tents"},
            "rework": {"chance": 0.1, "at_most": 1},
        },
    }
    built = world(
        stream={"goods": {"food": 1, "tents": 1}, "arrivals": STEADY, "convoy": 2},
        procedure=steps,
        lanes=[{"for": {"goods": "tents"}, "shares": {"green": 0.7, "red": 0.3}}, {"shares": {"green": 1}}],
        teams={"customs": {"officers": {"06-18": 4, "18-06": 1}}},
    )
    (load,) = loads(built)
    per_week = 24 * 7 * 2
    assert load.demand_h_per_week == pytest.approx(per_week * (0.5 * 1 + 0.5 * 0.3 * 0.5 * 1.1))
    assert load.capacity_h_per_week == pytest.approx(7 * (12 * 4 + 12 * 1))
    assert load.surge_h_per_week == 0


def test_loads_spread_waves_over_the_observation() -> None:
    """70 convoys in 5 days are 98 a week; listed arrivals count within the observation only."""
    (load,) = loads(world(stream={"arrivals": {"pattern": "surge", "total": 70, "mean": "2 d"}}))
    assert (load.demand_h_per_week, load.surge_h_per_week) == (0, pytest.approx(70 * 7 / 5))
    (load,) = loads(world(at_h=(0, 1, 6 * 24)))
    assert load.surge_h_per_week == pytest.approx(2 * 7 / 5)


def test_loads_find_teams_that_rove_or_are_in_the_capital() -> None:
    """24 a day at two posts alike: health roves between both, the regulator is far away, permits take nobody's time."""
    steps = {
        "check": CHECK,
        "swab": {"agency": "health", "duration": "30 min"},
        "permit": {"agency": "police", "duration": "15 min"},
        "print": {"agency": "police", "duration": "9 h", "unattended": True},
    }
    built = world(
        posts={name: {"teams": {"customs": {"officers": 1}}} for name in ("bridge", "ferry")},
        stream={"post": {"bridge": 1, "ferry": 1}, "arrivals": STEADY},
        procedure=steps,
        roving={"health": {"officers": 2, "posts": ["bridge", "ferry"], "travel": "1 h"}},
        capital={"courier": "1 d", "teams": {"police": {"officers": 1, "calendar": "08-16"}}},
    )
    assert [(load.place, load.demand_h_per_week, load.capacity_h_per_week) for load in loads(built)] == [
        (("posts", "bridge", "teams", "customs"), pytest.approx(12 * 7), pytest.approx(168)),
        (("posts", "ferry", "teams", "customs"), pytest.approx(12 * 7), pytest.approx(168)),
        (("roving", "health"), pytest.approx(24 * 7 / 2), pytest.approx(2 * 168)),
        (("capital", "teams", "police"), pytest.approx(24 * 7 / 4), pytest.approx(8 * 7)),
    ]
    slow = {**steps, "permit": {"agency": "police", "duration": "1 h"}}
    ((where, message),) = warnings(built.model_copy(update={"procedure": world(procedure=slow).procedure}))
    assert where == ("capital", "teams", "police")
    assert "168 officer-hours a week and 56 are on duty" in message


EMPTY: dict[str, tuple[dict[str, Any], tuple[str | int, ...], str]] = {
    "a crossing to nowhere": ({"post": {"crossing": "1 h"}}, ("posts", "bridge", "crossing"), "no `neighbour`"),
    "a team of the other side": (
        {"agencies": {"customs": {"side": "exit"}}},
        ("posts", "bridge", "teams", "customs"),
        "this post has no `neighbour`",
    ),
    "hours of the other side": (
        {"rules": [{"rule": "gate_hours", "by": "me", "post": "bridge", "calendar": "24/7", "side": "neighbour"}]},
        ("rules", 0, "side"),
        "bridge has no `neighbour`",
    ),
    "a turn to where it goes": (
        {"stream": {"diversion": {"to": {"bridge": "1 h"}}}},
        ("streams", "aid", "diversion", "to"),
        "the post that it makes for",
    ),
    "a roving team that is there already": (
        {"roving": {"customs": {"officers": 1, "posts": ["bridge"], "travel": "1 h"}}},
        ("roving", "customs", "posts"),
        "bridge has a team 'customs' of its own",
    ),
    "an incident nowhere": (
        {"incidents": {"fog": {"label": "Fog", "posts": [], "rate": "1/day", "lasts": "1 h"}}},
        ("incidents", "fog", "posts"),
        "shuts nothing",
    ),
    "something nobody looks for": (
        {"risk": {"weapons": {"label": "W", "examined_by": [], "finds": 0.5}}},
        ("risk", "weapons", "examined_by"),
        "nothing is ever found",
    ),
}


@pytest.mark.parametrize("name", EMPTY)
def test_what_leads_nowhere_is_warned_of(name: str) -> None:
    """It is allowed, but somebody meant something by it."""
    fields, path, words = EMPTY[name]
    assert problems(world(**fields)) == []
    ((where, message),) = warnings(world(**fields))
    assert where == path
    assert words in message


def test_both_sides_of_a_post_may_be_described() -> None:
    """With a neighbour, crossing, exit teams and rules of that side are in order."""
    post = {"crossing": "1 h", "neighbour": {"label": "N"}, "teams": {"customs": {"officers": 1, "agency": "abroad"}}}
    agencies = {"customs": {}, "abroad": {"side": "exit"}, "health": {}}
    rules = [{"rule": "reopening", "by": "me", "post": "bridge", "side": "neighbour", "phases": [{"at": "1 d"}]}]
    built = world(posts={"bridge": post}, agencies=agencies, rules=rules)
    assert (problems(built), warnings(built)) == ([], [])


def test_a_team_that_ordinary_traffic_overloads_is_warned_of() -> None:
    """24 hours of work a day need more than one officer; a wave may well be too much for a time."""
    overloaded = world(stream={"arrivals": {"pattern": "steady", "rate": "25/day"}})
    ((where, message),) = warnings(overloaded)
    assert where == ("posts", "bridge", "teams", "customs")
    assert "175 officer-hours a week and 168 are on duty" in message
    assert warnings(world(stream={"arrivals": {"pattern": "surge", "total": 900, "mean": "2 d"}})) == []


def test_steps_papers_and_arrivals_without_effect_are_warned_of() -> None:
    """A step nobody needs, incomplete papers nobody reads, and arrivals after the end."""
    steps = {"check": CHECK, "swab": {"agency": "health", "duration": "5 min", "concerned": True}}
    assert [path for path, _ in warnings(world(procedure=steps, teams=TEAMS))] == [("procedure", "swab")]
    papers = {"papers_complete": 0.5, "papers_take": "1 d"}
    assert [path for path, _ in warnings(world(stream=papers))] == [("streams", "aid", "papers_complete")]
    read = {"check": {**CHECK, "documentary": True}}
    assert warnings(world(stream=papers, procedure=read)) == []
    assert [path for path, _ in warnings(world(at_h=(20 * 24,)))] == [("streams", "aid", "arrivals")]


def test_joint_work_of_teams_that_never_meet_is_warned_of() -> None:
    """Customs by day, health by night: only a policy that joins them is warned of, and not once hours are aligned."""
    steps = {"check": CHECK, "swab": {"agency": "health", "duration": "5 min"}}
    apart = {"customs": {"officers": 1, "calendar": "06-18"}, "health": {"officers": 1, "calendar": "18-06"}}
    built = world(procedure=steps, teams=apart)
    assert warnings(built) == []
    joint = {"joint_inspection": {"steps": ["check", "swab"]}}
    policy = Policy.model_validate({"label": "Joint", "levers": [joint]})
    ((where, message),) = warnings(apply(policy, built))
    assert where == ("posts", "bridge", "teams")
    assert "never on duty at the same time" in message
    aligned = {"round_the_clock": {"agencies": ["health"]}}
    policy = Policy.model_validate({"label": "Joint", "levers": [joint, aligned]})
    assert warnings(apply(policy, built)) == []
