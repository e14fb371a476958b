"""What is broken since the onset, and the crews that mend it."""

from worlds import arrivals, holds, services, states, times, trace, world

from sim.border import Hold, Reason

ENGINEERS = {"engineers": {"count": 1}}
CLOSED_GATE = {"stops": "gate", "crew": "engineers"}


def test_a_damaged_post_lets_nobody_in_and_pauses_its_teams_until_it_is_repaired():
    """Traffic of the lead-in is at work when it strikes at 0: 0 began at -1 and has an hour left; repaired at 10.

    1 waits outside from 2 on and comes in at 10.
    """
    log = trace(
        world(
            lead_in="1 d",
            post={"damage": {"bridge": {"crew": "engineers", "repair": "10 h"}}},
            crews=ENGINEERS,
            at_h=(-1, 2),
            procedure={"check": {"agency": "customs", "duration": "2 h"}},
        )
    )
    assert services(log) == [(0, "check", -1, -1, 11), (1, "check", 10, 11, 13)]
    assert holds(log, Hold.PAUSE) == [(0, "customs", 0, 10)]
    assert states(log) == [(-24, 1, Reason.OPEN), (0, 0, Reason.DAMAGED), (10, 1, Reason.OPEN)]
    assert states(log, "customs") == [(-24, 1, Reason.OPEN), (0, 1, Reason.DAMAGED), (10, 1, Reason.OPEN)]


def test_a_damaged_gate_leaves_the_work_inside_alone():
    """Only the gate is out until 3: who was inside is served, who comes at 1 waits outside."""
    log = trace(
        world(
            lead_in="1 d",
            post={"damage": {"ramp": CLOSED_GATE | {"repair": "3 h"}}},
            crews=ENGINEERS,
            at_h=(-0.5, 1),
        )
    )
    assert services(log) == [(0, "check", -0.5, -0.5, 0.5), (1, "check", 3, 3, 4)]


def test_damage_in_two_steps_is_repaired_one_after_the_other_by_one_crew():
    """Clearing takes 5 h; the span, which comes after it, 7 h: the post is open at 12, no sooner.

    Each stops the post by itself, so at 5 nothing opens.
    """
    damage = {
        "span": {"crew": "engineers", "repair": "7 h", "after": "clearing"},
        "clearing": {"crew": "engineers", "repair": "5 h"},
    }
    log = trace(world(post={"damage": damage}, crews=ENGINEERS, at_h=(1,)))
    assert times(log, "entry") == [12]


def test_a_second_crew_cannot_begin_what_must_wait():
    """With two crews the span still waits for the clearing: 12 h."""
    damage = {
        "span": {"crew": "engineers", "repair": "7 h", "after": "clearing"},
        "clearing": {"crew": "engineers", "repair": "5 h"},
    }
    log = trace(world(post={"damage": damage}, crews={"engineers": {"count": 2}}, at_h=(1,)))
    assert times(log, "entry") == [12]


def test_what_still_works_goes_on_with_the_officers_that_are_left():
    """The scanner hall is damaged until 4: one of three bays works. 0 goes on, 1 and 2 begun later stop and go on at 4.

    Begun at -1, -0:45 and -0:30 for 2 h: at 0 they have 1, 1:15 and 1:30 left. 0 ends at 1, and 1 goes on then until
    2:15, 2 from then until 3:45. 3, who comes at 1, is next at 3:45.
    """
    log = trace(
        world(
            lead_in="1 d",
            teams={"customs": {"officers": 3}},
            post={"damage": {"hall": {"stops": "customs", "leaves": 1, "crew": "engineers", "repair": "4 h"}}},
            crews=ENGINEERS,
            at_h=(-1, -0.75, -0.5, 1),
            procedure={"check": {"agency": "customs", "duration": "2 h"}},
        )
    )
    assert [(who, start, end) for who, _, _, start, end in services(log)] == [
        (0, -1, 1),
        (1, -0.75, 2.25),
        (2, -0.5, 3.75),
        (3, 3.75, 5.75),
    ]


def test_damage_to_one_team_leaves_the_others_and_the_gate_alone():
    """Health's laboratory is out until 6; customs works as ever, and everybody comes in."""
    log = trace(
        world(
            teams={"customs": {"officers": 1}, "health": {"officers": 1}},
            post={"damage": {"laboratory": {"stops": "health", "crew": "engineers", "repair": "6 h"}}},
            crews=ENGINEERS,
            at_h=(1,),
            procedure={
                "exam": {"agency": "customs", "duration": "1 h"},
                "sample": {"agency": "health", "duration": "1 h"},
            },
        )
    )
    assert services(log) == [(0, "exam", 1, 1, 2), (0, "sample", 1, 6, 7)]
    assert states(log, "customs") == [(0, 1, Reason.OPEN)]


