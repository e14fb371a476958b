"""Figures of one run on hand-made logs, each worked out beside the assertion."""

import math
import pickle
from dataclasses import replace

import numpy as np
import pytest
from logbook import LogBook, stream, tiny_world, wide_world
from scipy.special import ndtr, ndtri

from sim.border.eventlog import NOBODY, Activity, Hold, Outcome, Reason
from sim.measures import (
    CATALOGUE,
    Cause,
    detection_curve,
    measure,
    released_grid_h,
    signal_grid,
    team_figures,
    time_grid_h,
)
from sim.measures.tables import consignments_table, states_table, visits_table
from sim.world.quantities import DAY_US, HOUR_US

WORLD, WIDE = tiny_world(), wide_world()
RUN_OUT_H = 96


def figure(book: LogBook, key: str) -> float | None:
    return measure(book.world, book.log()).value(key)


def mixed() -> LogBook:
    """Five aid consignments: released after 10, 30 and 60 h, released too late, and turned away."""
    book = LogBook(WORLD)
    book.consignment(base=0, entry=4, release=10, removal=12)
    book.consignment(base=5, release=35, removal=100)
    book.consignment(base=10, release=70, removal=110)
    book.consignment(base=1, entry=None, release=1 + RUN_OUT_H + 20)
    book.consignment(base=2, entry=None, left=8, outcome=Outcome.ABANDONED)
    return book


@pytest.mark.parametrize(
    ("measured", "expected"),
    [
        ("arrived", 5),
        # 10 + 30 + 60, and the whole run-out of 96 h for the late one and the one turned away.
        ("clearance_mean_h", (10 + 30 + 60 + 96 + 96) / 5),
        ("clearance_released_mean_h", (10 + 30 + 60) / 3),
        # The third of five is the first by which at least half are released; nine in ten never are.
        ("clearance_median_h", 60),
        ("clearance_p90_h", math.inf),
        ("released_24h_share", 1 / 5),
        ("released_48h_share", 2 / 5),
        ("released_72h_share", 3 / 5),
        # Removed after 12 h, after 95 h and after 100 h, of which the last is beyond the run-out.
        ("removal_mean_h", (12 + 95 + 96 + 96 + 96) / 5),
        ("removed_24h_share", 1 / 5),
        # In after 4 h, at once, at once, and twice never.
        ("outside_mean_h", (4 + 96 + 96) / 5),
        ("released_share", 3 / 5),
        ("abandoned_share", 1 / 5),
        ("turned_back_share", 0),
        ("unreleased_share", 1 / 5),
    ],
)
def test_release_figures(measured, expected):
    """Nothing is dropped: whoever is late, turns away or never gets through counts with the run-out or as infinite."""
    assert figure(mixed(), f"relief/{measured}") == pytest.approx(expected, rel=1e-15)


def test_a_figure_is_a_total_over_a_count():
    """Means and shares carry what they are made of, so that runs can be pooled by consignment."""
    figures = measure(WORLD, mixed().log())
    place = figures.keys.index("relief/clearance_mean_h")
    assert (figures.total[place], figures.count[place]) == (10 + 30 + 60 + 96 + 96, 5)


@pytest.mark.parametrize(("released_h", "quantile_h"), [(range(1, 11), 9), (range(1, 12), 10)])
def test_nine_in_ten_means_at_least_nine_in_ten(released_h, quantile_h):
    """Of 10 released after 1, 2, … 10 h nine are by 9 h; of 11, by 9 h only 82 % are, by 10 h 91 %."""
    book = LogBook(WORLD)
    for h in released_h:
        book.consignment(release=h)
    assert figure(book, "relief/clearance_p90_h") == quantile_h


def test_only_the_cohort_is_measured():
    """Consignments outside the cohort change no release figure."""
    book = LogBook(WORLD)
    book.consignment(release=10)
    book.consignment(base=60, release=150, cohort=0)
    assert (figure(book, "relief/arrived"), figure(book, "relief/clearance_mean_h")) == (1, 10)


def test_a_release_at_the_very_end_of_the_run_out_counts():
    """Released after exactly 96 h is released; a microsecond later it is not."""
    book = LogBook(WORLD)
    book.consignment(release=RUN_OUT_H)
    book.consignment(release=RUN_OUT_H + 1 / 3.6e9)
    assert figure(book, "relief/released_share") == 1 / 2


def test_shares_beyond_the_run_out_are_unknown():
    """With a run-out of 2 d nobody can say who is released within 72 h."""
    book = LogBook(tiny_world(run_out=2 * DAY_US))
    book.consignment(release=10)
    figures = measure(book.world, book.log())
    shares = [figures.value(f"all/released_{h}h_share") for h in (24, 48, 72)]
    assert shares == [1, 1, None]


