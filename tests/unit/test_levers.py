"""Levers write the rules they say, and refuse what a world cannot hold."""

import pickle
from typing import Any

import pytest
from pydantic import ValidationError

from sim.policies import LEVERS, Lever, Policy, PolicyError, apply, entry, warnings
from sim.world.calendars import ALWAYS
from sim.world.filters import EVERYTHING, Filter
from sim.world.quantities import DAY_US, HOUR_US
from sim.world.rules import (
    BeforeArrival,
    DatedRule,
    ExtraCrews,
    ExtraOfficers,
    GateHours,
    Hours,
    OneLodgement,
    Phase,
    Priority,
    Reopening,
    RepairOrder,
    Reserved,
    SideBySide,
    Together,
    Waived,
)
from sim.world.world import World

WRITTEN = {"written": True}
RELIEF = Filter(kind=("relief",))


def make_world(**changes: Any) -> World:
    """Two posts on one road: the hills (closed until day 9, damaged) and the plain (open)."""
    written: dict[str, Any] = {
        "onset": "2015-04-25T11:56:00+05:45",
        "zone": "Asia/Kathmandu",
        "observe": "20 d",
        "run_out": "10 d",
        "agencies": {
            "customs": {"label": "Customs"},
            "food": {"label": "Food safety", "lodgement": "2 h"},
            "police": {"label": "Police"},
        },
        "goods": {"medicine": {"label": "Medicine"}, "rice": {"label": "Rice", "agencies": ["food"]}},
        "consignors": {"un": {"label": "UN"}},
        "posts": {
            "hills": {
                "label": "Hills",
                "gate": "06-18",
                "teams": {"customs": {"officers": {"06-18": 4}}, "food": {"officers": 1, "calendar": "08-16"}},
                "closures": [{"until": "9 d"}],
                "damage": {
                    "road": {"crew": "army", "repair": "3 d"},
                    "bridge": {"crew": "army", "repair": "2 d", "after": "road"},
                },
            },
            "plain": {
                "label": "Plain",
                "teams": {"customs": {"officers": 2}, "guard": {"officers": 3, "agency": "police"}},
            },
        },
        "streams": {
            "aid": _stream("relief", "medicine", notice="1 d"),
            "trade": _stream("commercial", "rice"),
        },
        "procedure": {
            "papers": _step("customs", documentary=True),
            "inspect": _step("customs", after="papers"),
            "sample": _step("food", after="inspect", **{"for": {"post": "hills"}}),
            "search": _step("police", team="guard", **{"for": {"post": "plain"}}),
        },
        "crews": {"army": {"count": 1}, "builders": {"count": 2}},
    }
    return World.model_validate(written | changes, context=WRITTEN)


def _stream(kind: str, goods: str, **more: Any) -> dict[str, Any]:
    arrivals = {"pattern": "steady", "rate": "10/day"}
    return {"label": kind, "kind": kind, "post": {"hills": 1, "plain": 1}, "goods": goods, "arrivals": arrivals} | more


def _step(agency: str, **more: Any) -> dict[str, Any]:
    return {"label": agency, "agency": agency, "duration": "1 h"} | more


def policy(*levers: Any) -> Policy:
    return Policy.model_validate({"label": "Test", "levers": list(levers)}, context=WRITTEN)


def rules(*levers: Any, world: World | None = None) -> tuple[DatedRule, ...]:
    return apply(policy(*levers), world or make_world()).rules


def refusal(*levers: Any, world: World | None = None) -> str:
    with pytest.raises(PolicyError) as refused:
        apply(policy(*levers), world or make_world())
    return str(refused.value)


# What each lever writes


def test_relief_priority_puts_relief_first_at_every_post() -> None:
    """Without parameters relief has class 0, before ordinary 1, at all posts, for good."""
    assert rules("relief_priority") == (
        Priority(by="relief_priority", match=RELIEF, posts=("hills", "plain"), level=0),
    )


def test_relief_priority_can_be_for_some_goods_at_one_post() -> None:
    """Posts and consignments can be narrowed, by one name in place of a list."""
    (rule,) = rules({"relief_priority": {"for": {"goods": "medicine"}, "posts": "plain"}})
    assert rule == Priority(by="relief_priority", match=Filter(goods=("medicine",)), posts=("plain",), level=0)


