"""Officers by rule: extra, moved, on other hours, pooled, placed at a post."""

from worlds import arrivals, holds, services, states, times, trace, world

from sim.border import Hold, Reason

EXTRA = {"rule": "extra_officers", "by": "test", "post": "bridge", "team": "customs", "officers": 2}
TWO_TEAMS = {"customs": {"officers": 3}, "health": {"officers": 1}}


def test_extra_officers_while_they_last():
    """One officer, three from 2 to 4: states say so, and the line of four is served 1, then 3 at once."""
    log = trace(world(rules=[EXTRA | {"from": "2 h", "until": "4 h"}], at_h=(1.5, 1.5, 1.5, 1.5)))
    assert states(log, "customs") == [(0, 1, Reason.OPEN), (2, 3, Reason.OPEN), (4, 1, Reason.OPEN)]
    assert [start for _, _, _, start, _ in services(log)] == [1.5, 2, 2, 2.5]


def test_extra_officers_keep_the_hours_of_their_team():
    """A team of 08-12 with two extra: three from 8 to 12, none at night."""
    log = trace(world(teams={"customs": {"officers": 1, "calendar": "08-12"}}, rules=[EXTRA]))
    assert states(log, "customs")[:4] == [
        (0, 0, Reason.OFF_SHIFT),
        (8, 3, Reason.OPEN),
        (12, 0, Reason.OFF_SHIFT),
        (32, 3, Reason.OPEN),
    ]


def test_extra_officers_add_up():
    """Two levers of two officers each, alike to the last letter, give four more."""
    log = trace(world(rules=[EXTRA, EXTRA]))
    assert states(log, "customs") == [(0, 5, Reason.OPEN)]


def test_officers_moved_to_another_team_are_missed_where_they_come_from():
    """Two of customs' three officers help health from 2 to 4."""
    move = EXTRA | {"team": "health", "taken_from": ["bridge", "customs"], "from": "2 h", "until": "4 h"}
    log = trace(world(teams=TWO_TEAMS, rules=[move]))
    assert states(log, "customs") == [(0, 3, Reason.OPEN), (2, 1, Reason.OPEN), (4, 3, Reason.OPEN)]
    assert states(log, "health") == [(0, 1, Reason.OPEN), (2, 3, Reason.OPEN), (4, 1, Reason.OPEN)]


def test_no_more_can_be_moved_than_there_are():
    """Five are asked for; customs has three: health has four, customs none."""
    move = EXTRA | {"team": "health", "officers": 5, "taken_from": ["bridge", "customs"]}
    log = trace(world(teams=TWO_TEAMS, rules=[move]))
    assert states(log, "customs") == [(0, 0, Reason.OFF_SHIFT)]
    assert states(log, "health") == [(0, 4, Reason.OPEN)]


def test_officers_can_be_moved_only_while_they_are_on_duty():
    """Customs has three by day and one at night; two help health: by night only the one there is can."""
    teams = {"customs": {"officers": {"06-18": 3, "18-06": 1}}, "health": {"officers": 1}}
    move = EXTRA | {"team": "health", "taken_from": ["bridge", "customs"]}
    log = trace(world(teams=teams, rules=[move]))
    assert states(log, "customs")[:2] == [(0, 0, Reason.OFF_SHIFT), (6, 1, Reason.OPEN)]
    assert states(log, "health")[:3] == [(0, 2, Reason.OPEN), (6, 3, Reason.OPEN), (18, 2, Reason.OPEN)]


def test_round_the_clock_keeps_the_officer_hours_of_the_week():
    """Three officers 08-16 are 24 officer-hours a day: one officer day and night has as many."""
    rule = {
        "rule": "hours",
        "by": "test",
        "post": "bridge",
        "team": "customs",
        "calendar": "24/7",
        "keep_officer_hours": True,
    }
    log = trace(world(teams={"customs": {"officers": 3, "calendar": "08-16"}}, rules=[rule]))
    assert states(log, "customs") == [(0, 1, Reason.OPEN)]


def test_officer_hours_that_do_not_spread_evenly_are_kept_over_the_week():
    """Five officers 08-16 on five days are 200 officer-hours a week; spread over 21 shifts of 8 h: 25 shifts' worth.

    Hour 0 is a Saturday. Whole officers in each shift, so that the sum is never more than half a shift away.
    """
    team = {"officers": 5, "calendar": {"mon-fri": "08-16"}}
    rule = {
        "rule": "hours",
        "by": "test",
        "post": "bridge",
        "team": "customs",
        "calendar": "24/7",
        "keep_officer_hours": True,
    }
    log = trace(world(teams={"customs": team}, rules=[rule]))
    week = 7 * 24
    steps = [(time, officers) for time, officers, _ in states(log, "customs") if time < week]
    ends = [time for time, _ in steps[1:]] + [week]
    assert sum(officers * (end - time) for (time, officers), end in zip(steps, ends, strict=True)) == 200
    assert {officers for _, officers in steps} == {1, 2}


