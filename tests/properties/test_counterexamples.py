"""What generated worlds once found wrong, worked out by hand."""

import pytest
from worlds import arrivals, holds, outcomes, services, times, trace, waits, world

from sim.border import Activity, Hold, Outcome

ONE_EACH = {"customs": {"officers": 1}, "health": {"officers": 1}, "police": {"officers": 1}}


def test_a_backlog_inside_holds_its_places_before_anybody_is_let_in():
    """One place, two inside, and one who has waited outside for longer: it enters when both are out, at 2.

    Customs takes an hour each: 1 until 1, 2 until 2, then 0, the oldest, until 3.
    """
    log = trace(
        world(
            at_h=(),
            post={"yard": 1},
            backlog=[
                {"post": "bridge", "stream": "aid", "count": 1, "age": "30 h"},
                {"post": "bridge", "stream": "aid", "count": 2, "step": "check"},
            ],
        )
    )
    assert times(log, "entry") == [2, 0, 0]
    assert times(log, "release") == [3, 1, 2]


def test_what_follows_unfinished_joint_work_is_not_done():
    """A backlog waits for `papers`, which is done together with `check`: the search after `check` is still to come.

    Joint work of an hour ends at 1, the search at 2; before, it was released at 0.
    """
    log = trace(
        world(
            at_h=(),
            teams=ONE_EACH,
            procedure={
                "check": {"agency": "customs", "duration": "1 h"},
                "search": {"agency": "police", "duration": "1 h", "after": "check"},
                "papers": {"agency": "health", "duration": "1 h"},
            },
            backlog=[{"post": "bridge", "stream": "aid", "count": 1, "step": "papers"}],
            rules=[{"rule": "together", "by": "test", "steps": ["check", "papers"]}],
        )
    )
    assert services(log) == [(0, "check", 0, 0, 1), (0, "papers", 0, 0, 1), (0, "search", 1, 1, 2)]
    assert times(log, "release") == [2]


def test_joint_work_that_is_paused_when_the_run_ends_was_begun():
    """Begun at 0, paused when health closes at 2, and not resumed by 10, the end: it is work in hand since 0."""
    log = trace(
        world(
            observe="5 h",
            run_out="5 h",
            teams={"customs": {"officers": 1}, "health": {"officers": 1, "calendar": "00-02", "at_close": "pause"}},
            procedure={
                "check": {"agency": "customs", "duration": "3 h"},
                "papers": {"agency": "health", "duration": "3 h"},
            },
            rules=[{"rule": "together", "by": "test", "steps": ["check", "papers"]}],
        )
    )
    assert log.ongoing["consignment"].tolist() == [0]
    assert log.ongoing["start"].tolist() == [0]


def test_however_many_lose_patience_outside_the_next_one_is_let_in():
    """1500 give up an hour after midnight before a gate that opens at 6; whoever comes at 5:30 enters then."""
    waves = {"pattern": "listed", "times": [{"at": "0 h", "convoys": 1500}, "5.5 h"]}
    log = trace(world(post={"gate": "06-18"}, stream={"patience": "1 h", "arrivals": waves}))
    assert times(log, "left")[:1500] == [1] * 1500
    assert times(log, "entry")[1500] == 6


def test_who_is_turned_back_goes_no_further_than_the_work_in_hand():
    """Papers come 1.5 h ahead, each step takes an hour: `b` is in hand when it is refused at 2, `c` is not begun."""
    documentary = {"agency": "customs", "duration": "1 h", "documentary": True}
    log = trace(
        world(
            at_h=(2,),
            stream={"notice": "1.5 h"},
            procedure={"a": documentary, "b": documentary | {"after": "a"}, "c": documentary | {"after": "b"}},
            rules=[
                {"rule": "before_arrival", "by": "test"},
                {"rule": "refused", "by": "test", "posts": ["bridge"], "informal": 0},
            ],
        )
    )
    assert services(log) == [(0, "a", 0.5, 0.5, 1.5), (0, "b", 1.5, 1.5, 2.5)]
    assert outcomes(log) == [Outcome.TURNED_BACK]
    assert times(log, "left") == [2]


def test_who_gave_up_is_not_counted_among_those_ahead():
    """Only the one in service is ahead of 2 at 2 h, for 1 gave up at 1: 3 h are expected, 4 h would be too long."""
    log = trace(
        world(
            at_h=(0, 0, 2),
            stream={"patience": "1 h"},
            procedure={"check": {"agency": "customs", "duration": "3 h"}},
            rules=[{"rule": "let_through", "by": "test", "steps": ["check"], "expected_wait": "4 h"}],
        )
    )
    assert waits(log, Activity.PASSED_OVER) == []
    assert outcomes(log) == [Outcome.RELEASED, Outcome.ABANDONED, Outcome.RELEASED]


