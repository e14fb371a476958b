"""Who is served first: order of arrival, classes, reserved officers; and who leaves the line."""

import pytest
from worlds import arrivals, holds, outcomes, services, states, times, trace, world

from sim.border import Hold, Outcome, Reason

TWO_KINDS = {
    "aid": {"kind": "relief", "post": "bridge", "goods": "food", "arrivals": arrivals(2)},
    "trade": {"kind": "commercial", "post": "bridge", "goods": "tents", "arrivals": arrivals(0, 0.5, 1)},
}
RELIEF_FIRST = {"rule": "priority", "by": "test", "level": 0, "posts": ["bridge"], "for": {"kind": "relief"}}
RELIEF_LANE = {
    "rule": "reserved",
    "by": "test",
    "post": "bridge",
    "team": "customs",
    "officers": 1,
    "for": {"kind": "relief"},
}


def _started(log):
    return {who: start for who, _, _, start, _ in services(log)}


def test_first_come_first_served_by_all_officers_together():
    """Two officers, 2 h each: begun at 0, 0:15, 2 and 2:15."""
    log = trace(world(teams={"customs": {"officers": 2}}, at_h=(0, 0.25, 0.5, 0.75), procedure=_check("2 h")))
    assert _started(log) == {0: 0, 1: 0.25, 2: 2, 3: 2.25}


def test_a_convoy_arrives_together_and_is_served_one_by_one():
    """Three trucks at 1 and three at 2, an hour each: numbers run in order of arrival, releases from 2 to 7."""
    log = trace(world(stream={"convoy": 3}, at_h=(1, 2)))
    assert times(log, "arrival") == [1, 1, 1, 2, 2, 2]
    assert times(log, "release") == [2, 3, 4, 5, 6, 7]


def test_priority_goes_to_the_head_of_the_line_and_interrupts_nothing():
    """Trade comes at 0, 0:30, 1, 1:30; aid, number 4, at 2, as trade 2 begins: it is served at 3, before trade 3."""
    streams = TWO_KINDS | {"trade": TWO_KINDS["trade"] | {"arrivals": arrivals(0, 0.5, 1, 1.5)}}
    log = trace(world(streams=streams, rules=[RELIEF_FIRST]))
    assert log.consignments["stream"].tolist() == [1, 1, 1, 1, 0]
    assert _started(log) == {0: 0, 1: 1, 2: 2, 4: 3, 3: 4}


def test_priority_is_first_come_first_served_among_equals():
    """Two of relief at 0:30 and 0:45 go before trade of 0:15, in their own order."""
    streams = {
        "aid": TWO_KINDS["aid"] | {"arrivals": arrivals(0.5, 0.75)},
        "trade": TWO_KINDS["trade"] | {"arrivals": arrivals(0, 0.25)},
    }
    log = trace(world(streams=streams, rules=[RELIEF_FIRST]))
    assert _started(log) == {0: 0, 2: 1, 3: 2, 1: 3}


def test_the_last_class_waits_for_all_others():
    """Class 2, of trade: served only when nobody of class 1 waits."""
    streams = {
        "aid": TWO_KINDS["aid"] | {"arrivals": arrivals(0.5, 0.75)},
        "trade": TWO_KINDS["trade"] | {"arrivals": arrivals(0, 0.25)},
    }
    last = {"rule": "priority", "by": "test", "level": 2, "posts": ["bridge"], "for": {"kind": "commercial"}}
    assert _started(trace(world(streams=streams, rules=[last]))) == {0: 0, 2: 1, 3: 2, 1: 3}


def test_priority_holds_at_the_gate_too():
    """One place in the yard: at 1 the place is free and aid of 0:45 comes in before trade of 0:15."""
    streams = {
        "aid": TWO_KINDS["aid"] | {"arrivals": arrivals(0.75)},
        "trade": TWO_KINDS["trade"] | {"arrivals": arrivals(0, 0.25)},
    }
    log = trace(world(streams=streams, rules=[RELIEF_FIRST], post={"yard": 1}))
    assert times(log, "entry") == [0, 2, 1]