def test_relief_lane_reserves_officers_in_the_teams_meant() -> None:
    """Customs has a team at both posts, food safety at one: two rules for customs, none for others."""
    lane = {"by": "relief_lane", "match": RELIEF, "team": "customs", "officers": 2}
    expected = {Reserved(**lane, post="hills"), Reserved(**lane, post="plain")}
    assert set(rules({"relief_lane": {"agencies": "customs", "officers": 2}})) == expected


def test_a_team_is_found_by_the_agency_it_belongs_to() -> None:
    """The guard at the plain belongs to the police, whatever its name."""
    (rule,) = rules({"relief_lane": {"agencies": ["police"]}})
    assert isinstance(rule, Reserved)
    assert (rule.post, rule.team, rule.officers) == ("plain", "guard", 1)


def test_parallel_checks_loosen_all_steps_unless_some_are_named() -> None:
    """Steps are kept in the order of the procedure, so that the order of writing does not matter."""
    named = {"parallel_checks": {"steps": ["sample", "inspect"]}}
    assert rules("parallel_checks") == (
        SideBySide(by="parallel_checks", steps=("papers", "inspect", "sample", "search")),
    )
    assert rules(named) == (SideBySide(by="parallel_checks", steps=("inspect", "sample")),)


def test_joint_inspection_lasts_a_fifth_longer_unless_told_otherwise() -> None:
    """The assumed overhead is 1.2; a stated one replaces it."""
    steps = ["inspect", "sample", "search"]
    (assumed,) = rules({"joint_inspection": {"steps": steps}})
    (stated,) = rules({"joint_inspection": {"steps": steps, "overhead": "150%", "for": {"kind": "relief"}}})
    assert assumed == Together(by="joint_inspection", steps=("inspect", "sample", "search"), overhead=1.2)
    assert stated == Together(by="joint_inspection", steps=("inspect", "sample", "search"), overhead=1.5, match=RELIEF)


def test_single_window_keeps_the_time_it_is_given() -> None:
    """One lodgement for everything, here of a constant hour."""
    (rule,) = rules({"single_window": {"takes": "1 h"}})
    assert isinstance(rule, OneLodgement)
    assert rule.takes is not None
    assert (rule.match, rule.takes.mean()) == (EVERYTHING, HOUR_US)


def test_pre_arrival_and_waive_write_one_rule_each() -> None:
    """Both are for all consignments unless a filter narrows them."""
    waived = {"waive": {"steps": "sample", "for": {"consignor": "un"}, "until": "34 d"}}
    assert rules("pre_arrival") == (BeforeArrival(by="pre_arrival"),)
    assert rules(waived) == (Waived(by="waive", steps=("sample",), match=Filter(consignor=("un",)), until=34 * DAY_US),)


def test_round_the_clock_opens_teams_and_gate_and_keeps_officer_hours() -> None:
    """Both teams of the hills and its gate get 24/7; the officer-hours a week stay unless told otherwise."""
    lever = {"by": "round_the_clock", "post": "hills", "calendar": ALWAYS}
    kept = {Hours(**lever, team=team, keep_officer_hours=True) for team in ("customs", "food")}
    more = {Hours(**lever, team="customs", keep_officer_hours=False)}
    assert set(rules({"round_the_clock": {"posts": "hills"}})) == kept | {GateHours(**lever)}
    changed = {"posts": "hills", "agencies": "customs", "keep_officer_hours": False, "gate": False}
    assert set(rules({"round_the_clock": changed})) == more


def test_round_the_clock_leaves_the_shifts_of_a_team_that_never_closes() -> None:
    """Customs at the plain is there day and night with 2: its own shifts stand in the rule, and are not spread anew."""
    world = make_world()
    (rule,) = rules({"round_the_clock": {"posts": "plain", "teams": "customs", "gate": False}}, world=world)
    assert isinstance(rule, Hours)
    assert (rule.shifts, rule.keep_officer_hours) == (world.posts["plain"].teams["customs"].officers, False)


