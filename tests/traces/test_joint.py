"""Joint inspection: one officer of each agency, seized in declared order, for the longest part times the overhead.

Waiting for a partner is not work in hand. No officer is held for a team that is not at work.
"""

import pytest
from worlds import arrivals, holds, services, times, trace, world

from sim.border import Hold

PROCEDURE = {
    "exam": {"agency": "customs", "duration": "1 h"},
    "sample": {"agency": "health", "duration": "2 h"},
}
TOGETHER = {"rule": "together", "by": "test", "steps": ["exam", "sample"]}
ONE_EACH = {"customs": {"officers": 1}, "health": {"officers": 1}}


def joint(**changes):
    """A world in which aid is examined and sampled together."""
    return world(**{"teams": ONE_EACH, "procedure": PROCEDURE, "rules": [TOGETHER]} | changes)


def test_it_lasts_as_long_as_the_longest_part_times_the_overhead():
    """Parts of 1 h and 2 h with an overhead of 1.25 take 2 h 30 min, once; both officers are busy for all of it."""
    log = trace(joint(rules=[TOGETHER | {"overhead": 1.25}], at_h=(0, 0)))
    assert services(log) == [
        (0, "exam", 0, 0, 2.5),
        (0, "sample", 0, 0, 2.5),
        (1, "exam", 0, 2.5, 5),
        (1, "sample", 0, 2.5, 5),
    ]
    assert times(log, "release") == [2.5, 5]
    assert log.visits["critical"].tolist() == [1, 0, 1, 0]


def test_separate_parts_are_shorter_when_side_by_side():
    """Without the rule the parts are done side by side: 1 h and 2 h, release after 2 h."""
    log = trace(joint(rules=[]))
    assert services(log) == [(0, "exam", 0, 0, 1), (0, "sample", 0, 0, 2)]


def test_officers_are_seized_in_the_declared_order_and_held_for_a_partner_at_work():
    """Customs is declared first: its officer is held from 0:30, while health is busy with cargo until 2.

    Cargo of another kind asks for customs at 1 and has to wait for the officer who is held, until 4.
    """
    streams = {
        "aid": _stream("relief", 0.5),
        "cargo": _stream("commercial", 0),
        "parcels": _stream("commercial", 1),
    }
    procedure = {
        "exam": PROCEDURE["exam"] | {"for": {"stream": ["aid", "parcels"]}},
        "sample": PROCEDURE["sample"] | {"for": {"stream": ["aid", "cargo"]}},
    }
    log = trace(joint(streams=streams, procedure=procedure))
    assert services(log) == [
        (0, "sample", 0, 0, 2),
        (1, "exam", 0.5, 2, 4),
        (1, "sample", 0.5, 2, 4),
        (2, "exam", 1, 4, 5),
    ]
    assert holds(log, Hold.PARTNER) == [(1, "health", 0.5, 2)]


def test_the_declared_order_is_that_of_the_agencies_and_not_of_the_rule():
    """The rule names health first, the world declares customs first: customs is seized, and its row stands, first."""
    log = trace(joint(rules=[TOGETHER | {"steps": ["sample", "exam"]}]))
    assert services(log) == [(0, "exam", 0, 0, 2), (0, "sample", 0, 0, 2)]


@pytest.mark.parametrize("health", ["12-18", "00-06, 12-24"])
def test_hours_that_never_overlap_never_let_it_begin_and_block_nobody(health):
    """Customs works 06-12, health never then: aid is not inspected, and customs serves cargo as if it were not there.

    Aid has been in line since 6, cargo comes at 7 and at 31; an officer held for a partner who is away would keep both
    waiting.
    """
    procedure = {
        "exam": PROCEDURE["exam"],
        "sample": PROCEDURE["sample"] | {"for": {"stream": "aid"}},
    }
    log = trace(
        joint(
            teams={"customs": {"officers": 1, "calendar": "06-12"}, "health": {"officers": 1, "calendar": health}},
            streams={"aid": _stream("relief", 6), "cargo": _stream("commercial", 7, 31)},
            procedure=procedure,
        )
    )
    assert services(log) == [(1, "exam", 7, 7, 8), (2, "exam", 31, 31, 32)]


