"""How many wait, when it is worst, and when the backlog has drained."""

from math import inf
from typing import Final

import numpy as np

from sim.measures.facts import Facts
from sim.measures.row import Figure, Measure
from sim.world.quantities import DAY_US, hours

DRAINED_FOR_US: Final = DAY_US
"""A backlog has drained when it has stayed low for this long."""


def still_inside(facts: Facts) -> Figure:
    """Consignments, of the cohort or not, that have arrived and are neither released nor gone at the end of the run."""
    return int(facts.presence.at(np.array([facts.world.end_us]))[0]), 1


def waiting(facts: Facts) -> Figure:
    """Consignments whose base arrival has come and which are neither released nor gone when observation ends."""
    consignments, now_us = facts.run.consignments, facts.world.observed.until
    there = (consignments.base_us <= now_us) & (consignments.gone_us > now_us)
    return int(np.count_nonzero(there[facts.members])), 1


def backlog_drained(facts: Facts) -> Figure:
    """Time from the start of observation until the backlog has drained for a day [h]."""
    world = facts.world
    level = world.drained_level
    if level is None:
        level = facts.presence.usual_level(world.start_us, world.begins)
    drained_us = facts.presence.drained_us(level, world.begins, world.end_us, DRAINED_FOR_US)
    return (inf if drained_us is None else hours(drained_us - world.begins)), 1


def backlog_worst(facts: Facts) -> Figure:
    """Most consignments there at one moment of the window."""
    return facts.presence.worst(facts.world.begins, facts.world.end_us)[0], 1


def backlog_worst_when(facts: Facts) -> Figure:
    """Time from the start of observation until the backlog was largest [h]."""
    when_us = facts.presence.worst(facts.world.begins, facts.world.end_us)[1]
    return hours(when_us - facts.world.begins), 1


def outside_worst(facts: Facts) -> Figure:
    """Most consignments outside the gate at one moment of the window."""
    return facts.run.outside.presence(facts.belongs).worst(facts.world.begins, facts.world.end_us)[0], 1


BACKLOG_ROWS: Final = (
    Measure(
        "waiting_number",
        "Waiting when observation ends",
        "",
        "low",
        "mean",
        "Consignments, measured or not, whose base arrival has come and which are neither released nor gone when the "
        "window of observation ends: inside, outside, or at home for want of a slot.",
        waiting,
    ),
    Measure(
        "still_inside",
        "Still there at the end",
        "",
        "low",
        "mean",
        "Consignments, measured or not, that have arrived and are neither released nor gone at the end of the run, "
        "inside and outside the gate.",
        still_inside,
    ),
    Measure(
        "backlog_drained_h",
        "Backlog drained after",
        "h",
        "low",
        "mean",
        "Time from the start of observation after which, once it has been exceeded, the number waiting inside and "
        "outside stays at or below the usual level for 24 h; 0 if it never is. The usual level is the stated one, or "
        "else what the lead-in did not exceed for 95 % of its time (0 without lead-in).",
        backlog_drained,
    ),
    Measure(
        "backlog_worst",
        "Worst backlog",
        "",
        "low",
        "mean",
        "Most consignments waiting at one moment, inside and outside.",
        backlog_worst,
    ),
    Measure(
        "backlog_worst_h",
        "Worst backlog after",
        "h",
        None,
        "mean",
        "Time from the start of observation until the backlog first was at its worst.",
        backlog_worst_when,
    ),
    Measure(
        "outside_worst",
        "Worst queue outside the gate",
        "",
        "low",
        "mean",
        "Most consignments outside the gate at one moment.",
        outside_worst,
    ),
)
