"""The study that the pages after Run speak of, or a word on why there is none yet."""

from typing import Any

import streamlit as st

from dashboard.jobs import JOBS, Job
from dashboard.markup import verbatim
from dashboard.progress import watch
from dashboard.requests import Found, Request
from dashboard.session import case, job, request_of
from sim import Scenario


def found_study() -> tuple[Request, Found] | None:
    """Give what was asked for and found; else follow it, or say what to do, and give None."""
    known = job()
    if known is None:
        st.info("Nothing has been run for this case yet.")
        st.page_link("views/run.py", label="Run it", icon=":material/play_circle:")
        return None
    if known.active:
        watch(known, known.request.scenario)
        return None
    if known.found is None:
        tell_failure(known)
        st.page_link("views/run.py", label="Run it again", icon=":material/play_circle:")
        return None
    wanted = request_of(case())
    if wanted is None or wanted.key != known.request.key:
        st.info("The case has changed since this was run. **Run** gives the answer for what is chosen now.")
    return known.request, known.found


def ask_job(request: Any, label: str, scenario: Scenario) -> Any:
    """Offer to begin something that takes a while; give what came of it, or None while there is nothing."""
    known = JOBS.find(request.key)
    if known is None or (not known.active and known.found is None):
        if known is not None:
            tell_failure(known)
        if st.button(label, key=f"begin/{request.key}", icon=":material/play_arrow:"):
            JOBS.start(request)
            st.rerun()
        return None
    if known.active:
        watch(known, scenario)
        return None
    return known.found


def tell_failure(known: Job[Any]) -> None:
    """Say that something was stopped with nothing to keep, or why it failed."""
    if known.state == "stopped":
        st.info(f"Stopped after {known.done} of {known.total} runs.")
    else:
        st.error(verbatim(known.problem))
