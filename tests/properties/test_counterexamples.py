"""What generated worlds once found wrong, worked out by hand."""

from worlds import services, times, trace, world

ONE_EACH = {"customs": {"officers": 1}, "health": {"officers": 1}, "police": {"officers": 1}}


def test_a_backlog_inside_holds_its_places_before_anybody_is_let_in():
    """One place, two inside, and one who has waited outside for longer: it enters when both are out, at 2.

    Customs takes an hour each: 1 until 1, 2 until 2, then 0, the oldest, until 3.
    """
    log = trace(
        world(
            at_h=(),
            post={"yard": 1},
            backlog=[
                {"post": "bridge", "stream": "aid", "count": 1, "age": "30 h"},
                {"post": "bridge", "stream": "aid", "count": 2, "step": "check"},
            ],
        )
    )
    assert times(log, "entry") == [2, 0, 0]
    assert times(log, "release") == [3, 1, 2]


def test_what_follows_unfinished_joint_work_is_not_done():
    """A backlog waits for `papers`, which is done together with `check`: the search after `check` is still to come.

    Joint work of an hour ends at 1, the search at 2; before, it was released at 0.
    """
    log = trace(
        world(
            at_h=(),
            teams=ONE_EACH,
            procedure={
                "check": {"agency": "customs", "duration": "1 h"},
                "search": {"agency": "police", "duration": "1 h", "after": "check"},
                "papers": {"agency": "health", "duration": "1 h"},
            },
            backlog=[{"post": "bridge", "stream": "aid", "count": 1, "step": "papers"}],
            rules=[{"rule": "together", "by": "test", "steps": ["check", "papers"]}],
        )
    )
    assert services(log) == [(0, "check", 0, 0, 1), (0, "papers", 0, 0, 1), (0, "search", 1, 1, 2)]
    assert times(log, "release") == [2]


def test_joint_work_that_is_paused_when_the_run_ends_was_begun():
    """Begun at 0, paused when health closes at 2, and not resumed by 10, the end: it is work in hand since 0."""
    log = trace(
        world(
            observe="5 h",
            run_out="5 h",
            teams={"customs": {"officers": 1}, "health": {"officers": 1, "calendar": "00-02", "at_close": "pause"}},
            procedure={
                "check": {"agency": "customs", "duration": "3 h"},
                "papers": {"agency": "health", "duration": "3 h"},
            },
            rules=[{"rule": "together", "by": "test", "steps": ["check", "papers"]}],
        )
    )
    assert log.ongoing["consignment"].tolist() == [0]
    assert log.ongoing["start"].tolist() == [0]


def test_however_many_lose_patience_outside_the_next_one_is_let_in():
    """1500 give up an hour after midnight before a gate that opens at 6; whoever comes at 5:30 enters then."""
    waves = {"pattern": "listed", "times": [{"at": "0 h", "convoys": 1500}, "5.5 h"]}
    log = trace(world(post={"gate": "06-18"}, stream={"patience": "1 h", "arrivals": waves}))
    assert times(log, "left")[:1500] == [1] * 1500
    assert times(log, "entry")[1500] == 6