def test_surge_staff_adds_officers_and_says_where_they_come_from() -> None:
    """Two officers go from customs at the plain to customs in the hills."""
    lever = {"post": "hills", "team": "customs", "officers": 2, "taken_from": {"post": "plain", "team": "customs"}}
    assert rules({"surge_staff": lever}) == (
        ExtraOfficers(by="surge_staff", post="hills", team="customs", officers=2, taken_from=("plain", "customs")),
    )


def test_two_equal_surges_add_twice() -> None:
    """Officers sum: two levers of one officer each are two officers, although they are written alike."""
    one = {"surge_staff": {"post": "hills", "team": "customs", "officers": 1}}
    assert [rule.officers for rule in rules(one, one) if isinstance(rule, ExtraOfficers)] == [1, 1]


def test_two_equal_waivers_are_one() -> None:
    """Steps unite: waived twice is waived."""
    assert len(rules({"waive": {"steps": "sample"}}, {"waive": {"steps": "sample"}})) == 1


def test_repair_order_keeps_the_order_of_the_list() -> None:
    """The first task named is taken first."""
    (rule,) = rules({"repair_order": {"tasks": ["hills.bridge", "hills.road"]}})
    assert rule == RepairOrder(by="repair_order", tasks=(("hills", "bridge"), ("hills", "road")))


def test_repair_crews_are_added_to_each_sort_meant() -> None:
    """Left out, all sorts: the army and the builders."""
    army, builders = (ExtraCrews(by="repair_crews", crew=crew, count=2) for crew in ("army", "builders"))
    assert rules({"repair_crews": {"count": 2, "crew": "army"}}) == (army,)
    assert set(rules({"repair_crews": {"count": 2}})) == {army, builders}


def test_reopen_at_once_with_relief_first() -> None:
    """Only the hills are closed: relief from day 3, everybody from day 5."""
    phases = (Phase(at=3 * DAY_US, match=RELIEF), Phase(at=5 * DAY_US))
    opened = rules({"reopen": {"at": "3 d", "relief_first_until": "5 d"}})
    assert opened == (Reopening(by="reopen", post="hills", phases=phases),)


def test_reopen_in_phases() -> None:
    """Phases are taken as written."""
    phases = [{"at": "3 d", "staff": "50%", "for": {"kind": "relief"}}, {"at": "6 d"}]
    (rule,) = rules({"reopen": {"posts": "hills", "phases": phases}})
    assert isinstance(rule, Reopening)
    assert rule.phases == (Phase(at=3 * DAY_US, staff=0.5, match=RELIEF), Phase(at=6 * DAY_US))


def test_a_late_decision_holds_back_the_phases_that_have_passed() -> None:
    """Ready on day 4, half staff from day 3 begins on day 4 and full staff on day 6 as planned."""
    phases = [{"at": "1 d", "staff": "25%"}, {"at": "3 d", "staff": "50%"}, {"at": "6 d"}]
    (rule,) = rules({"reopen": {"phases": phases, "ready_after": "4 d"}})
    assert isinstance(rule, Reopening)
    assert [(phase.at, phase.staff) for phase in rule.stages] == [(4 * DAY_US, 0.5), (6 * DAY_US, 1.0)]


# Dates


@pytest.mark.parametrize(
    ("begins", "dates", "start_d"),
    [
        ("0", {"from": "2 d", "ready_after": "3 d"}, 5),
        ("0", {"from": "-30 d", "ready_after": "3 d"}, 0),
        ("4 d", {"ready_after": "3 d"}, 4),
        ("4 d", {"from": "2 d", "ready_after": "3 d"}, 5),
    ],
)
def test_a_lever_acts_after_its_set_up_and_never_in_the_lead_in(
    begins: str, dates: dict[str, str], start_d: int
) -> None:
    """It begins at `from` plus `ready_after`, but not before policies do: max(from + ready_after, begins)."""
    (rule,) = rules({"waive": {"steps": "sample", **dates}}, world=make_world(begins=begins))
    assert rule.start == start_d * DAY_US


