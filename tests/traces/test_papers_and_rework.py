"""Files found incomplete, and steps that have to be done again."""

from worlds import arrivals, services, times, trace, waits, world

from sim.border import Activity

PAPERS = {"papers": {"agency": "customs", "duration": "30 min", "documentary": True}}
INCOMPLETE = {"papers_complete": 0, "papers_take": "4 h"}


def test_an_incomplete_file_waits_for_the_consignee_and_comes_back():
    """Seen from 0 to 0:30 and found incomplete; completed in 4 h, without an officer; seen again from 4:30 to 5."""
    log = trace(world(procedure=PAPERS, stream=INCOMPLETE))
    assert services(log) == [(0, "papers", 0, 0, 0.5), (0, "papers", 4.5, 4.5, 5)]
    assert waits(log, Activity.PAPERS) == [(0, 0.5, 4.5)]
    assert times(log, "release") == [5]


def test_the_officer_is_free_meanwhile_and_who_comes_back_joins_the_end_of_the_line():
    """0 is back at 4:30, as 1 is being seen from 4:15 to 4:45 and 2 is in line since 4:20: 0 is third.

    1 and 2 belong to a stream with complete papers.
    """
    streams = {
        "aid": _stream(0) | INCOMPLETE,
        "trade": _stream(4.25, 4.375),
    }
    log = trace(world(procedure=PAPERS, streams=streams))
    assert services(log) == [
        (0, "papers", 0, 0, 0.5),
        (1, "papers", 4.25, 4.25, 4.75),
        (2, "papers", 4.375, 4.75, 5.25),
        (0, "papers", 4.5, 5.25, 5.75),
    ]


def test_only_the_first_step_on_papers_finds_it():
    """Two steps on papers: once the file is complete the second finds nothing."""
    procedure = PAPERS | {"duties": {"agency": "customs", "duration": "1 h", "documentary": True, "after": "papers"}}
    log = trace(world(procedure=procedure, stream=INCOMPLETE))
    assert services(log) == [(0, "papers", 0, 0, 0.5), (0, "papers", 4.5, 4.5, 5), (0, "duties", 5, 5, 6)]


def test_a_look_at_the_goods_finds_nothing_wrong_with_papers():
    """Without a step on papers an incomplete file is never found."""
    log = trace(world(stream=INCOMPLETE))
    assert services(log) == [(0, "check", 0, 0, 1)]


def test_of_two_side_by_side_the_one_that_ends_first_finds_it():
    """Papers (0:30) and duties (1 h) begin together: papers is done again, duties is not."""
    procedure = PAPERS | {"duties": {"agency": "health", "duration": "1 h", "documentary": True}}
    log = trace(world(procedure=procedure, stream=INCOMPLETE, teams=_both()))
    assert services(log) == [(0, "papers", 0, 0, 0.5), (0, "duties", 0, 0, 1), (0, "papers", 4.5, 4.5, 5)]


def test_papers_sent_ahead_are_completed_ahead():
    """Notice 6 h before arrival at 10: seen at 4, completed by 8:30, seen again until 9; goods are checked at 10."""
    procedure = PAPERS | {"check": {"agency": "customs", "duration": "1 h", "after": "papers"}}
    rules = [{"rule": "before_arrival", "by": "test"}]
    log = trace(world(procedure=procedure, rules=rules, stream=INCOMPLETE | {"notice": "6 h"}, at_h=(10,)))
    assert services(log) == [
        (0, "papers", 4, 4, 4.5),
        (0, "papers", 8.5, 8.5, 9),
        (0, "check", 10, 10, 11),
    ]


def test_rework_comes_back_after_its_delay_as_often_as_it_may():
    """Chance 100 %, twice at most, back after 2 h: 0-1, 3-4, 6-7. The file counts the delay and not the first look."""
    log = trace(world(procedure=_again(chance="100%", delay="2 h", at_most=2)))
    assert services(log) == [(0, "check", 0, 0, 1), (0, "check", 3, 3, 4), (0, "check", 6, 6, 7)]
    assert waits(log, Activity.REWORK) == [(0, 1, 3), (0, 4, 6)]


