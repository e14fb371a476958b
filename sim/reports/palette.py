"""Colours that mean the same wherever they are shown, and are never the only thing that tells.

References
----------
Okabe, M. and Ito, K. (2008). Color Universal Design.
Tol, P. (2021). Colour Schemes. SRON technical note SRON/EPS/TN/09-002, issue 3.2.
"""

from typing import Final

CAUSE_COLOURS: Final = {
    "ledger_service_h": ("#4d4d4d", "white"),
    "ledger_papers_h": ("#ddcc77", "black"),
    "ledger_permit_h": ("#e69f00", "black"),
    "ledger_courier_h": ("#999933", "white"),
    "ledger_travel_h": ("#117733", "white"),
    "ledger_consignee_h": ("#dddddd", "black"),
    "ledger_slot_h": ("#aa4499", "white"),
    "ledger_rework_h": ("#cc79a7", "black"),
    "ledger_closed_h": ("#332288", "white"),
    "ledger_damaged_h": ("#882255", "white"),
    "ledger_yard_full_h": ("#44aa99", "black"),
    "ledger_off_shift_h": ("#88ccee", "black"),
    "ledger_partner_h": ("#d55e00", "white"),
    "ledger_queue_h": ("#cc6677", "white"),
}
"""Colours of a bar and of the number in it, mostly Tol's muted scheme; a cause keeps its colour in every chart."""

KIND_MARKS: Final = {
    "relief": ("#0072b2", "circle"),
    "commercial": ("#8a5a00", "square"),
    "people": ("#009e73", "triangle"),
}
"""Colour and shape of a consignment by the kind of its stream, after Okabe and Ito; small marks need a darker ochre."""
