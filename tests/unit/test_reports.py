"""Tables, charts, files and words from studies whose figures are set by hand."""

import json
import math
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from logbook import LogBook, tiny_world
from made import BORDER, CLEARANCE, border, made_study
from rich.console import Console

import sim
from sim.border.eventlog import Activity
from sim.measures import Cause, measure_problems
from sim.reports.cautions import say_assumed, scenario_cautions
from sim.reports.cells import Cell, Table
from sim.reports.charts import Picture, backlog_chart, ledger_chart, level_chart, released_chart
from sim.reports.detection import detection_tables
from sim.reports.document import comparison_rows, document, to_json
from sim.reports.exports import csv_text, write_log, write_study
from sim.reports.folder import FolderError, prepare_folder, write_together
from sim.reports.series import released_series
from sim.reports.summary import print_study
from sim.reports.tables import agency_table, backlog_table, cause_table, clearance_table, cost_table
from sim.reports.targets import missed_targets, target_table
from sim.reports.terminal import print_table
from sim.reports.trust import made_by, study_cautions
from sim.reports.words import clean, say, say_bounds
from sim.scenario import load_scenario, numbers


def column(table: Table, name: str) -> list[str]:
    """Words of the cells of a column, values and errors."""
    place = table.columns.index(name)
    return [
        " | ".join(word for word in (row[place].text, row[place].error, row[place].note) if word) for row in table.cells
    ]


def printed(table: Table, width: int) -> str:
    screen = StringIO()
    print_table(Console(file=screen, width=width, highlight=False, markup=False), table)
    return screen.getvalue()


@pytest.mark.parametrize(
    ("value", "unit", "signed", "words"),
    [
        (5 + 1 / 3, "h", False, "5 h 20 min"),
        (-(3 + 1 / 6), "h", True, "−3 h 10 min"),
        (26.0, "h", False, "1 d 2 h"),
        (0.0, "h", True, "0 min"),
        (1240.4, "sum h", True, "+1,240 h"),
        (0.4123, "share", False, "41.2 %"),
        (-0.031, "share", True, "−3.1 points"),
        (0.00004, "share", False, "0.004 %"),
        (1.0, "share", False, "100 %"),
        (4e-8, "share", False, "0 %"),
        (12.0, "", False, "12"),
        (2500.0, "USD", False, "2,500 USD"),
    ],
)
def test_values_are_said_as_people_say_them(value: float, unit: str, signed: bool, words: str) -> None:
    """Hours to the minute, shares in per cent, their differences in points, and only as many digits as one reads."""
    assert say(value, unit, signed) == words


def test_bounds_name_their_unit_once_unless_it_is_time() -> None:
    """``38.1 to 44.3 %``, but ``−3 h 40 min to −2 h 45 min``."""
    assert say_bounds(0.381, 0.443, "share") == "38.1 to 44.3 %"
    assert say_bounds(-(3 + 2 / 3), -2.75, "h", signed=True) == "−3 h 40 min to −2 h 45 min"


def test_an_error_is_a_margin_if_it_is_even_and_bounds_if_not() -> None:
    """6 h less or more; 5 h less or 8 h more; 10 points less or more, but of a share as such the bounds."""
    assert Cell(30.0, 24.0, 36.0, "h").error == "± 6 h"
    assert Cell(30.0, 25.0, 38.0, "h").error == "1 d 1 h to 1 d 14 h"
    assert Cell(0.2, 0.1, 0.3, "share", is_difference=True).error == "± 10 points"
    assert Cell(0.5, 0.4, 0.6, "share").error == "40 to 60 %"


def test_what_users_wrote_cannot_steer_a_terminal() -> None:
    """Control characters and line ends become spaces; letters of any script stay."""
    assert clean("a\x1b[31m\nनेपाल\t–\x9b1m") == "a [31m नेपाल – 1m"


