"""What levers of arrival and of conflict zones move: remote yards, queues that are shown, slots, closing by force."""

from levers import released, under
from worlds import arrivals, outcomes, times, trace, waits, world

from sim.border import Activity, Outcome


def _stream(*at_h, kind="relief", post="bridge", **more):
    return {"kind": kind, "post": post, "goods": "food", "arrivals": arrivals(*at_h)} | more


# --- a remote yard


def unsolicited(places, aid_h):
    """A yard of so many places, 2 h of work each; unsolicited goods come at 0."""
    return world(
        post={"yard": places},
        procedure={"check": {"agency": "customs", "duration": "2 h"}},
        streams={"junk": _stream(0, consignor="unsolicited"), "aid": _stream(*aid_h, consignor="un")},
        consignors={"unsolicited": {}, "un": {}},
    )


TRIAGE = {"triage_unsolicited": {"travel": "1 h"}}


def test_a_remote_yard_keeps_the_post_free():
    """One place: relief of 0:30 comes in at 2 and is done at 4.

    Sent on to a yard an hour away, the goods of 0 take no place. Relief comes in at 0:30 and is done at 2:30; the goods
    stand in their yard at 1 and are done at 4:30.
    """
    assert released(unsolicited(1, (0.5,))) == [2, 4]
    log = trace(under(unsolicited(1, (0.5,)), TRIAGE))
    assert times(log, "entry") == [1, 0.5]
    assert times(log, "release") == [4.5, 2.5]


def test_what_stands_in_the_remote_yard_comes_last():
    """Relief of 2 passes the unsolicited goods, in line since 1: done at 4:30, and they at 6:30."""
    assert released(unsolicited(2, (0.5, 2))) == [2, 4, 6]
    assert released(unsolicited(2, (0.5, 2)), TRIAGE) == [6.5, 2.5, 4.5]


# --- queues that are shown


def turning(bridge_h, ferry_away="30 min", officers=1, collects=None, guests_h=(0.1,)):
    """Guests at the bridge know a ferry; others stand before them at the bridge. An hour each."""
    posts = {"bridge": {"teams": {"customs": {"officers": officers}}}, "ferry": {"teams": {"customs": {"officers": 1}}}}
    streams = {
        "others": _stream(*bridge_h, kind="commercial") | ({"collects_after": collects} if collects else {}),
        "guests": _stream(*guests_h, diversion={"rule": "stay", "to": {"ferry": ferry_away}}),
    }
    return world(posts=posts, streams=streams)


def test_who_knows_the_lines_turns_to_the_shorter_one():
    """Three stand at the bridge: served there at 3-4. Knowing it, the guest is at the ferry at 0:36, done at 1:36."""
    assert released(turning((0, 0, 0)))[-1] == 4
    assert released(turning((0, 0, 0)), "share_queue_information")[-1] == 1.6


def test_who_knows_that_there_is_no_line_stays():
    """Nobody is at the bridge: the ferry is half an hour further. The log is the same."""
    assert released(turning(()), "share_queue_information") == released(turning(())) == [1.1]


def test_what_is_counted_is_trucks_and_not_work():
    """Three are released by 3 and stand until they are collected, 10 h later. A guest of 3:30 sees three trucks.

    It turns to the ferry, half an hour away, and is released at 5 instead of at 4:30: to know a line is not to know its
    wait.
    """
    collected_late = turning((0, 0, 0), collects="10 h", guests_h=(3.5,))
    assert released(collected_late)[-1] == 4.5
    assert released(collected_late, "share_queue_information")[-1] == 5


def test_all_who_look_at_one_moment_see_the_same():
    """Four officers at the bridge serve four until 1. Four guests of 0:06 see them, a wait of 1 h, and an empty ferry.

    Staying they would all be served 1-2. They all turn to the one officer of the ferry: done at 1:36, 2:36, 3:36, 4:36.
    """
    herd = turning((0, 0, 0, 0), officers=4, guests_h=(0.1,) * 4)
    assert released(herd)[-4:] == [2, 2, 2, 2]
    assert released(herd, "share_queue_information")[-4:] == [1.6, 2.6, 3.6, 4.6]


# --- slots


def queueing():
    """Four trucks of trade at 0 and relief at 0:06, half an hour each."""
    streams = {"trade": _stream(0, 0, 0, 0, kind="commercial"), "aid": _stream(0.1)}
    return world(procedure={"check": {"agency": "customs", "duration": "30 min"}}, streams=streams)


