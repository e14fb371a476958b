"""What a visit holds, and the code that carries it to somebody else."""

import base64
import zlib
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import address, session
from dashboard.address import LONGEST_CODE, MOST_BYTES, CodeError, case_from, code_of, travels
from dashboard.pin import MOST_TRIES, WITHIN_S, Door
from dashboard.session import Case, chosen_policies, request_of, scenario_of, with_setting
from sim import Scenario, ScenarioError

OFFICERS = "posts.bridge.teams.customs.officers"
TWO = Case(name="two-agencies")


def code(plain: bytes) -> str:
    return base64.urlsafe_b64encode(zlib.compress(plain, 9)).decode().rstrip("=")


def history() -> None:
    """What undo and redo bring, one word a step, on a page of its own."""
    import streamlit as st

    from dashboard import session
    from dashboard.session import Case

    told = []
    for seed in (2, 3):
        session.change(Case(seed=seed))
    session.change(Case(seed=3))  # nothing changes
    for step in (session.undo, session.undo, session.redo):
        step()
        told.append(str(session.case().seed))
    session.change(Case(seed=9))
    told.append(f"{session.can_undo()} {session.can_redo()} {session.revision()}")
    st.text(" ".join(told))


def test_changes_are_undone_in_order() -> None:
    """Undo goes 3 → 2 → 1, redo back to 2; a new change forgets what was undone; equal cases are no change."""
    page = AppTest.from_function(history).run()
    assert list(page.exception) == []
    assert page.text[0].value == "2 1 2 True False 6"  # 2 changes, 3 moves, 1 change


def test_a_setting_replaces_what_was_set_at_or_below_its_place() -> None:
    """Settings stay one a place, in the order in which they were written last."""
    case = with_setting(with_setting(TWO, "a.b", 1), "c", "12%")
    assert case.settings == ("a.b=1", 'c="12%"')
    assert with_setting(case, "a", {"b": 2}).settings == ('c="12%"', 'a={"b": 2}')
    assert with_setting(with_setting(TWO, "ab", 1), "a", 2).settings == ("ab=1", "a=2")


def test_a_policy_of_ones_own_is_a_setting() -> None:
    """It is compared after those of the file, and runs."""
    case = with_setting(TWO, "policies.mine", {"label": "Mine", "levers": ["relief_priority"]})
    scenario = scenario_of(case)
    assert isinstance(scenario, Scenario)
    assert chosen_policies(case, scenario)[-1] == "mine"
    assert scenario_of(case) is scenario  # built once


def test_what_is_wrong_with_a_case_is_a_value() -> None:
    """Nothing is raised, and there is nothing to run."""
    wrong = scenario_of(with_setting(TWO, "observe", "long"))
    assert isinstance(wrong, ScenarioError)
    assert "'long' is not a duration" in str(wrong)
    assert request_of(with_setting(TWO, "observe", "long")) is None


CASES = {
    "the first": Case(),
    "settings": with_setting(Case(name="two-agencies", seed=7, replications=12), "observe", "5 d"),
    "policies": Case(name="two-agencies", policies=("joint",)),
    "a file": Case(name="mine", text="title: Ünïcode\n"),
    "precision": Case(precision="30 min"),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_code_brings_the_same_case(case: Case) -> None:
    """It is short, made of letters that an address may hold, and reads back to what was written."""
    written = code_of(case)
    assert travels(written)
    assert len(written) < 700
    assert case_from(written) == case


def test_a_file_too_large_for_an_address_is_kept_here() -> None:
    """The code names it; a server that does not know it says what to do."""
    large = Case(name="mine", text="".join(f"{k * 7919 % 99991:x}" for k in range(20_000)))
    written = code_of(large)
    assert not travels(written)
    assert case_from(written) == large
    with pytest.raises(CodeError, match="Upload the file again"):
        case_from("~" + "0" * 32)


BAD = {
    "not ours": ("***", "signs that no link"),
    "too long": ("A" * (LONGEST_CODE + 1), "too long"),
    "garbage": ("abcd", "missing or was changed"),
    "cut short": (code_of(CASES["settings"])[:-8], "damaged"),
    "a bomb": (code(b'{"name": "' + b"a" * MOST_BYTES + b'"}'), "more than any case holds"),
    "no case": (code(b"[1, 2]"), "another version"),
    "unknown key": (code(b'{"run": "rm"}'), "another version"),
    "unknown scenario": (code(b'{"name": "atlantis"}'), "'atlantis', which this version does not have"),
    "a path": (code(b'{"name": "../../etc/passwd"}'), "which this version does not have"),
    "unknown policy": (code(b'{"name": "two-agencies", "policies": ["no"]}'), "the policy 'no'"),
}


@pytest.mark.parametrize(("bad", "words"), BAD.values(), ids=BAD)
def test_a_bad_code_is_refused_in_a_sentence(bad: str, words: str) -> None:
    """Too long, torn, swollen or naming what there is not: each is said, and nothing is unfolded beyond its bound."""
    with pytest.raises(CodeError, match=words):
        case_from(bad)


def test_the_address_survives_a_change_of_page() -> None:
    """The page opened with a code shows its case, and the code stands in the address of the next page too."""
    page = AppTest.from_file(str(Path(address.__file__).with_name("app.py")), default_timeout=60)
    page.query_params["s"] = code_of(CASES["settings"])
    page.run()
    assert page.session_state["case"] == CASES["settings"]
    page.query_params.clear()
    page.switch_page("views/run.py").run()
    assert list(page.exception) == []
    assert case_from(page.query_params["s"]) == CASES["settings"]


def test_the_door_opens_to_its_pin_alone() -> None:
    """After so many wrong tries within a minute not even the right PIN opens; then it does."""
    now_s = [0.0]
    door = Door("123456", lambda: now_s[0])
    assert door.opens(" 123456 ")
    assert [door.opens("000000") for _ in range(MOST_TRIES)] == [False] * MOST_TRIES
    assert not door.opens("123456")
    assert door.wait_s() == WITHIN_S
    now_s[0] = WITHIN_S
    assert door.opens("123456")


def test_a_visit_holds_one_case() -> None:
    """The first is a bundled one, so that every page has something to show."""
    assert isinstance(scenario_of(Case()), Scenario)
    assert Case().name == session.FIRST
