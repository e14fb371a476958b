"""Workbooks: every scenario goes into one and comes back the same; what is wrong in one is told with its cell."""

import zipfile
from datetime import datetime, time
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from sim.scenario import (
    Problem,
    Scenario,
    ScenarioError,
    build_scenario,
    load_scenario,
    numbers,
    save_scenario,
    scenario_names,
    starter_text,
    write_starter,
)
from sim.scenario.workbook import reading, sheets
from sim.scenario.workbook.writing import LONGEST, dump_workbook

STARTER = build_scenario("starter", starter_text().encode())


@cache
def real_book() -> bytes:
    return dump_workbook(real())


def back(scenario: Scenario) -> Scenario:
    """A scenario that has been through a workbook."""
    return build_scenario(scenario.name, dump_workbook(scenario))


def edited(scenario: Scenario, **cells: Any) -> bytes:
    """The workbook of a scenario with some cells written over: `posts__B2="x"`."""
    book = load_workbook(BytesIO(dump_workbook(scenario)))
    for place, content in cells.items():
        sheet, cell = place.split("__")
        book[sheet.replace("_", " ")][cell] = content
    return saved(book)


def saved(book: Workbook) -> bytes:
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def column(scenario: Scenario, sheet: str, header: str) -> str:
    """The letter of a column."""
    book = load_workbook(BytesIO(dump_workbook(scenario)))
    found = [cell for cell in book[sheet][1] if sheets.header_of(str(cell.value)) == header]
    return str(found[0].column_letter)


def problems(raw: bytes) -> tuple[Problem, ...]:
    with pytest.raises(ScenarioError) as caught:
        build_scenario("case", raw)
    return caught.value.problems


@pytest.mark.parametrize("name", [name for name, _ in scenario_names()])
def test_every_bundled_scenario_comes_back_the_same(name: str) -> None:
    """Same hash, same numbers with their sources and ranges, same words around them."""
    scenario = load_scenario(name)
    again = back(scenario)
    assert again.hash == scenario.hash
    assert numbers(again) == numbers(scenario)
    assert (again.title, again.about, again.sources) == (scenario.title, scenario.about, scenario.sources)
    assert (again.targets, again.observed) == (scenario.targets, scenario.observed)


def test_cells_read_as_people_write() -> None:
    """A name for a list or a mix of it alone, 0 for no time, weights without a point, and paragraphs without marks."""
    book = load_workbook(BytesIO(dump_workbook(STARTER)))

    def cell(sheet: str, header: str, row: int) -> Any:
        return book[sheet][f"{column(STARTER, sheet, header)}{row}"].value

    assert cell("goods", "agencies", 2) == "health"
    assert cell("closures", "from", 2) == 0
    assert cell("streams", "post", 2) == "bridge"
    assert cell("streams", "goods", 2) == "{food: 60, shelter: 40}"
    abouts = [row[1].value for row in book["scenario"].iter_rows() if row[0].value == "about"]
    assert abouts == [STARTER.about]
    assert STARTER.about.count("\n") > 1


REAL = """
title: "=1+1"
onset: 2015-04-25 11:56+05:45
zone: Asia/Kathmandu
observe: 5 d
run_out: 5 d
agencies: {customs: {label: "{customs}"}}
goods: {food: {label: "007"}}
consignors: {un: {label: "true"}}
posts: {bridge: {label: "@long 1", teams: {customs: {officers: 2}}}}
streams:
  aid:
    label: " Aid, \\u0007 and \\"more\\" "
    kind: relief
    arrivals:
      pattern: manifest
      rows: |
        arrival,post,goods,tonnes,value,consignor,papers
        2015-04-26 08:00,bridge,food,12.5,3000,un,complete
        2015-04-26 09:00,bridge,food,1,,un,
  listed:
    label: Listed
    kind: relief
    post: bridge
    goods: food
    arrivals: {pattern: listed, times: [TIMES]}
procedure: {check: {label: Check, agency: customs, duration: 1 h}}
policies: {as-is: {label: As it is}}
"""


