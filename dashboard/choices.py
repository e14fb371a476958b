"""The side bar: which scenario, which policies, how many replications."""

from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

import streamlit as st

from dashboard.jobs import Request
from dashboard.markup import verbatim
from sim import Scenario, ScenarioError, build_scenario, load_scenario, measure_problems, scenario_names

OWN_FILE: Final = ""
"""Stands for a file of the user's among the names of bundled scenarios."""


@dataclass(frozen=True)
class Choice:
    """What is chosen at the side.

    Attributes
    ----------
    scenario
        None until there is one that can be used.
    request
        None while something is missing.
    error
        What is wrong with the file that was given.
    """

    scenario: Scenario | None
    request: Request | None
    error: ScenarioError | None = None


@st.cache_resource(show_spinner=False)
def bundled(name: str) -> Scenario:
    """Load a bundled scenario once."""
    return load_scenario(name)


@st.cache_resource(show_spinner=False, max_entries=20)
def uploaded(name: str, raw: bytes) -> Scenario:
    """Read a file of the user's once, and refuse what it asks of results that they cannot tell."""
    scenario = build_scenario(name, raw)
    problems = measure_problems(scenario)
    if problems:
        raise ScenarioError(problems)
    return scenario


def restore(request: Request) -> None:
    """Set the side bar to what was asked for, on a page that was opened anew."""
    state, scenario = st.session_state, request.scenario
    known = scenario.name in dict(scenario_names()) and bundled(scenario.name) == scenario
    state["scenario"] = scenario.name if known else OWN_FILE
    state["own"] = None if known else scenario
    state["replications"], state["seed"] = request.replications, request.seed
    for policy in scenario.policies:
        state[_tick(scenario, policy)] = policy in request.policies


def choose() -> Choice:
    """Ask for everything that decides a study."""
    try:
        scenario, error = _choose_scenario(), None
    except ScenarioError as problems:
        scenario, error = None, problems
    policies = _choose_policies(scenario) if scenario else ()
    replications, seed = _choose_luck()
    request = Request(scenario, policies, replications, seed) if scenario and policies else None
    return Choice(scenario, request, error)


def _choose_scenario() -> Scenario | None:
    titles = dict(scenario_names()) | {OWN_FILE: "A file of yours"}
    name = st.selectbox("Scenario", titles, format_func=lambda name: titles[name] or name, key="scenario")
    return _own_scenario() if name == OWN_FILE else bundled(name)


def _own_scenario() -> Scenario | None:
    file = st.file_uploader("Scenario file (YAML)", ["yaml", "yml"], key="file", on_change=_forget_own)
    if file is not None:
        return uploaded(PurePath(file.name).stem, file.getvalue())
    own: Scenario | None = st.session_state.get("own")
    if own is not None:
        st.caption(f"In use: {verbatim(own.title)}")
    return own


def _forget_own() -> None:
    st.session_state["own"] = None


def _choose_policies(scenario: Scenario) -> tuple[str, ...]:
    """Tick policies; the first of those ticked is the baseline."""
    with st.container(gap="xsmall"):
        st.markdown("Policies")
        ticked = tuple(name for name in scenario.policies if _ticked(scenario, name))
        if ticked:
            st.caption(f"Baseline: {verbatim(scenario.policies[ticked[0]].label)}")
        else:
            st.warning("Tick at least one policy.")
    return ticked


def _ticked(scenario: Scenario, name: str) -> bool:
    key, policy = _tick(scenario, name), scenario.policies[name]
    st.session_state.setdefault(key, True)
    return st.checkbox(verbatim(policy.label), key=key, help=verbatim(policy.why) or None)


def _tick(scenario: Scenario, policy: str) -> str:
    return f"{scenario.hash}/{policy}"


def _choose_luck() -> tuple[int, int]:
    """Ask for replications and seed."""
    st.session_state.setdefault("replications", 30)
    st.session_state.setdefault("seed", 1)
    left, right = st.columns(2)
    replications = left.number_input(
        "Replications",
        min_value=1,
        max_value=1000,
        key="replications",
        help="How often each policy is run, every time with other luck. Four times as many halve the errors.",
    )
    seed = right.number_input(
        "Seed",
        min_value=0,
        max_value=2**31 - 1,
        key="seed",
        help="Decides the luck: the same seed gives the same results, to the last digit.",
    )
    return replications, seed
