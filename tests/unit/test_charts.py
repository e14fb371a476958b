"""What charts show is what studies hold: worked out on studies and logs whose figures are set by hand."""

import json
from typing import Any

import numpy as np
import pytest
from logbook import LogBook, tiny_world
from made import BORDER, CLEARANCE, border, made_study

from sim.border import draw, run
from sim.border.eventlog import Activity, Hold, Outcome, Reason
from sim.measures import Cause, ledger, passage
from sim.policies import apply
from sim.reports.charts import (
    Picture,
    backlog_chart,
    busy_chart,
    difference_chart,
    lane_chart,
    ledger_chart,
    passage_chart,
    process_map,
    times_chart,
    tornado_chart,
    waterfall_chart,
    week_chart,
)
from sim.reports.dates import chart_time, say_moment
from sim.scenario import load_scenario
from sim.studies import Interval
from sim.studies.inputs import Input
from sim.studies.sensitivity import Effect, Sensitivity
from sim.world.quantities import HOUR_US

QUEUE, OFF, WORK = (f"relief/ledger_{cause}_h" for cause in ("queue", "off_shift", "service"))
LEDGER = {
    WORK: [[(10, 10), (10, 10)], [(10, 10), (10, 10)]],
    QUEUE: [[(60, 10), (40, 10)], [(20, 10), (20, 10)]],
    OFF: [[(30, 10), (30, 10)], [(40, 10), (40, 10)]],
}
"""1 h of service, 5 and 3 h as it is; 1 h, 2 and 4 h under the other policy."""


def drawn(picture: Picture) -> dict[str, Any]:
    """The chart as a browser gets it, which must be valid."""
    chart: dict[str, Any] = picture.chart.to_dict()
    assert json.dumps(chart)
    return chart


def with_curve(study, name: str, values):
    """The study with an array of each policy, the same in all replications."""
    values = np.asarray(values, dtype=float)
    study.curves[name][:] = values.reshape(len(study.policies), 1, -1)
    return study


def test_a_waterfall_adds_up_from_one_mean_to_the_other():
    """9 h, then −3 h of queue and +1 h of off shift, service alike: 7 h, and each bar begins where the last ended."""
    rows = waterfall_chart(made_study(LEDGER), "fast").rows
    assert [(row["label"], row["hours"]) for row in rows] == [
        ("As it is", 9.0),
        ("Wait: off shift", 1.0),
        ("Wait: queue", -3.0),
        ("Fast [bold]", 7.0),
    ]
    assert [(row["from"], row["to"]) for row in rows] == [(0, 9), (9, 10), (10, 7), (0, 7)]


def test_bars_say_hours_as_people_do_where_there_is_room():
    """Of 9 h, 5 h of queue have room for words; 1 h takes as much as 11 letters do, 6 min none."""

    def words(times: dict[str, Any]) -> dict[tuple[str, str], str]:
        (values,) = drawn(ledger_chart(made_study(times)))["datasets"].values()
        return {(row["policy"], row["key"]): row["words"] for row in values}

    found = words(LEDGER)
    assert (found["As it is", QUEUE], found["As it is", WORK]) == ("5 h", "1 h")
    assert words({**LEDGER, WORK: [[(1, 10)] * 2] * 2})["As it is", WORK] == ""


def test_a_waterfall_of_a_real_study_ends_at_the_mean_of_the_released():
    """Whatever stands in one bar with others, the ends are the means of the released, to the last digits."""
    from sim.studies import level, study

    found = study(load_scenario("two-agencies"), replications=3, workers=1)
    for policy in found.policies[1:]:
        rows = waterfall_chart(found, policy).rows
        means = [level(found, name, "relief/clearance_released_mean_h").estimate for name in (found.baseline, policy)]
        assert [rows[0]["hours"], rows[-1]["hours"]] == pytest.approx(means, rel=1e-12)
        assert sum(row["hours"] for row in rows[1:-1]) == pytest.approx(means[1] - means[0], abs=1e-9)


def test_a_waterfall_without_anybody_released_is_said_to_be_none():
    """There is no mean to begin or end at."""
    picture = waterfall_chart(made_study({key: [[(0, 0)] * 2] * 2 for key in every_cause()}), "fast")
    assert picture.rows == []
    assert "nobody was released" in picture.alt


def every_cause() -> list[str]:
    return [f"relief/ledger_{cause.name.lower()}_h" for cause in Cause if cause is not Cause.EARLIER]


def test_differences_are_those_of_the_tables():
    """3 and 4 h sooner on 11 h as it is: −3.5 h, with the words of the verdict."""
    (row,) = difference_chart(made_study(CLEARANCE), "relief/clearance_mean_h").rows
    assert (row["policy"], row["value"], row["short"]) == ("Fast [bold]", -3.5, "−3 h 30 min")
    assert row["low"] < -3.5 < row["high"]
    assert row["verdict"] == "no difference shown"  # two replications do not tell


