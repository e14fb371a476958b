"""Page: the answer in one sentence, the figures behind it, who pays, what could flip it, and how far to trust it."""

from typing import Final

import streamlit as st

from dashboard.asked import ask_job, found_study
from dashboard.guess import guess_of, open_to_see, say_guess
from dashboard.markup import verbatim
from dashboard.requests import Flips, Found, Request
from dashboard.results import BAR_PX, CURVES, LINES_PX, offer, show_picture, show_table
from sim import (
    Sensitivity,
    Study,
    backlog_chart,
    backlog_table,
    brief_html,
    clearance_table,
    cost_table,
    csv_text,
    difference_chart,
    document,
    dump_scenario,
    goods_table,
    headline_key,
    lesson_sentences,
    made_by,
    released_chart,
    result_rows,
    say_assumed,
    say_difference,
    say_flips,
    say_idle,
    study_cautions,
    target_table,
    times_chart,
    to_json,
    tornado_chart,
    tornado_table,
    verdict_sentence,
)

TIMES_PX: Final = 46
GAP_PX: Final = 40
PAYERS: Final = ("commercial/clearance_mean_h", "all/officer_h")


def page() -> None:
    """Answer what was asked."""
    with st.container(width=1100):
        asked = found_study()
        if asked is not None:
            st.title(verbatim(asked[1].study.scenario.title), anchor=False)
        if asked is not None and open_to_see(asked[1].study, asked[0].key):
            show(*asked)


def show(request: Request, found: Found) -> None:
    """Show what a study found."""
    study = found.study
    show_verdict(request, found)
    show_times(study)
    show_backlog(study)
    show_payers(study)
    flips = show_flips(request, study)
    show_trust(study)
    offer_files(request, study, flips)


def show_verdict(request: Request, found: Found) -> None:
    """One sentence first, with its interval."""
    study = found.study
    with st.container(border=True):
        st.markdown(f"#### {verbatim(verdict_sentence(study))}")
        if lessons := lesson_sentences(study):
            st.markdown("\n".join(f"- {verbatim(sentence)}" for sentence in lessons))
        guess = guess_of(request.key)
        if guess is not None:
            st.markdown(f":material/group: {verbatim(say_guess(study, guess))}")
        st.caption(verbatim(f"{made_by(study)}. {say_assumed(study.scenario)}"))
    if found.stopped is not None:
        st.caption(verbatim(found.stopped.reason))
    if not found.whole:
        st.warning(f"Stopped early: this is of the first {study.replications} replications.")


def show_times(study: Study) -> None:
    """How soon: levels, differences, and the share released within so many hours."""
    show_table(clearance_table(study), "clearance")
    if study.scenario.targets:
        show_table(target_table(study), "targets")
    show_difference(study, headline_key(study.keys))
    show_picture(times_chart(study), TIMES_PX * len(study.policies))
    show_picture(released_chart(study), LINES_PX)
    st.caption(CURVES)


def show_difference(study: Study, key: str) -> None:
    """Differences to the baseline, where there is any."""
    picture = difference_chart(study, key)
    if any(row["value"] for row in picture.rows):
        show_picture(picture, GAP_PX * len(picture.rows))


def show_backlog(study: Study) -> None:
    """How many wait from day to day, and the worst day."""
    show_picture(backlog_chart(study), LINES_PX)
    st.caption(f"{CURVES} A diamond marks the worst moment of each curve.")
    show_table(backlog_table(study), "backlog")


def show_payers(study: Study) -> None:
    """Who pays for it: ordinary trade, goods of less need, officers."""
    st.header("Who pays for it", anchor=False)
    show_table(cost_table(study), "costs")
    for key in PAYERS:
        if key in study.keys and key != headline_key(study.keys):
            show_difference(study, key)
    with st.expander("By sort of goods"):
        show_table(goods_table(study), "goods")


def show_flips(request: Request, study: Study) -> Sensitivity | None:
    """What could flip the answer: the assumed inputs, moved one at a time."""
    st.header("What could flip it", anchor=False)
    others = {policy: study.scenario.policies[policy].label for policy in study.policies[1:]}
    if not others:
        st.caption("One policy alone has no difference that could flip.")
        return None
    label = verbatim(study.scenario.policies[study.baseline].label)
    policy = st.selectbox(f"Compared with “{label}”", others, format_func=others.__getitem__, key="flips/policy")
    st.caption("Each assumed input with a stated range is put to both ends of it, on the same luck.")
    found: Sensitivity | None = ask_job(
        Flips(request, policy, study.baseline), "Find what could flip it", study.scenario
    )
    if found is not None:
        show_found(study, found)
    return found


def show_found(study: Study, found: Sensitivity) -> None:
    """The inputs that move the difference, and those that changed nothing, with the reason."""
    sentences = (say_difference(study.scenario, found), *say_flips(found))
    st.markdown("\n".join(f"- {verbatim(sentence)}" for sentence in sentences))
    if found.effects:
        show_picture(tornado_chart(study.scenario, found), BAR_PX * min(12, len(found.effects)))
        show_table(tornado_table(found), "flips")
    for sentence in say_idle(found):
        st.caption(verbatim(sentence))


def show_trust(study: Study) -> None:
    """What the errors hold, and what they do not."""
    st.header("How far to trust this", anchor=False)
    error = (
        "Below each figure stands its simulation error at 95 %, of differences for all policies together. It tells "
        "how far the luck of the replications may have moved the figure. It does not cover what the inputs get wrong."
    )
    st.markdown("\n".join(f"- {verbatim(sentence)}" for sentence in (error, *study_cautions(study))))


def offer_files(request: Request, study: Study, flips: Sensitivity | None) -> None:
    """All of it to take away, and the one page to print."""
    rows, name = result_rows(study), study.scenario.name
    guess = guess_of(request.key)
    with st.container(horizontal=True):
        if st.button("Print", icon=":material/print:", help="One page for those who decide"):
            brief = brief_html(study, flips, say_guess(study, guess) if guess else "")
            offer("The page to print (HTML)", f"{name}-brief.html", brief, "text/html", "brief")
        offer("Figures (CSV)", f"{name}.csv", csv_text(rows, list(rows[0])), "text/csv", "figures")
        offer("All results (JSON)", f"{name}.json", to_json(document(study)), "application/json", "document")
        offer("Scenario (YAML)", f"{name}.yaml", dump_scenario(study.scenario), "application/yaml", "scenario")


page()
