"""Widgets made from the fields' own declarations: their titles, words, bounds and defaults."""

import json
from typing import Any

import streamlit as st
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim import Column


def ask(model: type[BaseModel], key: str) -> dict[str, Any]:
    """Ask for every field of a model of plain numbers and texts, two beside each other, texts alone."""
    given: dict[str, Any] = {}
    numbers = {name: field for name, field in model.model_fields.items() if field.annotation is int}
    for name, field in model.model_fields.items():
        if name not in numbers:
            longest = _bound(field, "max_length")
            given[name] = st.text_input(str(field.title), field.default, max_chars=longest, key=f"{key}/{name}")
    columns = st.columns(2)
    for place, (name, field) in enumerate(numbers.items()):
        given[name] = columns[place % 2].number_input(
            str(field.title),
            min_value=_bound(field, "ge"),
            max_value=_bound(field, "le"),
            value=field.default,
            key=f"{key}/{name}",
        )
    return given


def _bound(field: FieldInfo, name: str) -> int | None:
    """What a field's declaration says of a bound."""
    return next((getattr(piece, name) for piece in field.metadata if hasattr(piece, name)), None)


def ask_for(column: Column, stated: str | bool | None, key: str) -> Any:
    """A widget for a field, made from its declaration."""
    if column.flag:
        standing = column.default == "true" if stated is None else bool(stated)
        return st.checkbox(column.label, standing, help=column.doc, key=key)
    needed = " (needed)" if column.needed else ""
    if column.choices:
        place = column.choices.index(str(stated)) if stated in column.choices else None
        return st.selectbox(f"{column.label}{needed}", column.choices, place, help=column.doc, key=key)
    default = None if column.default is None else json.loads(column.default)
    shown = str(default) if isinstance(default, str | int | float) else None
    return st.text_input(
        f"{column.label}{needed}", stated or "", help=column.doc, key=key, max_chars=500, placeholder=shown
    )
