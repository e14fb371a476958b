"""Greenlane: which coordination or re-opening of a border clears relief consignments sooner, and how sure that is.

- The scenario file: `load_scenario`, `build_scenario`, `scenario_names`, `dump_scenario`, `save_scenario`,
  `write_starter`, `manifest_text`, `json_schema`, `Scenario`, `ScenarioError`, `warnings`, `assumed_share`, `numbers`
- The scenario as tables: `SECTIONS`, `sheets`, `Sheet`, `Column`, `blanks`, `Blank`, `write_cell`
- The scenario as pictures, before a run: `corridor_picture`, `map_picture`, `BOUNDARIES`, `load_chart`,
  `arrival_chart`, `procedure_graph`
- The world and what people decide: `World`, `Policy`, `PolicyError`, `LEVERS`, `apply`
- Levers in words: `GROUPS`, `entry`, `change_rows`, `lever_columns`, `lever_cells`
- One run: `draw`, `run`, `measure`, `ledger`, `example`, `Inputs`, `EventLog`, `Figures`
- What figures mean: `CATALOGUE`, `measure_of`, `keys_of`, `measure_problems`
- Many runs: `study`, `Study`, `StudyError`, `study_to_precision`, `parse_precision`, `Stopped`, `PILOT`, `Watch`,
  `Progress`, `usable_cores`
- What a study says: `compare`, `Comparison`, `level`, `difference`, `Interval`, `headline_key`, `verdict_sentence`,
  `lesson_sentences`
- Questions to a scenario: `hindcast`, `Hindcast`, `sensitivity`, `Sensitivity`, `savings`, `Savings`
- Studies made before: `stored_study`, `find_folder`, `read_study`, `FolderError`
- What people see: `clearance_table`, `cost_table`, `cause_table`, `agency_table`, `backlog_table`, `target_table`,
  `goods_table`, `Table`, `Cell`, `difference_cell`, `released_chart`, `ledger_chart`, `backlog_chart`, `Picture`,
  `study_cautions`, `say_assumed`, `made_by`
- Why an answer is what it is: `times_chart`, `difference_chart`, `waterfall_chart`, `week_chart`, `busy_chart`,
  `lane_chart`, `process_map`, `Graph`, `passage_chart`, `savings_table`
- What could flip it: `tornado_chart`, `tornado_table`, `gap_cell`, `say_difference`, `say_flips`, `say_idle`
- The replay: `record_replay`, `replay_page`, `replay_script`, `replay_style`, `say_made`, `ReplayError`
- Results as text and files: `document`, `to_json`, `result_rows`, `hindcast_rows`, `csv_text`, `table_csv`,
  `brief_html`

Everything is loaded when it is first asked for, so that `greenlane --help` need not wait for what it does not use.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from sim.version import __version__ as __version__

if TYPE_CHECKING:
    from sim.border import EventLog, Inputs, draw, run
    from sim.measures import CATALOGUE, Figures, example, keys_of, ledger, measure, measure_of, measure_problems
    from sim.policies import GROUPS, LEVERS, Policy, PolicyError, apply, entry
    from sim.reports.brief import brief_html
    from sim.reports.cautions import say_assumed
    from sim.reports.cells import Cell, Table
    from sim.reports.changes import change_rows
    from sim.reports.charts import (
        Graph,
        Picture,
        backlog_chart,
        busy_chart,
        difference_chart,
        lane_chart,
        ledger_chart,
        passage_chart,
        process_map,
        released_chart,
        times_chart,
        tornado_chart,
        waterfall_chart,
        week_chart,
    )
    from sim.reports.document import document, result_rows, to_json
    from sim.reports.exports import csv_text, table_csv
    from sim.reports.fields import Column, lever_cells, lever_columns, write_cell
    from sim.reports.figures import difference_cell, gap_cell
    from sim.reports.flips import say_difference, say_flips, say_idle, tornado_table
    from sim.reports.history import hindcast_rows
    from sim.reports.places import BOUNDARIES, corridor_picture, map_picture
    from sim.reports.replay import ReplayError, record_replay, replay_page, replay_script, replay_style, say_made
    from sim.reports.saved import savings_table
    from sim.reports.sheets import SECTIONS, Blank, Sheet, blanks, sheets
    from sim.reports.tables import agency_table, backlog_table, cause_table, clearance_table, cost_table, goods_table
    from sim.reports.targets import target_table
    from sim.reports.traffic import arrival_chart, load_chart, procedure_graph
    from sim.reports.trust import made_by, study_cautions
    from sim.reports.verdict import lesson_sentences, verdict_sentence
    from sim.scenario import (
        Scenario,
        ScenarioError,
        assumed_share,
        build_scenario,
        dump_scenario,
        json_schema,
        load_scenario,
        manifest_text,
        numbers,
        save_scenario,
        scenario_names,
        warnings,
        write_starter,
    )
    from sim.studies import (
        Comparison,
        FolderError,
        Hindcast,
        Interval,
        Study,
        StudyError,
        compare,
        difference,
        find_folder,
        headline_key,
        hindcast,
        level,
        read_study,
        study,
        usable_cores,
    )
    from sim.studies.precision import PILOT, Stopped, parse_precision, study_to_precision
    from sim.studies.progress import Progress, Watch
    from sim.studies.savings import Savings, savings
    from sim.studies.sensitivity import Sensitivity, sensitivity
    from sim.studies.stored import stored_study
    from sim.world import World

_ROOMS = {
    "sim.world": ["World"],
    "sim.policies": ["GROUPS", "LEVERS", "Policy", "PolicyError", "apply", "entry"],
    "sim.scenario": [
        "Scenario",
        "ScenarioError",
        "assumed_share",
        "build_scenario",
        "dump_scenario",
        "json_schema",
        "load_scenario",
        "manifest_text",
        "numbers",
        "save_scenario",
        "scenario_names",
        "warnings",
        "write_starter",
    ],
    "sim.border": ["EventLog", "Inputs", "draw", "run"],
    "sim.measures": [
        "CATALOGUE",
        "Figures",
        "example",
        "keys_of",
        "ledger",
        "measure",
        "measure_of",
        "measure_problems",
    ],
    "sim.studies": [
        "Comparison",
        "FolderError",
        "Hindcast",
        "Interval",
        "Study",
        "StudyError",
        "compare",
        "difference",
        "find_folder",
        "headline_key",
        "hindcast",
        "level",
        "read_study",
        "study",
        "usable_cores",
    ],
    "sim.studies.precision": ["PILOT", "Stopped", "parse_precision", "study_to_precision"],
    "sim.studies.progress": ["Progress", "Watch"],
    "sim.studies.savings": ["Savings", "savings"],
    "sim.studies.sensitivity": ["Sensitivity", "sensitivity"],
    "sim.studies.stored": ["stored_study"],
    "sim.reports.cautions": ["say_assumed"],
    "sim.reports.cells": ["Cell", "Table"],
    "sim.reports.document": ["document", "result_rows", "to_json"],
    "sim.reports.fields": ["Column", "lever_cells", "lever_columns", "write_cell"],
    "sim.reports.figures": ["difference_cell", "gap_cell"],
    "sim.reports.tables": [
        "agency_table",
        "backlog_table",
        "cause_table",
        "clearance_table",
        "cost_table",
        "goods_table",
    ],
    "sim.reports.targets": ["target_table"],
    "sim.reports.trust": ["made_by", "study_cautions"],
    "sim.reports.brief": ["brief_html"],
    "sim.reports.changes": ["change_rows"],
    "sim.reports.charts": [
        "Graph",
        "Picture",
        "backlog_chart",
        "busy_chart",
        "difference_chart",
        "lane_chart",
        "ledger_chart",
        "passage_chart",
        "process_map",
        "released_chart",
        "times_chart",
        "tornado_chart",
        "waterfall_chart",
        "week_chart",
    ],
    "sim.reports.exports": ["csv_text", "table_csv"],
    "sim.reports.flips": ["say_difference", "say_flips", "say_idle", "tornado_table"],
    "sim.reports.history": ["hindcast_rows"],
    "sim.reports.places": ["BOUNDARIES", "corridor_picture", "map_picture"],
    "sim.reports.replay": ["ReplayError", "record_replay", "replay_page", "replay_script", "replay_style", "say_made"],
    "sim.reports.saved": ["savings_table"],
    "sim.reports.sheets": ["SECTIONS", "Blank", "Sheet", "blanks", "sheets"],
    "sim.reports.traffic": ["arrival_chart", "load_chart", "procedure_graph"],
    "sim.reports.verdict": ["lesson_sentences", "verdict_sentence"],
}
"""Where each public name comes from, room by room."""

__all__ = [
    "BOUNDARIES",
    "CATALOGUE",
    "GROUPS",
    "LEVERS",
    "PILOT",
    "SECTIONS",
    "Blank",
    "Cell",
    "Column",
    "Comparison",
    "EventLog",
    "Figures",
    "FolderError",
    "Graph",
    "Hindcast",
    "Inputs",
    "Interval",
    "Picture",
    "Policy",
    "PolicyError",
    "Progress",
    "ReplayError",
    "Savings",
    "Scenario",
    "ScenarioError",
    "Sensitivity",
    "Sheet",
    "Stopped",
    "Study",
    "StudyError",
    "Table",
    "Watch",
    "World",
    "agency_table",
    "apply",
    "arrival_chart",
    "assumed_share",
    "backlog_chart",
    "backlog_table",
    "blanks",
    "brief_html",
    "build_scenario",
    "busy_chart",
    "cause_table",
    "change_rows",
    "clearance_table",
    "compare",
    "corridor_picture",
    "cost_table",
    "csv_text",
    "difference",
    "difference_cell",
    "difference_chart",
    "document",
    "draw",
    "dump_scenario",
    "entry",
    "example",
    "find_folder",
    "gap_cell",
    "goods_table",
    "headline_key",
    "hindcast",
    "hindcast_rows",
    "json_schema",
    "keys_of",
    "lane_chart",
    "ledger",
    "ledger_chart",
    "lesson_sentences",
    "level",
    "lever_cells",
    "lever_columns",
    "load_chart",
    "load_scenario",
    "made_by",
    "manifest_text",
    "map_picture",
    "measure",
    "measure_of",
    "measure_problems",
    "numbers",
    "parse_precision",
    "passage_chart",
    "procedure_graph",
    "process_map",
    "read_study",
    "record_replay",
    "released_chart",
    "replay_page",
    "replay_script",
    "replay_style",
    "result_rows",
    "run",
    "save_scenario",
    "savings",
    "savings_table",
    "say_assumed",
    "say_difference",
    "say_flips",
    "say_idle",
    "say_made",
    "scenario_names",
    "sensitivity",
    "sheets",
    "stored_study",
    "study",
    "study_cautions",
    "study_to_precision",
    "table_csv",
    "target_table",
    "times_chart",
    "to_json",
    "tornado_chart",
    "tornado_table",
    "usable_cores",
    "verdict_sentence",
    "warnings",
    "waterfall_chart",
    "week_chart",
    "write_cell",
    "write_starter",
]


def __getattr__(name: str) -> object:
    """Fetch a public name from its room."""
    for room, names in _ROOMS.items():
        if name in names:
            return getattr(import_module(room), name)
    raise AttributeError(f"module 'sim' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
