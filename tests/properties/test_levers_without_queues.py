"""Where nobody ever waits for an officer, levers move what they say: never later, never sooner, or not at all."""

from itertools import pairwise
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st
from levers import policy, release_us, under
from strategies import DURATIONS, FILTERS, LANES, STEPS, modest, parts, perhaps, record
from worlds import trace
from worlds import world as build

from sim.border import NEVER, EventLog, Outcome
from sim.policies import LEVERS, warnings
from sim.world import World

PLENTY = 200
POSTS = ("east", "west")
KINDS = {"aid": "relief", "trade": "commercial", "walkers": "people"}

steps = [
    record(
        agency=["customs", "health", "exit", "ministry"],
        duration=DURATIONS,
        after=parts(STEPS[:number]),
        documentary=[None, True],
        for_=perhaps(*FILTERS, of=6),
    )
    for number in range(len(STEPS))
]
streams = record(
    post=["east", "west", {"east": 1, "west": 1}],
    goods=["food", "tents", {"food": 1, "tents": 1}],
    consignor=["known", {"known": 1, "unknown": 1}],
    notice=perhaps("4 h", "1 d"),
    lodges_after=perhaps("1 h", DURATIONS[-1], of=4),
)
lodgements = st.tuples(*(st.sampled_from([None, "30 min", "2 h"]) for _ in range(4)))


@st.composite
def roomy(draw: st.DrawFn, *, papers: bool = True) -> World:
    """A world open day and night with officers for everybody; papers complete or not."""
    agencies: dict[str, Any] = {
        name: {"lodgement": time} if time else {}
        for name, time in zip(("customs", "health", "exit", "ministry"), draw(lodgements), strict=True)
    }
    agencies["exit"]["side"] = "exit"
    teams = {name: {"officers": PLENTY} for name in ("customs", "health", "exit")}
    post = {"teams": teams, "neighbour": {"label": "There"}, "crossing": draw(st.sampled_from(["1 h", "30 min"]))}
    drawn = draw(st.tuples(*steps))
    share = {} if papers else {"papers_complete": "40%", "papers_take": "4 h"}
    lanes: list[list[Any]] = [[], [{"shares": dict.fromkeys(LANES, "50%")}]]
    return build(
        observe="30 h",
        run_out="20 d",
        agencies=agencies,
        goods={"food": {}, "tents": {}},
        consignors={"known": {}, "unknown": {}},
        posts=dict.fromkeys(POSTS, post),
        capital={"courier": "3 h", "teams": {"ministry": {"officers": 3 * PLENTY}}},
        procedure=dict(zip(STEPS, drawn, strict=True)),
        lanes=draw(st.sampled_from(lanes)),
        streams={
            name: draw(streams)
            | share
            | {"kind": kind, "arrivals": {"pattern": "steady", "rate": "10/day", "until": "30 h"}}
            for name, kind in KINDS.items()
        },
    )


def logs(base: World, *levers: Any) -> tuple[EventLog, EventLog]:
    """What happens without and with some levers, if that can be at all."""
    return trace(base), trace(under(base, *levers))


SOONER: dict[str, Any] = {
    "one_stop_post": "one_stop_post",
    "one_stop_shop": {"one_stop_shop": {"for": {"kind": ["relief", "commercial"]}, "officers": PLENTY}},
    "co_locate": {"co_locate": {"officers": PLENTY}},
    "parallel_checks": "parallel_checks",
    "single_window": "single_window",
    "pre_arrival": "pre_arrival",
    "advance_passenger_information": {"advance_passenger_information": {"steps": ["check", "scan"]}},
    "waive": {"waive": {"steps": ["check", "papers"], "from": "5 h", "until": "20 h"}},
    "open_unchecked": {"open_unchecked": {"until": "15 h", "officers": 1}},
    "risk_targeting": {"risk_targeting": {"inspected": 0, "posts": "east"}},
    "customs_frontline": {"customs_frontline": {"inspected": 0, "relief_first": True, "officers": 1}},
}
"""Levers that shorten a way and can make nobody late where nobody waits."""


@modest
@given(roomy(), st.sampled_from(sorted(SOONER)))
def test_a_shorter_way_makes_nobody_later(base: World, lever: str) -> None:
    """Without queues and with complete papers each consignment is released at the same moment or sooner.

    With incomplete papers, or where a step that falls away was the occasion to lodge, it need not be: see the traces of
    levers that hurt. Selection can give a lane whose steps are others: here only the red lane has steps of its own.
    """
    if lever in ("waive", "risk_targeting", "customs_frontline"):
        agencies = {name: agency.model_copy(update={"lodgement": None}) for name, agency in base.agencies.items()}
        base = base.model_copy(update={"agencies": agencies})
    if lever in ("risk_targeting", "customs_frontline"):
        lanes = {lane for step in base.procedure.values() for lane in step.match.lane or ()}
        assume(lanes <= {"red"})
    before, after = logs(base, SOONER[lever])
    assert (release_us(after) <= release_us(before)).all()


