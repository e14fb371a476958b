"""What gets through: consignments, tonnes, value and duty, and what goes round."""

from typing import Final

from sim.border.eventlog import Outcome
from sim.measures.facts import Facts
from sim.measures.groups import Bools, Floats, Group, Ints, belongs
from sim.measures.row import JOURNEYS, PLACES, WAYS, Figure, Measure, known
from sim.world.quantities import DAY_US


def released_number(facts: Facts) -> Figure:
    """Consignments released in the window of observation."""
    return _in_window(facts, facts.run.consignments.release_us).size, 1


def released_tonnes(facts: Facts) -> Figure:
    """Load of the cohort released within the run-out [t]."""
    return known(_sum(facts.run.consignments.tonnes, facts.released), _load_is_stated(facts))


def tonnes_per_day(facts: Facts) -> Figure:
    """Load of whatever is released in the window of observation, a day [t/day]."""
    now = _in_window(facts, facts.run.consignments.release_us)
    return known(_a_day(facts, facts.run.consignments.tonnes, now), _load_is_stated(facts))


def delivered_tonnes_per_day(facts: Facts) -> Figure:
    """Load of whatever reaches its destination in the window of observation, a day [t/day]."""
    now = _in_window(facts, facts.run.consignments.delivered_us)
    bound = any(facts.world.streams[name].destination is not None for name in facts.streams)
    return known(_a_day(facts, facts.run.consignments.tonnes, now), bound and _load_is_stated(facts))


def commercial_value(facts: Facts) -> Figure:
    """Value of the cohort's commercial consignments released within the run-out [USD]."""
    through = facts.released[_commercial(facts)[facts.released]]
    return known(_sum(facts.run.consignments.value_usd, through), _trade_is_valued(facts))


def trade_per_day(facts: Facts) -> Figure:
    """Value of commercial consignments released in the window of observation, a day [USD/day]."""
    now = _in_window(facts, facts.run.consignments.release_us)
    trade = now[_commercial(facts)[now]]
    return known(_a_day(facts, facts.run.consignments.value_usd, trade), _trade_is_valued(facts))


def duty(facts: Facts) -> Figure:
    """Duty on the cohort's consignments released within the run-out [USD]."""
    due = any(stream.duty > 0 and stream.value is not None for stream in facts.world.streams.values())
    return known(_sum(facts.run.consignments.duty_usd, facts.released), due)


def informal_value(facts: Facts) -> Figure:
    """Value of the cohort's consignments that went round within the run-out [USD]."""
    valued = any(facts.world.streams[name].value is not None for name in facts.streams)
    return known(_sum(facts.run.consignments.value_usd, facts.left_as(Outcome.INFORMAL)), valued)


def _load_is_stated(facts: Facts) -> bool:
    return any(facts.world.streams[name].tonnes is not None for name in facts.streams)


def _trade_is_valued(facts: Facts) -> bool:
    return any(stream.kind == "commercial" and stream.value is not None for stream in facts.world.streams.values())


def _commercial(facts: Facts) -> Bools:
    return belongs(facts.run.log, Group("commercial", "kind"))


def _in_window(facts: Facts, moments_us: Ints) -> Ints:
    """Numbers of the group's consignments, of the cohort or not, with a moment in the window of observation."""
    window, at_us = facts.world.observed, moments_us[facts.members]
    return facts.members[(at_us >= window.start) & (at_us < window.until)]


def _a_day(facts: Facts, amounts: Floats, chosen: Ints) -> float:
    return _sum(amounts, chosen) / (facts.world.observe / DAY_US)


def _sum(amounts: Floats, chosen: Ints) -> float:
    return float(amounts[chosen].sum())


LOAD_ROWS: Final = (
    Measure(
        "released_number",
        "Released while observed",
        "",
        "high",
        "mean",
        "Consignments, measured or not, released in the window of observation, whenever they arrived.",
        released_number,
    ),
    Measure(
        "released_t",
        "Released load",
        "t",
        "high",
        "mean",
        "Tonnes of the cohort released within the run-out. Streams without a stated load count nothing.",
        released_tonnes,
    ),
    Measure(
        "tonnes_per_day",
        "Load released a day",
        "t/day",
        "high",
        "mean",
        "Tonnes released a day in the window of observation, whenever they arrived. Streams without a stated "
        "load count nothing.",
        tonnes_per_day,
    ),
    Measure(
        "delivered_tonnes_per_day",
        "Load at destination a day",
        "t/day",
        "high",
        "mean",
        "Tonnes that reach their destination a day in the window of observation, whenever they arrived at the border. "
        "Streams without a stated load count nothing.",
        delivered_tonnes_per_day,
        JOURNEYS,
    ),
    Measure(
        "commercial_value_usd",
        "Commercial value released",
        "USD",
        "high",
        "mean",
        "Value of the cohort's commercial consignments released within the run-out. Streams without a "
        "stated value count nothing.",
        commercial_value,
        PLACES,
    ),
    Measure(
        "trade_per_day_usd",
        "Trade a day",
        "USD/day",
        "high",
        "mean",
        "Value of commercial consignments released a day in the window of observation, whenever they arrived: the "
        "trade that the area around a post lives on. Streams without a stated value count nothing.",
        trade_per_day,
        PLACES,
    ),
    Measure(
        "duty_usd",
        "Duty",
        "USD",
        "high",
        "mean",
        "Duties and taxes on the cohort's consignments released within the run-out; none on transit. Unknown where "
        "no stream states a duty and a value.",
        duty,
        PLACES,
    ),
    Measure(
        "informal_value_usd",
        "Value gone round unseen",
        "USD",
        "low",
        "mean",
        "Value of the cohort's consignments that went round by an informal crossing within the run-out. Streams "
        "without a stated value count nothing.",
        informal_value,
        WAYS,
    ),
)
