"""What people see of a study: tables, charts, files, the JSON document, and words about how far to trust it.

Each module is imported on its own: Altair and pandas take a second to load, and what is told of a scenario needs no
study. `sim.reports.replay` writes two policies side by side, and `sim.reports.charts` draws.
"""