def test_paused_work_goes_on_before_a_higher_class():
    """Trade is paused at 12 with half an hour left; aid comes at 13. At 32 trade goes on, then aid is served."""
    streams = {
        "aid": TWO_KINDS["aid"] | {"arrivals": arrivals(13)},
        "trade": TWO_KINDS["trade"] | {"arrivals": arrivals(11.5)},
    }
    teams = {"customs": {"officers": 1, "calendar": "08-12", "at_close": "pause"}}
    log = trace(world(streams=streams, rules=[RELIEF_FIRST], teams=teams))
    assert services(log) == [(0, "check", 11.5, 11.5, 32.5), (1, "check", 13, 32.5, 33.5)]


def test_priority_for_those_who_lodge_while_the_rule_holds():
    """From 1 on relief goes first; aid that came at 0:15 has an ordinary place, aid of 1:15 goes before it."""
    streams = {
        "aid": TWO_KINDS["aid"] | {"arrivals": arrivals(0.5, 1.25)},
        "trade": TWO_KINDS["trade"] | {"arrivals": arrivals(0, 0.25)},
    }
    log = trace(world(streams=streams, rules=[RELIEF_FIRST | {"from": "1 h"}]))
    assert _started(log) == {0: 0, 1: 1, 3: 2, 2: 3}


def test_reserved_officers_serve_only_those_they_are_reserved_for():
    """Two officers, one reserved for relief: trade has one although the other is idle, aid finds hers free at 2."""
    log = trace(world(teams={"customs": {"officers": 2}}, streams=TWO_KINDS, rules=[RELIEF_LANE]))
    assert services(log, "customs") == [(0, "check", 0, 0, 1), (1, "check", 0.5, 1, 2), (2, "check", 1, 2, 3)]
    assert services(log, "customs (reserved)") == [(3, "check", 2, 2, 3)]
    assert states(log, "customs") == states(log, "customs (reserved)") == [(0, 1, Reason.OPEN)]


def test_those_with_reserved_officers_are_served_by_no_others():
    """Two of relief at 2: the second waits for the reserved officer until 3, though the others have nothing to do."""
    streams = {"aid": TWO_KINDS["aid"] | {"arrivals": arrivals(2, 2)}}
    log = trace(world(teams={"customs": {"officers": 3}}, streams=streams, rules=[RELIEF_LANE]))
    assert _started(log) == {0: 2, 1: 3}


def test_a_shift_too_small_for_the_lane_leaves_its_officers_to_relief():
    """Two officers by day and one by night, one reserved: at night trade has nobody, relief is served."""
    teams = {"customs": {"officers": {"06-18": 2, "18-06": 1}}}
    streams = {
        "aid": TWO_KINDS["aid"] | {"arrivals": arrivals(20)},
        "trade": TWO_KINDS["trade"] | {"arrivals": arrivals(19)},
    }
    log = trace(world(teams=teams, streams=streams, rules=[RELIEF_LANE]))
    assert _started(log) == {1: 20, 0: 30}


def test_when_the_lane_ends_all_are_served_by_all():
    """The lane is for relief until 3. At 3 its officer is back with the others, and so are those who wait for him.

    Three of aid at 0 (an hour each with one officer) and one at 2:30; two of trade at 2:30. Until 3 there is one
    officer for each. At 3 trade 4 is at work until 3:30; aid 3, in line since 2:30 with a lower number than trade 5,
    begins at 3. Trade 5 begins at 3:30.
    """
    streams = {
        "aid": TWO_KINDS["aid"] | {"arrivals": arrivals(0, 0, 0, 2.5)},
        "trade": TWO_KINDS["trade"] | {"arrivals": arrivals(2.5, 2.5)},
    }
    log = trace(world(teams={"customs": {"officers": 2}}, streams=streams, rules=[RELIEF_LANE | {"until": "3 h"}]))
    assert _started(log) == {0: 0, 1: 1, 2: 2, 4: 2.5, 3: 3, 5: 3.5}
    assert states(log, "customs") == [(0, 1, Reason.OPEN), (3, 2, Reason.OPEN)]
    assert states(log, "customs (reserved)") == [(0, 1, Reason.OPEN), (3, 0, Reason.OFF_SHIFT)]