def test_slots_empty_the_line_for_others_and_win_no_hours_for_those_who_book():
    """Trade of slots 0, 1, 2, 3 is done at 0:30, 1:30, 2:30, 3:30 instead of 0:30 to 2; relief at 1, not at 2:30."""
    slots = {"slot_booking": {"per_hour": "1/h", "for": {"kind": "commercial"}}}
    assert released(queueing()) == [0.5, 1, 1.5, 2, 2.5]
    assert released(queueing(), slots) == [0.5, 1.5, 2.5, 3.5, 1]
    assert waits(trace(under(queueing(), slots)), Activity.SLOT) == [(1, 0, 1), (2, 0, 2), (3, 0, 3)]


def test_more_slots_than_trucks_change_nothing():
    """A slot every 36 s, and trucks a quarter of an hour apart: nobody waits for one."""
    apart = world(at_h=(0, 0.25, 0.5))
    assert released(apart, {"slot_booking": {"per_hour": "100/h"}}) == released(apart)


def test_who_books_early_for_a_late_day_leaves_the_slots_before_free():
    """Relief of 48 books at 0, with its notice; trade takes the slots of 1, 2 and 3, and the slots around 48 are apart.

    Of the two who come at 47:30 the one takes 49, as 47:30 is too near to 48, and the other 50.
    """
    streams = {"aid": _stream(48, notice="2 d"), "trade": _stream(1, 2, 2, 47.5, 47.5, kind="commercial")}
    levers = {"slot_booking": {"per_hour": "1/h"}}, {"pre_arrival": {"for": {"kind": "relief"}}}
    assert released(world(streams=streams), *levers) == [2, 3, 4, 50, 51, 49]


# --- conflict zones


def frontline():
    """Trade at 0 and relief at 0:06: half an hour of papers and, in the red lane, a scan of 2 h. All are red."""
    return world(
        procedure={
            "papers": {"agency": "customs", "duration": "30 min"},
            "scan": {"agency": "customs", "duration": "2 h", "after": "papers", "for": {"lane": "red"}},
        },
        lanes=[{"shares": {"red": 1}}],
        streams={"trade": _stream(0, 3, kind="commercial"), "aid": _stream(0.1)},
    )


def test_a_military_closure_stops_trade_and_frees_the_officer_for_relief():
    """Papers 0-0:30 and 0:30-1, scans 1-3, 3-5: without trade relief has both by 2:36. None of the trade gets through.

    All of it goes round if all can, and all of it turns back if nobody can.
    """
    assert released(frontline())[:2] == [3, 5]
    for informal, outcome in ((1, Outcome.INFORMAL), (0, Outcome.TURNED_BACK)):
        closed = {"military_closure": {"informal": informal}}
        assert released(frontline(), closed) == [None, 2.6, None]
        assert outcomes(trace(under(frontline(), closed))) == [outcome, Outcome.RELEASED, outcome]


def test_who_is_there_already_goes_on():
    """Closed from 2 on: the truck of 0 is released as before, the one of 3 turns back."""
    closed = {"military_closure": {"informal": 0, "from": "2 h"}}
    assert released(frontline(), closed) == [3, 5, None]


def test_customs_at_the_frontline_lets_trade_go_on():
    """Nobody is scanned: trade is through at 0:30, relief at 1, and trade of 3 at 3:30."""
    assert released(frontline(), {"customs_frontline": {"inspected": 0}}) == [0.5, 1, 3.5]


def test_an_officer_more_at_the_frontline():
    """All are scanned. With a second officer papers are seen by 0:30 and 0:36, scans made 0:30-2:30 and 0:36-2:36."""
    assert released(frontline(), {"customs_frontline": {"inspected": 1, "officers": 1}})[:2] == [2.5, 2.6]


def test_relief_first_at_the_frontline():
    """Three trucks of trade at 0 and relief at 0:06, papers only: relief is seen 0:30-1 and not 1:30-2."""
    streams = {"trade": _stream(0, 0, 0, kind="commercial"), "aid": _stream(0.1)}
    line = frontline().model_copy(update={"streams": world(streams=streams).streams})
    assert released(line, {"customs_frontline": {"inspected": 0}}) == [0.5, 1, 1.5, 2]
    assert released(line, {"customs_frontline": {"inspected": 0, "relief_first": True}}) == [0.5, 1.5, 2, 1]
