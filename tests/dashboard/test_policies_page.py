"""The policies page: what is compared, and policies layered by hand."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from dashboard.address import code_of
from dashboard.session import Case, scenario_of
from sim import Scenario

APP = str(Path(__file__).parents[2] / "dashboard" / "app.py")
TWO = Case(name="two-agencies")
HOSTILE = "<script>alert(1)</script> **x** [y](http://a.example)"


def opened(case: Case = TWO) -> AppTest:
    page = AppTest.from_file(APP, default_timeout=60)
    page.query_params["s"] = code_of(case)
    return healthy(page.run().switch_page("views/policies.py").run())


def healthy(page: AppTest) -> AppTest:
    assert list(page.exception) == []
    return page


def scenario(page: AppTest) -> Scenario:
    found = scenario_of(page.session_state["case"])
    assert isinstance(found, Scenario)
    return found


def labelled(page: AppTest, kind: str, label: str) -> object:
    return next(element for element in getattr(page, kind) if element.label == label)


def test_what_is_unticked_is_not_compared() -> None:
    """The others stay in their order, the baseline first."""
    page = opened()
    names = list(scenario(page).policies)
    next(box for box in page.checkbox if box.key and box.key.endswith(f"/{names[1]}")).uncheck().run()
    assert page.session_state["case"].policies == (names[0], *names[2:])


def test_another_baseline_comes_first() -> None:
    """Then the others in the order of the file."""
    page = opened()
    names = list(scenario(page).policies)
    next(box for box in page.selectbox if box.label.startswith("Baseline")).select(names[2]).run()
    assert page.session_state["case"].policies == (names[2], *(name for name in names if name != names[2]))


def test_a_policy_layered_by_hand_is_compared_too() -> None:
    """Chosen levers, a name, and the button: the case has the policy, which undo takes away again."""
    page = opened()
    page.multiselect[0].set_value(["relief_priority", "parallel_checks"]).run()
    healthy(page)
    next(button for button in page.button if button.label == "Add this policy").click().run()
    healthy(page)
    policy = scenario(page).policies["my-policy"]
    assert [lever.name for lever in policy.levers] == ["relief_priority", "parallel_checks"]
    assert page.session_state["case"].policies[-1] == "my-policy"


def test_a_needed_parameter_is_asked_for_in_words() -> None:
    """Until it is given the loader's sentence stands there, and nothing can be added."""
    page = opened()
    page.multiselect[0].set_value(["surge_staff"]).run()
    healthy(page)
    assert "cannot be used yet" in page.error[0].value
    assert "Add this policy" not in [button.label for button in page.button]
    labelled(page, "text_input", "Officers (needed)").set_value("2").run()  # type: ignore[attr-defined]
    healthy(page)
    assert list(page.error) == []


def test_hostile_names_are_text() -> None:
    """A label with markup makes a policy with that label, shown as it is."""
    page = opened()
    page.multiselect[0].set_value(["relief_priority"]).run()
    labelled(page, "text_input", "What it is called").set_value(HOSTILE).run()  # type: ignore[attr-defined]
    healthy(page)
    next(button for button in page.button if button.label == "Add this policy").click().run()
    healthy(page)
    assert HOSTILE in [policy.label for policy in scenario(page).policies.values()]
    assert not any("<script>" in text.value for text in [*page.markdown, *page.caption])
