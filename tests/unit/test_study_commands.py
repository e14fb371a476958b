"""The command line of studies: resumed, shown, verified, to a precision, ranked, and what could flip them."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from folders import BORDER
from typer.testing import CliRunner

from sim.cli import app
from sim.scenario import load_scenario
from sim.studies import ReplicationError
from sim.studies.chunks import chunk_files, read_chunks, write_chunk
from sim.studies.stored import REPLICATIONS

RANGED = BORDER.replace("officers: 1,", "officers: {value: 1, low: 1, high: 3},").replace(
    "goods: food,", "goods: food, tonnes: {value: 10, low: 5, high: 20},"
)


@pytest.fixture
def border(tmp_path: Path) -> str:
    path = tmp_path / "border.yaml"
    path.write_text(RANGED, encoding="utf-8")
    return str(path)


def greenlane(*words: str) -> Any:
    return CliRunner().invoke(app, words, env={"COLUMNS": "110", "NO_COLOR": "1"})


def test_a_study_in_a_folder_is_continued_shown_and_verified(border: str, tmp_path: Path) -> None:
    """Three replications and then five: shown as five, and every one of a sample is the same to the bit."""
    out = str(tmp_path / "study")
    assert greenlane("run", border, "--replications", "3", "--workers", "1", "--out", out).exit_code == 0
    told = greenlane("run", border, "--replications", "5", "--workers", "1", "--out", out, "--json")
    assert json.loads(told.stdout)["replications"] == 5
    shown = greenlane("show", out, "--json")
    assert (shown.exit_code, shown.stdout) == (0, told.stdout)
    same = greenlane("verify", out, "--sample", "2")
    assert (same.exit_code, same.stderr) == (0, "")
    assert same.stdout.startswith("Replications 0, 4 of ")
    assert same.stdout.endswith(" are the same to the bit.\n")


def test_the_study_that_came_with_a_scenario_is_shown_by_its_name() -> None:
    """The stored study of all policies, as the dashboard opens it."""
    told = json.loads(greenlane("show", "two-agencies", "--json").stdout)
    assert (told["scenario"]["name"], told["replications"]) == ("two-agencies", REPLICATIONS)
    assert next(iter(told["policies"])) == "in-turn"
    assert len(told["lessons"]) == len(load_scenario("two-agencies").lessons) > 0


def test_what_is_neither_a_study_nor_a_scenario_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that is nothing, and a scenario whose study is of another version: what to do is said."""
    unknown = greenlane("show", "two-agents")
    assert (unknown.exit_code, "two-agents" in unknown.stderr) == (2, True)
    monkeypatch.setattr("sim.studies.stored.__version__", "0.0.0")
    older = greenlane("show", "two-agencies")
    assert (older.exit_code, "greenlane run two-agencies" in older.stderr) == (2, True)


def test_a_number_that_was_changed_on_disk_is_found(border: str, tmp_path: Path) -> None:
    """The last bit of one total is enough."""
    out = tmp_path / "study"
    greenlane("run", border, "--replications", "1", "--workers", "1", "--out", str(out))
    chunks = out / "replications"
    files = chunk_files(chunks)
    (kept,) = read_chunks(files, files)
    total = kept.total.copy()
    total[0, 0] = np.nextafter(total[0, 0], np.inf)
    write_chunk(chunks, [replace(kept, total=total)])
    result = greenlane("verify", str(out))
    assert result.exit_code == 1
    assert result.stderr.startswith("Replication 0: total is not what is kept, first for ")


def test_what_is_no_study_is_a_usage_error(tmp_path: Path) -> None:
    """Neither command fails with a traceback."""
    for command in ("show", "verify"):
        result = greenlane(command, str(tmp_path))
        assert (result.exit_code, result.stdout) == (2, "")
        assert "it is not the folder of a study" in result.stderr


def test_a_precision_decides_the_number_of_replications(border: str) -> None:
    """A day is known from the pilot; the reason is said under the tables."""
    words = ["run", border, "--workers", "1", "--precision", "relief/clearance_mean_h: 1 d"]
    result = greenlane(*words)
    assert result.exit_code == 0
    told = " ".join(result.stdout.split())
    assert "Stopped after the pilot of 30 replications: relief/clearance_mean_h is known to ±24 h already." in told
    stopped = json.loads(greenlane(*words, "--json").stdout)["stopped"]
    assert (stopped["replications"], stopped["needed"], stopped["reached"]) == (30, 30, True)
    assert list(stopped["differences"]) == ["all-hours"]
    few = greenlane(*words, "--replications", "10")
    assert few.exit_code == 2
    assert "take 30 or more" in few.stderr
    wrong = greenlane("run", border, "--precision", "relief/clearance_mean_h: 3")
    assert wrong.exit_code == 2
    assert "needs a unit" in wrong.stderr


