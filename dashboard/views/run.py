"""Page: how surely one wants to know, and the study on its way."""

import time
from typing import Final

import streamlit as st

from dashboard.guess import ask_switch
from dashboard.introduction import introduce, tell_problems
from dashboard.jobs import JOBS, Job
from dashboard.markup import verbatim
from dashboard.progress import say_time, watch
from dashboard.requests import Found, Request
from dashboard.session import case, change, chosen_policies, job, remember, request_of, scenario_of
from sim import Scenario, ScenarioError, apply, draw, measure, parse_precision, run, usable_cores

ANSWER: Final = "views/answer.py"
WAYS: Final = ("A number of replications", "Until it is precise enough")


def page() -> None:
    """Ask how often and with which luck, and follow the study."""
    scenario = scenario_of(case())
    if isinstance(scenario, ScenarioError):
        st.title("Run", anchor=False)
        tell_problems(scenario)
        return
    st.title(verbatim(scenario.title), anchor=False)
    tell_policies(scenario)
    wrong = ask_luck()
    request = request_of(case())
    with st.container(horizontal=True):
        wanted = st.button("Run", type="primary", disabled=wrong or request is None, icon=":material/play_arrow:")
        timed = st.button("How long will it take?", disabled=request is None)
        ask_switch()
    if timed and request is not None:
        st.info(f"{say_time(estimated_s(request)).capitalize()} on this machine, going by one run.")
    if wanted and request is not None:
        remember(JOBS.start(request))
    found = job()
    if found is None:
        introduce(scenario)
    else:
        follow(found, request)


def tell_policies(scenario: Scenario) -> None:
    """Say which policies are compared, the baseline first."""
    baseline, *others = (verbatim(scenario.policies[name].label) for name in chosen_policies(case(), scenario))
    st.markdown(f"**{baseline}**" + (f" against {' · '.join(others)}" if others else " alone"))
    st.page_link("views/policies.py", label="Other policies", icon=":material/tune:")


def ask_luck() -> bool:
    """Ask for replications or a precision, and for the seed; tell whether something is wrong with them."""
    now = case()
    left, middle, right = st.columns(3)
    way = left.radio("How sure", WAYS, index=0 if now.precision is None else 1, key="way")
    seed = right.number_input(
        "Seed",
        min_value=0,
        max_value=2**31 - 1,
        value=now.seed,
        key="seed",
        help="Decides the luck: the same seed gives the same results, to the last digit.",
    )
    if way == WAYS[0]:
        often = middle.number_input(
            "Replications",
            min_value=1,
            max_value=1000,
            value=now.replications,
            key="replications",
            help="How often each policy is run, every time with other luck. Four times as many halve the errors.",
        )
        keep_luck(replications=int(often), precision=None, seed=int(seed))
        return False
    precision = middle.text_input(
        "Precision of the difference",
        value=now.precision or "1 h",
        key="precision",
        help="Half the interval of the difference in mean clearance, such as 30 min, or 5% of the baseline's mean. A "
        "pilot of 30 replications decides how many are run.",
        max_chars=80,
    )
    try:
        parse_precision(f"all/clearance_mean_h: {precision}")
    except ValueError as error:
        st.warning(verbatim(str(error)))
        return True
    keep_luck(replications=now.replications, precision=precision, seed=int(seed))
    return False


def keep_luck(**luck: object) -> None:
    """Put what is asked for into the case, if it is new."""
    change(case().model_copy(update=luck))


def estimated_s(request: Request) -> float:
    """How long a study takes, going by one run of its baseline."""
    began_s = time.monotonic()
    world = apply(request.scenario.policies[request.policies[0]], request.scenario.world)
    measure(world, run(world, draw(request.scenario.world, request.seed, 0)))
    once_s = time.monotonic() - began_s
    return once_s * len(request.policies) * request.total / min(usable_cores(), request.total)


def follow(found: Job[Found], request: Request | None) -> None:
    """Show how far a study is, or what came of it."""
    if request is not None and request.key != found.request.key and not found.active:
        st.info("What was run last is for another choice. **Run** gives it for what is chosen now.")
    if found.active:
        watch(found, found.request.scenario)
    elif found.found is None and found.state == "stopped":
        st.info(f"Stopped after {found.done} of {found.total} replications. **Run** begins again.")
    elif found.found is None:
        st.error(verbatim(found.problem))
    else:
        tell_end(found.found)


def tell_end(found: Found) -> None:
    """Say that a study is there, and where to read it."""
    many = found.study.replications
    if found.stopped is not None:
        st.success(verbatim(found.stopped.reason))
    elif found.whole:
        st.success(f"Done: {many} replications.")
    else:
        st.info(f"Stopped. {many} replications were finished and are kept; **Run** begins again.")
    st.page_link(ANSWER, label="Read the answer", icon=":material/arrow_forward:")


page()
