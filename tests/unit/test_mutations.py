"""Bundled files with one place spoilt: each still loads, or is refused in sentences with their lines."""

import copy
import json
import random
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest

from sim.reports.cautions import scenario_cautions
from sim.scenario import Problem, ScenarioError, build_scenario
from sim.scenario.tree import plain, read_bytes

ODD: list[Any] = [
    *(None, True, [], {}, "", "x", "NaN", ".inf", -1, 0, 0.5, 10**26, 1.7e308, "1e400", "9" * 29, "é" * 500),
    *("999999999999 d", "-5 h", "5 parsecs", "101%", "2015-04-25", "0001-01-01 00:00+00:00", "9999-12-31 23:59-12:00"),
    *("25:00-26:00", "[red]\x1b[31m", "=cmd()", ["a", ["b"]], {"a": {"b": 1}}, {"value": 5, "source": "nope"}, [None]),
]
TAKEN_OUT = object()


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place of a file but the whole."""
    children = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, child in children:
        yield (*path, step)
        yield from places(child, (*path, step))


def spoilt(data: Any, path: tuple[Any, ...], value: Any) -> bytes:
    """The file as JSON, which is YAML as well, with something else at one place."""
    whole = copy.deepcopy(data)
    around = whole
    for step in path[:-1]:
        around = around[step]
    if value is TAKEN_OUT:
        del around[path[-1]]
    else:
        around[path[-1]] = value
    return json.dumps(whole, indent=1).encode()


def problems(raw: bytes) -> tuple[Problem, ...]:
    """What is wrong with a file; nothing if its warnings can be told as well."""
    try:
        scenario_cautions(build_scenario("spoilt", raw))
    except ScenarioError as error:
        return error.problems
    return ()


@pytest.mark.parametrize("name", ["two-agencies", "second-wave", "controlled-again"])
def test_one_spoilt_place_gives_a_scenario_or_sentences_with_lines(name: str) -> None:
    """150 places drawn anew for each file; the seed is fixed, so that a failure can be seen again."""
    data = plain(read_bytes((files("scenarios") / f"{name}.yaml").read_bytes())[0])
    luck = random.Random(name)
    everywhere = list(places(data))
    for _ in range(150):
        path, value = luck.choice(everywhere), luck.choice([*ODD, TAKEN_OUT])
        found = problems(spoilt(data, path, value))
        assert all(problem.line is not None and "\n" not in str(problem) for problem in found), (path, value, found)


@pytest.mark.parametrize("year", ["0001-01-01 00:00+00:00", "9999-12-31 23:59-12:00"])
def test_an_onset_at_the_ends_of_the_calendar_is_refused(year: str) -> None:
    """A century of run must fit after it."""
    data = plain(read_bytes((files("scenarios") / "two-agencies.yaml").read_bytes())[0])
    with pytest.raises(ScenarioError, match="is too far away; write one between 1900 and 2500"):
        build_scenario("far", spoilt(data, ("onset",), year))
