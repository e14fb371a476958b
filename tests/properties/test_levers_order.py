"""The order of levers in a policy never matters."""

from itertools import permutations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sim.policies import LEVERS, Policy, PolicyError, apply
from sim.world.world import World

WORLD = World.model_validate(
    {
        "onset": "2015-04-25T11:56:00+05:45",
        "zone": "Asia/Kathmandu",
        "observe": "20 d",
        "run_out": "10 d",
        "agencies": {name: {"label": name} for name in ("customs", "food", "police", "licences")},
        "goods": {"medicine": {"label": "Medicine"}, "rice": {"label": "Rice"}},
        "consignors": {"un": {"label": "UN"}, "unsolicited": {"label": "Others"}},
        "capital": {
            "courier": "6 h",
            "teams": {"licences": {"officers": 9}, "archive": {"agency": "customs", "officers": 3}},
        },
        "posts": {
            name: {
                "label": name,
                "closures": [{"until": "9 d"}],
                "neighbour": {"label": "There", "gate": "08-20", "closures": [{"until": "7 d"}]},
                "crossing": "1 h",
                "damage": {"road": {"crew": "army", "repair": "3 d"}},
                "teams": {"customs": {"officers": 9}, "food": {"officers": 9}, "police": {"officers": 9}},
            }
            for name in ("hills", "plain")
        },
        "streams": {
            "aid": {
                "label": "Aid",
                "kind": "relief",
                "post": "hills",
                "goods": {"medicine": 1, "rice": 1},
                "arrivals": {"pattern": "steady", "rate": "10/day"},
            }
        },
        "procedure": {
            "papers": {"label": "Papers", "agency": "customs", "duration": "1 h", "documentary": True},
            "inspect": {"label": "Inspection", "agency": "customs", "duration": "1 h", "after": "papers"},
            "sample": {"label": "Sample", "agency": "food", "duration": "1 h", "after": "papers"},
            "search": {"label": "Search", "agency": "police", "duration": "1 h", "for": {"lane": "red"}},
            "licence": {"label": "Licence", "agency": "licences", "duration": "1 h"},
        },
        "crews": {"army": {"count": 1}},
        "rules": [{"rule": "gate_hours", "by": "treaty", "post": "plain", "calendar": "06-18", "until": "5 d"}],
    },
    context={"written": True},
)

posts = st.lists(st.sampled_from(["hills", "plain"]), unique=True)
teams = st.lists(st.sampled_from(["customs", "food", "police"]), unique=True)
steps = st.lists(st.sampled_from(["papers", "inspect", "sample", "search"]), unique=True)
who = st.sampled_from([{}, {"kind": "relief"}, {"goods": "medicine"}, {"goods": "rice"}])
dates = st.sampled_from([{}, {"until": "5 d"}, {"from": "5 d"}, {"from": "2 d", "ready_after": "1 d", "until": "9 d"}])
starts = st.sampled_from([{}, {"from": "5 d"}])


def lever(name: str, when: st.SearchStrategy[dict[str, str]] = dates, /, **parameters: Any) -> st.SearchStrategy[Any]:
    renamed = {"for" if key == "match" else key: value for key, value in parameters.items()}
    return st.builds(lambda own, dated: {name: own | dated}, st.fixed_dictionaries({}, optional=renamed), when)


def needing(
    name: str, needed: dict[str, Any], when: st.SearchStrategy[dict[str, str]] = dates
) -> st.SearchStrategy[Any]:
    return st.builds(lambda own, dated: {name: own | dated}, st.fixed_dictionaries(needed), when)


