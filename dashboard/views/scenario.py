"""Page: the scenario, looked at and changed."""

from collections.abc import Callable
from typing import Any, Final

import altair as alt
import streamlit as st

from dashboard import address, session
from dashboard.editing import edit_sheet, offer_blank, tell_attempts
from dashboard.introduction import tell_problems
from dashboard.markup import verbatim, with_code
from dashboard.session import case, scenario_of
from sim import (
    BOUNDARIES,
    SECTIONS,
    Picture,
    Scenario,
    ScenarioError,
    arrival_chart,
    blanks,
    corridor_picture,
    csv_text,
    dump_scenario,
    load_chart,
    map_picture,
    numbers,
    procedure_graph,
    say_assumed,
    sheets,
    warnings,
)

SOURCES: Final = "Sources"
GRAPH_NOTE: Final = (
    "Arrows lead to what comes after; steps without an arrow between them run side by side. Blue can be done on papers "
    "before arrival; a dashed frame needs no officer."
)
LOAD_NOTE: Final = (
    "From mean values, without a run: ordinary traffic in dark blue, the wave spread evenly over the observation in "
    "light blue. Above 100 % is more than the officers on duty can do: marked ⚠. Closures and rules are left out."
)
HOW: Final = (
    "Write as you would say it: `35 min`, `2 d`, `12%`, `250/day`, `gamma, mean 35 min, cv 0.5`, `06-18: 4; 18-06: 1`. "
    "Hold the pointer over a column's head to read what it means."
)
ROW_PX, MAP_PX, CURVE_PX = 22, 360, 380


def page() -> None:
    """Show the scenario of the visit."""
    scenario = scenario_of(case())
    if isinstance(scenario, ScenarioError):
        st.title(verbatim(case().name), anchor=False)
        tell_problems(scenario)
        show_history(None)
        return
    st.title(verbatim(scenario.title), anchor=False)
    show_history(scenario)
    tell_attempts()
    show_cautions(scenario)
    section = st.segmented_control(
        "Part", ["Overview", *SECTIONS, SOURCES], default="Overview", key="section", label_visibility="collapsed"
    )
    SHOWN.get(section or "Overview", show_tables)(scenario)


def show_history(scenario: Scenario | None) -> None:
    """Undo, redo, reset, the file and the link."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Undo", on_click=session.undo, disabled=not session.can_undo(), icon=":material/undo:")
        st.button("Redo", on_click=session.redo, disabled=not session.can_redo(), icon=":material/redo:")
        changed = bool(case().settings)
        st.button("Reset", on_click=session.reset, disabled=not changed, icon=":material/restart_alt:")
        if scenario is not None:
            st.download_button(
                "Scenario (YAML)",
                lambda: dump_scenario(scenario),
                f"{scenario.name}.yaml",
                "application/yaml",
                on_click="ignore",
                icon=":material/download:",
            )
        with st.popover("Share", icon=":material/share:"):
            share()
    if case().settings:
        with st.expander(f"{len(case().settings)} changed"):
            st.code("\n".join(case().settings), language=None, wrap_lines=True)


def share() -> None:
    """Give the code that brings this case to somebody else."""
    code = address.code_of(case())
    if not address.travels(code):
        st.markdown("This case is too large for a link. Download the file and send it.")
        return
    st.markdown("Whoever opens Greenlane with this at the end of the address sees this case:")
    st.code(f"?{address.KEY}={code}", language=None, wrap_lines=True)


def show_cautions(scenario: Scenario) -> None:
    """Say what is allowed but probably not meant."""
    found = warnings(scenario)
    if found:
        with st.expander(f"{len(found)} to look at", icon=":material/warning:"):
            st.markdown("\n".join(f"- **{verbatim(one.path)}** {verbatim(one.message)}" for one in found))


def draw(picture: Picture, height_px: int | None = None) -> None:
    """Draw a picture of the scenario, with words for those who cannot see it."""
    st.subheader(verbatim(picture.title), anchor=False)
    sized = {} if height_px is None else {"height": height_px}
    # The height is that of the marks, or a chart of one row has none left beside its axis and legend.
    fit = alt.AutoSizeParams(type="fit-x", contains="padding")
    st.altair_chart(picture.chart.properties(autosize=fit, **sized), alt=picture.alt)


def show_overview(scenario: Scenario) -> None:
    """What it is about, the corridor, the map, and work against capacity."""
    draw(corridor_picture(scenario))
    left, right = st.columns([3, 2])
    with left:
        show_load(scenario)
    with right:
        on_map = map_picture(scenario)
        if on_map is not None:
            draw(on_map, MAP_PX)
            st.caption(BOUNDARIES)
        st.markdown(with_code(scenario.about))
        st.caption(verbatim(say_assumed(scenario)))


def show_load(scenario: Scenario) -> None:
    """Work against capacity."""
    picture = load_chart(scenario)
    draw(picture, ROW_PX * len({row["team"] for row in picture.rows}))
    st.caption(LOAD_NOTE)


def show_procedure(scenario: Scenario) -> None:
    """The steps as a graph, and in tables."""
    st.graphviz_chart(procedure_graph(scenario))
    st.caption(GRAPH_NOTE)
    show_tables(scenario)


def show_streams(scenario: Scenario) -> None:
    """The arrivals as a curve, and in tables."""
    draw(arrival_chart(scenario), CURVE_PX)
    show_tables(scenario)


def show_posts(scenario: Scenario) -> None:
    """Posts and teams in tables, and work against capacity."""
    show_tables(scenario)
    show_load(scenario)


def show_tables(scenario: Scenario) -> None:
    """A section in tables that can be written in."""
    section = str(st.session_state.get("section"))
    st.caption(HOW)
    with st.container(horizontal=True, vertical_alignment="center"):
        whole = st.toggle("Show every field", key="whole")
        places = blanks(scenario, section)
        if places:
            with st.popover("Add", icon=":material/add:"):
                offer_blank(places, section)
    found = sheets(scenario, section)
    if not found:
        more = " **Add** offers what can be entered." if places else ""
        st.info(f"There is nothing of this in the scenario.{more}")
    for sheet in found:
        st.subheader(sheet.title, anchor=False)
        edit_sheet(sheet, f"{section}/{sheet.title}", whole)


def show_sources(scenario: Scenario) -> None:
    """Where each number comes from."""
    rows: list[dict[str, Any]] = [
        {name.capitalize(): "" if value is None else value for name, value in vars(number).items()}
        for number in numbers(scenario)
    ]
    st.caption(verbatim(say_assumed(scenario)))
    st.dataframe(rows, hide_index=True, width="stretch")
    st.download_button(
        "Numbers (CSV)",
        lambda: csv_text(rows, list(rows[0])),
        f"{scenario.name}-numbers.csv",
        "text/csv",
        on_click="ignore",
    )
    for name, source in scenario.sources.items():
        said = ", ".join(str(part) for part in (source.title, source.publisher, source.year, source.address) if part)
        grade = f"{source.grade} by {source.by}" if source.by else source.grade
        words = " · ".join(verbatim(part) for part in (grade, said) if part)
        st.markdown(f"**{verbatim(name)}** · {words}  \n{with_code(source.note)}")


SHOWN: Final[dict[str, Callable[[Scenario], None]]] = {
    "Overview": show_overview,
    "Posts and teams": show_posts,
    "Procedure": show_procedure,
    "Streams": show_streams,
    SOURCES: show_sources,
}

page()
