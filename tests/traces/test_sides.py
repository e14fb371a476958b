"""Posts with two sides, curfews, removal, and turning to another post."""

from worlds import arrivals, holds, services, states, times, trace, waits, world

from sim.border import Activity, Hold, Reason

BOTH = {"exit-customs": {"side": "exit"}, "customs": {}}
TWO_STOPS = {
    "leaving": {"agency": "exit-customs", "duration": "1 h"},
    "entering": {"agency": "customs", "duration": "1 h", "after": "leaving"},
}
TEAMS = {"exit-customs": {"officers": 1}, "customs": {"officers": 1}}


def two_sides(neighbour=(), **changes):
    """A bridge whose neighbour has a stop of its own, half an hour away."""
    post = {"neighbour": {"label": "There", **dict(neighbour)}, "crossing": "30 min", **changes.pop("post", {})}
    return world(**{"agencies": BOTH, "teams": TEAMS, "procedure": TWO_STOPS, "post": post} | changes)


def test_a_post_lets_in_while_both_sides_are_open():
    """06-18 here, 10-20 there: who comes at 8 enters at 10, who comes at 18 at 34."""
    log = trace(two_sides({"gate": "10-20"}, post={"gate": "06-18"}, at_h=(8, 18)))
    assert times(log, "entry") == [10, 34]


def test_between_the_two_stops_it_crosses():
    """An hour there, half an hour across, an hour here."""
    log = trace(two_sides())
    assert services(log) == [(0, "leaving", 0, 0, 1), (0, "entering", 1.5, 1.5, 2.5)]
    assert waits(log, Activity.TRAVEL) == [(0, 1, 1.5)]


def test_a_one_stop_post_spares_the_crossing():
    """2 h instead of 2:30."""
    log = trace(two_sides(rules=[{"rule": "one_stop", "by": "test", "posts": "bridge"}]))
    assert times(log, "release") == [2]


def test_a_closure_of_one_side_stops_the_teams_there_and_the_gate():
    """The neighbour is shut from 0:30 to 3: its own team stops, ours goes on with who is across, and nobody enters.

    0 is across from 0 on and entering from 0:30 to 1:30. 1 is leaving from 0, with half an hour left at 0:30: it goes
    on at 3. 2 of 1 comes in at 3, leaves after 1 and is across at 5.
    """
    closure = {"closures": [{"from": "30 min", "until": "3 h"}]}
    log = trace(two_sides(closure, lead_in="1 d", at_h=(-1, -1, 1)))
    assert services(log, "exit-customs") == [
        (0, "leaving", -1, -1, 0),
        (1, "leaving", -1, 0, 3.5),
        (2, "leaving", 3, 3.5, 4.5),
    ]
    assert services(log, "customs") == [
        (0, "entering", 0.5, 0.5, 1.5),
        (1, "entering", 4, 4, 5),
        (2, "entering", 5, 5, 6),
    ]
    assert times(log, "entry") == [-1, -1, 3]
    assert states(log, "customs") == [(-24, 1, Reason.OPEN)]


def test_the_effective_reopening_is_the_later_one():
    """We open at 5, the neighbour at 9: entry at 9."""
    log = trace(two_sides({"closures": [{"until": "9 h"}]}, post={"closures": [{"until": "5 h"}]}, at_h=(1,)))
    assert times(log, "entry") == [9]
    assert states(log, "customs") == [(0, 1, Reason.CLOSED), (5, 1, Reason.OPEN)]
    assert states(log, "exit-customs") == [(0, 1, Reason.CLOSED), (9, 1, Reason.OPEN)]


def test_one_side_may_reopen_late_by_rule():
    """Both sides are closed for good; ours opens at 5, the neighbour's at 9."""
    rules = [
        {"rule": "reopening", "by": "test", "post": "bridge", "side": "own", "phases": [{"at": "5 h"}]},
        {"rule": "reopening", "by": "test", "post": "bridge", "side": "neighbour", "phases": [{"at": "9 h"}]},
    ]
    log = trace(two_sides({"closures": [{}]}, post={"closures": [{}]}, rules=rules, at_h=(1,)))
    assert times(log, "entry") == [9]


def test_a_curfew_stops_everything_night_after_night():
    """Curfew 20-06: who is at work at 20 pauses until 30, who comes at 21 enters then."""
    log = trace(world(post={"curfews": [{"hours": "20-06"}]}, at_h=(19.5, 21)))
    assert services(log) == [(0, "check", 19.5, 19.5, 30.5), (1, "check", 30, 30.5, 31.5)]
    assert holds(log, Hold.PAUSE) == [(0, "customs", 20, 30)]


def test_removal_takes_so_many_an_hour():
    """Two an hour can be taken away: released at 1, 1 and 1, removed at 1:30, 2 and 2:30."""
    log = trace(world(teams={"customs": {"officers": 3}}, post={"removals": "2/h"}, at_h=(0, 0, 0)))
    assert times(log, "release") == [1, 1, 1]
    assert times(log, "removal") == [1.5, 2, 2.5]


def test_who_finds_its_post_shut_turns_to_another():
    """The bridge is closed until 9, the ferry, 2 h away, is open: there at 3; hours count from base arrival, at 1."""
    log = trace(_diverting(closures=[{"until": "9 h"}]))
    assert waits(log, Activity.TRAVEL) == [(0, 1, 3)]
    assert times(log, "base_arrival") == [1]
    assert times(log, "arrival") == [3]
    assert log.consignments["post"].tolist() == [1]
    assert log.consignments["first_post"].tolist() == [0]
    assert services(log) == [(0, "check", 3, 3, 4)]


def test_who_finds_its_post_open_stays():
    """Nothing is closed: it stays, also if the other post would be quicker."""
    log = trace(_diverting())
    assert log.consignments["post"].tolist() == [0]
    assert times(log, "arrival") == [1]


def test_delivery_is_removal_and_the_way_on_once_it_is_passable():
    """Released at 1; the road is passable from 5 on and takes 10 h: delivered at 15."""
    log = trace(
        world(
            destinations={"town": {"label": "Town"}},
            stream={"destination": "town"},
            post={"onward": {"town": "10 h"}, "passable_from": "5 h"},
        )
    )
    assert times(log, "delivered") == [15]


def _diverting(closures=()):
    posts = {
        "bridge": {"teams": {"customs": {"officers": 1}}, "closures": list(closures)},
        "ferry": {"teams": {"customs": {"officers": 1}}},
    }
    aid = {
        "kind": "relief",
        "post": "bridge",
        "goods": "food",
        "arrivals": arrivals(1),
        "diversion": {"to": {"ferry": "2 h"}},
    }
    return world(posts=posts, streams={"aid": aid})
