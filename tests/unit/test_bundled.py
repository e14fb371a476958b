"""The bundled scenarios: complete in their sources, free of warnings, and calibrated where they say so."""

import re
from pathlib import Path

import numpy as np
import pytest

from sim.border import draw, run
from sim.border.eventlog import Outcome
from sim.policies import apply
from sim.scenario import build_scenario, dump_scenario, load_scenario, numbers, scenario_names, unsourced, warnings
from sim.world import World
from sim.world.quantities import DAY_US, HOUR_US

NAMES = [name for name, _ in scenario_names()]
POLICIES = [(name, policy) for name in NAMES for policy in load_scenario(name).policies]
SHORTER = {"nepal-2015": ("lead_in=2 d", "observe=4 d", "run_out=6 d")}


def test_every_scenario_is_in_the_list_of_the_readme() -> None:
    """The page beside the scenarios has each of them, and no other."""
    page = (Path(__file__).parents[2] / "scenarios/README.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^\| \[([a-z0-9-]+)\.yaml\]", page, re.MULTILINE)) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_number_has_a_source(name: str) -> None:
    """A bundled scenario states numbers, and no number without a source."""
    scenario = load_scenario(name)
    assert numbers(scenario)
    assert unsourced(scenario) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_source_is_used(name: str) -> None:
    """No source stands in the list without a number or an observation that cites it."""
    scenario = load_scenario(name)
    cited = {number.source for number in numbers(scenario)} | {entry.source for entry in scenario.observed}
    assert set(scenario.sources) - cited == set()


@pytest.mark.parametrize("name", NAMES)
def test_written_out_and_read_again_it_is_the_same(name: str) -> None:
    """What is dumped reads back to the same world and policies, with the same sources."""
    scenario = load_scenario(name)
    again = build_scenario(name, dump_scenario(scenario).encode())
    assert again.hash == scenario.hash
    assert numbers(again) == numbers(scenario)


@pytest.mark.parametrize(("name", "policy"), POLICIES)
def test_every_policy_runs_and_releases(name: str, policy: str) -> None:
    """Under every policy most of the cohort is released of those whom no rule turns back; Nepal with a shorter run."""
    scenario = load_scenario(name, SHORTER.get(name, ()))
    log = run(apply(scenario.policies[policy], scenario.world), draw(scenario.world, seed=1, replication=0))
    cohort = log.consignments["cohort"] == 1
    outcome = log.consignments["outcome"][cohort]
    let_in = ~np.isin(outcome, [Outcome.TURNED_BACK, Outcome.INFORMAL])
    assert (outcome[let_in] == Outcome.RELEASED).mean() > 0.9


@pytest.mark.parametrize("name", NAMES)
def test_there_is_nothing_to_warn_of(name: str) -> None:
    """No team is overloaded by ordinary trade, and no policy holds a lever that changes nothing."""
    assert warnings(load_scenario(name)) == []


def ordinary_weeks(stream: str) -> World:
    """The world of Nepal with one stream of trade alone, for eight weeks after two to settle."""
    world = load_scenario("nepal-2015").world
    alone = {stream: world.streams[stream]}
    return world.model_copy(update={"streams": alone, "lead_in": 14 * DAY_US, "observe": 56 * DAY_US})


@pytest.mark.parametrize(
    ("stream", "mean_h", "sd_h"),
    [
        ("trade-birgunj", 19 + 57 / 60, 15 + 10 / 60),
        ("trade-bhairahawa", 3 + 10 / 60, 1 + 41 / 60),
    ],
)
def test_ordinary_weeks_meet_the_crossing_surveys(stream: str, mean_h: float, sd_h: float) -> None:
    """Without relief, arrival to removal has the mean and spread of the surveys of October 2013, within 5 %."""
    world = ordinary_weeks(stream)
    logs = [run(world, draw(world, seed=1, replication=number)) for number in range(4)]
    taken_h = np.concatenate(
        [
            (log.consignments["removal"] - log.consignments["base_arrival"])[log.consignments["cohort"] == 1] / HOUR_US
            for log in logs
        ]
    )
    assert taken_h.mean() == pytest.approx(mean_h, rel=0.05)
    assert taken_h.std() == pytest.approx(sd_h, rel=0.05)
