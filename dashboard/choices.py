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


def choose(asked: Request | None) -> Choice:
    """Ask for everything that decides a study, and propose what was asked for when the page was opened.

    What is proposed is each widget's own value. Set in the session state instead, it would be forgotten if a click
    interrupts the first run of a page that is still loading.
    """
    try:
        scenario, error = _choose_scenario(asked), None
    except ScenarioError as problems:
        scenario, error = None, problems
    policies = _choose_policies(scenario, asked) if scenario else ()
    replications, seed = _choose_luck(asked)
    request = Request(scenario, policies, replications, seed) if scenario and policies else None
    return Choice(scenario, request, error)


def _choose_scenario(asked: Request | None) -> Scenario | None:
    titles = dict(scenario_names()) | {OWN_FILE: "A file of yours"}
    own = asked.scenario if asked and not _is_bundled(asked.scenario) else None
    place = list(titles).index(OWN_FILE if own else asked.scenario.name) if asked else 0
    name = st.selectbox("Scenario", titles, place, format_func=lambda name: titles[name] or name, key="scenario")
    return _own_scenario(own) if name == OWN_FILE else bundled(name)


def _is_bundled(scenario: Scenario) -> bool:
    return scenario.name in dict(scenario_names()) and bundled(scenario.name) == scenario


def _own_scenario(own: Scenario | None) -> Scenario | None:
    file = st.file_uploader("Scenario file (YAML)", ["yaml", "yml"], key="file", on_change=_forget_own)
    if file is not None:
        return uploaded(PurePath(file.name).stem, file.getvalue())
    if own is None or st.session_state.get("forgotten"):
        return None
    st.caption(f"In use: {verbatim(own.title)}")
    return own


def _forget_own() -> None:
    st.session_state["forgotten"] = True


def _choose_policies(scenario: Scenario, asked: Request | None) -> tuple[str, ...]:
    """Tick policies; the first of those ticked is the baseline."""
    proposed = asked.policies if asked and asked.scenario == scenario else tuple(scenario.policies)
    with st.container(gap="xsmall"):
        st.markdown("Policies")
        ticked = tuple(name for name in scenario.policies if _ticked(scenario, name, name in proposed))
        if ticked:
            st.caption(f"Baseline: {verbatim(scenario.policies[ticked[0]].label)}")
        else:
            st.warning("Tick at least one policy.")
    return ticked


def _ticked(scenario: Scenario, name: str, proposed: bool) -> bool:
    policy = scenario.policies[name]
    return st.checkbox(
        verbatim(policy.label), proposed, key=f"{scenario.hash}/{name}", help=verbatim(policy.why) or None
    )


def _choose_luck(asked: Request | None) -> tuple[int, int]:
    """Ask for replications and seed."""
    left, right = st.columns(2)
    replications = left.number_input(
        "Replications",
        min_value=1,
        max_value=1000,
        value=asked.replications if asked else 30,
        key="replications",
        help="How often each policy is run, every time with other luck. Four times as many halve the errors.",
    )
    seed = right.number_input(
        "Seed",
        min_value=0,
        max_value=2**31 - 1,
        value=asked.seed if asked else 1,
        key="seed",
        help="Decides the luck: the same seed gives the same results, to the last digit.",
    )
    return replications, seed