def test_hours_that_barely_overlap_give_one_beginning_a_day():
    """Customs 06-12 and health 11-18 share one hour: of two consignments of 2 h one is begun each day, at 11.

    The first runs over customs' closing at 12 as overtime; the second begins at 11 on the next day. It has awaited
    health until 11, stood in line at customs, and awaited health again from customs' opening at 30 to 35. Separate
    inspections would have released both on the first day: joint work can be worse.
    """
    teams = {"customs": {"officers": 1, "calendar": "06-12"}, "health": {"officers": 1, "calendar": "11-18"}}
    log = trace(joint(teams=teams, at_h=(6, 6)))
    assert services(log, "customs") == [(0, "exam", 6, 11, 13), (1, "exam", 6, 35, 37)]
    assert holds(log, Hold.PARTNER) == [(0, "health", 6, 11), (1, "health", 6, 11), (1, "health", 30, 35)]
    apart = trace(joint(teams=teams, at_h=(6, 6), rules=[]))
    assert times(apart, "release") == [13, 15]


def test_a_partner_who_is_away_is_awaited_without_an_officer():
    """Health comes at 8: aid, ready at 6, takes its old place at customs then, before parcels that came at 7:30.

    From 6 to 8 customs serves others: cargo from 7 to 9. At 8 customs is busy, and parcels are in line since 7:30. At 9
    aid, in line since 6, is first and both officers are free.
    """
    streams = {
        "aid": _stream("relief", 6),
        "cargo": _stream("commercial", 7, 7.5),
    }
    procedure = {
        "exam": {"agency": "customs", "duration": "2 h"},
        "sample": PROCEDURE["sample"] | {"for": {"stream": "aid"}},
    }
    teams = {"customs": {"officers": 1}, "health": {"officers": 1, "calendar": "08-16"}}
    log = trace(joint(streams=streams, procedure=procedure, teams=teams))
    assert services(log, "customs") == [(1, "exam", 7, 7, 9), (0, "exam", 6, 9, 11), (2, "exam", 7.5, 11, 13)]
    assert holds(log, Hold.PARTNER) == [(0, "health", 6, 8)]


def test_a_held_officer_is_let_go_at_closing_and_the_old_place_kept():
    """Customs closes at 12 while its officer is held for health: he is let go, and next day aid is first at customs.

    Health is busy with cargo from 11 for 24 h, until 35. Customs (06-12) holds an officer for aid from 11:30 to 12, and
    again from 30. Parcels came to customs at 11:45 and have to wait until aid is done: at 35 both are there, for 2 h,
    which end after customs' closing, and parcels begin at 54.
    """
    streams = {
        "aid": _stream("relief", 11.5),
        "cargo": _stream("commercial", 11),
        "parcels": _stream("commercial", 11.75),
    }
    procedure = {
        "exam": PROCEDURE["exam"] | {"for": {"stream": ["aid", "parcels"]}},
        "sample": PROCEDURE["sample"] | {"for": {"stream": "aid"}},
        "quarantine": {"agency": "health", "duration": "24 h", "for": {"stream": "cargo"}},
    }
    teams = {"customs": {"officers": 1, "calendar": "06-12"}, "health": {"officers": 1}}
    log = trace(joint(streams=streams, procedure=procedure, teams=teams))
    assert services(log, "customs") == [(1, "exam", 11.5, 35, 37), (2, "exam", 11.75, 54, 55)]
    assert holds(log, Hold.PARTNER) == [(1, "health", 11.5, 12), (1, "health", 30, 35)]


def test_an_officer_is_let_go_when_the_awaited_partner_closes():
    """Health closes at 12 while aid holds customs' officer for it: he is free at once, and parcels are served.

    Health is in overtime with cargo from 11 to 13 and comes back at 32. Aid holds customs from 11:30 to 12; parcels
    wait at customs from 11:45 and begin at 12. Aid is inspected at 32.
    """
    streams = {
        "aid": _stream("relief", 11.5),
        "cargo": _stream("commercial", 11),
        "parcels": _stream("commercial", 11.75),
    }
    procedure = {
        "exam": PROCEDURE["exam"] | {"for": {"stream": ["aid", "parcels"]}},
        "sample": PROCEDURE["sample"] | {"for": {"stream": ["aid", "cargo"]}},
    }
    teams = {"customs": {"officers": 1}, "health": {"officers": 1, "calendar": "08-12"}}
    log = trace(joint(streams=streams, procedure=procedure, teams=teams))
    assert services(log, "customs") == [(2, "exam", 11.75, 12, 13), (1, "exam", 11.5, 32, 34)]
    assert holds(log, Hold.PARTNER) == [(1, "health", 11.5, 12), (1, "health", 12, 32)]


