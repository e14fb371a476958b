"""The replay: two policies side by side on the same consignments, on a page or in one file of its own.

- `record_replay`, `replay_document`: what happened under two policies, as one document that JSON can hold
- `replay_page`: one HTML file with everything in it
- `replay_script`, `replay_style`: the script and the style sheet, the same for the file and for the dashboard
"""

from sim.reports.replay.columns import ReplayError
from sim.reports.replay.content import record_replay, replay_document
from sim.reports.replay.page import replay_page, replay_script, replay_style, say_made

__all__ = [
    "ReplayError",
    "record_replay",
    "replay_document",
    "replay_page",
    "replay_script",
    "replay_style",
    "say_made",
]
