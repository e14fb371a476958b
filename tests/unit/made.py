"""Studies whose figures are set by hand."""

import numpy as np

from sim.measures import WEEK_CAUSES, WEEK_H, Cause, keys_of, kinds_of, released_grid_h, team_places, time_grid_h
from sim.scenario import Scenario, build_scenario
from sim.studies import Study
from sim.world import LANES

BORDER = """\
title: A border [red]
onset: 2026-05-04 06:00+00:00
zone: UTC
observe: 2 d
run_out: 3 d
agencies: {customs: {label: Customs}, health: {label: Port health}}
goods: {food: {label: Food}}
posts: {bridge: {label: The bridge, teams: {customs: {officers: 2}, health: {officers: 1}}}}
streams:
  aid: {label: Aid, kind: relief, post: bridge, goods: food, arrivals: {pattern: listed, times: [1 h, 2 h, 30 h]}}
  trade: {label: Trade, kind: commercial, post: bridge, goods: food, arrivals: {pattern: steady, rate: 10/day}}
procedure:
  papers: {label: Papers, agency: customs, duration: 30 min}
  check: {label: Check, agency: health, duration: 30 min}
policies:
  as-is: {label: As it is}
  fast: {label: "Fast [bold]", levers: [relief_priority]}
"""


def border(text: str = BORDER, **changes: str) -> Scenario:
    for old, new in changes.items():
        text = text.replace(f"{old}:", f"{new}\n{old}:")
    return build_scenario("border", text.encode())


def made_study(figures: dict[str, list[list[tuple[float, float]]]], scenario: Scenario | None = None) -> Study:
    """A study in which every figure is 0 of 1, but for those given: by key, policies × replications of total, count."""
    scenario = border() if scenario is None else scenario
    world, policies = scenario.world, tuple(scenario.policies)
    keys = keys_of(world)
    replications = len(next(iter(figures.values()))[0])
    pairs = np.zeros((len(policies), replications, len(keys), 2))
    pairs[..., 1] = 1
    for key, values in figures.items():
        pairs[:, :, keys.index(key)] = values
    groups = ["all", *kinds_of(world)]
    shape = len(policies), replications
    curves = {f"{group}/released_share": np.zeros((*shape, released_grid_h(world).size)) for group in groups}
    curves |= {f"{group}/inside": np.ones((*shape, time_grid_h(world).size)) for group in [*groups, *world.posts]}
    curves |= {f"steps/{what}": np.zeros((*shape, len(world.procedure))) for what in ("passed", "waited_h", "worked_h")}
    curves |= {f"lanes/{what}": np.zeros((*shape, len(LANES) + 1)) for what in ("arrived", "released", "clearance_h")}
    curves |= {f"teams/{what}": np.zeros((*shape, len(team_places(world)))) for what in ("on_duty_h", "worked_h")}
    curves |= {f"week/{cause}": np.zeros((*shape, len(world.agencies) * WEEK_H)) for cause in WEEK_CAUSES}
    ledger = np.zeros((len(policies), len(kinds_of(world)), len(world.posts), len(world.agencies) + 1, len(Cause)))
    return Study(scenario, policies, 1, replications, keys, pairs[..., 0], pairs[..., 1], curves, ledger)


CLEARANCE = {"relief/clearance_mean_h": [[(100, 10), (120, 10)], [(70, 10), (80, 10)]]}
"""11 h as it is, 7.5 h under the other policy."""
