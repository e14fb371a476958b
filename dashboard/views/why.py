"""Page: why one policy is better: where time went, what would be saved, when and where it waits, and one passage."""

from typing import Final

import streamlit as st

from dashboard.asked import ask_job, found_study
from dashboard.guess import guess_of, predicting
from dashboard.markup import verbatim
from dashboard.requests import Removals, Request
from dashboard.results import BAR_PX, show_graph, show_picture, show_table
from sim import (
    EventLog,
    Savings,
    Study,
    World,
    agency_table,
    apply,
    busy_chart,
    cause_table,
    draw,
    example,
    headline_key,
    lane_chart,
    ledger_chart,
    level,
    passage_chart,
    process_map,
    run,
    savings_table,
    waterfall_chart,
    week_chart,
)

WEEK: Final = {"off_shift": "Off shift", "queue": "Queue", "service": "Service"}
WEEK_PX: Final = 24


def page() -> None:
    """Explain what was found."""
    with st.container(width=1100):
        asked = found_study()
        if asked is not None:
            st.title(verbatim(asked[1].study.scenario.title), anchor=False)
        if asked is not None and predicting() and guess_of(asked[0].key) is None:
            st.info("The room guesses first.")
            st.page_link("views/answer.py", label="Enter the guess", icon=":material/group:")
        elif asked is not None:
            show(asked[0], asked[1].study)


def show(request: Request, study: Study) -> None:
    """Explain two policies of a study."""
    policy, baseline = choose(study)
    st.header("Where time went", anchor=False)
    show_picture(ledger_chart(study), BAR_PX * len(study.policies))
    if policy != baseline:
        picture = waterfall_chart(study, policy, baseline)
        show_picture(picture, BAR_PX * max(1, len(picture.rows)))
        st.caption(
            "The bars add up to the difference between the means of the released. They tell where time went, not what "
            "would be saved without a cause."
        )
    with st.expander("In figures, by cause and by agency"):
        for place, table in enumerate((cause_table(study, policy), agency_table(study, policy))):
            show_table(table, f"accounts-{place}")
    show_savings(request, study, policy)
    show_week(study, policy)
    show_work(study, policy)
    show_passage(request, study, (baseline, policy))


def choose(study: Study) -> tuple[str, str]:
    """Ask which policy is explained, and beside which other one."""
    labels = {policy: study.scenario.policies[policy].label for policy in study.policies}
    key = headline_key(study.keys)
    means = {policy: level(study, policy, key).estimate for policy in study.policies}
    best = min(labels, key=lambda policy: float("inf") if means[policy] is None else float(means[policy] or 0.0))
    left, right = st.columns(2)
    chosen = list(labels).index(best) if best != study.baseline else len(labels) - 1
    policy = left.selectbox("Policy", labels, chosen, format_func=labels.__getitem__, key="why/policy")
    baseline = right.selectbox("Beside", labels, 0, format_func=labels.__getitem__, key="why/baseline")
    return policy, baseline


def show_savings(request: Request, study: Study, policy: str) -> None:
    """What would be saved if each of the largest causes were gone."""
    st.header("What would be saved", anchor=False)
    st.caption(
        "Where one cause of delay is gone, other waits take part of its place. So each of the three largest is taken "
        "away in turn, in runs of its own with the same luck."
    )
    found: Savings | None = ask_job(Removals(request, study, policy), "Take the causes away", study.scenario)
    if found is not None:
        show_table(savings_table(study.scenario, found), "savings")


def show_week(study: Study, policy: str) -> None:
    """When in the week agencies hold consignments up."""
    st.header("When consignments wait", anchor=False)
    for cause in WEEK:
        picture = week_chart(study, policy, cause)
        agencies = len({row["agency"] for row in picture.rows})
        if agencies:
            show_picture(picture, WEEK_PX * agencies)


def show_work(study: Study, policy: str) -> None:
    """How the work is done: teams, steps, lanes."""
    st.header("How the work is done", anchor=False)
    busy = busy_chart(study, policy)
    show_picture(busy, BAR_PX * len(busy.rows))
    show_graph(process_map(study, policy))
    st.caption("Mean times of those measured. Steps that run side by side overlap, so these times do not add up.")
    lanes = lane_chart(study)
    if lanes is None:
        st.caption("This scenario uses no lanes.")
    else:
        show_picture(lanes, BAR_PX * len(study.policies))


def show_passage(request: Request, study: Study, policies: tuple[str, ...]) -> None:
    """One consignment of the first replication, under each of two policies."""
    st.header("One consignment", anchor=False)
    runs = {policy: run_of(request.key, policy, request) for policy in dict.fromkeys(policies)}
    world, log = next(iter(runs.values()))
    number = st.number_input(
        "Number of the consignment",
        min_value=0,
        max_value=len(log.consignments["stream"]) - 1,
        value=example(world, log),
        key="why/number",
        help="In order of arrival, those of the time before observation included.",
    )
    for policy, (world, log) in runs.items():
        picture = passage_chart(world, log, int(number), study.scenario.policies[policy].label)
        if picture.rows:
            show_picture(picture, BAR_PX * len({row["what"] for row in picture.rows}))
        else:
            st.caption(verbatim(f"{picture.title}: nothing happened to it within the run."))


@st.cache_resource(show_spinner="Running it once more …", max_entries=6)
def run_of(key: str, policy: str, _request: Request) -> tuple[World, EventLog]:
    """The first replication of a study under a policy, with all its events, which a study does not keep."""
    world = apply(_request.scenario.policies[policy], _request.scenario.world)
    return world, run(world, draw(_request.scenario.world, _request.seed, 0))


page()
