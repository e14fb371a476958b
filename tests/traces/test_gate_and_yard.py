"""Who is let in, and when: hours of the gate, places in the yard, closures."""

from worlds import arrivals, services, states, times, trace, waits, world

from sim.border import Activity, Reason


def test_hours_of_the_gate_stop_entry_and_not_the_work_inside():
    """Gate 08-10: who came in at 9:30 is checked until 11:30, after it has shut; who comes at 10 waits for 32."""
    log = trace(world(post={"gate": "08-10"}, at_h=(9, 9.5, 10)))
    assert times(log, "entry") == [9, 9.5, 32]
    assert services(log) == [(0, "check", 9, 9, 10), (1, "check", 9.5, 10, 11), (2, "check", 32, 32, 33)]
    assert waits(log, Activity.GATE) == [(2, 10, 32)]
    assert states(log)[:4] == [(0, 0, Reason.CLOSED), (8, 1, Reason.OPEN), (10, 0, Reason.CLOSED), (32, 1, Reason.OPEN)]


def test_all_who_wait_come_in_at_the_opening_in_order_of_arrival():
    """At 8 three come in at once and are served by turns."""
    log = trace(world(post={"gate": "08-18"}, at_h=(5, 6, 7)))
    assert times(log, "entry") == [8, 8, 8]
    assert times(log, "release") == [9, 10, 11]


def test_a_place_is_held_from_entry_to_removal():
    """One place. 0 is released at 1 and collected 2 h later, at 3: then 1 comes in, and 2 when 1 is collected at 6."""
    log = trace(world(post={"yard": 1}, stream={"collects_after": "2 h"}, at_h=(0, 0.5, 1)))
    assert times(log, "entry") == [0, 3, 6]
    assert times(log, "release") == [1, 4, 7]
    assert times(log, "removal") == [3, 6, 9]
    assert waits(log, Activity.COLLECTION) == [(0, 1, 3), (1, 4, 6), (2, 7, 9)]


def test_removal_is_release_where_collecting_takes_no_time():
    """Without `collects_after` a consignment leaves as it is released."""
    log = trace(world(at_h=(0, 0)))
    assert times(log, "removal") == times(log, "release") == [1, 2]


def test_a_yard_of_two_places_keeps_the_third_outside():
    """Two officers, two places, 2 h each: 2 comes in when 0 leaves at 2, 3 when 1 leaves at 2:30."""
    log = trace(
        world(
            teams={"customs": {"officers": 3}},
            post={"yard": 2},
            at_h=(0, 0.5, 1, 1),
            procedure={"check": {"agency": "customs", "duration": "2 h"}},
        )
    )
    assert times(log, "entry") == [0, 0.5, 2, 2.5]


def test_a_place_that_comes_free_while_the_gate_is_shut_is_taken_at_the_opening():
    """One place, gate 08-10: 0 leaves at 10:30, 1 comes in at 32."""
    log = trace(world(post={"gate": "08-10", "yard": 1}, at_h=(9.5, 9.75)))
    assert times(log, "entry") == [9.5, 32]


def test_who_is_released_at_entry_does_not_hold_up_the_next():
    """One place and nothing to do: all come in at 8, one after the other at one moment."""
    log = trace(world(post={"gate": "08-10", "yard": 1}, procedure={}, at_h=(5, 6, 7)))
    assert times(log, "removal") == [8, 8, 8]


def test_nobody_comes_in_at_the_moment_of_closing():
    """Gate 08-10: who arrives at 10 stays outside."""
    assert times(trace(world(post={"gate": "08-10"}, at_h=(10,))), "entry") == [32]


def test_a_closure_keeps_the_gate_shut_within_its_hours():
    """Gate 08-18, closed from 9 to 11: 1 comes in at 11. Closed past the hours, to 20: at the next opening, at 32."""
    short = trace(world(post={"gate": "08-18", "closures": [{"from": "9 h", "until": "11 h"}]}, at_h=(8, 10)))
    long = trace(world(post={"gate": "08-18", "closures": [{"from": "9 h", "until": "20 h"}]}, at_h=(8, 10)))
    assert times(short, "entry") == [8, 11]
    assert times(long, "entry") == [8, 32]


def test_a_closure_without_end_lasts_to_the_end_of_the_run():
    """Closed from 1 on: who comes at 2 never enters."""
    log = trace(world(post={"closures": [{"from": "1 h"}]}, at_h=(2,)))
    assert times(log, "entry") == [None]


def test_posts_have_gates_and_yards_of_their_own():
    """The bridge is full, the ferry is not: trade comes in there at once."""
    posts = {
        "bridge": {"yard": 1, "teams": {"customs": {"officers": 1}}},
        "ferry": {"yard": 1, "teams": {"customs": {"officers": 1}}},
    }
    streams = {
        "aid": {"kind": "relief", "post": "bridge", "goods": "food", "arrivals": arrivals(0, 0.5)},
        "trade": {"kind": "commercial", "post": "ferry", "goods": "food", "arrivals": arrivals(0.5)},
    }
    log = trace(world(posts=posts, streams=streams))
    assert times(log, "entry") == [0, 1, 0.5]


def test_rules_change_the_hours_of_the_gate_while_they_last():
    """The gate is open 08-10, by rule day and night from 12 to 36: who comes at 11 enters at 12, at 37 at 56."""
    rules = [
        {"rule": "gate_hours", "by": "test", "post": "bridge", "calendar": "24/7", "from": "12 h", "until": "36 h"}
    ]
    log = trace(world(post={"gate": "08-10"}, rules=rules, at_h=(11, 20, 37)))
    assert times(log, "entry") == [12, 20, 56]
