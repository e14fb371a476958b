"""Where the time of a consignment went while officers were elsewhere, and when a wait was handed to another team."""

import numpy as np
from levers import under
from test_far_teams import roving
from worlds import arrivals, services, trace, world

from sim.measures import Cause, ledger, ledger_table, passage
from sim.measures.walk import walk_back
from sim.measures.week import week_hours
from sim.world.quantities import HOUR_US


def account(made, who, *levers):
    """Hours of a consignment by cause and agency; the sum is that from base arrival to release."""
    under_levers = under(made, *levers)
    log = trace(under_levers)
    entries = ledger(under_levers, log)
    time_us = {}
    for k in np.flatnonzero(entries.consignment == who):
        agency = log.names.agencies[entries.agency[k]]
        key = f"{Cause(entries.cause[k]).name.lower()} {agency}"
        time_us[key] = time_us.get(key, 0) + int(entries.us[k])
    columns = log.consignments
    assert sum(time_us.values()) == columns["release"][who] - columns["base_arrival"][who]
    assert_the_week_adds_up(under_levers, log)
    assert_the_passage_is_the_account(under_levers, log, who, entries)
    return {key: us / HOUR_US for key, us in time_us.items()}


def assert_the_week_adds_up(made, log):
    """The hours of the week come to the accounts of all agencies."""
    everybody = np.ones(len(log.consignments["release"]), dtype=np.bool_)
    table = ledger_table(made, log, ledger(made, log), everybody).sum(axis=(0, 1))[:-1]
    for cause, hours in week_hours(made, log, walk_back(log), everybody).items():
        np.testing.assert_allclose(hours.sum(axis=1), table[:, Cause[cause.upper()]], atol=1e-9)


def assert_the_passage_is_the_account(made, log, who, entries):
    """With one step after another, the stretches that are drawn until release last as long as what was booked.

    Further partners of joint work have lines of their own, and are booked with the first.
    """
    release, told = int(log.consignments["release"][who]), dict.fromkeys(Cause, 0)
    partners = {log.names.steps[step] for step in log.visits["step"][log.visits["critical"] == 0]}
    for stretch in passage(made, log, who):
        if stretch.what in partners:
            continue
        told[stretch.cause] += max(0, min(stretch.end_us, release) - stretch.start_us)
    mine = entries.consignment == who
    assert told == {cause: int(entries.us[mine & (entries.cause == cause)].sum()) for cause in Cause}


def shut(closed_h, until_h):
    closure = {"from": f"{closed_h} h", "until": f"{until_h} h"}
    return {"bridge": {"teams": {}}, "ferry": {"teams": {}, "closures": [closure]}}


# --- officers who rove


def test_a_wait_for_a_roving_officer_at_a_post_that_is_shut():
    """Ready at the ferry at 0:15, the officer at the bridge; shut from 0:30 to 5; on the way until 6, work until 7."""
    made = roving(at_bridge=(0, 0.75), at_ferry=(0.25,), posts=shut(0.5, 5))
    assert account(made, 1) == {
        "queue inspectors": 0.25,
        "closed inspectors": 4.5,
        "travel inspectors": 1,
        "service inspectors": 1,
    }


def test_a_wait_for_a_roving_officer_at_a_post_that_is_broken():
    """Ready at -0:30, the officer at the bridge; broken from 0 to 5; on the way until 6, work until 7."""
    damage = {"pier": {"crew": "engineers", "repair": "5 h"}}
    posts = {"bridge": {"teams": {}}, "ferry": {"teams": {}, "damage": damage}}
    made = roving(at_bridge=(-0.75, 1), at_ferry=(-0.5,), posts=posts, lead_in="1 d", crews={"engineers": {"count": 1}})
    assert account(made, 1) == {
        "queue inspectors": 0.5,
        "damaged inspectors": 5,
        "travel inspectors": 1,
        "service inspectors": 1,
    }


def test_a_pause_at_a_post_that_shuts_until_the_roving_officer_is_back():
    """On the way 0-1, work to 1:30, shut to 3, the officer at the bridge to 3:30, on the way to 4:30, work to 5."""
    made = roving(at_bridge=(1,), at_ferry=(0,), posts=shut(1.5, 3))
    assert account(made, 0) == {
        "travel inspectors": 1 + 1,
        "service inspectors": 0.5 + 0.5,
        "closed inspectors": 1.5,
        "queue inspectors": 0.5,
    }


