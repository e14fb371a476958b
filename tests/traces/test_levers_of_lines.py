"""What levers of lines and staff move, and by how much: priority, lanes, order of checks, hours, officers, repairs."""

from levers import released, under
from worlds import arrivals, services, states, times, trace, world

from sim.border import Reason

CHECK_AND_SAMPLE = {
    "check": {"agency": "customs", "duration": "1 h"},
    "sample": {"agency": "health", "duration": "2 h", "after": "check"},
}
BOTH = {"customs": {"officers": 1}, "health": {"officers": 1}}


def crowd(trade_h=(0, 0, 0), aid_h=(0.5,), officers=1, **changes):
    """Trade of 0 that stands before relief of half past, an hour each."""
    return world(
        teams={"customs": {"officers": officers}},
        streams={"trade": _stream("commercial", *trade_h), "aid": _stream("relief", *aid_h)},
        **changes,
    )


def test_relief_priority_lets_relief_pass_and_trade_pay():
    """Relief is served at 1 instead of at 3: 2 h sooner; the two trucks it passes are each its hour later."""
    assert released(crowd()) == [1, 2, 3, 4]
    assert released(crowd(), "relief_priority") == [1, 3, 4, 2]


def test_relief_priority_for_others_leaves_the_line_alone():
    """First for tents, and nobody brings any: the same line."""
    assert released(crowd(), {"relief_priority": {"for": {"goods": "tents"}}}) == released(crowd())


def test_a_relief_lane_takes_its_officer_from_the_crowd():
    """Of two officers one serves relief alone: at once, at 0:30. Trade is done at 1, 2, 3 instead of 1, 1, 2."""
    assert released(crowd(officers=2)) == [1, 1, 2, 2]
    assert released(crowd(officers=2), "relief_lane") == [1, 2, 3, 1.5]


def test_a_relief_lane_that_is_too_small_is_slower_than_the_crowd():
    """Four relief trucks and no trade: two officers are done at 1, 1, 2, 2, the lane's one at 1, 2, 3, 4."""
    alone = crowd(trade_h=(), aid_h=(0, 0, 0, 0), officers=2)
    assert released(alone) == [1, 1, 2, 2]
    assert released(alone, "relief_lane") == [1, 2, 3, 4]


def test_parallel_checks_wait_for_the_slowest_and_not_for_the_sum():
    """1 h and then 2 h are 3 h; side by side they are 2 h."""
    one = world(teams=BOTH, procedure=CHECK_AND_SAMPLE)
    assert released(one) == [3]
    assert released(one, "parallel_checks") == [2]


def test_joint_inspection_lasts_as_long_as_the_longest_and_a_fifth():
    """The longer of 1 h and 2 h, times 1.2: 2 h 24 min instead of 3 h; each agency's officer is held for as long."""
    one = world(teams=BOTH, procedure=CHECK_AND_SAMPLE)
    joint = {"joint_inspection": {"steps": ["check", "sample"]}}
    assert released(one, joint) == [2.4]
    assert [end - start for *_, start, end in services(trace(under(one, joint)))] == [2.4, 2.4]


def test_round_the_clock_spreads_the_officers_there_are():
    """Three officers 08-16 are one at all hours: who comes at 17 is served at once, and not at 8 next day.

    Of three who come together at 8 the last waits 2 h, which it did not before.
    """
    by_day = {"customs": {"officers": 3, "calendar": "08-16"}}
    late, together = world(teams=by_day, at_h=(17,)), world(teams=by_day, at_h=(8, 8, 8))
    assert (released(late), released(late, "round_the_clock")) == ([33], [18])
    assert (released(together), released(together, "round_the_clock")) == ([9, 9, 9], [9, 10, 11])


def test_round_the_clock_keeps_dated_changes_of_officers():
    """Nobody until day 1, then three 08-16: by rule one at all hours, from day 1 on, neither lost nor sooner there."""
    team = {"officers": 3, "calendar": "08-16", "changes": [{"from": "0 h", "until": "1 d", "officers": 0}]}
    changed = under(world(teams={"customs": team}), "round_the_clock")
    assert states(trace(changed), "customs") == [(0, 0, Reason.OFF_SHIFT), (24, 1, Reason.OPEN)]


def test_surge_staff_serves_the_line_side_by_side():
    """A second officer from 1 on: the third and fourth are done at 3 instead of 3 and 4; nothing before 1 moves."""
    four = world(at_h=(0, 0, 0, 0))
    assert released(four) == [1, 2, 3, 4]
    assert released(four, {"surge_staff": {"officers": 1, "from": "1 h"}}) == [1, 2, 2, 3]


def test_officers_taken_from_a_team_are_missed_there():
    """One of the ferry's two goes to the bridge: the bridge is done at 1, 1, the ferry at 1, 2."""
    posts = {"bridge": {"teams": {"customs": {"officers": 1}}}, "ferry": {"teams": {"customs": {"officers": 2}}}}
    streams = {"aid": _stream("relief", 0, 0), "more": _stream("relief", 0, 0) | {"post": "ferry"}}
    two = world(posts=posts, streams=streams)
    move = {"post": "bridge", "team": "customs", "officers": 1, "taken_from": {"post": "ferry", "team": "customs"}}
    assert released(two) == [1, 2, 1, 1]
    assert released(two, {"surge_staff": move}) == [1, 1, 1, 2]


def test_repair_order_opens_the_post_named_first():
    """One crew, 5 h for each post: the bridge opens at 5 and the ferry at 10; with the ferry first the other way."""
    damage = {"damage": {"road": {"crew": "army", "repair": "5 h"}}}
    posts = {name: {"teams": {"customs": {"officers": 1}}} | damage for name in ("bridge", "ferry")}
    streams = {"aid": _stream("relief", 0), "more": _stream("relief", 0) | {"post": "ferry"}}
    two = world(posts=posts, streams=streams, crews={"army": {"count": 1}})
    assert released(two) == [6, 11]
    assert released(two, {"repair_order": {"tasks": ["ferry.road", "bridge.road"]}}) == [11, 6]
    assert released(two, {"repair_crews": {"count": 1}}) == [6, 6]


def _stream(kind, *at_h):
    return {"kind": kind, "post": "bridge", "goods": "food", "arrivals": arrivals(*at_h)}


def test_a_lever_that_comes_too_late_leaves_the_log_as_it_is():
    """Priority from hour 50 on: nobody is there any more, and every milestone is the same."""
    late = under(crowd(), {"relief_priority": {"from": "50 h"}})
    for milestone in ("entry", "release", "removal"):
        assert times(trace(late), milestone) == times(trace(crowd()), milestone)
