"""Something in progress: how far it is, how the intervals narrow, and the button that stops it."""

import math
from typing import Any

import streamlit as st

from dashboard.guess import predicting
from dashboard.jobs import JOBS, Job
from dashboard.markup import verbatim
from dashboard.requests import Request
from sim import Progress, Scenario, gap_cell


@st.fragment(run_every=0.5)
def watch(job: Job[Any], scenario: Scenario) -> None:
    """Follow a job until it ends; the rest of the page stays usable meanwhile."""
    if not job.active:
        st.rerun()
    st.progress(min(1.0, job.done / max(1, job.total)), text=_say(job))
    so_far = job.watch.progress(job.total)
    if so_far.differences and not predicting():
        _show_so_far(so_far, scenario, job.watch.policies[0])
    st.button(
        "Stop", key=f"stop/{job.request.key}", on_click=job.stop, disabled=job.stopping, icon=":material/stop_circle:"
    )


def _show_so_far(so_far: Progress, scenario: Scenario, baseline: str) -> None:
    """The differences to the baseline up to now, each with the error that is left."""
    rows = []
    for policy, gap in so_far.differences.items():
        cell = gap_cell(gap, so_far.key)
        label = f"**{verbatim(scenario.policies[policy].label)}**"
        rows.append({"Policy": label, "Difference so far": verbatim(cell.text), "Give or take": verbatim(cell.error)})
    st.table(rows, border="horizontal", hide_index=True)
    st.caption(verbatim(f"Mean clearance, difference to “{scenario.policies[baseline].label}”. It may still change."))


def _say(job: Job[Any]) -> str:
    if job.stopping:
        return "Stopping after the replications in work …"
    ahead = JOBS.ahead(job)
    if ahead:
        return f"Waiting for {ahead} other {'study' if ahead == 1 else 'studies'} …"
    left = "" if job.left_s is None else f", {say_time(job.left_s)} left"
    noun = "replications" if isinstance(job.request, Request) else "runs"
    return f"{job.done} of {job.total} {noun}{left}"


def say_time(left_s: float) -> str:
    """Say how long something takes: ``about 20 s``."""
    if left_s < 60:
        return f"about {max(1, math.ceil(left_s))} s"
    return f"about {math.ceil(left_s / 60)} min"
