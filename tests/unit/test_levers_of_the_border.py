"""Levers of stops, desks, hours, papers, selection, arrival and conflict zones write the rules they say."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from worlds import arrivals, world

from sim.policies import GROUPS, LEVERS, Policy, PolicyError, apply, catalogue_markdown, warnings
from sim.policies.hours import same_hours, together
from sim.world import World
from sim.world.calendars import Calendar
from sim.world.filters import Filter
from sim.world.quantities import DAY_US, HOUR_US
from sim.world.rules import (
    BeforeArrival,
    DatedRule,
    ExtraOfficers,
    GateHours,
    Hours,
    LetThrough,
    Located,
    OneLodgement,
    OneStop,
    PapersComplete,
    PapersLater,
    Phase,
    Pooled,
    Priority,
    QueuesShown,
    Refused,
    RemoteYard,
    Reopening,
    Shortened,
    Slots,
    Targeted,
    Together,
    Waived,
)

WRITTEN = {"written": True}
RELIEF = Filter(kind=("relief",))
PAGE = Path(__file__).parents[2] / "docs/policies.md"


def make_world(**changes: Any) -> World:
    """A bridge with two sides and a ferry; a laboratory and a licensing office in the capital."""
    aid = {"kind": "relief", "post": {"bridge": 1, "ferry": 1}, "goods": "food", "arrivals": arrivals(0)}
    trade = {"kind": "commercial", "post": "bridge", "goods": "tents", "arrivals": arrivals(1)}
    fields: dict[str, Any] = {
        "agencies": {"customs": {}, "exit": {"side": "exit"}, "laboratory": {}, "licences": {}},
        "consignors": {"un": {}, "unsolicited": {}},
        "calendars": {"long-days": "06-20"},
        "posts": {
            "bridge": {
                "gate": "08-16",
                "crossing": "1 h",
                "neighbour": {"label": "There", "gate": "06-14", "closures": [{"until": "4 d"}]},
                "teams": {
                    "customs": {"officers": 2, "calendar": "08-16"},
                    "exit": {"officers": 1, "calendar": "06-12"},
                },
            },
            "ferry": {"closures": [{"until": "2 d"}], "teams": {"customs": {"officers": {"22-06": 1}}}},
        },
        "capital": {
            "courier": "6 h",
            "teams": {"laboratory": {"officers": 3, "calendar": "09-17"}, "licences": {"officers": 1}},
        },
        "streams": {"aid": aid | {"consignor": {"un": 1, "unsolicited": 1}}, "trade": trade},
        "procedure": {
            "papers": {"agency": "customs", "duration": "30 min", "documentary": True},
            "scan": {"agency": "customs", "duration": "1 h", "after": "papers", "for": {"lane": "red"}},
            "leave": {"agency": "exit", "duration": "1 h", "for": {"post": "bridge"}},
            "analyse": {"agency": "laboratory", "duration": "1 h", "for": {"goods": "food"}},
        },
    }
    return world(**fields | changes)


def policy(*levers: Any) -> Policy:
    return Policy.model_validate({"label": "Test", "levers": list(levers)}, context=WRITTEN)


def rules(*levers: Any, world: World | None = None) -> set[DatedRule]:
    return set(apply(policy(*levers), world or make_world()).rules)


def refusal(*levers: Any, world: World | None = None) -> str:
    with pytest.raises(PolicyError) as refused:
        apply(policy(*levers), world or make_world())
    return str(refused.value)


def hours(written: Any) -> Calendar:
    return Calendar.model_validate(written)


# What each lever writes


def test_a_one_stop_post_is_one_with_two_sides() -> None:
    """The ferry has no neighbour's side."""
    assert rules("one_stop_post") == {OneStop(by="one_stop_post", posts=("bridge",))}


