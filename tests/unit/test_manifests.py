"""Manifests: real consignments, row by row, from a file to a run; nothing that is wrong goes by in silence."""

import os
import pickle
import time
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from openpyxl import Workbook
from worlds import CONTEXT, outcomes, times, trace, waits, world

from sim.border import Activity, Outcome, draw
from sim.border.nature import Nature, nature
from sim.policies import Policy, apply
from sim.policies import warnings as policy_warnings
from sim.scenario import (
    Scenario,
    ScenarioError,
    build_scenario,
    dump_scenario,
    load_scenario,
    manifest_text,
    numbers,
    warnings,
)
from sim.scenario.tree import MOST_BYTES
from sim.world import Rows, World
from sim.world.cautions import warnings as world_warnings
from sim.world.checks import problems
from sim.world.loads import loads
from sim.world.manifest_text import MOST_ROWS, read_rows, write_rows
from sim.world.quantities import DAY_US, HOUR_US

HEADER = "arrival,post,goods,tonnes,value,consignor,papers"
ROW = "2015-04-26 08:00,bridge,food,12.5,3000,un,complete"
SCENARIO = """\
title: A bridge
onset: 2015-04-25 11:56+05:45
zone: Asia/Kathmandu
observe: 5 d
run_out: 5 d
agencies: {customs: {label: Customs}}
goods: {food: {label: Food}, tents: {label: Tents}}
consignors: {un: {label: UN}, ngo: {label: NGO}}
destinations: {camp: {label: Camp}}
posts:
  bridge: {label: The bridge, onward: {camp: 5 h}, teams: {customs: {officers: 2}}}
  ferry: {label: The ferry, teams: {customs: {officers: 2}}}
streams:
  aid:
    label: Aid
    kind: relief
    arrivals: {pattern: manifest, file: consignments.csv}
    papers_take: 1 d
procedure:
  check: {label: Check, agency: customs, duration: 30 min, documentary: true}
policies:
  as-is: {label: As it is}
"""


def read(*lines: str, header: str = HEADER) -> Rows:
    return read_rows("\n".join([header, *lines]), CONTEXT["onset"], CONTEXT["zone"])


def faults(*lines: str, header: str = HEADER) -> list[str]:
    return [str(fault) for fault in read(*lines, header=header).faults]


