"""The page: what is chosen is run, and what is shown is what the study says."""

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from dashboard.jobs import JOBS
from dashboard.markup import verbatim
from sim import Scenario, load_scenario, study, verdict_sentence
from sim.cli import app

ROOT = Path(__file__).parents[2]
STARTER = (ROOT / "sim" / "scenario" / "starter.yaml").read_text(encoding="utf-8")
HOSTILE = "**As** :red[is] <script>alert(1)</script> [here](http://a.example)"
ASKED = {"scenario": "two-agencies", "replications": 3, "seed": 7}
"""Asked for by several tests, and run once: the server keeps it."""
PARTS_H = {"d": 24.0, "h": 1.0, "min": 1 / 60, "s": 1 / 3600, "%": 0.01, "points": 0.01}


@pytest.fixture
def page() -> Iterator[AppTest]:
    """The page as a newcomer sees it."""
    opened = AppTest.from_file(str(ROOT / "dashboard" / "app.py"), default_timeout=60).run()
    healthy(opened.switch_page("views/run.py").run())
    yield opened
    JOBS.stop_all()


def healthy(page: AppTest) -> AppTest:
    """The page, which shows no exception."""
    assert list(page.exception) == []
    return page


def button(page: AppTest, label: str) -> Any:
    return next(button for button in page.button if button.label == label)


def choose(page: AppTest, scenario: str, replications: int = 1, seed: int = 1) -> AppTest:
    page.selectbox(key="scenario").select(scenario).run()
    page.number_input(key="replications").set_value(replications)
    return page.number_input(key="seed").set_value(seed).run()


def upload(page: AppTest, text: str | bytes, name: str = "mine.yaml") -> AppTest:
    page.selectbox(key="scenario").select("").run()
    raw = text.encode() if isinstance(text, str) else text
    return healthy(page.file_uploader(key="file").set_value((name, raw, "application/yaml")).run())


def tick(page: AppTest, scenario: Scenario, policies: set[str]) -> AppTest:
    for name in scenario.policies:
        page.checkbox(key=f"{scenario.hash}/{name}").set_value(name in policies)
    return page.run()


def run(page: AppTest) -> AppTest:
    """Press the button and wait for the end of the study."""
    button(page, "Run").click().run()
    job = JOBS.find(page.query_params["run"])
    assert job is not None
    until_s = time.monotonic() + 60
    while job.active:
        assert time.monotonic() < until_s, "the study does not end"
        time.sleep(0.05)
    return healthy(page.run())


def plain(markup: str) -> str:
    """What people read of a text in Markdown, with spaces that may break."""
    bare = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markup.replace("**", ""))
    return bare.replace("\u2060", "").replace("\u00a0", " ")


def column(page: AppTest, heading: str) -> pd.Series:
    """The first column with a heading, by policy."""
    for table in page.table:
        headings = [plain(name) for name in table.value.columns]
        if heading in headings:
            return pd.Series(list(table.value.iloc[:, headings.index(heading)]), map(plain, table.value.iloc[:, 0]))
    raise AssertionError(f"no column is called {heading}")


def read(words: str) -> tuple[float, float]:
    """A figure as people say it: its value in hours or as a share, and by how much it may be rounded."""
    sign = -1 if words.startswith("−") else 1
    parts = re.findall(r"([\d.,]+) (d|h|min|s|%|points)", words)
    assert parts, f"{words!r} is no figure"
    value = sum(float(number.replace(",", "")) * PARTS_H[unit] for number, unit in parts)
    number, unit = parts[-1]
    decimals = len(number.partition(".")[2])
    return sign * value, 0.51 * PARTS_H[unit] / 10**decimals


def told(cell: str) -> list[tuple[float, float]]:
    """The figure of a cell and, if they stand below it, the bounds of its error."""
    value, _, error = plain(cell).partition("  \n")
    bounds = re.sub(r"^:small\[:gray\[(.*)\]\]$", r"\1", error).split(" to ") if error else []
    if len(bounds) == 1:
        (middle, rounding), (half, unsure) = read(value), read(bounds[0])
        return [(middle, rounding), *((middle + side * half, rounding + unsure) for side in (-1, 1))]
    if bounds and not re.search("[a-z%]", bounds[0]):
        bounds[0] += bounds[1][re.search(" [a-z%]", bounds[1]).start() :]  # type: ignore[union-attr]
    return [read(words) for words in (value, *bounds)]


