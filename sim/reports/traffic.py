"""What comes and who is there for it, drawn before anything is run: arrivals, work against capacity, the procedure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

import altair as alt
import numpy as np
from altair import LayerChart
from numpy.typing import NDArray

from sim.reports.charts.picture import DASHES, EXACT, POLICY_COLOURS, Picture, cycle, inline
from sim.scenario import Scenario
from sim.world.curves import arrival_curve, listed_us
from sim.world.loads import TeamLoad, loads
from sim.world.quantities import DAY_US
from sim.world.streams import Listed, Manifest, Stream
from sim.world.world import World

_FULL: Final = 100.0
_TRADE, _WITH_WAVE, _OVER = "ordinary traffic", "with the wave", "more than there is"


def load_chart(scenario: Scenario) -> Picture:
    """Draw the work that comes to each team as a share of what its officers can do, from mean values alone."""
    rows = [row for load in loads(scenario.world) for row in _load_rows(scenario, load)]
    order = list(dict.fromkeys(row["team"] for row in rows))
    colours = alt.Scale(domain=[_TRADE, _WITH_WAVE, _OVER], range=["#0072b2", "#56b4e9", "#d55e00"])
    base = alt.Chart(inline(rows)).encode(
        y=alt.Y("team:N", sort=order, title=None, axis=alt.Axis(labelLimit=320)),
        tooltip=["team:N", "part:N", alt.Tooltip("share:Q", format=".0f", title="% of its officer-hours")],
    )
    bars = base.mark_bar().encode(
        x=alt.X("from:Q", title="Work as a share of officer-hours on duty [%]"),
        x2="until:Q",
        color=alt.Color("part:N", scale=colours, legend=alt.Legend(title=None, orient="top")),
    )
    said = (
        base.transform_filter("datum.told != ''")
        .mark_text(align="left", dx=4, fontWeight=600)
        .encode(x="until:Q", text="told:N")
    )
    rule = alt.Chart(inline([{"full": _FULL}])).mark_rule(strokeDash=[4, 3], color="#444444").encode(x="full:Q")
    title = "Work against capacity, a week, before anything is run"
    over = [f"{row['team']} {row['told']}" for row in rows if row["over"] and row["told"]]
    words = f"More than 100 %: {'; '.join(over)}." if over else "No team has more work than its officers can do."
    return Picture(title, f"{title}. {words}", rows, LayerChart(layer=[bars, said, rule]))


def _load_rows(scenario: Scenario, load: TeamLoad) -> list[dict[str, Any]]:
    """Bars of a team: ordinary traffic, and what the wave adds, each in the colour of too much from 100 % on."""
    team = _team_name(scenario, load.place)
    there = load.capacity_h_per_week
    trade = _share(load.demand_h_per_week, there)
    whole = _share(load.demand_h_per_week + load.surge_h_per_week, there)
    cuts = [(0.0, min(trade, _FULL), _TRADE), (min(trade, _FULL), min(whole, _FULL), _WITH_WAVE), (_FULL, whole, _OVER)]
    drawn = [(start, until, part) for start, until, part in cuts if until > start] or [(0.0, 0.0, _TRADE)]
    told = f"{whole:.0f} %{' ⚠' if whole > _FULL else ''}"
    return [
        {
            "team": team,
            "part": part,
            "from": start,
            "until": until,
            "share": until,
            "over": whole > _FULL,
            "told": told if place == len(drawn) - 1 else "",
        }
        for place, (start, until, part) in enumerate(drawn)
    ]


def _share(needed: float, there: float) -> float:
    """Per cent; work for which nobody is there counts as ten times too much."""
    if there > 0:
        return 100 * needed / there
    return 0.0 if needed == 0 else 10 * _FULL


def _team_name(scenario: Scenario, place: Sequence[str | int]) -> str:
    world = scenario.world
    name = str(place[-1])
    if place[0] == "posts":
        post = world.posts[str(place[1])]
        return f"{post.label} · {_agency(world, post.agency_of(name), name)}"
    teams: Mapping[str, Any] = world.roving if place[0] == "roving" else world.capital.teams if world.capital else {}
    where = "Travelling" if place[0] == "roving" else "Capital"
    return f"{where} · {_agency(world, teams[name].agency or name, name)}"


def _agency(world: World, agency: str, team: str) -> str:
    label = world.agencies[agency].label
    return label if agency == team else f"{label} ({team})"


def arrival_chart(scenario: Scenario) -> Picture:
    """Draw how many consignments a day each stream brings over the run."""
    world = scenario.world
    rows: list[dict[str, Any]] = []
    for stream in world.streams.values():
        edges, counts = _daily(world, stream)
        rows += [
            {"day": (edge / DAY_US), "a day": float(count), "stream": stream.label, "kind": stream.kind}
            for edge, count in zip(edges, counts, strict=True)
        ]
    names = [stream.label for stream in world.streams.values()]
    legend = alt.Legend(
        title=None, orient="bottom", columns=3, labelLimit=0, symbolType="stroke", symbolStrokeWidth=2, symbolSize=400
    )
    colours = alt.Scale(domain=names, range=cycle(POLICY_COLOURS, len(names)))
    dashes = alt.Scale(domain=names, range=cycle(DASHES, len(names)))
    lines = (
        alt.Chart(inline(rows))
        .mark_line(interpolate="step-after", strokeWidth=2)
        .encode(
            x=alt.X("day:Q", title="Days since the onset", scale=EXACT),
            y=alt.Y("a day:Q", title="Consignments a day"),
            color=alt.Color("stream:N", legend=legend, scale=colours),
            strokeDash=alt.StrokeDash("stream:N", legend=legend, scale=dashes),
            tooltip=["stream:N", "kind:N", alt.Tooltip("day:Q", format=".0f"), alt.Tooltip("a day:Q", format=".1f")],
        )
    )
    totals: dict[str, float] = defaultdict(float)
    for row in rows:
        totals[row["stream"]] += row["a day"]
    title = "What is expected to come, a day"
    said = "; ".join(f"{name} {total:,.0f} in all" for name, total in totals.items())
    return Picture(title, f"{title}: {said}.", rows, LayerChart(layer=[lines]))


def _daily(world: World, stream: Stream) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Starts of whole days of the run [µs], and consignments expected on each."""
    edges = np.arange(world.start_us, world.end_us + DAY_US, DAY_US, dtype=np.float64)
    arrivals = stream.arrivals
    if isinstance(arrivals, Manifest):
        until = [len(arrivals.rows.between(world.start_us, int(edge))) for edge in edges]
        return edges[:-1], np.diff(np.array(until, dtype=np.float64))
    if isinstance(arrivals, Listed):
        return edges[:-1], np.histogram(listed_us(arrivals, world), edges)[0] * float(stream.convoy)
    curve = arrival_curve(arrivals, world)
    return edges[:-1], np.diff(np.interp(edges, curve.edges_us, curve.expected)) * float(stream.convoy)


def procedure_graph(scenario: Scenario) -> str:
    """Write the procedure in the DOT language: arrows lead from a step to those that come after it."""
    world = scenario.world
    lines = ['rankdir="LR"; bgcolor="transparent"; node [shape="box" style="rounded,filled" fontname="sans-serif"];']
    for name, step in world.procedure.items():
        agency = world.agencies[step.agency].label
        colour = "#e3eef3" if step.documentary else "#fff7e6"
        dashes = ",dashed" if step.unattended else ""
        text = _quoted(f"{step.label}\n{agency}")
        lines.append(f'{_quoted(name)} [label={text} fillcolor="{colour}" style="rounded,filled{dashes}"];')
        lines += [f"{_quoted(before)} -> {_quoted(name)};" for before in step.after]
    return "digraph procedure {\n" + "\n".join(lines) + "\n}"


def _quoted(text: str) -> str:
    """A quoted word of DOT, in which nothing people wrote can end the quotation or be read as an escape."""
    safe = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{safe}"'
