"""The command line: what goes where, and how it ends."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

import sim.studies
from sim.cli import app
from sim.studies import ReplicationError, level, study
from sim.version import __version__

BORDER = """\
title: A border [red] for trials
onset: 2026-05-04 06:00+00:00
zone: UTC
observe: 2 d
run_out: 3 d
agencies: {customs: {label: Customs}}
goods: {food: {label: Food}}
posts: {bridge: {label: The bridge, teams: {customs: {officers: 1, calendar: {mon-sun: 08-16}}}}}
streams:
  aid: {label: Aid, kind: relief, post: bridge, goods: food, arrivals: {pattern: surge, total: 15, mean: 1 d}}
procedure:
  papers: {label: Papers, agency: customs, duration: 1 h}
policies:
  as-is: {label: As it is}
  all-hours: {label: "All hours [bold]", levers: [round_the_clock: {keep_officer_hours: false}]}
"""


@pytest.fixture
def border(tmp_path: Path) -> str:
    """A small scenario on disk."""
    return written(tmp_path, BORDER)


def written(folder: Path, text: str) -> str:
    path = folder / "border.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def greenlane(*words: str, **environment: str) -> Any:
    """Run a command here, and keep the two outputs apart."""
    return CliRunner().invoke(app, words, env={"COLUMNS": "100", "NO_COLOR": "1", **environment})


def few(border: str, *words: str) -> Any:
    """A study that takes a second."""
    return greenlane("run", border, "--replications", "3", "--workers", "1", *words)


def test_help_waits_for_no_library_that_it_does_not_need() -> None:
    """Neither NumPy nor Pydantic nor any other slow one is loaded to print the help."""
    code = (
        "import sys; sys.argv = ['greenlane', '--help']\n"
        "from sim.cli import main\n"
        "try: main()\n"
        "except SystemExit as end: assert not end.code\n"
        "slow = {'numpy', 'scipy', 'pydantic', 'pandas', 'altair', 'streamlit', 'simpy', 'ruamel.yaml'}\n"
        "assert not slow & {*sys.modules}, slow & {*sys.modules}\n"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")
    for command in ("scenarios", "new", "check", "run", "log", "schema", "levers", "dashboard"):
        assert f" {command} " in result.stdout


def test_version_is_told_alone() -> None:
    """One line, for scripts."""
    assert greenlane("--version").stdout == f"{__version__}\n"


def test_bundled_scenarios_are_listed_with_their_titles() -> None:
    """Name and title of each, in order of name."""
    lines = greenlane("scenarios").stdout.splitlines()
    assert [line.split()[0] for line in lines] == [name for name, _ in sim.scenario_names()]
    assert any(line.startswith("two-agencies") and line.split(maxsplit=1)[1] for line in lines)


def test_the_file_to_start_from_can_be_checked_and_run(tmp_path: Path) -> None:
    """A newcomer's three commands work; the file is never overwritten."""
    path = str(tmp_path / "mine.yaml")
    assert greenlane("new", path).exit_code == 0
    assert greenlane("check", path).exit_code == 0
    assert few(path, "--policy", "as-is", "--replications", "1").exit_code == 0
    again = greenlane("new", path)
    assert (again.exit_code, again.stdout) == (3, "")
    assert "exists already" in again.stderr


def test_check_tells_what_a_scenario_holds(border: str) -> None:
    """How many of what, how much is assumed, the hash; and user text is shown as it is."""
    result = greenlane("check", border)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("A border [red] for trials\n")
    assert "1 post, 1 agency, 1 stream, 1 step, 2 policies: as-is, all-hours." in result.stdout
    assert f"Hash {sim.load_scenario(border).hash}" in result.stdout


def test_check_lists_every_number_on_a_line_of_its_own(border: str) -> None:
    """However long it is."""
    lines = greenlane("check", border, "--sources", COLUMNS="40").stdout.splitlines()
    numbers = lines[lines.index("Numbers") + 1 :]
    assert len(numbers) == len(sim.numbers(sim.load_scenario(border)))
    assert "streams.aid.arrivals.total = 15: assumed" in numbers