def test_the_page_opens_on_a_bundled_scenario(page: AppTest) -> None:
    """Its title, what it is about, each policy with its reason, all ticked, and a button to run it."""
    scenario = load_scenario(page.selectbox(key="scenario").value)
    text = plain("\n".join(element.value for element in page.markdown))
    assert plain(page.title[0].value) == scenario.title
    assert all(policy.label in text and policy.why in text for policy in scenario.policies.values())
    assert [plain(box.label) for box in page.checkbox] == [policy.label for policy in scenario.policies.values()]
    assert all(box.value for box in page.checkbox)
    assert not button(page, "Run").disabled


def test_what_is_proposed_outlives_a_click_while_the_page_loads(page: AppTest) -> None:
    """It is each widget's own value, since what a script sets in the session state is lost with its first run."""
    assert [box.proto.default for box in page.checkbox] == [True for _ in page.checkbox]
    assert page.number_input(key="replications").proto.default == 30
    assert page.number_input(key="seed").proto.default == 1


def test_the_figures_on_the_page_are_those_of_the_command_line(page: AppTest) -> None:
    """Verdict, levels, differences and errors are those of `greenlane run --json` of the same study, as rounded."""
    run(choose(page, **ASKED))
    alone = study(load_scenario("two-agencies"), replications=3, seed=7, workers=1)
    assert verdict_sentence(alone) in plain("\n".join(element.value for element in page.markdown))
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


def agree(cell: str, *expected: float) -> None:
    """A cell says a figure and its bounds, each as far as it is written."""
    for (value, rounding), exact in zip(told(cell), expected, strict=True):
        assert value == pytest.approx(exact, abs=rounding), cell


def test_only_what_is_ticked_is_run_and_the_first_of_it_is_the_baseline(page: AppTest) -> None:
    """Two of the policies: two rows, and differences to the first of them."""
    scenario = load_scenario("two-agencies")
    first, second = list(scenario.policies)[1:3]
    choose(page, "two-agencies")
    run(tick(page, scenario, {first, second}))
    labels = [scenario.policies[name].label for name in (first, second)]
    assert list(column(page, f"Difference to “{labels[0]}”").index) == labels


def test_nothing_ticked_is_nothing_to_run(page: AppTest) -> None:
    """The button waits, and a sentence says for what."""
    scenario = load_scenario(page.selectbox(key="scenario").value)
    tick(page, scenario, set())
    assert button(page, "Run").disabled
    assert [warning.value for warning in page.warning] == ["Tick at least one policy."]


def test_results_say_what_they_are_of(page: AppTest) -> None:
    """Name, hash, version, seed, replications, and how much is assumed stand below the verdict."""
    scenario = load_scenario("two-agencies")
    run(choose(page, **ASKED))
    told = "\n".join(plain(caption.value) for caption in page.caption)
    for words in (scenario.name, scenario.hash[:12], "seed 7", "3 replications", "numbers are assumed"):
        assert words in told


def test_a_page_opened_anew_finds_its_study_again(page: AppTest) -> None:
    """The address is all it takes: another visit shows the same results, and the same choice at the side."""
    scenario = load_scenario("two-agencies")
    first, second = list(scenario.policies)[:2]
    choose(page, "two-agencies", seed=5)
    run(tick(page, scenario, {first, second}))
    again = AppTest.from_file(str(ROOT / "dashboard" / "app.py"), default_timeout=60)
    again.query_params["run"] = page.query_params["run"]
    healthy(again.switch_page("views/run.py").run())
    assert [element.value for element in again.markdown] == [element.value for element in page.markdown]
    assert (again.number_input(key="replications").value, again.number_input(key="seed").value) == (1, 5)
    assert [box.value for box in again.checkbox] == [name in (first, second) for name in scenario.policies]


def test_a_study_of_a_file_is_found_again_too(page: AppTest) -> None:
    """The file itself is not asked for again."""
    upload(page, STARTER)
    page.number_input(key="replications").set_value(1)
    run(page)
    again = AppTest.from_file(str(ROOT / "dashboard" / "app.py"), default_timeout=60)
    again.query_params["run"] = page.query_params["run"]
    healthy(again.switch_page("views/run.py").run())
    assert [title.value for title in again.title] == [title.value for title in page.title]
    assert not button(again, "Run").disabled