def test_a_lever_that_ends_before_policies_begin_writes_nothing() -> None:
    """A waiver until day 2 is over when the run begins on day 4, and the reader is told."""
    world, late = make_world(begins="4 d"), policy({"waive": {"steps": "sample", "until": "2 d"}})
    assert apply(late, world) is world
    assert warnings(late, world) == ("waive: it ends before policies begin, so it changes nothing.",)


@pytest.mark.parametrize(
    "written",
    [
        {"waive": {"steps": "sample", "from": "3 d", "until": "3 d"}},
        {"waive": {"steps": "sample", "from": "1 d", "ready_after": "2 d", "until": "2 d"}},
        {"waive": {"steps": "sample", "from": "36500 d", "ready_after": "36500 d"}},
        {"reopen": {"at": "3 d", "until": "5 d"}},
        {"reopen": {"at": "3 d", "relief_first_until": "3 d"}},
        {"reopen": {"phases": [{"at": "3 d"}, {"at": "3 d"}]}},
        {"reopen": {"at": "3 d", "phases": [{"at": "3 d"}]}},
        "reopen",
    ],
)
def test_dates_that_make_no_sense_are_refused_when_read(written: Any) -> None:
    """Ends before beginnings, two ways of saying when, or none."""
    with pytest.raises(ValidationError):
        policy(written)


# Neutral parameters


@pytest.mark.parametrize(
    "written",
    [
        {"surge_staff": {"officers": 0}},
        {"repair_crews": {"count": 0}},
        {"relief_lane": {"officers": 0}},
        {"relief_priority": {"posts": []}},
        {"relief_lane": {"posts": []}},
        {"round_the_clock": {"agencies": []}},
        {"parallel_checks": {"steps": []}},
        {"parallel_checks": {"steps": "papers"}},
        {"joint_inspection": {"steps": []}},
        {"waive": {"steps": []}},
        {"repair_order": {"tasks": []}},
        {"reopen": {"at": "3 d", "posts": []}},
    ],
)
def test_neutral_parameters_leave_the_world_as_it_is(written: dict[str, Any]) -> None:
    """No officer, no step, no post: the same world, not a copy, and a word to the reader."""
    world, neutral = make_world(), policy(written)
    assert apply(neutral, world) is world
    assert neutral.levers[0].apply(world) is world
    assert len(warnings(neutral, world)) == 1


def test_an_empty_policy_leaves_the_world_as_it_is() -> None:
    """The baseline is the world itself, in whatever order its own rules stand."""
    unsorted_rules = [{"rule": "waived", "by": "law", "steps": "sample"}, {"rule": "before_arrival", "by": "law"}]
    world = make_world(rules=unsorted_rules)
    assert apply(policy(), world) is world


def test_a_lever_applied_alone_does_what_it_does_in_a_policy() -> None:
    """`lever.apply` and a policy of one lever give equal worlds, and the world given stays as it was."""
    world, surge = make_world(), policy({"surge_staff": {"officers": 1}})
    assert surge.levers[0].apply(world) == apply(surge, world) != world
    assert world.rules == ()


# Names


@pytest.mark.parametrize(
    ("written", "unknown", "known"),
    [
        ({"waive": {"steps": "sampel"}}, "no step 'sampel'; did you mean 'sample'?", "papers, inspect, sample, search"),
        ({"relief_priority": {"posts": "hill"}}, "no post 'hill'", "hills, plain"),
        ({"relief_priority": {"for": {"goods": "tents"}}}, "no goods 'tents'", "medicine, rice"),
        ({"relief_priority": {"for": {"stream": "aids"}}}, "no stream 'aids'", "aid, trade"),
        ({"relief_priority": {"for": {"kind": "trade"}}}, "no kind of stream 'trade'", "relief, commercial, people"),
        ({"pre_arrival": {"for": {"consignor": "red-cross"}}}, "no kind of consignor 'red-cross'", "un"),
        ({"pre_arrival": {"for": {"lane": "pink"}}}, "no lane 'pink'", "green, blue, yellow, red"),
        ({"pre_arrival": {"for": {"post": "sea"}}}, "no post 'sea'", "hills, plain"),
        ({"relief_lane": {"agencies": "custom"}}, "no agency 'custom'", "customs, food, police"),
        ({"round_the_clock": {"teams": "guards"}}, "no team 'guards'", "customs, food, guard"),
        ({"surge_staff": {"post": "plain", "team": "food", "officers": 1}}, "none of these teams works at plain", ""),
        (
            {
                "surge_staff": {
                    "post": "hills",
                    "team": "food",
                    "officers": 1,
                    "taken_from": {"post": "plain", "team": "food"},
                }
            },
            "no team at plain 'food'",
            "customs, guard",
        ),
        ({"repair_order": {"tasks": ["plain.road"]}}, "no repair task 'plain.road'", "hills.road, hills.bridge"),
        ({"repair_crews": {"crew": "navy", "count": 1}}, "no sort of crew 'navy'", "army, builders"),
        ({"reopen": {"at": "1 d", "posts": "sea"}}, "no post 'sea'", "hills, plain"),
        ({"reopen": {"phases": [{"at": "1 d", "for": {"goods": "tea"}}]}}, "no goods 'tea'", "medicine, rice"),
    ],
)
def test_an_unknown_name_is_named_with_the_lever_and_the_known_ones(written: Any, unknown: str, known: str) -> None:
    """The sentence has all a planner needs to mend the file."""
    sentence = refusal(written)
    assert sentence.startswith(f"{next(iter(written))}: ")
    assert unknown in sentence
    assert known in sentence


