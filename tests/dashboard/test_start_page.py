"""Where a visit begins: what is offered opens, what is brought is read with limits, and a new border runs."""

import csv
import io
import re
import zipfile
from pathlib import Path

import pytest
from figures import plain
from openpyxl import Workbook, load_workbook
from streamlit.testing.v1 import AppTest

from dashboard.newcase import Answers, new_case
from dashboard.session import Case, request_of, scenario_of
from dashboard.uploads import MOST_BYTES, UploadError, case_of_file, case_with_manifest
from sim import Scenario, ScenarioError, load_scenario, save_scenario, scenario_names, study

ROOT = Path(__file__).parents[2]
STARTER = (ROOT / "sim" / "scenario" / "starter.yaml").read_bytes()
WORK = Case(name="two-agencies", settings=("posts.border.teams.customs.officers=5",))
HOSTILE = "<script>alert(1)</script> **x** [y](http://a.example)"


def opened() -> AppTest:
    return healthy(AppTest.from_file(str(ROOT / "dashboard" / "app.py"), default_timeout=60).run())


def healthy(page: AppTest) -> AppTest:
    assert list(page.exception) == []
    return page


def press(page: AppTest, key: str) -> AppTest:
    next(button for button in page.button if key in (button.key, button.label)).click()
    return healthy(page.run())


def test_every_bundled_scenario_is_offered() -> None:
    """Each with a button, and opening one makes it the case of the visit."""
    page = opened()
    assert {f"open/{name}" for name, _ in scenario_names()} <= {button.key for button in page.button}
    press(page, "open/third-officer")
    assert page.session_state["case"] == Case(name="third-officer")


def test_stored_results_open_at_once() -> None:
    """The study that comes with a scenario is known as that of its case, without a run."""
    page = press(opened(), "results/two-agencies")
    case = page.session_state["case"]
    request = request_of(case)
    assert case.name == "two-agencies"
    assert request is not None
    assert page.session_state["case/job"] == request.key


def test_a_border_from_nine_numbers_runs() -> None:
    """What the form proposes is a scenario that can be run; every policy gives a figure."""
    case = new_case(Answers())
    scenario = scenario_of(case)
    assert isinstance(scenario, Scenario)
    found = study(scenario, replications=1, workers=1)
    assert len(found.policies) == 4


@pytest.mark.parametrize(
    "given",
    [
        {"posts": 6, "trade_a_day": 0, "closed_d": 60},
        {"opens": 0, "shuts": 24, "closed_d": 0},
        {"opens": 22, "shuts": 6},
        {"title": HOSTILE},
    ],
)
def test_the_form_makes_a_sound_scenario_of_whatever_it_lets_through(given: dict[str, object]) -> None:
    """At its bounds, by night, and with markup in the title."""
    scenario = scenario_of(new_case(Answers.model_validate(given)))
    assert isinstance(scenario, Scenario)
    assert scenario.title == given.get("title", "My border")


def test_the_form_on_the_page_builds_the_case() -> None:
    """Nine widgets with the bounds of their declaration; the button opens the border."""
    page = opened()
    officers = page.number_input(key="new/officers")
    assert (officers.min, officers.max, officers.value) == (1, 200, 4)
    officers.set_value(9)
    press(page, "Build this border")
    scenario = scenario_of(page.session_state["case"])
    assert isinstance(scenario, Scenario)
    assert scenario.world.posts["post-1"].teams["customs"].model_dump(mode="json")["officers"] == 9


def workbook(tmp_path: Path) -> bytes:
    path = tmp_path / "mine.xlsx"
    save_scenario(load_scenario("two-agencies"), str(path))
    return path.read_bytes()


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"0" * 300_000_000)
        archive.writestr("xl/workbook.xml", b"0" * 300_000_000)
    return packed.getvalue()


BAD = {
    "not YAML": ("mine.yaml", b"a: [1, 2\nb: }", "is not YAML"),
    "not text": ("mine.yaml", b"title: \xff\xfe", "is not UTF-8 text"),
    "wrong schema": ("mine.yaml", b"greenlane: 1\ntitle: x\nbordr: 3\n", "'bordr' is not known"),
    "too large": ("mine.yaml", b"a" * 50_000_000, "larger than 20 MB"),
    "another ending": ("mine.exe", b"MZ", "cannot be read"),
    "no workbook": ("mine.xlsx", b"PK\x03\x04 nothing", "is not a workbook that can be read"),
    "a bomb": ("mine.xlsx", bomb(), "is larger than 200 MB when unpacked"),
}


@pytest.mark.parametrize(("name", "raw", "words"), BAD.values(), ids=BAD)
def test_a_bad_file_is_refused_in_words(name: str, raw: bytes, words: str) -> None:
    """Nothing but a sentence comes of it, whatever is in it."""
    with pytest.raises((UploadError, ScenarioError)) as refused:
        case_of_file(name, raw)
    assert words in str(refused.value)


def uploaded(name: str, raw: bytes) -> AppTest:
    """The first page after a file was opened in a visit that had work in it."""
    page = opened()
    page.session_state["case"] = WORK
    page.segmented_control(key="own").set_value("Upload").run()
    page.file_uploader(key="scenario-file").set_value((name, raw, "application/octet-stream")).run()
    return press(page, "Open this file")


def told(page: AppTest) -> str:
    """Errors and lists of problems, as people read them."""
    tables = "\n".join(str(cell) for table in page.table for cell in table.value.to_numpy().flat)
    return plain("\n".join([*(error.value for error in page.error), tables]))


