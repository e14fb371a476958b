"""Before a run: what a scenario is about, which policies it compares, or what is wrong with the file."""

import streamlit as st

from dashboard.markup import verbatim
from sim import Scenario, ScenarioError, say_assumed


def introduce(scenario: Scenario) -> None:
    """Say what a scenario is about and what can be compared in it."""
    with st.container(width=760):
        st.markdown(verbatim(scenario.about))
        st.subheader("Policies", anchor=False)
        for policy in scenario.policies.values():
            st.markdown(f"**{verbatim(policy.label)}**  \n{verbatim(policy.why)}")
        st.caption(verbatim(say_assumed(scenario)))


def tell_problems(error: ScenarioError, what: str = "This file") -> None:
    """List all that is wrong with a file, or with a part of a scenario."""
    count = len(error.problems)
    st.error(f"{what} cannot be used yet: it has {count} {'problem' if count == 1 else 'problems'}.")
    rows = [
        {
            "Where": problem.where,
            "Place": verbatim(problem.path) or "the file",
            "What is wrong": verbatim(problem.message),
        }
        for problem in error.problems
    ]
    st.table(rows, border="horizontal", hide_index=True)