def test_all_problems_of_a_file_are_told_one_a_line_with_their_lines(tmp_path: Path) -> None:
    """Two mistakes on lines 4 and 12 of the file are two lines on standard error, and the code is 3."""
    text = BORDER.replace("observe: 2 d", "observe: 2").replace("duration: 1 h", "duration: -1 h")
    for words in (["check"], ["run"], ["log", "--out", str(tmp_path / "log")]):
        result = greenlane(words[0], written(tmp_path, text), *words[1:])
        assert (result.exit_code, result.stdout) == (3, "")
        first, second = result.stderr.splitlines()
        assert first.startswith("observe (line 4): ")
        assert second.startswith("procedure.papers.duration (line 12): ")


def test_a_policy_that_cannot_be_applied_is_a_problem_of_the_file(tmp_path: Path) -> None:
    """A lever that names a step the world does not have: code 3, no traceback."""
    text = BORDER + "  wrong: {label: Wrong, levers: [{waive: {steps: permit}}]}\n"
    result = greenlane("run", written(tmp_path, text))
    assert result.exit_code == 3
    assert "policies.wrong" in result.stderr
    assert "'permit'" in result.stderr
    assert "Traceback" not in result.output


def test_a_target_that_results_cannot_tell_is_found_before_the_run(tmp_path: Path) -> None:
    """`relief/clearance_h` is no measure."""
    text = BORDER + "targets: [{measure: relief/clearance_h, at_most: 1 h}]\n"
    result = greenlane("run", written(tmp_path, text))
    assert result.exit_code == 3
    assert result.stderr.startswith("targets.0.measure: ")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--policy", "as-was"], "as-was is not a policy of border"),
        (["--policy", "as-is", "--policy", "as-is"], "named twice"),
        (["--matters", "2"], "needs a unit"),
        (["--replications", "0"], "--replications"),
        (["--seed", "-1"], "--seed"),
        (["--workers", "0"], "--workers"),
        (["--replications", "9" * 26], "--replications"),
        (["--seed", "9" * 26], "--seed"),
        (["--workers", "9" * 26], "--workers"),
        (["--faster"], "--faster"),
    ],
)
def test_wrong_words_are_usage_errors(border: str, words: list[str], said: str) -> None:
    """Code 2, with what was wrong, and nothing on standard output."""
    result = greenlane("run", border, *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


def test_run_tells_the_verdict_before_anything_else(border: str) -> None:
    """Title, verdict, tables and what made it, on standard output alone; labels are shown as they are."""
    result = few(border)
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0] == "A border [red] for trials"
    assert lines[2].startswith("Relief clears soonest under “All hours [bold]”: after ")
    for title in ("Release of relief", "What it costs", "How far to trust this"):
        assert title in lines
    assert lines[-1].endswith("seed 1, 3 replications")


@pytest.mark.parametrize("width", [80, 120])
def test_run_fits_the_terminal(border: str, width: int) -> None:
    """No line is wider than the screen."""
    result = greenlane("run", border, "--replications", "2", "--workers", "1", COLUMNS=str(width))
    assert max(map(len, result.stdout.splitlines())) <= width


def test_full_adds_what_the_answer_alone_leaves_out(border: str) -> None:
    """Both have the verdict, an interval, costs and the ledger; medians and agencies are asked for."""
    brief, full = few(border).stdout, few(border, "--full").stdout
    for told in ("±", "What it costs", "Officer-hours", "by cause", "numbers are assumed"):
        assert told in brief, told
        assert told in full, told
    assert "--full adds" in brief
    for told in ("Backlog", "by agency", "Overtime"):
        assert told in full, told
        assert told not in brief, told


def test_json_is_one_strict_document_and_nothing_else(border: str) -> None:
    """Its figures are those of the study, for the same scenario, seed and replications."""
    result = few(border, "--json", "--seed", "7", "--set", "posts.bridge.teams.customs.officers=2")
    assert (result.exit_code, result.stderr) == (0, "")
    told = json.loads(result.stdout, parse_constant=pytest.fail)
    scenario = sim.load_scenario(border, ["posts.bridge.teams.customs.officers=2"])
    same = study(scenario, replications=3, seed=7, workers=1)
    assert told["scenario"] == {"name": "border", "title": scenario.title, "hash": scenario.hash}
    assert (told["version"], told["seed"], told["replications"]) == (__version__, 7, 3)
    key = "relief/clearance_mean_h"
    assert list(told["policies"]) == ["as-is", "all-hours"]
    for policy, known in told["policies"].items():
        assert list(known["measures"]) == list(same.keys)
        interval = level(same, policy, key)
        expected = {"mean": interval.estimate, "low": interval.low, "high": interval.high, "unit": "h"}
        assert known["measures"][key] == expected
    gap = next(row for row in told["comparisons"] if row["measure"] == key)
    assert gap["policy"] == "all-hours"
    assert gap["baseline"] == "as-is"
    assert gap["difference"] == sim.difference(same, "all-hours", "as-is", key).estimate
    assert gap["verdict"] == "better"


