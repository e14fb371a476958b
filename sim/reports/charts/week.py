"""When in the week each agency holds up what decides: service, queue and off shift by hour of the week."""

from typing import Final

import altair as alt
from altair import LayerChart

from sim.measures import WEEK_H
from sim.reports.charts.picture import Picture, inline
from sim.reports.document import Row
from sim.reports.naming import label_of
from sim.reports.series import week_series
from sim.studies import Study

_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_CALLED: Final = {"service": "In service", "queue": "In the queue", "off_shift": "Waiting while off shift"}
_COLOURS: Final = {"service": "#333333", "queue": "#a63603", "off_shift": "#08519c"}
_MOST_SAID: Final = 3


def week_chart(study: Study, policy: str, cause: str) -> Picture:
    """Draw how many of what decides each agency holds at each hour of the week, for one of `WEEK_CAUSES`.

    What is held is what the time ledger books: a consignment counts where it is held up, not at each task.
    """
    rows = [{**row, "hour": _say(row["hour"]), "place": row["hour"]} for row in week_series(study, policy, cause)]
    agencies = list(dict.fromkeys(row["agency"] for row in rows))
    days = alt.Axis(
        values=list(range(0, WEEK_H, 24)),
        labelExpr=f"{list(_DAYS)!r}[datum.value / 24]",
        labelAlign="left",
        labelAngle=0,
        ticks=True,
    )
    shades = alt.Scale(range=["#f4f4f4", _COLOURS[cause]], domainMin=0)
    chart = (
        alt.Chart(inline(rows))
        .mark_rect()
        .encode(
            x=alt.X("place:O", title=None, axis=days, scale=alt.Scale(domain=list(range(WEEK_H)))),
            y=alt.Y("agency:N", sort=agencies, title=None, axis=alt.Axis(labelLimit=240)),
            color=alt.Color("held:Q", title="At once", scale=shades),
            tooltip=["agency:N", "hour:N", alt.Tooltip("held:Q", format=".2~f", title="at once")],
        )
    )
    title = f"{_CALLED[cause]} by agency and hour of the week, under “{label_of(study, policy)}”"
    return Picture(title, f"{title}. {_peaks(rows)}", rows, LayerChart(layer=[chart]))


def _say(hour: int) -> str:
    return f"{_DAYS[hour // 24]} {hour % 24:02}:00"


def _peaks(rows: list[Row]) -> str:
    """Say the worst hours of the agencies that hold most."""
    worst: dict[str, Row] = {}
    for row in rows:
        if row["held"] > worst.get(row["agency"], {"held": 0.0})["held"]:
            worst[row["agency"]] = row
    peaks = sorted(worst.values(), key=lambda row: -row["held"])[:_MOST_SAID]
    told = [f"{row['agency']} on {row['hour']} ({row['held']:.1f} at once)" for row in peaks]
    return f"Most at: {', '.join(told)}." if told else "Nothing is held."
