"""Changes of a scenario on the page: what can be used becomes a setting, what cannot stays in its cell with why.

A change that makes the scenario invalid is never lost and never in the way: it is kept as an attempt, shown where it
was written, and tried again with every later change.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
import streamlit as st

from dashboard.forms import ask_for
from dashboard.introduction import tell_problems
from dashboard.markup import verbatim
from dashboard.session import Case, case, change, revision, scenario_of, write
from sim import Blank, Column, ScenarioError, Sheet, write_cell

_ATTEMPTS, _TURN = "attempts", "attempts/turn"
WRONG: Final = "What is wrong"
_ROW_PX, _MOST_PX = 35, 900


@dataclass(frozen=True)
class Attempt:
    """A change that cannot be used yet.

    Attributes
    ----------
    shown
        What was written into the cell.
    value
        The same as the value of a setting.
    reason
        What is wrong with it.
    """

    shown: str | bool | None
    value: str
    reason: str


def attempts() -> dict[str, Attempt]:
    """Changes that cannot be used yet, by dotted place."""
    found: dict[str, Attempt] = st.session_state.setdefault(_ATTEMPTS, {})
    return found


def forget_attempts() -> None:
    """Let go of changes that cannot be used."""
    st.session_state[_ATTEMPTS] = {}
    _next_turn()


def tell_attempts() -> None:
    """Say which changes are not used, wherever their cells are, and offer to let go of them."""
    if not attempts():
        return
    lines = [f"- **{verbatim(place)}** {verbatim(tried.reason)}" for place, tried in attempts().items()]
    st.warning("\n".join(["Not used yet; the scenario is as it was before:", "", *lines]))
    st.button("Let go of these", on_click=forget_attempts, icon=":material/backspace:")


def try_changes(written: Mapping[str, tuple[str | bool | None, str]]) -> None:
    """Use changes as far as they can be used, together with those that could not before.

    Parameters
    ----------
    written
        By dotted place: what stands in the cell, and the same as the value of a setting.
    """
    waiting = {place: (tried.shown, tried.value) for place, tried in attempts().items()} | dict(written)
    together = _with(case(), waiting)
    if not isinstance(scenario_of(together), ScenarioError):
        st.session_state[_ATTEMPTS] = {}
        change(together)
    else:
        _try_one_by_one(waiting)
    _next_turn()


def _try_one_by_one(waiting: Mapping[str, tuple[str | bool | None, str]]) -> None:
    good, left = case(), {}
    for place, (shown, value) in waiting.items():
        tried = write(good, place, value)
        found = scenario_of(tried)
        if isinstance(found, ScenarioError):
            left[place] = Attempt(shown, value, reason_of(found, place))
        else:
            good = tried
    st.session_state[_ATTEMPTS] = left
    change(good)


def reason_of(error: ScenarioError, place: str) -> str:
    """What a change at a place brought about, in the loader's own words."""
    said = []
    for problem in error.problems:
        here = problem.path == place or problem.path.startswith(f"{place}=")
        said.append(problem.message if here else f"{problem.path}: {problem.message}")
    return "; ".join(said[:3])


def edit_sheet(sheet: Sheet, key: str, whole: bool) -> None:
    """Show a sheet as a table that can be written in; a change is used at once.

    Parameters
    ----------
    whole
        Whether fields that no row states are shown too.
    """
    columns = [column for place, column in enumerate(sheet.columns) if whole or _is_stated(sheet, place)]
    frame = _frame(sheet, columns)
    known = f"{key}/{revision()}/{st.session_state.get(_TURN, 0)}/{whole}"
    st.data_editor(
        frame,
        key=known,
        hide_index=True,
        width="stretch",
        num_rows="fixed",
        disabled=["", WRONG],
        column_config={
            "": st.column_config.TextColumn("", pinned=True),
            WRONG: st.column_config.TextColumn(width="large"),
        }
        | {column.label: _config(column) for column in columns},
    )
    changes = _changes(sheet, columns, st.session_state.get(known))
    if changes:
        try_changes(changes)
        st.rerun()