def test_round_the_clock_without_keeping_adds_officers():
    """Three officers 08-16 become three day and night."""
    rule = {"rule": "hours", "by": "test", "post": "bridge", "team": "customs", "calendar": "24/7"}
    log = trace(world(teams={"customs": {"officers": 3, "calendar": "08-16"}}, rules=[rule]))
    assert states(log, "customs") == [(0, 3, Reason.OPEN)]


def test_other_hours_from_a_date():
    """A team of 08-12 works 06-18 on the second day: its line of the first evening begins at 30 and not at 32."""
    rule = {
        "rule": "hours",
        "by": "test",
        "post": "bridge",
        "team": "customs",
        "calendar": "06-18",
        "from": "1 d",
        "until": "2 d",
    }
    log = trace(world(teams={"customs": {"officers": 1, "calendar": "08-12"}}, rules=[rule], at_h=(13,)))
    assert services(log) == [(0, "check", 13, 30, 31)]
    assert states(log, "customs")[2:6] == [
        (12, 0, Reason.OFF_SHIFT),
        (30, 1, Reason.OPEN),
        (42, 0, Reason.OFF_SHIFT),
        (56, 1, Reason.OPEN),
    ]


def test_dated_changes_of_officers_keep_the_calendar():
    """Two officers 08-12; from day 1 on one: seen in the states of the second day."""
    team = {"officers": 2, "calendar": "08-12", "changes": [{"from": "1 d", "officers": 1}]}
    log = trace(world(teams={"customs": team}))
    assert states(log, "customs")[1:4] == [(8, 2, Reason.OPEN), (12, 0, Reason.OFF_SHIFT), (32, 1, Reason.OPEN)]


def test_who_waits_when_teams_are_pooled_is_served_by_the_pool():
    """From 2 on the teams of bridge and ferry work as one. The bridge's line of four (1 h each) is served by both.

    Begun by the bridge's officer at 0 and 1. At 2 the pool has two officers, one at each post: the third is begun at 2,
    and the fourth, after half an hour's way, at 2:30.
    """
    log = trace(_two_posts(at_h=(0, 0, 0, 0), rules=[POOL | {"from": "2 h"}]))
    assert [(who, start, end) for who, _, _, start, end in services(log)] == [
        (0, 0, 1),
        (1, 1, 2),
        (2, 2, 3),
        (3, 2.5, 3.5),
    ]


def test_who_waits_when_a_pool_ends_is_served_by_the_team_of_the_post():
    """Pooled until 2: the bridge's officer begins at 0 and 1, the ferry's at 0:30 and 1:30; then the bridge has one."""
    log = trace(_two_posts(at_h=(0,) * 6, rules=[POOL | {"until": "2 h"}]))
    assert [start for _, _, _, start, _ in services(log)] == [0, 0.5, 1, 1.5, 2, 3]
    assert states(log, "customs", post=0) == [(0, 0, Reason.OFF_SHIFT), (2, 1, Reason.OPEN)]


def test_pooled_officers_travel_between_posts():
    """Two come to the bridge: the ferry's officer goes there, half an hour away, and the bridge's to the ferry at 1."""
    log = trace(_two_posts(at_h=(0, 0), ferry_at_h=(1,), rules=[POOL]))
    assert services(log)[-1] == (2, "check", 1, 1.5, 2.5)
    assert holds(log, Hold.TRAVEL) == [(1, "customs (pooled)", 0, 0.5), (2, "customs (pooled)", 1, 1.5)]


def test_who_waits_at_a_desk_placed_at_a_post_goes_to_the_capital_when_it_ends():
    """A desk of the capital's laboratory stands at the bridge until 2: of three of 0, two are served there, one later.

    At 2 the third is given to the capital, whose officer is back.
    """
    world_ = world(
        teams={"customs": {"officers": 1}},
        agencies={"customs": {}, "laboratory": {}},
        capital={"teams": {"laboratory": {"officers": 1}}, "courier": "5 h"},
        procedure={"analysis": {"agency": "laboratory", "duration": "1 h"}},
        rules=[
            {"rule": "located", "by": "test", "post": "bridge", "team": "laboratory", "officers": 1, "until": "2 h"}
        ],
        at_h=(0, 0, 0),
    )
    assert times(trace(world_), "release") == [1, 2, 3]


POOL = {"rule": "pooled", "by": "test", "team": "customs", "posts": ["bridge", "ferry"], "travel": "30 min"}


def _two_posts(at_h, ferry_at_h=(), rules=()):
    posts = {name: {"teams": {"customs": {"officers": 1}}} for name in ("bridge", "ferry")}
    streams = {
        "aid": {"kind": "relief", "post": "bridge", "goods": "food", "arrivals": arrivals(*at_h)},
        "more": {"kind": "relief", "post": "ferry", "goods": "food", "arrivals": arrivals(*ferry_at_h)},
    }
    return world(posts=posts, streams=streams, rules=list(rules))
