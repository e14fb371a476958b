"""Charts of a study, each with words for those who cannot see it and the rows behind it.

Colours are told apart by people with any kind of colour vision, and nothing is told by colour alone: lines differ by
their dashes too, bars keep the order of their legend and carry their hours.

References
----------
Okabe, M. and Ito, K. (2008). Color Universal Design.
Tol, P. (2021). Colour Schemes. SRON technical note SRON/EPS/TN/09-002, issue 3.2.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import altair as alt
from altair import LayerChart

from sim.measures import group_of, measure_of
from sim.reports.cells import labels_of, level_cell, say_group, subject
from sim.reports.document import Row
from sim.reports.series import backlog_series, ledger_series, level_series, released_series
from sim.reports.words import say
from sim.studies import Study
from sim.world.quantities import HOUR_US

MARKS_H: Final = (24, 48, 72)
"""Hours after arrival that a released share is asked for."""

_POLICY_COLOURS: Final = (
    "#4d4d4d",
    "#0072b2",
    "#d55e00",
    "#009e73",
    "#cc79a7",
    "#e69f00",
    "#56b4e9",
    "#882255",
    "#999933",
)
"""The baseline in grey, the colours of Okabe and Ito that show on white, and two of Tol's."""
_DASHES: Final = ([1, 0], [8, 3], [2, 2], [10, 3, 2, 3])
_CAUSE_COLOURS: Final = {
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
_GREY: Final = "#767676"
_BAND_OPACITY: Final = 0.12
_NARROWEST_NUMBER: Final = 0.04
"""A number stands in a bar of at least this share of the longest."""
_LONG_H: Final = 24
_NEARLY_ALL: Final = 0.99
_CAUSES_SAID: Final = 3
_TICKS: Final = 12
_EXACT: Final = alt.Scale(nice=False)


@dataclass(frozen=True)
class Picture:
    """A chart, and what stands for it in words.

    Attributes
    ----------
    title
        What it shows; it stands beside the chart, not in it.
    alt
        What it says, for those who cannot see it.
    rows
        The figures in it.
    chart
        The chart, without a size of its own.
    """

    title: str
    alt: str
    rows: list[Row]
    chart: LayerChart


def released_chart(study: Study, group: str | None = None) -> Picture:
    """Draw the share released within t of arrival, by policy, with 24, 48 and 72 hours marked."""
    group = subject(study) if group is None else group
    rows = released_series(study, group)
    end_h = _settled_h(rows)
    x = alt.X("hours:Q", title="Hours after arrival", axis=alt.Axis(values=_whole_days(end_h)), scale=_EXACT)
    y = alt.Y("share:Q", title=None, axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1]))
    within = [hours for hours in MARKS_H if hours * HOUR_US <= study.scenario.world.run_out]
    marks = alt.Chart(_inline([{"hours": hours, "mark": f"{hours} h"} for hours in within])).encode(x="hours:Q")
    rules = marks.mark_rule(strokeDash=[3, 3], color=_GREY)
    words = marks.mark_text(dy=-7, color=_GREY).encode(y=alt.value(0), text="mark:N")
    title = f"Share of {_whom(study, group)} released within so many hours of arrival"
    told = _told(study, [f"{group}/released_{hours}h_share" for hours in MARKS_H])
    shown = [row for row in rows if row["hours"] <= end_h]
    return Picture(title, f"{title}. {told}", rows, LayerChart(layer=[rules, words, *_curves(study, shown, x, y)]))


def backlog_chart(study: Study, group: str | None = None) -> Picture:
    """Draw how many wait over time, by policy."""
    group = subject(study) if group is None else group
    rows = backlog_series(study, group)
    x, y = alt.X("day:Q", title="Days since the onset", scale=_EXACT), alt.Y("waiting:Q", title=None)
    title = f"Consignments waiting inside and outside the gate: {_whom(study, group)}"
    told = _told(study, [f"{group}/backlog_worst", f"{group}/backlog_drained_h"])
    return Picture(title, f"{title}. {told}", rows, LayerChart(layer=[*_curves(study, rows, x, y)]))


def ledger_chart(study: Study) -> Picture:
    """Draw where the hours of a released consignment went, by cause, a bar a policy."""
    rows = ledger_series(study)
    causes = {row["cause"]: _CAUSE_COLOURS[measure_of(row["key"]).key] for row in rows}
    longest = max((sum(hours.values()) for hours in _accounts(rows).values()), default=0.0)
    written = [{**row, "number": _number(row["hours"], longest), "ink": causes[row["cause"]][1]} for row in rows]
    bars = alt.Chart(_inline(written)).encode(y=_down(study), order="order:Q")
    x = alt.X("hours:Q", title="Hours per released consignment", stack="zero")
    colours = alt.Scale(domain=list(causes), range=[colour for colour, _ in causes.values()])
    segments = bars.mark_bar(stroke="white", strokeWidth=1).encode(
        x=x,
        color=alt.Color("cause:N", scale=colours, legend=alt.Legend(title=None, labelLimit=0)),
        tooltip=["policy:N", "cause:N", alt.Tooltip("hours:Q", format=".1f")],
    )
    numbers = bars.mark_text().encode(x=x.bandPosition(0.5), text="number:N", color=alt.Color("ink:N", scale=None))
    title = f"Where the time of released {_whom(study, subject(study))} goes, by cause"
    chart = LayerChart(layer=[segments, numbers]).resolve_scale(color="independent")
    return Picture(title, f"{title}. {' '.join(_largest(rows))}", rows, chart)


