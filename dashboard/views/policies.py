"""Page: what people may decide, which of it is compared, and what each decision changes."""

import json
import re
from typing import Final

import streamlit as st

from dashboard.forms import ask_for
from dashboard.introduction import tell_problems
from dashboard.markup import verbatim
from dashboard.session import Case, case, change, chosen_policies, revision, scenario_of, write
from sim import (
    GROUPS,
    LEVERS,
    Policy,
    Scenario,
    ScenarioError,
    change_rows,
    entry,
    lever_cells,
    lever_columns,
    write_cell,
)

NO_BREAK: Final = "\u00a0"
NOTHING: Final = ""
"""Stands for no policy to begin with."""


def page() -> None:
    """Show the policies of the visit's scenario."""
    scenario = scenario_of(case())
    st.title("Policies", anchor=False)
    if isinstance(scenario, ScenarioError):
        tell_problems(scenario)
        return
    st.caption(verbatim(scenario.title))
    compared, own = st.tabs(["Compared", "Make your own"])
    with compared:
        choose(scenario)
    with own:
        make(scenario)


def choose(scenario: Scenario) -> None:
    """Tick what is compared, name the baseline, and look at what each changes."""
    chosen = chosen_policies(case(), scenario)
    labels = {name: policy.label for name, policy in scenario.policies.items()}
    baseline = st.selectbox(
        "Baseline: what the others are compared with",
        chosen,
        format_func=lambda name: labels[name],
        key=f"baseline/{revision()}",
        width=480,
    )
    ticked = [name for name in labels if show_policy(scenario, name, name in chosen)]
    wanted = (baseline, *(name for name in ticked if name != baseline)) if baseline in ticked else tuple(ticked)
    if not ticked:
        st.warning("Tick at least one policy.")
    elif wanted != chosen:
        change(case().model_copy(update={"policies": wanted}))
        st.rerun()


def show_policy(scenario: Scenario, name: str, compared: bool) -> bool:
    """A policy with its words and what it changes; whether it is ticked."""
    policy = scenario.policies[name]
    with st.container(border=True):
        ticked = st.checkbox(f"**{verbatim(policy.label)}**", compared, key=f"compare/{revision()}/{name}")
        st.markdown(verbatim(policy.why))
        if policy.levers:
            with st.expander(f"{count(len(policy.levers))} and what changes"):
                for lever in policy.levers:
                    tell_lever(lever.name)
                show_changes(policy, scenario)
    return ticked


def count(levers: int) -> str:
    """How many levers, in words."""
    return "1 lever" if levers == 1 else f"{levers} levers"


def tell_lever(name: str) -> None:
    """A lever in the catalogue's own words."""
    about = entry(name)
    st.markdown(f"**{verbatim(about.title)}**  \n{verbatim(about.text)}")


def show_changes(policy: Policy, scenario: Scenario) -> None:
    """The rules that a policy writes, beside what held before."""
    rows = change_rows(policy, scenario.world)
    if not rows:
        st.caption("It changes nothing: this is how the border works without a decision.")
        return
    used = [key for key in rows[0] if any(row[key] for row in rows)]
    st.table(
        [{key: verbatim(row[key]) or NO_BREAK for key in used} for row in rows], border="horizontal", hide_index=True
    )


def make(scenario: Scenario) -> None:
    """Layer levers by hand, on nothing or on a policy that is there."""
    labels = {NOTHING: "Nothing"} | {name: policy.label for name, policy in scenario.policies.items()}
    left, right = st.columns(2)
    start = left.selectbox("Begin with", labels, format_func=lambda name: labels[name], key=f"begin/{revision()}")
    label = right.text_input("What it is called", "My policy", max_chars=120, key=f"called/{revision()}")
    layers = {} if start == NOTHING else {lever.name: lever_cells(lever) for lever in scenario.policies[start].levers}
    titles = {name: entry(name).title for name in LEVERS}
    chosen = st.multiselect(
        "Levers", titles, list(layers), format_func=lambda name: titles[name], key=f"levers/{revision()}/{start}"
    )
    with st.expander("What there is to choose from"):
        for group, levers in GROUPS.items():
            st.markdown(f"#### {group}")
            for lever in levers:
                tell_lever(lever.name)
    written = [write_lever(name, layers.get(name, {}), f"{revision()}/{start}") for name in chosen]
    tried = with_policy(case(), label, written)
    found = scenario_of(tried)
    if isinstance(found, ScenarioError):
        tell_problems(found, "This policy")
        return
    show_changes(found.policies[name_of(label)], scenario)
    if st.button("Add this policy", type="primary", disabled=not label.strip(), icon=":material/add:"):
        kept = chosen_policies(case(), scenario)
        change(tried.model_copy(update={"policies": tuple(dict.fromkeys([*kept, name_of(label)]))}))
        st.rerun()


def write_lever(name: str, stated: dict[str, str | bool | None], key: str) -> str:
    """Ask for the parameters of a lever, and give it as a policy writes it."""
    with st.container(border=True):
        tell_lever(name)
        columns = st.columns(3)
        parts = []
        for place, column in enumerate(lever_columns(name)):
            with columns[place % 3]:
                given = ask_for(column, stated.get(column.key), f"{key}/{name}/{column.key}")
            if given not in (None, "") and (given is not False or column.default == "true"):
                parts.append(f"{column.key}: {write_cell(column, given)}")
    return f"{{{name}: {{{', '.join(parts)}}}}}" if parts else name


def with_policy(start: Case, label: str, levers: list[str]) -> Case:
    """The case with a policy layered by hand, in place of one of the same name."""
    text = f"{{label: {json.dumps(label or '?')}, levers: [{', '.join(levers)}]}}"
    return write(start, f"policies.{name_of(label)}", text)


def name_of(label: str) -> str:
    """A name for a policy from what people call it."""
    plain = re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-")[:50]
    return plain if plain[:1].isalpha() else f"own-{plain or 'policy'}"


page()