@cache
def real() -> Scenario:
    """Real consignments, a list too long for a cell, and texts that look like something else."""
    times = ", ".join(f"{minute} min" for minute in range(1, 3601))
    assert len(times) > LONGEST
    return build_scenario("case", REAL.replace("TIMES", times).encode())


def test_values_of_any_length_and_look_come_back() -> None:
    """A formula, a number, a word, a mapping, a mark and a control character as texts; 3,600 times in one list."""
    scenario = real()
    again = build_scenario("case", real_book())
    assert again.hash == scenario.hash
    assert again.title == "=1+1"
    assert again.world.streams["aid"].label == ' Aid, \x07 and "more" '
    assert again.world.posts["bridge"].label == "@long 1"


def test_text_that_begins_like_a_formula_is_none() -> None:
    """Excel would calculate a cell of the type of formulas; the title is a text."""
    cell = load_workbook(BytesIO(real_book()))["scenario"]["B3"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_real_consignments_have_a_sheet_and_may_be_added_to() -> None:
    """A third row, with a date and a number as Excel keeps them, is a third consignment."""
    book = load_workbook(BytesIO(real_book()))
    book["manifest aid"].append([datetime(2015, 4, 27, 10), "bridge", "food", 3.5, 100, "un", "complete"])
    arrivals = build_scenario("case", saved(book)).world.streams["aid"].arrivals
    assert arrivals.pattern == "manifest"
    assert arrivals.rows.tonnes == (12.5, 1, 3.5)


def test_a_wrong_row_of_a_manifest_is_told_with_its_row() -> None:
    """The third consignment, row 4 of the sheet, goes to a post that is not there."""
    book = load_workbook(BytesIO(real_book()))
    book["manifest aid"].append(["2015-04-27 10:00", "brigde", "food", 3.5, 100, "un", "complete"])
    (problem,) = problems(saved(book))
    assert problem.cell == "manifest aid"
    assert "row 4, post" in problem.message


# --- What planners do to cells ----------------------------------------------------------------------------------------


def test_numbers_may_be_typed_as_text_or_as_numbers() -> None:
    """Nine officers, whether Excel keeps a number or, in a column of texts, a text."""
    officers = column(STARTER, "teams", "officers") + "2"
    post, team = next((post, team) for post, one in STARTER.world.posts.items() for team in one.teams)
    hashes = {
        build_scenario("starter", edited(STARTER, **{f"teams__{officers}": nine})).hash for nine in (9, 9.0, "9", " 9 ")
    }
    told = starter_with(f"posts.{post}.teams.{team}.officers=9").hash
    assert hashes == {told}


def starter_with(*settings: str) -> Scenario:
    return build_scenario("starter", starter_text().encode(), settings)


def test_dates_and_times_of_excel_are_read_as_written() -> None:
    """The onset as a date of Excel, whose zone is the scenario's text beside it."""
    row = next(
        cell.row for cell in load_workbook(BytesIO(dump_workbook(STARTER)))["scenario"]["A"] if cell.value == "onset"
    )
    found = problems(edited(STARTER, **{f"scenario__B{row}": datetime(2024, 1, 1, 6)}))
    assert [(problem.path, problem.cell) for problem in found] == [("onset", f"scenario!B{row}")]
    found = problems(edited(STARTER, **{f"scenario__B{row}": time(6)}))
    assert [(problem.path, problem.cell) for problem in found] == [("onset", f"scenario!B{row}")]


def test_notes_on_sheets_and_in_columns_that_begin_so_are_not_read() -> None:
    """`# to do` is nobody's business."""
    book = load_workbook(BytesIO(dump_workbook(STARTER)))
    book.create_sheet("# to do")["A1"] = "ask customs"
    book["posts"].cell(1, 30).value = "# why"
    book["posts"].cell(2, 30).value = "a hunch"
    assert build_scenario("starter", saved(book)).hash == STARTER.hash


def test_an_empty_row_between_two_is_passed_over() -> None:
    """Planners leave gaps."""
    book = load_workbook(BytesIO(dump_workbook(STARTER)))
    book["streams"].insert_rows(3)
    assert build_scenario("starter", saved(book)).hash == STARTER.hash


# --- What is wrong ----------------------------------------------------------------------------------------------------


def test_every_mistake_is_told_at_once_with_its_cell() -> None:
    """A unit, column, sheet and post nobody knows, a formula, minus one officer, a row said twice or not at all."""
    book = load_workbook(BytesIO(dump_workbook(STARTER)))
    teams, steps = book["teams"], book["procedure"]
    officers = column(STARTER, "teams", "officers")
    duration = column(STARTER, "procedure", "duration.mean")
    teams[f"{officers}2"] = -1
    steps[f"{duration}2"] = "3 fortnights"
    steps[f"{duration}3"] = "=A1"
    teams.cell(1, 30).value = "oficers"
    teams.cell(2, 30).value = 3
    book.create_sheet("post")
    last = teams.max_row
    teams.append(["nowhere", "customs", 1])
    teams.append([teams["A2"].value, teams["B2"].value, 1])
    teams[f"C{last + 3}"] = 4
    found = problems(saved(book))
    assert {problem.cell for problem in found} >= {
        f"teams!{officers}2",
        f"procedure!{duration}2",
        f"procedure!{duration}3",
        "teams!AD2",
        "post",
        f"teams!A{last + 1}",
        f"teams!A{last + 2}",
        f"teams!C{last + 3}",
    }
    assert all(problem.line is None for problem in found)


def test_a_value_that_is_missing_below_its_range_is_told() -> None:
    """A `low` without the number it is the least of."""
    book = load_workbook(BytesIO(dump_workbook(STARTER)))
    book["teams"].cell(1, 30).value = "last_call low"
    book["teams"].cell(2, 30).value = "5 min"
    (problem,) = problems(saved(book))
    assert problem.cell == "teams!AD2"
    assert "has no value" in problem.message


def test_what_is_missing_or_has_no_entry_of_its_own_is_told_with_a_cell() -> None:
    """A pattern nobody knows makes a group of columns unreadable, a needed value is gone: the row, the first sheet."""
    pattern = column(STARTER, "streams", "arrivals.pattern")
    found = problems(edited(STARTER, **{f"streams__{pattern}2": "sometimes"}))
    assert {problem.cell.partition("!")[0] for problem in found} == {"streams"}
    book = load_workbook(BytesIO(dump_workbook(STARTER)))
    row = next(cell.row for cell in book["scenario"]["A"] if cell.value == "observe")
    book["scenario"].delete_rows(row)
    assert {(problem.path, problem.cell) for problem in problems(saved(book))} == {("observe", "scenario")}


ODD_CELLS = (
    "x",
    -1,
    True,
    "null",
    "[]",
    "{a: {b: c}}",
    "{value: {value: 3}}",
    "#REF!",
    "@long 9",
    "1e400",
    "=1",
    time(6),
)


def test_no_value_in_any_cell_makes_the_loader_fall(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any cell of the starter in turn replaced by an odd value: a scenario, or problems that all say a cell."""
    whole = dict(sheets.read_sheets(dump_workbook(STARTER)))
    cells = [(sheet, found) for sheet, rows in whole.items() for row in rows for found in row]
    untold = []
    # Every third round of cells, each with the next odd value.
    for number, (sheet, cell) in enumerate(cells):
        odd = ODD_CELLS[number % len(ODD_CELLS)]
        if number // len(ODD_CELLS) % 3:
            continue
        other = cell._replace(content=odd, is_formula=odd == "=1")
        rows = [[other if found is cell else found for found in row] for row in whole[sheet]]
        monkeypatch.setattr(reading, "read_sheets", lambda _, book={**whole, sheet: rows}: book.items())
        try:
            build_scenario("case", b"PK\x03\x04")
        except ScenarioError as error:
            untold += [(sheet, cell.place, odd, problem) for problem in error.problems if not problem.cell]
    assert not untold


@pytest.mark.parametrize("rest", [b"", bytes(1000)])
def test_what_only_begins_like_a_workbook_is_refused(rest: bytes) -> None:
    """A cut file."""
    (problem,) = problems(b"PK\x03\x04" + rest)
    assert "is not a workbook" in problem.message


def packed(**parts: bytes) -> bytes:
    """A ZIP file."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def test_another_zip_file_is_refused() -> None:
    """A ZIP file that holds no workbook."""
    (problem,) = problems(packed(readme=b"hello"))
    assert "is not a workbook" in problem.message


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    """300 MB of zeros pack to less than half a megabyte."""
    bomb = packed(zeros=bytes(300_000_000))
    assert len(bomb) < 500_000
    monkeypatch.setattr(sheets, "load_workbook", pytest.fail)
    (problem,) = problems(bomb)
    assert "larger than 200 MB when unpacked" in problem.message


def test_entities_in_the_parts_of_a_workbook_are_not_expanded() -> None:
    """A billion laughs in the first cell."""
    laughs = b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "ha">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + k, b"&%c;" % (97 + k) * 10) for k in range(9)
    )
    with zipfile.ZipFile(BytesIO(dump_workbook(STARTER))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].replace(b"<t>title</t>", b"<t>&j;</t>")
    assert b"&j;" in sheet
    (problem,) = problems(packed(**parts | {"xl/worksheets/sheet1.xml": laughs + b"]>" + sheet}))
    assert "is not a workbook" in problem.message


