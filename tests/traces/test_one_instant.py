"""What comes first when several things happen at one moment.

Capacity changes, then ends of service in order of their start, each handing its officer on at once, then arrivals by
number.
"""

import pytest
from worlds import arrivals, holds, services, states, times, trace, world

from sim.border import Hold, Reason


@pytest.mark.parametrize("at_close", ["finish", "pause"])
def test_a_service_that_ends_at_the_closing_moment_has_ended(at_close):
    """0 takes from 11 to 12, the moment of closing: it is done, without a pause. Nothing begins at 12: 1 waits."""
    team = {"officers": 1, "calendar": "08-12", "at_close": at_close}
    log = trace(world(teams={"customs": team}, at_h=(11, 11.5)))
    assert services(log) == [(0, "check", 11, 11, 12), (1, "check", 11.5, 32, 33)]
    assert holds(log, Hold.PAUSE) == []


def test_who_arrives_at_the_closing_moment_waits():
    """The team is off at 12 before the arrival of 12 asks for it."""
    log = trace(world(teams={"customs": {"officers": 1, "calendar": "08-12"}}, at_h=(12,)))
    assert services(log) == [(0, "check", 12, 32, 33)]


def test_who_arrives_at_the_opening_moment_stands_behind_the_line():
    """At 08:00 the line comes first: 0 has waited since 7, 1 arrives at 8 and waits for it."""
    log = trace(world(teams={"customs": {"officers": 1, "calendar": "08-12"}}, at_h=(7, 8)))
    assert services(log) == [(0, "check", 7, 8, 9), (1, "check", 8, 9, 10)]


def test_a_cut_counts_what_ends_at_that_moment_as_ended():
    """Two at work, cut to one at 2, when the one begun first ends: the other goes on without a pause.

    Food is checked for 2 h from 0, tents for 2 h from 1. Were 0 still counted at 2, 1 would be paused as begun last.
    """
    team = {"officers": 2, "at_close": "pause", "changes": [{"from": "2 h", "officers": 1}]}
    log = trace(world(teams={"customs": team}, at_h=(0, 1), procedure=_check("2 h")))
    assert services(log) == [(0, "check", 0, 0, 2), (1, "check", 1, 1, 3)]
    assert holds(log, Hold.PAUSE) == []


def test_a_closure_lifted_when_the_shift_ends_lets_nothing_begin():
    """The post opens again at 12, when the team's shift ends: the two are one change, and nothing begins at 12."""
    log = trace(
        world(
            teams={"customs": {"officers": 1, "calendar": "08-12"}},
            post={"closures": [{"from": "10 h", "until": "12 h"}]},
            at_h=(11,),
        )
    )
    assert services(log) == [(0, "check", 12, 32, 33)]
    assert states(log, "customs")[2:5] == [(10, 1, Reason.CLOSED), (12, 0, Reason.OFF_SHIFT), (32, 1, Reason.OPEN)]


def test_a_closure_lifted_when_another_begins_lets_nobody_in():
    """Closures from 1 to 2 and from 2 to 3 are one closure: at 2 nobody comes in and no work goes on."""
    closures = [{"from": "1 h", "until": "2 h"}, {"from": "2 h", "until": "3 h"}]
    log = trace(world(post={"closures": closures}, at_h=(0.5, 1.5)))
    assert services(log) == [(0, "check", 0.5, 0.5, 3.5), (1, "check", 3, 3.5, 4.5)]
    assert holds(log, Hold.PAUSE) == [(0, "customs", 1, 3)]
    assert states(log) == [(0, 1, Reason.OPEN), (1, 0, Reason.CLOSED), (3, 1, Reason.OPEN)]


def test_officers_who_leave_as_others_come_are_one_change():
    """At 2 one shift of two ends and another of two begins: nobody pauses, though one list has nobody at 2."""
    team = {"officers": {"00-02": 2, "02-24": 2}, "at_close": "pause"}
    log = trace(world(teams={"customs": team}, at_h=(1.5, 1.5)))
    assert services(log) == [(0, "check", 1.5, 1.5, 2.5), (1, "check", 1.5, 1.5, 2.5)]
    assert holds(log, Hold.PAUSE) == []