def test_one_crew_takes_the_posts_in_the_order_of_the_file():
    """Bridge (10 h) before ferry (5 h): open at 10 and 15."""
    assert _entries(_two_posts()) == [10, 15]


def test_a_rule_puts_another_post_first():
    """Ferry first: open at 5, and the bridge at 15."""
    rule = {"rule": "repair_order", "by": "test", "tasks": [["ferry", "ramp"]]}
    assert _entries(_two_posts(rules=[rule])) == [15, 5]


def test_an_order_that_comes_later_does_not_interrupt_work_in_hand():
    """The rule holds from 2 on; the bridge is in hand since 0 and is done at 10, the ferry at 15."""
    rule = {"rule": "repair_order", "by": "test", "tasks": [["ferry", "ramp"]], "from": "2 h"}
    assert _entries(_two_posts(rules=[rule])) == [10, 15]


def test_more_crews_work_side_by_side():
    """A second crew from 4 on: the ferry is open at 9, the bridge at 10."""
    rule = {"rule": "extra_crews", "by": "test", "crew": "engineers", "count": 1, "from": "4 h"}
    assert _entries(_two_posts(rules=[rule])) == [10, 9]


def test_a_crew_that_leaves_finishes_what_it_has_begun():
    """The extra crew is there from 0 to 2: it has begun the ferry at 0 and is done at 5."""
    rule = {"rule": "extra_crews", "by": "test", "crew": "engineers", "count": 1, "until": "2 h"}
    assert _entries(_two_posts(rules=[rule])) == [10, 5]


def test_a_crew_takes_what_it_can_reach():
    """The bridge can be reached from 3 on: the crew takes the ferry first, until 5, then the bridge until 15."""
    assert _entries(_two_posts(bridge={"from": "3 h"})) == [15, 5]


def test_crews_come_when_they_come():
    """Engineers are there from 6 on: open at 16 and 21."""
    assert _entries(_two_posts(crews={"engineers": {"count": 1, "from": "6 h"}})) == [16, 21]


def test_crews_of_different_sorts_do_not_wait_for_each_other():
    """The ferry is for divers, the bridge for engineers: 10 and 5."""
    log = _two_posts(ferry={"crew": "divers"}, crews={"engineers": {"count": 1}, "divers": {"count": 1}})
    assert _entries(log) == [10, 5]


def test_a_post_that_is_closed_and_damaged_opens_when_both_are_over():
    """Closed until 4, repaired at 10: closed first, then damaged."""
    log = trace(
        world(
            post={
                "closures": [{"until": "4 h"}],
                "damage": {"ramp": {"crew": "engineers", "repair": "10 h"}},
            },
            crews=ENGINEERS,
            at_h=(1,),
        )
    )
    assert times(log, "entry") == [10]
    assert states(log) == [(0, 0, Reason.CLOSED), (4, 0, Reason.DAMAGED), (10, 1, Reason.OPEN)]
    assert states(log, "customs") == [(0, 1, Reason.CLOSED), (4, 1, Reason.DAMAGED), (10, 1, Reason.OPEN)]


def test_a_repair_that_ends_as_the_shift_ends_lets_nothing_begin():
    """The team's hall is repaired at 12, when its shift ends: the line waits for the next day."""
    log = trace(
        world(
            teams={"customs": {"officers": 1, "calendar": "08-12"}},
            post={"damage": {"hall": {"stops": "customs", "crew": "engineers", "repair": "12 h"}}},
            crews=ENGINEERS,
            at_h=(9,),
        )
    )
    assert services(log) == [(0, "check", 9, 32, 33)]


def _two_posts(bridge=None, ferry=None, **fields):
    """A bridge with a repair of 10 h and a ferry with one of 5 h, one crew, and a consignment for each at 1."""
    posts = {
        "bridge": {
            "teams": {"customs": {"officers": 1}},
            "damage": {"span": CLOSED_GATE | {"repair": "10 h"} | (bridge or {})},
        },
        "ferry": {
            "teams": {"customs": {"officers": 1}},
            "damage": {"ramp": CLOSED_GATE | {"repair": "5 h"} | (ferry or {})},
        },
    }
    streams = {
        "aid": {"kind": "relief", "post": "bridge", "goods": "food", "arrivals": arrivals(1)},
        "more": {"kind": "relief", "post": "ferry", "goods": "food", "arrivals": arrivals(1)},
    }
    return trace(world(**{"posts": posts, "streams": streams, "crews": ENGINEERS} | fields))


def _entries(log):
    return times(log, "entry")
