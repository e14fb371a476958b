"""What one visit holds: the case it works on, what was there before, and the study it waits for.

A `Case` is a frozen value: where the scenario comes from, what was changed in it (settings `path=value`, applied by the
same means as `--set`), which policies are compared, and with which luck. Pages read and change it through this door
and nowhere else:

- `case()` is the case now; `scenario_of(case())` its scenario, or a `ScenarioError` as a value, never raised.
- `change(case)` puts another case in its place, and what was there can be had back: `undo()`, `redo()`, `reset()`,
  `can_undo()`, `can_redo()`. Change it in the callback of a widget, or call `st.rerun()` afterwards.
- `with_setting(case, path, value)` writes one value; a policy layered by hand is such a setting,
  `with_setting(case, "policies.mine", {"label": …, "levers": […]})`.
- `revision()` counts the changes: part of the key of a widget that shows what undo may change.
- `request_of(case)` is the study asked for, or None; `remember(job)` keeps its key, `job()` finds it again, after a
  refresh too, because the key follows from the case in the address.

`dashboard.address` writes a case as the `?s=` of the address and reads it: `code_of(case)`, `case_from(code)`. `app.py`
does both for every page, because Streamlit drops the code when the page changes.
"""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Annotated, Any, Final

import streamlit as st
from pydantic import BaseModel, ConfigDict, Field

from dashboard.jobs import JOBS, Job
from dashboard.requests import Found, Request
from sim import Scenario, ScenarioError, build_scenario, load_scenario, measure_problems

FIRST: Final = "nepal-2015"
"""What a visit works on until something is chosen."""
MOST_STEPS: Final = 100
"""Steps that can be undone."""

_CASE, _PAST, _FUTURE, _REVISION, _JOB = "case", "case/past", "case/future", "case/revision", "case/job"

Text = Annotated[str, Field(max_length=20_000_000)]
Word = Annotated[str, Field(max_length=80)]
Setting = Annotated[str, Field(max_length=20_000_000, pattern="=")]


class Case(BaseModel):
    """What a visit works on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Word = FIRST
    """What results call it: the name of a bundled scenario, or that of the user's file."""
    text: Text | None = None
    """The user's own file; None for a bundled scenario."""
    settings: Annotated[tuple[Setting, ...], Field(max_length=500)] = ()
    """What was changed in it, in order."""
    policies: Annotated[tuple[Word, ...], Field(max_length=100)] = ()
    """Names of those compared, the baseline first; none for all."""
    replications: Annotated[int, Field(ge=1, le=1000)] = 30
    """How often each is run, unless a precision is asked for."""
    precision: Word | None = None
    """How well the difference is to be known, such as `30 min` or `5%`; None for so many replications."""
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 1
    """Decides the luck."""


def case() -> Case:
    """What this visit works on."""
    found: Case = st.session_state.setdefault(_CASE, Case())
    return found


def change(new: Case) -> None:
    """Put another case in its place; undo brings back what was there."""
    if new == case():
        return
    _keep(_PAST, case())
    st.session_state[_FUTURE] = []
    _set(new)


def start_with(new: Case) -> None:
    """Begin the visit with a case; there is nothing to undo."""
    st.session_state[_CASE] = new


def undo() -> None:
    """Bring back the case before the last change."""
    _move(_PAST, _FUTURE)


def redo() -> None:
    """Bring back what the last undo took away."""
    _move(_FUTURE, _PAST)


def reset() -> None:
    """Take back every change of the scenario; undo brings them back."""
    change(Case(name=case().name, text=case().text))


def can_undo() -> bool:
    """Whether there is something to go back to."""
    return bool(st.session_state.get(_PAST))


def can_redo() -> bool:
    """Whether something was taken back."""
    return bool(st.session_state.get(_FUTURE))


def revision() -> int:
    """How often the case has changed in this visit."""
    return int(st.session_state.get(_REVISION, 0))


def with_setting(case: Case, path: str, value: Any) -> Case:
    """Write one value, in place of what was set there or below before.

    Parameters
    ----------
    value
        Plain data, written as in a scenario file.
    """
    return write(case, path, json.dumps(value, ensure_ascii=False))


def write(case: Case, path: str, text: str) -> Case:
    """Write one value as `--set` takes it, in place of what was set there or below before."""
    kept = [setting for setting in case.settings if not _is_at(setting.partition("=")[0], path)]
    return case.model_copy(update={"settings": (*kept, f"{path}={text}")})


def scenario_of(case: Case) -> Scenario | ScenarioError:
    """Give the scenario of a case, or all that is wrong with it."""
    return _scenario(case.name, case.text, case.settings)


def chosen_policies(case: Case, scenario: Scenario) -> tuple[str, ...]:
    """Names of the policies that are compared, the baseline first."""
    return tuple(name for name in case.policies if name in scenario.policies) or tuple(scenario.policies)


def request_of(case: Case) -> Request | None:
    """Give the study that a case asks for; None while its scenario cannot be used."""
    scenario = scenario_of(case)
    if isinstance(scenario, ScenarioError):
        return None
    return Request(scenario, chosen_policies(case, scenario), case.replications, case.seed, case.precision)


def remember(job: Job[Found]) -> None:
    """Keep which study this visit looks at."""
    st.session_state[_JOB] = job.request.key


def job() -> Job[Found] | None:
    """Find the study this visit looks at, or one that others or this visitor asked for before with the same case."""
    known = JOBS.find(st.session_state.get(_JOB, ""))
    if known is not None:
        return known
    request = request_of(case())
    return None if request is None else JOBS.find(request.key)


# The key is all that decides the scenario, compared in full: no frame or file is ever hashed by sampling.
@lru_cache(maxsize=32)
def _scenario(name: str, text: str | None, settings: Sequence[str]) -> Scenario | ScenarioError:
    try:
        built = load_scenario(name, settings) if text is None else build_scenario(name, text.encode("utf-8"), settings)
    except ScenarioError as error:
        return error
    problems = measure_problems(built)
    return ScenarioError(problems) if problems else built


def _is_at(place: str, path: str) -> bool:
    return place == path or place.startswith(f"{path}.")


def _keep(stack: str, old: Case) -> None:
    st.session_state[stack] = [*st.session_state.get(stack, []), old][-MOST_STEPS:]


def _move(source: str, target: str) -> None:
    *rest, found = st.session_state[source]
    st.session_state[source] = rest
    _keep(target, case())
    _set(found)


def _set(new: Case) -> None:
    st.session_state[_CASE] = new
    st.session_state[_REVISION] = revision() + 1
