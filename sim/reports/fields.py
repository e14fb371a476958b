"""Fields of a scenario to fill in: what may be written, how a value of the file is said, and how it is read again."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sim.policies import Lever
from sim.scenario.layout import Schema, branches_of, fields_at
from sim.scenario.problems import Path

_FAMILY: Final = re.compile(r"(constant|uniform|triangular|exponential|gamma|lognormal|weibull), ")


@dataclass(frozen=True)
class Column:
    """A field of a sheet.

    Attributes
    ----------
    key
        As it is written in the file.
    label
        What stands at its head.
    doc
        What it means, with examples.
    choices
        What may be written; empty if much may.
    flag
        Whether it is yes or no.
    words
        Whether it is text in people's own words.
    share
        Whether it is a part of a whole, shown in per cent.
    needed
        Whether it must be given.
    default
        What holds when it is left out, as written; None if that is nothing.
    """

    key: str
    label: str
    doc: str
    choices: tuple[str, ...]
    flag: bool
    words: bool
    share: bool
    needed: bool
    default: str | None


def column_of(key: str, schema: Schema, needed: bool) -> Column:
    """Make a column of a field, as the field is declared."""
    forms = list(branches_of(schema))
    choices = [str(choice) for form in forms for choice in form.get("enum", ())]
    examples: list[object] = next((form["examples"] for form in forms if "examples" in form), [])
    doc = " ".join(
        str(schema.get("description", next(filter(None, (f.get("description") for f in forms)), ""))).split()
    )
    shown = f"{doc} For example {', '.join(map(str, examples[:3]))}." if examples else doc
    default = schema.get("default")
    return Column(
        key=key,
        label=key.replace("_", " ").capitalize(),
        doc=shown,
        choices=tuple(choices)
        if all("enum" in form or form.get("type") in ("null", "string") for form in forms)
        else (),
        flag=any(form.get("type") == "boolean" for form in forms),
        words=schema.get("type") == "string" and "pattern" not in schema and "x-unit" not in schema,
        share=any(_is_share(form) for form in forms),
        needed=needed,
        default=None if default is None else json.dumps(default),
    )


def write_cell(column: Column, written: str | bool | None) -> str:
    """Turn what a person wrote into a cell into the value of a what-if; what was emptied goes back to its default."""
    if isinstance(written, bool):
        return "true" if written else "false"
    text = (written or "").strip()
    if not text:
        return column.default or "null"
    return json.dumps(text, ensure_ascii=False) if column.words else _value(text)


def say_value(value: object) -> str:
    """Write a value of a file as people do: `gamma, mean 35 min, cv 0.5`, `06-18: 4; 18-06: 1`, `food, shelter`."""
    if isinstance(value, Mapping) and any(isinstance(entry, Mapping) for entry in value.values()):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, Mapping) and "distribution" in value and "values" not in value:
        rest = [f"{key} {say_value(entry)}" for key, entry in value.items() if key != "distribution"]
        return ", ".join([str(value["distribution"]), *rest])
    if isinstance(value, Mapping):
        single = len(value) == 1 and isinstance(next(iter(value.values())), float)
        return next(iter(value)) if single else "; ".join(f"{key}: {say_value(entry)}" for key, entry in value.items())
    if isinstance(value, list):
        plain = all(isinstance(entry, str | int | float) for entry in value)
        return ", ".join(map(say_value, value)) if plain else json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _value(text: str) -> str:
    """Read what `say_value` writes, as YAML on one line."""
    if text[0] in "{[":
        return text
    if _FAMILY.match(text):
        family, *rest = text.split(", ")
        return f"{{distribution: {family}, {', '.join(part.replace(' ', ': ', 1) for part in rest)}}}"
    if ": " in text:
        entries = [entry.partition(": ") for entry in text.split(";") if entry.strip()]
        return "{" + ", ".join(f"{key.strip()}: {_part(value.strip())}" for key, _, value in entries) + "}"
    return _part(text)


def _part(text: str) -> str:
    """A single value; a list of names or of numbers becomes one, hours of a day stay one text."""
    if "," not in text:
        return text
    listed = all(re.fullmatch(r"[a-z][\w-]*|-?\d+(\.\d+)?", part.strip()) for part in text.split(","))
    return f"[{text}]" if listed else json.dumps(text, ensure_ascii=False)


def cell_of(column: Column, value: object) -> str | bool | None:
    """What stands in a cell for what the file states; None where it is left out."""
    if column.flag:
        return column.default == "true" if value is None else bool(value)
    if value is None:
        return json.loads(column.default) if column.choices and column.default else None
    if column.share:
        return say_value(_in_per_cent(value))
    return str(value) if column.words else say_value(value)


def _in_per_cent(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _in_per_cent(entry) for key, entry in value.items()}
    return f"{float(value) * 100:.10g}%" if isinstance(value, int | float) else value


def _is_share(schema: Schema) -> bool:
    inner = [schema, *schema.get("patternProperties", {}).values(), schema.get("additionalProperties")]
    return any(isinstance(part, Mapping) and part.get("x-unit") == "share" for part in inner)


def lever_columns(name: str) -> tuple[Column, ...]:
    """The parameters of a lever as fields to fill in, its own first, dates last."""
    place: Path = ("policies", "mine", "levers", 0, name)
    data: dict[str, Any] = {"policies": {"mine": {"levers": [{name: {}}]}}}
    found = {key: column_of(key, schema, needed) for key, schema, needed in fields_at(place, data)}
    dates = [key for key in ("from", "until", "ready_after") if key in found]
    return tuple(found[key] for key in [*(key for key in found if key not in dates), *dates])


def lever_cells(lever: Lever) -> dict[str, str | bool | None]:
    """What a lever states, as people write it, by parameter."""
    written = lever.model_dump(mode="json", exclude_unset=True)
    parameters = written[lever.name] if isinstance(written, dict) else {}
    return {column.key: cell_of(column, parameters.get(column.key)) for column in lever_columns(lever.name)}
