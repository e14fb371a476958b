"""What charts have in common: the picture with its words, colours that everybody can tell apart, axes of policies.

Nothing is told by colour alone: lines differ by their dashes too, bars keep the order of their legend and carry their
hours.

References
----------
Okabe, M. and Ito, K. (2008). Color Universal Design.
Tol, P. (2021). Colour Schemes. SRON technical note SRON/EPS/TN/09-002, issue 3.2.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import altair as alt
from altair import LayerChart

from sim.measures import measure_of
from sim.reports.document import Row
from sim.reports.figures import level_cell
from sim.reports.naming import labels_of, say_group
from sim.studies import Study

POLICY_COLOURS: Final = (
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
DASHES: Final = ([1, 0], [8, 3], [2, 2], [10, 3, 2, 3])
"""Kinds of lines, so that curves differ by more than their colour."""
LESS, MORE, GREY = "#0072b2", "#d55e00", "#595959"
"""Less time, more time, and what is neither."""
EXACT: Final = alt.Scale(nice=False)


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


def policy_colour(study: Study, legend: alt.Legend | None) -> alt.Color:
    """A colour a policy."""
    domain = list(labels_of(study))
    scale = alt.Scale(domain=domain, range=cycle(POLICY_COLOURS, len(domain)))
    return alt.Color("policy:N", scale=scale, legend=legend)


def policies_down(study: Study) -> alt.Y:
    """Policies from top to bottom in the order of the study."""
    return alt.Y("policy:N", sort=list(labels_of(study)), title=None, axis=alt.Axis(labelLimit=240))


def cycle(values: Sequence[Any], length: int) -> list[Any]:
    """So many values, from the first again after the last."""
    return [values[place % len(values)] for place in range(length)]


def inline(rows: Sequence[Mapping[str, object]]) -> alt.InlineData:
    """Data in the chart itself, however many rows there are."""
    return alt.InlineData(values=list(rows))


def told(study: Study, keys: Sequence[str]) -> str:
    """Say where measures stand under all policies, a sentence each."""
    named = list(zip(labels_of(study), study.policies, strict=True))
    values = {key: [f"{label} {level_cell(study, policy, key).text}" for label, policy in named] for key in keys}
    return " ".join(f"{measure_of(key).label}: {', '.join(values[key])}." for key in keys)


def whom(study: Study, group: str) -> str:
    """Call a group what people call it."""
    return say_group(study.scenario.world, group)