def test_groups():
    """Each consignment counts in all, in its kind, its stream, its goods and its post, and in no other group."""
    book = LogBook(WORLD)
    book.consignment("aid", release=4)
    book.consignment("trade", release=8)
    book.consignment("trade", post="east", goods="food", release=9)
    arrived = {
        key.split("/")[0]: figure(book, key) for key in measure(WORLD, book.log()).keys if key.endswith("/arrived")
    }
    expected = {
        "all": 3,
        "relief": 1,
        "commercial": 2,
        "aid": 1,
        "trade": 2,
        "food": 2,
        "general": 1,
        "east": 2,
        "west": 1,
    }
    assert arrived == expected
    assert figure(book, "east/clearance_mean_h") == (4 + 9) / 2


def test_loads():
    """The cohort's released tonnes, and all tonnes released in the two days of observation, a day."""
    book = LogBook(WORLD)
    book.consignment(release=10, tonnes=5)
    book.consignment(release=50, tonnes=7)
    book.consignment(base=-5, release=1, tonnes=11, cohort=0)
    book.consignment(tonnes=100)
    assert figure(book, "relief/released_t") == 5 + 7
    assert figure(book, "relief/tonnes_per_day") == (5 + 11) / 2
    assert figure(book, "food/released_t") == 5 + 7
    # Trade does not say what its consignments weigh, and of general cargo there is nothing else.
    assert (figure(book, "commercial/released_t"), figure(book, "general/released_t")) == (None, None)


def test_commercial_value():
    """Only commercial consignments have commercial value, and only what was released counts."""
    book = LogBook(WORLD)
    book.consignment("trade", release=5, value_usd=300)
    book.consignment("trade", value_usd=1000)
    book.consignment("aid", release=5, value_usd=50_000)
    assert (figure(book, "all/commercial_value_usd"), figure(book, "east/commercial_value_usd")) == (300, 0)
    no_value = LogBook(tiny_world(streams={"aid": stream("relief", "east", "food")}))
    assert figure(no_value, "all/commercial_value_usd") is None


def test_trade_a_day():
    """Of commercial value, whatever was released in the two days of observation, cohort or not, by post."""
    book = LogBook(WORLD)
    book.consignment("trade", release=10, value_usd=300)
    book.consignment("trade", base=-5, release=1, value_usd=500, cohort=0)
    book.consignment("trade", post="east", release=20, value_usd=40)
    book.consignment("trade", release=50, value_usd=7000)
    book.consignment("aid", release=20, value_usd=90_000)
    # The world observes for 48 h: what is released at 50 h is too late.
    assert figure(book, "west/trade_per_day_usd") == (300 + 500) / 2
    assert figure(book, "east/trade_per_day_usd") == 40 / 2
    assert figure(book, "all/trade_per_day_usd") == (300 + 500 + 40) / 2


def test_duty():
    """Duty on what is released of the cohort; without a duty and a value nobody knows it."""
    book = LogBook(WIDE)
    book.consignment("trade", release=10, duty_usd=30)
    book.consignment("trade", post="east", release=20, duty_usd=5)
    book.consignment("trade", duty_usd=400)
    book.consignment("trade", release=20, duty_usd=6000, cohort=0)
    assert [figure(book, f"{name}/duty_usd") for name in ("all", "east", "west")] == [35, 5, 30]
    unstated = tiny_world(streams={"trade": stream("commercial", "west", "general", duty=0.1)})
    assert figure(LogBook(unstated), "all/duty_usd") is None


# Ways round, and on


def gone_round() -> LogBook:
    """Of four traders one is released after 10 h, two go round, one after its run-out, and one is turned back."""
    book = LogBook(WIDE)
    book.consignment("trade", release=10, value_usd=100)
    book.consignment("trade", entry=None, left=3, outcome=Outcome.INFORMAL, value_usd=2000)
    book.consignment("trade", entry=None, left=3 + RUN_OUT_H, outcome=Outcome.INFORMAL, value_usd=30_000, post="east")
    book.consignment("trade", entry=None, left=5, outcome=Outcome.TURNED_BACK, value_usd=400_000)
    return book


def test_who_goes_round_is_never_released():
    """Going round unseen counts with the whole run-out, has its own share, and is not waited for any more."""
    book = gone_round()
    assert figure(book, "trade/clearance_mean_h") == (10 + 3 * 96) / 4
    assert figure(book, "trade/informal_share") == 1 / 4
    assert figure(book, "trade/turned_back_share") == 1 / 4
    # The one that had not gone by the end of its run-out was still there then, but not at the end of the run.
    assert (figure(book, "trade/unreleased_share"), figure(book, "trade/still_inside")) == (1 / 4, 0)
    assert [figure(book, f"{name}/informal_share") for name in ("west", "east", "relief")] == [1 / 3, 0, None]
    assert figure(book, "all/backlog_worst") == 4


def test_value_gone_round():
    """Only what went round within its run-out, at the post where it turned; unknown where no value is stated."""
    book = gone_round()
    assert [figure(book, f"{name}/informal_value_usd") for name in ("all", "trade", "west", "east")] == [
        2000,
        2000,
        2000,
        0,
    ]
    assert figure(LogBook(WORLD), "aid/informal_value_usd") is None


def test_diverted():
    """One of three turned to another post, at which it counts."""
    book = LogBook(WORLD)
    book.consignment(release=10)
    book.consignment(release=20, first_post="east", post="west")
    book.consignment(release=30)
    book.consignment(release=40, first_post="east", post="west", cohort=0)
    assert (figure(book, "aid/diverted_share"), figure(book, "west/arrived")) == (1 / 3, 1)
    assert "west/diverted_share" not in measure(WORLD, book.log()).keys