@pytest.mark.parametrize(("at_close", "done"), [("finish", 4), ("pause", 4)])
def test_work_in_hand_when_the_lane_ends_goes_on(at_close, done):
    """Aid is at work from 1 to 4 when the lane ends at 3: it goes on, with the lane's officer or one of the team's."""
    streams = {"aid": TWO_KINDS["aid"] | {"arrivals": arrivals(1)}}
    log = trace(
        world(
            teams={"customs": {"officers": 2, "at_close": at_close}},
            streams=streams,
            rules=[RELIEF_LANE | {"until": "3 h"}],
            procedure=_check("3 h"),
        )
    )
    assert services(log) == [(0, "check", 1, 1, done)]
    assert holds(log, Hold.PAUSE) == []


def test_later_steps_of_those_who_lodged_for_the_lane_are_done_by_the_team_once_it_has_ended():
    """Lodged at 2 for the lane that ends at 3: papers (2 h) are done in the lane, the exam, at 4, by the whole team."""
    procedure = {
        "papers": {"agency": "customs", "duration": "2 h"},
        "exam": {"agency": "customs", "duration": "1 h", "after": "papers"},
    }
    streams = {"aid": TWO_KINDS["aid"]}
    log = trace(
        world(
            teams={"customs": {"officers": 1}},
            streams=streams,
            rules=[RELIEF_LANE | {"until": "3 h"}],
            procedure=procedure,
        )
    )
    assert services(log, "customs (reserved)") == [(0, "papers", 2, 2, 4)]
    assert services(log, "customs") == [(0, "exam", 4, 4, 5)]


def test_two_lanes_of_different_dates_serve_their_own():
    """A lane for relief until 3, then one for tents: at 4 relief is served by the team, tents by their lane."""
    tents = RELIEF_LANE | {"for": {"goods": "tents"}, "from": "3 h"}
    streams = {
        "aid": TWO_KINDS["aid"] | {"arrivals": arrivals(1, 4)},
        "trade": TWO_KINDS["trade"] | {"arrivals": arrivals(1, 4)},
    }
    log = trace(
        world(
            teams={"customs": {"officers": 2}},
            streams=streams,
            rules=[RELIEF_LANE | {"until": "3 h"}, tents],
        )
    )
    assert _started(log) == {0: 1, 1: 1, 2: 4, 3: 4}
    assert services(log, "customs") == [(1, "check", 1, 1, 2), (2, "check", 4, 4, 5)]


def test_joint_work_uses_the_reserved_officer_and_the_team_once_the_lane_has_ended():
    """Exam and sample together; customs' lane for relief ends at 3, when 1 waits for it; 2 comes later."""
    procedure = {
        "exam": {"agency": "customs", "duration": "1 h"},
        "sample": {"agency": "health", "duration": "2 h"},
    }
    rules = [{"rule": "together", "by": "test", "steps": ["exam", "sample"]}, RELIEF_LANE | {"until": "3 h"}]
    streams = {"aid": TWO_KINDS["aid"] | {"arrivals": arrivals(1, 1, 4)}}
    teams = {"customs": {"officers": 1}, "health": {"officers": 1}}
    log = trace(world(teams=teams, streams=streams, procedure=procedure, rules=rules))
    assert services(log, "customs (reserved)") == [(0, "exam", 1, 1, 3)]
    assert services(log, "customs") == [(1, "exam", 1, 3, 5), (2, "exam", 4, 5, 7)]


def test_patience_ends_the_wait_for_a_first_officer():
    """Patience of 1:30 h: 1, in line since 0:15, would be served at 2 and leaves at 1:45; 2, of 1, is served at 2."""
    log = trace(world(stream={"patience": "1.5 h"}, at_h=(0, 0.25, 1), procedure=_check("2 h")))
    assert outcomes(log) == [Outcome.RELEASED, Outcome.ABANDONED, Outcome.RELEASED]
    assert times(log, "left") == [None, 1.75, None]
    assert _started(log) == {0: 0, 2: 2}


