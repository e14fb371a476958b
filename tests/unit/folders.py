"""A small scenario for studies on disk, and how two studies are told to be the same."""

import time
from pathlib import Path
from typing import Any

import numpy as np

from sim.scenario import Scenario, build_scenario
from sim.studies import ReplicationResult, Study, replicate

BORDER = """\
title: A bridge
onset: 2026-05-04 06:00+00:00
zone: UTC
observe: 2 d
run_out: 3 d
agencies: {customs: {label: Customs}}
goods: {food: {label: Food}}
posts: {bridge: {label: The bridge, teams: {customs: {officers: 1, calendar: {mon-sun: 08-16}}}}}
streams:
  aid: {label: Aid, kind: relief, post: bridge, goods: food, arrivals: {pattern: surge, total: 15, mean: 1 d}}
procedure:
  papers: {label: Papers, agency: customs, duration: {distribution: gamma, mean: 1 h, cv: 0.5}}
policies:
  as-is: {label: As it is}
  all-hours: {label: All hours, levers: [round_the_clock: {keep_officer_hours: false}]}
"""


def bridge(*settings: str) -> Scenario:
    """A bridge with one customs officer, who works by day or at all hours."""
    return build_scenario("bridge", BORDER.encode(), settings)


def slowly(*args: Any) -> ReplicationResult:
    """A replication that takes at least a fifth of a second."""
    time.sleep(0.2)
    return replicate(*args)


def same_bits(one: Study, other: Study) -> None:
    """Every number of two studies is the same to the last bit."""
    assert (one.policies, one.seed, one.replications, one.keys) == (
        other.policies,
        other.seed,
        other.replications,
        other.keys,
    )
    for name in ("total", "count", "ledger"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), strict=True)
    assert list(one.curves) == list(other.curves)
    for name in one.curves:
        np.testing.assert_array_equal(one.curves[name], other.curves[name], strict=True)


def chunks(folder: Path) -> dict[str, bytes]:
    """What is on the disk of finished replications."""
    return {path.name: path.read_bytes() for path in (folder / "replications").glob("*.parquet")}