def on_the_way() -> LogBook:
    """Three for the camp, there after 40, 60 h and never; one for the city, there too late; one trader ends here."""
    book = LogBook(WIDE)
    book.consignment(base=2, release=10, delivered=42, to="camp", tonnes=4)
    book.consignment(base=5, release=20, delivered=65, to="camp", tonnes=8)
    book.consignment(base=9, to="camp", tonnes=16)
    book.consignment(base=1, post="west", release=30, delivered=1 + RUN_OUT_H + 1, to="city", tonnes=32)
    book.consignment("trade", release=3, tonnes=64)
    return book


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        # Of the five only four have a destination, and the run-out is 96 h.
        ("all/at_destination_mean_h", (40 + 60 + 96 + 96) / 4),
        ("aid/at_destination_mean_h", (40 + 60 + 96 + 96) / 4),
        ("camp/at_destination_mean_h", (40 + 60 + 96) / 3),
        ("city/at_destination_mean_h", 96),
        ("east/at_destination_mean_h", (40 + 60 + 96) / 3),
        ("trade/at_destination_mean_h", None),
        ("camp/at_destination_median_h", 60),
        ("camp/at_destination_p90_h", math.inf),
        ("trade/at_destination_median_h", None),
        ("camp/at_destination_48h_share", 1 / 3),
        ("camp/at_destination_72h_share", 2 / 3),
        ("city/at_destination_72h_share", 0),
        ("commercial/at_destination_72h_share", None),
        # Only the first is there within the 48 h of observation.
        ("all/delivered_tonnes_per_day", 4 / 2),
        ("city/delivered_tonnes_per_day", 0),
        ("trade/delivered_tonnes_per_day", None),
    ],
)
def test_at_destination(key, expected):
    """From base arrival, of those that have a destination, restricted to the run-out like clearance."""
    assert figure(on_the_way(), key) == expected


def test_nothing_is_delivered_where_nothing_has_a_destination():
    """A load alone is not enough: what reaches a destination is unknown, not 0, where no stream has one."""
    book = LogBook(WORLD)
    book.consignment(release=10, tonnes=5)
    assert (figure(book, "aid/tonnes_per_day"), figure(book, "aid/delivered_tonnes_per_day")) == (5 / 2, None)


# What is hidden


def searched() -> LogBook:
    """Six traders: four carry weapons, of which two are examined and one found; two carry persons."""
    book = LogBook(WIDE)
    book.consignment("trade", release=9, carries=["weapons"], examined=["weapons", "persons"], found=["weapons"])
    book.consignment("trade", release=9, carries=["weapons", "persons"], examined=["weapons"])
    book.consignment("trade", release=9, carries=["weapons"])
    book.consignment("trade", entry=None, left=5, outcome=Outcome.INFORMAL, carries=["weapons", "persons"])
    book.consignment("trade", release=9, examined=["persons"])
    book.consignment("trade", examined=["persons"])
    book.consignment("trade", release=9, carries=["weapons"], cohort=0)
    return book


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("weapons/carriers", 4),
        ("weapons/examined_share", 2 / 4),
        ("weapons/found_share", 1 / 4),
        # Released without being found are the second and the third; the fourth went round.
        ("weapons/passed_unseen", 3),
        ("weapons/passed_unseen_share", 3 / 4),
        ("persons/carriers", 2),
        # The second was examined, but not for persons.
        ("persons/examined_share", 0),
        ("persons/passed_unseen", 2),
        # Four of the cohort are released, of which three were examined for something.
        ("trade/inspected_share", 3 / 4),
        ("relief/inspected_share", None),
        # Four were examined, released or not, and with one something was found.
        ("all/hit_share", 1 / 4),
        ("commercial/hit_share", 1 / 4),
        ("aid/hit_share", None),
    ],
)
def test_what_is_hidden_and_found(key, expected):
    """Carriers, examined, found and passed unseen for each kind; inspections and their hits for all kinds."""
    assert figure(searched(), key) == expected


def test_inspections_are_unknown_where_nothing_may_be_hidden():
    """A share of inspections for hidden things says nothing in a world without any."""
    book = LogBook(WORLD)
    book.consignment(release=5)
    assert figure(book, "all/inspected_share") is None


def test_nothing_hidden_in_a_run():
    """Without carriers shares are unknown, the number is 0 and the curve is not a number."""
    book = LogBook(WIDE)
    book.consignment("trade", release=5, examined=["weapons"])
    figures = measure(WIDE, book.log())
    assert (figures.value("weapons/carriers"), figures.value("weapons/passed_unseen")) == (0, 0)
    assert (figures.value("weapons/found_share"), figures.value("weapons/passed_unseen_share")) == (None, None)
    assert np.isnan(figures.curves["weapons/detected_share"]).all()


def curve(book: LogBook, hidden: str) -> dict[float, float]:
    """What would be found of a kind, by signal strength."""
    return dict(zip(signal_grid(), detection_curve(book.world, book.log(), hidden), strict=True))