def test_who_has_begun_stays():
    """Served at 0 for 1 h and then in the next line past its patience of 1:30 h: it stays until it is served at 8."""
    procedure = {
        "papers": {"agency": "customs", "duration": "1 h"},
        "sample": {"agency": "health", "duration": "1 h", "after": "papers"},
    }
    teams = {"customs": {"officers": 1}, "health": {"officers": 1, "calendar": "08-12"}}
    log = trace(world(teams=teams, procedure=procedure, stream={"patience": "1.5 h"}))
    assert outcomes(log) == [Outcome.RELEASED]
    assert times(log, "release") == [9]


def test_an_officer_who_comes_free_as_patience_ends_is_in_time():
    """At 2 an officer comes free and 1's patience of 2 h ends: ends of service come first, so 1 is served."""
    log = trace(world(stream={"patience": "2 h"}, at_h=(0, 0), procedure=_check("2 h")))
    assert outcomes(log) == [Outcome.RELEASED, Outcome.RELEASED]


def test_patience_ends_outside_the_gate_too():
    """Gate opens at 8, patience 1 h: who came at 6 leaves the line outside at 7, who came at 7:30 comes in."""
    log = trace(world(stream={"patience": "1 h"}, post={"gate": "08-18"}, at_h=(6, 7.5)))
    assert outcomes(log) == [Outcome.ABANDONED, Outcome.RELEASED]
    assert times(log, "entry") == [None, 8]
    assert times(log, "left") == [7, None]


def test_who_leaves_frees_the_place_in_the_yard():
    """Two places: 0 is served, 1 waits inside until 1:30; then 2, outside since 1, comes in."""
    log = trace(world(stream={"patience": "1 h"}, post={"yard": 2}, at_h=(0, 0.5, 1), procedure=_check("2 h")))
    assert times(log, "left") == [None, 1.5, None]
    assert times(log, "entry") == [0, 0.5, 1.5]


def test_who_gathers_officers_for_joint_work_may_leave_and_lets_them_go():
    """Aid holds customs for health, who is busy until 4, and leaves at 2: customs' officer goes on with trade at 2."""
    procedure = {
        "exam": {"agency": "customs", "duration": "1 h", "for": {"stream": ["aid", "trade"]}},
        "sample": {"agency": "health", "duration": "1 h", "for": {"stream": "aid"}},
        "quarantine": {"agency": "health", "duration": "4 h", "for": {"stream": "cargo"}},
    }
    streams = {
        "aid": TWO_KINDS["aid"] | {"arrivals": arrivals(1), "patience": "1 h"},
        "trade": TWO_KINDS["trade"] | {"arrivals": arrivals(1.5)},
        "cargo": TWO_KINDS["trade"] | {"arrivals": arrivals(0)},
    }
    teams = {"customs": {"officers": 1}, "health": {"officers": 1}}
    rules = [{"rule": "together", "by": "test", "steps": ["exam", "sample"]}]
    log = trace(world(teams=teams, streams=streams, procedure=procedure, rules=rules))
    assert services(log) == [(2, "exam", 1.5, 2, 3), (0, "quarantine", 0, 0, 4)]
    assert outcomes(log) == [Outcome.RELEASED, Outcome.ABANDONED, Outcome.RELEASED]


def test_work_on_papers_before_entry_counts_as_begun():
    """Papers are seen outside at 6, patience is 1 h, the gate opens at 8: it stays."""
    procedure = {"papers": {"agency": "customs", "duration": "30 min", "documentary": True}}
    log = trace(world(procedure=procedure, stream={"patience": "1 h"}, post={"gate": "08-18"}, at_h=(6,)))
    assert outcomes(log) == [Outcome.RELEASED]
    assert times(log, "release") == [8]


def _check(duration):
    return {"check": {"agency": "customs", "duration": duration}}