def test_a_cell_far_out_costs_nothing() -> None:
    """One cell in the last column of the last row."""
    book = load_workbook(BytesIO(dump_workbook(STARTER)))
    book["posts"]["XFD1048576"] = "far"
    (problem,) = problems(saved(book))
    assert "250,000 rows" in problem.message or "columns on one sheet" in problem.message


def test_lists_that_grow_when_read_are_refused_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a million formats pack to some kilobytes, and take gigabytes and minutes once they are objects."""
    with zipfile.ZipFile(BytesIO(dump_workbook(STARTER))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    styles = parts["xl/styles.xml"].replace(b"</cellXfs>", b"<xf/>" * 500_000 + b"</cellXfs>")
    bomb = packed(**parts | {"xl/styles.xml": styles})
    assert len(bomb) < 50_000
    monkeypatch.setattr(sheets, "load_workbook", pytest.fail)
    (problem,) = problems(bomb)
    assert "most of it in 'xl/styles.xml'" in problem.message


@pytest.mark.parametrize(("limit", "words"), [("MOST_ROWS", "20 rows"), ("MOST_CELLS", "20 cells")])
def test_rows_and_cells_of_all_sheets_are_counted_together(
    limit: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many sheets of a few rows each: the starter has more than 20 of both together."""
    monkeypatch.setattr(sheets, limit, 20)
    (problem,) = problems(dump_workbook(STARTER))
    assert f"has more than {words}" in problem.message


