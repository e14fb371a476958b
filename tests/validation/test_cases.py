"""The real cases: complete as cases, told as they were first, and held to what was published."""

import re
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import pytest

from sim.measures import keys_of
from sim.reports.gallery import INTRODUCTION, gallery
from sim.scenario import load_scenario, numbers, scenario_names
from sim.studies import hindcast, level, study

CASES = [name for name, _ in scenario_names() if load_scenario(name).observed]
JUDGED = {
    "chirundu": {"Mean crossing": "missed", "Queue": "reproduced"},
    "haiti-2010": {
        "Flights that wait about day 9 to 10": "reproduced",
        "Passing the border on 28 January, while it was open": "missed",
    },
    "haiyan-2013": {"Rice held": "missed", "Storage of the rice": "missed"},
    "turkiye-syria-2023": {
        "Trucks since day 3, by day 10": "reproduced",
        "Trucks since day 3, by day 14": "reproduced",
        "Trucks on days 11 to 14": "reproduced",
    },
}
"""What the cases say of themselves; whoever changes a case or the model says what moved."""


def test_the_page_about_cases_is_made_from_these_scenarios() -> None:
    """The page names the hash of each case, in order, and begins with the introduction of the code."""
    page = (Path(__file__).parents[2] / "docs/cases.md").read_text(encoding="utf-8")
    made_from = re.findall(r"Scenario ([a-z0-9-]+) \(hash ([0-9a-f]{12})\)", page)
    assert made_from == [(name, load_scenario(name).hash[:12]) for name in CASES]
    assert page.startswith(INTRODUCTION)


def test_a_section_of_the_page_tells_answer_hits_and_misses() -> None:
    """Of a case it has the first paragraph, the verdict with its error, what was judged, and the share assumed."""
    scenario = load_scenario("turkiye-syria-2023")
    compared = study(scenario, ["as-it-was", "at-once"], replications=3, workers=1)
    page = gallery([(compared, hindcast(scenario, replications=5, workers=1))])
    for told in ("one crossing, Bab al-Hawa", "(simulation error at 95 %:", "3 reproduced, 0 missed", "are assumed."):
        assert told in page


def test_there_are_six_cases() -> None:
    """The library has the six cases that its page tells."""
    assert CASES == ["chirundu", "ebola-2015", "haiti-2010", "haiyan-2013", "nepal-2015", "turkiye-syria-2023"]


@pytest.mark.parametrize("name", CASES)
def test_a_case_is_told_as_it_was_and_asks_what_if(name: str) -> None:
    """As it was comes first, at least three others follow, and `about` says what is assumed and what is left out."""
    scenario = load_scenario(name)
    assert next(iter(scenario.policies)) == "as-it-was"
    assert len(scenario.policies) >= 4
    assert all(policy.why for policy in scenario.policies.values())
    about = scenario.about.lower()
    assert "assumed" in about
    assert "left out" in about


@pytest.mark.parametrize("name", CASES)
def test_an_observation_that_is_not_judged_says_why(name: str) -> None:
    """A row with a figure is judged or calibrated; any other has a note, and every measure is one of the world."""
    scenario = load_scenario(name)
    for entry in scenario.observed:
        assert entry.note or entry.tolerated is not None
        assert entry.measure is None or entry.measure in keys_of(scenario.world)
        if entry.value is not None and not entry.calibrated and entry.tolerated is not None:
            assert entry.source not in {number.source for number in numbers(scenario)}


@pytest.mark.parametrize("name", sorted(JUDGED))
def test_a_case_hits_and_misses_what_it_says(name: str) -> None:
    """With five replications, whose interval is narrower than that of 39, the judgements are those of the list."""
    found = hindcast(load_scenario(name), replications=5, workers=1)
    judged = {row.observation.what: row.judgement for row in found.rows if row.judgement in ("reproduced", "missed")}
    assert judged == JUDGED[name]
    assert all(row.simulated is not None for row in found.rows if row.observation.measure is not None)


def test_the_library_has_hits_and_misses() -> None:
    """A table of hits alone would say that the figures were chosen; at least three of each are kept."""
    counts = Counter(judgement for rows in JUDGED.values() for judgement in rows.values())
    assert counts["reproduced"] >= 3
    assert counts["missed"] >= 3


def test_a_case_that_nothing_tests_says_so() -> None:
    """All that was published of the bridge in 2015 went in, so no row is judged and two say that nobody measured."""
    found = hindcast(load_scenario("ebola-2015"), replications=2, workers=1)
    counts = Counter(row.judgement for row in found.rows)
    assert counts["reproduced"] + counts["missed"] == 0
    assert counts["no observation"] == 2


@pytest.mark.slow
def test_a_hindcast_is_the_same_for_any_number_of_workers() -> None:
    """Run here or in two processes, every figure has the same bits."""
    scenario = load_scenario("turkiye-syria-2023")
    here, there = (hindcast(scenario, replications=4, workers=workers) for workers in (1, 2))
    assert [asdict(row) for row in here.rows] == [asdict(row) for row in there.rows]


@pytest.mark.parametrize("name", [name for name in CASES if name != "nepal-2015"])
def test_all_policies_of_a_case_run_on_the_same_consignments(name: str) -> None:
    """Every policy meets as many consignments, and their mean clearance is known under each."""
    result = study(load_scenario(name), replications=1, workers=1)
    assert len({level(result, policy, "all/arrived").estimate for policy in result.policies}) == 1
    assert all((level(result, policy, "all/clearance_mean_h").estimate or 0) > 0 for policy in result.policies)