def test_co_locate_places_each_team_of_the_capital_at_each_post() -> None:
    """Two teams and two posts: four desks of one officer; here the laboratory alone, with one and two officers."""
    desk = {"by": "co_locate", "team": "laboratory"}
    assert rules({"co_locate": {"teams": "laboratory"}}) == {
        Located(**desk, post="bridge", officers=1),
        Located(**desk, post="ferry", officers=1),
    }
    assert rules({"co_locate": {"teams": "laboratory", "posts": "ferry", "officers": 2}}) == {
        Located(**desk, post="ferry", officers=2)
    }


def test_a_post_with_such_a_team_of_its_own_needs_no_desk() -> None:
    """The ferry has a laboratory: a desk would leave its officers idle, so it is placed at the bridge alone."""
    posts = {"bridge": {"teams": {"customs": {"officers": 1}}}, "ferry": {"teams": {"laboratory": {"officers": 1}}}}
    teams = {"laboratory": {"officers": 3}}
    changed = make_world(
        posts=posts,
        capital={"courier": "1 h", "teams": teams},
        agencies={"customs": {}, "laboratory": {}},
        procedure={"analyse": {"agency": "laboratory", "duration": "1 h"}},
    )
    assert rules("co_locate", world=changed) == {Located(by="co_locate", post="bridge", team="laboratory", officers=1)}


def test_a_one_stop_shop_is_desks_one_lodgement_and_if_said_so_a_short_list() -> None:
    """All for relief at the bridge until day 34; desks are there for everybody."""
    shop = {
        "posts": "bridge", "teams": "laboratory", "takes": "2 h", "papers_complete": "95%", "waived": "scan",
        "until": "34 d",
    }  # fmt: skip
    common = {"by": "one_stop_shop", "until": 34 * DAY_US}
    match = Filter(kind=("relief",), post=("bridge",))
    written = rules({"one_stop_shop": shop})
    (lodgement,) = (rule for rule in written if isinstance(rule, OneLodgement))
    assert lodgement.takes is not None
    assert (lodgement.match, lodgement.until, lodgement.takes.mean()) == (match, 34 * DAY_US, 2 * HOUR_US)
    assert written - {lodgement} == {
        PapersComplete(**common, match=match, share=0.95),
        Waived(**common, match=match, steps=("scan",)),
        Located(**common, post="bridge", team="laboratory", officers=1),
    }


def test_the_stated_hours_of_a_one_stop_shop_are_those_of_this_side() -> None:
    """Day and night: desk, customs and our gate; the neighbour's team and gate are not ours to decide on."""
    shop = {"posts": "bridge", "teams": "laboratory", "hours": "24/7"}
    common = {"by": "one_stop_shop", "post": "bridge", "calendar": hours("24/7")}
    assert rules({"one_stop_shop": shop}) == {
        OneLodgement(by="one_stop_shop", match=Filter(kind=("relief",), post=("bridge",))),
        Located(**common, team="laboratory", officers=1, keep_officer_hours=True),
        Hours(**common, team="customs", keep_officer_hours=True),
        GateHours(**common, side="own"),
    }


def test_levers_of_papers() -> None:
    """Papers later for medicine; recognised senders with the assumed share, and a step the less."""
    later = {"simplified_declaration": {"for": {"goods": "food"}}}
    assert rules(later) == {PapersLater(by="simplified_declaration", match=Filter(goods=("food",)))}
    un = {"by": "recognised_consignors", "match": Filter(consignor=("un",))}
    assert rules({"recognised_consignors": {"consignors": "un", "waived": "scan"}}) == {
        PapersComplete(**un, share=0.925),
        Waived(**un, steps=("scan",)),
    }


def test_align_hours_unites_the_hours_there_are() -> None:
    """At the bridge 08-16 and 06-12 are 06-16 together; our gate opens 06-16 and the neighbour's, 06-14, too."""
    common = {"by": "align_hours", "post": "bridge", "calendar": hours("06-16")}
    assert rules({"align_hours": {"posts": "bridge"}}) == {
        Hours(**common, team="customs", keep_officer_hours=True),
        Hours(**common, team="exit", keep_officer_hours=True),
        GateHours(**common, side="own"),
        GateHours(**common, side="neighbour"),
    }


