"""Steps, lanes, teams and hours of the week of the consignments that decide, worked out by hand."""

import numpy as np
import pytest
from logbook import LogBook, tiny_world, wide_world

from sim.border import draw, run
from sim.border.eventlog import Activity, Hold, Reason
from sim.measures import WEEK_CAUSES, WEEK_H, Cause, decides, measure, team_places, week_weights
from sim.measures.facts import Run
from sim.measures.walk import walk_back
from sim.measures.week import week_hours
from sim.policies import apply
from sim.scenario import load_scenario
from sim.world.quantities import DAY_US, HOUR_US

WORLD = tiny_world()
CUSTOMS, HEALTH = 0, 1
SATURDAY = 5 * 24
"""The onset is a Saturday at midnight in UTC."""


def night(book: LogBook) -> None:
    """Customs at East are off shift from 2 h to 10 h."""
    book.state("east.customs", 2, Reason.OFF_SHIFT)
    book.state("east.customs", 10, Reason.OPEN)


def one() -> LogBook:
    """Aid waits from 1 h, is served from 10:30 to 11:45 with a quarter's pause, then by health from 12 to 13 h."""
    book = LogBook(WORLD)
    night(book)
    papers = book.service("east.customs", 1, 10.5, 11.75)
    book.hold(papers, Hold.PAUSE, "east.customs", 11, 11.25)
    check = book.service("east.health", 11.75, 12, 13, papers)
    book.consignment("aid", base=1, lodged=1, release=13, final=check, lane=1)
    return book


def week(book: LogBook, world=WORLD) -> dict[str, np.ndarray]:
    curves = measure(world, book.log()).curves
    return {cause: curves[f"week/{cause}"].reshape(len(world.agencies), WEEK_H) for cause in WEEK_CAUSES}


def by_hour(row: np.ndarray) -> dict[int, float]:
    """Hours that are not empty, counted from Saturday midnight."""
    return {int(hour) - SATURDAY: float(row[hour]) for hour in np.flatnonzero(row)}


def test_time_is_told_by_hour_of_the_week():
    """Off shift 2 to 10 h; queue 1 to 2 h and 10 to 10:30; service around the pause, whose officer was taken away."""
    told = week(one())
    assert by_hour(told["off_shift"][CUSTOMS]) == {**dict.fromkeys(range(2, 10), 1.0), 11: 0.25}
    assert by_hour(told["queue"][CUSTOMS]) == {1: 1.0, 10: 0.5}
    assert by_hour(told["service"][CUSTOMS]) == {10: 0.5, 11: 0.5}
    assert by_hour(told["queue"][HEALTH]) == {11: 0.25}
    assert by_hour(told["service"][HEALTH]) == {12: 1.0}


def test_hours_are_those_of_the_clock_on_the_wall():
    """In Kathmandu, at UTC + 5:45, what begins at 1:00 UTC is an hour of which a quarter lies before 7:00."""
    world = tiny_world(zone="Asia/Kathmandu")
    book = LogBook(world)
    papers = book.service("east.customs", 1, 1, 2)
    book.consignment("aid", base=1, release=2, final=papers)
    assert by_hour(week(book, world)["service"][CUSTOMS]) == {6: 0.25, 7: 0.75}


def test_only_the_released_of_what_decides_count():
    """Trade, and aid that is not released, leave no trace; in a world without relief all traffic decides."""
    book = LogBook(WORLD)
    book.consignment("trade", release=2, final=book.service("west.customs", 0, 1, 2))
    book.consignment("aid", base=0)
    assert not any(hours.any() for hours in week(book).values())
    trade = {"trade": WORLD.streams["trade"]}
    assert (decides(WORLD), decides(tiny_world(streams=trade))) == ("relief", "all")