def test_the_first_policy_named_is_the_baseline(border: str) -> None:
    """Whatever their order in the file."""
    told = json.loads(few(border, "--json", "--policy", "all-hours", "--policy", "as-is").stdout)
    assert {(row["policy"], row["baseline"]) for row in told["comparisons"]} == {("as-is", "all-hours")}


def test_what_matters_is_said_in_the_verdict_and_used_in_comparisons(border: str) -> None:
    """Nothing is as far apart as 1000 hours."""
    told = json.loads(few(border, "--json", "--matters", "1000h").stdout)
    gap = next(row for row in told["comparisons"] if row["measure"] == "relief/clearance_mean_h")
    assert gap["verdict"] == "same"
    assert "would matter" in few(border, "--matters", "1000h").stdout.replace("\n", " ")


def test_out_writes_a_folder_for_one_scenario(border: str, tmp_path: Path) -> None:
    """The same scenario may use it again; another is refused before it runs, with code 2."""
    out = tmp_path / "results"
    first = few(border, "--out", str(out))
    assert (first.exit_code, first.stderr) == (0, f"Wrote the results to {out}.\n")
    assert (out / "manifest.json").exists()
    assert few(border, "--out", str(out)).exit_code == 0
    other = few(border, "--out", str(out), "--set", "observe=1 d")
    assert (other.exit_code, other.stdout) == (2, "")
    assert "choose another folder" in other.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are any bytes only there")
def test_a_study_may_be_kept_in_a_folder_whose_name_is_no_text(border: str, tmp_path: Path) -> None:
    """It is written, gone on with and shown like any other."""
    out = os.fsdecode(os.fsencode(tmp_path) + b"/results-\xff")
    assert few(border, "--out", out).exit_code == 0
    assert few(border, "--out", out).exit_code == 0
    assert greenlane("show", out).exit_code == 0


def test_a_missed_target_is_exit_code_4_after_the_results(tmp_path: Path) -> None:
    """Nobody can clear within a minute; everything is printed all the same."""
    text = BORDER + "targets: [{measure: relief/clearance_mean_h, at_most: 1 min}]\n"
    result = few(written(tmp_path, text), "--json")
    assert result.exit_code == 4
    assert json.loads(result.stdout)["replications"] == 3
    assert result.stderr == "Target missed by every policy: Relief: clearance time, mean, at most 1 min.\n"


def test_a_met_target_is_exit_code_0(tmp_path: Path) -> None:
    """One policy that meets it is enough: work at night does, without it trucks wait for the morning."""
    text = BORDER + "targets: [{measure: relief/clearance_mean_h, at_most: 2 h}]\n"
    result = few(written(tmp_path, text), "--full")
    assert result.exit_code == 0
    assert "missed" in result.stdout
    assert "met" in result.stdout


def test_log_writes_every_event_of_one_run(border: str, tmp_path: Path) -> None:
    """Three tables; replication 1 under the second policy is what the model gives for them."""
    out = tmp_path / "log"
    result = greenlane("log", border, "--policy", "all-hours", "--seed", "3", "--replication", "1", "--out", str(out))
    assert (result.exit_code, result.stdout) == (0, "")
    scenario = sim.load_scenario(border)
    world = sim.apply(scenario.policies["all-hours"], scenario.world)
    log = sim.run(world, sim.draw(scenario.world, 3, 1))
    consignments = pd.read_csv(out / "consignments.csv")
    assert len(consignments) == len(log.consignments["stream"])
    assert (consignments["release_h"] * 3.6e9).round().tolist() == log.consignments["release"].tolist()
    assert len(pd.read_csv(out / "visits.csv")) == len(log.visits["start"])
    assert len(pd.read_csv(out / "states.csv")) == len(log.states["time"])