def _is_stated(sheet: Sheet, place: int) -> bool:
    column = sheet.columns[place]
    if column.needed:
        return True
    default = False if column.flag else None
    standing = {None, default, *([column.default.strip('"')] if column.default else [])}
    return any(row[place] not in standing for row in sheet.cells)


def _frame(sheet: Sheet, columns: list[Column]) -> pd.DataFrame:
    """The cells as people write them, what was tried in place of what holds."""
    tried = attempts()
    shown = {column: sheet.columns.index(column) for column in columns}
    rows: list[dict[str, Any]] = []
    for place, name, cells in zip(sheet.places, sheet.names, sheet.cells, strict=True):
        row: dict[str, Any] = {"": name}
        wrong = []
        for column, index in shown.items():
            attempt = tried.get(_place(place, column))
            shown_cell = cells[index] if attempt is None else attempt.shown
            row[column.label] = "" if shown_cell is None and not column.choices else shown_cell
            wrong += [] if attempt is None else [f"{column.label}: {attempt.reason}"]
        row[WRONG] = "; ".join(wrong)
        rows.append(row)
    frame = pd.DataFrame(rows)
    called = "Label" in frame and list(frame["Label"]) == list(frame[""])
    dull = [name for name in ("", WRONG) if not any(frame[name]) or (name == "" and called)]
    return frame.drop(columns=dull)


def _config(column: Column) -> Any:
    if column.flag:
        return st.column_config.CheckboxColumn(column.label, help=column.doc)
    if column.choices:
        return st.column_config.SelectboxColumn(column.label, help=column.doc, options=list(column.choices))
    return st.column_config.TextColumn(column.label, help=column.doc, max_chars=2000)


def _changes(sheet: Sheet, columns: list[Column], state: Any) -> dict[str, tuple[str | bool | None, str]]:
    """What was written into the table since it was shown."""
    labels = {column.label: column for column in columns}
    changes: dict[str, tuple[str | bool | None, str]] = {}
    for row, cells in (state or {}).get("edited_rows", {}).items():
        for label, written in cells.items():
            if label in labels:
                column = labels[label]
                changes[_place(sheet.places[int(row)], column)] = written, write_cell(column, written)
    return changes


def _place(place: str, column: Column) -> str:
    return f"{place}.{column.key}" if place else column.key


def _with(start: Case, changes: Mapping[str, tuple[str | bool | None, str]]) -> Case:
    for place, (_, value) in changes.items():
        start = write(start, place, value)
    return start


def _next_turn() -> None:
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1


def offer_blank(found: Sequence[Blank], key: str) -> None:
    """Ask for an entry that is not there yet, and add it if it can be used."""
    blank = found[0]
    if len(found) > 1:
        titles = {one.place: one.title for one in found}
        place = st.selectbox("What", titles, format_func=lambda place: titles[place], key=f"{key}/what")
        blank = next(one for one in found if one.place == place)
    known = f"{key}/{blank.place}/{revision()}"
    name = blank.following or st.text_input("Name: small letters, digits and -", key=f"{known}/name", max_chars=60)
    needed = [column for column in blank.columns if column.needed]
    given = {column: ask_for(column, None, f"{known}/{column.key}") for column in needed or blank.columns}
    if needed:
        with st.expander("More"):
            rest = [column for column in blank.columns if not column.needed]
            given |= {column: ask_for(column, None, f"{known}/{column.key}") for column in rest}
    if not st.button("Add", type="primary", key=f"{known}/add", disabled=not name):
        return
    parts = [
        f"{column.key}: {write_cell(column, cell)}" for column, cell in given.items() if cell not in (None, "", False)
    ]
    entry = f"{{{', '.join(parts)}}}"
    place = blank.place if blank.first else f"{blank.place}.{name}"
    tried = write(case(), place, f"[{entry}]" if blank.first else entry)
    result = scenario_of(tried)
    if isinstance(result, ScenarioError):
        tell_problems(result, "This entry")
        return
    change(tried)
    st.rerun()
