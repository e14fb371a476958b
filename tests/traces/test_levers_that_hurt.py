"""Worlds in which a lever makes things worse: found by hand or by search, and kept."""

from levers import released
from worlds import arrivals, world

TEAMS = {"customs": {"officers": 1}, "health": {"officers": 1}}


def _stream(goods, *at_h, post="bridge"):
    return {"kind": "relief", "post": post, "goods": goods, "arrivals": arrivals(*at_h)}


def mean(released_h):
    return sum(released_h) / len(released_h)


def test_one_more_officer_can_lengthen_all_waits_together():
    """Tents take customs 2 h and health 6 min, food customs 1 h and health 10 h; tents come first.

    With one customs officer tents are through customs at 2 and released at 2:06, food at 3 and 13: 7.55 h on average.
    With two, food is through at 1, holds health until 11, and tents, through at 2, wait for it: 11.1 and 11, 11.05 h.
    """
    procedure = {
        "open": {"agency": "customs", "duration": "2 h", "for": {"goods": "tents"}},
        "look": {"agency": "customs", "duration": "1 h", "for": {"goods": "food"}},
        "stamp": {"agency": "health", "duration": "6 min", "after": "open", "for": {"goods": "tents"}},
        "sample": {"agency": "health", "duration": "10 h", "after": "look", "for": {"goods": "food"}},
    }
    two = world(teams=TEAMS, procedure=procedure, streams={"a": _stream("tents", 0), "b": _stream("food", 0)})
    more = {"surge_staff": {"team": "customs", "officers": 1}}
    assert released(two) == [2.1, 13]
    assert released(two, more) == [11.1, 11]
    assert mean(released(two, more)) > mean(released(two))


def test_checks_side_by_side_can_lengthen_all_waits_together():
    """Food takes 5 h at customs and then 5 h at health, tents 1 h and 1 h; customs has three officers, health one.

    In series tents are through health at 2 and 3 while food is at customs, and food at 10: 5 h on average. Side by side
    food takes health at once, 0-5, is released at 5, and tents wait: 6 and 7. On average 6 h.
    """
    procedure = {
        "open": {"agency": "customs", "duration": "5 h", "for": {"goods": "food"}},
        "sample": {"agency": "health", "duration": "5 h", "after": "open", "for": {"goods": "food"}},
        "look": {"agency": "customs", "duration": "1 h", "for": {"goods": "tents"}},
        "stamp": {"agency": "health", "duration": "1 h", "after": "look", "for": {"goods": "tents"}},
    }
    three = world(
        teams=TEAMS | {"customs": {"officers": 3}},
        procedure=procedure,
        streams={"a": _stream("food", 0), "b": _stream("tents", 0, 0)},
    )
    assert released(three) == [10, 2, 3]
    assert released(three, "parallel_checks") == [5, 6, 7]


def test_checks_side_by_side_can_be_later_without_any_queue():
    """An incomplete file is noticed by the first papers step to end, and that step is made again, with its own luck.

    In series it is always the certificate; side by side it may be the list, whose second look may happen to be long.
    Each truck is alone. With complete papers none is later side by side than in series; with incomplete ones some are.
    """
    procedure = {
        "certificate": {"agency": "customs", "duration": VARIED, "documentary": True},
        "list": {"agency": "health", "duration": VARIED, "documentary": True, "after": "certificate"},
    }
    fields = {"teams": TEAMS, "procedure": procedure, "observe": "300 d", "at_h": tuple(range(0, 6000, 60))}
    complete = world(**fields)
    incomplete = world(**fields, stream={"papers_complete": 0, "papers_take": "1 h"})
    assert _later(complete, "parallel_checks") == 0
    assert 0 < _later(incomplete, "parallel_checks") < 50


VARIED = {"distribution": "exponential", "mean": "1 h"}


def _later(base, lever):
    """How many are released later with the lever than without."""
    return sum(after > before for before, after in zip(released(base), released(base, lever), strict=True))