def test_all_levers_with_wrong_names_are_reported_together() -> None:
    """Two of three levers are wrong: two problems, each with the position of its lever."""
    with pytest.raises(PolicyError) as refused:
        apply(
            policy({"waive": {"steps": "a"}}, "pre_arrival", {"repair_crews": {"crew": "b", "count": 1}}), make_world()
        )
    assert [problem.lever for problem in refused.value.problems] == [0, 2]


def test_an_unknown_lever_is_met_with_the_nearest() -> None:
    """A misspelt lever is refused when read, at its place in the list."""
    with pytest.raises(ValidationError) as refused:
        policy("pre_arrival", {"surge_staf": {"officers": 1}})
    (error,) = refused.value.errors()
    assert error["loc"] == ("levers", 1)
    assert "did you mean 'surge_staff'?" in error["msg"]


def test_a_wrong_parameter_is_found_at_its_path() -> None:
    """Errors point to the lever's place, its name, and the parameter."""
    with pytest.raises(ValidationError) as refused:
        policy({"waive": {"stps": "sample"}}, {"surge_staff": {"officers": -1}}, {"waive": ["sample"]}, 7)
    assert [error["loc"] for error in refused.value.errors()] == [
        ("levers", 0, "waive", "steps"),
        ("levers", 0, "waive", "stps"),
        ("levers", 1, "surge_staff", "officers"),
        ("levers", 2, "waive"),
        ("levers", 3),
    ]


# Contradictions


def test_two_levers_that_set_one_thing_differently_clash() -> None:
    """One and two reserved officers at the plain from day 3 until day 8: levers, team and days are named."""
    first = {"relief_lane": {"officers": 1, "teams": "guard", "until": "8 d"}}
    second = {"relief_lane": {"officers": 2, "posts": "plain", "agencies": "police", "from": "3 d"}}
    assert refusal(first, second) == (
        "relief_lane twice sets the officers reserved at plain in the team guard, each differently, "
        "from 3 d after the onset until 8 d after the onset; let one end before the other begins, or leave one out."
    )


def test_a_lever_clashes_with_a_rule_of_the_world() -> None:
    """The world's own hours at the hills and the lever's are not the same; both are named."""
    rule = {"rule": "gate_hours", "by": "treaty", "post": "hills", "calendar": "08-16"}
    sentence = refusal({"round_the_clock": {"posts": "hills", "teams": "food"}}, world=make_world(rules=[rule]))
    assert "round_the_clock and treaty" in sentence or "treaty and round_the_clock" in sentence
    assert "the hours of the gate at hills" in sentence
    assert "from the onset on" in sentence


def test_levers_one_after_the_other_do_not_clash() -> None:
    """The second begins at the very moment the first ends."""
    first = {"relief_lane": {"officers": 1, "teams": "guard", "until": "8 d"}}
    second = {"relief_lane": {"officers": 2, "teams": "guard", "from": "8 d"}}
    assert len(rules(first, second)) == 2


