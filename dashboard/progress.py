"""A study in progress: how far it is, and the button that stops it."""

import math

import streamlit as st

from dashboard.jobs import JOBS, Job


@st.fragment(run_every=0.5)
def watch(job: Job) -> None:
    """Follow a job until it ends; the rest of the page stays usable meanwhile."""
    if not job.active:
        st.rerun()
    st.progress(job.done / job.request.replications, text=_say(job))
    st.button("Stop", on_click=job.stop, disabled=job.stopping, icon=":material/stop_circle:")


def _say(job: Job) -> str:
    if job.stopping:
        return "Stopping after the replications in work …"
    ahead = JOBS.ahead(job)
    if ahead:
        return f"Waiting for {ahead} other {'study' if ahead == 1 else 'studies'} …"
    left = "" if job.left_s is None else f", {_say_left(job.left_s)} left"
    return f"{job.done} of {job.request.replications} replications{left}"


def _say_left(left_s: float) -> str:
    if left_s < 60:
        return f"about {max(1, math.ceil(left_s))} s"
    return f"about {math.ceil(left_s / 60)} min"
