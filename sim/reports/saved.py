"""What would be saved without a cause of delay, in words and as a table; never to be confused with where time went."""

from dataclasses import replace
from typing import Final

from sim.measures import Cause, measure_of
from sim.reports.cells import Cell, Table
from sim.reports.figures import gap_cell
from sim.reports.words import clean
from sim.scenario import Scenario
from sim.studies import Interval
from sim.studies.removals import Account
from sim.studies.savings import Savings

_WITHOUT: Final = {
    Cause.QUEUE: "with ample officers",
    Cause.PARTNER: "with ample officers",
    Cause.OFF_SHIFT: "at work day and night, with as many officers as at its busiest time",
    Cause.CLOSED: "open at all hours, without closures",
    Cause.DAMAGED: "without damage",
    Cause.YARD_FULL: "with places for all",
    Cause.PAPERS: "if all papers were complete",
    Cause.PERMIT: "if permits were not asked for",
    Cause.COURIER: "if papers needed no courier",
    Cause.CONSIGNEE: "if papers were lodged at once",
    Cause.SLOT: "without slots",
    Cause.REWORK: "if what is done again came back at once",
}


def savings_table(scenario: Scenario, found: Savings) -> Table:
    """Set where time went beside what would be saved, cause by cause."""
    label = clean(scenario.policies[found.policy].label)
    return Table(
        title=f"What would be saved under “{label}”",
        corner="Cause, and without it",
        columns=("Where time went", "What would be saved"),
        rows=tuple(
            f"{say_account(scenario, cause.account)}: {_WITHOUT[cause.account.cause]}" for cause in found.causes
        ),
        cells=tuple((Cell(cause.went_h, unit="h"), _saved(cause.difference, found.key)) for cause in found.causes),
        note="Where time went is the ledger's mean of the released. What would be saved is another run with the same "
        f"luck ({found.replications} replications): how much shorter “{measure_of(found.key).label.lower()}” would be "
        "if the cause were gone, with whatever takes its place. Savings do not add up.",
    )


def _saved(gap: Interval, key: str) -> Cell:
    """A difference turned round: what there is less of is saved, and a loss is below zero."""
    cell = gap_cell(gap, key)
    value, low, high = (None if bound is None else -bound for bound in (cell.value, cell.high, cell.low))
    return replace(cell, value=value, low=low, high=high, is_difference=False)


def say_account(scenario: Scenario, account: Account) -> str:
    """Say whose delay it is, and where: ``Wait: queue at Customs, Birgunj``."""
    world = scenario.world
    what = measure_of(f"all/ledger_{account.cause.name.lower()}_h").label
    whose = f", {clean(world.agencies[account.agency].label)}" if account.agency else ""
    where = f", {clean(world.posts[account.post].label)}" if account.post else ""
    return f"{what}{whose}{where}"
