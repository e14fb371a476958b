"""What inspections would find, over how well scores tell: a curve, as no value of d′ is known of a real border."""

from typing import Any, Final

import numpy as np

from sim.measures import signal_grid
from sim.reports.cells import Cell, Table
from sim.reports.figures import level_cell
from sim.reports.naming import labels_of
from sim.reports.words import clean
from sim.studies import Study
from sim.studies.statistics import Interval, ratio

TOLD: Final = (0, 0.5, 1, 1.5, 2, 3)
"""Signal strengths d′ that the table has; the rows have all of the grid."""


def detection_tables(study: Study) -> list[Table]:
    """Tell for each kind of hidden thing what share was found, and what as many inspections would find at each d′."""
    places = [int(np.argmin(np.abs(signal_grid() - signal))) for signal in TOLD]
    return [
        Table(
            title=f"{clean(risk.label)}: share found, and what as many inspections would find if scores told that well",
            corner="Policy",
            columns=("Found", *(f"d′ = {signal:g}" for signal in TOLD)),
            rows=labels_of(study),
            cells=tuple(
                (
                    level_cell(study, policy, f"{hidden}/found_share"),
                    *(_cell(_detected(study, policy, hidden, place)) for place in places),
                )
                for policy in study.policies
            ),
            note="d′ says how far scores tell carriers from others: at 0 not at all. Of no real border it is known.",
        )
        for hidden, risk in study.scenario.world.risk.items()
    ]


def detection_rows(study: Study) -> list[dict[str, Any]]:
    """One row a policy, kind of hidden thing and signal strength: what as many inspections would find."""
    rows: list[dict[str, Any]] = []
    for policy in study.policies:
        for hidden in study.scenario.world.risk:
            for place, signal in enumerate(signal_grid().tolist()):
                found = _detected(study, policy, hidden, place)
                share = {"share": found.estimate, "low": found.low, "high": found.high}
                rows.append({"policy": policy, "hidden": hidden, "signal": signal, **share})
    return rows


def _detected(study: Study, policy: str, hidden: str, place: int) -> Interval:
    """The share of carriers at one d′, of all replications whose curves are held together."""
    row = study.policies.index(policy)
    shares = study.curves[f"{hidden}/detected_share"][row, :, place]
    carriers = study.total[row, : len(shares), study.keys.index(f"{hidden}/carriers")]
    known = np.isfinite(shares) & (carriers > 0)
    return ratio(shares[known] * carriers[known], carriers[known])


def _cell(share: Interval) -> Cell:
    return Cell(share.estimate, share.low, share.high, unit="share")