def test_levers_for_different_consignments_do_not_clash() -> None:
    """Joint work on medicine and other joint work on rice concern no consignment in common."""
    medicine = {"joint_inspection": {"steps": ["inspect", "sample"], "for": {"goods": "medicine"}}}
    rice = {"joint_inspection": {"steps": ["inspect", "search"], "for": {"goods": "rice"}}}
    everything = {"joint_inspection": {"steps": ["inspect", "search"]}}
    assert len(rules(medicine, rice)) == 2
    assert "with which other steps inspect is done jointly" in refusal(medicine, everything)


def test_levers_that_agree_do_not_clash() -> None:
    """Relief first at both posts and medicine first at one: the same class, so nothing contradicts."""
    assert len(rules("relief_priority", {"relief_priority": {"for": {"goods": "medicine"}, "posts": "plain"}})) == 2


def test_joint_steps_must_be_of_different_agencies() -> None:
    """Papers and inspection are both customs'; one step alone is not joint either."""
    assert "'papers' and 'inspect' are both done by customs" in refusal(
        {"joint_inspection": {"steps": ["papers", "inspect"]}}
    )
    assert "write two or more" in refusal({"joint_inspection": {"steps": "papers"}})


def test_joint_steps_with_a_step_between_could_never_begin() -> None:
    """The inspection comes after the papers and before the sample; loosened or waived it stands in the way no more."""
    joint = {"joint_inspection": {"steps": ["papers", "sample"], "from": "2 d"}}
    assert "because inspect comes after one of them" in refusal(joint)
    assert len(rules(joint, "parallel_checks")) == 2
    assert len(rules(joint, {"waive": {"steps": "inspect"}})) == 2
    assert "because inspect" in refusal(joint, {"parallel_checks": {"until": "9 d"}})
    assert "because inspect" in refusal(joint, {"waive": {"steps": "inspect", "for": {"goods": "rice"}}})


def test_no_more_officers_are_taken_than_a_team_has() -> None:
    """Customs at the plain has two: two at a time can go, three cannot, nor two and one together."""

    def move(officers: int, **dates: str) -> dict[str, Any]:
        source = {"post": "plain", "team": "customs"}
        return {
            "surge_staff": {"post": "hills", "team": "customs", "officers": officers, "taken_from": source, **dates}
        }

    assert len(rules(move(2, until="5 d"), move(1, **{"from": "5 d"}))) == 2
    assert "3 officers are taken from the team customs at plain at the onset, which has 2 at most" in refusal(move(3))
    assert "3 officers are taken" in refusal(move(2), move(1, **{"from": "5 d"}))


def test_officers_move_from_one_team_to_another_one() -> None:
    """Taken from one team they can go to one place only, and not to where they are."""
    source = {"taken_from": {"post": "plain", "team": "customs"}, "officers": 1}
    assert "one other team only" in refusal({"surge_staff": {"team": "customs", **source}})
    assert "to itself" in refusal({"surge_staff": {"post": "plain", "team": "customs", **source}})


# Words to the reader


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ({"relief_priority": {"for": {"kind": "people"}}}, "no consignment of this world is among those it is for"),
        (
            {"waive": {"steps": "sample", "for": {"consignor": "un"}}},
            "no consignment of this world is among those it is for",
        ),
        (
            {"waive": {"steps": "sample", "for": {"kind": "relief", "goods": "rice"}}},
            "no consignment of this world is among those it is for",
        ),
        ({"waive": {"steps": "sample", "from": "40 d"}}, "it is ready only after the end of the run"),
        ({"parallel_checks": {"steps": ["papers", "search"]}}, "none of these steps waits for another"),
        ({"pre_arrival": {"for": {"kind": "commercial"}}}, "no stream it is for gives notice before arrival"),
        ({"round_the_clock": {"posts": "plain"}}, "these teams and gates work day and night already"),
        ({"repair_crews": {"crew": "builders", "count": 1}}, "no damage needs these crews"),
        ({"reopen": {"at": "3 d", "posts": "plain"}}, "none of these posts is closed 3 d after the onset"),
        ({"reopen": {"at": "9 d"}}, "none of these posts is closed 9 d after the onset"),
    ],
)
def test_a_lever_that_changes_nothing_says_why(written: dict[str, Any], why: str) -> None:
    """An input that changes nothing looks broken unless somebody says why."""
    assert warnings(policy(written), make_world()) == (f"{next(iter(written))}: {why}, so it changes nothing.",)


