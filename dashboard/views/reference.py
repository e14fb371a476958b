"""Page: what the words mean, what can be decided and measured, where numbers come from, and how far to trust it."""

from collections.abc import Callable
from typing import Final

import streamlit as st

from dashboard.markup import verbatim
from dashboard.reference import chapter, document
from dashboard.session import case, scenario_of
from sim import CATALOGUE, GROUPS, Scenario, csv_text, entry, numbers, say_assumed

BETTER: Final = {"high": "more is better", "low": "less is better", None: ""}


def page() -> None:
    """Show a part of the reference."""
    st.title("Reference", anchor=False)
    part = st.segmented_control("Part", list(PARTS), default="Glossary", key="reference", label_visibility="collapsed")
    with st.container(width=1000):
        PARTS[part or "Glossary"]()


def show_method() -> None:
    """What the model answers and how it goes about it."""
    st.markdown(chapter("model.md", "1 Objectives"))
    st.markdown(chapter("model.md", "2 Logic").partition("\n### ")[0])


def show_glossary() -> None:
    """Words and what they mean."""
    st.markdown(chapter("model.md", "Glossary"))


def show_levers() -> None:
    """Every lever in the catalogue's own words."""
    for group, levers in GROUPS.items():
        st.header(group, anchor=False)
        for lever in levers:
            about = entry(lever.name)
            with st.expander(verbatim(about.title)):
                st.markdown(f"`{about.name}`  \n{verbatim(about.text)}")
                rows = [
                    {
                        "Parameter": verbatim(row.name),
                        "Left out": left_out(row.needed, row.default),
                        "": verbatim(row.doc),
                    }
                    for row in about.parameters
                ]
                st.table(rows, border="horizontal", hide_index=True)
                if about.sources:
                    st.caption(verbatim(f"Sources: {' · '.join(about.sources)}."))


def left_out(needed: bool, default: object) -> str:
    """What holds when a parameter is left out."""
    if needed:
        return "*needed*"
    return "" if default in (None, {}, [], "") else verbatim(str(default))


def show_measures() -> None:
    """Every figure that a study gives."""
    rows = [
        {
            "Measure": verbatim(row.label),
            "Unit": verbatim(row.unit),
            "": BETTER[row.better],
            "What it is": verbatim(row.doc),
            "Key": verbatim(row.key),
        }
        for row in CATALOGUE
    ]
    st.table(rows, border="horizontal", hide_index=True)
    st.download_button(
        "Measures (CSV)", lambda: csv_text(rows, list(rows[0])), "measures.csv", "text/csv", on_click="ignore"
    )


def show_sources() -> None:
    """Where the numbers of the scenario come from."""
    scenario = scenario_of(case())
    if not isinstance(scenario, Scenario):
        st.info("The scenario of this visit cannot be used yet; the page Scenario says why.")
        return
    st.markdown(f"**{verbatim(scenario.title)}**. {verbatim(say_assumed(scenario))}")
    used: dict[str, list[str]] = {}
    for number in numbers(scenario):
        used.setdefault(number.source or "no source", []).append(number.path)
    for name, places in used.items():
        source = scenario.sources.get(name)
        with st.expander(f"{verbatim(name)} · {source.grade if source else 'assumed'} · {len(places)} numbers"):
            if source is not None:
                said = [source.title, source.publisher, source.year, source.address, source.by]
                st.markdown(verbatim(", ".join(str(part) for part in said if part)))
                st.markdown(verbatim(source.note))
            st.code("\n".join(places), language=None)


def show_validation() -> None:
    """What was held against what."""
    st.markdown(document("validation.md").partition("\n")[2])


PARTS: Final[dict[str, Callable[[], None]]] = {
    "Glossary": show_glossary,
    "Levers": show_levers,
    "Measures": show_measures,
    "Sources": show_sources,
    "Method": show_method,
    "Validation": show_validation,
}

page()
