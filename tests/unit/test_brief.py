"""The page to print: everything on it is what the study says, escaped, and nothing is fetched."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from made import BORDER, CLEARANCE, border, made_study

from sim.measures import Cause
from sim.reports.brief import brief_html
from sim.reports.exports import table_csv
from sim.reports.limits import NOT_MODELLED
from sim.reports.saved import savings_table
from sim.reports.tables import backlog_table, clearance_table, goods_table
from sim.reports.verdict import verdict_sentence
from sim.studies import Interval
from sim.studies.inputs import Input
from sim.studies.progress import Watch
from sim.studies.removals import Account
from sim.studies.replication import ReplicationResult
from sim.studies.savings import Saving, Savings
from sim.studies.sensitivity import Sensitivity
from sim.version import __version__

HOSTILE = "<script>alert(1)</script>"


class Reader(HTMLParser):
    """Tags and words of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.fixture(scope="module")
def page() -> str:
    text = BORDER.replace("title: A border [red]", f"title: 'A border {HOSTILE}'")
    study = made_study(CLEARANCE, border(text.replace("label: As it is", f"label: 'As {HOSTILE} is'")))
    return brief_html(study)


def test_a_brief_tells_what_a_decision_needs(page: str) -> None:
    """Question, verdict, flip points, assumptions, what is not modelled, hash, version, seed, replications."""
    study = made_study(CLEARANCE, border())
    words = Reader(page).words
    assert "Under which of these are relief consignments released soonest" in words
    assert "7 h 30 min" in words  # the mean under the other policy
    for said in ("Not looked into", "numbers are assumed", "by nobody named", __version__, "seed 1", "2 replications"):
        assert said in words
    assert all(limit[1:] in words for limit in NOT_MODELLED)
    assert re.search(r"Scenario hash [0-9a-f]{64}", words)
    plain = Reader(brief_html(study)).words
    assert verdict_sentence(study) in plain
    assert study.scenario.hash in plain


def test_a_brief_needs_nothing_else_and_reads_no_markup(page: str) -> None:
    """Two drawings in the page, with words; no script, no address, nothing to fetch; what people wrote is text."""
    read = Reader(page)
    assert [tag for tag, _ in read.tags].count("svg") == 2
    assert all(attrs.get("aria-label") for tag, attrs in read.tags if tag == "figure")
    assert not {"script", "link", "img", "iframe", "object", "image"} & {tag for tag, _ in read.tags}
    assert not any({"src", "href", "xlink:href"} & attrs.keys() for _, attrs in read.tags)
    assert "url(http" not in page
    assert HOSTILE in read.words


def test_a_brief_tells_flips_and_the_guess_of_a_room() -> None:
    """What changed nothing is told with its reason."""
    idle = ((Input("observe", "2 d", "1 d", "3 d"), "no effect on either policy"),)
    gap = Interval(-3.5, -4, -3, 2, 2)
    found = Sensitivity("fast", "as-is", "relief/clearance_mean_h", 2, gap, (), idle)
    words = Reader(brief_html(made_study(CLEARANCE), found, "The room guessed <b>two</b> hours.")).words
    assert "Changed nothing (no effect on either policy): observe." in words
    assert "The room guessed <b>two</b> hours." in words


def test_what_is_not_modelled_is_what_the_model_says() -> None:
    """The brief and docs/model.md tell the same."""
    model = (Path(__file__).parents[2] / "docs" / "model.md").read_text(encoding="utf-8")
    table = model.partition("| not modelled |")[2].partition("\n\n")[0].splitlines()[2:]
    assert tuple(line.split("|")[1].strip() for line in table) == NOT_MODELLED


def test_savings_are_told_beside_where_time_went_and_never_as_the_same() -> None:
    """3 h went, 5 h would be saved: two columns, and a note that tells them apart."""
    saving = Saving(Account(Cause.QUEUE, "customs", "bridge"), 3.0, Interval(-5.0, -6.0, -4.0, 2, 2))
    table = savings_table(border(), Savings("as-is", "relief/clearance_mean_h", 2, 1, (saving,)))
    assert table.rows == ("Wait: queue, Customs, The bridge: with ample officers",)
    assert table.columns == ("Where time went", "What would be saved")
    assert [cell.text for cell in table.cells[0]] == ["3 h", "5 h"]
    assert (table.cells[0][1].low, table.cells[0][1].high) == (4.0, 6.0)
    assert "Savings do not add up." in table.note


def test_tables_as_files_keep_errors_apart_and_hide_no_formula() -> None:
    """Each error has a column of its own, if there is any; a label that a spreadsheet would run is made text."""
    text = BORDER.replace("label: As it is", "label: '=1+1'").replace("food: {label: Food}}", "food: {label: '=2+2'}}")
    table = goods_table(made_study({"food/arrived": [[(5, 1)] * 2] * 2}, border(text)))
    assert table_csv(table).splitlines() == ["Goods,'=1+1,Fast [bold]", "'=2+2,0 min,0 min"]
    heads = table_csv(clearance_table(made_study(CLEARANCE))).splitlines()[0]
    assert heads.startswith('Policy,"Clearance time, mean","Clearance time, mean, error",')
    assert table_csv(replace(table, rows=(), cells=())).splitlines() == ["Goods"]


def test_the_worst_backlog_has_its_day() -> None:
    """Worst after 30 h in the middle of three replications: on Tuesday 5 May, a day and six hours after the onset."""
    worst = {
        "relief/backlog_worst": [[(4, 1), (4, 1), (4, 1)]] * 2,
        "relief/backlog_worst_h": [[(1, 1), (30, 1), (31, 1)]] * 2,
    }
    table = backlog_table(made_study(worst))
    cell = table.cells[0][table.columns.index("Relief: worst backlog")]
    assert (cell.text, cell.note) == ("4", "Tue 5 May 2026")


def test_goods_are_told_by_need() -> None:
    """The first column is the baseline's mean, the others differences; weights stand where they differ."""
    text = BORDER.replace(
        "goods: {food: {label: Food}}", "goods: {spare: {label: Parts, weight: 0.5}, food: {label: Food}}"
    )
    key = "food/clearance_mean_h"
    arrived = {f"{goods}/arrived": [[(5, 1)] * 2] * 2 for goods in ("food", "spare")}
    table = goods_table(made_study({key: [[(40, 10)] * 2, [(30, 10)] * 2], **arrived}, border(text)))
    assert table.rows == ("Food (weight 1)", "Parts (weight 0.5)")
    assert [cell.text for cell in table.cells[0]] == ["4 h", "−1 h"]


def test_intervals_narrow_over_what_is_whole() -> None:
    """A replication that comes early waits for those before it: of 0, 2 and 3 only the first counts."""
    watch = Watch(("as-is", "fast"))

    def result(number: int, hours: float) -> ReplicationResult:
        total = np.array([[10.0], [hours]])
        return ReplicationResult(number, ("relief/clearance_mean_h",), total, np.ones((2, 1)), {}, np.zeros((2, 1)))

    for number, hours in ((0, 7.0), (2, 1.0), (3, 1.0)):
        watch.take(result(number, hours))
    assert watch.progress(5).differences["fast"].estimate == -3
    watch.take(result(1, 5.0))
    assert watch.progress(5).differences["fast"].estimate == (-3 - 5 - 9 - 9) / 4
