"""What happens to work in hand when a team closes, is cut, or its post is closed."""

import pytest
from worlds import holds, services, states, trace, world

from sim.border import Hold, Reason

DAY = {"officers": 1, "calendar": "08-12"}


def test_finish_goes_on_as_overtime():
    """Work in hand at closing goes on; what waits is begun at the next opening.

    0 begins at 11 and takes 3 h: overtime from 12 to 14. 1 waits from 11:30 to the next day's 08:00.
    """
    log = trace(world(teams={"customs": DAY}, at_h=(11, 11.5), procedure=_check("3 h")))
    assert services(log) == [(0, "check", 11, 11, 14), (1, "check", 11.5, 32, 35)]
    assert states(log, "customs")[:4] == [
        (0, 0, Reason.OFF_SHIFT),
        (8, 1, Reason.OPEN),
        (12, 0, Reason.OFF_SHIFT),
        (32, 1, Reason.OPEN),
    ]


def test_an_officer_in_overtime_begins_nothing_more():
    """Overtime that ends before the next opening takes nothing new: 1 waits although the officer is free at 13."""
    log = trace(world(teams={"customs": DAY}, at_h=(11, 11, 13), procedure=_check("2 h")))
    assert services(log) == [(0, "check", 11, 11, 13), (1, "check", 11, 32, 34), (2, "check", 13, 34, 36)]


def test_overtime_that_lasts_until_the_next_opening_keeps_its_officer_busy():
    """0 works from 11 for 22 h, until 33; the one officer of 32 is the one at work, so 1 begins at 33."""
    log = trace(world(teams={"customs": DAY}, at_h=(11, 12), procedure=_check("22 h")))
    assert services(log)[0] == (0, "check", 11, 11, 33)
    assert services(log)[1][3] == 33


def test_pause_stops_work_and_goes_on_before_the_line():
    """`pause`: 0 has done 1 of 3 h at closing; the other 2 h are done at the next opening, before 1 who waits.

    1 begins at 34 and has an hour left at the closing of that day, at 36; it is done on the third day.
    """
    log = trace(world(teams={"customs": DAY | {"at_close": "pause"}}, at_h=(11, 11.5), procedure=_check("3 h")))
    assert services(log) == [(0, "check", 11, 11, 34), (1, "check", 11.5, 34, 57)]
    assert holds(log, Hold.PAUSE) == [(0, "customs", 12, 32), (1, "customs", 36, 56)]


def test_pause_may_interrupt_the_same_work_again_and_again():
    """9 h of work in a team that works 4 h a day: 4 + 4 + 1, with two pauses of 20 h."""
    log = trace(world(teams={"customs": DAY | {"at_close": "pause"}}, at_h=(8,), procedure=_check("9 h")))
    assert services(log) == [(0, "check", 8, 8, 57)]
    assert holds(log, Hold.PAUSE) == [(0, "customs", 12, 32), (0, "customs", 36, 56)]


def test_a_shift_of_one_after_a_shift_of_four_pauses_the_latest_begun():
    """Four at work, cut to one at 18: the three begun last stop, and go on oldest first when officers come back.

    Begun at 14, 15, 16, 17 for 6 h each; at 18 they have 2, 3, 4, 5 h left. 0 ends at 20. Then one officer is free:
    the oldest paused, 1, goes on for its 3 h until 23, then 2 for its 4 h until 27, while 3 has to wait. At 30 (06:00)
    four are back, but 3 goes on already at 27, for 5 h until 32. 4 came first to the line, at 17:30, and begins at 30.
    """
    team = {"officers": {"06-18": 4, "18-06": 1}, "at_close": "pause"}
    log = trace(world(teams={"customs": team}, at_h=(14, 15, 16, 17, 17.5), procedure=_check("6 h")))
    assert services(log) == [
        (0, "check", 14, 14, 20),
        (1, "check", 15, 15, 23),
        (2, "check", 16, 16, 27),
        (3, "check", 17, 17, 32),
        (4, "check", 17.5, 30, 36),
    ]
    assert sorted(holds(log, Hold.PAUSE)) == [
        (1, "customs", 18, 20),
        (2, "customs", 18, 23),
        (3, "customs", 18, 27),
    ]


def test_capacity_that_comes_back_resumes_all_oldest_first_before_the_line():
    """Three of four paused at 18 for two hours; at 20 all go on at once, and the officer left over takes the line.

    Begun at 15, 15:30, 16 and 16:30 for 4 h: at 18 they have 1, 1:30, 2 and 2:30 left. 0 ends at 19; 1 goes on then,
    and at 20 it has half an hour left. At 20 the two others go on, and the fourth officer begins 4.
    """
    team = {"officers": 4, "at_close": "pause", "changes": [{"from": "18 h", "until": "20 h", "officers": 1}]}
    log = trace(world(teams={"customs": team}, at_h=(15, 15.5, 16, 16.5, 17), procedure=_check("4 h")))
    assert services(log) == [
        (0, "check", 15, 15, 19),
        (1, "check", 15.5, 15.5, 20.5),
        (2, "check", 16, 16, 22),
        (3, "check", 16.5, 16.5, 22.5),
        (4, "check", 17, 20, 24),
    ]
    assert states(log, "customs") == [(0, 4, Reason.OPEN), (18, 1, Reason.OPEN), (20, 4, Reason.OPEN)]