def load(folder: Path, text: str | bytes, scenario: str = SCENARIO, *settings: str) -> Scenario:
    (folder / "consignments.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    (folder / "border.yaml").write_text(scenario)
    return load_scenario(str(folder / "border.yaml"), settings)


def refused(folder: Path, text: str | bytes, scenario: str = SCENARIO) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        load(folder, text, scenario)
    assert {problem.path for problem in caught.value.problems} == {"streams.aid.arrivals.rows"}
    assert {problem.line for problem in caught.value.problems} == {17}
    return [problem.message for problem in caught.value.problems]


def listed(
    *lines: str,
    header: str = HEADER,
    stream: dict[str, Any] | None = None,
    before: dict[str, Any] | None = None,
    **fields: Any,
) -> World:
    """A world whose aid is what these lines say, after the streams before it; hour 0 is midnight."""
    arrivals = {"pattern": "manifest", "rows": "\n".join([header, *lines])}
    aid = {"kind": "relief", "arrivals": arrivals, "papers_take": "1 d", **(stream or {})}
    return world(**{"streams": {**(before or {}), "aid": aid}, "consignors": {"un": {}, "ngo": {}}, **fields})


def natures(world: World, replication: int = 0) -> Nature:
    return nature(world, draw(world, 1, replication))


# --- the text


def test_a_row_says_what_stands_in_it() -> None:
    """Columns in any order, headers in any letters, dates by the clock, names in any letters, units if wanted."""
    header = "ID;Papers;Expected  Arrival;GOODS;post;Value;consignor;tonnes;notice;#driver;destination"
    rows = read("A-1;Incomplete;day 3 08:00;Food;BRIDGE;1.5m USD;;800 kg;6 h;=x;camp", header=header)
    assert rows.faults == ()
    assert rows == Rows(
        arrival=(3 * DAY_US + 8 * HOUR_US,),
        post=("bridge",),
        goods=("food",),
        tonnes=(0.8,),
        value=(1_500_000.0,),
        consignor=("",),
        papers=(False,),
        reference=("A-1",),
        destination=("camp",),
        notice=(6 * HOUR_US,),
    )


def test_rows_come_in_order_of_arrival_and_keep_their_numbers() -> None:
    """As a spreadsheet counts: the header is row 1, and an empty row is passed over but counted."""
    rows = read("2 d,bridge,food,1,,,", "", " , ,,,,,", "1 d,bridge,food,2,,,", "1 d,bridge,food,3,,,")
    assert rows.faults == ()
    assert rows.arrival == (DAY_US, DAY_US, 2 * DAY_US)
    assert rows.tonnes == (2.0, 3.0, 1.0)
    assert rows.number == (5, 6, 2)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_text_of_spreadsheets_is_read(newline: str, mark: str) -> None:
    """With or without a byte-order mark, with the line ends of any system, parted by commas or by semicolons."""
    text = mark + newline.join([HEADER, ROW]) + newline
    semicolons = text.replace(",", ";").replace("12.5", "12,5")
    for written in (text, semicolons):
        rows = read_rows(written, CONTEXT["onset"], CONTEXT["zone"])
        assert (rows.faults, rows.tonnes, rows.value) == ((), (12.5,), (3000.0,))


def test_a_decimal_comma_may_stand_behind_points_between_thousands() -> None:
    """Parted by semicolons `34.000,50` is 34000.5 and `1.234.567,0` is 1234567; what is no number is told."""
    row = ROW.replace(",", ";").replace("12.5", "{}").replace("3000", "{}")
    written = [HEADER.replace(",", ";"), row.format("34.000,50", "1.234.567,0"), row.format("1.2.3,4", "1")]
    rows = read_rows("\n".join(written), CONTEXT["onset"], CONTEXT["zone"])
    assert (rows.tonnes[0], rows.value[0]) == (34000.5, 1234567.0)
    assert [fault.row for fault in rows.faults] == [3]


def test_a_point_that_may_part_thousands_is_asked_about() -> None:
    """Parted by semicolons `34.500` is 34500 where it was written and 34.5 elsewhere; `0.500` and `34.50` are plain."""
    row = ROW.replace(",", ";").replace("12.5", "{}").replace("3000", "{}")
    written = [HEADER.replace(",", ";"), row.format("34.500", "1"), row.format("0.500", "34.50")]
    rows = read_rows("\n".join(written), CONTEXT["onset"], CONTEXT["zone"])
    (fault,) = rows.faults
    assert (fault.row, fault.message) == (2, "'34.500' may be 34.5 or 34500; write 34,5 or 34500")
    assert (rows.tonnes[1], rows.value[1]) == (0.5, 34.5)
    assert read(ROW.replace("12.5", "34.500")).tonnes == (34.5,)


def test_empty_cells_behind_the_last_column_are_passed_over() -> None:
    """Spreadsheets write them where something once stood, in the header or below; what is not empty there is told."""
    rows = read(ROW, ROW + ",,", ROW + ", ,,", header=HEADER + ",,,")
    assert (rows.faults, rows.tonnes) == ((), (12.5,) * 3)
    assert faults(ROW + ",,x,,") == [
        "row 2 holds 9 cells and the header 7; put a text or number that holds the separator into quotation marks"
    ]


BAD_CELLS = {
    "2015-02-30,bridge,food,1,1,un,complete": ("arrival", "'2015-02-30' is not a date and time"),
    "28/04/2015,bridge,food,1,1,un,complete": ("arrival", "write for example '2015-04-28 08:00' or 'day 3 08:00'"),
    ",bridge,food,1,1,un,complete": ("arrival", "is empty; write when it is expected"),
    "1 d,,food,1,1,un,complete": ("post", "is empty; write the name of the post"),
    "1 d,bridge,,1,1,un,complete": ("goods", "is empty; write the name of its category"),
    "1 d,bridge,food,-3,1,un,complete": ("tonnes", "'-3' is below 0; write a number from 0"),
    "1 d,bridge,food,heavy,1,un,complete": ("tonnes", "'heavy' is not a weight"),
    "1 d,bridge,food,1e12,1,un,complete": ("tonnes", "'1e12' is not a weight between 0 and 1,000,000,000"),
    "1 d,bridge,food,nan,1,un,complete": ("tonnes", "'nan' is not a weight"),
    "1 d,bridge,food,1,-0.01,un,complete": ("value", "'-0.01' is below 0"),
    "1 d,bridge,food,1,1 EUR,un,complete": ("value", "'1 EUR' is not an amount of money"),
    "1 d,bridge,food,1,1,un,yes": ("papers", "'yes' is not known; write complete or incomplete"),
    "=NOW(),bridge,food,1,1,un,complete": ("arrival", "begins with '=' as a formula does"),
    "1 d,@bridge,food,1,1,un,complete": ("post", "begins with '@' as a formula does"),
    "1 d,bridge,+food,1,1,un,complete": ("goods", "begins with '+' as a formula does"),
    "1 d,bridge,food,=1+1,1,un,complete": ("tonnes", "begins with '=' as a formula does"),
    "1 d,bridge,food,1,-2+3,un,complete": ("value", "begins with '-' as a formula does"),
    "1 d,bridge,food,1,1,-un,complete": ("consignor", "begins with '-' as a formula does"),
    '1 d,bridge,food,1,1,"u\nn",complete': ("consignor", "holds line breaks"),
    f"1 d,bridge,food,1,1,{'x' * 201},complete": ("consignor", "is longer than 200 characters"),
}


@pytest.mark.parametrize("line", BAD_CELLS)
def test_a_bad_cell_is_told_with_its_row_and_column(line: str) -> None:
    """What is wrong and what would be right; the good rows around it are no excuse."""
    column, words = BAD_CELLS[line]
    (fault,) = read(ROW, line, ROW).faults
    assert (fault.row, fault.column) == (3, column)
    assert words in fault.message


def test_all_bad_cells_of_all_rows_are_told() -> None:
    """One reading finds everything, in the order of the rows."""
    found = read("1 d,bridge,food,-3,=1,un,complete", ROW, "noon,bridge,,1,1,un,maybe").faults
    assert [(fault.row, fault.column) for fault in found] == [
        (2, "tonnes"),
        (2, "value"),
        (4, "arrival"),
        (4, "goods"),
        (4, "papers"),
    ]


BAD_TABLES = {
    "": ["has no header; known: arrival, post,"],
    "\n,,\n": ["has no header"],
    HEADER: ["holds no consignment; write one a row below the header"],
    f"{HEADER.replace(',value', '')}\n{ROW.replace(',3000', '')}": ["row 1 lacks the column value; add it"],
    "arrival,post,goods\n1 d,bridge,food": ["row 1 lacks the columns tonnes, value, consignor, papers; add them"],
    f"{HEADER},driver\n{ROW},Joe": ["row 1, 'driver' is not a column; known: arrival, post,"],
    f"{HEADER},post\n{ROW},bridge": ["row 1, post is there twice; keep one"],
    f"{HEADER}\n{ROW},more": ["row 2 holds 8 cells and the header 7; put a text or number that holds the separator"],
    f"{HEADER}\n1 d,bridge,food": ["row 2 holds 3 cells and the header 7"],
    f'{HEADER}\n{ROW}\n1 d,"bridge,food': ["row 3 cannot be read"],
    f"{HEADER.replace(',', chr(9))}\n1": ["is not a column", "lacks the columns"],
}


@pytest.mark.parametrize("text", BAD_TABLES)
def test_a_bad_table_is_told_as_a_whole(text: str) -> None:
    """Missing, unknown and doubled columns, rows that do not fit, and what is no table."""
    found = read_rows(text, CONTEXT["onset"], CONTEXT["zone"]).faults
    for fault, words in zip(found, BAD_TABLES[text], strict=True):
        assert words in str(fault)


def test_no_row_beyond_the_limit_is_left_out_in_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first row too many is told."""
    assert MOST_ROWS == 200_000
    monkeypatch.setattr("sim.world.manifest_text.MOST_ROWS", 3)
    assert faults(ROW, ROW, ROW) == []
    assert faults(ROW, ROW, ROW, ROW) == [
        "row 5 is one of more than 3 rows; split the manifest into several streams",
    ]


def test_rows_survive_the_text_and_the_pickle() -> None:
    """Written and read again they are the same, whatever the clock; what nobody filled stays out."""
    header = f"{HEADER},reference,destination,notice"
    rows = read(
        '1 d,bridge,food,0.1,1e12,un,complete,"A, ""1""",camp,90 min',
        "-2 d,ferry,tents,,,,incomplete,,,",
        "2015-04-28 08:00:00.000001,bridge,food,33,0,,,,,",
        header=header,
    )
    assert rows.faults == ()
    assert read_rows(write_rows(rows), CONTEXT["onset"], CONTEXT["zone"]) == rows
    assert pickle.loads(pickle.dumps(rows)) == rows
    assert write_rows(read(ROW)) == f"{HEADER}\n1 d 8 h,bridge,food,12.5,3000,un,complete\n"


