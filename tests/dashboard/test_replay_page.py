"""The replay page: two policies of the visit's case are played, and can be taken away as a file."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from dashboard.address import code_of
from dashboard.session import Case

APP = str(Path(__file__).parents[2] / "dashboard" / "app.py")
TWO = Case(name="two-agencies", seed=4, policies=("joint", "in-turn"))


def opened(case: Case = TWO) -> AppTest:
    page = AppTest.from_file(APP, default_timeout=60)
    page.query_params["s"] = code_of(case)
    return healthy(page.run().switch_page("views/replay.py").run())


def healthy(page: AppTest) -> AppTest:
    assert list(page.exception) == []
    return page


def made_of(page: AppTest) -> str:
    return next(caption.value for caption in page.caption if "replication" in caption.value).replace("\\", "")


def test_the_first_two_compared_are_played_with_the_seed_of_the_case() -> None:
    """Left the baseline, right the next, and it says what made it."""
    page = opened()
    assert [box.value for box in page.selectbox] == ["joint", "in-turn"]
    assert "seed 4, replication 0" in made_of(page)
    assert [box.label for box in page.get("download_button")] == ["Replay as one file (HTML)"]


def test_another_policy_and_another_replication_can_be_chosen() -> None:
    """Any of the scenario's policies, compared or not."""
    page = opened()
    page.selectbox[1].select("all-hours")
    healthy(page.number_input[0].set_value(7).run())
    assert "replication 7" in made_of(page)


def test_a_policy_that_does_not_fit_is_said_in_a_sentence() -> None:
    """No exception: the sentence says what is wrong."""
    clash = 'policies.mine={"label": "Mine", "levers": [{"pool_inspectors": {"team": "nobody", "posts": ["border"]}}]}'
    page = opened(Case(name="two-agencies", settings=(clash,), policies=("in-turn", "mine")))
    assert page.error
    assert page.get("download_button") == []


def test_the_module_for_the_page_ends_with_what_streamlit_calls() -> None:
    """It exports a default function and keeps the styles of the page apart."""
    from sim import replay_script, replay_style

    assert replay_script().count("export default function") == 1
    rules = [line for line in replay_style().splitlines() if "{" in line and not line.startswith(("@", " "))]
    assert all(line.startswith(".replay") for line in rules)