def test_a_cut_of_a_team_that_finishes_begins_nothing_until_it_is_down_to_its_officers():
    """Four at work, cut to one at 18: all finish; the line is served only when fewer than one are at work.

    Begun at 14, 15, 16, 17 for 6 h: they end at 20, 21, 22 and 23. 4, who waits, begins when the last has ended, at 23.
    """
    team = {"officers": {"06-18": 4, "18-06": 1}}
    log = trace(world(teams={"customs": team}, at_h=(14, 15, 16, 17, 17.5), procedure=_check("6 h")))
    assert services(log) == [
        (0, "check", 14, 14, 20),
        (1, "check", 15, 15, 21),
        (2, "check", 16, 16, 22),
        (3, "check", 17, 17, 23),
        (4, "check", 17.5, 23, 29),
    ]


def test_last_call_begins_nothing_before_closing():
    """With a last call of 1 h nothing begins from 11 to 12; what was begun at 10:30 is finished."""
    log = trace(world(teams={"customs": DAY | {"officers": 2, "last_call": "1 h"}}, at_h=(10.5, 11, 11.5)))
    assert services(log) == [(0, "check", 10.5, 10.5, 11.5), (1, "check", 11, 32, 33), (2, "check", 11.5, 32, 33)]
    assert states(log, "customs")[1:4] == [(8, 2, Reason.OPEN), (11, 2, Reason.LAST_CALL), (12, 0, Reason.OFF_SHIFT)]


def test_last_call_lets_paused_work_go_on():
    """Going on is not beginning: paused work that an officer comes free for goes on in the last call.

    Two officers, one of them away from 9 to 10; a last call of 3 h begins at 9. 1, begun later, pauses at 9 and goes on
    at 10 although nothing new may begin: 2 waits for the next day.
    """
    team = {
        "officers": {"08-12": 2},
        "at_close": "pause",
        "last_call": "3 h",
        "changes": [{"from": "9 h", "until": "10 h", "officers": {"08-12": 1}}],
    }
    log = trace(world(teams={"customs": team}, at_h=(8, 8.5, 8.75)))
    assert services(log) == [(0, "check", 8, 8, 9), (1, "check", 8.5, 8.5, 9.5), (2, "check", 8.75, 32, 33)]


def test_a_last_call_longer_than_a_shift_leaves_no_time_to_begin():
    """Hours 07-12 and 13-16 with a last call of 4.5 h: work begins from 07:00 to 07:30 only, never in the afternoon.

    The last call of the afternoon begins at 11:30, before that of the morning is over at 12.
    """
    team = {"officers": 1, "calendar": "07-12, 13-16", "last_call": "4.5 h"}
    log = trace(world(teams={"customs": team}, at_h=(7, 12.75)))
    assert services(log) == [(0, "check", 7, 7, 8), (1, "check", 12.75, 31, 32)]


@pytest.mark.parametrize("at_close", ["finish", "pause"])
def test_a_closure_pauses_all_teams_whatever_they_do_at_close(at_close):
    """A closure of the post from 1 to 3 stops all work in hand, also of a team that finishes at its own closing.

    0 has done 1 of its 2 h, and goes on at 3 before 1, who has waited since 0:30.
    """
    log = trace(
        world(
            teams={"customs": {"officers": 1, "at_close": at_close}},
            post={"closures": [{"from": "1 h", "until": "3 h"}]},
            at_h=(0, 0.5),
            procedure=_check("2 h"),
        )
    )
    assert services(log) == [(0, "check", 0, 0, 4), (1, "check", 0.5, 4, 6)]
    assert holds(log, Hold.PAUSE) == [(0, "customs", 1, 3)]
    assert states(log, "customs") == [(0, 1, Reason.OPEN), (1, 1, Reason.CLOSED), (3, 1, Reason.OPEN)]
    assert states(log) == [(0, 1, Reason.OPEN), (1, 0, Reason.CLOSED), (3, 1, Reason.OPEN)]


def test_a_closure_stops_overtime_too_and_it_goes_on_at_the_next_shift():
    """Work that a closure has stopped is not begun again as overtime: its team must be on duty.

    0 begins at 11 and is in overtime from 12 when the post closes at 13 with 2 h left; the post opens at 15, the team
    at 32.
    """
    log = trace(
        world(
            teams={"customs": DAY},
            post={"closures": [{"from": "13 h", "until": "15 h"}]},
            at_h=(11,),
            procedure=_check("4 h"),
        )
    )
    assert services(log) == [(0, "check", 11, 11, 34)]
    assert holds(log, Hold.PAUSE) == [(0, "customs", 13, 32)]
    assert states(log, "customs")[1:5] == [
        (8, 1, Reason.OPEN),
        (12, 0, Reason.OFF_SHIFT),
        (13, 0, Reason.CLOSED),
        (15, 0, Reason.OFF_SHIFT),
    ]


def test_what_waited_inside_goes_before_what_comes_in_when_the_post_opens_again():
    """At the end of a closure paused work goes on first, then the line inside, then those who come in at that moment.

    0 is at work and 1 waits inside when the post closes at 0:30; 2 comes to the gate at 1. At 2 the post opens: 0 has
    half an hour left, then 1 is served, then 2, who came in at 2 and found the officer busy.
    """
    log = trace(world(post={"closures": [{"from": "30 min", "until": "2 h"}]}, at_h=(0, 0.25, 1)))
    assert services(log) == [(0, "check", 0, 0, 2.5), (1, "check", 0.25, 2.5, 3.5), (2, "check", 2, 3.5, 4.5)]


def _check(duration):
    return {"check": {"agency": "customs", "duration": duration}}
