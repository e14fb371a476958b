"""What it takes: officers' time, hours standing, and what both cost."""

from typing import Final

import numpy as np

from sim.measures.facts import Facts
from sim.measures.groups import Ints
from sim.measures.row import FLOWS, PLACES, Figure, Measure
from sim.world.quantities import hours


def standing(facts: Facts) -> Figure:
    """Time at the post from arrival to removal [h]."""
    return hours(_in_window_us(facts, facts.run.consignments.arrival_us)), 1


def standing_cost(facts: Facts) -> Figure:
    """What standing costs [USD]."""
    return _priced(facts.world.costs.standing, standing(facts)[0])


def storage_cost(facts: Facts) -> Figure:
    """What storage after the free time costs [USD]."""
    costs = facts.world.costs
    paid_us = _in_window_us(facts, facts.run.consignments.entry_us + costs.free_time)
    return _priced(costs.storage, hours(paid_us))


def _priced(rate: float | None, hours_h: float) -> Figure:
    """Hours at a rate [USD]; unknown without one."""
    return (0, 0) if rate is None else (rate * hours_h, 1)


def _in_window_us(facts: Facts, from_us: Ints) -> int:
    """Time from a moment of each consignment to its removal or leaving, within the window, all together."""
    low_us, high_us = facts.world.begins, facts.world.end_us
    begin_us = np.clip(from_us[facts.members], low_us, high_us)
    end_us = np.clip(facts.run.consignments.out_us[facts.members], low_us, high_us)
    return int(np.maximum(end_us - begin_us, 0).sum())


def officer_time(facts: Facts) -> Figure:
    """Officers on duty [h]."""
    return hours(int(facts.run.teams.on_duty_us[facts.teams()].sum())), 1


def work(facts: Facts) -> Figure:
    """Work done [h]."""
    return hours(int(facts.run.teams.worked_us[facts.teams()].sum())), 1


def overtime(facts: Facts) -> Figure:
    """Work beyond the officers on duty [h]."""
    return hours(int(facts.run.teams.overtime_us[facts.teams()].sum())), 1


def utilisation(facts: Facts) -> Figure:
    """Work done, and officers on duty [h]."""
    return work(facts)[0], officer_time(facts)[0]


def officer_cost(facts: Facts) -> Figure:
    """Officers on duty and their overtime [USD]."""
    costs = facts.world.costs
    return _priced(costs.officer, officer_time(facts)[0] + costs.overtime * overtime(facts)[0])


EFFORT_ROWS: Final = (
    Measure(
        "standing_h",
        "Hours standing",
        "h",
        "low",
        "mean",
        "Hours that all consignments together stand at the border in the window, from arrival to removal or "
        "turning away.",
        standing,
        FLOWS,
    ),
    Measure(
        "standing_usd",
        "Cost of standing",
        "USD",
        "low",
        "mean",
        "Hours standing at their stated rate; unknown without one.",
        standing_cost,
        FLOWS,
    ),
    Measure(
        "storage_usd",
        "Cost of storage",
        "USD",
        "low",
        "mean",
        "Hours inside after the free time, in the window, at their stated rate; unknown without one.",
        storage_cost,
        FLOWS,
    ),
    Measure(
        "officer_h",
        "Officer-hours on duty",
        "h",
        None,
        "mean",
        "Officers rostered in the window, times their hours.",
        officer_time,
        PLACES,
    ),
    Measure(
        "worked_h",
        "Officer-hours worked",
        "h",
        None,
        "mean",
        "Work done on consignments in the window, overtime included; pauses and the travel of officers are not.",
        work,
        PLACES,
    ),
    Measure(
        "overtime_h",
        "Overtime",
        "h",
        "low",
        "mean",
        "Work beyond the officers on duty: what was finished after closing.",
        overtime,
        PLACES,
    ),
    Measure(
        "utilisation_share",
        "Utilisation",
        "share",
        None,
        "ratio",
        "Hours worked over hours on duty; above 1 if overtime outweighs idle time.",
        utilisation,
        PLACES,
    ),
    Measure(
        "officers_usd",
        "Cost of officers",
        "USD",
        "low",
        "mean",
        "Hours on duty and overtime at their stated rates; unknown without one.",
        officer_cost,
        PLACES,
    ),
)