def test_align_hours_to_a_calendar_leaves_gates_open_that_are() -> None:
    """06-20 by name: the ferry's customs moves from the night to it, its gate is open at all hours and stays so."""
    common = {"by": "align_hours", "post": "ferry"}
    assert rules({"align_hours": {"posts": "ferry", "calendar": "long-days", "keep_officer_hours": False}}) == {
        Hours(**common, team="customs", calendar=hours("06-20")),
        GateHours(**common, calendar=hours("24/7"), side="own"),
    }
    assert "no calendar 'short-days'; did you mean 'long-days'?" in refusal({"align_hours": {"calendar": "short-days"}})


def test_hours_over_midnight_and_of_single_days_unite_minute_by_minute() -> None:
    """Monday 22-06 and Tuesday 04-08 are one night and morning; Sunday's night runs into Monday."""
    night = together([hours({"mon": "22-06"}), hours({"tue": "04-08"})])
    assert same_hours(night, hours({"mon": "22-24", "tue": "00-08"}))
    assert same_hours(together([hours({"sun": "22-06"})]), hours({"sun": "22-24", "mon": "00-06"}))
    assert together([hours("22-06"), hours("06-22")]) == hours("24/7")


def test_a_holiday_is_one_only_where_all_have_it() -> None:
    """Both have 1 May off, one has 2 May off as well: together they are off on 1 May."""
    first = hours({"daily": "08-16", "holidays": ["2015-05-01", "2015-05-02"]})
    second = hours({"daily": "08-12", "holidays": ["2015-05-01"]})
    assert together([first, second]) == hours({"daily": "08-16", "holidays": ["2015-05-01"]})
    assert not same_hours(first, hours("08-16"))


def test_pool_inspectors_unites_the_teams_of_a_name() -> None:
    """Customs of both posts, an hour apart."""
    assert rules({"pool_inspectors": {"teams": "customs", "travel": "1 h"}}) == {
        Pooled(by="pool_inspectors", team="customs", posts=("bridge", "ferry"), travel=HOUR_US)
    }
    alone = {"pool_inspectors": {"teams": "exit", "travel": "1 h"}}
    assert "the team exit works at fewer than two of these posts" in refusal(alone)


def test_levers_of_arrival() -> None:
    """A yard for unsolicited goods at all posts, lines shown to all, three slots an hour at each post."""
    assert rules({"triage_unsolicited": {"travel": "2 h"}}) == {
        RemoteYard(
            by="triage_unsolicited",
            match=Filter(consignor=("unsolicited",)),
            posts=("bridge", "ferry"),
            travel=2 * HOUR_US,
        )
    }
    assert rules("share_queue_information") == {QueuesShown(by="share_queue_information")}
    assert rules({"slot_booking": {"per_hour": "3/h", "for": {"kind": "commercial"}}}) == {
        Slots(by="slot_booking", match=Filter(kind=("commercial",)), post=post, per_hour=3)
        for post in ("bridge", "ferry")
    }


def test_levers_of_selection() -> None:
    """A tenth by shared knowledge; people beforehand; inspections by the line; papers by the clock."""
    assert rules({"risk_targeting": {"inspected": "10%", "shared_information": True, "posts": "ferry"}}) == {
        Targeted(by="risk_targeting", match=Filter(post=("ferry",)), inspected=0.1, shared=True)
    }
    people = {"by": "advance_passenger_information", "match": Filter(kind=("people",))}
    assert rules({"advance_passenger_information": {"steps": "scan"}}) == {
        BeforeArrival(**people),
        Shortened(**people, steps=("scan",), to=0.5),
    }
    assert rules({"match_inspection_to_capacity": {"steps": "scan", "expected_wait": "4 h"}}) == {
        LetThrough(by="match_inspection_to_capacity", steps=("scan",), expected_wait=4 * HOUR_US)
    }
    assert rules({"auto_release_after": {"waited": "1 d"}}) == {
        LetThrough(by="auto_release_after", steps=("papers",), waited=DAY_US)
    }


