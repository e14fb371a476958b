"""Run, Answer and Why: what is chosen is run, what is shown is what the study says, and one page prints it."""

import json
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from figures import agree, plain
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from dashboard import jobs, requests
from dashboard.jobs import JOBS, Jobs
from dashboard.markup import verbatim
from dashboard.requests import Flips, Found, Removals
from dashboard.session import Case, request_of
from sim import Scenario, StudyError, load_scenario, study, verdict_sentence
from sim.cli import app

ROOT = Path(__file__).parents[2]
STARTER = (ROOT / "sim" / "scenario" / "starter.yaml").read_text(encoding="utf-8")
HOSTILE = "**As** :red[is] <script>alert(1)</script> [here](http://a.example)"
ASKED = Case(name="two-agencies", replications=3, seed=7)
"""Asked for by several tests, and run once: the server keeps it."""


@pytest.fixture(autouse=True)
def _ended() -> Iterator[None]:
    yield
    JOBS.stop_all()


def healthy(page: AppTest) -> AppTest:
    """The page, which shows no exception."""
    assert list(page.exception) == []
    return page


def opened(case: Case, view: str = "run") -> AppTest:
    """A visit with a case, at a page."""
    page = AppTest.from_file(str(ROOT / "dashboard" / "app.py"), default_timeout=120).run()
    page.session_state["case"] = case
    return at(page, view)


def at(page: AppTest, view: str) -> AppTest:
    return healthy(page.switch_page(f"views/{view}.py").run())


def button(page: AppTest, label: str) -> Any:
    return next(button for button in page.button if button.label == label)


def waited(page: AppTest, key: str) -> AppTest:
    """The page after a job has ended."""
    job = JOBS.find(key)
    assert job is not None
    until_s = time.monotonic() + 120
    while job.active:
        assert time.monotonic() < until_s, "the job does not end"
        time.sleep(0.05)
    return healthy(page.run())


def ran(case: Case = ASKED, view: str = "answer") -> AppTest:
    """A visit whose case has been run, at a page."""
    page = opened(case)
    button(page, "Run").click().run()
    request = request_of(page.session_state["case"])
    assert request is not None
    return at(waited(page, request.key), view)


def words(page: AppTest) -> str:
    """All that stands on a page in Markdown, captions and headings."""
    parts = (page.markdown, page.caption, page.subheader, page.header, page.title, page.info, page.warning, page.error)
    return plain("\n".join(element.value for part in parts for element in part))


def column(page: AppTest, heading: str) -> pd.Series:
    """The first column with a heading, by policy."""
    for table in page.table:
        headings = [plain(name) for name in table.value.columns]
        if heading in headings:
            return pd.Series(list(table.value.iloc[:, headings.index(heading)]), map(plain, table.value.iloc[:, 0]))
    raise AssertionError(f"no column is called {heading}")


def test_the_figures_on_the_page_are_those_of_the_command_line() -> None:
    """Verdict, levels, differences and errors are those of `greenlane run --json` of the same study, as rounded."""
    page = ran()
    alone = study(load_scenario("two-agencies"), replications=3, seed=7, workers=1)
    assert verdict_sentence(alone) in words(page)
    command = "run two-agencies --replications 3 --seed 7 --workers 1 --json"
    figures = json.loads(CliRunner().invoke(app, command.split()).stdout)
    levels = {
        "Clearance time, mean": "clearance_mean_h",
        "Clearance time, median": "clearance_median_h",
        "Clearance time, 90 % within": "clearance_p90_h",
        "Released within 24 h": "released_24h_share",
        "Released within 48 h": "released_48h_share",
        "Released within 72 h": "released_72h_share",
    }
    for heading, key in levels.items():
        if all(policy["measures"][f"relief/{key}"]["mean"] == 1 for policy in figures["policies"].values()):
            continue  # a column of nothing but 100 % is left out
        shown = column(page, heading)
        for policy in figures["policies"].values():
            expected = policy["measures"][f"relief/{key}"]
            agree(shown[policy["label"]], expected["mean"], expected["low"], expected["high"])
    baseline, *others = figures["policies"].values()
    differences = column(page, f"Difference to “{baseline['label']}”")
    assert differences[baseline["label"]] == "–"
    gaps = {gap["policy"]: gap for gap in figures["comparisons"] if gap["measure"] == "relief/clearance_mean_h"}
    assert len(gaps) == len(others)
    for name, gap in gaps.items():
        agree(differences[figures["policies"][name]["label"]], gap["difference"], gap["low"], gap["high"])


