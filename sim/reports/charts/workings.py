"""How the work is done: busy teams, and who goes through which lane."""

from typing import Final

import altair as alt
from altair import LayerChart

from sim.reports.charts.picture import GREY, MORE, Picture, inline, policies_down, whom
from sim.reports.naming import label_of, subject
from sim.reports.series import lane_series, team_series
from sim.studies import Study

_MOST_TEAMS: Final = 10
_BUSY: Final = 0.85
"""Above this share of the officers' time lines grow long (a rule of thumb)."""
_WITH_WORDS: Final = 1.3
"""How much longer than the longest bar the axis is, so that the words beside that bar fit."""
_LANE_COLOURS: Final = {
    "green": "#009e73",
    "blue": "#0072b2",
    "yellow": "#f0e442",
    "red": "#d55e00",
    "no lane": "#bbbbbb",
}
_NARROWEST: Final = 0.08


def busy_chart(study: Study, policy: str) -> Picture:
    """Draw what share of its officers' time each team works, the busiest first."""
    rows = team_series(study, policy)[:_MOST_TEAMS]
    names = [row["team"] for row in rows]
    base = alt.Chart(inline(rows)).encode(
        y=alt.Y("team:N", sort=names, title=None, axis=alt.Axis(labelLimit=420)), tooltip=["team:N", "words:N"]
    )
    ends = max([1.0, *(row["busy"] for row in rows)]) * _WITH_WORDS
    scale = alt.Scale(domain=[0, ends], nice=False)
    axis = alt.Axis(format="%", values=[0, 0.2, 0.4, 0.6, 0.8, 1])
    x = alt.X("busy:Q", title="Share of the officers' time at work", axis=axis, scale=scale)
    colour = alt.when(f"datum.busy > {_BUSY}").then(alt.value(MORE)).otherwise(alt.value(GREY))
    bars, words = base.mark_bar().encode(x=x, color=colour), base.mark_text(align="left", dx=5)
    title = f"Busiest teams under “{label_of(study, policy)}”"
    told = ", ".join(f"{row['team']} {row['words']}" for row in rows)
    chart = LayerChart(layer=[bars, words.encode(x=x, text="words:N")])
    return Picture(title, f"{title}, from the start of observation. {told}.", rows, chart)


def lane_chart(study: Study) -> Picture | None:
    """Draw what share goes through each lane under each policy, with the mean time to release; None without lanes."""
    rows = lane_series(study)
    if all(row["lane"] == "no lane" for row in rows):
        return None
    lanes = [lane for lane in _LANE_COLOURS if any(row["lane"] == lane for row in rows)]
    drawn = [{**row, "number": row["words"] if row["share"] >= _NARROWEST else ""} for row in rows]
    base = alt.Chart(inline(drawn)).encode(y=policies_down(study), order="order:Q")
    x = alt.X("share:Q", title="Share of consignments", stack="zero", axis=alt.Axis(format="%"))
    scale = alt.Scale(domain=lanes, range=[_LANE_COLOURS[lane] for lane in lanes])
    bars = base.mark_bar(stroke="white").encode(
        x=x, color=alt.Color("lane:N", scale=scale, legend=alt.Legend(title=None)), tooltip=["policy:N", "words:N"]
    )
    words = base.mark_text(fontSize=11).encode(x=x.bandPosition(0.5), text="number:N", color=alt.value("black"))
    title = f"Lanes of {whom(study, subject(study))}, and the mean time to release in each"
    told = " ".join(f"{row['policy']}: {row['words']}." for row in rows)
    return Picture(title, f"{title}. {told}", rows, LayerChart(layer=[bars, words]))