def test_the_difference_stands_beside_the_mean_with_its_paired_error() -> None:
    """11 h against 7.5 h: residuals −1, +1 and −0.5, +0.5, so the difference has error t(1) × √(0.5 / 2)."""
    table = clearance_table(made_study(CLEARANCE))
    half = 12.7062 * math.sqrt(0.25)  # 6.353 h
    gap = table.cells[1][1]
    assert (gap.value, gap.low) == (-3.5, pytest.approx(-3.5 - half, rel=1e-4))
    assert column(table, "Difference to “As it is”") == ["–", "−3 h 30 min | ± 6 h 21 min"]
    assert [row[0].text for row in table.cells] == ["11 h", "7 h 30 min"]
    assert table.rows == ("As it is", "Fast [bold]")


def test_a_time_that_was_not_reached_is_more_than_the_run_out() -> None:
    """Unreached in both replications: `> 3 d`; in one of two, that is said; a difference to it is not known."""
    p90 = {"relief/clearance_p90_h": [[(math.inf, 1), (math.inf, 1)], [(40, 1), (math.inf, 1)]]}
    table = clearance_table(made_study(CLEARANCE | p90))
    assert column(table, "Clearance time, 90 % within") == ["> 3 d", "> 3 d in 1 of 2"]
    assert Cell(-math.inf, is_difference=True).text == "not known"


def test_what_was_not_released_is_told_only_if_there_is_any() -> None:
    """Without any there is a sentence; with some a column."""
    all_out = {"relief/released_share": [[(10, 10)] * 2] * 2}
    table = clearance_table(made_study(CLEARANCE | all_out))
    assert "Not released" not in table.columns
    assert table.note == "All of it was released within 3 d of its arrival, in every replication."
    some_left = {"relief/unreleased_share": [[(1, 10), (2, 10)], [(0, 10), (0, 10)]]}
    left = clearance_table(made_study(CLEARANCE | some_left))
    assert [row[-1].text for row in left.cells] == ["15 %", "0 %"]
    assert left.columns[-1] == "Not released"
    assert left.note == ""


def test_a_share_within_hours_that_all_meet_is_a_sentence_and_no_column() -> None:
    """Two in ten were later than 24 h, none later than 48 h; so 48 and 72 h tell nothing more."""
    late = {"relief/released_24h_share": [[(10, 10)] * 2, [(8, 10)] * 2]}
    rest = {f"relief/released_{end}share": [[(10, 10)] * 2] * 2 for end in ("48h_", "72h_", "")}
    table = clearance_table(made_study(CLEARANCE | late | rest))
    assert [name for name in table.columns if name.startswith("Released")] == ["Released within 24 h"]
    assert table.note == "All of it was released within 48 h of its arrival, in every replication."


def test_costs_are_the_values_of_the_baseline_and_differences_below() -> None:
    """Trade clears in 20 h, and in 22 h under the policy; officers 100 h, and 12 h more."""
    trade = {"commercial/clearance_mean_h": [[(200, 10), (200, 10)], [(220, 10), (220, 10)]]}
    officers = {"all/officer_h": [[(100, 1), (100, 1)], [(112, 1), (112, 1)]]}
    table = cost_table(made_study(CLEARANCE | trade | officers))
    assert column(table, "Commercial: clearance time, mean") == ["20 h", "+2 h"]
    assert column(table, "Officer-hours on duty") == ["100 h", "+12 h"]
    assert "Commercial: turned away" not in table.columns


def test_a_study_of_one_policy_compares_nothing() -> None:
    """No column of differences, and no words about them."""
    scenario = border(BORDER.replace('  fast: {label: "Fast [bold]", levers: [relief_priority]}\n', ""))
    study = made_study({"relief/clearance_mean_h": [[(100, 10), (120, 10)]]}, scenario)
    assert clearance_table(study).columns[:2] == ("Clearance time, mean", "Clearance time, median")
    assert (cost_table(study).note, comparison_rows(study)) == ("", [])


def test_the_backlog_says_when_it_never_drains() -> None:
    """The window is observe and run_out, 5 d; relief comes first, then all traffic."""
    drained = {"relief/backlog_drained_h": [[(math.inf, 1), (math.inf, 1)], [(60, 1), (62, 1)]]}
    table = backlog_table(made_study(CLEARANCE | drained))
    assert column(table, "Relief: backlog drained after")[0] == "not within 5 d"
    assert table.cells[1][0].text == "2 d 13 h"
    assert table.columns[2:] == ("All traffic: backlog drained after", "All traffic: worst backlog")