def test_a_single_window_changes_nothing_where_nobody_asks_for_a_lodgement() -> None:
    """Only food safety asks for a lodgement of its own; without it there is nothing to join."""
    agencies = {name: {"label": name} for name in ("customs", "food", "police")}
    assert warnings(policy("single_window"), make_world()) == ()
    assert len(warnings(policy("single_window"), make_world(agencies=agencies))) == 1


def test_a_lane_that_takes_every_officer_is_pointed_out() -> None:
    """Food safety in the hills has one officer: reserving it shuts out trade; with one more it does not."""
    lane = {"relief_lane": {"posts": "hills", "teams": "food"}}
    more = {"surge_staff": {"post": "hills", "team": "food", "officers": 1}}
    (sentence,) = warnings(policy(lane), make_world())
    assert "every officer of the team food at hills (1 at most)" in sentence
    assert warnings(policy(lane, more), make_world()) == ()


# Written form and catalogue

EXAMPLES: dict[str, Any] = {
    "relief_priority": "relief_priority",
    "relief_lane": {"relief_lane": {"for": {"goods": ["medicine"]}, "posts": ["plain"], "officers": 2}},
    "parallel_checks": "parallel_checks",
    "joint_inspection": {"joint_inspection": {"steps": ["inspect", "sample"], "overhead": 1.5}},
    "single_window": {
        "single_window": {"ready_after": "12 h", "takes": {"distribution": "gamma", "mean": "2 h", "cv": 0.5}}
    },
    "pre_arrival": {"pre_arrival": {"from": "-2 d"}},
    "waive": {"waive": {"until": "34 d", "for": {"consignor": ["un"]}, "steps": ["sample"]}},
    "round_the_clock": {"round_the_clock": {"keep_officer_hours": False}},
    "surge_staff": {"surge_staff": {"officers": 2, "taken_from": {"post": "plain", "team": "customs"}}},
    "repair_order": {"repair_order": {"tasks": ["hills.road"]}},
    "repair_crews": {"repair_crews": {"count": 1}},
    "reopen": {"reopen": {"phases": [{"at": "3 d", "staff": 0.5, "for": {"kind": ["relief"]}}]}},
    "one_stop_post": {"one_stop_post": {"posts": ["hills"]}},
    "one_stop_shop": {"one_stop_shop": {"until": "34 d", "papers_complete": 0.9, "hours": "24/7"}},
    "simplified_declaration": "simplified_declaration",
    "recognised_consignors": {"recognised_consignors": {"consignors": ["un"], "waived": ["sample"]}},
    "co_locate": {"co_locate": {"posts": ["hills"], "officers": 2}},
    "align_hours": {"align_hours": {"posts": ["hills"], "calendar": {"mon-fri": "08-20"}}},
    "pool_inspectors": {"pool_inspectors": {"teams": ["customs"], "travel": "2 h"}},
    "triage_unsolicited": {"triage_unsolicited": {"travel": "1 h"}},
    "risk_targeting": {"risk_targeting": {"inspected": 0.1, "signal": 1.5}},
    "advance_passenger_information": {"advance_passenger_information": {"steps": ["search"], "to": 0.25}},
    "match_inspection_to_capacity": {
        "match_inspection_to_capacity": {"steps": ["inspect"], "expected_wait": "4 h"},
    },
    "auto_release_after": {"auto_release_after": {"for": {"goods": ["rice"]}, "waited": "1 d"}},
    "share_queue_information": {"share_queue_information": {"from": "1 d"}},
    "slot_booking": {"slot_booking": {"per_hour": "3/h"}},
    "open_unchecked": {"open_unchecked": {"until": "42 d", "officers": 1}},
    "military_closure": {"military_closure": {"posts": ["hills"], "informal": 0.3}},
    "customs_frontline": {"customs_frontline": {"inspected": 0.2, "relief_first": True}},
}


