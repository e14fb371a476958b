"""Where time went: the ledgers of policies side by side, and from one to another."""

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

import altair as alt
from altair import LayerChart

from sim.measures import measure_of
from sim.reports.charts.picture import GREY, LESS, MORE, Picture, inline, policies_down, whom
from sim.reports.document import Row
from sim.reports.naming import label_of, subject
from sim.reports.palette import CAUSE_COLOURS
from sim.reports.series import ledger_series, waterfall_series
from sim.reports.words import say
from sim.studies import Study

_A_LETTER: Final = 0.0095
"""What a letter takes of the longest bar; words stand in a bar that has room for them."""
_CAUSES_SAID: Final = 3


def ledger_chart(study: Study) -> Picture:
    """Draw where the hours of a released consignment went, by cause, a bar a policy."""
    rows = ledger_series(study)
    causes = {row["cause"]: CAUSE_COLOURS[measure_of(row["key"]).key] for row in rows}
    longest = max((sum(hours.values()) for hours in _accounts(rows).values()), default=0.0)
    written = [
        {**row, "words": _words(row["hours"], longest), "said": say(row["hours"], "h"), "ink": causes[row["cause"]][1]}
        for row in rows
    ]
    bars = alt.Chart(inline(written)).encode(y=policies_down(study), order="order:Q")
    x = alt.X("hours:Q", title="Hours per released consignment", stack="zero")
    colours = alt.Scale(domain=list(causes), range=[colour for colour, _ in causes.values()])
    segments = bars.mark_bar(stroke="white", strokeWidth=1).encode(
        x=x,
        color=alt.Color("cause:N", scale=colours, legend=alt.Legend(title=None, labelLimit=0)),
        tooltip=["policy:N", "cause:N", alt.Tooltip("said:N", title="time")],
    )
    numbers = bars.mark_text().encode(x=x.bandPosition(0.5), text="words:N", color=alt.Color("ink:N", scale=None))
    title = f"Where the time of released {whom(study, subject(study))} goes, by cause"
    chart = LayerChart(layer=[segments, numbers]).resolve_scale(color="independent")
    return Picture(title, f"{title}. {' '.join(_largest(rows))}", rows, chart)


def waterfall_chart(study: Study, policy: str, baseline: str | None = None) -> Picture:
    """Draw where time went, from the mean under one policy to that under another, cause by cause."""
    baseline = study.baseline if baseline is None else baseline
    rows = waterfall_series(study, policy, baseline)
    names = [label_of(study, name) for name in (baseline, policy)]
    title = f"Where time went: from “{names[0]}” to “{names[1]}”"
    drawn = [{**row, "words": say(row["hours"], "h", row["part"] != "mean")} for row in rows]
    base = alt.Chart(inline(drawn)).encode(
        y=alt.Y("order:O", title=None, axis=alt.Axis(labelExpr=_labels(rows), labelLimit=300)),
        tooltip=["label:N", "words:N"],
    )
    colours = alt.Scale(domain=["mean", "less", "more"], range=[GREY, LESS, MORE])
    legend = alt.Legend(title=None, labelExpr="{mean: 'Mean', less: 'Less time', more: 'More time'}[datum.label]")
    name = "Hours per released consignment"
    bars = base.mark_bar().encode(
        x=alt.X("from:Q", title=name), x2="to:Q", color=alt.Color("part:N", scale=colours, legend=legend)
    )
    ends = base.transform_calculate(end="max(datum.from, datum.to)")
    words = ends.mark_text(align="left", dx=5).encode(x=alt.X("end:Q", title=name), text="words:N")
    told = ", ".join(f"{row['label']} {row['words']}" for row in drawn)
    whose = f"of released {whom(study, subject(study))}"
    says = f"{title}, hours {whose}. {told}." if rows else f"{title}: nobody was released under one of the two."
    return Picture(title, says, rows, LayerChart(layer=[bars, words]))


def _words(hours: float, longest: float) -> str:
    """Hours as people say them, to write into a bar: in short where there is little room, or not at all."""
    room = hours / longest / _A_LETTER if longest else 0.0
    short = f"{hours:.1f} h" if hours >= 1 else f"{60 * hours:.0f} min"
    return next((words for words in (say(hours, "h"), short) if len(words) <= room), "")


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


def _labels(rows: list[Row]) -> str:
    """Words for places on an axis, as the expression that Vega reads."""
    return f"{json.dumps([row['label'] for row in rows])}[datum.value]"
