"""Curves over time: the share released within so many hours, and how many wait from day to day."""

import math
from typing import Final

import altair as alt
from altair import LayerChart

from sim.reports.charts.picture import DASHES, EXACT, GREY, Picture, cycle, inline, policy_colour, told, whom
from sim.reports.document import Row
from sim.reports.naming import labels_of, subject
from sim.reports.series import backlog_series, released_series
from sim.studies import Study
from sim.world.quantities import HOUR_US

MARKS_H: Final = (24, 48, 72)
"""Hours after arrival that a released share is asked for."""

_LEGEND: Final = alt.Legend(
    title=None, labelLimit=0, symbolType="stroke", symbolOpacity=1, symbolStrokeWidth=2, symbolSize=400
)
_BAND_OPACITY: Final = 0.12
_NEARLY_ALL: Final = 0.99
_TICKS: Final = 12


def released_chart(study: Study, group: str | None = None) -> Picture:
    """Draw the share released within t of arrival, by policy, with 24, 48 and 72 hours marked."""
    group = subject(study) if group is None else group
    rows = released_series(study, group)
    end_h = _settled_h(rows)
    x = alt.X("hours:Q", title="Hours after arrival", axis=alt.Axis(values=_whole_days(end_h)), scale=EXACT)
    y = alt.Y("share:Q", title=None, axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1]))
    within = [hours for hours in MARKS_H if hours * HOUR_US <= study.scenario.world.run_out]
    marks = alt.Chart(inline([{"hours": hours, "mark": f"{hours} h"} for hours in within])).encode(x="hours:Q")
    rules = marks.mark_rule(strokeDash=[3, 3], color=GREY)
    words = marks.mark_text(dy=-7, color=GREY).encode(y=alt.value(0), text="mark:N")
    title = f"Share of {whom(study, group)} released within so many hours of arrival"
    words_of = told(study, [f"{group}/released_{hours}h_share" for hours in MARKS_H])
    shown, told_x = [row for row in rows if row["hours"] <= end_h], alt.Tooltip("hours:Q", format=".3~r")
    return Picture(
        title, f"{title}. {words_of}", rows, LayerChart(layer=[rules, words, *_curves(study, shown, x, y, told_x)])
    )


def backlog_chart(study: Study, group: str | None = None) -> Picture:
    """Draw how many wait from day to day, by policy, with the worst moment of each curve."""
    group = subject(study) if group is None else group
    rows = backlog_series(study, group)
    x = alt.X("when:T", title=None, scale=alt.Scale(type="utc", nice=False), axis=alt.Axis(format="%a %-d %b"))
    y = alt.Y("waiting:Q", title=None)
    worst = alt.Chart(inline(_worst(rows))).mark_point(filled=True, size=90, shape="diamond", opacity=1)
    peaks = worst.encode(x=x, y=y, color=policy_colour(study, _LEGEND), tooltip=["policy:N", "moment:N", "waiting:Q"])
    title = f"Consignments waiting inside and outside the gate: {whom(study, group)}"
    drained = told(study, [f"{group}/backlog_worst", f"{group}/backlog_drained_h"])
    told_worst = " ".join(f"{row['policy']}: on average most wait on {row['moment']}." for row in _worst(rows))
    layers = [peaks, *_curves(study, rows, x, y, "moment:N")]
    return Picture(title, f"{title}. {drained} {told_worst}", rows, LayerChart(layer=layers))


def _worst(rows: list[Row]) -> list[Row]:
    """The highest point of each policy's curve, the first of equals."""
    worst: dict[str, Row] = {}
    for row in rows:
        if row["policy"] not in worst or row["waiting"] > worst[row["policy"]]["waiting"]:
            worst[row["policy"]] = row
    return list(worst.values())


def _curves(
    study: Study, rows: list[Row], x: alt.X, y: alt.Y, told_x: str | alt.Tooltip
) -> tuple[alt.Chart, alt.Chart]:
    """A line a policy, on a band from `low` to `high`; a click in the legend brings one out."""
    chosen = alt.selection_point(fields=["policy"], bind="legend")
    base = alt.Chart(inline(rows)).encode(x=x)
    dashes = alt.Scale(domain=list(labels_of(study)), range=cycle(DASHES, len(study.policies)))
    band = base.mark_area().encode(
        y=alt.Y("low:Q", title=None),
        y2="high:Q",
        color=policy_colour(study, _LEGEND),
        opacity=alt.when(chosen).then(alt.value(_BAND_OPACITY)).otherwise(alt.value(0)),
    )
    line = base.mark_line(strokeWidth=2).encode(
        y=y,
        color=policy_colour(study, _LEGEND),
        strokeDash=alt.StrokeDash("policy:N", scale=dashes, legend=_LEGEND),
        opacity=alt.when(chosen).then(alt.value(1)).otherwise(alt.value(_BAND_OPACITY)),
        tooltip=["policy:N", told_x, alt.Tooltip(y.shorthand, format=".3~r")],
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