@pytest.mark.parametrize("name", LEVERS)
def test_a_policy_is_written_as_it_was_read(name: str) -> None:
    """Every lever comes back in the same form, without what was left out, and reads back to the same policy."""
    read = policy(EXAMPLES[name])
    (written,) = read.model_dump(mode="json")["levers"]
    if name == "reopen":
        assert written["reopen"]["phases"][0]["for"] == {"kind": ["relief"]}
    else:
        assert written == EXAMPLES[name]
    assert policy(written) == read
    assert Policy.model_validate_json(read.model_dump_json(), context=WRITTEN) == read
    assert pickle.loads(pickle.dumps(read)) == read


def test_a_lever_with_empty_parameters_is_the_bare_name() -> None:
    """`relief_priority:` and `relief_priority: {}` are `relief_priority`, and what equals the default is left out."""
    forms = ("relief_priority", {"relief_priority": None}, {"relief_priority": {"for": {"kind": "relief"}}})
    assert [policy(form).model_dump(mode="json")["levers"] for form in forms] == [["relief_priority"]] * 3


def test_levers_can_be_made_in_python() -> None:
    """A policy takes lever objects as well, and keeps them."""
    surge = LEVERS["surge_staff"].model_validate({"officers": 1})
    assert Policy(label="Test", levers=(surge,)).levers == (surge,)
    assert pickle.loads(pickle.dumps(Policy(label="Test", levers=(surge,)))).levers == (surge,)


def test_problems_survive_the_way_from_another_process() -> None:
    """An error that is pickled and read back has the same text and problems."""
    with pytest.raises(PolicyError) as refused:
        apply(policy({"waive": {"steps": "a"}}), make_world())
    copy = pickle.loads(pickle.dumps(refused.value))
    assert (str(copy), copy.problems) == (str(refused.value), refused.value.problems)


@pytest.mark.parametrize("name", LEVERS)
def test_every_lever_is_described(name: str) -> None:
    """A title, a paragraph with when it bites and what it stands for, a sentence for each parameter, dates last."""
    described = entry(name)
    assert described.title
    assert not described.title.endswith(".")
    assert all(part in described.text for part in ("It bites ", "It stands for "))
    assert all(parameter.doc.endswith(".") for parameter in described.parameters)
    assert {"from", "ready_after"} <= {parameter.name for parameter in described.parameters[-3:]}
    assert LEVERS[name].cost in described.text


def test_defaults_are_described_as_they_are_written() -> None:
    """Relief is the default of `for`, steps of a waiver must be given, and dates are texts with units."""
    lane = {parameter.name: parameter for parameter in entry("relief_lane").parameters}
    waive = {parameter.name: parameter for parameter in entry("waive").parameters}
    assert (lane["for"].default, lane["officers"].default, lane["from"].default) == ({"kind": ["relief"]}, 1, "0")
    assert (waive["steps"].needed, waive["steps"].default) == (True, None)


def test_the_schema_has_the_written_form_of_every_lever() -> None:
    """An editor offers `name: {…}` for all, and the bare name where nothing must be given."""
    choices = Policy.model_json_schema()["properties"]["levers"]["items"]["oneOf"]
    definitions = Policy.model_json_schema()["$defs"]
    forms = {name: definitions[choice["$ref"].rsplit("/", 1)[1]] for name, choice in zip(LEVERS, choices, strict=True)}
    assert forms["waive"]["required"] == ["waive"]
    assert forms["relief_priority"]["anyOf"][0] == {"const": "relief_priority"}


def test_a_new_lever_is_one_small_class() -> None:
    """What the base offers is enough: a class with a name and the rules it writes is read, applied and written back."""

    class Experiment(Lever):
        """A lever made for this test."""

        name = "experiment"

        def _write(self, world: World, dated: Any) -> Any:
            yield BeforeArrival(**dated)

    lever = Experiment.model_validate({"experiment": {"from": "1 d"}}, context=WRITTEN)
    assert lever.apply(make_world()).rules == (BeforeArrival(by="experiment", start=DAY_US),)
    assert lever.model_dump(mode="json") == {"experiment": {"from": "1 d"}}