def test_one_side_may_open_late() -> None:
    """Ours on day 1, the neighbour's on day 3; left out, all posts closed on that side: the ferry, and the bridge."""
    late = {"reopen": {"at": "3 d", "side": "neighbour"}}
    own = {"reopen": {"at": "1 d", "side": "own"}}
    assert rules(own, late) == {
        Reopening(by="reopen", post="ferry", side="own", phases=(Phase(at=DAY_US),)),
        Reopening(by="reopen", post="bridge", side="neighbour", phases=(Phase(at=3 * DAY_US),)),
    }
    assert "ferry has no neighbour's side" in refusal(late | {"reopen": late["reopen"] | {"posts": "ferry"}})


def test_an_open_border_waives_all_and_adds_officers_when_control_returns() -> None:
    """At the ferry until day 42: all steps, also for who waits; two more officers of customs from then on."""
    opened = {"posts": "ferry", "until": "42 d", "officers": 2}
    steps = ("papers", "scan", "leave", "analyse")
    assert rules({"open_unchecked": opened}) == {
        Waived(by="open_unchecked", until=42 * DAY_US, match=Filter(post=("ferry",)), also_waiting=True, steps=steps),
        ExtraOfficers(by="open_unchecked", start=42 * DAY_US, post="ferry", team="customs", officers=2),
    }


def test_levers_of_conflict_zones() -> None:
    """Trade refused, a third of it goes round; or inspected by risk with relief first and an officer more."""
    assert rules({"military_closure": {"informal": "30%", "posts": "bridge"}}) == {
        Refused(by="military_closure", match=Filter(kind=("commercial",)), posts=("bridge",), informal=0.3)
    }
    frontline = {"inspected": "20%", "signal": 2, "relief_first": True, "officers": 1, "posts": "bridge"}
    common = {"by": "customs_frontline"}
    assert rules({"customs_frontline": frontline | {"teams": "customs"}}) == {
        Targeted(**common, match=Filter(kind=("relief", "commercial"), post=("bridge",)), inspected=0.2, signal=2),
        Priority(**common, match=RELIEF, posts=("bridge",), level=0),
        ExtraOfficers(**common, post="bridge", team="customs", officers=1),
    }


def test_a_waiver_may_reach_those_who_wait() -> None:
    """Only if it says so."""
    waived = {"steps": "scan", "also_waiting": True}
    assert rules({"waive": waived}) == {Waived(by="waive", steps=("scan",), also_waiting=True)}


# Neutral parameters, and words to the reader


