"""One consignment's passage as a Gantt chart: what was done when, and what it waited for."""

import altair as alt
from altair import LayerChart

from sim.border import EventLog
from sim.border.eventlog import Activity
from sim.measures import Cause, measure_of, passage
from sim.reports.charts.picture import Picture, inline
from sim.reports.dates import chart_time, say_moment
from sim.reports.document import Row
from sim.reports.naming import CALLED
from sim.reports.palette import CAUSE_COLOURS
from sim.reports.words import clean, say
from sim.world import World
from sim.world.quantities import hours


def passage_chart(world: World, log: EventLog, consignment: int, label: str) -> Picture:
    """Draw what happened to a consignment of a run, a line a step.

    Parameters
    ----------
    label
        What the run is called: its policy.

    Raises
    ------
    ValueError
        If the run has no such consignment.
    """
    rows = passage_rows(world, log, consignment)
    lines = list(dict.fromkeys(row["what"] for row in rows))
    causes = {row["cause"]: CAUSE_COLOURS[row["key"]][0] for row in rows}
    time = alt.X("from:T", title=None, scale=alt.Scale(type="utc"), axis=alt.Axis(format="%a %-d %b %H:%M"))
    scale = alt.Scale(domain=list(causes), range=list(causes.values()))
    chart = (
        alt.Chart(inline(rows))
        .mark_bar(stroke="#333333", strokeWidth=0.5)
        .encode(
            x=time,
            x2="to:T",
            y=alt.Y("what:N", sort=lines, title=None, axis=alt.Axis(labelLimit=300)),
            color=alt.Color("cause:N", scale=scale, legend=alt.Legend(title=None, labelLimit=0, symbolStrokeWidth=0)),
            tooltip=["what:N", "cause:N", "words:N"],
        )
    )
    title = f"Consignment {consignment} under “{clean(label)}”"
    told = " ".join(f"{row['what']}: {row['cause']}, {row['words']}." for row in rows)
    return Picture(title, f"{title}. {told}", rows, LayerChart(layer=[chart]))


def passage_rows(world: World, log: EventLog, consignment: int) -> list[Row]:
    """The stretches of a passage in words, in order of their beginning.

    Raises
    ------
    ValueError
        If the run has no such consignment.
    """
    return [
        {
            "what": _called(world, stretch.what),
            "cause": measure_of(key).label,
            "key": measure_of(key).key,
            "from": chart_time(world, stretch.start_us),
            "to": chart_time(world, stretch.end_us),
            "words": f"{say_moment(world, stretch.start_us)}, {say(hours(stretch.end_us - stretch.start_us), 'h')}",
        }
        for stretch in passage(world, log, consignment)
        for key in (f"all/ledger_{stretch.cause.name.lower()}_h",)
        if stretch.cause is not Cause.EARLIER
    ]


def _called(world: World, what: str) -> str:
    if what in world.procedure:
        return clean(world.procedure[what].label)
    return CALLED[Activity[what.upper()]]