def test_causes_stand_in_order_of_size_with_their_shares() -> None:
    """6 h of queue and 2 h of service are 75 % and 25 % of the time; empty causes are left out."""
    queue = {"relief/ledger_queue_h": [[(60, 10), (60, 10)], [(0, 10), (0, 10)]]}
    service = {"relief/ledger_service_h": [[(20, 10), (20, 10)], [(20, 10), (20, 10)]]}
    table = cause_table(made_study(queue | service), "as-is")
    assert table.rows == ("Wait: queue", "Service")
    assert [column(table, name) for name in ("Time", "Share")] == [["6 h", "2 h"], ["75 %", "25 %"]]


def test_agencies_share_the_hours_of_those_released() -> None:
    """30 h of customs, 10 h of them service, and 10 h of nobody, over 20 released: 1.5 h, 0.5 h and 0.5 h each."""
    study = made_study({"relief/released_share": [[(20, 25), (20, 25)]] * 2})
    study.ledger[0, 0, 0, 0, [Cause.SERVICE, Cause.QUEUE]] = 10, 20
    study.ledger[0, 0, 0, 2, Cause.CLOSED] = 10
    study.ledger[0, 1, 0, 0, Cause.QUEUE] = 1000  # trade is no part of it
    table = agency_table(study, "as-is")
    assert table.rows == ("Customs", "No agency")
    assert column(table, "Time") == ["1 h 30 min", "30 min"]
    assert column(table, "Of which service") == ["30 min", "0 min"]
    assert column(table, "Share") == ["75 %", "25 %"]


TARGETS = border(
    policies="targets: [{measure: relief/clearance_mean_h, at_most: 8 h}, {measure: food/released_t, at_least: 5 t}]"
)


def test_a_target_is_missed_when_no_policy_meets_it() -> None:
    """8 h is met by 7.5 h, though not surely; 5 t by nobody."""
    study = made_study(CLEARANCE, TARGETS)
    table = target_table(study)
    assert table.columns == ("Relief: clearance time, mean, at most 8 h", "Food: released load, at least 5 t")
    assert [row[0].note for row in table.cells] == ["missed (not surely)", "met (not surely)"]
    assert [target.measure for target in missed_targets(study)] == ["food/released_t"]


def test_a_target_on_an_unknown_measure_is_a_problem_of_the_file() -> None:
    """Neither a misspelt measure nor one that is not told of the group passes."""
    wrong = border(
        policies="targets: [{measure: relief/clearance_h, at_most: 8 h}, {measure: food/officer_h, at_most: 8 h}]"
    )
    first, second = measure_problems(wrong)
    assert (first.path, second.path) == ("targets.0.measure", "targets.1.measure")
    assert "clearance_mean_h" in first.message
    assert "not told of 'food'" in second.message
    assert measure_problems(TARGETS) == ()


def test_readers_are_told_what_weakens_a_result() -> None:
    """Two replications are few, some relief was left, and one of three listed trucks comes after the observation."""
    scenario = border(BORDER.replace("30 h]", "50 h]"))
    study = made_study({"relief/unreleased_share": [[(1, 10), (1, 10)], [(0, 10), (0, 10)]]}, scenario)
    told = " ".join(study_cautions(study))
    assert "2 replications are few" in told
    assert "Relief: up to 10 % (under “As it is”) were not released within 3 d" in told
    assert "Aid: 33.3 % of the arrivals lie outside the time that is observed" in told


def test_one_replication_is_told_as_one():
    """It knows no error, and is no plural."""
    study = sim.study(sim.load_scenario("two-agencies"), ["in-turn"], replications=1, workers=1)
    assert "One replication tells nothing of errors. Take 20 or more." in study_cautions(study)
    assert made_by(study).endswith("1 replication")