def test_the_run_page_asks_for_policies_and_luck_and_tells_what_it_is_about() -> None:
    """Title, reasons, the baseline; how long it takes is told when asked."""
    page = opened(Case(name="two-agencies", seed=5))
    scenario = load_scenario("two-agencies")
    assert plain(page.title[0].value) == scenario.title
    assert all(policy.why in words(page) for policy in scenario.policies.values())
    baseline, other, *_ = (policy.label for policy in scenario.policies.values())
    assert f"{baseline} against {other}" in words(page)
    button(page, "How long will it take?").click().run()
    assert re.search(r"About \d+ (s|min) on this machine", healthy(page).info[0].value)


def test_what_is_asked_for_becomes_the_case() -> None:
    """Replications, seed and a precision; what is no precision is told, and cannot be run."""
    page = opened(Case(name="two-agencies"))
    page.number_input(key="replications").set_value(4).run()
    page.number_input(key="seed").set_value(9).run()
    assert page.session_state["case"] == Case(name="two-agencies", replications=4, seed=9)
    page.radio[0].set_value("Until it is precise enough").run()
    page.text_input(key="precision").set_value("45 min").run()
    assert page.session_state["case"].precision == "45 min"
    page.text_input(key="precision").set_value("soon").run()
    assert "'soon' is not a duration" in healthy(page).warning[0].value.replace("\\", "")
    assert button(page, "Run").disabled


def test_a_precision_decides_how_many_are_run() -> None:
    """A day is known from the pilot of 30 already, and the answer says why it stopped there."""
    page = ran(Case(name="two-agencies", policies=("in-turn", "joint"), precision="1 d"))
    assert "Stopped after the pilot of 30 replications" in words(page)
    assert "30 replications" in words(page)


def test_only_what_is_chosen_is_run_and_the_first_of_it_is_the_baseline() -> None:
    """Two of the policies: two rows, and differences to the first of them."""
    scenario = load_scenario("two-agencies")
    names = tuple(scenario.policies)[1:3]
    page = ran(Case(name="two-agencies", policies=names, replications=2))
    labels = [scenario.policies[name].label for name in names]
    assert list(column(page, f"Difference to “{labels[0]}”").index) == labels


def test_results_say_what_they_are_of() -> None:
    """Name, hash, version, seed, replications, and how much is assumed stand below the verdict."""
    scenario = load_scenario("two-agencies")
    shown = words(ran())
    for said in (scenario.name, scenario.hash[:12], "seed 7", "3 replications", "numbers are assumed"):
        assert said in shown


def test_a_refresh_finds_the_study_again() -> None:
    """Another visit with the same case has the same answer at once, and never runs it again."""
    first = ran()
    again = opened(ASKED, "answer")
    assert [element.value for element in again.markdown] == [element.value for element in first.markdown]


def test_results_of_another_case_are_told_apart() -> None:
    """After a change the results stay, with a word that they are of what was chosen before."""
    page = ran()
    assert list(page.info) == []
    page.session_state["case"] = ASKED.model_copy(update={"seed": 8})
    assert "The case has changed" in healthy(page.run()).info[0].value


def test_without_a_run_the_pages_say_what_to_do() -> None:
    """Nothing has been run: a word, and no figures."""
    for view in ("answer", "why"):
        page = opened(Case(name="two-agencies", seed=123456), view)
        assert "Nothing has been run" in page.info[0].value
        assert list(page.table) == []


def test_a_stopped_study_keeps_what_was_finished() -> None:
    """The answer is of the first replications, whole as if no more had been asked for, and says so."""
    asked = Case(name="two-agencies", replications=1000, seed=11)
    page = opened(asked)
    button(page, "Run").click().run()
    request = request_of(asked)
    assert request is not None
    job = JOBS.find(request.key)
    assert job is not None
    until_s = time.monotonic() + 120
    while job.done < 3:
        assert time.monotonic() < until_s, "nothing is finished"
        time.sleep(0.05)
    healthy(page.run())
    assert "Difference so far" in page.table[0].value.columns
    button(page, "Stop").click().run()
    waited(page, request.key)
    assert job.state == "stopped"
    kept = job.found.study
    assert 1 <= kept.replications < 1000
    alone = study(kept.scenario, replications=kept.replications, seed=11, workers=1)
    assert (kept.total == alone.total).all()
    page = at(page, "answer")
    assert f"Stopped early: this is of the first {kept.replications} replications" in words(page)
    assert verdict_sentence(alone) in words(page)