def test_detection_by_scores():
    """Two of five are inspected: carriers are among them as far as d′ raises them above the others."""
    book = LogBook(WIDE)
    for score in (1.55, 1.05, 0.05):
        book.consignment("trade", release=5, score=score)
    book.consignment("trade", release=5, score=-0.45, carries=["persons"], examined=["persons"])
    book.consignment("trade", score=0.5, carries=["persons"], examined=["persons"])
    detected = curve(book, "persons")
    # The carrier at 0.5 is above 1.05, and so among the two highest, from d′ = 0.6 on. The one at -0.45 takes the other
    # place once it is above 1.55, beyond 2.0. Who is examined for persons is always found.
    expected = {0.0: 0, 0.5: 0, 0.6: 1 / 2, 1.0: 1 / 2, 1.4: 1 / 2, 1.9: 1 / 2, 2.1: 1, 4.0: 1}
    assert {d: detected[d] for d in expected} == expected
    np.testing.assert_array_equal(measure(WIDE, book.log()).curves["persons/detected_share"], list(detected.values()))


def test_detection_counts_who_went_round_and_who_is_missed():
    """All are inspected, so that scores do not matter: of two carriers one went round, and one in two is found."""
    book = LogBook(WIDE)
    book.consignment("trade", release=5, carries=["weapons"], examined=["weapons"])
    book.consignment("trade", entry=None, left=5, outcome=Outcome.INFORMAL, carries=["weapons"], score=3.0)
    assert set(curve(book, "weapons").values()) == {1 / 2 * 0.5}


def test_detection_keeps_to_the_inspections_of_each_stream():
    """One of two traders is inspected and no aid: a carrier among the aid is never chosen, whatever its score."""
    book = LogBook(WIDE)
    book.consignment("trade", release=5, score=0.05, examined=["persons"])
    book.consignment("trade", release=5, score=-0.9, carries=["persons"])
    book.consignment("aid", release=5, score=2.0, carries=["persons"])
    detected = curve(book, "persons")
    assert (detected[0.0], detected[0.9], detected[1.0], detected[4.0]) == (0, 0, 1 / 2, 1 / 2)


@pytest.mark.parametrize("share", [0.05, 0.3])
def test_detection_follows_the_normal_model(share):
    """With scores at the even quantiles of a normal law and rare carriers the curve is that of Green and Swets."""
    book = LogBook(WIDE)
    book.consignment("trade", release=5)
    log, n = book.log(), 200_000
    many = {name: np.repeat(column, n) for name, column in log.consignments.items()}
    many["score"] = ndtri((np.arange(n) + 0.5) / n)
    # One in a thousand carries persons, and so many are examined for them: the second bit is theirs.
    many["carries"] = np.where(np.arange(n) % 1000 == 500, 2, 0)
    many["examined"] = np.where(np.arange(n) < share * n, 2, 0)
    detected = detection_curve(WIDE, replace(log, consignments=many), "persons")
    theory = 1 - ndtr(ndtri(1 - share) - signal_grid())
    # Of 200 carriers a share moves in steps of 0.005. They take places of others, at most 0.001 of all, which moves the
    # threshold by 0.001 over the density there (0.10 at a share of 5 %), and the share of carriers by 0.4 times that.
    np.testing.assert_allclose(detected, theory, atol=0.005 + 0.4 * 0.001 / 0.10)
    assert detected[0] == share
    assert (np.diff(detected) >= 0).all()


# Backlog


def test_the_worst_backlog():
    """Three are there from 5 h to 8 h: counted in consignments, inside and outside, of the cohort or not."""
    book = LogBook(WORLD)
    book.consignment(base=1, release=8)
    book.consignment(base=3, entry=None, left=9, outcome=Outcome.ABANDONED)
    book.consignment(base=5, release=20, removal=90, cohort=0)
    assert (figure(book, "all/backlog_worst"), figure(book, "all/backlog_worst_h")) == (3, 5)


def test_one_goes_as_another_comes():
    """At one moment departures and arrivals are one change: the number stays at 1."""
    book = LogBook(WORLD)
    book.consignment(base=0, release=5)
    book.consignment(base=5, release=9)
    assert figure(book, "all/backlog_worst") == 1


def test_the_worst_queue_outside():
    """Outside from arrival to entry, or to turning away: two at once from 2 h to 4 h."""
    book = LogBook(WORLD)
    book.consignment(base=0, entry=4, release=50)
    book.consignment(base=2, entry=None, left=6, outcome=Outcome.ABANDONED)
    book.consignment(base=5, entry=5, release=50)
    assert (figure(book, "relief/outside_worst"), figure(book, "east/outside_worst")) == (2, 2)
    assert figure(book, "west/outside_worst") == 0


def drained(book: LogBook, *stays: tuple[float, float]) -> float | None:
    for base, release in stays:
        book.consignment(base=base, release=release)
    return figure(book, "relief/backlog_drained_h")


def test_drained_when_the_border_has_been_empty_for_a_day():
    """Empty from 10 to 30 h is too short; empty from 40 h is for good."""
    assert drained(LogBook(WORLD), (1, 10), (30, 40)) == 40