def test_cautions_about_policies_are_of_those_that_ran() -> None:
    """A lever for goods that nobody sends changes nothing; who does not run that policy need not know."""
    lazy = border(BORDER + "  lazy: {label: Lazy, levers: [{pre_arrival: {for: {kind: people}}}]}\n")
    assert any("policies.lazy" in sentence for sentence in scenario_cautions(lazy))
    assert not any("policies.lazy" in sentence for sentence in scenario_cautions(lazy, ["as-is"]))


def test_every_number_without_source_counts_as_assumed() -> None:
    """The file names no source at all."""
    assert say_assumed(border()) == f"{(count := len(numbers(border())))} of {count} numbers are assumed."


@pytest.mark.parametrize(("width", "parts"), [(60, 4), (80, 3), (120, 2), (200, 1)])
def test_tables_fit_the_terminal(width: int, parts: int) -> None:
    """No line is wider than the screen, columns that do not fit go below, and brackets in labels are just brackets."""
    text = printed(clearance_table(made_study(CLEARANCE)), width)
    assert max(map(len, text.splitlines())) <= width
    assert text.count("Fast [bold]") == text.count("Policy") == parts


def test_no_cell_is_ever_broken() -> None:
    """Whatever the width from 72 to 200, every figure stands on one line with its error."""
    table = clearance_table(made_study(CLEARANCE))
    cells = [f"{cell.text} ({cell.error})" for row in table.cells for cell in row if cell.error]
    for width in range(72, 201):
        text = printed(table, width)
        assert [cell for cell in cells if cell not in text] == []


def test_the_summary_begins_with_the_verdict_and_ends_with_what_made_it() -> None:
    """Title and verdict first; last the hash, version, seed and replications."""
    study = made_study(CLEARANCE, TARGETS)
    screen = StringIO()
    print_study(Console(file=screen, width=200, highlight=False, markup=False), study, matters_h=2.0)
    lines = screen.getvalue().splitlines()
    assert lines[0] == "A border [red]"
    assert lines[2].startswith("It is not shown under which policy relief clears soonest")
    assert lines[-1].startswith(f"Scenario border (hash {study.scenario.hash[:12]}), Greenlane ")
    assert lines[-1].endswith("seed 1, 2 replications")
    assert "• Target missed by every policy: Food: released load, at least 5 t." in lines


def test_the_document_is_strict_json_with_null_for_what_does_not_exist() -> None:
    """Infinite and unknown values are null, and so are their bounds."""
    odd = {"relief/clearance_p90_h": [[(math.inf, 1)] * 2, [(0, 0)] * 2]}
    told = json.loads(to_json(document(made_study(CLEARANCE | odd))), parse_constant=pytest.fail)
    assert told["scenario"]["title"] == "A border [red]"
    assert told["policies"]["fast"]["label"] == "Fast [bold]"
    for policy in ("as-is", "fast"):
        p90 = told["policies"][policy]["measures"]["relief/clearance_p90_h"]
        assert p90 == {"mean": None, "low": None, "high": None, "unit": "h"}
    assert told["policies"]["fast"]["measures"]["relief/clearance_mean_h"]["mean"] == 7.5


def test_what_matters_decides_the_verdict_of_a_comparison() -> None:
    """−3.5 h within ±6.4 h is the same if only 10 h matter."""
    study, key = made_study(CLEARANCE), "relief/clearance_mean_h"
    verdicts = [
        next(row["verdict"] for row in comparison_rows(study, matters) if row["measure"] == key)
        for matters in ({}, {key: 10.0})
    ]
    assert verdicts == ["no difference shown", "same"]


def test_the_folder_of_a_study_holds_all_it_takes_to_repeat_it(tmp_path: Path) -> None:
    """The scenario loads to the same hash; figures and totals are those of the study; nothing else is left behind."""
    study = made_study(CLEARANCE)
    write_study(study, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "comparisons.csv",
        "manifest.json",
        "replications.parquet",
        "results.csv",
        "scenario.yaml",
    ]
    assert load_scenario(str(tmp_path / "scenario.yaml")).hash == study.scenario.hash
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["seed"], manifest["replications"], manifest["policies"]) == (1, 2, ["as-is", "fast"])
    results = pd.read_csv(tmp_path / "results.csv").set_index(["policy", "measure"])
    assert results.loc[("fast", "relief/clearance_mean_h"), "mean"] == 7.5
    single = pd.read_parquet(tmp_path / "replications.parquet").set_index(["policy", "replication", "measure"])
    assert single.loc[("as-is", 1, "relief/clearance_mean_h")].tolist() == [120, 10]