def test_a_held_officer_is_let_go_when_the_team_is_cut():
    """Two customs officers, one at work and one held for health; cut to one at 1: the held one goes, work goes on.

    Parcels are examined from 0 for 2 h; aid waits for health, busy with cargo until 4. At 2 customs' officer is free
    and held for aid again; at 4 aid begins.
    """
    streams = {
        "aid": _stream("relief", 0.5),
        "cargo": _stream("commercial", 0),
        "parcels": _stream("commercial", 0),
    }
    procedure = {
        "exam": PROCEDURE["exam"] | {"for": {"stream": "aid"}},
        "sample": PROCEDURE["sample"] | {"for": {"stream": "aid"}},
        "quarantine": {"agency": "health", "duration": "4 h", "for": {"stream": "cargo"}},
        "scan": {"agency": "customs", "duration": "2 h", "for": {"stream": "parcels"}},
    }
    teams = {
        "customs": {"officers": 2, "at_close": "pause", "changes": [{"from": "1 h", "officers": 1}]},
        "health": {"officers": 1},
    }
    log = trace(joint(streams=streams, procedure=procedure, teams=teams))
    assert services(log) == [
        (1, "scan", 0, 0, 2),
        (0, "quarantine", 0, 0, 4),
        (2, "exam", 0.5, 4, 6),
        (2, "sample", 0.5, 4, 6),
    ]
    assert holds(log, Hold.PARTNER) == [(2, "health", 0.5, 1), (2, "health", 2, 4)]


def test_an_officer_who_ends_at_the_cut_is_not_counted_against_a_held_one():
    """Two customs officers, cut to one at 1, when the one at work ends: the other, who is held for health, is kept.

    Parcels are scanned from 0 to 1. Aid holds the other officer from 0:30 until health is free at 4, without a break.
    """
    streams = {
        "aid": _stream("relief", 0.5),
        "cargo": _stream("commercial", 0),
        "parcels": _stream("commercial", 0),
    }
    procedure = {
        "exam": PROCEDURE["exam"] | {"for": {"stream": "aid"}},
        "sample": PROCEDURE["sample"] | {"for": {"stream": "aid"}},
        "quarantine": {"agency": "health", "duration": "4 h", "for": {"stream": "cargo"}},
        "scan": {"agency": "customs", "duration": "1 h", "for": {"stream": "parcels"}},
    }
    teams = {"customs": {"officers": 2, "changes": [{"from": "1 h", "officers": 1}]}, "health": {"officers": 1}}
    log = trace(joint(streams=streams, procedure=procedure, teams=teams))
    assert holds(log, Hold.PARTNER) == [(2, "health", 0.5, 4)]


def test_last_call_of_a_partner_lets_nothing_begin():
    """Health's last call is from 11 to 12: aid, ready at 11, does not hold customs' officer, and begins at 32."""
    teams = {
        "customs": {"officers": 1},
        "health": {"officers": 1, "calendar": "08-12", "last_call": "1 h"},
    }
    streams = {"aid": _stream("relief", 11), "cargo": _stream("commercial", 11)}
    procedure = {
        "exam": PROCEDURE["exam"],
        "sample": PROCEDURE["sample"] | {"for": {"stream": "aid"}},
    }
    log = trace(joint(teams=teams, streams=streams, procedure=procedure))
    assert services(log, "customs") == [(1, "exam", 11, 11, 12), (0, "exam", 11, 32, 34)]


def test_a_partner_who_pauses_at_closing_pauses_all_and_it_goes_on_before_the_line():
    """Health pauses at 12 with 1 h of 2 left: customs' officer goes too, serves cargo, and comes back before parcels.

    Aid begins at 11. Cargo asks customs at 11:30 and is served from 12 for 20 h and a half, to 32:30. Health is back at
    32; aid needs customs too, who is free at 32:30: the last hour is from then to 33:30. Parcels, at customs since
    12:30, come after.
    """
    streams = {
        "aid": _stream("relief", 11),
        "cargo": _stream("commercial", 11.5),
        "parcels": _stream("commercial", 12.5),
    }
    procedure = {
        "exam": PROCEDURE["exam"] | {"for": {"stream": ["aid", "parcels"]}},
        "sample": PROCEDURE["sample"] | {"for": {"stream": "aid"}},
        "scan": {"agency": "customs", "duration": "20.5 h", "for": {"stream": "cargo"}},
    }
    teams = {"customs": {"officers": 1}, "health": {"officers": 1, "calendar": "08-12", "at_close": "pause"}}
    log = trace(joint(streams=streams, procedure=procedure, teams=teams))
    assert services(log, "customs") == [
        (1, "scan", 11.5, 12, 32.5),
        (0, "exam", 11, 11, 33.5),
        (2, "exam", 12.5, 33.5, 34.5),
    ]
    assert holds(log, Hold.PAUSE) == [(0, "health", 12, 32.5)]