def test_a_place_deeper_than_any_is_told_with_its_cell() -> None:
    """Five thousand names in a row, on the first sheet and in a header."""
    book = load_workbook(BytesIO(dump_workbook(STARTER)))
    deep = "a." * 5000 + "b"
    book["scenario"].append([deep, 1])
    book["posts"].cell(1, 30).value = deep
    book["posts"].cell(2, 30).value = 1
    found = problems(saved(book))
    assert {problem.cell for problem in found} == {f"scenario!B{book['scenario'].max_row}", "posts!AD1"}
    assert all("more than 40 names" in problem.message for problem in found)


# --- Files ------------------------------------------------------------------------------------------------------------


def test_a_scenario_is_saved_by_the_ending_of_its_name(tmp_path: Path) -> None:
    """`.yaml` and `.xlsx` give the same scenario back; another ending and a file that exists are refused."""
    for name in ("case.yaml", "case.xlsx"):
        save_scenario(STARTER, tmp_path / name)
        assert load_scenario(str(tmp_path / name)).hash == STARTER.hash
        with pytest.raises(ScenarioError, match="exists already"):
            save_scenario(STARTER, tmp_path / name)
    with pytest.raises(ScenarioError, match=r"does not end in \.yaml or \.xlsx"):
        save_scenario(STARTER, tmp_path / "case.ods")


def test_one_may_start_from_a_workbook(tmp_path: Path) -> None:
    """`greenlane new my.xlsx`."""
    write_starter(tmp_path / "my.xlsx")
    assert load_scenario(str(tmp_path / "my.xlsx")).hash == STARTER.hash