@pytest.mark.parametrize(
    "written",
    [
        {"one_stop_post": {"posts": []}},
        {"one_stop_post": {"posts": "ferry"}},
        {"one_stop_shop": {"posts": []}},
        {"recognised_consignors": {"consignors": []}},
        {"recognised_consignors": {"consignors": "un", "papers_complete": 0}},
        {"co_locate": {"officers": 0}},
        {"co_locate": {"posts": []}},
        {"align_hours": {"teams": []}},
        {"pool_inspectors": {"teams": [], "travel": "1 h"}},
        {"pool_inspectors": {"teams": "customs", "posts": [], "travel": "1 h"}},
        {"triage_unsolicited": {"posts": [], "travel": "1 h"}},
        {"risk_targeting": {"inspected": 1, "posts": []}},
        {"match_inspection_to_capacity": {"steps": [], "expected_wait": "1 h"}},
        {"auto_release_after": {"steps": [], "waited": "1 h"}},
        {"slot_booking": {"posts": [], "per_hour": "1/h"}},
        {"reopen": {"at": "1 d", "side": "neighbour", "posts": []}},
        {"open_unchecked": {"until": "1 d", "steps": []}},
        {"military_closure": {"posts": [], "informal": 1}},
        {"customs_frontline": {"posts": [], "inspected": 1}},
    ],
)
def test_neutral_parameters_leave_the_world_as_it_is(written: dict[str, Any]) -> None:
    """No post, no step, no officer: the same world, not a copy, and one sentence that says so."""
    world, neutral = make_world(), policy(written)
    assert apply(neutral, world) is world
    (sentence,) = warnings(neutral, world)
    assert sentence.startswith(next(iter(written)))


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("simplified_declaration", "the papers of all consignments it is for are complete"),
        ({"recognised_consignors": {"consignors": "un"}}, "the papers of all consignments it is for are complete"),
        ("share_queue_information", "no stream it is for may turn to another post"),
        ({"align_hours": {"posts": "ferry", "gate": False}}, "these teams and gates keep the same hours already"),
        ({"advance_passenger_information": {"steps": "scan"}}, "no consignment of this world is among those it is for"),
        (
            {"slot_booking": {"per_hour": "1/h", "for": {"kind": "people"}}},
            "no consignment of this world is among those",
        ),
    ],
)
def test_a_lever_that_changes_nothing_says_why(written: Any, why: str) -> None:
    """An input that changes nothing looks broken unless somebody says why."""
    (sentence,) = warnings(policy(written), make_world())
    assert why in sentence


def test_targeting_changes_nothing_where_lanes_are_all_treated_alike() -> None:
    """Without a step for some lanes only, whom it selects is not looked at."""
    steps = {"check": {"agency": "customs", "duration": "1 h"}}
    world = make_world(procedure=steps)
    for lever in ("risk_targeting", "customs_frontline"):
        (sentence,) = warnings(policy({lever: {"inspected": 0.1}}), world)
        assert "no step of this world is for some lanes only" in sentence
    assert warnings(policy({"customs_frontline": {"inspected": 0.1, "officers": 1}}), world) == ()


def test_a_capital_without_officers_left_is_pointed_out() -> None:
    """All three of the laboratory stand at the bridge: the ferry's papers wait for nobody. Two leave one there."""
    (sentence,) = warnings(
        policy({"co_locate": {"teams": "laboratory", "posts": "bridge", "officers": 3}}), make_world()
    )
    assert "every officer of the team laboratory of the capital is placed at posts, so nobody serves ferry" in sentence
    two = policy({"co_locate": {"teams": "laboratory", "posts": "bridge", "officers": 2}})
    assert warnings(two, make_world()) == ()


def test_a_lane_in_a_pooled_team_is_pointed_out() -> None:
    """Officers who travel between posts are reserved for nobody."""
    lane = {"relief_lane": {"posts": "bridge", "teams": "customs"}}
    (sentence,) = warnings(policy(lane, {"pool_inspectors": {"teams": "customs", "travel": "1 h"}}), make_world())
    assert sentence == (
        "relief_lane: the team customs at bridge is pooled with others meanwhile, so none of its officers is reserved."
    )


# Contradictions


