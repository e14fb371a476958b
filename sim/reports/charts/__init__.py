"""Charts of a study, each with words for those who cannot see it and the rows behind it.

Curves
    released_chart, backlog_chart
Figures by policy
    level_chart, times_chart, difference_chart
Where time went
    ledger_chart, waterfall_chart, week_chart, passage_chart
How the work is done
    busy_chart, lane_chart, process_map (a `Graph`, in DOT)
What could flip it
    tornado_chart
"""

from sim.reports.charts.accounts import ledger_chart, waterfall_chart
from sim.reports.charts.curves import backlog_chart, released_chart
from sim.reports.charts.flips import tornado_chart
from sim.reports.charts.levels import difference_chart, level_chart, times_chart
from sim.reports.charts.passage import passage_chart, passage_rows
from sim.reports.charts.picture import Picture
from sim.reports.charts.process import Graph, process_map
from sim.reports.charts.week import week_chart
from sim.reports.charts.workings import busy_chart, lane_chart

__all__ = [
    "Graph",
    "Picture",
    "backlog_chart",
    "busy_chart",
    "difference_chart",
    "lane_chart",
    "ledger_chart",
    "level_chart",
    "passage_chart",
    "passage_rows",
    "process_map",
    "released_chart",
    "times_chart",
    "tornado_chart",
    "waterfall_chart",
    "week_chart",
]
