"""Figures by policy with their errors: levels, and differences to the baseline."""

from typing import Final

import altair as alt
from altair import LayerChart

from sim.measures import group_of, measure_of
from sim.reports.charts.picture import GREY, LESS, MORE, Picture, inline, policies_down, policy_colour, told, whom
from sim.reports.naming import label_of, subject
from sim.reports.series import difference_series, level_series
from sim.studies import Study
from sim.world.quantities import hours

_FIGURES: Final = {"mean": "mean", "median": "half are out", "p90": "90 % are out"}
"""Of the clearance time, and what one says of them beside a chart."""
_VERDICTS: Final = {
    "better": (LESS, "triangle-down"),
    "worse": (MORE, "triangle-up"),
    "same": (GREY, "square"),
    "differs": (GREY, "diamond"),
    "no difference shown": (GREY, "circle"),
    "not known": (GREY, "cross"),
}
"""Colour and shape of each verdict."""


def level_chart(study: Study, key: str) -> Picture:
    """Draw where a measure stands under each policy, with its simulation error."""
    rows = level_series(study, key)
    measure = measure_of(key)
    axis = alt.Axis(format="%") if measure.unit == "share" else alt.Axis()
    base = alt.Chart(inline(rows)).encode(y=policies_down(study), tooltip=["policy:N", "words:N"])
    title = f"{measure.label}: {whom(study, group_of(key))}"
    scale = alt.Scale(zero=False)
    name = f"{measure.label} [{measure.unit}]" if measure.unit not in ("", "share") else measure.label
    x = alt.X("value:Q", title=name, axis=axis, scale=scale)
    rules = base.mark_rule(strokeWidth=2, color=GREY).encode(x=alt.X("low:Q", title=name), x2="high:Q")
    points = base.mark_point(filled=True, size=70, opacity=1).encode(x=x, color=policy_colour(study, legend=None))
    return Picture(title, f"{title}. {told(study, [key])}", rows, LayerChart(layer=[rules, points]))


def times_chart(study: Study, group: str | None = None) -> Picture:
    """Draw mean, median and 90th percentile of the clearance time by policy, each with its error."""
    group = subject(study) if group is None else group
    figures = {f"{group}/clearance_{name}_h": word for name, word in _FIGURES.items()}
    limit_h = hours(study.scenario.world.run_out)
    rows = [{**row, "figure": word} for key, word in figures.items() for row in level_series(study, key)]
    drawn = [{**row, "at": limit_h if row["value"] is None else row["value"]} for row in rows]
    order = list(figures.values())
    base = alt.Chart(inline(drawn)).encode(
        y=policies_down(study), yOffset=alt.YOffset("figure:N", sort=order), tooltip=["policy:N", "figure:N", "words:N"]
    )
    name = "Hours from arrival to release"
    rules = base.mark_rule(strokeWidth=2, color=GREY).encode(x=alt.X("low:Q", title=name), x2="high:Q")
    x = alt.X("at:Q", title=name, scale=alt.Scale(zero=True))
    legend = alt.Legend(title=None, labelLimit=0)
    colours = alt.Scale(domain=order, range=["#000000", "#0072b2", "#d55e00"])
    shapes = alt.Scale(domain=order, range=["circle", "diamond", "triangle-up"])
    points = base.mark_point(filled=True, size=70, opacity=1).encode(
        x=x,
        color=alt.Color("figure:N", scale=colours, legend=legend),
        shape=alt.Shape("figure:N", scale=shapes, legend=legend),
    )
    words = base.mark_text(dy=-9, fontSize=11).encode(x=x, text="short:N")
    title = f"Time from arrival to release: {whom(study, group)}"
    return Picture(title, f"{title}. {told(study, list(figures))}", rows, LayerChart(layer=[rules, points, words]))


def difference_chart(study: Study, key: str) -> Picture:
    """Draw how each policy differs from the baseline on the same consignments, with the error of the difference."""
    rows = difference_series(study, key)
    measure = measure_of(key)
    labels = [row["policy"] for row in rows]
    y = alt.Y("policy:N", sort=labels, title=None, axis=alt.Axis(labelLimit=240))
    base = alt.Chart(inline(rows)).encode(y=y, tooltip=["policy:N", "words:N", "verdict:N"])
    name = f"Difference to “{label_of(study, study.baseline)}”" + (" [h]" if measure.unit == "h" else "")
    axis = alt.Axis(format="%") if measure.unit == "share" else alt.Axis()
    x = alt.X("value:Q", title=name, axis=axis)
    zero = (
        alt.Chart(inline([{"zero": 0}])).mark_rule(strokeDash=[3, 3], color=GREY).encode(x=alt.X("zero:Q", title=name))
    )
    errors = base.mark_rule(strokeWidth=2, color=GREY).encode(x=alt.X("low:Q", title=name), x2="high:Q")
    verdicts = list(dict.fromkeys(row["verdict"] for row in rows))
    legend = alt.Legend(title=None, labelLimit=0)
    points = base.mark_point(filled=True, size=80, opacity=1).encode(
        x=x,
        color=alt.Color("verdict:N", scale=_scale(verdicts, 0), legend=legend),
        shape=alt.Shape("verdict:N", scale=_scale(verdicts, 1), legend=legend),
    )
    words = base.mark_text(dy=-12, fontSize=11).encode(x=x, text="short:N")
    title = f"{measure.label} of {whom(study, group_of(key))}: difference to “{label_of(study, study.baseline)}”"
    says = " ".join(f"{row['policy']}: {row['words']}, {row['verdict']}." for row in rows)
    return Picture(title, f"{title}. {says}", rows, LayerChart(layer=[zero, errors, points, words]))


def _scale(verdicts: list[str], place: int) -> alt.Scale:
    return alt.Scale(domain=verdicts, range=[_VERDICTS[verdict][place] for verdict in verdicts])