@pytest.mark.parametrize(
    ("first", "second", "what"),
    [
        (
            {"round_the_clock": {"posts": "bridge", "teams": "customs", "gate": False}},
            {"align_hours": {"posts": "bridge", "gate": False}},
            "the hours at bridge of the team customs",
        ),
        (
            {"round_the_clock": {"posts": "bridge"}},
            {"align_hours": {"posts": "bridge", "teams": "exit", "calendar": "06-12"}},
            "the hours of the gate at bridge",
        ),
        (
            {"co_locate": {"teams": "laboratory", "officers": 1}},
            {"one_stop_shop": {"teams": "laboratory", "posts": "bridge", "officers": 2}},
            "the officers of laboratory placed at bridge, and their hours",
        ),
        ({"single_window": {"takes": "1 h"}}, {"one_stop_shop": {"officers": 0}}, "what the single lodgement takes"),
        (
            {"recognised_consignors": {"consignors": "un"}},
            {"one_stop_shop": {"papers_complete": 1, "officers": 0}},
            "the share of complete papers",
        ),
        (
            {"risk_targeting": {"inspected": 0.1}},
            {"customs_frontline": {"inspected": 0.2}},
            "whom to inspect",
        ),
        (
            {"match_inspection_to_capacity": {"steps": "scan", "expected_wait": "1 h"}},
            {"match_inspection_to_capacity": {"steps": ["scan", "papers"], "expected_wait": "2 h"}},
            "the wait after which scan is passed over",
        ),
        (
            {"military_closure": {"informal": 0.1}},
            {"military_closure": {"informal": 0.2, "posts": "bridge"}},
            "who is refused at bridge",
        ),
        ({"slot_booking": {"per_hour": "1/h"}}, {"slot_booking": {"per_hour": "2/h"}}, "the slots at bridge"),
        (
            {"triage_unsolicited": {"travel": "1 h"}},
            {"triage_unsolicited": {"travel": "2 h", "for": {"kind": "relief"}}},
            "the remote yard of bridge",
        ),
        (
            {"pool_inspectors": {"teams": "customs", "travel": "1 h"}},
            {"pool_inspectors": {"teams": "customs", "travel": "2 h"}},
            "whom the team customs is pooled with",
        ),
        ({"reopen": {"at": "1 d", "posts": "ferry"}}, {"reopen": {"at": "3 d", "side": "own"}}, "how ferry re-opens"),
        (
            {"advance_passenger_information": {"steps": "scan", "to": 0.1, "for": {}}},
            {"advance_passenger_information": {"steps": "scan", "to": 0.2, "for": {}}},
            "the time that scan takes",
        ),
    ],
)
def test_two_levers_that_set_one_thing_differently_clash(first: Any, second: Any, what: str) -> None:
    """Both are named, with what they set; one after the other they do not clash."""
    levers = [policy(lever).levers[0] for lever in (first, second)]
    sentence = refusal(first, second)
    assert all(lever.name in sentence for lever in levers)
    assert what in sentence
    if levers[0].name != "reopen":
        early, late = (levers[0].model_copy(update={"until": DAY_US}), levers[1].model_copy(update={"start": DAY_US}))
        assert apply(Policy(label="Test", levers=(early, late)), make_world()).rules


def test_levers_that_agree_do_not_clash() -> None:
    """Relief first twice, one lodgement twice, a desk of one officer twice: the same, whoever says it."""
    frontline = {"customs_frontline": {"inspected": 1, "relief_first": True}}
    shop = {"one_stop_shop": {"teams": "laboratory"}}
    agreeing = [frontline, "relief_priority", shop, "single_window", {"co_locate": {"teams": "laboratory"}}]
    assert sum(isinstance(rule, Located) for rule in rules(*agreeing)) == 4


def test_levers_for_consignments_that_never_meet_do_not_clash() -> None:
    """Food is relief and tents are trade in this world: a lever for food and one for trade have nobody in common."""
    food = {"risk_targeting": {"inspected": 0.1, "for": {"goods": "food"}}}
    assert len(rules(food, {"risk_targeting": {"inspected": 0.2, "for": {"kind": "commercial"}}})) == 2
    assert "whom to inspect" in refusal(food, {"risk_targeting": {"inspected": 0.2, "for": {"kind": "relief"}}})
    assert "whom to inspect" in refusal(food, {"risk_targeting": {"inspected": 0.2, "for": {"consignor": "un"}}})


