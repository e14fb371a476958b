"""The SimPy model: inputs are drawn from a world, a run turns both into an event log.

draw, Inputs, run, EventLog, Activity, Hold, Outcome, Reason, Names, NEVER, NOBODY
"""

from sim.border.draws import Inputs, draw
from sim.border.eventlog import NEVER, NOBODY, Activity, EventLog, Hold, Names, Outcome, Reason
from sim.border.model import run

__all__ = ["NEVER", "NOBODY", "Activity", "EventLog", "Hold", "Inputs", "Names", "Outcome", "Reason", "draw", "run"]
