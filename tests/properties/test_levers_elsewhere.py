"""What levers must not touch at all: chance, times after their end or before their beginning, and other posts."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st
from levers import policy, same_bytes
from strategies import AGENCIES, modest, thorough, worlds

from sim.border import EventLog, draw, run
from sim.policies import LEVERS, PolicyError, apply
from sim.world import LANES, World

LATE = "100 d"
DRAWN = ("base_arrival", "stream", "goods", "consignor", "destination", "first_post", "cohort", "score", "carries")
EVERYWHERE = {"recognised_consignors", "pool_inspectors", "repair_order", "repair_crews", "co_locate"}
"""Levers that are not for a post, or for several posts together."""
every_lever = st.sampled_from(sorted(LEVERS))


def levers_at(world: World, where: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Parameters of every lever that fit a generated world, limited to some posts where that can be said."""
    steps = list(world.procedure)
    posts = where.get("posts", ["east", "west"])
    here = {"for": {"post": posts}} if where else {}
    tasks = [f"{post}.{task}" for post, spec in world.posts.items() for task in spec.damage]
    return {
        "relief_priority": where,
        "relief_lane": where,
        "parallel_checks": here,
        "joint_inspection": {"steps": _partners(world), **here},
        "single_window": here,
        "one_stop_post": where,
        "one_stop_shop": {**where, "teams": "ministry", "posts": posts[:1], "hours": "24/7"},
        "pre_arrival": here,
        "simplified_declaration": here,
        "waive": {"steps": steps[:2], "also_waiting": True, **here},
        "recognised_consignors": {"consignors": "unknown"},
        "co_locate": {"teams": "ministry", "posts": posts[:1]},
        "align_hours": where,
        "round_the_clock": where,
        "surge_staff": {"post": posts, "officers": 1},
        "pool_inspectors": {"teams": "customs", "travel": "1 h"},
        "triage_unsolicited": {**where, "for": {"consignor": "unknown"}, "travel": "1 h"},
        "risk_targeting": {**where, "inspected": "30%"},
        "advance_passenger_information": {"steps": steps[:1], **here},
        "match_inspection_to_capacity": {"steps": steps, "expected_wait": "1 h", **here},
        "auto_release_after": {"steps": steps, "waited": "1 h", **here},
        "share_queue_information": here,
        "slot_booking": {**where, "per_hour": "1/h"},
        "repair_order": {"tasks": tasks[::-1]},
        "repair_crews": {"count": 1},
        "reopen": {**where, "at": "5 h"},
        "open_unchecked": {**where, "until": "8 h", "officers": 1},
        "military_closure": {**where, "informal": "50%"},
        "customs_frontline": {**where, "inspected": "30%", "relief_first": True, "officers": 1},
    }


def _partners(world: World) -> list[str]:
    """Two steps of different agencies that can be done at one time, if there are any."""
    there = [name for name, step in world.procedure.items() if not step.unattended and step.agency in AGENCIES]
    others = [name for name in there if world.procedure[name].agency != world.procedure[there[0]].agency]
    return [there[0], others[0]] if others else []


def bare(world: World) -> World:
    """The world without rules of its own, so that no lever contradicts one."""
    return world.model_copy(update={"rules": ()})


def under(world: World, name: str, where: dict[str, Any], **dates: str) -> World:
    """The world under one lever; where it does not fit, the example is passed over."""
    written = levers_at(world, where)[name]
    try:
        return apply(policy({name: written | dates}), world)
    except PolicyError:
        assume(False)
    return world


@thorough
@given(worlds(), every_lever)
def test_a_lever_draws_nothing(base: World, name: str) -> None:
    """Who comes when, with what and with what luck is the same under every lever."""
    one, two = bare(base), under(bare(base), name, {})
    before, after = run(one, draw(one, 1)).consignments, run(two, draw(two, 1)).consignments
    for column in (*DRAWN, "tonnes", "value_usd"):
        np.testing.assert_array_equal(before[column], after[column])


@thorough
@given(worlds(), every_lever)
def test_a_lever_that_is_ready_after_the_end_changes_nothing(base: World, name: str) -> None:
    """Ready on day 100 of a run of a week: the same log to the byte, but for desks that would have been there."""
    one = bare(base)
    two = under(one, name, {}, ready_after=LATE, **({"until": "101 d"} if name == "open_unchecked" else {}))
    inputs = draw(one, 1)
    before, after = run(one, inputs), run(two, inputs)
    if len(before.names.teams) == len(after.names.teams):
        assert same_bytes(before, after)
    assert happened(before) == happened(after)