def test_waits_for_a_partner_are_no_queue():
    """Of a wait from 0 to 5 h the partner's night is off shift with it, its busy hour neither queue nor off shift."""
    book = LogBook(WORLD)
    book.state("east.health", 3, Reason.OFF_SHIFT)
    book.state("east.health", 4, Reason.OPEN)
    joint = book.service("east.customs", 0, 5, 6)
    book.hold(joint, Hold.PARTNER, "east.health", 2, 5)
    book.consignment("aid", base=0, release=6, final=joint)
    told = week(book)
    assert by_hour(told["queue"][CUSTOMS]) == {0: 1.0, 1: 1.0}
    assert by_hour(told["off_shift"][HEALTH]) == {3: 1.0}
    assert not told["queue"][HEALTH].any()


@pytest.mark.parametrize("name", ["two-agencies", "calendars-that-miss", "second-wave"])
def test_a_week_adds_up_to_the_ledger(name):
    """Under every policy service, queue and off shift of each agency are those of the ledger over all posts."""
    scenario = load_scenario(name)
    inputs = draw(scenario.world, 1)
    for policy in scenario.policies.values():
        world = apply(policy, scenario.world)
        whole = Run(world, run(world, inputs))
        told = week_hours(world, whole.log, walk_back(whole.log), whole.released)
        accounts = whole.ledger.sum(axis=(0, 1))[:-1]
        for cause in WEEK_CAUSES:
            of_agencies = accounts[:, Cause[cause.upper()]]
            np.testing.assert_allclose(told[cause].sum(axis=1), of_agencies, rtol=1e-9, atol=1e-6)


def test_hours_of_the_week_are_counted_over_what_is_measured():
    """Two days and four: all hours of Saturday to Thursday come once, those of Friday never."""
    weights = week_weights(WORLD)
    assert weights.sum() == (2 * DAY_US + 4 * DAY_US) / HOUR_US
    assert [weights[24 * day] for day in range(7)] == [1, 1, 1, 1, 0, 1, 1]


def test_steps_are_told_with_their_waits_and_work():
    """Papers: 9:30 of wait and a quarter of pause, an hour of work; check: a quarter of wait, an hour of work."""
    curves = measure(WORLD, one().log()).curves
    assert curves["steps/passed"].tolist() == [1, 1]
    assert curves["steps/waited_h"].tolist() == [9.75, 0.25]
    assert curves["steps/worked_h"].tolist() == [1, 1]


def test_steps_without_an_officer_are_told_too():
    """A permit of five hours is work of its step; completing papers is no step."""
    book = LogBook(WORLD)
    permit = book.wait(Activity.PERMIT, 0, 5, step="check")
    papers = book.wait(Activity.PAPERS, 5, 7, permit)
    book.consignment("aid", release=7, final=papers)
    curves = measure(WORLD, book.log()).curves
    assert (curves["steps/passed"].tolist(), curves["steps/worked_h"].tolist()) == ([0, 1], [0, 5])


def test_lanes_are_told_with_their_clearance():
    """One in the second lane after 12 h, one in none that is not released within the run-out of 96 h."""
    book = one()
    book.consignment("aid", base=2)
    curves = measure(WORLD, book.log()).curves
    assert curves["lanes/arrived"].tolist() == [0, 1, 0, 0, 1]
    assert curves["lanes/released"].tolist() == [0, 1, 0, 0, 0]
    assert curves["lanes/clearance_h"].tolist() == [0, 12, 0, 0, 96]


def test_teams_have_places_that_no_policy_moves():
    """Those at posts, then those that serve several, and each name once more for what a rule may pool."""
    world = wide_world()
    assert team_places(world) == (
        *((post, team) for post in ("east", "west") for team in ("customs", "health")),
        *((None, team) for team in ("ministry", "vets", "customs", "health")),
    )
    curves = measure(WORLD, one().log()).curves
    # Off shift from 2 to 10 h, in six days: 136 h on duty, of which one was worked.
    assert curves["teams/on_duty_h"][:2].tolist() == [136, 144]
    assert curves["teams/worked_h"][:2].tolist() == [1, 1]