def test_one_stop_can_bring_the_long_job_first():
    """Food is an hour from the neighbour's stop and takes 10 h here; tents come at 0:30 and take 6 min here.

    With the way between the stops tents are first, at 0:30, and food comes at 1: 0:36 and 11. Without it food begins at
    0 and tents wait until 10: 10 and 10:06. The mean is 5.8 h with two stops and 10.05 h with one.
    """
    procedure = {
        "leave": {"agency": "exit", "duration": "0 min", "for": {"goods": "food"}},
        "enter": {"agency": "customs", "duration": "10 h", "after": "leave", "for": {"goods": "food"}},
        "stamp": {"agency": "customs", "duration": "6 min", "for": {"goods": "tents"}},
    }
    two = world(
        agencies={"exit": {"side": "exit"}, "customs": {}},
        teams={"exit": {"officers": 1}, "customs": {"officers": 1}},
        post={"neighbour": {"label": "There"}, "crossing": "1 h"},
        procedure=procedure,
        streams={"a": _stream("food", 0), "b": _stream("tents", 0.5)},
    )
    assert released(two) == [11, 0.6]
    assert released(two, "one_stop_post") == [10, 10.1]


def test_a_waiver_for_some_can_lengthen_all_waits_together():
    """Food, sampled 1 h first, is inspected 10 h; tents, inspected 1 h, come at 0:30.

    With the sample tents are inspected first, 0:30-1:30, and food 1:30-11:30: 1.5 and 11.5. Without it food takes the
    inspector at 0, and tents wait until 10: 11 and 10.
    """
    procedure = {
        "sample": {"agency": "health", "duration": "1 h", "for": {"goods": "food"}},
        "inspect": {"agency": "customs", "duration": "10 h", "after": "sample", "for": {"goods": "food"}},
        "look": {"agency": "customs", "duration": "1 h", "for": {"goods": "tents"}},
    }
    two = world(teams=TEAMS, procedure=procedure, streams={"a": _stream("food", 0), "b": _stream("tents", 0.5)})
    assert released(two) == [11.5, 1.5]
    assert released(two, {"waive": {"steps": "sample"}}) == [10, 11]


def test_a_waived_step_may_have_been_the_occasion_to_lodge():
    """Customs takes 3 h; meanwhile the consignee lodges with health, 2 h, for a look of 30 min; health seals at last.

    The seal begins at 3, without another lodgement: 3:30. Without the look the consignee lodges before the seal, 3-5,
    and it ends at 5:30.
    """
    procedure = {
        "open": {"agency": "customs", "duration": "3 h"},
        "look": {"agency": "health", "duration": "30 min"},
        "seal": {"agency": "health", "duration": "30 min", "after": ["open", "look"]},
    }
    one = world(agencies={"customs": {}, "health": {"lodgement": "2 h"}}, teams=TEAMS, procedure=procedure)
    assert released(one) == [3.5]
    assert released(one, {"waive": {"steps": "look"}}) == [5.5]


def test_a_waived_look_at_papers_leaves_what_is_missing_to_the_next_one():
    """Papers lack something: the short look finds it, 1 h, 1 h to complete, 1 h again, then the long one of 10 h: 13 h.

    Without the short look the long one finds it, and is made twice: 10 + 1 + 10 = 21 h.
    """
    procedure = {
        "short": {"agency": "customs", "duration": "1 h", "documentary": True},
        "long": {"agency": "customs", "duration": "10 h", "documentary": True, "after": "short"},
    }
    one = world(procedure=procedure, stream={"papers_complete": 0, "papers_take": "1 h"})
    assert released(one) == [13]
    assert released(one, {"waive": {"steps": "short"}}) == [21]


def test_joint_work_waits_for_what_comes_before_any_of_its_parts():
    """A sample (1 h) can be taken at once, its laboratory work takes 9 h; the inspection comes after 5 h of papers.

    Apart: sample 0-1, laboratory 1-10, inspection 5-6: 10. Jointly, with no overhead and nobody in line, the sample is
    taken with the inspection, 5-6, and the laboratory works until 15.
    """
    procedure = {
        "papers": {"agency": "police", "duration": "5 h"},
        "inspect": {"agency": "customs", "duration": "1 h", "after": "papers"},
        "sample": {"agency": "health", "duration": "1 h"},
        "laboratory": {"agency": "health", "duration": "9 h", "after": "sample", "unattended": True},
    }
    one = world(teams=TEAMS | {"police": {"officers": 1}}, procedure=procedure)
    assert released(one) == [10]
    assert released(one, {"joint_inspection": {"steps": ["inspect", "sample"], "overhead": 1}}) == [15]


