"""Page: where a visit begins."""

import streamlit as st

from dashboard.markup import verbatim
from dashboard.session import Case, case, change
from sim import scenario_names


def page() -> None:
    """Offer the bundled cases."""
    st.title("Which border?", anchor=False)
    for name, title in scenario_names():
        st.button(
            verbatim(title),
            key=f"open/{name}",
            on_click=change,
            args=(Case(name=name),),
            type="primary" if case().name == name else "secondary",
        )


page()
