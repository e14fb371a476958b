"""What could flip an answer, drawn: the tornado of a sensitivity."""

from typing import Final

import altair as alt
from altair import LayerChart

from sim.measures import measure_of
from sim.reports.charts.picture import GREY, LESS, MORE, Picture, inline
from sim.reports.document import Row
from sim.reports.figures import gap_cell
from sim.reports.flips import place, say_difference, say_flips
from sim.scenario import Scenario
from sim.studies.sensitivity import Effect, Sensitivity

_MOST_BARS: Final = 12


def tornado_chart(scenario: Scenario, found: Sensitivity) -> Picture:
    """Draw how far each input moves the difference between two policies, the largest swing first."""
    here = found.difference.estimate
    shown = [effect for effect in found.effects if effect.swing is not None][:_MOST_BARS]
    rows = [row for effect in shown for row in _ends(found, effect)] if here is not None else []
    names = [_name(effect) for effect in shown]
    base = alt.Chart(inline(rows)).encode(y=alt.Y("input:N", sort=names, title=None, axis=alt.Axis(labelLimit=360)))
    name = f"Difference [{measure_of(found.key).unit}]"
    x = alt.X("value:Q", title=name)
    colours = alt.Scale(domain=["at its low", "at its high"], range=[LESS, MORE])
    bars = base.mark_bar(height=alt.RelativeBandSize(0.7), opacity=0.85).encode(
        x=x,
        x2="here:Q",
        color=alt.Color("end:N", scale=colours, legend=alt.Legend(title=None)),
        tooltip=["input:N", "end:N", "words:N"],
    )
    zero = alt.Chart(inline([{"zero": 0}])).mark_rule(strokeDash=[3, 3], color=GREY)
    layers = [bars, zero.encode(x=alt.X("zero:Q", title=name))]
    says = " ".join((say_difference(scenario, found), *say_flips(found)))
    title = "What moves the difference, one assumed input at a time"
    return Picture(title, f"{title}. {says}", rows, LayerChart(layer=layers))


def _name(effect: Effect) -> str:
    return place(effect.input.path) + (" (flips)" if effect.flip else "")


def _ends(found: Sensitivity, effect: Effect) -> list[Row]:
    ends = (("at its low", effect.low, effect.input.low), ("at its high", effect.high, effect.input.high))
    return [
        {
            "input": _name(effect),
            "end": end,
            "value": gap.estimate,
            "here": found.difference.estimate,
            "words": f"{gap_cell(gap, found.key).text} at {written}",
        }
        for end, gap, written in ends
    ]