def test_results_of_two_scenarios_are_not_mixed(tmp_path: Path) -> None:
    """The same scenario may be run again into its folder; another one is refused, and so is a strange manifest."""
    write_study(made_study(CLEARANCE), tmp_path)
    prepare_folder(tmp_path, border())
    with pytest.raises(FolderError, match=r"holds results of 'border' .* choose another folder"):
        prepare_folder(tmp_path, border(BORDER.replace("officers: 2", "officers: 3")))
    (tmp_path / "manifest.json").write_text("[]", encoding="utf-8")
    with pytest.raises(FolderError, match="of something else"):
        prepare_folder(tmp_path, border())


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    """What cannot be a folder is refused in a sentence, before anything runs."""
    (tmp_path / "taken").write_text("", encoding="utf-8")
    with pytest.raises(FolderError, match="cannot be written to"):
        prepare_folder(tmp_path / "taken", border())


def test_files_appear_together_or_not_at_all(tmp_path: Path) -> None:
    """When the second file fails, the first is not there either, and what was there before is as it was."""
    (tmp_path / "a.txt").write_text("old", encoding="utf-8")

    def fail(path: Path) -> None:
        raise OSError("no space left on device")

    with pytest.raises(FolderError, match="no space left"):
        write_together(tmp_path, {"a.txt": "new", "b.txt": fail})
    assert [(path.name, path.read_text(encoding="utf-8")) for path in tmp_path.iterdir()] == [("a.txt", "old")]


def test_text_in_csv_is_never_a_formula() -> None:
    """Text that a spreadsheet would compute gets an apostrophe; numbers keep their sign."""
    rows = [{"a": text, "b": -1.5} for text in ("=1+1", "+1", "-1", "@x", "\tx", "fine")]
    lines = csv_text(rows, ["a", "b"]).splitlines()
    assert lines == ["a,b", "'=1+1,-1.5", "'+1,-1.5", "'-1,-1.5", "'@x,-1.5", "'\tx,-1.5", "fine,-1.5"]