def test_progress_for_programs_is_one_object_a_line(border: str) -> None:
    """Done and all, and the difference so far; silent without it, as standard error is no terminal here."""
    words = ["run", border, "--replications", "4", "--workers", "1", "--json"]
    assert greenlane(*words).stderr == ""
    lines = [json.loads(line) for line in greenlane(*words, "--progress", "jsonl").stderr.splitlines()]
    assert [(line["done"], line["total"]) for line in lines] == [(1, 4), (2, 4), (3, 4), (4, 4)]
    final = json.loads(greenlane(*words).stdout)
    gap = next(row for row in final["comparisons"] if row["measure"] == lines[-1]["measure"])
    assert lines[-1]["differences"]["all-hours"]["difference"] == pytest.approx(gap["difference"], abs=1e-6)
    assert lines[-1]["differences"]["all-hours"]["low"] == pytest.approx(gap["low"], abs=1e-6)


@pytest.mark.skipif(sys.platform == "win32", reason="sends an interrupt the POSIX way")
def test_an_interrupt_keeps_what_is_done_and_says_how_to_go_on(border: str, tmp_path: Path) -> None:
    """Ctrl-C in mid-study: exit code 130, two sentences, and a folder that can be shown."""
    out = str(tmp_path / "study")
    command = [sys.executable, "-c", "from sim.cli import main; main()", "run", border, "--out", out]
    command += ["--replications", "100000", "--workers", "1", "--progress", "jsonl"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        first = json.loads(process.stderr.readline())
        os.kill(process.pid, signal.SIGINT)
        said, errors = process.communicate(timeout=900)
    assert (process.returncode, said) == (130, "")
    *_, kept, onward = errors.splitlines()
    assert kept.startswith("Interrupted; the ")
    assert onward.startswith("The same command goes on from there")
    shown = greenlane("show", out)
    assert shown.exit_code == 0
    assert "of 100000 replications are finished" in shown.stderr
    assert first["done"] >= 1


def test_rank_lists_who_is_still_in_the_running(border: str, tmp_path: Path) -> None:
    """One more officer at customs beats none, with the officer-hours it takes on its hours."""
    words = ["rank", border, "--by", "one_more_officer", "--replications", "10", "--workers", "1"]
    result = greenlane(*words)
    assert result.exit_code == 0
    assert "Best is “One more in customs at The bridge”: the other one is shown to do worse." in result.stdout
    told = json.loads(greenlane(*words, "--json", "--out", str(tmp_path / "ranking")).stdout)
    first, second = told["candidates"]
    assert (first["policy"], first["in_running"], second["in_running"]) == ("bridge-customs", True, False)
    assert first["high"] < 0
    # The window is observe and run_out, 5 d; one officer more from 8 to 16 is 8 h a day.
    assert first["officer_h"] == pytest.approx(40)
    assert greenlane("verify", str(tmp_path / "ranking"), "--sample", "1").exit_code == 0


def test_a_question_that_has_no_candidates_is_a_usage_error(border: str) -> None:
    """Nothing is damaged."""
    result = greenlane("rank", border, "--by", "repair_order")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "fewer than two repair tasks" in result.stderr


def test_sensitivity_tells_what_moves_the_difference_and_what_does_not(border: str) -> None:
    """Officers move it; tonnes do not, and that is said with the reason."""
    result = greenlane("sensitivity", border, "--policy", "all-hours", "--replications", "3", "--workers", "1")
    assert result.exit_code == 0
    told = " ".join(result.stdout.split())
    assert "posts.bridge.teams.customs.officers is 1; from 1 to 3 it moves the difference by" in told
    assert "Changed nothing (nothing that decides" in told
    assert "streams.aid.tonnes" in told


def test_what_could_flip_it_stands_under_the_verdict(border: str, tmp_path: Path) -> None:
    """The inputs that move the difference, the largest first, and how many change nothing; `show` tells the same.

    Of the two inputs with a range one moves the difference, from 1 officer to 3, and tonnes do not.
    """
    out = str(tmp_path / "study")
    words = ["run", border, "--replications", "3", "--workers", "1", "--out", out]
    told = " ".join(greenlane(*words, "--flips", "2").stdout.split())
    verdict, under = told.index("Relief clears soonest"), told.index("customs.officers is 1; from 1 to 3 it moves the")
    assert verdict < under < told.index("Release of relief")
    assert "1 of 2 assumed inputs with a stated range moves the difference; the largest stand here" in told
    assert (
        "Changed nothing (nothing that decides “Clearance time, mean” uses it in these runs): streams.aid.ton" in told
    )
    flips = json.loads(greenlane("show", out, "--json").stdout)["flips"]
    assert (flips["policy"], flips["baseline"], flips["replications"]) == ("all-hours", "as-is", 2)
    assert [entry["path"] for entry in flips["inputs"]] == ["posts.bridge.teams.customs.officers"]
    assert [entry["path"] for entry in flips["changed_nothing"]] == ["streams.aid.tonnes"]
    assert "it moves the difference by" in greenlane("show", out).stdout
    assert json.loads(greenlane(*words, "--json").stdout)["flips"] == flips


def test_a_sensitivity_analysis_is_kept_and_gone_on_with(border: str, tmp_path: Path) -> None:
    """Given again everything is read from the folder; one of other inputs is refused, and it is no study."""
    out = str(tmp_path / "flips")
    words = ["sensitivity", border, "--policy", "all-hours", "--workers", "1", "--out", out, "--json"]
    first = greenlane(*words, "--replications", "2", "--progress", "jsonl")
    # Two inputs, each at two ends or, where the number is an end, at one more: as it is, 1, 3, 5 and 20 are 5 variants.
    assert json.loads(first.stderr.splitlines()[-1])["done"] == 5 * 2
    (tmp_path / "flips" / "replications" / "0000000.parquet").stat()
    again = greenlane(*words, "--replications", "2")
    assert (again.exit_code, again.stdout) == (0, first.stdout)
    other = greenlane(*words, "--replications", "3")
    assert other.exit_code == 2
    assert "There: 2 replications with other inputs for relief/clearance_mean_h, here: 3" in other.stderr
    shown = greenlane("show", out)
    assert shown.exit_code == 2
    assert "not a study" in shown.stderr


def test_a_candidate_that_fails_can_be_repeated(border: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Candidates stand in no file, so one is written, and the command that is told runs from it."""
    monkeypatch.chdir(tmp_path)

    def failing(*_: Any, **__: Any) -> Any:
        raise ReplicationError("border", "bridge-customs", 1, 3, "ZeroDivisionError: nobody on duty")

    with monkeypatch.context() as broken:
        broken.setattr(import_module("sim.studies.study"), "run_all", failing)
        result = greenlane("rank", border, "--by", "one_more_officer")
    assert result.exit_code == 1
    command = result.stderr.splitlines()[-1].removeprefix("To see it again: greenlane ").replace("DIR", "log")
    assert greenlane(*command.split()).exit_code == 0
    assert (tmp_path / "log" / "visits.csv").is_file()


def test_a_sweep_is_a_row_for_each_combination(border: str) -> None:
    """Two values of officers; a value that does not fit is told before anything runs."""
    words = ["sensitivity", border, "--policy", "all-hours", "--replications", "2", "--workers", "1", "--sweep"]
    result = greenlane(*words, "posts.bridge.teams.customs.officers=1,2")
    assert result.exit_code == 0
    assert all(part in result.stdout for part in ("bridge › teams › customs", "officers = 1", "officers = 2"))
    wrong = greenlane(*words, "posts.bridge.teams.customs.officers=1,many")
    assert wrong.exit_code == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["sensitivity", "--policy", "all-hours", "--measure", "relief/clearance_h"], "clearance_mean_h"),
        (["sensitivity", "--policy", "all-hours", "--measure", "nobody/arrived"], "is not told of 'nobody'"),
        (["rank", "--by", "one_more_officer", "--measure", "aid/officer_h"], "is not told of 'aid'"),
        (["rank", "--by", "one_more_officer", "--measure", "all/officer_h"], "neither more nor less is better"),
        (["run", "--precision", "nobody/arrived: 5%"], "is not told of 'nobody'"),
    ],
)
def test_a_measure_that_results_do_not_hold_is_refused_before_anything_runs(
    border: str, monkeypatch: pytest.MonkeyPatch, words: list[str], said: str
) -> None:
    """Code 2 and what would be right, and no replication was begun."""

    def begun(*_: Any, **__: Any) -> None:
        raise AssertionError("a replication was begun")

    for module in ("study", "variants"):
        monkeypatch.setattr(import_module(f"sim.studies.{module}"), "run_all", begun)
    result = greenlane(words[0], border, *words[1:])
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in " ".join(result.stderr.replace("│", " ").split())


def test_a_scheduler_that_does_not_answer_is_a_sentence(border: str) -> None:
    """Without Dask it says what to install, with Dask that nobody answers."""
    result = greenlane("run", border, "--scheduler", "nowhere")
    assert result.exit_code == 1
    assert "Dask" in result.stderr
    assert "Traceback" not in result.output