def test_drained_at_once_if_there_never_is_a_backlog():
    """A border at which nothing comes has drained at 0 h."""
    assert drained(LogBook(WORLD)) == 0


def test_a_quiet_start_is_no_drained_backlog():
    """Empty for a day, then one from 24 h to 60 h: the backlog that comes later counts, and has drained at 60 h."""
    assert drained(LogBook(WORLD), (24, 60)) == 60


def test_not_drained_within_the_run():
    """The run ends at 144 h: empty from 121 h on is not yet a day, from 120 h on it just is."""
    assert drained(LogBook(WORLD), (1, 121)) == math.inf
    assert drained(LogBook(WORLD), (1, 120)) == 120


def test_drained_to_a_stated_level():
    """At or below one consignment from 30 h on."""
    assert drained(LogBook(tiny_world(drained_level=1)), (0, 30), (5, 144), (40, 40)) == 30


def test_drained_to_the_level_of_the_lead_in():
    """Two are there for 6 of the 100 h of lead-in, else one: 95 % of the time keep to a level of 2. For 4 h: 1."""
    world = tiny_world(lead_in=100 * HOUR_US)
    usual = [(-100, 0), (-50, -44), (0, 144)]
    assert drained(LogBook(world), *usual, (2, 20), (3, 30)) == 20
    rare = [(-100, 0), (-50, -46), (0, 144)]
    assert drained(LogBook(world), *rare, (2, 20), (3, 30)) == 30


def test_hours_of_the_backlog_count_from_the_start_of_observation():
    """If observation begins 10 h after the onset, a backlog that drains 25 h after the onset drains after 15 h."""
    book = LogBook(tiny_world(begins=10 * HOUR_US))
    assert drained(book, (12, 25)) == 15
    assert figure(book, "all/backlog_worst_h") == 2


def test_still_there_at_the_end():
    """Arrived and neither released nor gone: one of four, although one has not been removed."""
    book = LogBook(WORLD)
    book.consignment(release=10, removal=None)
    book.consignment(entry=None, left=5, outcome=Outcome.TURNED_BACK)
    book.consignment(base=100, cohort=0)
    book.consignment(base=200, arrival=None, entry=None, cohort=0)
    assert figure(book, "all/still_inside") == 1


# Officers


def test_officers_on_duty_and_at_work():
    """Two officers until 24 h, one until 48 h, then nobody: 72 officer-hours, of which 3 + 4 are worked."""
    book = LogBook(WORLD)
    book.states = [row for row in book.states if row[2] < 0]
    book.state("east.customs", 0, Reason.OPEN, officers=2)
    book.state("east.customs", 24, Reason.OPEN, officers=1)
    book.state("east.customs", 48, Reason.OFF_SHIFT)
    book.service("east.customs", 0, 1, 4)
    book.service("east.customs", 0, 20, 24)
    assert (figure(book, "east/officer_h"), figure(book, "east/worked_h")) == (72, 7)
    assert figure(book, "east/utilisation_share") == 7 / 72
    assert (figure(book, "all/officer_h"), figure(book, "west/officer_h")) == (72, 0)
    assert figure(book, "west/utilisation_share") is None


def test_officers_who_serve_several_posts():
    """Six teams of one officer for 144 h, of which the vets and the desk in the capital belong to no post."""
    book = LogBook(WIDE)
    book.service("vets", 0, 2, 5)
    book.service("ministry", 0, 1, 2)
    book.service("west.customs", 0, 1, 8)
    assert [figure(book, f"{name}/officer_h") for name in ("all", "east", "west")] == [6 * 144, 2 * 144, 2 * 144]
    assert [figure(book, f"{name}/worked_h") for name in ("all", "east", "west")] == [3 + 1 + 7, 0, 7]
    assert [(row.post, row.team, row.worked_h) for row in team_figures(WIDE, book.log())[-3:]] == [
        ("west", "health", 0),
        (None, "vets", 3),
        (None, "ministry", 1),
    ]


def test_overtime_is_work_beyond_the_officers_on_duty():
    """Of two services that go on after the second officer leaves at 5 h and the first at 6 h: 1 h and then 2 + 1 h."""
    book = LogBook(WORLD)
    book.states = [row for row in book.states if row[2] < 0]
    book.state("east.customs", 0, Reason.OPEN, officers=2)
    book.state("east.customs", 5, Reason.OPEN, officers=1)
    book.state("east.customs", 6, Reason.OFF_SHIFT)
    book.service("east.customs", 0, 4, 7)
    book.service("east.customs", 0, 4, 8)
    # 5 to 6: two at work, one on duty; 6 to 7: two and nobody; 7 to 8: one and nobody.
    assert (figure(book, "east/worked_h"), figure(book, "east/overtime_h")) == (7, 1 + 2 + 1)


