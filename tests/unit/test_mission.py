"""The page of promises: what it names is there, and each scenario pulls a lever of the promise it shows."""

import re
from pathlib import Path

import pytest

from sim.measures import CATALOGUE
from sim.policies import LEVERS
from sim.scenario import load_scenario, scenario_names

PAGE = (Path(__file__).parents[2] / "docs/mission.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in PAGE.splitlines()
    if line.startswith("| ") and not line.startswith(("| promise", "| ---"))
]
PROMISES = (
    *("re-opening", "relief clearance", "agency coordination", "conflict-zone", "risk management", "trade and revenue"),
    *("transit", "passenger", "cultural", "strategic"),
)


def _names(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def test_every_promise_has_its_row() -> None:
    """Ten, in this order, each with lever, measure, scenario and test."""
    assert len(ROWS) == len(PROMISES)
    for promise, (said, levers, measures, scenarios, tests) in zip(PROMISES, ROWS, strict=True):
        assert promise in said.lower()
        assert all((_names(levers), _names(measures), _names(scenarios), re.findall(r"\]\(", tests)))


def test_every_lever_serves_a_promise() -> None:
    """None is there for its own sake, and none is named that is not there."""
    assert {name for row in ROWS for name in _names(row[1])} == set(LEVERS)


def test_measures_and_scenarios_exist() -> None:
    """Those of the catalogue, and bundled ones."""
    keys, names = {row.key for row in CATALOGUE}, {name for name, _ in scenario_names()}
    assert {name for row in ROWS for name in _names(row[2])} <= keys
    assert {name for row in ROWS for name in _names(row[3])} <= names


@pytest.mark.parametrize("row", ROWS, ids=PROMISES)
def test_each_scenario_pulls_a_lever_of_its_promise(row: list[str]) -> None:
    """In one of its policies."""
    for name in _names(row[3]):
        pulled = {lever.name for policy in load_scenario(name).policies.values() for lever in policy.levers}
        assert pulled & set(_names(row[1])), name


def test_tests_are_in_the_folder_of_tests() -> None:
    """Each link of the last column leads to a file of tests."""
    links = [link for row in ROWS for link in re.findall(r"\]\(([^)]+)\)", row[4])]
    assert all(re.fullmatch(r"\.\./tests/\w+/test_\w+\.py", link) for link in links)
    assert [link for link in links if not (Path(__file__).parents[2] / "docs" / link).is_file()] == []
