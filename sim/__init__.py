"""Greenlane: which coordination or re-opening of a border clears relief consignments sooner, and how sure that is.

- The scenario file: `load_scenario`, `build_scenario`, `scenario_names`, `dump_scenario`, `save_scenario`,
  `write_starter`, `json_schema`, `Scenario`, `ScenarioError`, `warnings`, `assumed_share`, `numbers`
- The world and what people decide: `World`, `Policy`, `PolicyError`, `LEVERS`, `apply`
- One run: `draw`, `run`, `measure`, `ledger`, `Inputs`, `EventLog`, `Figures`
- Many runs: `study`, `Study`, `StudyError`, `compare`, `Comparison`, `level`, `difference`, `Interval`,
  `verdict_sentence`, `lesson_sentences`, `headline_key`, `hindcast`, `Hindcast`
- What figures mean: `CATALOGUE`, `measure_of`
- What people see: `clearance_table`, `cost_table`, `cause_table`, `agency_table`, `backlog_table`, `target_table`,
  `Table`, `Cell`, `released_chart`, `ledger_chart`, `backlog_chart`, `Picture`, `study_cautions`, `say_assumed`,
  `made_by`, `measure_problems`
- The replay: `record_replay`, `replay_page`, `replay_script`, `replay_style`, `say_made`, `ReplayError`
- Results as text: `document`, `to_json`, `result_rows`, `hindcast_rows`, `csv_text`
- The scenario as pictures, before a run: `corridor_picture`, `map_picture`, `BOUNDARIES`, `load_chart`,
  `arrival_chart`, `procedure_graph`
- The scenario as tables: `SECTIONS`, `sheets`, `Sheet`, `Column`, `write_cell`
- Studies made before: `stored_study`, `find_folder`, `read_study`, `FolderError`
- Levers in words: `GROUPS`, `entry`, `change_rows`, `lever_columns`, `lever_cells`
- Where something can be added: `blanks`, `Blank`

Everything is loaded when it is first asked for, so that `greenlane --help` need not wait for what it does not use.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from sim.version import __version__ as __version__

if TYPE_CHECKING:
    from sim.border import EventLog, Inputs, draw, run
    from sim.measures import CATALOGUE, Figures, ledger, measure, measure_of
    from sim.policies import GROUPS, LEVERS, Policy, PolicyError, apply, entry
    from sim.reports import (
        Cell,
        Table,
        agency_table,
        backlog_table,
        cause_table,
        clearance_table,
        cost_table,
        document,
        made_by,
        measure_problems,
        result_rows,
        say_assumed,
        study_cautions,
        target_table,
        to_json,
    )
    from sim.reports.changes import change_rows
    from sim.reports.charts import Picture, backlog_chart, ledger_chart, released_chart
    from sim.reports.exports import csv_text
    from sim.reports.history import hindcast_rows
    from sim.reports.places import BOUNDARIES, corridor_picture, map_picture
    from sim.reports.replay import ReplayError, record_replay, replay_page, replay_script, replay_style, say_made
    from sim.reports.sheets import (
        SECTIONS,
        Blank,
        Column,
        Sheet,
        blanks,
        lever_cells,
        lever_columns,
        sheets,
        write_cell,
    )
    from sim.reports.traffic import arrival_chart, load_chart, procedure_graph
    from sim.scenario import (
        Scenario,
        ScenarioError,
        assumed_share,
        build_scenario,
        dump_scenario,
        json_schema,
        load_scenario,
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
        lesson_sentences,
        level,
        read_study,
        study,
        verdict_sentence,
    )
    from sim.studies.stored import stored_study
    from sim.world import World

_ROOMS = {
    "sim.reports.changes": ["change_rows"],
    "sim.studies.stored": ["stored_study"],
    "sim.reports.sheets": [
        "Blank",
        "Column",
        "SECTIONS",
        "Sheet",
        "blanks",
        "lever_cells",
        "lever_columns",
        "sheets",
        "write_cell",
    ],
    "sim.reports.traffic": ["arrival_chart", "load_chart", "procedure_graph"],
    "sim.reports.places": ["BOUNDARIES", "corridor_picture", "map_picture"],
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
        "numbers",
        "save_scenario",
        "scenario_names",
        "warnings",
        "write_starter",
    ],
    "sim.border": ["EventLog", "Inputs", "draw", "run"],
    "sim.measures": ["CATALOGUE", "Figures", "ledger", "measure", "measure_of"],
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
        "lesson_sentences",
        "level",
        "read_study",
        "study",
        "verdict_sentence",
    ],
    "sim.reports": [
        "Cell",
        "Table",
        "agency_table",
        "backlog_table",
        "cause_table",
        "clearance_table",
        "cost_table",
        "document",
        "made_by",
        "measure_problems",
        "result_rows",
        "say_assumed",
        "study_cautions",
        "target_table",
        "to_json",
    ],
    "sim.reports.charts": ["Picture", "backlog_chart", "ledger_chart", "released_chart"],
    "sim.reports.exports": ["csv_text"],
    "sim.reports.history": ["hindcast_rows"],
    "sim.reports.replay": [
        "ReplayError",
        "record_replay",
        "replay_page",
        "replay_script",
        "replay_style",
        "say_made",
    ],
}

__all__ = [
    "BOUNDARIES",
    "CATALOGUE",
    "GROUPS",
    "LEVERS",
    "SECTIONS",
    "Blank",
    "Cell",
    "Column",
    "Comparison",
    "EventLog",
    "Figures",
    "FolderError",
    "Hindcast",
    "Inputs",
    "Interval",
    "Picture",
    "Policy",
    "PolicyError",
    "ReplayError",
    "Scenario",
    "ScenarioError",
    "Sheet",
    "Study",
    "StudyError",
    "Table",
    "World",
    "agency_table",
    "apply",
    "arrival_chart",
    "assumed_share",
    "backlog_chart",
    "backlog_table",
    "blanks",
    "build_scenario",
    "cause_table",
    "change_rows",
    "clearance_table",
    "compare",
    "corridor_picture",
    "cost_table",
    "csv_text",
    "difference",
    "document",
    "draw",
    "dump_scenario",
    "entry",
    "find_folder",
    "headline_key",
    "hindcast",
    "hindcast_rows",
    "json_schema",
    "ledger",
    "ledger_chart",
    "lesson_sentences",
    "level",
    "lever_cells",
    "lever_columns",
    "load_chart",
    "load_scenario",
    "made_by",
    "map_picture",
    "measure",
    "measure_of",
    "measure_problems",
    "numbers",
    "procedure_graph",
    "read_study",
    "record_replay",
    "released_chart",
    "replay_page",
    "replay_script",
    "replay_style",
    "result_rows",
    "run",
    "save_scenario",
    "say_assumed",
    "say_made",
    "scenario_names",
    "sheets",
    "stored_study",
    "study",
    "study_cautions",
    "target_table",
    "to_json",
    "verdict_sentence",
    "warnings",
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
