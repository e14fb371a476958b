"""The time ledger as rows of the catalogue: mean hours with each cause."""

from functools import partial
from typing import Final

from sim.measures.facts import Facts
from sim.measures.ledger import Cause
from sim.measures.row import KINDS, Figure, Measure

_LEDGER_LABELS: Final = {
    Cause.SERVICE: "Service",
    Cause.PAPERS: "Completing papers",
    Cause.PERMIT: "Permit",
    Cause.COURIER: "Courier",
    Cause.TRAVEL: "Travel",
    Cause.CONSIGNEE: "Consignee's own time",
    Cause.SLOT: "Waiting at home for a slot",
    Cause.REWORK: "Delay before rework",
    Cause.CLOSED: "Wait: gate or post closed",
    Cause.DAMAGED: "Wait: damaged",
    Cause.YARD_FULL: "Wait: yard full",
    Cause.OFF_SHIFT: "Wait: off shift",
    Cause.PARTNER: "Wait: joint partner",
    Cause.QUEUE: "Wait: queue",
}


def ledger_time(facts: Facts, cause: Cause) -> Figure:
    """Time with one cause of the cohort released within the run-out [h]."""
    return float(facts.run.ledger[facts.kinds(), ..., cause].sum()), facts.released.size


def _row(cause: Cause, label: str) -> Measure:
    doc = (
        f"{label}: mean time of the consignments released within the run-out. All causes together are "
        "`clearance_released_mean_h`."
    )
    function = partial(ledger_time, cause=cause)
    return Measure(f"ledger_{cause.name.lower()}_h", label, "h", "low", "ratio", doc, function, KINDS)


LEDGER_ROWS: Final = tuple(_row(cause, label) for cause, label in _LEDGER_LABELS.items())
