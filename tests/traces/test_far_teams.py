"""Teams that are not at the post: desks in the capital, officers who rove between posts, steps without an officer."""

from worlds import arrivals, holds, services, states, times, trace, waits, world

from sim.border import Activity, Hold, Reason


def roving(at_bridge, at_ferry=(), officers=1, travel="1 h", posts=None, takes="1 h", lead_in="0", crews=None, **team):
    """Inspectors who serve the bridge first and the ferry, an hour away; each inspection takes an hour if not said."""
    return world(
        lead_in=lead_in,
        crews=crews or {},
        posts=posts or {"bridge": {"teams": {}}, "ferry": {"teams": {}}},
        agencies={"inspectors": {}},
        roving={"inspectors": {"officers": officers, "posts": ["bridge", "ferry"], "travel": travel, **team}},
        streams={"aid": _stream("bridge", *at_bridge), "more": _stream("ferry", *at_ferry)},
        procedure={"check": {"agency": "inspectors", "duration": takes}},
    )


def test_papers_go_to_the_capital_and_come_back_by_courier():
    """Courier 3 h there, an hour of work, 3 h back: released at 7. The desk serves all posts, one after the other."""
    log = trace(_capital())
    assert waits(log, Activity.COURIER) == [(0, 0, 3), (1, 0, 3), (0, 4, 7), (1, 5, 8)]
    assert services(log) == [(0, "analysis", 3, 3, 4), (1, "analysis", 3, 4, 5)]
    assert times(log, "release") == [7, 8]


def test_a_desk_placed_at_the_post_needs_no_courier():
    """One of the laboratory's two officers stands at the bridge from 10 on: who lodges then has no courier."""
    rule = {"rule": "located", "by": "test", "post": "bridge", "team": "laboratory", "officers": 1, "from": "10 h"}
    log = trace(_capital(officers=2, rules=[rule], bridge_at_h=(0, 10)))
    assert times(log, "release") == [7, 7, 11]


def test_a_step_without_an_officer_takes_its_time_for_each():
    """A permit is issued elsewhere in 5 h, for all at once; it is no wait for an officer."""
    procedure = {
        "permit": {"agency": "health", "duration": "5 h", "unattended": True},
        "check": {"agency": "customs", "duration": "1 h", "after": "permit"},
    }
    log = trace(world(procedure=procedure, at_h=(0, 0)))
    assert waits(log, Activity.PERMIT) == [(0, 0, 5), (1, 0, 5)]
    assert services(log) == [(0, "check", 5, 5, 6), (1, "check", 5, 6, 7)]


def test_a_roving_officer_travels_to_the_next_in_line():
    """At the bridge from 0 to 1; to the ferry, in line since 0:30, until 2, work until 3; back at the bridge by 4."""
    log = trace(roving(at_bridge=(0, 1.5), at_ferry=(0.5,)))
    assert services(log) == [(0, "check", 0, 0, 1), (1, "check", 0.5, 2, 3), (2, "check", 1.5, 4, 5)]
    assert holds(log, Hold.TRAVEL) == [(1, "inspectors", 1, 2), (2, "inspectors", 3, 4)]


def test_of_several_free_officers_the_one_who_is_there_goes():
    """One officer went to the ferry at 0 and is free there at 2; the other is at the bridge. 1 and 2 need no travel."""
    log = trace(roving(at_bridge=(3,), at_ferry=(0, 3), officers=2))
    assert services(log) == [(0, "check", 0, 1, 2), (1, "check", 3, 3, 4), (2, "check", 3, 3, 4)]


def test_nobody_waits_at_a_post_that_is_shut_for_a_roving_officer_to_come():
    """The ferry is closed until 5: its line waits, the officer serves the bridge at 1, and goes to the ferry at 5."""
    posts = {"bridge": {"teams": {}}, "ferry": {"teams": {}, "closures": [{"from": "30 min", "until": "5 h"}]}}
    log = trace(roving(at_bridge=(0, 0.75), at_ferry=(0.25,), posts=posts))
    assert services(log) == [(0, "check", 0, 0, 1), (2, "check", 0.75, 1, 2), (1, "check", 0.25, 6, 7)]


