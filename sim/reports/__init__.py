"""What people see of a study: tables, charts, files, the JSON document, and words about how far to trust it.

Tables of plain values
    Cell, Table, clearance_table, cost_table, cause_table, agency_table, backlog_table, goods_table,
    target_table
Words
    study_cautions, scenario_cautions, say_assumed, made_by, missed_targets, measure_problems
Data
    document, to_json, result_rows, comparison_rows

`sim.reports.replay` writes two policies side by side.

`sim.reports.charts` and `sim.reports.exports` are imported on their own, because Altair and pandas take a second to
load, and so is `sim.reports.summary`, which prints on a terminal.
"""

from sim.reports.cautions import made_by, say_assumed, scenario_cautions, study_cautions
from sim.reports.cells import Cell, Table
from sim.reports.document import comparison_rows, document, result_rows, to_json
from sim.reports.tables import agency_table, backlog_table, cause_table, clearance_table, cost_table, goods_table
from sim.reports.targets import measure_problems, missed_targets, target_table

__all__ = [
    "Cell",
    "Table",
    "agency_table",
    "backlog_table",
    "cause_table",
    "clearance_table",
    "comparison_rows",
    "cost_table",
    "document",
    "goods_table",
    "made_by",
    "measure_problems",
    "missed_targets",
    "result_rows",
    "say_assumed",
    "scenario_cautions",
    "study_cautions",
    "target_table",
    "to_json",
]