def test_times_are_mean_median_and_nine_in_ten():
    """The mean of 11 h has a point; a 90th percentile that was not reached stands at the run-out with its words."""
    key = "relief/clearance_p90_h"
    study = made_study({**CLEARANCE, key: [[(np.inf, 1), (np.inf, 1)], [(20, 1), (30, 1)]]})
    rows = {(row["policy"], row["figure"]): row for row in times_chart(study).rows}
    assert rows["As it is", "mean"]["value"] == 11
    assert rows["Fast [bold]", "90 % are out"]["value"] == 25
    assert (rows["As it is", "90 % are out"]["value"], rows["As it is", "90 % are out"]["short"]) == (None, "> 3 d")


def test_the_backlog_is_drawn_over_dates_of_the_place():
    """From 4 May 2026, 6:00, a row an hour or so; the worst moment is said as a date."""
    study = made_study(CLEARANCE)
    study.curves["relief/inside"][0, :, 4] = 9.0
    picture = backlog_chart(study)
    assert picture.rows[0]["when"] == "2026-05-04T06:00:00Z"
    assert "on average most wait on Mon 4 May 2026, 08:00" in picture.alt  # half an hour a step
    assert drawn(picture)["layer"][-1]["encoding"]["x"]["scale"] == {"nice": False, "type": "utc"}


def test_moments_are_those_of_the_clock_on_the_wall():
    """The onset in Kathmandu at 11:56, three days and an hour later at 12:56, whatever the reader's own zone is."""
    world = load_scenario("nepal-2015").world
    assert say_moment(world, 0) == "Sat 25 Apr 2015, 11:56"
    assert say_moment(world, 73 * HOUR_US) == "Tue 28 Apr 2015, 12:56"
    assert chart_time(world, 0) == "2015-04-25T11:56:00Z"


def test_a_week_shows_how_many_are_held_at_once():
    """Run from Monday 6:00 for five days: Monday 6:00 comes once, so 2 h held then are two at once."""
    study = made_study(CLEARANCE)
    hours = np.zeros((2, 2, 168))
    hours[0, 1, 6] = 2.0
    picture = week_chart(with_curve(study, "week/queue", hours), "as-is", "queue")
    assert {row["agency"] for row in picture.rows} == {"Port health"}
    assert [(row["hour"], row["held"]) for row in picture.rows if row["held"]] == [("Mon 06:00", 2.0)]
    assert "Port health on Mon 06:00 (2.0 at once)" in picture.alt
    assert drawn(picture)["layer"][0]["encoding"]["x"]["field"] == "place"
    assert week_chart(study, "fast", "queue").alt.endswith("Nothing is held.")


def test_busy_teams_are_told_the_busiest_first():
    """30 of 40 h and 5 of 50 h; teams that are never on duty are left out."""
    study = with_curve(made_study(CLEARANCE), "teams/on_duty_h", [[50, 40, 0, 0]] * 2)
    rows = busy_chart(with_curve(study, "teams/worked_h", [[5, 30, 0, 0]] * 2), "fast").rows
    assert [(row["team"], row["busy"]) for row in rows] == [
        ("Port health at The bridge", 0.75),
        ("Customs at The bridge", 0.1),
    ]


def test_lanes_show_shares_and_times():
    """3 of 4 in the green lane after 2 h on average, one in the red after 10 h; without lanes there is no chart."""
    study = made_study(CLEARANCE)
    assert lane_chart(with_curve(study, "lanes/arrived", [[0, 0, 0, 0, 4]] * 2)) is None
    study = with_curve(study, "lanes/arrived", [[3, 0, 0, 1, 0]] * 2)
    picture = lane_chart(with_curve(study, "lanes/clearance_h", [[6, 0, 0, 10, 0]] * 2))
    assert picture is not None
    assert [(row["lane"], row["share"], row["hours"]) for row in picture.rows[:2]] == [
        ("green", 0.75, 2.0),
        ("red", 0.25, 10.0),
    ]


def test_the_process_map_gives_each_step_its_times_and_reads_no_markup():
    """4 times papers, 2 h of wait and 1 h of work each; the check was never done, and what a file says is text."""
    text = BORDER.replace("label: Papers", "label: 'Pa\"pers\\ [x]'")
    text = text.replace("check: {label: Check,", "check: {label: Check, after: papers,")
    study = made_study(CLEARANCE, border(text))
    for name, values in (("passed", [4, 0]), ("waited_h", [8, 0]), ("worked_h", [4, 0])):
        with_curve(study, f"steps/{name}", [values] * 2)
    graph = process_map(study, "as-is")
    assert [(row["step"], row["wait"], row["work"]) for row in graph.rows] == [("papers", 2.0, 1.0)]
    assert r'label="Pa\"pers\\ [x]\nCustoms\nwait 2 h\nwork 1 h\n4 times"' in graph.dot
    assert "->" not in graph.dot
    with_curve(study, "steps/passed", [[4, 4]] * 2)
    assert '"papers" -> "check"' in process_map(study, "as-is").dot


def known(estimate: float) -> Interval:
    return Interval(estimate, estimate - 1, estimate + 1, 5, 5)