days = st.sampled_from([{"until": "5 d"}, {"from": "1 d", "until": "9 d"}])
some = st.sampled_from(["10%", "50%"])
senders = st.lists(st.sampled_from(["un", "unsolicited"]), unique=True)
levers: dict[str, st.SearchStrategy[Any]] = {
    "relief_priority": lever("relief_priority", match=who, posts=posts),
    "relief_lane": lever("relief_lane", match=who, posts=posts, agencies=teams, officers=st.integers(0, 2)),
    "parallel_checks": lever("parallel_checks", match=who, steps=steps),
    "joint_inspection": needing(
        "joint_inspection", {"steps": st.sampled_from([["inspect", "sample"], ["search", "licence"]]), "for": who}
    ),
    "single_window": lever("single_window", match=who, takes=st.sampled_from(["1 h", "2 h"])),
    "one_stop_post": lever("one_stop_post", match=who, posts=posts),
    "one_stop_shop": lever(
        "one_stop_shop",
        match=who,
        posts=posts,
        teams=st.sampled_from(["licences", []]),
        officers=st.integers(0, 2),
        papers_complete=some,
        waived=steps,
        hours=st.sampled_from(["24/7", "08-20"]),
        keep_officer_hours=st.booleans(),
    ),
    "pre_arrival": lever("pre_arrival", match=who),
    "simplified_declaration": lever("simplified_declaration", match=who),
    "waive": needing("waive", {"steps": steps, "for": who, "also_waiting": st.booleans()}),
    "recognised_consignors": needing(
        "recognised_consignors", {"consignors": senders, "papers_complete": some, "waived": steps}
    ),
    "co_locate": lever("co_locate", posts=posts, officers=st.integers(0, 2)),
    "align_hours": lever("align_hours", posts=posts, teams=teams, calendar=st.sampled_from(["08-20", "24/7"])),
    "round_the_clock": lever(
        "round_the_clock", posts=posts, teams=teams, keep_officer_hours=st.booleans(), gate=st.booleans()
    ),
    "surge_staff": needing("surge_staff", {"officers": st.integers(0, 2), "post": posts, "team": teams}),
    "pool_inspectors": needing("pool_inspectors", {"teams": teams, "travel": st.sampled_from(["1 h", "2 h"])}),
    "triage_unsolicited": needing("triage_unsolicited", {"travel": st.sampled_from(["1 h", "2 h"]), "posts": posts}),
    "risk_targeting": needing("risk_targeting", {"inspected": some, "posts": posts, "for": who}),
    "advance_passenger_information": needing("advance_passenger_information", {"steps": steps, "to": some}),
    "match_inspection_to_capacity": needing(
        "match_inspection_to_capacity", {"steps": steps, "expected_wait": st.sampled_from(["1 h", "2 h"])}
    ),
    "auto_release_after": needing("auto_release_after", {"waited": st.sampled_from(["1 h", "2 h"]), "for": who}),
    "share_queue_information": lever("share_queue_information", match=who),
    "slot_booking": needing("slot_booking", {"per_hour": st.sampled_from(["1/h", "2/h"]), "posts": posts, "for": who}),
    "repair_order": needing("repair_order", {"tasks": st.permutations(["hills.road", "plain.road"])}),
    "repair_crews": needing("repair_crews", {"count": st.integers(0, 2)}),
    "reopen": needing(
        "reopen",
        {"at": st.sampled_from(["3 d", "6 d"]), "posts": posts, "side": st.sampled_from(["own", "both"])},
        starts,
    ),
    "open_unchecked": needing("open_unchecked", {"posts": posts, "officers": st.integers(0, 1)}, days),
    "military_closure": needing("military_closure", {"informal": some, "posts": posts}),
    "customs_frontline": needing(
        "customs_frontline", {"inspected": some, "posts": posts, "relief_first": st.booleans()}
    ),
}


def outcome(written: tuple[Any, ...]) -> World | frozenset[str]:
    """The world that a policy makes, or what is wrong with it."""
    policy = Policy.model_validate({"label": "Test", "levers": written}, context={"written": True})
    try:
        return apply(policy, WORLD)
    except PolicyError as error:
        return frozenset(problem.sentence for problem in error.problems)


any_lever = st.one_of(*levers.values())


def test_every_lever_takes_part() -> None:
    """None is left out of what follows."""
    assert list(levers) == list(LEVERS)


@settings(max_examples=150, deadline=None)
@given(st.lists(any_lever, min_size=2, max_size=3))
def test_any_order_of_levers_gives_the_same_world_or_the_same_refusal(written: list[Any]) -> None:
    """All orders of up to three levers agree: equal worlds, or the same sentences about what contradicts."""
    first, *others = (outcome(order) for order in permutations(written))
    assert all(other == first for other in others)


@settings(max_examples=50, deadline=None)
@given(st.lists(any_lever, max_size=4))
def test_levers_only_add_rules(written: list[Any]) -> None:
    """Whatever a policy does, the world's own rules stay and nothing but the rules differs."""
    result = outcome(tuple(written))
    if isinstance(result, World):
        assert set(WORLD.rules) <= set(result.rules)
        assert result.model_copy(update={"rules": WORLD.rules}) == WORLD
    else:
        assert result
