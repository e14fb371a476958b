"""The replay in a real browser: the file as people open it, and the parts of the script against the model."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from numpy.typing import NDArray
from unpacking import NO_TIME, milestones, unpacked

from sim import apply, draw, ledger, load_scenario, run
from sim.measures import Cause
from sim.reports.replay import record_replay, replay_page, replay_script

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
PAIR = ("in-turn", "joint")


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return record_replay(load_scenario("two-agencies"), PAIR)


@pytest.fixture
def opened(tab: Page, document: dict[str, Any], tmp_path: Path) -> Page:
    """The file of two agencies, opened from the disk."""
    return open_file(tab, document, tmp_path)


def open_file(tab: Page, document: dict[str, Any], folder: Path) -> Page:
    path = folder / "replay.html"
    path.write_text(replay_page(document), encoding="utf-8")
    tab.goto(path.as_uri())
    tab.get_by_role("button", name="Play").wait_for()
    return tab


def told(page: Page) -> str:
    """The moment in words."""
    return page.locator(".told").inner_text()


def moment_of(page: Page) -> int:
    return int(page.get_by_role("slider", name="Moment").input_value())


def until_later(page: Page, moment: int) -> None:
    """Wait until a later moment is shown; the policy of the page forbids to wait within it."""
    for _ in range(200):
        if moment_of(page) > moment:
            return
        page.wait_for_timeout(50)
    raise AssertionError("the replay does not go on")


def test_it_plays_and_pauses_by_button_and_by_key(opened: Page) -> None:
    """Time goes on while it plays and stands still after a pause, told in words."""
    before = moment_of(opened)
    opened.get_by_role("button", name="Play").click()
    until_later(opened, before + 1800)
    opened.get_by_role("button", name="Pause").click()
    paused = moment_of(opened)
    assert opened.locator(".clock").inner_text() in told(opened)
    opened.locator("body").press(" ")
    until_later(opened, paused)
    opened.locator("body").press(" ")
    assert opened.get_by_role("button", name="Play").is_visible()


def test_arrows_step_by_an_hour_and_with_shift_by_a_day(opened: Page) -> None:
    """From the page and from the slider alike."""
    start = moment_of(opened)
    opened.locator("body").press("ArrowRight")
    assert moment_of(opened) == start + 3600
    opened.get_by_role("slider", name="Moment").press("Shift+ArrowRight")
    assert moment_of(opened) == start + 3600 + 86400
    opened.locator("body").press("ArrowLeft")
    assert moment_of(opened) == start + 86400


def test_the_worst_hour_is_one_press_away(opened: Page, document: dict[str, Any]) -> None:
    """The first press of the button goes to the moment of the worst backlog of that side."""
    for letter, side in zip("AB", document["sides"], strict=True):
        opened.get_by_role("button", name=f"Worst hour of {letter}").click()
        assert moment_of(opened) == side["worst"]


def seek(page: Page, at: int) -> None:
    slider = page.get_by_role("slider", name="Moment")
    slider.evaluate("(node, at) => { node.value = at; node.dispatchEvent(new Event('input')); }", at)


def relief_of(document: dict[str, Any]) -> NDArray[np.bool_]:
    """Which consignments are relief."""
    kinds = [kind["name"] for kind in document["words"]["kinds"]]
    return np.asarray(unpacked(document["consignments"])["kind"] == kinds.index("relief"))


@pytest.mark.parametrize("at", [250_000, 400_000, 600_000])
def test_counters_tell_what_the_log_tells(opened: Page, document: dict[str, Any], at: int) -> None:
    """Share and number of relief released, of what has arrived, on both sides."""
    seek(opened, at)
    for side in (0, 1):
        moments = milestones(document, side)
        relief = relief_of(document)
        arrived = int((moments["base"][relief] <= at).sum())
        release = moments["release"][relief]
        released = int(((release != NO_TIME) & (release <= at)).sum())
        card = opened.locator(".card").nth(side).inner_text()
        assert f"{100 * released // arrived} %" in card
        assert f"{released} of {arrived} consignments" in card


def test_the_moment_is_a_table_too(opened: Page, document: dict[str, Any]) -> None:
    """With a row a place and both policies as columns; who waits at two agencies at once is inside once."""
    seek(opened, document["sides"][1]["worst"])
    opened.get_by_text("This moment as a table").click()
    table = opened.get_by_role("table")
    table.locator("thead th").first.wait_for()
    headings = [heading.inner_text() for heading in table.locator("thead th").all()]
    assert headings == ["Place", "A One after the other", "B Joint inspection"]
    cells = {
        row.locator("th").inner_text(): row.locator("td").all_inner_texts() for row in table.locator("tbody tr").all()
    }
    moments, at = milestones(document, 1), document["sides"][1]["worst"]
    inside = (moments["entry"] <= at) & ((moments["release"] == NO_TIME) | (moments["release"] > at))
    inside &= moments["entry"] != NO_TIME
    relief, others = int((inside & relief_of(document)).sum()), int((inside & ~relief_of(document)).sum())
    expected = ", ".join(f"{many} {kind}" for many, kind in ((relief, "relief"), (others, "commercial")) if many)
    assert cells["The border post: inside"][1] == expected
    waiting = [
        int(re.findall(r"(\d+) relief waiting|$", cells[f"The border post: {team}"][1])[0] or 0)
        for team in ("Customs", "Health")
    ]
    assert sum(waiting) > relief  # joint work is awaited in both lines


def test_one_consignment_is_followed_by_number_and_by_a_click(opened: Page, document: dict[str, Any]) -> None:
    """Its way under both policies stands below, as a picture with words and as a table with causes."""
    opened.get_by_role("spinbutton", name="Consignment").fill("120")
    opened.get_by_role("button", name="Follow").click()
    assert opened.locator("h3").inner_text().startswith("Consignment 120: ")
    assert "released after" in (opened.locator(".passage svg").get_attribute("aria-label") or "")
    seek(opened, document["sides"][0]["worst"])
    for y in range(40, 200, 8):  # somewhere below the first mark of a line
        opened.locator(".stage").first.click(position={"x": 245, "y": y})
    followed = int(re.findall(r"\d+", opened.locator("h3").inner_text())[0])
    moments, at = milestones(document, 0), document["sides"][0]["worst"]
    assert followed != 120
    assert moments["arrival"][followed] <= at < moments["release"][followed]


def test_names_in_it_are_shown_and_never_run(tab: Page, tmp_path: Path) -> None:
    """Labels that try to break out stand on the page letter by letter."""
    attack = "</script><script>document.title = 'broken'</script><img src=x onerror=\"document.title = 'broken'\">"
    small = load_scenario("two-agencies")
    policies = {name: policy.model_copy(update={"label": attack}) for name, policy in small.policies.items()}
    scenario = small.model_copy(update={"title": attack, "policies": policies})
    page = open_file(tab, record_replay(scenario, PAIR), tmp_path)
    assert attack in page.locator("h2").first.inner_text()
    assert page.title() == f"{attack}: replay"


def test_motion_is_reduced_where_that_is_asked_for(opened: Page, document: dict[str, Any], tmp_path: Path) -> None:
    """The picture then changes once a second: in 0.8 s of playing nothing has moved."""
    opened.emulate_media(reduced_motion="reduce")
    page = open_file(opened, document, tmp_path)
    before = moment_of(page)
    page.get_by_role("button", name="Play").click()
    page.wait_for_timeout(500)
    assert moment_of(page) == before
    until_later(page, before)


# --- the parts of the script against the model

SCENARIOS = {
    "two-agencies": "in-turn",
    "calendars-that-miss": "two-stops",
    "controlled-again": "one-officer",
    "third-officer": "one-each",
}
"""Policies under which steps come one after the other, so that the whole of a consignment's rows is its ledger."""


