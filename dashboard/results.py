"""Tables and pictures of a study on a page: figures above their errors, charts with their words, tables as CSV too."""

from collections.abc import Iterator
from typing import Final

import altair as alt
import pandas as pd
import streamlit as st

from dashboard.markup import verbatim
from sim import Cell, Graph, Picture, Table, table_csv

MOST_COLUMNS: Final = 4
"""More figures with their errors do not fit beside each other; they go below."""
NO_BREAK: Final = "\u00a0"
CURVES: Final = "Bands hold four in five replications. A click on a policy in the legend brings it out."
LINES_PX: Final = 280
BAR_PX: Final = 32
LEGEND_LETTERS: Final = 90
"""What fits on a line below a chart."""
LEAST_LETTERS: Final = 12


def show_table(table: Table, key: str) -> None:
    """Show a table, each figure above its simulation error, and offer it as a file.

    Parameters
    ----------
    key
        What tells its button from others on the page, and the name of the file.
    """
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        st.subheader(verbatim(table.title), anchor=False)
        offer("CSV", f"{key}.csv", table_csv(table), "text/csv", f"csv/{key}")
    for part in _parts(table):
        st.table(part, border="horizontal", hide_index=True)
    if table.note:
        st.caption(verbatim(table.note))


def show_picture(picture: Picture, height_px: int) -> None:
    """Show a chart with its legend below it, and words for those who cannot see it."""
    st.subheader(verbatim(picture.title), anchor=False)
    longest = max((len(str(row.get("cause") or row.get("policy") or "")) for row in picture.rows), default=0)
    # The height is that of the marks; axis and legend come on top of it.
    fit = alt.AutoSizeParams(type="fit-x", contains="padding")
    chart = picture.chart.properties(height=height_px, autosize=fit)
    columns = max(1, LEGEND_LETTERS // max(LEAST_LETTERS, longest))
    st.altair_chart(chart.configure_legend(orient="bottom", columns=columns), alt=picture.alt)


def show_graph(graph: Graph) -> None:
    """Show a graph, and its words for those who cannot see it."""
    st.subheader(verbatim(graph.title), anchor=False)
    st.graphviz_chart(graph.dot, width="content")  # a graph of two steps is not blown up
    with st.expander("The graph in words"):
        st.markdown(verbatim(graph.alt))


def offer(label: str, name: str, data: str, kind: str, key: str | None = None) -> None:
    """Offer a file."""
    st.download_button(label, data, name, kind, key=key, on_click="ignore", icon=":material/download:")


def _parts(table: Table) -> Iterator[pd.DataFrame]:
    """Cut a table into parts of so many columns, each with the names of the rows."""
    labels = {verbatim(table.corner): [f"**{verbatim(row)}**" for row in table.rows]}
    for first in range(0, len(table.columns), MOST_COLUMNS):
        shown = range(first, min(first + MOST_COLUMNS, len(table.columns)))
        figures = {verbatim(table.columns[k]): [_markup(row[k]) for row in table.cells] for k in shown}
        yield pd.DataFrame(labels | figures)


def _markup(cell: Cell) -> str:
    value = _unbroken(f"{cell.text} · {cell.note}" if cell.note else cell.text)
    return f"{value}  \n:small[:gray[{_unbroken(cell.error)}]]" if cell.error else value


def _unbroken(words: str) -> str:
    """Keep numbers and their units on one line; the bounds of an error may part."""
    return " to ".join(verbatim(bound).replace(" ", NO_BREAK) for bound in words.split(" to "))
