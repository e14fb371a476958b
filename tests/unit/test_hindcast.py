"""Hindcasts: what was published beside what a scenario gives as it was, and how that is judged."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from sim.cli import app
from sim.scenario import Scenario, ScenarioError, build_scenario, dump_scenario
from sim.studies import hindcast, prediction

CASE = """\
title: Three trucks and one officer
onset: 2026-05-04 06:00+00:00
zone: UTC
observe: 2 d
run_out: 1 d
sources:
  press: {grade: reported, title: A newspaper, publisher: The Press, year: 2026}
  survey: {grade: measured, title: A survey}
agencies: {customs: {label: Customs}}
goods: {food: {label: Food}}
posts: {bridge: {label: The bridge, teams: {customs: {officers: 1}}}}
streams:
  aid:
    label: Aid
    kind: relief
    post: bridge
    goods: food
    arrivals: {pattern: listed, times: [{at: 1 h, convoys: 3}, 30 h]}
procedure:
  check: {label: Check, agency: customs, duration: {value: 1 h, source: survey}}
policies:
  as-it-was: {label: As it was}
  two: {label: Two officers, levers: [surge_staff: {officers: 1}]}
observed:
"""


def case(*observed: str) -> Scenario:
    """The case with observations, one a line."""
    lines = "".join(f"  - {{what: An observation, {entry}}}\n" for entry in observed)
    return build_scenario("case", (CASE + lines).encode())


def judged(*observed: str) -> list[str]:
    """How each is judged; nothing is random here, so two replications are as good as many."""
    return [row.judgement for row in hindcast(case(*observed), replications=2, workers=1).rows]


def test_what_is_published_is_reproduced_where_it_overlaps_with_one_history() -> None:
    """The officer clears three trucks after 1, 2 and 3 h and a fourth after 1 h: longest 3 h, mean 7/4 h = 105 min."""
    assert judged(
        "value: up to three hours, source: press, measure: relief/clearance_longest_h, equals: 3 h",
        "value: half an hour less, source: press, measure: relief/clearance_longest_h, equals: 2.5 h",
        "value: 2 h 30 min or more, source: press, measure: relief/clearance_longest_h, at_least: 2.5 h",
        "value: at most 1 h 44 min, source: press, measure: relief/clearance_mean_h, at_most: 104 min",
        "value: between, source: press, measure: relief/clearance_mean_h, at_least: 100 min, at_most: 110 min",
    ) == ["reproduced", "missed", "reproduced", "missed", "reproduced"]


def test_a_published_figure_is_widened_by_its_tolerance() -> None:
    """2.5 h and a quarter more is 3 h 7.5 min, which holds 3 h; and a fifth more is 3 h to the minute."""
    told = "value: about, source: press, measure: relief/clearance_longest_h, equals: 2.5 h, note: rounded"
    assert judged(f"{told}, tolerance: 25%", f"{told}, tolerance: 20%", f"{told}, tolerance: 19%") == [
        "reproduced",
        "reproduced",
        "missed",
    ]


def test_an_observation_is_about_its_window() -> None:
    """Releases at 2, 3 and 4 h: one before 3 h, and of three trucks one waits then; the truck of 30 h comes later."""
    assert (
        judged(
            "value: one, source: press, measure: relief/released_number, until: 3 h, equals: 1",
            "value: one, source: press, measure: relief/waiting_number, until: 3 h, equals: 1",
            "value: three, source: press, measure: relief/arrived, until: 1 d, equals: 3",
            "value: an hour, source: press, measure: relief/clearance_longest_h, from: 1 d, equals: 1 h",
        )
        == ["reproduced"] * 4
    )


def test_an_observation_can_be_about_another_policy() -> None:
    """With two officers the third truck waits for the first of them: 2 h."""
    told = "value: two hours, source: press, measure: relief/clearance_longest_h, equals: 2 h"
    assert judged(told, f"{told}, policy: two") == ["missed", "reproduced"]


def test_what_went_in_is_not_judged() -> None:
    """Neither a figure that numbers were calibrated to, nor one from a source that another number cites."""
    told = "value: 3 h, measure: relief/clearance_longest_h, equals: 3 h"
    assert (
        judged(f"{told}, source: press, calibrated: true, note: met", f"{told}, source: survey") == ["calibrated"] * 2
    )


def test_what_states_no_figure_cannot_be_judged() -> None:
    """Words, a figure without a measure, a window that is not observed, and a measure nobody published."""
    assert judged(
        "value: a lot, source: press, measure: relief/clearance_mean_h, note: in words",
        "value: a lot, source: press, note: in words",
        "value: three, source: press, measure: relief/released_number, until: 9 d, equals: 3",
        "measure: relief/clearance_mean_h, note: nobody measured it",
    ) == ["not comparable", "not comparable", "not comparable", "no observation"]


@pytest.mark.parametrize(
    ("observed", "said"),
    [
        ("value: x, note: y", "`value` and `source` go together"),
        ("source: press, note: y", "`value` and `source` go together"),
        ("value: x, source: press, measure: relief/arrived, equals: 3, tolerance: 5%", "`note` is needed"),
        ("value: x, source: press, measure: relief/arrived, equals: 3, at_least: 2", "either `equals`, or"),
        ("value: x, source: press, equals: 3", "`measure` is needed"),
        ("measure: relief/arrived, equals: 3, note: y", "a figure needs `value` and `source`"),
        ("value: x, source: press, measure: relief/arrived, at_least: 3, at_most: 2", "more than"),
        ("value: x, source: press, measure: relief/arrived, equals: 3, from: 2 d, until: 1 d", "ends before it begins"),
        ("value: x, source: press, measure: relief/clearance_mean_h, equals: 3", "unit"),
        ("value: x, source: nobody, note: y", "nobody"),
        ("value: x, source: press, policy: none, note: y", "none"),
    ],
)
def test_a_doubtful_observation_is_refused(observed: str, said: str) -> None:
    """Each problem is told at its place in the file."""
    with pytest.raises(ScenarioError) as caught:
        case(observed)
    (problem,) = caught.value.problems
    assert problem.path.startswith("observed.0")
    assert said in problem.message


def test_observations_survive_the_file() -> None:
    """What is written of a scenario reads back with the same observations."""
    told = "value: x, source: press, measure: relief/arrived, from: 1 d, until: 2 d, equals: 1, tolerance: 10%, note: y"
    scenario = case(told)
    assert build_scenario("case", dump_scenario(scenario).encode()).observed == scenario.observed


def test_one_more_history_lies_between_the_least_and_the_greatest_of_39_in_95_percent() -> None:
    """Of R values in order, one more lies between the r-th from both ends with (R + 1 - 2r) / (R + 1)."""
    values = np.random.default_rng(1).permutation(np.arange(1.0, 40.0))
    found = prediction(values, np.ones(39))
    assert (found.low, found.middle, found.high, found.holds) == (1.0, 20.0, 39.0, 38 / 40)
    wide = np.arange(1.0, 80.0)
    assert (prediction(wide, np.ones(79)).low, prediction(wide, np.ones(79)).high) == (2.0, 78.0)
    assert prediction(wide[:9], np.ones(9)).holds == 8 / 10


def test_the_prediction_interval_holds_what_it_says() -> None:
    """Of 4,000 histories of an exponential time, 95 % lie in the interval of 39 others, within 4 standard errors."""
    drawn = np.random.default_rng(2).exponential(size=(4000, 40))
    found = [prediction(row[:39], np.ones(39)) for row in drawn]
    held = np.mean([entry.low <= row[39] <= entry.high for entry, row in zip(found, drawn, strict=True)])
    assert abs(held - 0.95) < 4 * np.sqrt(0.95 * 0.05 / 4000)


def test_a_value_that_was_not_reached_is_the_greatest() -> None:
    """Unknown values are left out, infinite ones stand last, and nothing is known of nothing."""
    found = prediction(np.array([3.0, np.inf, 5.0, 0.0]), np.array([1.0, 1.0, 1.0, 0.0]))
    assert (found.low, found.middle, found.high) == (3.0, 5.0, np.inf)
    assert prediction(np.zeros(2), np.zeros(2)).low is None


def greenlane(*words: str) -> Any:
    return CliRunner().invoke(app, words, env={"COLUMNS": "120", "NO_COLOR": "1"})


def test_the_command_tells_hits_misses_and_the_rest(tmp_path: Path) -> None:
    """The verdict comes first, every row has its judgement, and JSON is the same to the byte each time."""
    file = tmp_path / "case.yaml"
    told = "value: three [hours], source: press, measure: relief/clearance_longest_h, equals: "
    rows = [f"{told}3 h", f"{told}4 h", "value: a lot, source: press, note: in words only"]
    file.write_text(CASE + "".join(f"  - {{what: Row, {row.replace('[', '').replace(']', '')}}}\n" for row in rows))
    words = ["hindcast", str(file), "--replications", "2", "--workers", "1"]
    shown = greenlane(*words)
    assert shown.exit_code == 0
    assert "Of 3 rows 2 can be judged: 1 reproduced, 1 missed. Not judged: 1 cannot be compared." in shown.output
    assert "Source: The Press, A newspaper, 2026." in shown.output
    assert "take 39 or more" in " ".join(shown.output.split())
    document = greenlane(*words, "--json").output
    assert document == greenlane(*words, "--json").output
    assert [row["judgement"] for row in json.loads(document)["observed"]] == ["reproduced", "missed", "not comparable"]


def test_a_scenario_without_observations_is_refused() -> None:
    """There is nothing to hold it to, which is said in a sentence."""
    result = greenlane("hindcast", "two-agencies")
    assert result.exit_code == 2
    assert "no `observed` block" in result.output
