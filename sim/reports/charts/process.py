"""The procedure as a graph, with the mean wait and work of each step: text in the DOT language of Graphviz."""

from dataclasses import dataclass
from textwrap import wrap
from typing import Final

from sim.reports.document import Row
from sim.reports.naming import label_of
from sim.reports.series import step_series
from sim.reports.words import say
from sim.studies import Study

_SHADES: Final = ("#ffffff", "#fff3d6", "#ffd48a", "#f5a13d")
"""From no wait to the longest; the wait is written too."""
_WIDEST: Final = 26


@dataclass(frozen=True)
class Graph:
    """A graph, and what stands for it in words.

    Attributes
    ----------
    rows
        The figures in it, one a step.
    dot
        Its description in the DOT language.
    """

    title: str
    alt: str
    rows: list[Row]
    dot: str


def process_map(study: Study, policy: str) -> Graph:
    """Draw the steps as the scenario orders them, with the mean wait and work of each under a policy.

    Steps that run side by side overlap in time, so their times do not add up to the time of a consignment.
    """
    rows = [row for row in step_series(study, policy) if row["passed"]]
    longest = max((row["wait"] for row in rows), default=0.0)
    there = {row["step"] for row in rows}
    after = {row["step"]: set(row["after"]) for row in step_series(study, policy)}
    nodes = [f"{_quoted(row['step'])} [label={_label(row)}, fillcolor={_quoted(_shade(row, longest))}]" for row in rows]
    edges = [f"{_quoted(a)} -> {_quoted(row['step'])}" for row in rows for a in sorted(_before(row, after, there))]
    style = (
        'rankdir=LR; bgcolor="transparent"; '
        'node [shape=box, style="rounded,filled", fontname="sans-serif", fontsize=11]; edge [color="#595959"]'
    )
    title = f"Steps under “{label_of(study, policy)}”, with mean times"
    told = " ".join(f"{row['label']}: {_times(row)}." for row in rows)
    return Graph(title, f"{title}. {told}", rows, f"digraph {{ {'; '.join([style, *nodes, *edges])} }}")


def _before(row: Row, after: dict[str, set[str]], there: set[str]) -> set[str]:
    """Steps that a step comes directly after; through one that is never done to those before it."""
    found: set[str] = set()
    todo, seen = list(row["after"]), set[str]()
    while todo:
        step = todo.pop()
        if step in there:
            found.add(step)
        elif step not in seen:
            seen.add(step)
            todo += after.get(step, ())
    return found


def _times(row: Row) -> str:
    return f"wait {say(row['wait'], 'h')}, work {say(row['work'], 'h')}, {row['passed']:,.0f} times"


def _label(row: Row) -> str:
    lines = [*wrap(row["label"], _WIDEST), row["agency"], *_times(row).split(", ", 2)]
    written = "\\n".join(map(_escaped, lines))
    return f'"{written}"'


def _shade(row: Row, longest: float) -> str:
    share = row["wait"] / longest if longest else 0.0
    return _SHADES[min(len(_SHADES) - 1, round(share * (len(_SHADES) - 1)))]


def _quoted(text: str) -> str:
    return f'"{_escaped(text)}"'


def _escaped(text: str) -> str:
    """What a label says, with nothing in it that DOT would read."""
    return text.replace("\\", "\\\\").replace('"', '\\"')