def test_pauses_are_not_work_for_any_partner():
    """A joint step from 0 to 10 h with a pause of 4 h is 6 h of work for each of the two officers."""
    book = LogBook(WORLD)
    book.consignment()
    row = book.service("east.customs", 0, 0, 10)
    partner = book.service("east.health", 0, 0, 10, critical=0)
    for either in (row, partner):
        book.hold(either, Hold.PAUSE, "east.health", 3, 7)
    assert figure(book, "east/worked_h") == 6 + 6
    assert visits_table(book.log())["worked_h"].tolist() == [6, 6]


def test_work_outside_the_window_is_not_counted():
    """Begun in the lead-in and ended after 3 h; begun 1 h before the end and still in hand."""
    book = LogBook(tiny_world(lead_in=10 * HOUR_US))
    book.service("east.customs", -5, -5, 3)
    book.in_hand("east.customs", 100, 143)
    assert figure(book, "east/worked_h") == 3 + 1
    # Both teams of both posts have one officer for the 144 h from the start of observation.
    assert figure(book, "all/officer_h") == 4 * 144


def test_work_in_hand_at_the_end_stops_with_its_team():
    """In hand since 120 h: customs finishes after its shift of 130 h until damaged at 140 h, health pauses at 130 h."""
    book = LogBook(WORLD)
    for team in ("east.customs", "east.health"):
        book.in_hand(team, 100, 120)
        book.state(team, 130, Reason.OFF_SHIFT)
        book.state(team, 140, Reason.DAMAGED)
    figures = {row.team: row for row in team_figures(WORLD, book.log()) if row.post == "east"}
    assert (figures["customs"].worked_h, figures["customs"].overtime_h) == (20, 10)
    assert (figures["health"].worked_h, figures["health"].overtime_h) == (10, 0)


def test_work_in_hand_of_officers_who_serve_several_posts():
    """In hand from 120 h, off shift from 130 h: vets pause, the capital finishes by the end of the run at 144 h."""
    book = LogBook(WIDE)
    for team in ("vets", "ministry"):
        book.in_hand(team, 100, 120)
        book.state(team, 130, Reason.OFF_SHIFT)
    assert {row.team: row.worked_h for row in team_figures(WIDE, book.log()) if row.post is None} == {
        "vets": 10,
        "ministry": 24,
    }


def test_pooled_teams_close_like_the_first_of_them():
    """Health pauses at its posts, so it pauses at 130 h when pooled, too."""
    rule = {"rule": "pooled", "by": "pool", "team": "health", "posts": ["east", "west"], "travel": HOUR_US}
    book = LogBook(tiny_world(rules=[rule]))
    book.in_hand("east.health", 100, 120)
    book.state("east.health", 130, Reason.OFF_SHIFT)
    log = book.log()
    pooled = tuple((NOBODY, "health (pooled)", 1) if team == (0, "health", 1) else team for team in log.names.teams)
    at_no_post = np.where(log.states["team"] == log.names.teams.index((0, "health", 1)), NOBODY, log.states["post"])
    log = replace(log, names=replace(log.names, teams=pooled), states=log.states | {"post": at_no_post})
    figures = team_figures(book.world, log)
    assert [row.worked_h for row in figures if row.post is None] == [10]


def test_who_is_passed_over_has_waited_in_line():
    """Two wait for customs from 2 h on; one is served at 3 h and one let through at 8 h: waits of 1 and 6 h."""
    book = LogBook(WORLD)
    book.service("east.customs", 2, 3, 4)
    book.passed("east.customs", 2, 8)
    customs = team_figures(WORLD, book.log())[0]
    assert (customs.queue_worst, customs.queue_wait_mean_h, customs.worked_h) == (2, (1 + 6) / 2, 1)


def test_a_table_of_teams():
    """Waits of 1 h and 3 h before customs, of whom two at once at 2 h; a team that did nothing has no mean wait."""
    book = LogBook(WORLD)
    book.service("east.customs", 0, 1, 4)
    book.service("east.customs", 1, 4, 5)
    book.in_hand("east.customs", 2, None)
    customs, health, *_ = team_figures(WORLD, book.log())
    assert (customs.post, customs.team, customs.agency) == ("east", "customs", "customs")
    assert (customs.queue_wait_mean_h, customs.queue_worst) == (2, 2)
    assert (customs.officer_h, customs.worked_h, customs.utilisation_share) == (144, 4, 4 / 144)
    assert (health.queue_wait_mean_h, health.queue_worst, health.worked_h) == (None, 0, 0)


# Costs

COSTS = {"standing": 3.0, "storage": 2.0, "free_time": 10 * HOUR_US, "officer": 8.0, "overtime": 1.5}


def test_costs_of_standing_and_storage():
    """Standing from arrival to removal or turning away; storage after 10 h inside; both within the window."""
    book = LogBook(tiny_world(costs=COSTS))
    book.consignment(base=0, entry=5, release=20, removal=30)
    book.consignment(base=10, entry=None, left=14, outcome=Outcome.ABANDONED)
    book.consignment(base=100, entry=100, release=120, removal=None)
    # 30 + 4 h, and 44 h until the run ends at 144 h; stored from 15 to 30 h and from 110 to 144 h.
    assert figure(book, "relief/standing_h") == 30 + 4 + 44
    assert figure(book, "relief/standing_usd") == 3 * (30 + 4 + 44)
    assert figure(book, "relief/storage_usd") == 2 * (15 + 34)


