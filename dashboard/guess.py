"""Predict first: the room's guess is asked for before the answer shows, and then stands beside it."""

from dataclasses import dataclass

import streamlit as st

from dashboard.markup import verbatim
from sim import Study, difference_cell, headline_key, level

_ON, _SWITCH, _GUESS = "guess/on", "guess/switch", "guess/made"


@dataclass(frozen=True)
class Guess:
    """What a room expects: which policy does best, and how many hours sooner than the baseline."""

    policy: str
    sooner_h: float


def predicting() -> bool:
    """Whether the room guesses first."""
    return bool(st.session_state.get(_ON, False))


def ask_switch() -> None:
    """Ask whether the room guesses first."""
    # A widget that is on another page loses its value, so it is kept beside it.
    st.toggle(
        "Predict first",
        predicting(),
        key=_SWITCH,
        on_change=_keep_switch,
        help="The room guesses before the answer shows.",
    )


def _keep_switch() -> None:
    st.session_state[_ON] = st.session_state[_SWITCH]


def open_to_see(study: Study, key: str) -> bool:
    """Ask for the guess if the switch is on; tell whether the answer may be seen."""
    if len(study.policies) < 2:
        return True
    with st.container(horizontal=True, vertical_alignment="center"):
        ask_switch()
        guessed = guess_of(key) is not None
        if predicting() and guessed and st.button("Next group", icon=":material/group_add:"):
            st.session_state[_GUESS] = None
            st.rerun()
    if not predicting() or guessed:
        return True
    _ask_guess(study, key)
    return False


def _ask_guess(study: Study, key: str) -> None:
    labels = {policy: study.scenario.policies[policy].label for policy in study.policies}
    with st.form("guess"):
        st.markdown("#### What does the room expect?")
        policy = st.selectbox("Released soonest under", labels, format_func=labels.__getitem__, key="guess/which")
        sooner = f"Hours sooner than under “{verbatim(labels[study.baseline])}”"
        hours = st.number_input(sooner, -1000.0, 1000.0, 0.0, key="guess/hours")
        if st.form_submit_button("Show the answer", type="primary"):
            st.session_state[_GUESS] = key, Guess(policy, hours)
            st.rerun()


def guess_of(key: str) -> Guess | None:
    """What the room guessed of a study."""
    known = st.session_state.get(_GUESS)
    return known[1] if predicting() and known and known[0] == key else None


def say_guess(study: Study, guess: Guess) -> str:
    """Set a guess beside what came out."""
    key = headline_key(study.keys)
    label = study.scenario.policies[guess.policy].label
    said = f"The room guessed “{label}”, {guess.sooner_h:g} h sooner."
    if guess.policy == study.baseline:
        return said
    estimates = {policy: level(study, policy, key).estimate for policy in study.policies}
    known = {policy: value for policy, value in estimates.items() if value is not None}
    best = min(known, key=known.__getitem__, default=None)
    cell = difference_cell(study, guess.policy, key)
    right = "It has the best mean." if best == guess.policy else "Another policy has a better mean."
    return f"{said} Under it the mean changes by {cell.text} ({cell.error}). {right}"
