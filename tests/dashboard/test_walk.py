"""The whole way in a real browser, from the first page to the file taken home, and every page looked at.

With `GREENLANE_SCREENSHOTS=docs/images` in the environment the pictures of the guides are taken anew.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from figures import agree, read
from PIL import Image
from typer.testing import CliRunner

from dashboard.address import case_from
from dashboard.session import Case
from sim import CATALOGUE, load_scenario
from sim.cli import app

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser

SCREENSHOTS = os.environ.get("GREENLANE_SCREENSHOTS")
PATIENCE_MS = 60_000
REST = """() => {
    const page = document.querySelector("[data-testid=stApp]");
    return page?.dataset.testScriptState === "notRunning" && !document.querySelector("[data-stale=true]");
}"""
"""Nothing is on its way: the script has run, and no part of the page is from an earlier run."""
KEPT = ("as-it-was", "relief-first", "one-stop")
OFFICERS = "posts.birgunj.teams.customs.officers"
PARTS = ("Posts and teams", "Procedure", "Streams", "Goods", "Disruption", "Risk", "Costs", "Sources")


@pytest.fixture
def visit(tab: Page, served: str) -> Page:
    """The first page."""
    tab.set_default_timeout(PATIENCE_MS)
    tab.goto(served)
    tab.get_by_role("heading", name="Which border?").wait_for()
    return settled(tab)


def settled(page: Page) -> Page:
    """The page once nothing is on its way."""
    page.wait_for_function(REST)
    return page


def go(page: Page, name: str) -> Page:
    """Another page, by its link above all pages."""
    page.get_by_test_id("stTopNavLink").filter(has_text=name).click()
    page.wait_for_url(re.compile(rf"/{name.lower()}(\?|$)"))
    return settled(page)


def changed(page: Page, before: str) -> str:
    """The code of the address once it is another."""
    page.wait_for_function("(before) => (new URLSearchParams(location.search).get('s') ?? '') !== before", arg=before)
    settled(page)
    return code(page)


def code(page: Page) -> str:
    return parse_qs(urlsplit(page.url).query).get("s", [""])[0]


def downloaded(page: Page, button: Locator, folder: Path) -> str:
    """What a button gives as a file."""
    with page.expect_download() as download:
        button.click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path.read_text(encoding="utf-8-sig")


def write_officers(page: Page, row: str, number: int) -> None:
    """Write into the table of teams as people do: a click, arrows, Enter."""
    go_to_part(page, "Posts and teams")
    page.get_by_role("heading", name="Teams at posts").scroll_into_view_if_needed()
    grid = page.get_by_test_id("stDataFrame").filter(has=page.locator("tbody tr", has_text=row)).first
    grid.scroll_into_view_if_needed()
    rows = grid.locator("tbody tr").evaluate_all("rows => rows.map((row) => row.textContent)")
    headings = grid.locator("th").evaluate_all("cells => cells.map((cell) => cell.textContent)")
    place = next(place for place, text in enumerate(rows) if text.startswith(row))
    grid.locator(".dvn-scroller").click(position={"x": 20, "y": 35 * (place + 1) + 17})
    for _ in range(headings.index("Officers")):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    cell = page.locator("#portal").get_by_role("textbox")
    cell.fill(str(number))
    cell.press("Enter")


def go_to_part(page: Page, part: str) -> None:
    page.get_by_test_id("stButtonGroup").get_by_text(part, exact=True).click()
    page.wait_for_timeout(200)  # until the page begins to answer
    settled(page)


def choose_policies(page: Page) -> None:
    """Untick all policies but three."""
    go(page, "Policies")
    for name, policy in load_scenario("nepal-2015").policies.items():
        if name not in KEPT:
            before = code(page)
            page.get_by_test_id("stCheckbox").get_by_text(policy.label, exact=True).click()
            changed(page, before)


def run(page: Page, replications: int) -> None:
    go(page, "Run")
    before = code(page)
    box = page.get_by_role("spinbutton", name="Replications")
    box.fill(str(replications))
    box.press("Enter")
    changed(page, before)
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_text(f"Done: {replications} replications.").wait_for()
    page.get_by_role("link", name="Read the answer").click()
    page.get_by_role("heading", name="Release of relief").wait_for()
    settled(page)


def of_command_line(case: Case) -> dict[str, Any]:
    """What `greenlane run --json` says of a case."""
    command = ["run", case.name, "--json", "--replications", str(case.replications), "--seed", str(case.seed)]
    command += [word for name in case.policies for word in ("--policy", name)]
    command += [word for setting in case.settings for word in ("--set", setting)]
    found: dict[str, Any] = json.loads(CliRunner().invoke(app, command).stdout)
    return found


def table(page: Page, heading: str) -> dict[str, dict[str, str]]:
    """The first table with a heading: rows by their name, cells by theirs, value above error."""
    found = page.get_by_test_id("stTable").filter(has=page.get_by_role("columnheader", name=heading, exact=True)).first
    _, *headings = found.locator("thead th").all_inner_texts()
    rows = [[cell.inner_text() for cell in row.locator("td, th").all()] for row in found.locator("tbody tr").all()]
    return {
        name.strip(): dict(zip(headings, (re.sub(r"\s*\n\s*", "  \n", cell) for cell in cells), strict=True))
        for name, *cells in rows
    }


def check_answer(page: Page, figures: dict[str, Any]) -> None:
    """The sentence and the table say what the command line says, as rounded."""
    gaps = {gap["policy"]: gap for gap in figures["comparisons"] if gap["measure"] == "relief/clearance_mean_h"}
    best = min(gaps.values(), key=lambda gap: gap["difference"])
    sentence = page.get_by_role("heading", level=4).first.inner_text()
    found = re.search(r"it clears (.+?) sooner than .* \(simulation error at 95 %: (.+?) to (.+?) sooner\)", sentence)
    assert found is not None, sentence
    for said, exact in zip(found.groups(), (best["difference"], best["high"], best["low"]), strict=True):
        value, rounding = read(said)
        assert value == pytest.approx(-exact, abs=rounding), sentence
    baseline = next(iter(figures["policies"].values()))["label"]
    shown = table(page, "Clearance time, mean")
    for name, policy in figures["policies"].items():
        cells, mean = shown[policy["label"]], policy["measures"]["relief/clearance_mean_h"]
        agree(cells["Clearance time, mean"], mean["mean"], mean["low"], mean["high"])
        if name in gaps:
            gap = gaps[name]
            agree(cells[f"Difference to “{baseline}”"], gap["difference"], gap["low"], gap["high"])


def check_files(page: Page, figures: dict[str, Any], folder: Path) -> None:
    """The files on offer hold the very figures of the command line."""
    whole = downloaded(page, page.get_by_role("button", name="All results (JSON)"), folder)
    assert json.loads(whole) == figures
    rows = list(csv.DictReader(io.StringIO(downloaded(page, page.get_by_role("button", name="Figures (CSV)"), folder))))
    measures = {name: policy["measures"] for name, policy in figures["policies"].items()}
    assert len(rows) == sum(map(len, measures.values()))
    for row in rows:
        mean = measures[row["policy"]][row["measure"]]["mean"]
        assert row["mean"] == ("" if mean is None else str(mean))


def check_why(page: Page, figures: dict[str, Any]) -> None:
    """Hours by cause are those of the command line."""
    page.get_by_text("In figures, by cause and by agency").click()
    page.get_by_role("columnheader", name="Cause").wait_for()
    labels = {row.label: row.key for row in CATALOGUE}
    policy = page.get_by_role("combobox", name=re.compile("Policy")).first.input_value()
    measures = next(entry["measures"] for entry in figures["policies"].values() if entry["label"] == policy)
    causes = table(page, "Cause")
    assert len(causes) > 3
    for label, cells in causes.items():
        mean = measures[f"relief/{labels[label]}"]
        agree(cells["Time"], mean["mean"], mean["low"], mean["high"])


def play(page: Page) -> None:
    """Play, pause and seek: the moment goes on by itself, and where it is told to."""
    from playwright.sync_api import expect

    slider = page.get_by_role("slider", name="Moment")
    slider.wait_for()
    start = int(slider.input_value())
    page.get_by_role("button", name=re.compile(r"\bPlay")).click()
    expect(slider).not_to_have_value(str(start), timeout=PATIENCE_MS)
    page.get_by_role("button", name="Pause").click()
    paused = int(slider.input_value())
    slider.press("Shift+ArrowRight")
    assert int(slider.input_value()) == paused + 86400
    page.get_by_role("button", name="Worst hour of A").click()
    assert int(slider.input_value()) != paused + 86400


def test_the_whole_way(visit: Page, served: str, tmp_path: Path) -> None:
    """A case is opened, changed, run, read, explained, played, taken home and shared; nothing goes wrong on the way.

    The figures are those of the command line for the same scenario, setting, policies, replications and seed.
    """
    page = visit
    page.locator("[class*='st-key-open-nepal-2015'] button").first.click()
    page.wait_for_url("**/scenario*")
    settled(page)
    before = code(page)
    write_officers(page, "Birgunj (Raxaul) · Customs", 12)
    assert case_from(changed(page, before)).settings == (f"{OFFICERS}=12",)
    choose_policies(page)
    run(page, 3)
    shared = code(page)
    case = case_from(shared)
    assert case == Case(name="nepal-2015", settings=(f"{OFFICERS}=12",), policies=KEPT, replications=3)
    figures = of_command_line(case)
    check_answer(page, figures)
    check_files(page, figures, tmp_path)
    sentence = page.get_by_role("heading", level=4).first.inner_text()
    check_why(go(page, "Why"), figures)
    play(go(page, "Replay"))
    file = downloaded(page, page.get_by_role("button", name="Replay as one file (HTML)"), tmp_path)
    assert file.lower().startswith("<!doctype html>")
    (tmp_path / "replay.html").write_text(file, encoding="utf-8")
    page.goto((tmp_path / "replay.html").as_uri())
    play(page)
    for address in (f"{served}/?s={shared}", f"{served}/answer?s={shared}"):
        page.goto(address)
        page.get_by_role("heading").first.wait_for()
        go(page, "Answer")
        assert page.get_by_role("heading", level=4).first.inner_text() == sentence
        assert code(page) == shared


def take(page: Page, path: Path) -> None:
    """Take a picture of what is seen, in few colours so that it stays small."""
    page.mouse.move(0, 400)  # off everything that shows more below the pointer
    page.wait_for_timeout(1000)  # charts are drawn after the page has come to rest
    with Image.open(io.BytesIO(page.screenshot())) as picture:
        picture.convert("RGB").quantize(96).save(path, optimize=True)


def test_every_page_can_be_read_by_everybody(visit: Page) -> None:
    """axe-core finds nothing serious on any page, the parts of Streamlit included; nothing is left out."""
    from axe_playwright_python.sync_playwright import Axe

    axe, wrong = Axe(), []

    def look(page: Page, called: str) -> None:
        if SCREENSHOTS:
            take(page, Path(SCREENSHOTS) / f"{called}.png")
        wrong.extend(
            (called, found["id"], found["nodes"][0]["html"][:200])
            for found in axe.run(page).response["violations"]
            if found["impact"] in ("serious", "critical")
        )

    look(visit, "start")
    visit.locator("[class*='st-key-results-nepal-2015'] button").first.click()
    visit.get_by_role("heading", name="Release of relief").wait_for()
    look(settled(visit), "answer")
    go(visit, "Replay").get_by_role("button", name="Worst hour of A").click()
    look(visit, "replay")
    for name in ("Why", "Run", "Policies", "Reference", "Scenario"):
        look(go(visit, name), name.lower())
    for part in PARTS:
        go_to_part(visit, part)
        look(visit, f"scenario-{part.split()[0].lower()}")
    assert wrong == []