@thorough
@given(worlds(), st.sampled_from(sorted(set(LEVERS) - EVERYWHERE)))
def test_a_lever_at_one_post_touches_no_other(base: World, name: str) -> None:
    """Posts that share no team, no crew and no traffic: what happens at the other one is the same."""
    one = apart(bare(base))
    two = under(one, name, {"posts": ["east"]})
    inputs = draw(one, 1)
    before, after = run(one, inputs), run(two, inputs)
    west = set(np.flatnonzero(before.consignments["first_post"] == 1).tolist())
    assert happened(before, west) == happened(after, west)


def apart(world: World) -> World:
    """The world without what its posts share: diversion, roving teams, the capital and repair crews."""
    procedure = {
        name: step.model_copy(update={"agency": step.agency if step.agency in AGENCIES else "police"})
        for name, step in world.procedure.items()
    }
    streams = {name: stream.model_copy(update={"diversion": None}) for name, stream in world.streams.items()}
    posts = {name: post.model_copy(update={"damage": {}}) for name, post in world.posts.items()}
    return world.model_copy(update={"procedure": procedure, "streams": streams, "posts": posts})


def happened(log: EventLog, whom: set[int] | None = None) -> list[tuple[Any, ...]]:
    """Milestones and visits of some consignments, without what numbers desks."""
    columns = [
        log.consignments[name].tolist() for name in ("arrival", "entry", "lodged", "release", "removal", "outcome")
    ]
    visits = [log.visits[name].tolist() for name in ("consignment", "activity", "step", "ready", "start", "end")]
    rows = [row for row in zip(*visits, strict=True) if whom is None or row[0] in whom]
    return [*enumerate_of(zip(*columns, strict=True), whom), *sorted(rows)]


def enumerate_of(rows: Iterable[tuple[Any, ...]], whom: set[int] | None) -> Iterator[tuple[Any, ...]]:
    return ((number, *row) for number, row in enumerate(rows) if whom is None or number in whom)


@modest
@given(worlds(), st.sampled_from([(0, 0.2), (0.2, 0.5), (0.5, 1)]), st.sampled_from([0, 1, 4]))
def test_a_larger_share_inspects_all_that_a_smaller_one_does(base: World, shares: tuple[float, float], d: int) -> None:
    """Raising the share asked for only adds to the red lane; 0 is nobody, 100 % all who lodge under the lever."""
    lanes, lodged = [], []
    for inspected in shares:
        world = apply(policy({"risk_targeting": {"inspected": inspected, "signal": d}}), bare(base))
        columns = run(world, draw(world, 1)).consignments
        lanes.append(columns["lane"] == LANES.index("red"))
        lodged.append(columns["lodged"] >= world.begins)
        if inspected in (0, 1):
            assert (lanes[-1][lodged[-1]] == bool(inspected)).all()
    # Who lodges in time may depend on lanes: those who do both times are compared.
    both = lodged[0] & lodged[1]
    assert (lanes[0] <= lanes[1])[both].all()


@modest
@given(worlds())
def test_customs_at_the_frontline_is_the_sum_of_its_parts(base: World) -> None:
    """Targeting, relief first and officers more, each by its own lever, write the same rules but for who says it."""
    goods = {"kind": ["relief", "commercial"]}
    whole = {"customs_frontline": {"inspected": "20%", "relief_first": True, "officers": 2, "teams": "customs"}}
    parts = (
        {"risk_targeting": {"inspected": "20%", "for": goods}},
        "relief_priority",
        {"surge_staff": {"officers": 2, "team": "customs"}},
    )
    one, two = apply(policy(whole), bare(base)), apply(policy(*parts), bare(base))
    assert unsigned(one) == unsigned(two)
    inputs = draw(base, 1)
    assert same_bytes(run(one, inputs), run(two, inputs))


def unsigned(world: World) -> list[str]:
    """Rules without the lever that wrote them, in one order."""
    return sorted(rule.model_copy(update={"by": "test"}).model_dump_json() for rule in world.rules)
