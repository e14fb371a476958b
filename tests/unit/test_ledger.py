"""The time ledger on hand-made logs: every cause, no moment twice, and sums that are exact to the microsecond."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from logbook import LogBook, stream, tiny_world, wide_world

from sim.border import draw, run
from sim.border.eventlog import NEVER, NOBODY, Activity, Hold, Reason
from sim.measures import Cause, kinds_of, ledger, ledger_table, measure
from sim.measures.tables import visits_table
from sim.world.quantities import DAY_US, HOUR_US

WORLD, WIDE = tiny_world(), wide_world()
CUSTOMS, HEALTH, VETS, MINISTRY = 0, 1, 2, 3
EAST, WEST = 0, 1


def account(book: LogBook, who: int = 0, *, by_agency: bool = False) -> dict:
    """Hours of a consignment by cause, or by cause and agency."""
    entries = ledger(book.world, book.log())
    hours: dict = {}
    for k in np.flatnonzero(entries.consignment == who):
        cause = Cause(entries.cause[k])
        key = (cause, int(entries.agency[k])) if by_agency else cause
        hours[key] = hours.get(key, 0) + entries.us[k] / HOUR_US
    return hours


def test_service_and_queue():
    """A consignment that waits 3 h for busy officers and is served for 2 h has 3 h of queue and 2 h of service."""
    book = LogBook(WORLD)
    row = book.service("east.customs", 1, 4, 6)
    book.consignment(base=1, release=6, final=row)
    assert account(book) == {Cause.QUEUE: 3, Cause.SERVICE: 2}


def test_a_wait_goes_moment_by_moment_to_the_state_of_the_team():
    """Ready at 0, begun at 10: 2 h closed, 1 h damaged, 3 h off shift, 1 h last call; the other 3 h are queue."""
    book = LogBook(WORLD)
    row = book.service("east.customs", 0, 10, 11)
    book.consignment(release=11, final=row)
    book.state("east.customs", 1, Reason.CLOSED)
    book.state("east.customs", 3, Reason.DAMAGED)
    book.state("east.customs", 4, Reason.OFF_SHIFT)
    book.state("east.customs", 7, Reason.OPEN)
    book.state("east.customs", 8, Reason.LAST_CALL, officers=1)
    book.state("east.customs", 9, Reason.OPEN)
    # Off shift holds the last call: 3 + 1. Open from 0 to 1, 7 to 8 and 9 to 10.
    assert account(book) == {Cause.CLOSED: 2, Cause.DAMAGED: 1, Cause.OFF_SHIFT: 4, Cause.QUEUE: 3, Cause.SERVICE: 1}


def test_states_of_other_teams_do_not_matter():
    """A closed team elsewhere changes no account."""
    book = LogBook(WORLD)
    row = book.service("west.customs", 0, 2, 3)
    book.consignment(post="west", release=3, final=row)
    book.state("east.customs", 0, Reason.CLOSED)
    book.state("west.health", 0, Reason.CLOSED)
    assert account(book) == {Cause.QUEUE: 2, Cause.SERVICE: 1}


def test_a_pause_takes_the_cause_for_which_the_team_stopped():
    """Work from 0 to 10 with a pause from 2 to 8: damaged until 4, off shift until 7, and an officer short until 8."""
    book = LogBook(WORLD)
    row = book.service("east.health", 0, 0, 10)
    book.hold(row, Hold.PAUSE, "east.health", 2, 8)
    book.consignment(release=10, final=row)
    book.state("east.health", 2, Reason.DAMAGED)
    book.state("east.health", 4, Reason.OFF_SHIFT)
    book.state("east.health", 7, Reason.OPEN)
    # 4 to 7 off shift, and 7 to 8 with officers at work on others: taken away, which is off shift too.
    assert account(book) == {Cause.DAMAGED: 2, Cause.OFF_SHIFT: 4, Cause.SERVICE: 4}


def test_overtime_is_service():
    """Work that goes on after the end of the shift is work."""
    book = LogBook(WORLD)
    row = book.service("east.customs", 0, 1, 4)
    book.consignment(release=4, final=row)
    book.state("east.customs", 2, Reason.OFF_SHIFT)
    assert account(book) == {Cause.QUEUE: 1, Cause.SERVICE: 3}


def test_a_held_officer_waits_for_the_partner():
    """Customs is held from 2 to 9 while health is awaited: off shift until 5, busy until 9; before 2 it is a queue."""
    book = LogBook(WORLD)
    row = book.service("east.customs", 0, 9, 10)
    book.service("east.health", 0, 9, 10, critical=0)
    book.hold(row, Hold.PARTNER, "east.health", 2, 9)
    book.consignment(release=10, final=row)
    book.state("east.health", 0, Reason.OFF_SHIFT)
    book.state("east.health", 5, Reason.OPEN)
    assert account(book, by_agency=True) == {
        (Cause.QUEUE, CUSTOMS): 2,
        (Cause.OFF_SHIFT, HEALTH): 3,
        (Cause.PARTNER, HEALTH): 4,
        (Cause.SERVICE, CUSTOMS): 1,
    }


def test_an_officer_let_go_is_no_partner_wait():
    """Customs held from 1 to 3, let go at its closing until 6, held again to 8: only 2 + 2 h wait for the partner."""
    book = LogBook(WORLD)
    row = book.service("east.customs", 0, 8, 9)
    book.hold(row, Hold.PARTNER, "east.health", 1, 3)
    book.hold(row, Hold.PARTNER, "east.health", 6, 8)
    book.consignment(release=9, final=row)
    book.state("east.customs", 3, Reason.OFF_SHIFT)
    book.state("east.customs", 6, Reason.OPEN)
    assert account(book) == {Cause.QUEUE: 1, Cause.PARTNER: 4, Cause.OFF_SHIFT: 3, Cause.SERVICE: 1}


def test_holds_that_overlap_count_once():
    """Two pauses from 2 to 6 and from 3 to 5 leave 6 of 10 h of work; the first one, of a closed team, has them all."""
    book = LogBook(WORLD)
    row = book.service("east.customs", 0, 0, 10)
    book.hold(row, Hold.PAUSE, "east.customs", 2, 6)
    book.hold(row, Hold.PAUSE, "east.health", 3, 5)
    book.consignment(release=10, final=row)
    book.state("east.customs", 2, Reason.CLOSED)
    book.state("east.customs", 6, Reason.OPEN)
    assert account(book) == {Cause.SERVICE: 6, Cause.CLOSED: 4}


@pytest.mark.parametrize(("post", "open_cause"), [("east", Cause.YARD_FULL), ("west", Cause.CLOSED)])
def test_the_wait_outside(post, open_cause):
    """Outside from 0 to 9: 2 h out of hours, 3 h damaged; at an open gate the yard is full, where there is a yard."""
    book = LogBook(WORLD)
    gate = book.wait(Activity.GATE, 0, 9)
    row = book.service(f"{post}.customs", 9, 9, 10, gate)
    book.consignment(post=post, entry=9, release=10, final=row)
    book.state(post, 1, Reason.CLOSED)
    book.state(post, 3, Reason.DAMAGED)
    book.state(post, 6, Reason.OPEN)
    expected = {Cause.CLOSED: 2, Cause.DAMAGED: 3, Cause.SERVICE: 1}
    expected[open_cause] = expected.get(open_cause, 0) + 4
    assert account(book) == expected


def test_holds_without_an_officer():
    """Lodging takes the consignee 2 h, the missing papers 5 h, the second look comes after 3 h more."""
    book = LogBook(WORLD)
    lodging = book.wait(Activity.CONSIGNEE, 0, 2)
    first = book.service("east.customs", 2, 2, 3, lodging)
    papers = book.wait(Activity.PAPERS, 3, 8, first)
    second = book.service("east.customs", 8, 8, 9, papers)
    rework = book.wait(Activity.REWORK, 9, 12, second)
    third = book.service("east.customs", 12, 12, 13, rework)
    book.consignment(release=13, final=third)
    assert account(book) == {Cause.CONSIGNEE: 2, Cause.PAPERS: 5, Cause.REWORK: 3, Cause.SERVICE: 3}


def test_a_detour_is_travel():
    """A consignment expected at 0 that reaches another post at 7 has travelled for 7 h."""
    book = LogBook(WORLD)
    gate = book.wait(Activity.GATE, 7, 8)
    row = book.service("west.customs", 8, 8, 9, gate)
    book.consignment(post="west", base=0, arrival=7, entry=8, release=9, final=row)
    book.state("west", 7, Reason.CLOSED)
    assert account(book) == {Cause.TRAVEL: 7, Cause.CLOSED: 1, Cause.SERVICE: 1}


def test_ways_and_waits_without_an_officer():
    """3 h at home for a slot, 2 h to another post, 5 h by courier to the capital and 5 h back, 2 h for a permit."""
    book = LogBook(WIDE)
    slot = book.wait(Activity.SLOT, 0, 3)
    detour = book.wait(Activity.TRAVEL, 3, 5, slot)
    out = book.wait(Activity.COURIER, 5, 10, detour, step="permit")
    desk = book.service("ministry", 10, 12, 13, out)
    back = book.wait(Activity.COURIER, 13, 18, desk, step="permit")
    permit = book.wait(Activity.PERMIT, 18, 20, back, step="permit")
    book.consignment(post="west", first_post="east", arrival=5, release=20, final=permit)
    assert account(book, by_agency=True) == {
        (Cause.SLOT, NOBODY): 3,
        (Cause.TRAVEL, NOBODY): 2,
        (Cause.COURIER, MINISTRY): 10,
        (Cause.QUEUE, MINISTRY): 2,
        (Cause.SERVICE, MINISTRY): 1,
        (Cause.PERMIT, MINISTRY): 2,
    }
    # The desk in the capital is at no post: its hours are those of the post that the consignment is at.
    assert set(ledger(WIDE, book.log()).post.tolist()) == {WEST}


def test_an_officer_on_the_way_is_travel():
    """Ready at 0; vets off shift from 1 to 3, busy until 5, then on the way until 8, also in an hour of last call."""
    book = LogBook(WIDE)
    row = book.service("vets", 0, 8, 9)
    book.hold(row, Hold.TRAVEL, "vets", 5, 8)
    book.consignment(post="west", release=9, final=row)
    book.state("vets", 1, Reason.OFF_SHIFT)
    book.state("vets", 3, Reason.OPEN)
    book.state("vets", 6, Reason.LAST_CALL, officers=1)
    book.state("vets", 7, Reason.OPEN)
    assert account(book, by_agency=True) == {
        (Cause.OFF_SHIFT, VETS): 2,
        (Cause.QUEUE, VETS): 1 + 2,
        (Cause.TRAVEL, VETS): 3,
        (Cause.SERVICE, VETS): 1,
    }
    assert set(ledger(WIDE, book.log()).post.tolist()) == {WEST}


def test_a_partner_on_the_way_is_travel_and_no_partner_wait():
    """Customs is held from 2 to 12 while vets are awaited, who are on the way from 4 to 6 and from 9 to 12."""
    book = LogBook(WIDE)
    row = book.service("east.customs", 0, 12, 13)
    book.service("vets", 0, 12, 13, critical=0)
    book.hold(row, Hold.PARTNER, "vets", 2, 12)
    book.hold(row, Hold.TRAVEL, "vets", 4, 6)
    book.hold(row, Hold.TRAVEL, "vets", 9, 12)
    book.consignment(release=13, final=row)
    book.state("vets", 3, Reason.OFF_SHIFT)
    book.state("vets", 5, Reason.OPEN)
    assert account(book, by_agency=True) == {
        (Cause.QUEUE, CUSTOMS): 2,
        # Awaited without travel from 2 to 4 and from 6 to 9, of which off shift from 3 to 4.
        (Cause.OFF_SHIFT, VETS): 1,
        (Cause.PARTNER, VETS): 1 + 3,
        (Cause.TRAVEL, VETS): 2 + 3,
        (Cause.SERVICE, CUSTOMS): 1,
    }


def test_travel_before_and_after_a_partner_wait():
    """On the way from 1 to 2 and from 9 to 11; awaited as a partner from 4 to 7 alone; the rest is queue."""
    book = LogBook(WIDE)
    row = book.service("east.customs", 0, 12, 13)
    book.hold(row, Hold.TRAVEL, "vets", 1, 2)
    book.hold(row, Hold.PARTNER, "vets", 4, 7)
    book.hold(row, Hold.TRAVEL, "vets", 9, 11)
    book.consignment(release=13, final=row)
    assert account(book) == {Cause.TRAVEL: 1 + 2, Cause.PARTNER: 3, Cause.QUEUE: 6, Cause.SERVICE: 1}


def test_a_post_that_is_shut_is_closed_also_to_officers_who_rove():
    """Ready at 0 for vets; the post is shut from 1 to 4, they are off shift from 3 to 6 and on the way from 8 to 10."""
    book = LogBook(WIDE)
    row = book.service("vets", 0, 10, 11)
    book.hold(row, Hold.TRAVEL, "vets", 8, 10)
    book.consignment(post="west", release=11, final=row)
    book.state("vets", 3, Reason.OFF_SHIFT)
    book.state("vets", 6, Reason.OPEN)
    for at, reason in ((0, Reason.OPEN), (1, Reason.CLOSED), (4, Reason.OFF_SHIFT), (6, Reason.OPEN)):
        book.state_at("west", "vets", at, reason)
    book.state_at("east", "vets", 0, Reason.DAMAGED)
    # Off shift from 4 on, for until then the post is shut; busy elsewhere from 0 to 1 and from 6 to 8.
    assert account(book, by_agency=True) == {
        (Cause.CLOSED, VETS): 3,
        (Cause.OFF_SHIFT, VETS): 2,
        (Cause.QUEUE, VETS): 1 + 2,
        (Cause.TRAVEL, VETS): 2,
        (Cause.SERVICE, VETS): 1,
    }


def test_a_pause_of_an_officer_who_roves():
    """Work from 0 to 10, a pause from 2 to 9: the post shut until 5, then the officer elsewhere, on the way at 7."""
    book = LogBook(WIDE)
    row = book.service("vets", 0, 0, 10)
    book.hold(row, Hold.TRAVEL, "vets", 7, 9)
    book.hold(row, Hold.PAUSE, "vets", 2, 9)
    book.consignment(post="west", release=10, final=row)
    for at, reason in ((0, Reason.OPEN), (2, Reason.CLOSED), (5, Reason.OPEN)):
        book.state_at("west", "vets", at, reason)
    assert account(book) == {Cause.SERVICE: 2 + 1, Cause.CLOSED: 3, Cause.QUEUE: 2, Cause.TRAVEL: 2}


def test_a_wait_that_is_handed_over_is_a_wait_for_each_team_in_its_turn():
    """Ready at 0 for health, off shift from 1 to 2; handed over to vets at 4, who are off shift until 6, begin at 9."""
    book = LogBook(WIDE)
    row = book.service("vets", 0, 9, 10)
    book.hold(row, Hold.LINE, "east.health", 0, 4)
    book.consignment(release=10, final=row)
    book.state("east.health", 1, Reason.OFF_SHIFT)
    book.state("east.health", 2, Reason.OPEN)
    book.state("east.health", 4, Reason.OFF_SHIFT)
    book.state("vets", 0, Reason.OFF_SHIFT)
    book.state("vets", 6, Reason.OPEN)
    assert account(book, by_agency=True) == {
        (Cause.OFF_SHIFT, HEALTH): 1,
        (Cause.QUEUE, HEALTH): 3,
        (Cause.OFF_SHIFT, VETS): 2,
        (Cause.QUEUE, VETS): 3,
        (Cause.SERVICE, VETS): 1,
    }


def test_a_way_to_a_wait_that_was_handed_over_later_is_travel():
    """Vets were on the way from 1 to 2; their line was handed over to customs at 3, who awaited health from 4 to 5."""
    book = LogBook(WIDE)
    row = book.service("east.customs", 0, 6, 7)
    book.hold(row, Hold.TRAVEL, "vets", 1, 2)
    book.hold(row, Hold.LINE, "vets", 0, 3)
    book.hold(row, Hold.PARTNER, "east.health", 4, 5)
    book.consignment(release=7, final=row)
    assert account(book, by_agency=True) == {
        (Cause.QUEUE, VETS): 1 + 1,
        (Cause.TRAVEL, VETS): 1,
        (Cause.PARTNER, HEALTH): 1,
        (Cause.QUEUE, CUSTOMS): 1 + 1,
        (Cause.SERVICE, CUSTOMS): 1,
    }


def test_a_wait_that_ends_without_work_is_a_wait():
    """Passed over after 6 h in the line of health, of which 2 h off shift; the next step follows at once."""
    book = LogBook(WORLD)
    passed = book.passed("east.health", 0, 6)
    row = book.service("east.customs", 6, 6, 7, passed)
    book.consignment(release=7, final=row)
    book.state("east.health", 1, Reason.OFF_SHIFT)
    book.state("east.health", 3, Reason.OPEN)
    assert account(book, by_agency=True) == {
        (Cause.OFF_SHIFT, HEALTH): 2,
        (Cause.QUEUE, HEALTH): 4,
        (Cause.SERVICE, CUSTOMS): 1,
    }


def test_what_comes_after_release_is_in_no_account():
    """Collected by 9 and taken away by 15, released at 5: an account of 5 h."""
    book = LogBook(WORLD)
    row = book.service("east.customs", 0, 1, 5)
    collected = book.wait(Activity.COLLECTION, 5, 9, row)
    book.wait(Activity.REMOVAL, 9, 15, collected)
    book.consignment(release=5, removal=15, final=row)
    assert account(book) == {Cause.QUEUE: 1, Cause.SERVICE: 4}


def test_what_was_done_before_arrival_costs_no_time():
    """Papers worked on from -3 to -1 h are out of the account; a check begun before arrival counts from arrival."""
    book = LogBook(WORLD)
    papers = book.service("east.customs", -5, -3, -1)
    check = book.service("east.health", -1, -1, 4, papers)
    book.consignment(base=0, release=4, final=check)
    assert account(book) == {Cause.SERVICE: 4}


def test_steps_side_by_side_count_along_the_critical_path_alone():
    """Two steps at once, of 10 h and 7.5 h, take 10 h and not 17.5 h."""
    book = LogBook(WORLD)
    book.service("east.health", 0, 0, 7.5)
    last = book.service("east.customs", 0, 0, 10)
    book.consignment(release=10, final=last)
    assert account(book) == {Cause.SERVICE: 10}


def test_a_release_that_nothing_explains_is_travel():
    """Without any row the whole time is on the way; a release at arrival has no account at all."""
    book = LogBook(WORLD)
    book.consignment(base=1, release=3)
    book.consignment(base=1, release=1)
    assert (account(book, 0), account(book, 1)) == ({Cause.TRAVEL: 2}, {})


def test_only_the_released_have_an_account():
    """Work on a consignment that is never released is in no account."""
    book = LogBook(WORLD)
    book.service("east.customs", 0, 1, 2)
    book.consignment()
    assert ledger(WORLD, book.log()).us.size == 0


def test_time_before_the_run_is_set_apart():
    """What stood there before the run began waits for reasons that its log cannot tell."""
    book = LogBook(WORLD)
    earlier = book.wait(Activity.EARLIER, -30, 0)
    row = book.service("east.customs", 0, 1, 2, earlier)
    book.consignment(base=-30, cohort=0, release=2, final=row)
    assert account(book) == {Cause.EARLIER: 30, Cause.QUEUE: 1, Cause.SERVICE: 1}


def test_table_by_kind_post_agency_and_cause():
    """Hours of the consignments that count, each at its kind, post, agency and cause; nobody's stand last."""
    book = LogBook(WORLD)
    gate = book.wait(Activity.GATE, 0, 4)
    aid = book.service("east.health", 4, 6, 7, gate)
    trade = book.service("west.customs", 0, 0, 5, who=1)
    left_out = book.service("west.customs", 0, 0, 50, who=2)
    book.consignment("aid", entry=4, release=7, final=aid)
    book.consignment("trade", release=5, final=trade)
    book.consignment("trade", release=50, final=left_out)
    log = book.log()
    table = ledger_table(WORLD, log, ledger(WORLD, log), np.array([True, True, False]))
    expected = np.zeros((2, 2, 3, len(Cause)))
    expected[0, EAST, 2, Cause.YARD_FULL] = 4
    expected[0, EAST, HEALTH, Cause.QUEUE] = 2
    expected[0, EAST, HEALTH, Cause.SERVICE] = 1
    expected[1, WEST, CUSTOMS, Cause.SERVICE] = 5
    assert kinds_of(WORLD) == ("relief", "commercial")
    np.testing.assert_array_equal(table, expected)


