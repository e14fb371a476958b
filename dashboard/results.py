"""After a run: the verdict, then the figures behind it, and how far to trust them."""

from collections.abc import Iterator
from typing import Final

import altair as alt
import pandas as pd
import streamlit as st

from dashboard.markup import verbatim
from sim import (
    Cell,
    Picture,
    Study,
    Table,
    agency_table,
    backlog_chart,
    backlog_table,
    cause_table,
    clearance_table,
    cost_table,
    csv_text,
    document,
    dump_scenario,
    ledger_chart,
    lesson_sentences,
    made_by,
    released_chart,
    result_rows,
    say_assumed,
    study_cautions,
    target_table,
    to_json,
    verdict_sentence,
)

MOST_COLUMNS: Final = 4
"""More figures with their errors do not fit beside each other; they go below."""
NO_BREAK: Final = "\u00a0"
CURVES: Final = "Bands hold four in five replications. A click on a policy in the legend brings it out."
LINES_PX: Final = 280
BAR_PX: Final = 32
LEGEND_LETTERS: Final = 90
"""What fits on a line below a chart."""


def show(study: Study) -> None:
    """Show what a study found."""
    with st.container(border=True):
        st.markdown(f"#### {verbatim(verdict_sentence(study))}")
        if lessons := lesson_sentences(study):
            st.markdown("\n".join(f"- {verbatim(sentence)}" for sentence in lessons))
        st.caption(verbatim(f"{made_by(study)}. {say_assumed(study.scenario)}"))
    show_table(clearance_table(study))
    if study.scenario.targets:
        show_table(target_table(study))
    show_picture(released_chart(study), LINES_PX)
    st.caption(CURVES)
    show_picture(ledger_chart(study), BAR_PX * len(study.policies))
    _show_accounts(study)
    show_table(cost_table(study))
    show_picture(backlog_chart(study), LINES_PX)
    st.caption(CURVES)
    show_table(backlog_table(study))
    _show_trust(study)
    _offer_files(study)


def show_table(table: Table) -> None:
    """Show a table, each figure above its simulation error."""
    st.subheader(verbatim(table.title), anchor=False)
    for part in _parts(table):
        st.table(part, border="horizontal", hide_index=True)
    if table.note:
        st.caption(verbatim(table.note))


def show_picture(picture: Picture, height_px: int) -> None:
    """Show a chart with its legend below it, and words for those who cannot see it."""
    st.subheader(verbatim(picture.title), anchor=False)
    longest = max((len(str(row.get("cause", row["policy"]))) for row in picture.rows), default=1)
    # The height is that of the marks; axis and legend come on top of it.
    fit = alt.AutoSizeParams(type="fit-x", contains="padding")
    chart = picture.chart.properties(height=height_px, autosize=fit)
    legend = chart.configure_legend(orient="bottom", columns=max(1, LEGEND_LETTERS // longest))
    st.altair_chart(legend, alt=picture.alt)


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


def _show_accounts(study: Study) -> None:
    """Show where time goes under one policy in figures."""
    with st.expander("In figures, by cause and by agency"):
        labels = {name: study.scenario.policies[name].label for name in study.policies}
        policy = st.selectbox("Policy", labels, format_func=labels.__getitem__)
        for table in (cause_table(study, policy), agency_table(study, policy)):
            show_table(table)


def _show_trust(study: Study) -> None:
    st.subheader("How far to trust this", anchor=False)
    error = (
        "Below each figure stands its simulation error at 95 %, of differences for all policies together. It tells "
        "how far the luck of the replications may have moved the figure. It does not cover what the inputs get wrong."
    )
    st.markdown("\n".join(f"- {verbatim(sentence)}" for sentence in (error, *study_cautions(study))))


def _offer_files(study: Study) -> None:
    rows = result_rows(study)
    name = study.scenario.name
    with st.container(horizontal=True):
        for label, ending, kind, data in (
            ("Figures (CSV)", ".csv", "text/csv", lambda: csv_text(rows, list(rows[0]))),
            ("All results (JSON)", ".json", "application/json", lambda: to_json(document(study))),
            ("Scenario (YAML)", ".yaml", "application/yaml", lambda: dump_scenario(study.scenario)),
        ):
            st.download_button(label, data, name + ending, kind, on_click="ignore", icon=":material/download:")
