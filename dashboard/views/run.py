"""Page: compare policies in a scenario."""

from typing import Final

import streamlit as st

from dashboard.choices import Choice, choose
from dashboard.introduction import introduce, tell_problems
from dashboard.jobs import JOBS, Job, Request
from dashboard.markup import verbatim
from dashboard.progress import watch
from dashboard.results import show

RUN: Final = "run"
"""The part of the address that says which study the page shows."""


def page() -> None:
    """Ask at the side, answer beside it."""
    job = JOBS.find(st.query_params.get(RUN, ""))
    # What the page was opened with; a later study of the same visit proposes nothing.
    asked = st.session_state.setdefault("asked", job and job.request)
    with st.sidebar:
        choice = choose(asked)
        wanted = st.button("Run", type="primary", width="stretch", disabled=choice.request is None)
    if wanted and choice.request is not None:
        job = JOBS.start(choice.request)
        st.query_params[RUN] = choice.request.key
    with st.container(width=1100):
        answer(choice, job)


def answer(choice: Choice, job: Job | None) -> None:
    """Show what came of the choice, or what it is about."""
    if choice.error is not None:
        tell_problems(choice.error)
    elif choice.scenario is None:
        st.info("Give a scenario file at the side. `greenlane new FILE` writes one to start from.")
    else:
        st.title(verbatim(choice.scenario.title), anchor=False)
        if job is not None and job.request.scenario == choice.scenario:
            show_job(job, choice.request)
        else:
            if job is None and RUN in st.query_params:
                st.info("The results of this address are no longer kept. The same choice gives them again.")
            introduce(choice.scenario)


def show_job(job: Job, request: Request | None) -> None:
    """Show how far a study is, or what came of it."""
    if request is not None and request.key != job.request.key and not job.active:
        asked = job.request
        st.info(
            f"What follows is for {len(asked.policies)} policies, {asked.replications} replications and seed "
            f"{asked.seed}. **Run** gives it for what is chosen now."
        )
    if job.active:
        watch(job)
    elif job.state == "done":
        show(job.study)
    elif job.state == "stopped":
        st.info(f"Stopped after {job.done} of {job.request.replications} replications. **Run** begins again.")
    else:
        st.error(verbatim(job.problem))


page()