def test_results_of_another_choice_are_told_apart(page: AppTest) -> None:
    """After a change at the side the results stay, with a word that they are for what was chosen before."""
    run(choose(page, **ASKED))
    assert list(page.info) == []
    page.number_input(key="seed").set_value(8).run()
    assert "3 replications and seed 7" in page.info[0].value


def test_an_address_of_long_ago_is_answered_in_a_sentence() -> None:
    """Results that the server has forgotten are said to be, and the page can be used."""
    page = AppTest.from_file(str(ROOT / "dashboard" / "app.py"), default_timeout=60)
    page.query_params["run"] = "0123456789abcdef"
    healthy(page.switch_page("views/run.py").run())
    assert "no longer kept" in page.info[0].value
    assert not button(page, "Run").disabled


def test_a_stopped_study_says_how_far_it_came(page: AppTest) -> None:
    """The button beside the bar stops it; the page says so."""
    upload(page, STARTER)
    page.number_input(key="replications").set_value(1000)
    button(page, "Run").click().run()
    button(page, "Stop").click().run()
    job = JOBS.find(page.query_params["run"])
    assert job is not None
    until_s = time.monotonic() + 60
    while job.active:
        assert time.monotonic() < until_s, "the study does not stop"
        time.sleep(0.05)
    healthy(page.run())
    assert re.search(r"Stopped after \d+ of 1000 replications", page.info[0].value)


def changed(old: str, new: str) -> str:
    assert STARTER.count(old) == 1
    return STARTER.replace(old, new)


BAD = {
    "no YAML": ("a: [1, 2\nb: }", "b: }", "is not YAML"),
    "no text": (b"title: \xff\xfe", "title", "is not UTF-8 text"),
    "no number": (changed("observe: 10 d", "observe: long"), "observe: long", "'long' is not a duration"),
    "misspelt": (changed("\npolicies:", "\npolices:"), "polices:", "did you mean 'policies'"),
}


@pytest.mark.parametrize(("file", "place", "words"), BAD.values(), ids=BAD)
def test_a_bad_file_is_answered_with_its_problems(page: AppTest, file: str | bytes, place: str, words: str) -> None:
    """Each problem with its line, its place and a sentence; there is nothing to run."""
    upload(page, file)
    assert "This file cannot be used yet" in page.error[0].value
    problems = page.table[0].value
    found = problems[[words in plain(problem) for problem in problems["What is wrong"]]]
    lines = file.decode("latin-1").splitlines() if isinstance(file, bytes) else file.splitlines()
    assert list(found["Where"]) == [
        "line " + str(1 + next(k for k, line in enumerate(lines) if line.startswith(place)))
    ]
    assert button(page, "Run").disabled


def test_a_target_that_no_result_can_tell_is_refused(page: AppTest) -> None:
    """It is named before anything runs, with what would be right."""
    upload(page, STARTER + "\ntargets:\n  - {measure: bridge/commercial_value_usd, at_least: 1000 USD}\n")
    assert list(page.error) == []
    upload(page, STARTER + "\ntargets:\n  - {measure: relief/commercial_value_usd, at_least: 1000 USD}\n")
    assert "This file cannot be used yet" in page.error[0].value
    assert plain(page.table[0].value["Place"][0]) == "targets.0.measure"


def test_words_of_a_file_are_shown_as_they_are(page: AppTest) -> None:
    """Markup in titles and labels is text, wherever it is shown."""
    text = STARTER.replace("title: One border post after a flood", f"title: '{HOSTILE}'")
    text = text.replace("label: As it is", f"label: '{HOSTILE}'")
    upload(page, text)
    page.number_input(key="replications").set_value(1)
    run(page)
    shown = [page.title[0].value, page.checkbox[0].label, *page.table[0].value.iloc[:1, 0]]
    assert shown == [verbatim(HOSTILE), verbatim(HOSTILE), f"**{verbatim(HOSTILE)}**"]
    everything = [*page.markdown, *page.caption, *page.subheader, *page.title]
    assert not any("<script>" in element.value or "[here](" in element.value for element in everything)