def test_posts_that_are_reached_by_turning_count() -> None:
    """Trade makes for the bridge and may turn to the ferry: a lever for trade at the ferry may change something."""
    trade = {"kind": "commercial", "post": "bridge", "goods": "tents", "arrivals": arrivals(1)}
    lever = policy({"waive": {"steps": "papers", "for": {"post": "ferry", "kind": "commercial"}}})
    assert len(warnings(lever, make_world(streams={"trade": trade}))) == 1
    turning = make_world(streams={"trade": trade | {"diversion": {"to": {"ferry": "1 h"}}}})
    assert warnings(lever, turning) == ()


def test_no_more_officers_are_placed_than_the_capital_has() -> None:
    """The licensing office has one: it cannot be at both posts; nor can the laboratory's three be four."""
    assert "2 officers of the team licences are placed at posts at the onset, and the capital has 1 at most" in refusal(
        "co_locate"
    )
    two_and_two = {"co_locate": {"teams": "laboratory", "officers": 2}}
    assert "4 officers of the team laboratory" in refusal(two_and_two)
    in_turn = [
        {"co_locate": {"teams": "licences", "posts": "bridge", "until": "2 d"}},
        {"co_locate": {"teams": "licences", "posts": "ferry", "from": "2 d"}},
    ]
    assert len(rules(*in_turn)) == 2


def test_joint_work_needs_its_partners_at_the_post() -> None:
    """The laboratory is in the capital; with a desk at both posts they can work together, until the desk ends."""
    joint = {"joint_inspection": {"steps": ["scan", "analyse"], "for": {"kind": "relief"}}}
    lanes = [{"shares": {"red": 1}}]
    world = make_world(lanes=lanes)
    sentence = refusal(joint, world=world)
    assert "scan and analyse cannot be done at one time at bridge" in sentence
    assert "the team laboratory is in the capital; place a desk there with co_locate" in sentence
    desks = {"co_locate": {"teams": "laboratory"}}
    assert any(isinstance(rule, Together) for rule in rules(joint, desks, world=world))
    assert "at bridge" in refusal(joint, {"co_locate": {"teams": "laboratory", "until": "9 d"}}, world=world)
    pool = {"pool_inspectors": {"teams": "customs", "travel": "1 h"}}
    assert "the team customs is pooled and travels" in refusal(joint, desks, pool, world=world)
    assert rules(joint, {"waive": {"steps": "analyse"}}, world=world)


def test_joint_work_with_a_roving_team_is_refused() -> None:
    """An inspector between posts cannot be held for a partner."""
    world = make_world(
        capital=None, lanes=[{"shares": {"red": 1}}],
        roving={"laboratory": {"officers": 1, "posts": ["bridge", "ferry"], "travel": "1 h"}},
    )  # fmt: skip
    assert "travels between posts; leave its step out" in refusal(
        {"joint_inspection": {"steps": ["scan", "analyse"]}}, world=world
    )


def test_a_step_without_an_officer_cannot_be_joint() -> None:
    """A permit that is issued elsewhere holds nobody."""
    permit = {"permit": {"agency": "licences", "duration": "1 d", "unattended": True}}
    world = make_world(procedure=permit | {"check": {"agency": "customs", "duration": "1 h"}})
    sentence = refusal({"joint_inspection": {"steps": ["permit", "check"]}}, world=world)
    assert sentence == "joint_inspection: 'permit' takes no officer, so it cannot be done jointly; leave it out."


def test_a_rate_of_slots_is_above_zero() -> None:
    """No slot at all would be a closure."""
    with pytest.raises(ValidationError, match="greater than 0"):
        policy({"slot_booking": {"per_hour": 0}})


# The page


def test_every_lever_of_the_design_is_there() -> None:
    """Twenty-three of coordination, four of re-opening, two of conflict zones."""
    assert [len(group) for group in GROUPS.values()] == [23, 4, 2]
    assert len(LEVERS) == 29


def test_the_page_of_policies_is_what_the_levers_say() -> None:
    """If this fails, write the page anew with `sim.policies.catalogue_markdown`."""
    assert PAGE.read_text(encoding="utf-8") == catalogue_markdown()