def test_a_closure_stops_the_roving_officer_at_that_post_who_goes_elsewhere():
    """At the ferry from 1, after travel; it closes at 1:30 with half an hour left, and the officer serves the bridge.

    He leaves at once and is at the bridge at 2:30, until 3:30. The ferry opens at 3: he is there at 4:30 and works the
    half hour that is left.
    """
    posts = {"bridge": {"teams": {}}, "ferry": {"teams": {}, "closures": [{"from": "1.5 h", "until": "3 h"}]}}
    log = trace(roving(at_bridge=(1,), at_ferry=(0,), posts=posts))
    assert services(log) == [(1, "check", 1, 2.5, 3.5), (0, "check", 0, 1, 5)]
    assert holds(log, Hold.PAUSE) == [(0, "inspectors", 1.5, 4.5)]


def test_a_damaged_post_keeps_roving_officers_away_until_it_is_repaired():
    """The ferry is broken from 0 to 5: who came in at -0:30 is served at 6, an hour after the officer can go there."""
    damage = {"pier": {"crew": "engineers", "repair": "5 h"}}
    posts = {"bridge": {"teams": {}}, "ferry": {"teams": {}, "damage": damage}}
    log = trace(
        roving(at_bridge=(-0.75, 1), at_ferry=(-0.5,), posts=posts, lead_in="1 d", crews={"engineers": {"count": 1}})
    )
    assert services(log) == [(0, "check", -0.75, -0.75, 0.25), (2, "check", 1, 1, 2), (1, "check", -0.5, 6, 7)]


def test_who_comes_on_duty_comes_from_the_first_post():
    """On duty from 8: to the ferry an hour, work from 9 to 10; next day from the bridge again: from 33 on."""
    log = trace(roving(at_bridge=(), at_ferry=(7, 31), calendar="08-18"))
    assert [start for _, _, _, start, _ in services(log)] == [9, 33]
    assert states(log, "inspectors", post=-1)[:2] == [(0, 0, Reason.OFF_SHIFT), (8, 1, Reason.OPEN)]


def test_paused_work_of_a_roving_officer_goes_on_where_it_lies():
    """At the ferry from 11 to 12, an hour of two done; on duty again at 32 from the bridge: from 33 to 34."""
    team = {"calendar": "08-12", "at_close": "pause"}
    log = trace(roving(at_bridge=(), at_ferry=(10,), takes="2 h", **team))
    assert services(log) == [(0, "check", 10, 11, 34)]
    assert holds(log, Hold.PAUSE) == [(0, "inspectors", 12, 33)]


def _check(duration):
    return world(
        agencies={"inspectors": {}}, procedure={"check": {"agency": "inspectors", "duration": duration}}
    ).procedure


def test_an_officer_on_the_way_to_a_post_that_shuts_turns_round_and_the_old_place_is_kept():
    """On the way to the ferry from 0:30 to 1:30; it is shut from 1 to 5. He goes to the bridge for 2, who came at 0:45.

    1 has done nothing yet and keeps its place before 3, who comes to the ferry at 0:50: it is served at 6, 3 at 7.
    """
    posts = {"bridge": {"teams": {}}, "ferry": {"teams": {}, "closures": [{"from": "1 h", "until": "5 h"}]}}
    log = trace(roving(at_bridge=(0.75,), at_ferry=(0.5, 0.875), posts=posts))
    assert services(log) == [(1, "check", 0.75, 2, 3), (0, "check", 0.5, 6, 7), (2, "check", 0.875, 7, 8)]
    assert holds(log, Hold.TRAVEL) == [(1, "inspectors", 1, 2), (0, "inspectors", 0.5, 1), (0, "inspectors", 5, 6)]
    assert holds(log, Hold.PAUSE) == []


def _capital(officers=1, rules=(), bridge_at_h=(0,)):
    return world(
        posts={"bridge": {"teams": {}}, "ferry": {"teams": {}}},
        agencies={"laboratory": {}},
        capital={"teams": {"laboratory": {"officers": officers}}, "courier": "3 h"},
        procedure={"analysis": {"agency": "laboratory", "duration": "1 h"}},
        streams={"aid": _stream("bridge", *bridge_at_h), "more": _stream("ferry", 0)},
        rules=list(rules),
    )


def _stream(post, *at_h):
    return {"kind": "relief", "post": post, "goods": "food", "arrivals": arrivals(*at_h)}