# --- the file


def test_a_manifest_is_read_from_beside_the_scenario(tmp_path: Path) -> None:
    """Dates by the clock of the scenario: 8:00 of 26 April in Kathmandu is 20 h 4 min after 11:56 of the day before."""
    scenario = load(tmp_path, f"{HEADER}\n{ROW}\n")
    rows = scenario.world.streams["aid"].rows
    assert rows is not None
    assert rows.arrival == (20 * HOUR_US + 4 * HOUR_US // 60,)
    assert scenario.world.streams["aid"].post == {"bridge": 1.0}
    assert warnings(scenario) == []


def test_a_manifest_may_lie_below_the_scenario_and_be_a_link_within(tmp_path: Path) -> None:
    """A folder of manifests is fine."""
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "april.csv").write_text(f"{HEADER}\n{ROW}\n")
    os.symlink(tmp_path / "lists" / "april.csv", tmp_path / "link.csv")
    for name in ("lists/april.csv", "link.csv"):
        assert load(tmp_path, "", SCENARIO.replace("consignments.csv", name)).world.streams["aid"].rows is not None


def test_every_bad_row_of_a_file_is_told(tmp_path: Path) -> None:
    """Dates in the past, unknown names, negative tonnes, formulas: each with its row; what is alike stands together."""
    lines = [
        "2015-04-25 11:00,bridge,food,1,1,un,complete",
        "2015-04-26 08:00,brige,food,-3,1,un,complete",
        ROW,
        "2015-04-26 08:00,brige,fod,1,=1,uno,complete",
        "2015-04-26 08:00,ferry,food,-3,1,un,complete",
    ]
    assert refused(tmp_path, "\n".join([HEADER, *lines])) == [
        "consignments.csv, row 2, arrival: is before the run begins on 2015-04-25 11:56; write a later time, lengthen "
        "lead_in, or state what is there already as `backlog`",
        "consignments.csv, rows 3, 6, tonnes: '-3' is below 0; write a number from 0, or leave the cell empty",
        "consignments.csv, rows 3, 5, post: 'brige' is not a post; did you mean 'bridge'? known: bridge, ferry",
        "consignments.csv, row 5, value: '=1' begins with '=' as a formula does; write the plain value",
        "consignments.csv, row 5, goods: 'fod' is not a category of goods; did you mean 'food'? known: food, tents",
        "consignments.csv, row 5, consignor: 'uno' is not a kind of consignor; did you mean 'un'? known: un, ngo",
    ]


