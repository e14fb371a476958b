"""The scenario file: a world, the policies compared in it, and where each number comes from.

Scenarios
    Scenario, Source, Provenance, Target, Observation
Files
    load_scenario, build_scenario, scenario_names, dump_scenario, save_scenario, write_starter,
    starter_text, manifest_text, json_schema, reference_markdown, WhatIfs
Problems
    ScenarioError, Problem, warnings
Numbers
    NumberEntry, numbers, unsourced, assumed_share
"""

from sim.scenario.cautions import warnings
from sim.scenario.dumping import dump_scenario
from sim.scenario.loading import build_scenario, load_scenario, scenario_names
from sim.scenario.manifests import manifest_text
from sim.scenario.model import Provenance, Scenario, Source, Target
from sim.scenario.observations import Observation
from sim.scenario.page import reference_markdown
from sim.scenario.problems import Problem, ScenarioError
from sim.scenario.saving import save_scenario, starter_text, write_starter
from sim.scenario.schema import json_schema
from sim.scenario.sources import NumberEntry, assumed_share, numbers, unsourced
from sim.scenario.what_ifs import WhatIfs

__all__ = [
    "NumberEntry",
    "Observation",
    "Problem",
    "Provenance",
    "Scenario",
    "ScenarioError",
    "Source",
    "Target",
    "WhatIfs",
    "assumed_share",
    "build_scenario",
    "dump_scenario",
    "json_schema",
    "load_scenario",
    "manifest_text",
    "numbers",
    "reference_markdown",
    "save_scenario",
    "scenario_names",
    "starter_text",
    "unsourced",
    "warnings",
    "write_starter",
]
