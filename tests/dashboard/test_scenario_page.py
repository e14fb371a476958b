"""The scenario page: what is written in a table changes the case, and what cannot be used stays with its reason."""

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.address import code_of
from dashboard.markup import verbatim
from dashboard.session import Case, scenario_of
from sim import SECTIONS, Scenario

APP = str(Path(__file__).parents[2] / "dashboard" / "app.py")
TEAMS = "Posts and teams/Teams at posts"
TWO = Case(name="two-agencies")


def opened(case: Case = TWO, section: str = "Overview") -> AppTest:
    page = AppTest.from_file(APP, default_timeout=60)
    page.query_params["s"] = code_of(case)
    page.session_state["section"] = section
    return healthy(page.run().switch_page("views/scenario.py").run())


def healthy(page: AppTest) -> AppTest:
    assert list(page.exception) == []
    return page


def write(page: AppTest, sheet: str, row: int, column: str, text: str) -> AppTest:
    """Write into the table as it is shown now; its key counts the changes before."""
    revision, turn = (state(page, key) for key in ("case/revision", "attempts/turn"))
    whole = page.toggle(key="whole").value
    edited = {"edited_rows": {row: {column: text}}, "added_rows": [], "deleted_rows": []}
    page.session_state[f"{sheet}/{revision}/{turn}/{whole}"] = edited
    return healthy(page.run())


def state(page: AppTest, key: str) -> int:
    """A count of the visit; 0 until something is counted."""
    return int(page.session_state[key]) if key in page.session_state else 0


def officers(page: AppTest) -> str:
    scenario = scenario_of(page.session_state["case"])
    assert isinstance(scenario, Scenario)
    return str(scenario.world.posts["border"].teams["customs"].model_dump(mode="json")["officers"])


def press(page: AppTest, label: str) -> AppTest:
    next(button for button in page.button if button.label == label).click()
    return healthy(page.run())


@pytest.mark.parametrize("section", ["Overview", *SECTIONS, "Sources"])
def test_every_part_opens(section: str) -> None:
    """Without an exception, under the title of the scenario."""
    page = opened(section=section)
    scenario = scenario_of(TWO)
    assert isinstance(scenario, Scenario)
    assert page.title[0].value == verbatim(scenario.title)


def test_charts_of_a_single_post_keep_the_height_of_their_marks() -> None:
    """Axis and legend come on top of the height that is asked for: the corridor, and work against capacity."""
    drawn = [json.loads(chart.proto.spec) for chart in opened().get("vega_lite_chart")]
    assert [spec["autosize"]["type"] for spec in drawn] == ["fit-x", "fit-x"]


def test_a_cell_changes_the_case_and_undo_brings_it_back() -> None:
    """The change is a setting, the file on offer holds it, and undo, redo and reset move along it."""
    page = opened(section="Posts and teams")
    assert officers(page) == "3"
    write(page, TEAMS, 0, "Officers", "06-18: 5; 18-06: 1")
    assert page.session_state["case"].settings == ("posts.border.teams.customs.officers={06-18: 5, 18-06: 1}",)
    assert "5" in officers(page)
    assert officers(press(page, "Undo")) == "3"
    assert "5" in officers(press(page, "Redo"))
    assert officers(press(page, "Reset")) == "3"


def test_what_cannot_be_used_stays_with_the_loaders_words() -> None:
    """The scenario is as before, the cell holds what was written and why; the next good change still counts."""
    page = opened(section="Posts and teams")
    write(page, TEAMS, 0, "Officers", "many")
    assert officers(page) == "3"
    assert page.session_state["attempts"]["posts.border.teams.customs.officers"].shown == "many"
    assert "Not used yet" in page.warning[0].value
    write(page, TEAMS, 1, "Calendar", "08-20")
    assert page.session_state["case"].settings == ("posts.border.teams.health.calendar=08-20",)
    assert "posts.border.teams.customs.officers" in page.session_state["attempts"]
    write(page, TEAMS, 0, "Officers", "6")
    assert page.session_state["attempts"] == {}
    assert officers(page) == "6"


def test_two_changes_that_only_go_together_are_taken_together() -> None:
    """Papers below 100 % need the time they take: the first waits for the second."""
    page = opened(section="Streams")
    page.toggle(key="whole").set_value(True).run()
    write(page, "Streams/What comes", 0, "Papers complete", "70%")
    assert page.session_state["case"].settings == ()
    write(page, "Streams/What comes", 0, "Papers take", "10 h")
    assert page.session_state["attempts"] == {}
    scenario = scenario_of(page.session_state["case"])
    assert isinstance(scenario, Scenario)
    assert scenario.world.streams["relief-trucks"].papers_complete == 0.7


def test_a_case_that_cannot_be_used_is_told_and_can_be_taken_back() -> None:
    """A link to a broken file names its problems; Reset goes back to the file."""
    broken = TWO.model_copy(update={"settings": ("observe=long",)})
    page = opened(broken)
    assert "cannot be used yet" in page.error[0].value
    press(page, "Reset")
    assert list(page.error) == []


def test_hostile_words_are_text() -> None:
    """Markup in a title, an agency or a source is shown, never read."""
    hostile = "<script>alert(1)</script> **x** [y](http://a.example)"
    settings = (f'title="{hostile}"', f'agencies.customs.label="{hostile}"', f'about="{hostile}"')
    for section in ("Overview", "Procedure", "Posts and teams"):
        page = opened(TWO.model_copy(update={"settings": settings}), section)
        shown = [element.value for element in [*page.title, *page.markdown, *page.caption, *page.subheader]]
        assert not any("<script>" in text or "[y](" in text for text in shown)


def test_a_closure_can_be_added() -> None:
    """The form asks what a closure has; adding it changes the case, and a wrong one is told and changes nothing."""
    page = opened(section="Disruption")
    next(element for element in page.text_input if element.label == "Until").set_value("never").run()
    press(page, "Add")
    assert page.session_state["case"].settings == ()
    assert "cannot be used yet" in page.error[0].value
    next(element for element in page.text_input if element.label == "Until").set_value("36 h").run()
    press(page, "Add")
    assert page.session_state["case"].settings == ("posts.border.closures=[{until: 36 h}]",)
    assert list(page.error) == []