def test_the_tables_of_a_run_are_written_with_all_digits(tmp_path: Path) -> None:
    """Hours read back to the exact microsecond."""
    book = LogBook(tiny_world())
    row = book.service("east.customs", ready=1, start=1 / 3 + 1, end=2)
    book.consignment(base=1, final=row, release=2)
    book.wait(Activity.CONSIGNEE, 0, 1)
    write_log(book.log(), tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["consignments.csv", "states.csv", "visits.csv"]
    visits = pd.read_csv(tmp_path / "visits.csv")
    assert round(visits["start_h"][0] * 3.6e9) == 4_800_000_000


def drawn(picture: Picture) -> dict[str, Any]:
    """A chart as Vega-Lite, which Altair checks on the way."""
    return picture.chart.to_dict()


def test_the_released_curve_passes_through_the_shares_of_the_table() -> None:
    """Shares of 10 and 30 consignments weigh by their numbers: (0.5 × 10 + 0.9 × 30) / 40 = 0.8."""
    study = made_study({"relief/arrived": [[(10, 1), (30, 1)]] * 2})
    study.curves["relief/released_share"][0, 0] = 0.5
    study.curves["relief/released_share"][0, 1] = 0.9
    row = next(row for row in released_series(study) if row["hours"] == 24)
    assert row["share"] == pytest.approx(0.8)
    assert (row["low"], row["high"]) == (pytest.approx(0.54), pytest.approx(0.86))  # 10th and 90th of 0.5 and 0.9


def test_the_released_chart_marks_24_48_and_72_hours_as_far_as_consignments_are_followed() -> None:
    """With a run-out of 2 d there is no mark at 72 h."""
    study = made_study({"relief/arrived": [[(10, 1)] * 2] * 2}, border(BORDER.replace("run_out: 3 d", "run_out: 2 d")))
    chart = drawn(released_chart(study))
    marks = chart["datasets"][chart["layer"][0]["data"]["name"]]
    assert [mark["mark"] for mark in marks] == ["24 h", "48 h"]


def test_charts_say_in_words_what_they_show() -> None:
    """Each has a title, and words with the figures of every policy."""
    queue = {"relief/ledger_queue_h": [[(60, 10), (60, 10)], [(20, 10), (20, 10)]]}
    study = made_study(CLEARANCE | queue | {"relief/arrived": [[(10, 1)] * 2] * 2})
    pictures = [released_chart(study), backlog_chart(study), ledger_chart(study)]
    pictures.append(level_chart(study, "relief/clearance_mean_h"))
    for picture in pictures:
        assert picture.alt.startswith(picture.title)
        assert "As it is" in picture.alt
        assert "Fast [bold]" in picture.alt
        assert {row["policy"] for row in picture.rows} == {"As it is", "Fast [bold]"}
        assert drawn(picture)["layer"]
    assert "As it is: Wait: queue 6 h." in pictures[2].alt
    assert "As it is 11 h, Fast [bold] 7 h 30 min." in pictures[3].alt


def test_lines_differ_by_more_than_colour() -> None:
    """Every policy has its own pair of colour and dashes, up to as many as there are pairs."""
    policies = "".join(f"  p{number}: {{label: P{number}}}\n" for number in range(30))
    study = made_study({"relief/arrived": [[(10, 1)] * 2] * 32}, border(BORDER + policies))
    line = drawn(backlog_chart(study))["layer"][-1]["encoding"]
    looks = list(zip(line["color"]["scale"]["range"], map(str, line["strokeDash"]["scale"]["range"]), strict=True))
    assert len(set(looks)) == 32


def test_every_cause_has_a_colour() -> None:
    """No cause of the ledger is left without one, so a chart can be drawn of any world."""
    all_causes = {
        f"relief/ledger_{cause.name.lower()}_h": [[(10, 10)] * 2] * 2 for cause in Cause if cause is not Cause.EARLIER
    }
    bars = drawn(ledger_chart(made_study(all_causes)))["layer"][0]["encoding"]["color"]["scale"]
    assert len(bars["domain"]) == len(set(bars["range"])) == len(Cause) - 1


def test_policies_that_are_called_the_same_are_told_apart() -> None:
    """Their names follow their labels."""
    study = made_study(CLEARANCE, border(BORDER.replace("Fast [bold]", "As it is")))
    assert clearance_table(study).rows == ("As it is (as-is)", "As it is (fast)")


def test_detection_is_told_as_a_curve_over_the_signal() -> None:
    """More is found the better scores tell, never more than examinations find; nobody looks where all is closed."""
    ran = sim.study(sim.load_scenario("closing-or-guarding"), ["closing", "guarding"], replications=4, workers=1)
    (table,) = detection_tables(ran)
    assert table.columns == ("Found", "d′ = 0", "d′ = 0.5", "d′ = 1", "d′ = 1.5", "d′ = 2", "d′ = 3")
    closing, guarding = ([cell.value for cell in row] for row in table.cells)
    assert closing == [0] * 7
    assert guarding[1:] == sorted(guarding[1:], key=float)
    assert guarding[1] < guarding[6] <= 0.8 + 1e-9  # an examination finds four in five
    rows = [row for row in sim.document(ran)["detection"] if row["policy"] == "guarding"]
    assert [row["share"] for row in rows if row["signal"] in (0, 3)] == [guarding[1], guarding[6]]
    assert len(rows) == 41


def test_a_world_without_risk_has_no_curve() -> None:
    """Nothing is hidden, so nothing is said."""
    assert detection_tables(made_study(CLEARANCE)) == []


def test_a_label_turns_nothing_round() -> None:
    """An override of direction would show what stands after it backwards, and a line separator ends a line."""
    assert clean("Food \u202eexe.aid\u2066\u2028next") == "Food exe.aid next"