@modest
@given(roomy(papers=False), st.sampled_from(["simplified_declaration", "recognised_consignors"]))
def test_papers_that_are_not_missing_make_nobody_later(base: World, lever: str) -> None:
    """Papers that may come later, or are complete more often, save their time, and nobody else's changes."""
    recognised = {"recognised_consignors": {"consignors": ["known"], "papers_complete": "80%"}}
    before, after = logs(base, lever if lever == "simplified_declaration" else recognised)
    assert (release_us(after) <= release_us(before)).all()
    if lever == "recognised_consignors":
        unknown = before.consignments["consignor"] == 1
        assert (release_us(before) == release_us(after))[unknown].all()


NOT_AT_ALL: dict[str, Any] = {
    "auto_release_after": {"auto_release_after": {"waited": 0, "steps": list(STEPS)}},
    "match_inspection_to_capacity": {"match_inspection_to_capacity": {"steps": list(STEPS), "expected_wait": 0}},
    "share_queue_information": "share_queue_information",
    "relief_priority": "relief_priority",
    "relief_lane": {"relief_lane": {"officers": PLENTY // 2}},
    "surge_staff": {"surge_staff": {"officers": 5}},
    "round_the_clock": "round_the_clock",
    "align_hours": "align_hours",
    "pool_inspectors": {"pool_inspectors": {"teams": ["customs", "health"], "travel": 0}},
    "repair_order": {"repair_order": {"tasks": []}},
    "repair_crews": {"repair_crews": {"count": 5}},
    "reopen": {"reopen": {"at": "5 h"}},
}
"""Levers about lines, hours and closures, where there is no line, no closed hour and no closure."""


@modest
@given(roomy(papers=False), st.sampled_from(sorted(NOT_AT_ALL)))
def test_levers_of_lines_and_hours_move_nothing_without_lines(base: World, lever: str) -> None:
    """All milestones of all consignments are the same to the microsecond."""
    before, after = logs(base, NOT_AT_ALL[lever])
    for name in ("arrival", "entry", "lodged", "release", "removal"):
        assert (before.consignments[name] == after.consignments[name]).all()


@modest
@given(roomy(papers=False), st.sampled_from(["triage_unsolicited", "slot_booking", "military_closure"]))
def test_levers_of_arrival_delay_or_refuse_those_they_are_for_and_nobody_else(base: World, lever: str) -> None:
    """Unknown senders go on to another yard, trade waits for slots or is refused: never released sooner; others alike.

    Slots are one hour apart, so no two of those who book arrive at a post within the hour.
    """
    levers: dict[str, Any] = {
        "triage_unsolicited": {"for": {"consignor": "unknown"}, "travel": "2 h"},
        "slot_booking": {"for": {"kind": "commercial"}, "per_hour": "1/h"},
        "military_closure": {"informal": "50%"},
    }
    before, after = logs(base, {lever: levers[lever]})
    columns = before.consignments
    meant = columns["consignor"] == 1 if lever == "triage_unsolicited" else columns["stream"] == 1
    assert (release_us(before) == release_us(after))[~meant].all()
    assert (release_us(before) <= release_us(after))[meant].all()
    if lever == "military_closure":
        assert set(after.consignments["outcome"][meant].tolist()) <= {Outcome.INFORMAL, Outcome.TURNED_BACK}
        assert (after.consignments["entry"][meant] == NEVER).all()
    if lever == "slot_booking":
        for post in range(len(POSTS)):
            at = after.consignments["arrival"][meant & (after.consignments["post"] == post)]
            assert all(later - sooner >= 3_600_000_000 for sooner, later in pairwise(at.tolist()))


def test_every_lever_is_in_one_of_these_lists() -> None:
    """Joint work can be later even without a line, because it waits for what comes before any of its parts."""
    arrival = {"triage_unsolicited", "slot_booking", "military_closure"}
    papers = {"simplified_declaration", "recognised_consignors"}
    assert {*SOONER, *NOT_AT_ALL, *arrival, *papers, "joint_inspection"} == set(LEVERS)


@modest
@given(roomy())
def test_what_the_reader_is_warned_of_changes_nothing(base: World) -> None:
    """A lever of which it is said that it changes nothing changes no milestone."""
    for lever in ("one_stop_post", "single_window", "pre_arrival", "parallel_checks", "simplified_declaration"):
        if warnings(policy(lever), base):
            before, after = logs(base, lever)
            assert (release_us(before) == release_us(after)).all()