def test_rework_without_delay_joins_the_end_of_the_line_at_once():
    """0 has to be done again at 1, as 1 waits since 0:30: 1 is served first, then 0 again, then 1 again."""
    log = trace(world(procedure=_again(chance="100%", at_most=1), at_h=(0, 0.5)))
    assert services(log) == [
        (0, "check", 0, 0, 1),
        (1, "check", 0.5, 1, 2),
        (0, "check", 1, 2, 3),
        (1, "check", 2, 3, 4),
    ]
    assert waits(log, Activity.REWORK) == []


def test_no_chance_means_no_rework():
    """Chance 0: done once."""
    assert len(services(trace(world(procedure=_again(chance=0, delay="2 h"))))) == 1


def test_the_next_step_waits_until_the_rework_is_done():
    """The check is done again from 3 to 4; the seal follows at 4."""
    procedure = _again(chance="100%", delay="2 h", at_most=1)
    procedure["seal"] = {"agency": "customs", "duration": "15 min", "after": "check"}
    log = trace(world(procedure=procedure))
    assert services(log)[-1] == (0, "seal", 4, 4, 4.25)


def test_incomplete_papers_and_rework_follow_each_other():
    """The file is completed first (4 h), then the chance of rework is tried: 0-0:30, 4:30-5, 7-7:30."""
    procedure = {"papers": PAPERS["papers"] | {"rework": {"chance": "100%", "delay": "2 h", "at_most": 1}}}
    log = trace(world(procedure=procedure, stream=INCOMPLETE))
    assert services(log) == [(0, "papers", 0, 0, 0.5), (0, "papers", 4.5, 4.5, 5), (0, "papers", 7, 7, 7.5)]
    assert waits(log, Activity.PAPERS) == [(0, 0.5, 4.5)]
    assert waits(log, Activity.REWORK) == [(0, 5, 7)]


def test_joint_work_is_done_again_by_all_if_one_part_has_to_be():
    """The sample may have to be done again, once: both agencies come back after 2 h for the whole joint work."""
    procedure = {
        "exam": {"agency": "customs", "duration": "1 h"},
        "sample": {
            "agency": "health",
            "duration": "30 min",
            "rework": {"chance": "100%", "delay": "2 h", "at_most": 1},
        },
    }
    rules = [{"rule": "together", "by": "test", "steps": ["exam", "sample"]}]
    log = trace(world(procedure=procedure, rules=rules, teams=_both()))
    assert services(log) == [
        (0, "exam", 0, 0, 1),
        (0, "sample", 0, 0, 1),
        (0, "exam", 3, 3, 4),
        (0, "sample", 3, 3, 4),
    ]


def test_each_round_draws_its_own_chance_and_its_own_time():
    """Chance 50 %, gamma times: rounds differ, and the first look is the same with and without rework."""
    duration = {"distribution": "gamma", "mean": "1 h", "cv": 0.5}
    procedure = {"check": {"agency": "customs", "duration": duration, "rework": {"chance": "50%"}}}
    at_h = tuple(range(0, 200, 5))
    again = trace(world(procedure=procedure, at_h=at_h))
    once = trace(world(procedure={"check": {"agency": "customs", "duration": duration}}, at_h=at_h))
    lengths = _lengths(again)
    assert [rounds[0] for rounds in lengths] == [rounds[0] for rounds in _lengths(once)]
    rounds = [len(own) for own in lengths]
    assert set(rounds) >= {1, 2, 3}
    assert all(len(set(own)) == len(own) for own in lengths)


def _lengths(log):
    lengths = {}
    for who, start, end in zip(*(log.visits[name].tolist() for name in ("consignment", "start", "end")), strict=True):
        lengths.setdefault(who, []).append(end - start)
    return [lengths[who] for who in sorted(lengths)]


def _again(**rework):
    return {"check": {"agency": "customs", "duration": "1 h", "rework": rework}}


def _both():
    return {"customs": {"officers": 1}, "health": {"officers": 1}}


def _stream(*at_h):
    return {"kind": "relief", "post": "bridge", "goods": "food", "arrivals": arrivals(*at_h)}