def test_costs_of_officers():
    """Four officers for 100 h each, and 2 h of overtime at one and a half times the rate."""
    book = LogBook(tiny_world(costs=COSTS))
    for place in ("east.customs", "east.health", "west.customs", "west.health"):
        book.state(place, 100, Reason.OFF_SHIFT)
    book.service("west.customs", 99, 99, 102)
    assert figure(book, "all/officers_usd") == 8 * (400 + 1.5 * 2)
    assert figure(book, "east/officers_usd") == 8 * 200


def test_costs_without_a_rate_are_unknown():
    """What nobody has stated is not zero; a rate of 0 that somebody has stated is."""
    priced = ("all/standing_usd", "all/storage_usd", "all/officers_usd")
    for costs, usd in (({}, None), ({"standing": 0, "storage": 0, "officer": 0}, 0)):
        book = LogBook(tiny_world(costs=costs))
        book.consignment(release=10)
        assert [figure(book, key) for key in priced] == [usd, usd, usd]


# Ledger


def test_ledger_figures_add_up_to_the_mean_clearance_of_the_released():
    """Of the released within the run-out alone: 2 + 1 h of queue and 3 + 4 h of work over two consignments."""
    book = LogBook(WORLD)
    first = book.service("east.customs", 0, 2, 5)
    second = book.service("east.customs", 0, 1, 5, who=1)
    late = book.service("east.customs", 0, 99, 100, who=2)
    for row, release in ((first, 5), (second, 5), (late, 100)):
        book.consignment(release=release, final=row)
    figures = measure(WORLD, book.log())
    parts = {
        cause: figures.value(f"relief/ledger_{cause.name.lower()}_h") for cause in Cause if cause is not Cause.EARLIER
    }
    assert (parts[Cause.QUEUE], parts[Cause.SERVICE]) == (3 / 2, 7 / 2)
    assert sum(parts.values()) == figures.value("relief/clearance_released_mean_h") == 5
    assert figures.ledger.sum() == 10
    assert figures.value("all/ledger_queue_h") == 3 / 2
    assert figures.value("commercial/ledger_queue_h") is None


# Curves


def test_curves():
    """Share released within each time, and number waiting at each moment, on the grids of the world."""
    book = mixed()
    curves = measure(WORLD, book.log()).curves
    released = dict(zip(released_grid_h(WORLD), curves["relief/released_share"], strict=True))
    assert [released[h] for h in (0, 9, 10, 30, 60, 96)] == [0, 0, 1 / 5, 2 / 5, 3 / 5, 3 / 5]
    inside = dict(zip(time_grid_h(WORLD), curves["east/inside"], strict=True))
    # Arrivals at 0, 1, 2, 5 and 10 h; gone at 8, 10, 35, 70 and 117 h.
    assert [inside[h] for h in (0, 1, 5, 8, 10, 35, 70, 117)] == [1, 2, 4, 3, 3, 2, 1, 0]
    assert set(curves) == {
        *(f"{name}/released_share" for name in ("all", "relief", "commercial")),
        *(f"{name}/inside" for name in ("all", "relief", "commercial", "east", "west")),
        *(f"steps/{what}" for what in ("passed", "waited_h", "worked_h")),
        *(f"lanes/{what}" for what in ("arrived", "released", "clearance_h")),
        *(f"teams/{what}" for what in ("on_duty_h", "worked_h")),
        *(f"week/{what}" for what in ("service", "queue", "off_shift")),
    }
    assert np.isnan(curves["commercial/released_share"]).all()


@pytest.mark.parametrize("run_out_us", [HOUR_US, 4 * DAY_US, 30 * DAY_US, 2000 * DAY_US])
def test_grids_cover_the_run_with_few_points(run_out_us):
    """From the first moment to the last, rising, in at most 121 and 241 points, whatever the length of the run."""
    world = tiny_world(run_out=run_out_us, lead_in=5 * HOUR_US)
    released, times = released_grid_h(world), time_grid_h(world)
    assert (released[0], released[-1]) == (0, run_out_us / HOUR_US)
    assert (times[0], times[-1]) == (-5, 48 + run_out_us / HOUR_US)
    assert (np.diff(released) > 0).all()
    assert (np.diff(times) > 0).all()
    assert 40 < len(released) <= 121
    assert 40 < len(times) <= 241


# The whole


def test_a_run_without_consignments_is_measured():
    """Keys are the same as ever; means are unknown, numbers are 0."""
    empty, full = measure(WORLD, LogBook(WORLD).log()), measure(WORLD, mixed().log())
    assert empty.keys == full.keys
    assert empty.value("all/clearance_mean_h") is None
    assert (empty.value("all/backlog_worst"), empty.value("all/released_t")) == (0, 0)


def test_figures_travel():
    """Figures come back from a pickle with the same bits."""
    figures = measure(WORLD, mixed().log())
    copy = pickle.loads(pickle.dumps(figures))
    assert copy.keys == figures.keys
    for name in ("total", "count", "ledger"):
        np.testing.assert_array_equal(getattr(copy, name), getattr(figures, name))
    np.testing.assert_array_equal(copy.curves["all/inside"], figures.curves["all/inside"])