def level_chart(study: Study, key: str) -> Picture:
    """Draw where a measure stands under each policy, with its simulation error."""
    rows = level_series(study, key)
    measure = measure_of(key)
    axis = alt.Axis(format="%") if measure.unit == "share" else alt.Axis()
    base = alt.Chart(_inline(rows)).encode(y=_down(study), tooltip=["policy:N", "words:N"])
    title = f"{measure.label}: {_whom(study, group_of(key))}"
    scale = alt.Scale(zero=False)
    name = f"{measure.label} [{measure.unit}]" if measure.unit not in ("", "share") else measure.label
    x = alt.X("value:Q", title=name, axis=axis, scale=scale)
    rules = base.mark_rule(strokeWidth=2, color=_GREY).encode(x=alt.X("low:Q", title=name), x2="high:Q")
    points = base.mark_point(filled=True, size=70, opacity=1).encode(x=x, color=_colour(study, legend=None))
    return Picture(title, f"{title}. {_told(study, [key])}", rows, LayerChart(layer=[rules, points]))


def _curves(study: Study, rows: list[Row], x: alt.X, y: alt.Y) -> tuple[alt.Chart, alt.Chart]:
    """A line a policy, on a band from `low` to `high`; a click in the legend brings one out."""
    chosen = alt.selection_point(fields=["policy"], bind="legend")
    base = alt.Chart(_inline(rows)).encode(x=x)
    dashes = alt.Scale(domain=list(labels_of(study)), range=_cycle(_DASHES, len(study.policies)))
    legend = alt.Legend(
        title=None, labelLimit=0, symbolType="stroke", symbolOpacity=1, symbolStrokeWidth=2, symbolSize=400
    )
    band = base.mark_area().encode(
        y=alt.Y("low:Q", title=None),
        y2="high:Q",
        color=_colour(study, legend),
        opacity=alt.when(chosen).then(alt.value(_BAND_OPACITY)).otherwise(alt.value(0)),
    )
    line = base.mark_line(strokeWidth=2).encode(
        y=y,
        color=_colour(study, legend),
        strokeDash=alt.StrokeDash("policy:N", scale=dashes, legend=legend),
        opacity=alt.when(chosen).then(alt.value(1)).otherwise(alt.value(_BAND_OPACITY)),
        tooltip=["policy:N", alt.Tooltip(x.shorthand, format=".3~r"), alt.Tooltip(y.shorthand, format=".3~r")],
    )
    return band, line.add_params(chosen)


def _settled_h(rows: list[Row]) -> float:
    """Where the curves may end: a day or more after the last mark, and after nearly all that is released was so."""
    final = {row["policy"]: row["share"] for row in rows}
    rising_h = [row["hours"] for row in rows if row["share"] < _NEARLY_ALL * final[row["policy"]]]
    ends_h: list[float] = [24 * (math.ceil(max(*MARKS_H, *rising_h) / 24) + 1), *(row["hours"] for row in rows[-1:])]
    return min(ends_h)


def _whole_days(end_h: float) -> list[int]:
    """Whole days in hours, about a dozen."""
    days = math.ceil(end_h / 24)
    return [24 * day for day in range(0, days + 1, max(1, round(days / _TICKS)))]


def _colour(study: Study, legend: alt.Legend | None) -> alt.Color:
    domain = list(labels_of(study))
    scale = alt.Scale(domain=domain, range=_cycle(_POLICY_COLOURS, len(domain)))
    return alt.Color("policy:N", scale=scale, legend=legend)


def _down(study: Study) -> alt.Y:
    """Policies from top to bottom in the order of the study."""
    return alt.Y("policy:N", sort=list(labels_of(study)), title=None, axis=alt.Axis(labelLimit=240))


def _cycle(values: Sequence[Any], length: int) -> list[Any]:
    return [values[place % len(values)] for place in range(length)]


def _inline(rows: Sequence[Mapping[str, object]]) -> alt.InlineData:
    """Data in the chart itself, however many rows there are."""
    return alt.InlineData(values=list(rows))


def _number(hours: float, longest: float) -> str:
    """Hours to write into a bar, if it is wide enough; with a decimal if all bars are short."""
    if hours < longest * _NARROWEST_NUMBER:
        return ""
    return f"{hours:.0f}" if longest >= _LONG_H else f"{hours:.1f}"


def _accounts(rows: list[Row]) -> dict[str, dict[str, float]]:
    """Hours by policy and cause."""
    accounts: dict[str, dict[str, float]] = defaultdict(dict)
    for row in rows:
        accounts[row["policy"]][row["cause"]] = row["hours"]
    return accounts


def _largest(rows: list[Row]) -> Iterator[str]:
    """Say the largest causes of each policy, a sentence each."""
    for policy, hours in _accounts(rows).items():
        causes = sorted(hours, key=lambda cause: -hours[cause])[:_CAUSES_SAID]
        told = [f"{cause} {say(hours[cause], 'h')}" for cause in causes]
        yield f"{policy}: {', '.join(told)}."


def _told(study: Study, keys: Sequence[str]) -> str:
    """Say where measures stand under all policies, a sentence each."""
    named = list(zip(labels_of(study), study.policies, strict=True))
    values = {key: [f"{label} {level_cell(study, policy, key).text}" for label, policy in named] for key in keys}
    return " ".join(f"{measure_of(key).label}: {', '.join(values[key])}." for key in keys)


def _whom(study: Study, group: str) -> str:
    return say_group(study.scenario.world, group)
