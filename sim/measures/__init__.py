"""Figures from one run: from the event log to release times, backlog, the time ledger, officers and costs.

Figures
    measure, figure_in, Figures, released_grid_h, time_grid_h, signal_grid, detection_curve, WEEK_H, WEEK_CAUSES,
    week_weights, decides, team_places
Catalogue
    CATALOGUE, Measure, measure_of, group_of, keys_of, Group, groups_of, kinds_of, measure_problems, why_unknown
Ledger
    ledger, ledger_table, Ledger, Cause, passage, example, Stretch
Teams
    team_figures, TeamFigures

`sim.measures.tables` turns the log into tables; it is imported on its own because pandas takes a second to load.
"""

from sim.measures.asked import measure_problems, why_unknown
from sim.measures.breakdown import decides, team_places
from sim.measures.catalogue import CATALOGUE, group_of, keys_of, measure_of
from sim.measures.curves import released_grid_h, time_grid_h
from sim.measures.figures import Figures, figure_in, measure
from sim.measures.groups import Group, groups_of, kinds_of
from sim.measures.ledger import Cause, Ledger, ledger, ledger_table
from sim.measures.passage import Stretch, example, passage
from sim.measures.risk import detection_curve, signal_grid
from sim.measures.row import Measure
from sim.measures.teams import TeamFigures, team_figures
from sim.measures.week import WEEK_CAUSES, WEEK_H, week_weights

__all__ = [
    "CATALOGUE",
    "WEEK_CAUSES",
    "WEEK_H",
    "Cause",
    "Figures",
    "Group",
    "Ledger",
    "Measure",
    "Stretch",
    "TeamFigures",
    "decides",
    "detection_curve",
    "example",
    "figure_in",
    "group_of",
    "groups_of",
    "keys_of",
    "kinds_of",
    "ledger",
    "ledger_table",
    "measure",
    "measure_of",
    "measure_problems",
    "passage",
    "released_grid_h",
    "signal_grid",
    "team_figures",
    "team_places",
    "time_grid_h",
    "week_weights",
    "why_unknown",
]