def test_of_many_bad_rows_the_first_are_shown_and_all_are_counted(tmp_path: Path) -> None:
    """500 rows of negative tonnes, each another: 40 are shown, and 500 is said; alike they are one line."""
    told = refused(tmp_path, "\n".join([HEADER, *(ROW.replace("12.5", f"-{k}") for k in range(500))]))
    assert len(told) == 41
    assert told[-1] == "500 mistakes in 500 rows in all; the first 40 different ones are shown"
    (told_once,) = refused(tmp_path, "\n".join([HEADER, *([ROW.replace("12.5", "-1")] * 500)]))
    assert told_once.startswith("consignments.csv, rows 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 and 488 more, tonnes: ")


BAD_FILES = {
    "../outside.csv": "lies outside the folder of the scenario",
    "link.csv": "lies outside the folder of the scenario",
    "folder.csv": "is not a file",
    "nowhere.csv": "cannot be found",
    "border.yaml": "does not end in .csv or .xlsx",
    "/etc/passwd": "does not end in .csv or .xlsx",
    "a\\0.csv": "cannot be found",
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_only_a_table_of_the_scenario_s_own_folder_is_read(name: str, tmp_path: Path) -> None:
    """No way out by dots, links or full paths, no folders, no other files."""
    folder = tmp_path / "inside"
    (folder / "folder.csv").mkdir(parents=True)
    (tmp_path / "outside.csv").write_text(f"{HEADER}\n{ROW}\n")
    os.symlink(tmp_path / "outside.csv", folder / "link.csv")
    (message,) = refused(folder, "", SCENARIO.replace("consignments.csv", f'"{name}"'))
    assert BAD_FILES[name] in message


def test_a_manifest_that_cannot_be_read_is_told_whatever_its_stream_states(tmp_path: Path) -> None:
    """Post, goods and destination stand beside the name of a file that is not there: that alone is wrong."""
    stated = "file: nowhere.csv}\n    post: bridge\n    goods: food\n    destination: camp"
    (message,) = refused(tmp_path, "", SCENARIO.replace("file: consignments.csv}", stated))
    assert message == "nowhere.csv: cannot be found; write its path from the folder of the scenario"


def test_a_file_that_is_no_text_or_too_large_is_refused(tmp_path: Path) -> None:
    """UTF-8 alone, at most 50 MB, with the row where it goes wrong."""
    (message,) = refused(tmp_path, f"{HEADER}\n{ROW}\n".encode() + "1 d,bridge,f\u00e9,1,1,un,".encode("latin-1"))
    assert message == "consignments.csv: is not UTF-8 text (row 3); save it as CSV with the encoding UTF-8"
    (message,) = refused(tmp_path, b"x" * 50_000_001)
    assert "is larger than 50 MB" in message


def test_a_list_in_excel_is_read_like_one_in_csv(tmp_path: Path) -> None:
    """Dates, numbers and text of cells; the first sheet that is no note, and rows have the numbers that Excel shows."""
    book = Workbook()
    book.active.title = "# remarks"
    book.active.append(["for the office alone"])
    sheet = book.create_sheet("list")
    sheet.append(HEADER.split(","))
    sheet.append([datetime(2015, 4, 26, 8, 0), "bridge", "food", 12.5, 900, "un", "complete"])
    sheet.append([])
    sheet.append([datetime(2015, 4, 27), "bridge", "food", 8, None, None, None])
    text = manifest_text(saved(book))
    assert text.splitlines()[1] == "2015-04-26 08:00,bridge,food,12.5,900,un,complete"
    (tmp_path / "list.xlsx").write_bytes(saved(book))
    table = f"{HEADER}\n2015-04-26 08:00,bridge,food,12.5,900,un,complete\n2015-04-27,bridge,food,8,,,\n"
    (tmp_path / "consignments.csv").write_text(table)
    hashes = []
    for name in ("list.xlsx", "consignments.csv"):
        (tmp_path / "case.yaml").write_text(SCENARIO.replace("consignments.csv", name))
        hashes.append(load_scenario(str(tmp_path / "case.yaml")).hash)
    assert hashes[0] == hashes[1]
    sheet["A4"] = "=TODAY()"
    (tmp_path / "list.xlsx").write_bytes(saved(book))
    (tmp_path / "case.yaml").write_text(SCENARIO.replace("consignments.csv", "list.xlsx"))
    with pytest.raises(ScenarioError, match=r"list\.xlsx, row 4, arrival: .* as a formula does"):
        load_scenario(str(tmp_path / "case.yaml"))


def test_a_workbook_that_holds_nothing_is_refused() -> None:
    """In a sentence, and so is a file that only looks like one."""
    with pytest.raises(ValueError, match="holds nothing"):
        manifest_text(saved(Workbook()))
    with pytest.raises(ValueError, match="is not a workbook"):
        manifest_text(b"PK\x03\x04 and nothing else")


def saved(book: Workbook) -> bytes:
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def test_a_file_and_text_in_place_exclude_each_other(tmp_path: Path) -> None:
    """One of the two, not both and not none; without a folder only text in place."""
    for both in ("file: consignments.csv, rows: x", "rows: null", "file: [a]"):
        (message,) = refused(tmp_path, ROW, SCENARIO.replace("file: consignments.csv", both))
        assert message.startswith("needs either `file`")
    with pytest.raises(ScenarioError, match="was not read from a folder"):
        build_scenario("border", SCENARIO.encode())


def test_a_resolved_scenario_needs_no_file(tmp_path: Path) -> None:
    """It holds the rows as a block of text, reads back the same, and its hash is that of what the rows say."""
    scenario = load(tmp_path, f"{HEADER}\n{ROW}\n1 d,ferry,tents,,,ngo,incomplete\n")
    written = dump_scenario(scenario)
    assert (
        "      rows: |\n        arrival,post,goods,tonnes,value,consignor,papers\n        20 h 4 min,bridge," in written
    )
    again = build_scenario(scenario.name, written.encode())
    assert again == scenario
    assert again.hash == scenario.hash
    assert dump_scenario(again) == written
    same = load(tmp_path, f"{HEADER}\n1 d,ferry,tents,,,ngo,incomplete\n{ROW.replace('3000', '3000.0')}\n")
    assert same.hash == scenario.hash
    assert load(tmp_path, f"{HEADER}\n{ROW}\n1 d,ferry,tents,,,ngo,complete\n").hash != scenario.hash


def test_a_what_if_may_name_another_manifest(tmp_path: Path) -> None:
    """And counts as set by hand; a manifest is one figure in the list of numbers, with the source of its block."""
    (tmp_path / "more.csv").write_text(f"{HEADER}\n{ROW}\n{ROW}\n")
    sourced = SCENARIO.replace("file: consignments.csv", "file: consignments.csv, source: list").replace(
        "onset:", "sources: {list: {grade: reported, title: A list}}\nonset:"
    )
    known = {number.path: number for number in numbers(load(tmp_path, f"{HEADER}\n{ROW}\n", sourced))}
    assert known["streams.aid.arrivals.rows"].written == "1 consignments"
    assert known["streams.aid.arrivals.rows"].source == "list"
    changed = load(tmp_path, f"{HEADER}\n{ROW}\n", SCENARIO, "streams.aid.arrivals={pattern: manifest, file: more.csv}")
    known = {number.path: number for number in numbers(changed)}
    assert known["streams.aid.arrivals.rows"].written == "2 consignments"
    assert known["streams.aid.arrivals.rows"].source == "command-line"


def test_mistakes_of_the_scenario_and_of_the_rows_are_told_together(tmp_path: Path) -> None:
    """What rows lean on is not reported again where it was lost."""
    wrong = SCENARIO.replace("{label: Camp}", "{label: Camp, lable: x}").replace("ferry: {label", "ferry: {labl")
    with pytest.raises(ScenarioError) as caught:
        load(tmp_path, f"{HEADER}\n1 d,ferry,food,-1,,,\n1 d,bridge,food,,,,maybe\n", wrong)
    assert [problem.path for problem in caught.value.problems] == [
        "destinations.camp.lable",
        "posts.ferry.label",
        "posts.ferry.labl",
        "streams.aid.arrivals.rows",
        "streams.aid.arrivals.rows",
    ]


def test_fifty_thousand_rows_load_in_seconds(tmp_path: Path) -> None:
    """Each row another: some seconds of work to read and check them, and what is resolved can be read again."""
    rows = (
        f"2015-04-{26 + k // 20_000} {k % 24:02}:{k % 60:02}:{k % 59:02},bridge,food,{k % 97 / 10},{k},un,complete"
        for k in range(50_000)
    )
    text = "\n".join([HEADER, *rows])
    begun = time.process_time()
    scenario = load(tmp_path, text)
    assert time.process_time() - begun < 6
    assert len(draw(scenario.world, 1)) == 50_000
    assert len(dump_scenario(scenario)) < MOST_BYTES / 5


# --- the world


def test_what_rows_say_is_what_the_stream_brings() -> None:
    """Posts, goods, consignors and destinations by number of rows; papers, loads and values as in the rows."""
    stream = listed(
        "1 d,bridge,food,10,,un,complete",
        "1 d,bridge,tents,20,,un,incomplete",
        "2 d,bridge,food,,,,",
    ).streams["aid"]
    assert (stream.post, stream.goods, stream.consignor) == ({"bridge": 3.0}, {"food": 2.0, "tents": 1.0}, {"un": 2.0})
    assert (stream.destination, stream.value, stream.papers_complete) == (None, None, 0.5)
    assert stream.tonnes is not None
    assert stream.tonnes.mean() == 15


@pytest.mark.parametrize("key", ["post", "goods", "consignor"])
def test_what_rows_say_is_not_said_again(key: str) -> None:
    """Two statements of one thing would contradict each other sooner or later."""
    with pytest.raises(ValueError, match=f"leave {key} out here"):
        listed("1 d,bridge,food,,,un,", stream={key: {"post": "bridge", "goods": "food", "consignor": "un"}[key]})


def test_a_stream_without_a_manifest_still_says_where_and_what() -> None:
    """Only a manifest can leave post and goods out."""
    for key in ("post", "goods"):
        aid = {"kind": "relief", "post": "bridge", "goods": "food", "arrivals": {"pattern": "steady", "rate": "1/day"}}
        with pytest.raises(ValueError, match="Field required"):
            world(streams={"aid": {name: value for name, value in aid.items() if name != key}})


def test_text_in_a_world_made_by_hand_must_be_right() -> None:
    """There nobody asks for faults afterwards."""
    with pytest.raises(ValueError, match="1 cells or rows are wrong, the first: row 2, tonnes '-1' is below 0"):
        listed("1 d,bridge,food,-1,,,")
    with pytest.raises(ValueError, match="needs `rows`"):
        world(streams={"aid": {"kind": "relief", "arrivals": {"pattern": "manifest"}}})
    with pytest.raises(ValueError, match="only read when a scenario is loaded"):
        world(streams={"aid": {"kind": "relief", "arrivals": {"pattern": "manifest", "file": "a.csv"}}})


def test_rows_are_one_consignment_each() -> None:
    """A convoy would multiply them; and incomplete papers take somebody time."""
    assert problems(listed("1 d,bridge,food,,,,")) == []
    ((where, message),) = problems(listed("1 d,bridge,food,,,,", stream={"convoy": 2}))
    assert (where, message.split(";")[0]) == (("streams", "aid", "convoy"), "a manifest has a row for each consignment")
    ((where, message),) = problems(listed("1 d,bridge,food,,,,incomplete", stream={"papers_take": None}))
    assert where == ("streams", "aid")
    assert "papers_take is needed" in message


TWO_POSTS: dict[str, Any] = {
    "posts": {
        "bridge": {"teams": {"customs": {"officers": 1}}, "onward": {"camp": "5 h"}},
        "airport": {"teams": {"customs": {"officers": 1}, "health": {"officers": 1}}},
    },
    "destinations": {"camp": {"label": "Camp"}},
    "procedure": {
        "check": {"agency": "customs", "duration": "1 h"},
        "swab": {"agency": "health", "duration": "1 h", "for": {"goods": "food"}},
    },
}


def test_a_post_needs_only_what_its_rows_need() -> None:
    """Food that comes to the airport alone asks for no health team at the bridge; diverted it may."""
    lines = ["1 d,airport,food,,,,,", "1 d,bridge,tents,,,,,camp"]
    header = f"{HEADER},destination"
    assert problems(listed(*lines, header=header, **TWO_POSTS)) == [
        (("posts", "airport", "onward"), "lacks the travel to camp, where consignments of aid go; add it")
    ]
    here = ["1 d,airport,food,,,,,", "1 d,bridge,tents,,,,,"]
    assert problems(listed(*here, header=header, **TWO_POSTS)) == []
    diverted = {"diversion": {"to": {"bridge": "3 h"}}}
    ((where, message),) = problems(listed(*here, header=header, stream=diverted, **TWO_POSTS))
    assert where == ("posts", "bridge", "teams")
    assert "'health' is missing" in message


def test_loads_count_the_rows() -> None:
    """Three rows within five days, two of them food at an hour each: 2 · 7 / 5 officer-hours a week at the airport."""
    built = listed(
        "1 d,airport,food,,,,", "2 d,airport,food,,,,", "3 d,bridge,tents,,,,", "6 d,airport,food,,,,", **TWO_POSTS
    )
    surge = {load.place: load.surge_h_per_week for load in loads(built)}
    # The row of day 6 is not observed, but the shares are those of all rows: 3 of 4 at the airport.
    assert surge["posts", "airport", "teams", "health"] == pytest.approx(3 * 7 / 5 * 3 / 4)
    assert surge["posts", "bridge", "teams", "customs"] == pytest.approx(3 * 7 / 5 * 1 / 4)


def test_rows_after_the_end_are_warned_of() -> None:
    """They take no part, and that is said with their number."""
    ((where, message),) = world_warnings(listed("1 d,bridge,food,,,,", "10 d,bridge,food,,,,", "11 d,bridge,food,,,,"))
    assert where == ("streams", "aid", "arrivals")
    assert message.startswith("2 of 3 rows arrive after the end of the run and take no part")
    ((where, message),) = world_warnings(listed("11 d,bridge,food,,,,"))
    assert "nothing arrives" in message


# --- the run


def test_consignments_are_what_their_rows_say() -> None:
    """In order of arrival: what, where from, how much and whether complete, the same in every replication."""
    built = listed(
        "5 h,airport,tents,7,70,ngo,incomplete,,",
        "3 h,bridge,food,12.5,3000,un,complete,camp,6 h",
        "11 d,bridge,food,1,1,un,complete,camp,",
        header=f"{HEADER},destination,notice",
        stream={"notice": "2 h"},
        **TWO_POSTS,
    )
    for replication in range(3):
        inputs = draw(built, 1, replication)
        drawn = nature(built, inputs)
        assert (inputs.base_arrival / HOUR_US).tolist() == [3, 5]
        assert drawn.post.tolist() == [0, 1]
        assert drawn.goods.tolist() == [0, 1]
        assert drawn.consignor.tolist() == [0, 1]
        assert drawn.tonnes.tolist() == [12.5, 7]
        assert drawn.value_usd.tolist() == [3000, 70]
        assert drawn.incomplete.tolist() == [False, True]
        assert (drawn.notice_us / HOUR_US).tolist() == [6, 2]
        assert drawn.destination[0] == 0


def test_what_a_row_does_not_say_is_drawn() -> None:
    """From the stream where that says it, else like the other rows: half the papers, loads of 10 or 20 t."""
    lines = ["1 h,bridge,food,10,,un,complete", "1 h,bridge,food,20,,ngo,incomplete"] + ["2 h,bridge,food,,,,"] * 2000
    drawn = natures(listed(*lines, stream={"value": 500}))
    empty = slice(2, None)
    assert set(drawn.tonnes[empty]) == {10, 20}
    assert set(drawn.value_usd) == {500}
    # Means of 2000 fair coins: 0.5 ± 0.037 holds 99.9 % of the time.
    assert drawn.incomplete[empty].mean() == pytest.approx(0.5, abs=0.037)
    assert (drawn.consignor[empty] == 0).mean() == pytest.approx(0.5, abs=0.037)
    stated = natures(listed(*lines, stream={"value": 500, "papers_complete": 1.0}))
    assert stated.incomplete.tolist() == [False, True] + [False] * 2000


def test_a_rule_on_papers_mends_as_many_as_it_says() -> None:
    """40 % of the UN's rows are complete: at 85 % three in four of the others are mended, and none is spoiled."""
    lines = [f"{k} min,bridge,food,,,un,{'complete' if k % 5 < 2 else 'incomplete'}" for k in range(2000)]
    others = [f"{k} min,bridge,food,,,ngo,incomplete" for k in range(2000)]
    drawn = natures(listed(*lines, *others))
    un, complete = drawn.consignor == 0, ~drawn.incomplete
    assert (drawn.papers[un & complete] < 0.4).all()
    assert (drawn.papers[un & ~complete] >= 0.4).all()
    # (0.85 - 0.4) / 0.6 = 0.75 of 1200, and of 2000 where none is complete 0.85; four standard errors.
    assert (drawn.papers[un & ~complete] < 0.85).mean() == pytest.approx(0.75, abs=0.05)
    assert (drawn.papers[~un] < 0.85).mean() == pytest.approx(0.85, abs=0.035)


def test_other_luck_is_that_of_the_place_in_the_manifest() -> None:
    """A policy changes nothing of it, and another load in a row changes nothing of the others."""
    lines = ["1 h,bridge,food,1,,,", "2 h,bridge,food,2,,,", "3 h,bridge,food,3,,,"]
    before, after = natures(listed(*lines)), natures(listed(lines[0], "2 h,bridge,food,9,,,", lines[2]))
    assert before.score.tolist() == after.score.tolist()
    assert after.tonnes.tolist() == [1, 9, 3]


def test_a_manifest_runs_beside_modelled_traffic() -> None:
    """Trade at 0:30 takes the only officer for an hour; the row of 1:00 waits half an hour, then its papers are found
    wanting: 2:30, a day for the papers, and an hour again.
    """
    check = {"check": {"agency": "customs", "duration": "1 h", "documentary": True}}
    trade = {
        "kind": "commercial",
        "post": "bridge",
        "goods": "food",
        "arrivals": {"pattern": "listed", "times": ["30 min"]},
    }
    log = trace(listed("1 h,bridge,food,,,,incomplete", procedure=check, before={"trade": trade}))
    assert times(log, "release") == [1.5, 27.5]
    assert waits(log, Activity.PAPERS) == [(1, 2.5, 26.5)]
    assert outcomes(log) == [Outcome.RELEASED, Outcome.RELEASED]


def test_a_backlog_of_a_manifest_is_drawn_like_its_rows() -> None:
    """What stands there already is in no row, so it is drawn from what the rows say."""
    backlog = [{"post": "bridge", "stream": "aid", "count": 50, "age": "3 h"}]
    drawn = natures(listed("1 h,bridge,food,5,,,", "1 h,bridge,food,5,,,", backlog=backlog))
    assert len(drawn.tonnes) == 52
    assert set(drawn.tonnes) == {5}


def test_levers_meet_the_rows() -> None:
    """A lever that waives a step for what only the rows name finds them."""
    levers = [{"waive": {"steps": "check", "for": {"consignor": "un"}}}]
    built = listed("1 h,bridge,food,,,un,", "1 h,bridge,food,,,ngo,")
    changed = apply(Policy.model_validate({"label": "Waived", "levers": levers}), built)
    assert times(trace(changed), "release") == [1, 2]


def test_papers_come_as_long_before_as_each_row_says() -> None:
    """A row's own notice of 6 h, and the stream's 2 h where a row says none: papers are lodged at 4 and at 8."""
    header = f"{HEADER},notice"
    built = listed("10 h,bridge,food,,,un,,6 h", "10 h,bridge,food,,,un,,", header=header, stream={"notice": "2 h"})
    ahead = apply(Policy.model_validate({"label": "Ahead", "levers": ["pre_arrival"]}), built)
    assert times(trace(ahead), "lodged") == [4, 8]
    alone = listed("10 h,bridge,food,,,un,,6 h", header=header)
    assert policy_warnings(Policy.model_validate({"label": "Ahead", "levers": ["pre_arrival"]}), alone) == ()


def test_figures_are_exact() -> None:
    """A decimal is the number nearest to it, whichever way it is read."""
    cells = ["0.1", "12.345678", "99999999.999999", "1e-3", "33"]
    rows = read(*(f"1 d,bridge,food,{cell},,," for cell in cells))
    assert rows.tonnes == tuple(map(float, cells))
    assert np.array(rows.tonnes).sum() == sum(map(float, cells))