def test_a_way_that_is_broken_off_is_travel_as_far_as_it_went():
    """The officer sets out for the ferry at 0:30; it is shut 1-5; he sets out again at 5 and works from 6 to 7."""
    made = roving(at_bridge=(0.75,), at_ferry=(0.5, 0.875), posts=shut(1, 5))
    assert account(made, 0) == {"travel inspectors": 0.5 + 1, "closed inspectors": 4, "service inspectors": 1}


# --- waits that are handed over


def two_posts(*bridge_h, **team):
    posts = {name: {"teams": {"customs": {"officers": 1, **team}}} for name in ("bridge", "ferry")}
    return world(posts=posts, at_h=bridge_h)


def test_a_wait_that_a_pool_takes_over():
    """Four at the bridge at 0, pooled from 2: 2 h in its own line, then the ferry's officer is on the way for 0:30."""
    pool = {"pool_inspectors": {"teams": "customs", "travel": "30 min", "from": "2 h"}}
    assert account(two_posts(0, 0, 0, 0), 3, pool) == {"queue customs": 2, "travel customs": 0.5, "service customs": 1}


def test_a_wait_for_a_pool_has_the_hours_of_the_pool():
    """Two come at 15:45 to the bridge, open 08-16: nobody is there in time for the second, who is served from 32 on."""
    pool = {"pool_inspectors": {"teams": "customs", "travel": "30 min"}}
    made = two_posts(15.75, 15.75, calendar="08-16")
    assert account(made, 1, pool) == {"travel customs": 0.25, "off_shift customs": 16, "service customs": 1}


def test_a_wait_that_goes_back_to_its_post_when_a_pool_ends():
    """Three at the bridge at 0, pooled until 1, the ferry 5 h away: one is done, the ferry's officer not yet there.

    He turns round. The bridge has its own officer again and serves the second from 1 and the third from 2.
    """
    pool = {"pool_inspectors": {"teams": "customs", "travel": "5 h", "until": "1 h"}}
    made = two_posts(0, 0, 0)
    log = trace(under(made, pool))
    assert services(log) == [(0, "check", 0, 0, 1), (1, "check", 0, 1, 2), (2, "check", 0, 2, 3)]
    assert account(made, 1, pool) == {"travel customs": 1, "service customs": 1}
    assert account(made, 2, pool) == {"queue customs": 2, "service customs": 1}


def test_a_wait_at_a_desk_that_is_given_up():
    """A desk of the capital stands at the bridge until 2; the third waits there, and is served in the capital."""
    made = world(
        posts={"bridge": {"teams": {}}},
        agencies={"laboratory": {}},
        capital={"teams": {"laboratory": {"officers": 1}}, "courier": "3 h"},
        procedure={"analysis": {"agency": "laboratory", "duration": "1 h"}},
        at_h=(0, 0, 0),
    )
    desk = {"co_locate": {"until": "2 h"}}
    assert account(made, 2, desk) == {"queue laboratory": 2, "service laboratory": 1}


def test_a_wait_in_a_lane_that_ends():
    """The one officer is reserved for relief until 2; the third waits in that lane, and then at the desk for all."""
    assert account(world(at_h=(0, 0, 0)), 2, {"relief_lane": {"until": "2 h"}}) == {
        "queue customs": 2,
        "service customs": 1,
    }


def test_a_wait_for_the_first_of_two_partners_in_a_lane_that_ends():
    """Joint work of 1:12. The lane ends at 1; until then the second waits for customs, and then for health to 1:12."""
    made = world(
        teams={"customs": {"officers": 1}, "health": {"officers": 1}},
        procedure={
            "inspect": {"agency": "customs", "duration": "1 h"},
            "sample": {"agency": "health", "duration": "1 h"},
        },
        at_h=(0, 0),
        streams={"aid": {"kind": "relief", "post": "bridge", "goods": "food", "arrivals": arrivals(0, 0)}},
    )
    joint = {"joint_inspection": {"steps": ["inspect", "sample"]}}
    lane = {"relief_lane": {"agencies": "customs", "until": "1 h"}}
    assert account(made, 1, joint, lane) == {"queue customs": 1, "partner health": 0.2, "service customs": 1.2}