@pytest.mark.parametrize("make", [mixed, gone_round, on_the_way, searched])
def test_every_figure_is_a_number_and_shares_stay_shares(make):
    """No figure of a run is other than a number, unknown or not reached; proportions lie between 0 and 1."""
    book = make()
    figures = measure(book.world, book.log())
    assert not np.isnan(figures.total).any()
    assert np.isfinite(figures.count).all()
    proportions = {row.key for row in CATALOGUE if row.estimate == "proportion"}
    shares = [figures.value(key) for key in figures.keys if key.split("/")[1] in proportions]
    assert all(share is None or 0 <= share <= 1 for share in shares)


# Tables


def test_table_of_consignments():
    """Names for numbers, hours for times; what never happened is empty."""
    book = LogBook(WORLD)
    book.consignment("trade", base=1.5, release=10, lane=1, tonnes=3)
    book.consignment("aid", base=2, entry=None, left=8, outcome=Outcome.ABANDONED)
    table = consignments_table(book.log())
    assert table.loc[0, ["stream", "kind", "goods", "lane", "post", "outcome"]].tolist() == [
        "trade", "commercial", "general", "red", "west", "released"
    ]  # fmt: skip
    assert table.loc[0, ["base_arrival_h", "release_h", "tonnes"]].tolist() == [1.5, 10, 3]
    assert table.loc[1, ["entry_h", "lodged_h", "release_h", "removal_h", "lane"]].isna().all()
    assert (table.loc[1, "left_h"], table.loc[1, "outcome"]) == (8, "abandoned")


def test_table_of_consignments_that_go_on_and_carry():
    """Where it made for and went, its destination and duty; what is hidden by name, and empty if nothing is."""
    book = LogBook(WIDE)
    book.consignment(first_post="west", release=5, delivered=30.5, to="city", duty_usd=7)
    book.consignment("trade", carries=["persons", "weapons"], examined=["persons"], score=-1.25)
    table = consignments_table(book.log())
    on = ["first_post", "post", "destination", "delivered_h", "duty_usd"]
    assert table.loc[0, on].tolist() == ["west", "east", "city", 30.5, 7]
    assert table.loc[1, ["carries", "examined", "score"]].tolist() == ["weapons, persons", "persons", -1.25]
    assert table.loc[1, ["destination", "delivered_h", "found"]].isna().all()


def test_table_of_visits():
    """Only work has a team and hours worked; a wait is at the post of its consignment."""
    book = LogBook(WORLD)
    gate = book.wait(Activity.GATE, 0, 2)
    row = book.service("west.health", 2, 3, 7, gate)
    book.hold(row, Hold.PAUSE, "west.health", 4, 5)
    book.consignment(post="west", entry=2, release=7, final=row)
    table = visits_table(book.log())
    assert table["activity"].tolist() == ["gate", "service"]
    assert table["post"].tolist() == ["west", "west"]
    assert table["agency"].isna().tolist() == [True, False]
    assert (table["agency"][1], table["team"][1], table["step"][1]) == ("health", "health", "check")
    assert table[["ready_h", "start_h", "end_h"]].to_numpy().tolist() == [[0, 2, 2], [2, 3, 7]]
    assert math.isnan(table["worked_h"][0])
    assert table["worked_h"][1] == 3


def test_table_of_visits_to_officers_who_serve_several_posts():
    """Their work is at the post of the consignment; who was passed over has a team but no work."""
    book = LogBook(WIDE)
    passed = book.passed("east.customs", 0, 2)
    row = book.service("vets", 2, 3, 7, passed)
    book.consignment(post="west", release=7, final=row)
    table = visits_table(book.log())
    assert table["activity"].tolist() == ["passed_over", "service"]
    assert table[["post", "agency", "team"]].to_numpy().tolist() == [
        ["east", "customs", "customs"],
        ["west", "vets", "vets"],
    ]
    assert math.isnan(table["worked_h"][0])


def test_table_of_states():
    """Gates have no team."""
    book = LogBook(WORLD)
    book.state("east.customs", 18, Reason.OFF_SHIFT)
    book.state("east", 20, Reason.CLOSED)
    table = states_table(book.log()).iloc[-2:]
    assert table.drop(columns="team").to_numpy().tolist() == [[18, "east", 0, "off_shift"], [20, "east", 0, "closed"]]
    assert (table["team"].iloc[0], table["team"].isna().tolist()) == ("customs", [False, True])


def test_hours_in_tables_give_back_the_microseconds():
    """Times of up to five years survive the way through hours and text exactly."""
    book = LogBook(WORLD)
    times_us = [1, 999_999, 3_600_000_001, 5 * 365 * DAY_US - 1, 123_456_789_012_345]
    for at_us in times_us:
        book.state("east", at_us / HOUR_US, Reason.CLOSED)
    hours = states_table(book.log())["time_h"]
    read_back = [round(float(text) * 3.6e9) for text in hours.map(str)]
    assert read_back[-len(times_us) :] == sorted(times_us)