def test_a_partner_in_overtime_goes_when_the_other_pauses():
    """Customs finishes, health pauses: customs closes at 12 and goes on in overtime until health pauses at 13.

    2 h from 11:30: 1.5 h are done at 13. Both are back at 32: half an hour more.
    """
    teams = {
        "customs": {"officers": 1, "calendar": "08-12"},
        "health": {"officers": 1, "calendar": "08-13", "at_close": "pause"},
    }
    log = trace(joint(teams=teams, at_h=(11.5,)))
    assert services(log, "health") == [(0, "sample", 11.5, 11.5, 32.5)]
    assert holds(log, Hold.PAUSE) == [(0, "health", 13, 32)]


def test_of_two_paused_joint_works_the_older_goes_on_first():
    """Two joint works pause at 12 with 1 h and 1:30 h left; at 32 one officer of each is back: first the older.

    0 begins at 11, 1 at 11:30, each 2 h. From 32 on there is one health officer: 0 goes on until 33, 1 until 34:30.
    """
    teams = {
        "customs": {"officers": 2},
        "health": {
            "officers": 2,
            "calendar": "08-12",
            "at_close": "pause",
            "changes": [{"from": "1 d", "officers": 1}],
        },
    }
    log = trace(joint(teams=teams, at_h=(11, 11.5)))
    assert services(log, "customs") == [(0, "exam", 11, 11, 33), (1, "exam", 11.5, 11.5, 34.5)]


def test_a_closure_pauses_joint_work():
    """The post closes from 1 to 3: both officers stop, and go on at 3 for the hour that is left."""
    log = trace(joint(post={"closures": [{"from": "1 h", "until": "3 h"}]}))
    assert services(log) == [(0, "exam", 0, 0, 4), (0, "sample", 0, 0, 4)]
    assert [end - start for _, _, start, end in holds(log, Hold.PAUSE)] == [2]


def test_three_agencies_wait_for_the_last():
    """Customs and health are free at 0, the police until 1 busy with cargo: customs and health are held until then."""
    procedure = {**PROCEDURE, "escort": {"agency": "police", "duration": "1 h"}}
    streams = {"cargo": _stream("commercial", 0), "aid": _stream("relief", 0)}
    procedure = {
        name: step | ({"for": {"stream": "aid"}} if name != "escort" else {}) for name, step in procedure.items()
    }
    log = trace(
        joint(
            teams={**ONE_EACH, "police": {"officers": 1}},
            streams=streams,
            procedure=procedure,
            rules=[TOGETHER | {"steps": ["exam", "sample", "escort"]}],
        )
    )
    assert services(log) == [
        (0, "escort", 0, 0, 1),
        (1, "exam", 0, 1, 3),
        (1, "sample", 0, 1, 3),
        (1, "escort", 0, 1, 3),
    ]
    assert holds(log, Hold.PARTNER) == [(1, "police", 0, 1)]


def test_two_steps_of_one_team_take_one_officer_for_their_sum():
    """One officer of each team: two checks by customs (1 h and 1:30 h) last 2:30 h, longer than health's 2 h."""
    procedure = {**PROCEDURE, "weigh": {"agency": "customs", "duration": "1.5 h"}}
    log = trace(joint(procedure=procedure, rules=[TOGETHER | {"steps": ["exam", "sample", "weigh"]}]))
    assert times(log, "release") == [2.5]
    assert services(log) == [(0, "exam", 0, 0, 2.5), (0, "sample", 0, 0, 2.5)]


def test_joint_work_comes_after_all_that_its_parts_come_after_and_before_what_follows_any():
    """Papers come before the exam, sealing after the sample: papers, then both together, then sealing."""
    procedure = {
        "papers": {"agency": "customs", "duration": "30 min"},
        "exam": PROCEDURE["exam"] | {"after": "papers"},
        "sample": PROCEDURE["sample"],
        "seal": {"agency": "health", "duration": "15 min", "after": "sample"},
    }
    log = trace(joint(procedure=procedure))
    assert services(log) == [
        (0, "papers", 0, 0, 0.5),
        (0, "exam", 0.5, 0.5, 2.5),
        (0, "sample", 0.5, 0.5, 2.5),
        (0, "seal", 2.5, 2.5, 2.75),
    ]


def test_a_part_that_is_not_needed_leaves_the_other_alone():
    """Tents need no sample: their exam is done alone, in 1 h, and nobody from health comes."""
    log = trace(
        joint(
            stream={"goods": "tents"},
            procedure=PROCEDURE | {"sample": PROCEDURE["sample"] | {"for": {"goods": "food"}}},
        )
    )
    assert services(log) == [(0, "exam", 0, 0, 1)]


def _stream(kind, *at_h):
    return {"kind": kind, "post": "bridge", "goods": "food", "arrivals": arrivals(*at_h)}
