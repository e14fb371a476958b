"""Page: where a visit begins."""

from pathlib import Path
from typing import Final

import streamlit as st
from pydantic import ValidationError

from dashboard import pin
from dashboard.forms import ask
from dashboard.introduction import tell_problems
from dashboard.jobs import JOBS, Request
from dashboard.markup import verbatim
from dashboard.newcase import Answers, new_case
from dashboard.session import Case, case, change, remember, scenario_of
from dashboard.uploads import READERS, UploadError, case_of_file, case_with_manifest
from sim import (
    FolderError,
    Scenario,
    ScenarioError,
    Study,
    dump_scenario,
    find_folder,
    read_study,
    scenario_names,
    stored_study,
)

SCENARIO, RUN, RESULTS = "views/scenario.py", "views/run.py", "views/answer.py"
LIMITS: Final = (
    "Greenlane compares decisions at a border on the same trucks with the same luck. It tells which one clears relief "
    "sooner, by how much and how surely; it does not forecast a day, and it is no better than the numbers it is given."
)
CASES: Final = {
    "nepal-2015": "The wave of relief by air and by road: what would coordination have changed?",
    "haiti-2010": "What would priority on the runway, or two more officers at the land border, have bought?",
    "haiyan-2013": "A one-stop shop spares the air wave what the sea wave then meets.",
    "ebola-2015": "One side of a bridge opens, the other has no order: what is one agreed hour worth?",
    "turkiye-syria-2023": "Three crossings open one after the other: are gates scarce, or inspectors?",
    "chirundu": "Ordinary days at a post of two countries: what would common hours or one stop save?",
}
"""Real ones, each in a sentence."""
LESSONS: Final = {
    "two-agencies": "Why joint inspection needs joint hours.",
    "calendars-that-miss": "Two sides with different days off: the slowest way becomes the fastest once hours agree.",
    "third-officer": "A second desk upstream moves the line to the next agency.",
    "second-wave": "The waiver ends before the ships come.",
    "controlled-again": "A line grows that a rule or two officers would have spared.",
    "closing-or-guarding": "Both are quick for relief; one of them costs the trade and what could be found.",
    "harbour": "Many flows over one quay: what eases one frees officers for the others.",
}
"""Made to teach with, each in a sentence."""


def page() -> None:
    """Offer what there is, and take what a visitor brings."""
    st.title("Which border?", anchor=False)
    st.markdown(LIMITS)
    left, right = st.columns([3, 2], gap="large")
    with left:
        offer_bundled()
    with right:
        own = st.segmented_control(
            "Your own", ["New case", "Upload", "Study folder"], default="New case", key="own", width="stretch"
        )
        {"Upload": take_file, "Study folder": open_study}.get(own or "", make_new)()


def offer_bundled() -> None:
    """List the bundled scenarios: real cases, then those to teach with, then any this page has no words for."""
    titles = dict(scenario_names())
    others = {name: "" for name in titles if name not in CASES | LESSONS}
    for heading, sentences in (("Real cases", CASES), ("To teach with: invented numbers", LESSONS | others)):
        st.subheader(heading, anchor=False)
        for name, sentence in sentences.items():
            if name in titles:
                offer(name, titles[name], sentence)


def offer(name: str, title: str, sentence: str) -> None:
    """A scenario with its buttons."""
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        chosen = " :material/check:" if (case().name, case().text) == (name, None) else ""
        st.markdown(f"**{verbatim(title)}**{chosen}  \n:small[{verbatim(sentence)}]", width="stretch")
        if st.button("Results", key=f"results/{name}", help=f"What was found: {title}"):
            open_results(name)
        if st.button("Open", key=f"open/{name}", type="primary", help=f"Open {title}"):
            change(Case(name=name))
            st.switch_page(SCENARIO)


def open_results(name: str) -> None:
    """Show the stored study of a bundled scenario, or run it if what is stored is of another version."""
    scenario = scenario_of(Case(name=name))
    found = stored_study(scenario) if isinstance(scenario, Scenario) else None
    if found is None:
        change(Case(name=name))
        st.switch_page(RUN)
    show_study(Case(name=name, replications=found.replications, seed=found.seed), found)


def show_study(opened: Case, found: Study) -> None:
    """Look at a study that was made before."""
    scenario = scenario_of(opened)
    if isinstance(scenario, ScenarioError):
        raise scenario
    remember(JOBS.know(Request(scenario, found.policies, found.replications, found.seed), found))
    change(opened)
    st.switch_page(RESULTS)


def make_new() -> None:
    """Ask a handful of numbers and build a border from them."""
    with st.form("new", border=True):
        given = ask(Answers, "new")
        made = st.form_submit_button("Build this border", type="primary")
    if not made:
        return
    try:
        change(new_case(Answers.model_validate(given)))
    except ScenarioError as error:
        tell_problems(error)
        return
    except ValidationError as error:
        titles = [str(Answers.model_fields[str(problem["loc"][0])].title) for problem in error.errors()]
        st.error(f"Fill in: {', '.join(titles)}.")
        return
    st.switch_page(SCENARIO)


def take_file() -> None:
    """Read a scenario or a manifest."""
    file = st.file_uploader("A scenario: YAML or an Excel workbook", list(READERS), key="scenario-file")
    if file is not None and st.button("Open this file", type="primary"):
        try:
            change(case_of_file(file.name, file.getvalue()))
        except (ScenarioError, UploadError) as error:
            tell(error)
        else:
            st.switch_page(SCENARIO)
    scenario = scenario_of(case())
    if isinstance(scenario, ScenarioError):
        return
    st.divider()
    rows = st.file_uploader(
        "A list of real consignments, one a row: CSV or Excel", ["csv", "xlsx"], key="manifest-file"
    )
    labels = {name: stream.label for name, stream in scenario.world.streams.items()}
    stream = st.selectbox(
        f"In place of this stream of {verbatim(scenario.title)}", labels, format_func=lambda name: labels[name]
    )
    if rows is not None and st.button("Use these consignments", type="primary"):
        try:
            change(case_with_manifest(case(), stream, rows.getvalue()))
        except (ScenarioError, UploadError) as error:
            tell(error)
        else:
            st.switch_page(SCENARIO)


def tell(error: ScenarioError | UploadError) -> None:
    """Say what is wrong with a file."""
    if isinstance(error, ScenarioError):
        tell_problems(error)
    else:
        st.error(verbatim(str(error)))


def open_study() -> None:
    """Read a study that was written with `greenlane run --out`."""
    if pin.is_locked():
        st.info("Folders of this machine are only opened when it serves itself alone.")
        return
    written = st.text_input("Folder of a study", placeholder="results/my-study", key="folder", max_chars=1000)
    if not written or not st.button("Open this study", type="primary"):
        return
    try:
        found = read_study(find_folder(Path(written).expanduser()))
    except (FolderError, ScenarioError) as error:
        st.error(verbatim(str(error)))
        return
    own = Case(
        name=found.scenario.name,
        text=dump_scenario(found.scenario),
        policies=found.policies,
        replications=found.replications,
        seed=found.seed,
    )
    show_study(own, found)


page()