def test_services_end_in_order_of_their_start_and_hand_their_officers_on_at_once():
    """Customs (2 h from 0) and health (1 h from 1) end at 2, customs first: 0 joins the police line before 1.

    Aid goes to customs and then to the police, cargo to health and then to the police. Cargo arrives later and would be
    served first if the order of ends were another.
    """
    log = trace(
        world(
            teams={"customs": {"officers": 1}, "health": {"officers": 1}, "police": {"officers": 1}},
            streams={
                "aid": _stream("food", 0),
                "cargo": _stream("tents", 1),
            },
            procedure={
                "customs": {"agency": "customs", "duration": "2 h", "for": {"goods": "food"}},
                "health": {"agency": "health", "duration": "1 h", "for": {"goods": "tents"}},
                "police": {"agency": "police", "duration": "1 h", "after": ["customs", "health"]},
            },
        )
    )
    assert services(log, "police") == [(0, "police", 2, 2, 3), (1, "police", 2, 3, 4)]


def test_an_officer_goes_to_the_head_of_the_line_before_the_served_one_can_join_it():
    """0 ends its first check at 1 and needs the same team again: 1, who waits, is served first."""
    procedure = {
        "papers": {"agency": "customs", "duration": "1 h"},
        "exam": {"agency": "customs", "duration": "1 h", "after": "papers"},
    }
    log = trace(world(at_h=(0, 0.5), procedure=procedure))
    assert services(log) == [
        (0, "papers", 0, 0, 1),
        (1, "papers", 0.5, 1, 2),
        (0, "exam", 1, 2, 3),
        (1, "exam", 2, 3, 4),
    ]


def test_an_officer_who_comes_free_serves_the_line_before_who_arrives():
    """At 1 the officer is handed to 1 in line; 2, who arrives at 1, stands behind."""
    log = trace(world(at_h=(0, 0.5, 1)))
    assert [(who, start) for who, _, _, start, _ in services(log)] == [(0, 0), (1, 1), (2, 2)]


def test_arrivals_at_one_moment_are_served_by_number():
    """Streams in the order of the file, and each in its own order, make the numbers; they decide."""
    log = trace(world(streams={"late": _stream("tents", 5), "aid": _stream("food", 5, 5)}))
    assert log.consignments["stream"].tolist() == [0, 1, 1]
    assert [(who, start) for who, _, _, start, _ in services(log)] == [(0, 5), (1, 6), (2, 7)]


def test_ends_of_holds_come_in_order_of_consignments_with_arrivals():
    """Both ask for the officer at 1: `slow`, number 0, lodges 1 h after its arrival, and `quick`, number 1, arrives.

    The lower number is first, whatever it comes from.
    """
    streams = {
        "quick": _stream("food", 1),
        "slow": _stream("food", 0) | {"lodges_after": "1 h"},
    }
    log = trace(world(streams=streams))
    assert log.consignments["stream"].tolist() == [1, 0]
    assert services(log) == [(0, "check", 1, 1, 2), (1, "check", 1, 2, 3)]


def test_a_place_in_the_yard_is_free_before_who_arrives_at_that_moment():
    """One place; 0 leaves at 1 as 2 arrives: 1, who waits outside, gets the place, and 2 the next, at 2."""
    log = trace(world(post={"yard": 1}, at_h=(0, 0.5, 1)))
    assert times(log, "entry") == [0, 1, 2]


def test_what_ends_at_the_last_moment_of_the_run_is_still_in_hand():
    """The run ends before what happens at its last moment, hour 240: work from 239 to 240 is still in hand."""
    log = trace(world(at_h=(239,)))
    assert services(log) == []
    assert log.ongoing["consignment"].tolist() == [0]


def _check(duration):
    return {"check": {"agency": "customs", "duration": duration}}


def _stream(goods, *at_h):
    return {"kind": "commercial", "post": "bridge", "goods": goods, "arrivals": arrivals(*at_h)}
