"""Page: two policies side by side on the same consignments, moment by moment."""

from typing import Final

import streamlit as st

from dashboard.introduction import tell_problems
from dashboard.markup import verbatim
from dashboard.recordings import recorded, show_replay
from dashboard.session import Case, case, chosen_policies, revision, scenario_of
from sim import (
    PolicyError,
    ReplayError,
    Scenario,
    ScenarioError,
    replay_page,
    say_made,
)

FEWEST: Final = 2


def page() -> None:
    """Choose two policies and a draw of chance, and play them."""
    st.title("Replay", anchor=False)
    scenario = scenario_of(case())
    if isinstance(scenario, ScenarioError):
        tell_problems(scenario)
    elif len(scenario.policies) < FEWEST:
        st.info("A replay shows two policies side by side, and this scenario has one. Make another on **Policies**.")
    else:
        play(case(), scenario)


def play(asked: Case, scenario: Scenario) -> None:
    """Show two policies of a scenario."""
    left, right, replication = choose(asked, scenario)
    try:
        document, key = recorded(asked, left, right, replication)
    except PolicyError as error:
        st.error(verbatim(" ".join(problem.sentence for problem in error.problems)))
        return
    except ReplayError as error:
        st.error(verbatim(f"This cannot be replayed: {error}."))
        return
    st.caption(
        verbatim(f"{say_made(document['made'])}. One draw of chance: how a policy works, not how much it gains.")
    )
    show_replay(key="replay", data={"key": key, "replay": document})
    st.download_button(
        "Replay as one file (HTML)",
        lambda: replay_page(document),
        f"{scenario.name}-replay.html",
        "text/html",
        on_click="ignore",
        icon=":material/download:",
    )


def choose(asked: Case, scenario: Scenario) -> tuple[str, str, int]:
    """Ask which two policies, and which replication; what is compared stands first."""
    compared = chosen_policies(asked, scenario)
    names = [*compared, *(name for name in scenario.policies if name not in compared)]
    labels = {name: scenario.policies[name].label for name in names}
    with st.container(horizontal=True):
        left, right = (
            st.selectbox(label, names, index=place, format_func=labels.__getitem__, key=f"{label}/{revision()}")
            for place, label in enumerate(("Left (A)", "Right (B)"))
        )
        most = asked.replications - 1
        number = st.number_input("Replication", 0, max(0, most), 0, key=f"replication/{revision()}", width=140)
    return left, right, int(number)


page()