def test_a_slot_can_put_a_truck_in_front_of_others():
    """Two trucks of trade at 0 are done at 1 and 2, and relief of 3:06 finds nobody. By slot the second comes at 3."""
    streams = {"a": _stream("food", 0, 0) | {"kind": "commercial"}, "b": _stream("food", 3.1)}
    three = world(streams=streams)
    slots = {"slot_booking": {"per_hour": "8/day", "for": {"kind": "commercial"}}}
    assert released(three) == [1, 2, 4.1]
    assert released(three, slots) == [1, 4, 5]


def test_aligned_hours_have_fewer_officers_at_any_one_time():
    """Customs works 06-12 with two officers, health 12-18. With one set of hours customs has one officer 06-18.

    Two trucks that health does not look at are done at 7 and 8 instead of at 7 and 7.
    """
    teams = {"customs": {"officers": 2, "calendar": "06-12"}, "health": {"officers": 2, "calendar": "12-18"}}
    two = world(teams=teams, at_h=(6, 6))
    assert released(two) == [7, 7]
    assert released(two, "align_hours") == [7, 8]


def test_a_quiet_post_pays_for_a_pool():
    """Both officers are busy at the bridge when one comes to the ferry, where its own officer would have stood."""
    posts = {name: {"teams": {"customs": {"officers": 1}}} for name in ("bridge", "ferry")}
    streams = {"a": _stream("food", *[0] * 6), "b": _stream("food", 1, post="ferry")}
    busy = world(posts=posts, streams=streams)
    pool = {"pool_inspectors": {"teams": "customs", "travel": "30 min"}}
    alone, pooled = released(busy), released(busy, pool)
    assert alone == [1, 2, 3, 4, 5, 6, 2]
    assert pooled[-1] > alone[-1]
    assert mean(pooled) < mean(alone)


def test_a_pool_loses_on_the_road_what_it_wins_at_the_line():
    """Two hours' line at each post in turn, and posts 5 h apart: who helps is later than the line would have been."""
    posts = {name: {"teams": {"customs": {"officers": 1}}} for name in ("bridge", "ferry")}
    streams = {"a": _stream("food", 0, 0), "b": _stream("food", 2, 2, post="ferry")}
    far = world(posts=posts, streams=streams)
    assert released(far) == [1, 2, 3, 4]
    pooled = released(far, {"pool_inspectors": {"teams": "customs", "travel": "5 h"}})
    assert mean(pooled) > mean(released(far))


def test_a_post_that_reopens_sooner_can_release_who_comes_late_later():
    """Three incomplete files are noticed in 3 h each and come back 4 h later; the one that comes at 26 is complete.

    Open from 20: the first looks end at 23, 26 and 29, the files are back at 27, 30 and 33. Who comes at 26 is the next
    at 29, before all of them, and released at 32; they follow at 35, 38 and 41. Open from 12: the looks end at 15, 18
    and 21, the files are back at 19, 22 and 25, before it, and released at 24, 27 and 30; its own is 33.
    """
    check = {"agency": "customs", "duration": "3 h", "documentary": True}
    shut = world(
        teams={"customs": {"officers": 1}},
        post={"closures": [{"until": "20 h"}]},
        procedure={"check": check},
        streams={
            "a": _stream("tents", 0, 0, 0) | {"papers_complete": 0, "papers_take": "4 h"},
            "b": _stream("tents", 26),
        },
    )
    assert released(shut) == [35, 38, 41, 32]
    assert released(shut, {"reopen": {"at": "12 h"}}) == [24, 27, 30, 33]


def test_a_step_that_falls_away_can_be_later_if_it_was_the_occasion_to_lodge():
    """Health asks for a lodgement of half an hour before its first step, here the look at what is red; the sample of an
    hour begins at once, and it is released at 1. Nobody is red: the sample is the first step, and is done at 1:30.
    """
    red = world(
        teams={"health": {"officers": 2}},
        agencies={"health": {"lodgement": "30 min"}},
        procedure={
            "look": {"agency": "health", "duration": "0", "for": {"lane": "red"}},
            "sample": {"agency": "health", "duration": "1 h"},
        },
        lanes=[{"shares": {"red": "100%"}}],
    )
    assert released(red) == [1]
    assert released(red, {"risk_targeting": {"inspected": 0}}) == [1.5]
