"""What levers of re-opening move: one side late, a border left open and controlled again, more crews."""

from levers import released, under
from worlds import arrivals, states, times, trace, world

from sim.border import Reason

TWO_SIDES = {
    "agencies": {"exit": {"side": "exit"}, "customs": {}},
    "teams": {"exit": {"officers": 2}, "customs": {"officers": 2}},
    "procedure": {
        "leave": {"agency": "exit", "duration": "1 h"},
        "enter": {"agency": "customs", "duration": "1 h", "after": "leave"},
    },
}


def _stream(*at_h, kind="relief"):
    return {"kind": kind, "post": "bridge", "goods": "food", "arrivals": arrivals(*at_h)}


def closed_on_both_sides():
    """Both sides are closed for good; relief and trade come at 1."""
    return world(
        post={"closures": [{}], "neighbour": {"label": "There", "closures": [{}]}},
        streams={"aid": _stream(1), "trade": _stream(1, kind="commercial")},
        **TWO_SIDES,
    )


def test_nothing_enters_before_the_later_side_opens():
    """Ours opens at 5, the neighbour's at 9: in at 9, 2 h of work. If both opened at 5 it would be 7."""
    own, late = {"reopen": {"at": "5 h", "side": "own"}}, {"reopen": {"at": "9 h", "side": "neighbour"}}
    assert released(closed_on_both_sides()) == [None, None]
    assert released(closed_on_both_sides(), own) == [None, None]
    assert released(closed_on_both_sides(), own, late) == [11, 11]
    assert released(closed_on_both_sides(), {"reopen": {"at": "5 h"}}) == [7, 7]


def test_the_gate_lets_in_whom_both_sides_let_in():
    """We let in relief first until 20, the neighbour until 12 only: trade comes in at 20."""
    own = {"reopen": {"at": "5 h", "relief_first_until": "20 h", "side": "own"}}
    late = {"reopen": {"at": "9 h", "relief_first_until": "12 h", "side": "neighbour"}}
    assert times(trace(under(closed_on_both_sides(), own, late)), "entry") == [9, 20]
    assert times(trace(under(closed_on_both_sides(), late, own)), "entry") == [9, 20]


def test_phases_of_staff_are_those_of_the_side_that_opens():
    """Our side opens at 5 with half its two officers and at 20 with both; the neighbour's team has both at 9."""
    phases = [{"at": "5 h", "staff": "50%"}, {"at": "20 h"}]
    own, late = {"reopen": {"phases": phases, "side": "own"}}, {"reopen": {"at": "9 h", "side": "neighbour"}}
    log = trace(under(closed_on_both_sides(), own, late))
    assert states(log, "customs") == [(0, 2, Reason.CLOSED), (5, 1, Reason.OPEN), (20, 2, Reason.OPEN)]
    assert states(log, "exit") == [(0, 2, Reason.CLOSED), (9, 2, Reason.OPEN)]


def test_an_open_border_and_control_restored():
    """2 h each, one officer. Two come at 0, one at 4, two at 30; open from 1 to 24.

    The first is in hand at 1 and finished at 2; the second waits and passes at 1; the third passes at 4. At 30 control
    is back: 32 and 34. With one officer more from 24 on both are checked until 32.
    """
    five = world(procedure={"check": {"agency": "customs", "duration": "2 h"}}, at_h=(0, 0, 4, 30, 30))
    opened = {"from": "1 h", "until": "24 h"}
    assert released(five) == [2, 4, 6, 32, 34]
    assert released(five, {"open_unchecked": opened}) == [2, 1, 4, 32, 34]
    assert released(five, {"open_unchecked": opened | {"officers": 1}}) == [2, 1, 4, 32, 32]


def test_officers_may_come_one_by_one_when_control_returns():
    """Three over six hours from 24 on: one at 24, one at 27, one at 30, beside the one who was always there."""
    ramp = {"until": "24 h", "officers": 3, "ramp": "6 h"}
    duty = [(at, officers) for at, officers, _ in states(trace(under(world(), {"open_unchecked": ramp})), "customs")]
    assert duty == [(0, 1), (24, 2), (27, 3), (30, 4)]
    alone = ramp | {"officers": 1}
    assert under(world(), {"open_unchecked": alone}) == under(world(), {"open_unchecked": alone | {"ramp": "0"}})


def test_some_checks_may_go_on_at_an_open_border():
    """Papers of half an hour are still seen, the check of 2 h is not made."""
    procedure = {
        "papers": {"agency": "customs", "duration": "30 min"},
        "check": {"agency": "customs", "duration": "2 h", "after": "papers"},
    }
    assert released(world(procedure=procedure), {"open_unchecked": {"until": "1 d", "steps": "check"}}) == [0.5]
    assert released(world(procedure=procedure), {"open_unchecked": {"until": "1 d"}}) == [0]


def test_more_crews_can_open_a_post_later():
    """Nine tasks in the order of the file; `last` comes after `first`, the four walls after the ground (Graham 1969).

    Three crews: first 0-3, two roofs 0-2, ground 2-4, last 3-12, walls 4-8, 4-8, 8-12, 8-12: open at 12.
    Four crews: ground 0-2 already, so three walls 2-6 and the fourth 3-7 keep all crews from `last`: 6-15, open at 15.
    """
    lasts = {"first": 3, "roof-1": 2, "roof-2": 2, "ground": 2, "wall-1": 4, "wall-2": 4, "wall-3": 4, "wall-4": 4}
    after = {"last": "first"} | dict.fromkeys(("wall-1", "wall-2", "wall-3", "wall-4"), "ground")
    damage = {
        task: {"crew": "army", "repair": f"{hours} h"} | ({"after": after[task]} if task in after else {})
        for task, hours in (lasts | {"last": 9}).items()
    }
    broken = world(post={"damage": damage}, crews={"army": {"count": 3}})
    assert times(trace(broken), "entry") == [12]
    assert times(trace(under(broken, {"repair_crews": {"count": 1}})), "entry") == [15]
    assert times(trace(under(broken, {"repair_order": {"tasks": ["bridge.last"]}})), "entry") == [12]