TIMES = st.integers(-20, 60)
TEAMS = st.sampled_from(["east.customs", "east.health", "vets", "ministry"])
OWN_TIME = st.sampled_from(sorted({*Activity} - {Activity.SERVICE, Activity.PASSED_OVER}))
STEPS = st.sampled_from([None, *WIDE.procedure])


@st.composite
def journeys(draw):
    """Any chain of rows, also with gaps and overlaps, holds and states that no model would log."""
    book = LogBook(WIDE)
    for place in ("east", "east.customs", "east.health", "vets", "ministry"):
        for at in draw(st.lists(st.integers(0, 60), max_size=4)):
            book.state(place, at, draw(st.sampled_from(Reason)))
    for post in draw(st.sets(st.sampled_from(["east", "west"]))):
        book.state_at(post, "vets", WIDE.start_us / HOUR_US, Reason.OPEN)
        book.state_at(post, "vets", draw(st.integers(0, 60)), draw(st.sampled_from(Reason)))
    for who in range(draw(st.integers(1, 3))):
        row = NOBODY
        for _ in range(draw(st.integers(0, 4))):
            ready, start, end = sorted(draw(st.tuples(TIMES, TIMES, TIMES)))
            activity = draw(st.sampled_from([Activity.SERVICE, Activity.PASSED_OVER, None]))
            if activity is None:
                row = book.wait(draw(OWN_TIME), ready, end, row, who=who, step=draw(STEPS))
                continue
            team = draw(TEAMS)
            if activity is Activity.SERVICE:
                row = book.service(team, ready, start, end, row, who=who)
            else:
                row = book.passed(team, ready, end, row, who=who)
            for a, b in draw(st.lists(st.tuples(TIMES, TIMES).map(sorted), max_size=4)):
                book.hold(row, draw(st.sampled_from(Hold)), draw(TEAMS), a, b)
        base = draw(st.integers(-10, 30))
        released = draw(st.none() | st.integers(0, 40))
        book.consignment(base=base, release=None if released is None else base + released, final=row)
    return book