def test_a_tornado_has_a_bar_to_each_end():
    """An input that moves −3 h to −5 h and to +1 h flips, and says so."""
    entry = Input("observe", "2 d", "1 d", "4 d")
    effect = Effect(entry, known(-5), known(1), 6.0, "3 d")
    found = Sensitivity("fast", "as-is", "relief/clearance_mean_h", 5, known(-3), (effect,), ())
    picture = tornado_chart(border(), found)
    assert [(row["input"], row["end"], row["here"], row["value"]) for row in picture.rows] == [
        ("observe (flips)", "at its low", -3, -5),
        ("observe (flips)", "at its high", -3, 1),
    ]
    assert "the answer flips at about 3 d" in picture.alt
    assert len(drawn(picture)["layer"]) == 2


WORLD = tiny_world()


def test_a_passage_is_told_stretch_by_stretch():
    """Outside from 0 to 1 h at a closed gate; in line to 3 h, of which an hour off shift; work with a pause; health."""
    book = LogBook(WORLD)
    book.state("east", 0, Reason.CLOSED)
    book.state("east", 1, Reason.OPEN)
    book.state("east.customs", 2, Reason.OFF_SHIFT)
    book.state("east.customs", 3, Reason.OPEN)
    gate = book.wait(Activity.GATE, 0, 1)
    papers = book.service("east.customs", 1, 3, 5, gate)
    book.hold(papers, Hold.PAUSE, "east.customs", 4, 4.5)
    check = book.service("east.health", 5, 6, 7, papers)
    book.consignment("aid", entry=1, release=7, final=check)
    log = book.log()
    told = [(s.what, s.agency, s.cause.name, s.start_us / HOUR_US, s.end_us / HOUR_US) for s in passage(WORLD, log, 0)]
    assert told == [
        ("gate", None, "CLOSED", 0, 1),
        ("papers", "customs", "QUEUE", 1, 2),
        ("papers", "customs", "OFF_SHIFT", 2, 3),
        ("papers", "customs", "SERVICE", 3, 4),
        ("papers", "customs", "OFF_SHIFT", 4, 4.5),
        ("papers", "customs", "SERVICE", 4.5, 5),
        ("check", "health", "QUEUE", 5, 6),
        ("check", "health", "SERVICE", 6, 7),
    ]
    picture = passage_chart(WORLD, log, 0, "As it is")
    assert picture.rows[0]["words"] == "Sat 25 Apr 2015, 00:00, 1 h"
    assert (picture.rows[1]["what"], picture.rows[1]["cause"]) == ("Papers", "Wait: queue")
    assert drawn(picture)["layer"]
    with pytest.raises(ValueError, match="there is no consignment 9; the run has 1"):
        passage_chart(WORLD, log, 9, "As it is")


def test_the_passage_of_who_is_never_served_is_told_too():
    """In line at health from 2 h to the end of the run at 144 h."""
    book = LogBook(WORLD)
    book.consignment("aid")
    book.in_hand("east.health", 2, None)
    (stretch,) = passage(WORLD, book.log(), 0)
    assert (stretch.cause, stretch.end_us / HOUR_US) == (Cause.QUEUE, 144)


def test_the_passage_of_who_never_came_in_is_told_too():
    """Outside a yard that is full from 1 h until it turns away at 5 h, the gate closed from 2 to 4 h."""
    book = LogBook(WORLD)
    book.state("east", 2, Reason.CLOSED)
    book.state("east", 4, Reason.OPEN)
    book.consignment("aid", base=1, entry=None, left=5, outcome=Outcome.ABANDONED)
    told = [(s.cause.name, s.start_us / HOUR_US, s.end_us / HOUR_US) for s in passage(WORLD, book.log(), 0)]
    assert told == [("YARD_FULL", 1, 2), ("CLOSED", 2, 4), ("YARD_FULL", 4, 5)]


def test_a_change_of_officers_does_not_cut_a_wait():
    """In line from 2 h on; one officer more at 3 h changes nothing of the cause."""
    book = LogBook(WORLD)
    book.state("east.health", 3, Reason.OPEN, officers=2)
    book.consignment("aid")
    book.in_hand("east.health", 2, None)
    assert len(passage(WORLD, book.log(), 0)) == 1


def test_the_passage_of_steps_in_a_row_adds_up_to_the_ledger():
    """Where no two steps run side by side, the stretches before release are the entries of the ledger."""
    scenario = load_scenario("two-agencies")
    world = apply(next(iter(scenario.policies.values())), scenario.world)
    log = run(world, draw(world, 1))
    entries = ledger(world, log)
    release = log.consignments["release"]
    for number in np.unique(entries.consignment)[:20].tolist():
        hours = dict.fromkeys(Cause, 0)
        for stretch in passage(world, log, number):
            hours[stretch.cause] += max(0, min(stretch.end_us, int(release[number])) - stretch.start_us)
        mine = entries.consignment == number
        assert {cause: int(entries.us[mine & (entries.cause == cause)].sum()) for cause in Cause} == hours