@pytest.mark.parametrize("at_close", ["finish", "pause"])
def test_a_roving_officer_on_the_way_at_closing_begins_nothing(at_close):
    """On duty until 1:30; at the bridge until 1, then on the way to the ferry, where he would be at 2.

    Next day from 24 on he comes from the bridge again: at the ferry from 25 to 25:30.
    """
    log = trace(
        world(
            posts={"bridge": {"teams": {}}, "ferry": {"teams": {}}},
            agencies={"inspectors": {}},
            roving={
                "inspectors": {
                    "officers": 1,
                    "posts": ["bridge", "ferry"],
                    "travel": "1 h",
                    "calendar": "00-01:30",
                    "at_close": at_close,
                }
            },
            streams={
                "aid": {"kind": "relief", "post": "bridge", "goods": "food", "arrivals": arrivals(0.5)},
                "more": {"kind": "relief", "post": "ferry", "goods": "food", "arrivals": arrivals(0.75)},
            },
            procedure={"check": {"agency": "inspectors", "duration": "30 min"}},
        )
    )
    assert services(log) == [(0, "check", 0.5, 0.5, 1), (1, "check", 0.75, 25, 25.5)]
    assert holds(log, Hold.TRAVEL) == [(1, "inspectors", 1, 1.5), (1, "inspectors", 24, 25)]
    assert holds(log, Hold.PAUSE) == []


def test_a_roving_officer_who_arrives_at_closing_does_not_begin_even_what_takes_no_time():
    """At the bridge until 1, at the ferry at 2, when the shift ends; next day from 24 on he is there at 25."""
    log = trace(
        world(
            posts={"bridge": {"teams": {}}, "ferry": {"teams": {}}},
            agencies={"inspectors": {}},
            roving={"inspectors": {"officers": 1, "posts": ["bridge", "ferry"], "travel": "1 h", "calendar": "00-02"}},
            streams={
                "aid": {"kind": "relief", "post": "bridge", "goods": "food", "arrivals": arrivals(0.5)},
                "more": {"kind": "relief", "post": "ferry", "goods": "food", "arrivals": arrivals(0.75)},
            },
            procedure={
                "check": {"agency": "inspectors", "duration": "30 min", "for": {"post": "bridge"}},
                "glance": {"agency": "inspectors", "duration": "0", "for": {"post": "ferry"}},
            },
        )
    )
    assert services(log) == [(0, "check", 0.5, 0.5, 1), (1, "glance", 0.75, 25, 25)]
    assert holds(log, Hold.TRAVEL) == [(1, "inspectors", 1, 2), (1, "inspectors", 24, 25)]


def test_patience_outlasts_the_way_of_an_officer_but_not_his_turning_round():
    """1 would give up at 1:15, but the officer is on the way from 1 to 2; called off at 1:30, it goes at 2."""
    log = trace(
        world(
            posts={"bridge": {"teams": {}}, "ferry": {"teams": {}}},
            agencies={"inspectors": {}},
            roving={
                "inspectors": {"officers": 1, "posts": ["bridge", "ferry"], "travel": "1 h", "calendar": "00-01:30"}
            },
            streams={
                "aid": {"kind": "relief", "post": "bridge", "goods": "food", "arrivals": arrivals(0)},
                "more": {
                    "kind": "relief",
                    "post": "ferry",
                    "goods": "food",
                    "arrivals": arrivals(0.25),
                    "patience": "1 h",
                },
            },
            procedure={"check": {"agency": "inspectors", "duration": "1 h"}},
        )
    )
    assert services(log) == [(0, "check", 0, 0, 1)]
    assert times(log, "left") == [None, 2]


def test_a_roving_officer_on_the_way_back_at_closing_does_not_resume_paused_work():
    """At the ferry from 0 to 0:30, when it shuts with 1:30 to do; at the bridge from 1 to 2. It opens again at 1:45.

    Back at the ferry he would be at 2:30, but he is off duty at 2:15: its work goes on next day, from 24 to 25:30.
    """
    ferry = {"teams": {}, "closures": [{"from": "30 min", "until": "1.75 h"}]}
    log = trace(
        world(
            posts={"bridge": {"teams": {}}, "ferry": ferry},
            agencies={"inspectors": {}},
            roving={
                "inspectors": {"officers": 1, "posts": ["ferry", "bridge"], "travel": "30 min", "calendar": "00-02:15"}
            },
            streams={
                "aid": {"kind": "relief", "post": "bridge", "goods": "food", "arrivals": arrivals(0.25)},
                "more": {"kind": "commercial", "post": "ferry", "goods": "food", "arrivals": arrivals(0)},
            },
            procedure={
                "look": {"agency": "inspectors", "duration": "1 h", "for": {"kind": "relief"}},
                "check": {"agency": "inspectors", "duration": "2 h", "for": {"kind": "commercial"}},
            },
        )
    )
    assert services(log) == [(1, "look", 0.25, 1, 2), (0, "check", 0, 0, 25.5)]
    assert holds(log, Hold.PAUSE) == [(0, "inspectors", 0.5, 24)]


def test_nobody_turns_to_a_post_for_officers_who_will_come_later():
    """Who goes where release is expected soonest does so by the officers of the lead-in until policies begin."""
    fields = {
        "lead_in": "2 d",
        "posts": {name: {"teams": {"customs": {"officers": 1}}} for name in ("bridge", "ferry")},
        "streams": {
            "aid": {
                "kind": "relief",
                "post": "bridge",
                "goods": "food",
                "arrivals": {"pattern": "steady", "rate": "40/day"},
                "diversion": {"rule": "shortest_expected", "to": {"ferry": "2 h"}},
            }
        },
    }
    more = {"rule": "extra_officers", "by": "test", "post": "ferry", "team": "customs", "officers": 5}
    one, other = (trace(world(**fields, rules=rules)) for rules in ([], [more]))
    early = one.consignments["base_arrival"] < 0
    assert (one.consignments["post"][early] == other.consignments["post"][early]).all()
    assert (one.consignments["post"][~early] != other.consignments["post"][~early]).any()