def test_a_failed_study_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence of the failure stands on Run and on Answer, and there is nothing to read."""

    def fail(*_: Any, **__: Any) -> Any:
        raise StudyError("A worker process ended *without* an answer.")

    failing = Jobs(fail)
    for module in ("dashboard.views.run", "dashboard.session", "dashboard.asked", "dashboard.progress"):
        monkeypatch.setattr(f"{module}.JOBS" if module != "dashboard.views.run" else "dashboard.jobs.JOBS", failing)
    page = opened(Case(name="two-agencies", seed=3))
    button(page, "Run").click().run()
    until_s = time.monotonic() + 60
    while any(job.active for job in failing._jobs.values()):
        assert time.monotonic() < until_s
        time.sleep(0.05)
    assert "A worker process ended *without* an answer." in words(healthy(page.run()))
    assert "A worker process ended *without* an answer." in words(at(page, "answer"))
    assert jobs.JOBS is failing


def test_the_room_guesses_before_the_answer_shows() -> None:
    """Neither Answer nor Why tells anything before; then the guess stands beside it; the next group begins anew."""
    page = ran()
    verdict = "Relief clears soonest"
    page.toggle(key="guess/switch").set_value(True).run()
    assert verdict not in words(healthy(page))
    assert "The room guesses first" in words(at(page, "why"))
    at(page, "answer")
    page.selectbox(key="guess/which").set_value("joint")
    page.number_input(key="guess/hours").set_value(4.0)
    button(page, "Show the answer").click().run()
    assert verdict in words(healthy(page))
    assert f"The room guessed “{load_scenario('two-agencies').policies['joint'].label}”, 4 h sooner." in words(page)
    button(page, "Next group").click().run()
    assert verdict not in words(healthy(page))


def test_what_could_flip_it_is_a_job_that_is_found_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begun by a button, kept by the server, shown with the difference and each input's reason."""
    monkeypatch.setattr(requests, "FLIP_REPLICATIONS", 1)
    two = Case(name="two-agencies", policies=("in-turn", "joint"), replications=2)
    page = ran(two)
    button(page, "Find what could flip it").click().run()
    request = request_of(two)
    assert request is not None
    waited(page, Flips(request, "joint", "in-turn").key)
    assert "less “One after the other”" in words(page)
    assert [b.label for b in at(opened(two), "answer").button].count("Find what could flip it") == 0


def test_every_table_can_be_taken_as_a_file() -> None:
    """As many CSV buttons as tables, and the page to print once it is asked for."""
    page = ran()
    offered = [element.proto.label for element in page.get("download_button")]
    tables = {plain(heading.value) for heading in page.subheader} & {
        "Release of relief",
        "Backlog",
        "What it costs",
        "What it changes for each sort of goods",
    }
    assert offered.count("CSV") == len(tables) == 4
    button(page, "Print").click().run()
    offered = [element.proto.label for element in healthy(page).get("download_button")]
    assert "The page to print (HTML)" in offered


def test_why_tells_where_time_went_and_what_would_be_saved() -> None:
    """Ledgers, the waterfall, the week, teams, steps and one passage; savings come from runs of their own."""
    two = Case(name="two-agencies", policies=("in-turn", "joint"), replications=2)
    page = ran(two, "why")
    shown = words(page)
    for said in ("Where time went: from", "Busiest teams", "with mean times", "by agency and hour of the week"):
        assert said in shown
    assert page.number_input(key="why/number").value > 0
    button(page, "Take the causes away").click().run()
    request = request_of(two)
    assert request is not None
    job = JOBS.find(request.key)
    assert job is not None
    assert isinstance(job.found, Found)
    policy = page.selectbox(key="why/policy").value
    waited(page, Removals(request, job.found.study, policy).key)
    saved = next(table for table in page.table if "What would be saved" in table.value.columns)
    assert 1 <= len(saved.value) <= 3
    assert "Savings do not add up." in words(page)


def test_words_of_a_file_are_shown_as_they_are() -> None:
    """Markup in titles and labels is text, wherever it is shown, and in the page to print too."""
    text = STARTER.replace("title: One border post after a flood", f"title: '{HOSTILE}'")
    text = text.replace("label: As it is", f"label: '{HOSTILE}'")
    case = Case(name="mine", text=text, replications=1)
    page = ran(case, "run")
    assert page.title[0].value == verbatim(HOSTILE)
    for view in ("answer", "why"):
        at(page, view)
        everything = [*page.markdown, *page.caption, *page.subheader, *page.title]
        assert not any("<script>" in element.value or "[here](" in element.value for element in everything)


def test_a_case_that_cannot_be_used_is_told_with_its_problems() -> None:
    """Its problems stand on the page, and there is nothing to run."""
    page = opened(Case(name="mine", text=STARTER.replace("observe: 10 d", "observe: long")))
    assert "This file cannot be used yet" in page.error[0].value
    assert not any(b.label == "Run" for b in page.button)


def test_another_precision_is_another_study() -> None:
    """All that decides a result is in the key."""
    scenario = load_scenario("two-agencies")
    assert isinstance(scenario, Scenario)
    request = request_of(ASKED)
    assert request is not None
    assert request.key != replace(request, precision="1 h").key