@pytest.mark.parametrize("name", list(SCENARIOS))
def test_causes_below_a_consignment_are_those_of_the_ledger(tab: Page, name: str) -> None:
    """Summed over all released: seconds by cause of the rows are those of the ledger, to a second a row."""
    scenario, policy = load_scenario(name), SCENARIOS[name]
    document = record_replay(scenario, (policy, policy))
    world = apply(scenario.policies[policy], scenario.world)
    log = run(world, draw(scenario.world, 1, 0))
    entries = ledger(world, log)
    expected = np.bincount(entries.cause, weights=entries.us / 1e6, minlength=len(Cause))
    shown = np.array(in_script(tab, SUM_CAUSES, document))
    rows = document["sides"][0]["visits"]["rows"]
    assert expected[Cause.QUEUE] + expected[Cause.OFF_SHIFT] > 0
    np.testing.assert_allclose(shown[: Cause.EARLIER], expected[: Cause.EARLIER], atol=rows)


def in_script(tab: Page, function: str, document: dict[str, Any]) -> Any:
    """What a function says that is given the parts of the script and the opened document."""
    source = base64.b64encode(replay_script("component.js").encode()).decode()
    return tab.evaluate(
        """async ([source, data, body]) => {
            const text = new TextDecoder().decode(Uint8Array.from(atob(source), (letter) => letter.charCodeAt(0)));
            const parts = await import(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
            return new Function("parts", "replay", body)(parts, await parts.openReplay(data));
        }""",
        [source, document, function],
    )


SUM_CAUSES = """
    const [side] = replay.sides;
    const sums = Array(15).fill(0);
    for (let number = 0; number < replay.size; number += 1) {
        const release = side.milestones.release[number];
        if (release < 0) continue;
        for (const { pieces } of parts.journeyOf(replay, side, number)) {
            for (const { from, until, cause } of pieces) {
                const clip = (at) => Math.min(release, Math.max(replay.nature.base[number], at));
                sums[cause] += clip(until) - clip(from);
            }
        }
    }
    return sums;
"""