@pytest.mark.parametrize(
    ("name", "raw", "words"), [case for called, case in BAD.items() if called != "another ending"]
)  # the page offers no other endings
def test_a_bad_file_leaves_the_work_as_it_was(name: str, raw: bytes, words: str) -> None:
    """The page tells the problem, and the case of the visit stays, with its changes."""
    page = uploaded(name, raw)
    assert words in told(page)
    assert page.session_state["case"] == WORK


CELLS = {
    "a formula": '=HYPERLINK("http://a.example")',
    "markup": HOSTILE,
    "a word": "many",
}


@pytest.mark.parametrize("written", CELLS.values(), ids=CELLS)
def test_what_is_wrong_in_a_workbook_is_told_with_its_cell(tmp_path: Path, written: str) -> None:
    """Sheet and cell stand beside the problem; a formula is not worked out, and markup stays text."""
    book = load_workbook(io.BytesIO(workbook(tmp_path)))
    book["teams"]["C2"].value = written
    packed = io.BytesIO()
    book.save(packed)
    page = uploaded("mine.xlsx", packed.getvalue())
    assert re.search(r"teams.*C2", told(page))
    assert not any("<script>" in str(cell) for table in page.table for cell in table.value.to_numpy().flat)
    assert page.session_state["case"] == WORK


def test_a_workbook_with_a_path_in_its_name_opens_on_the_page(tmp_path: Path) -> None:
    """It is the scenario it was written from, under a name without the path."""
    page = uploaded("..\\..\\C:/boot/mine.xlsx", workbook(tmp_path))
    assert page.session_state["case"].name == "mine"
    scenario = scenario_of(page.session_state["case"])
    assert isinstance(scenario, Scenario)
    assert scenario.hash == load_scenario("two-agencies").hash


@pytest.mark.parametrize("name", ["../../etc/passwd.yaml", "C:\\boot\\x.yaml", "<b>.yaml", ".yaml", "a\nb.yaml"])
def test_a_path_in_a_file_name_is_only_a_name(name: str) -> None:
    """What results are called has no sign that means something in a path or in markup."""
    called = case_of_file(name, STARTER).name
    assert called
    assert not set(called) & set("/\\.<>:\n ")


def test_a_workbook_becomes_the_same_scenario(tmp_path: Path) -> None:
    """Read back from Excel, two-agencies has the hash it had."""
    scenario = scenario_of(case_of_file("mine.xlsx", workbook(tmp_path)))
    assert isinstance(scenario, Scenario)
    assert scenario.hash == load_scenario("two-agencies").hash


MANIFEST = b"""arrival,post,goods,tonnes,value,consignor,papers
2024-01-02 08:00,border,supplies,12,1000,,complete
2024-01-03 09:00,border,supplies,10,,,complete
"""


def test_a_manifest_takes_the_place_of_a_stream() -> None:
    """Two rows are two consignments; the rest of the stream stays."""
    scenario = scenario_of(case_with_manifest(Case(name="two-agencies"), "relief-trucks", MANIFEST))
    assert isinstance(scenario, Scenario)
    stream = scenario.world.streams["relief-trucks"]
    assert stream.rows is not None
    assert (len(stream.rows), stream.label) == (2, "Relief trucks")


def test_a_list_may_come_from_excel() -> None:
    """The same rows in a workbook are the same consignments."""
    book = Workbook()
    for row in csv.reader(MANIFEST.decode().splitlines()):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    cases = [
        case_with_manifest(Case(name="two-agencies"), "relief-trucks", raw) for raw in (MANIFEST, content.getvalue())
    ]
    texts, excel = (scenario_of(case) for case in cases)
    assert isinstance(texts, Scenario)
    assert isinstance(excel, Scenario)
    assert excel.hash == texts.hash


def test_the_short_form_says_what_is_left_empty() -> None:
    """By the name on the form."""
    page = opened()
    page.text_input(key="new/title").set_value("")
    press(page, "Build this border")
    assert page.error[0].value == "Fill in: What the border is called."


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (MANIFEST.replace(b"border", b"atlantis"), "atlantis"),
        (MANIFEST.replace(b"12,", b"=cmd|calc,"), "="),
        (b"nothing\n1\n", "lacks the columns arrival"),
        (b"\xff\xfe", "UTF-8"),
        (b"a" * (MOST_BYTES + 1), "larger than"),
    ],
)
def test_a_bad_manifest_is_refused_with_its_row(raw: bytes, words: str) -> None:
    """Unknown posts, formulas, missing columns, other encodings and sizes."""
    with pytest.raises((UploadError, ScenarioError)) as refused:
        case_with_manifest(Case(name="two-agencies"), "relief-trucks", raw)
    assert words in str(refused.value)


def test_a_folder_that_holds_no_study_is_said(tmp_path: Path) -> None:
    """In a sentence, and the case stays."""
    page = opened()
    page.segmented_control(key="own").set_value("Study folder").run()
    page.text_input(key="folder").set_value(str(tmp_path)).run()
    press(page, "Open this study")
    assert "not the folder of a study" in page.error[0].value.replace("\\", "").replace("\u2060", "")
    assert page.session_state["case"] == Case()


def test_a_folder_with_a_study_opens(tmp_path: Path) -> None:
    """Its scenario, policies, replications and seed become the case, and its study is known."""
    study(load_scenario("two-agencies"), replications=2, seed=4, workers=1, out=tmp_path / "made")
    page = opened()
    page.segmented_control(key="own").set_value("Study folder").run()
    page.text_input(key="folder").set_value(str(tmp_path / "made")).run()
    press(page, "Open this study")
    case = page.session_state["case"]
    assert (case.replications, case.seed, case.name) == (2, 4, "two-agencies")
    request = request_of(case)
    assert request is not None
    assert page.session_state["case/job"] == request.key