def test_schema_is_json() -> None:
    """Editors read it."""
    assert json.loads(greenlane("schema").stdout)["title"] == "Greenlane scenario"


def test_levers_are_listed_and_explained() -> None:
    """Each by name; one with its parameters; an unknown one with those that are known."""
    names = [line.split()[0] for line in greenlane("levers", "--full").stdout.splitlines() if line[:1].strip()]
    assert names == list(sim.LEVERS)
    explained = greenlane("levers", "surge_staff")
    assert explained.stdout.startswith("surge_staff: ")
    assert "officers (needed)" in explained.stdout
    unknown = greenlane("levers", "surge")
    assert unknown.exit_code == 2
    assert "surge_staff" in unknown.stderr


def test_levers_are_listed_a_line_each_by_what_they_are_for() -> None:
    """On 120 columns a heading a group, then a line a lever, all titles from the same column on."""
    *listed, hint = greenlane("levers", COLUMNS="120").stdout.splitlines()
    lines = [line for line in listed if line]
    assert [line.split()[0] for line in lines if line not in sim.GROUPS] == list(sim.LEVERS)
    assert [line for line in lines if line in sim.GROUPS] == list(sim.GROUPS)
    column = 2 + max(map(len, sim.LEVERS))
    assert all(line[column - 1] == " " and line[column].isupper() for line in lines if line not in sim.GROUPS)
    assert "greenlane levers NAME" in hint


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["gallery", "--replications", "1"], "'1' should be at least 2"),
        (["run", "nepal-2015", "--replications", "ten"], "'ten' should be a whole number"),
        (["dashboard", "--port", "70000"], "'70000' should be at most 65535"),
        (["rank", "nepal-2015", "--by", "officer"], "'officer' is not one of 'first_post'"),
    ],
)
def test_a_wrong_value_is_told_in_the_words_of_the_project(words: list[str], said: str) -> None:
    """What it is, and what would be right; nothing of the library that reads the command line."""
    told = greenlane(*words).stderr
    assert said in told
    assert "Input should" not in told
    assert "Value error" not in told


def test_a_failed_replication_is_told_with_the_command_that_repeats_it(border: str, monkeypatch: Any) -> None:
    """The scenario and the what-ifs are those of this run, so the command works as it stands."""

    def fail(*_: Any, **__: Any) -> None:
        raise ReplicationError("border", "as-is", 1, 2, "ZeroDivisionError: nobody on duty")

    monkeypatch.setattr(sim.studies, "study", fail)
    result = greenlane("run", border, "--set", "observe=1 d")
    assert result.exit_code == 1
    failed, command = result.stderr.splitlines()
    assert failed == "Replication 2 under as-is failed: ZeroDivisionError: nobody on duty"
    words = "--policy as-is --seed 1 --replication 2 --set 'observe=1 d' --out DIR"
    assert command == f"To see it again: greenlane log {border} {words}"


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent to one process there")
def test_an_interrupted_study_ends_with_130(border: str) -> None:
    """Ctrl-C while it runs: a sentence, no traceback, nothing on standard output."""
    code = "from sim.cli import main; main()"
    words = ["run", border, "--replications", "100000", "--workers", "1", "--progress", "jsonl"]
    process = subprocess.Popen(
        [sys.executable, "-c", code, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    assert process.stderr.readline().startswith("{")  # it is at work
    process.send_signal(signal.SIGINT)
    try:
        said, errors = process.communicate(timeout=300)
    finally:
        process.kill()
    assert (process.returncode, said) == (130, "")
    assert errors.splitlines()[-1].startswith("Interrupted; no results were written.")
    assert "Traceback" not in errors


def test_a_terminal_of_few_characters_is_no_fault() -> None:
    """What ASCII lacks is shown as a question mark; the bundled titles have letters beyond it."""
    command = [sys.executable, "-c", "from sim.cli import main; main()", "scenarios"]
    told = subprocess.run(command, capture_output=True, env={**os.environ, "PYTHONIOENCODING": "ascii"}, check=True)
    assert told.stdout.decode("ascii").count("?") > 0
    assert not told.stderr