@settings(deadline=None, max_examples=150)
@given(journeys())
def test_every_account_adds_up_exactly(book):
    """Whatever the log says, entries are above zero and add up to release less base arrival, to the microsecond."""
    log = book.log()
    entries = ledger(WIDE, log)
    sums = np.zeros(len(book.rows), dtype=np.int64)
    np.add.at(sums, entries.consignment, entries.us)
    release, base = log.consignments["release"], log.consignments["base_arrival"]
    assert (entries.us > 0).all()
    np.testing.assert_array_equal(sums, np.where(release == NEVER, 0, release - base))
    assert np.isin(entries.post, (EAST, WEST)).all()


@pytest.fixture(scope="module")
def busy():
    """A real run with a yard, a closed gate, damage, pauses, incomplete papers, rework and joint work."""
    hours = {"officers": {"06-18": 2}, "at_close": "pause"}
    steps = {
        "papers": {"label": "Papers", "agency": "customs", "duration": HOUR_US // 4, "documentary": True},
        "check": {
            "label": "Check",
            "agency": "health",
            "after": "papers",
            "duration": HOUR_US // 2,
            "rework": {"chance": 0.2, "delay": 2 * HOUR_US},
        },
        "exam": {"label": "Exam", "agency": "customs", "after": "papers", "duration": HOUR_US // 3},
    }
    closure = {"from": 30 * HOUR_US, "until": 35 * HOUR_US}
    damage = {"bridge": {"crew": "engineers", "repair": 20 * HOUR_US}}
    world = tiny_world(
        observe=4 * DAY_US,
        posts={
            "east": {
                "label": "East",
                "yard": 10,
                "gate": "05-20",
                "closures": [closure],
                "teams": {"customs": hours, "health": {"officers": {"08-16": 1}}},
            },
            "west": {"label": "West", "damage": damage, "teams": {"customs": hours, "health": hours}},
        },
        crews={"engineers": {"count": 1}},
        streams={
            "aid": {
                **stream("relief", "east", "food"),
                "arrivals": {"pattern": "surge", "total": 150, "mean": 30 * HOUR_US},
                "papers_complete": 0.5,
                "papers_take": 3 * HOUR_US,
                "lodges_after": HOUR_US,
            },
            "trade": {
                **stream("commercial", "west", "general"),
                "post": {"east": 1, "west": 2},
                "arrivals": {"pattern": "surge", "total": 150, "mean": 48 * HOUR_US},
            },
        },
        procedure=steps,
        rules=[{"rule": "together", "by": "joint", "steps": ["check", "exam"], "for": {"goods": "food"}}],
    )
    return world, run(world, draw(world, seed=7))


def test_accounts_of_a_real_run_add_up_and_leave_nothing_unexplained(busy):
    """Each account is release less base arrival, all sorts of cause occur, and no time lacks an explaining row."""
    world, log = busy
    entries = ledger(world, log)
    sums = np.zeros(len(log.consignments["release"]), dtype=np.int64)
    np.add.at(sums, entries.consignment, entries.us)
    released = log.consignments["release"] != NEVER
    spent = log.consignments["release"] - log.consignments["base_arrival"]
    np.testing.assert_array_equal(sums[released], spent[released])
    assert {Cause(cause) for cause in np.unique(entries.cause)} == {
        *(Cause.SERVICE, Cause.PAPERS, Cause.CONSIGNEE, Cause.REWORK, Cause.CLOSED),
        *(Cause.DAMAGED, Cause.YARD_FULL, Cause.OFF_SHIFT, Cause.PARTNER, Cause.QUEUE),
    }


@pytest.fixture(scope="module")
def whole():
    """A real run with slots, diversion, courier, a permit, roving vets, removals, destinations and hidden things."""
    quarter = {"label": "Step", "duration": HOUR_US // 4}
    surge = {"pattern": "surge", "total": 100, "mean": 30 * HOUR_US}
    hidden = {"weapons": 0.3, "persons": 0.2}
    away = {"rule": "divert_when_closed", "to": {"west": 4 * HOUR_US}}
    closure = {"from": 20 * HOUR_US, "until": 26 * HOUR_US}
    teams = {"customs": {"officers": 2}, "health": {"officers": 1, "at_close": "pause"}}
    onward = {"city": 5 * HOUR_US, "camp": 9 * HOUR_US}
    world = wide_world(
        procedure={
            "papers": quarter | {"agency": "customs"},
            "check": quarter | {"agency": "health", "after": "papers"},
            "herd": quarter | {"agency": "vets", "after": "papers", "for": {"goods": "food"}},
            "permit": quarter | {"agency": "ministry", "after": "check", "for": {"goods": "food"}},
            "sample": quarter | {"agency": "health", "after": "check", "unattended": True},
        },
        posts={
            "east": {"label": "East", "closures": [closure], "teams": teams, "onward": onward, "removals": 4.0},
            "west": {"label": "West", "teams": teams, "onward": onward},
        },
        streams={
            "aid": stream("relief", "east", "food", destination={"city": 1, "camp": 1})
            | {"arrivals": surge, "diversion": away},
            "trade": stream("commercial", "west", "general", hidden=hidden) | {"arrivals": surge},
            "herds": stream("commercial", "west", "food") | {"arrivals": surge | {"total": 20}},
        },
        rules=[{"rule": "slots", "by": "slots", "post": "east", "per_hour": 2}],
    )
    return world, run(world, draw(world, seed=7))


def test_accounts_of_a_whole_border_add_up(whole):
    """Each account is release less base arrival, at a post and with all sorts of hold without an officer."""
    world, log = whole
    entries = ledger(world, log)
    sums = np.zeros(len(log.consignments["release"]), dtype=np.int64)
    np.add.at(sums, entries.consignment, entries.us)
    released = log.consignments["release"] != NEVER
    spent = log.consignments["release"] - log.consignments["base_arrival"]
    np.testing.assert_array_equal(sums[released], spent[released])
    assert np.isin(entries.post, (EAST, WEST)).all()
    assert {Cause.TRAVEL, Cause.COURIER, Cause.SLOT, Cause.PERMIT, Cause.QUEUE} <= set(entries.cause.tolist())
    vets, ministry = (entries.agency == log.names.agencies.index(name) for name in ("vets", "ministry"))
    assert Cause.TRAVEL in entries.cause[vets]
    assert Cause.COURIER in entries.cause[ministry]


def test_figures_of_a_whole_border(whole):
    """On a real run some are diverted and delivered, carriers are found or pass, and all officers count."""
    world, log = whole
    figures = measure(world, log)
    assert 0 < figures.value("aid/diverted_share") < 1
    there, cleared = figures.value("aid/at_destination_mean_h"), figures.value("aid/clearance_mean_h")
    assert cleared + 5 <= there <= cleared + 9 + 24
    # Health looks at everybody, finds half of the weapons and all persons: whom it has seen, it has found or let pass.
    weapons = {
        name: figures.value(f"weapons/{name}") for name in ("examined_share", "found_share", "passed_unseen_share")
    }
    assert weapons["examined_share"] == 1
    assert weapons["found_share"] + weapons["passed_unseen_share"] == 1
    assert figures.value("persons/passed_unseen") == 0
    assert set(figures.curves["persons/detected_share"]) == {1}
    # Six officers at the two posts, one who roves and one in the capital, for the 6 days of the run.
    assert figures.value("all/officer_h") == (2 * 3 + 2) * 144
    worked = visits_table(log)["worked_h"].sum()
    assert figures.value("all/worked_h") == pytest.approx(worked, rel=1e-12)


def test_service_in_the_accounts_is_in_the_visits(busy):
    """Hours of service of the released are hours worked in their rows: on the critical path alone, hence never more."""
    world, log = busy
    entries = ledger(world, log)
    visits = visits_table(log)
    in_ledger = entries.us[entries.cause == Cause.SERVICE].sum() / HOUR_US
    released = np.flatnonzero(log.consignments["release"] != NEVER)
    worked = visits["worked_h"][visits["consignment"].isin(released)].sum()
    assert 0 < in_ledger <= worked
    # All rows together are all the work of the window, for nothing is in hand at the end and the run begins with it.
    assert (log.ongoing["start"] == NEVER).all()
    assert measure(world, log).value("all/worked_h") == pytest.approx(visits["worked_h"].sum(), rel=1e-12)
