"""A scenario as tables to look at and to change: what each part states, in columns declared by the fields themselves.

A sheet knows the place of each of its cells, so that a change of a cell is a what-if: `path=value`.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sim.policies import Lever
from sim.scenario import Scenario
from sim.scenario.layout import Schema, branches_of, fields_at, layout
from sim.scenario.problems import Path, dotted
from sim.scenario.sources import stated

SECTIONS: Final[dict[str, dict[str, str]]] = {
    "Posts and teams": {
        "posts.*": "Posts",
        "posts.*.neighbour": "The other side",
        "posts.*.teams.*": "Teams at posts",
        "roving.*": "Teams that travel",
        "capital.teams.*": "Desks in the capital",
        "calendars": "Working hours by name",
    },
    "Procedure": {"procedure.*": "Steps", "procedure.*.rework": "Steps that may have to be done again"},
    "Streams": {
        "streams.*.arrivals": "When they come",
        "streams.*": "What comes",
        "streams.*.diversion": "Who may turn to another post",
        "": "The time that is looked at",
    },
    "Goods": {
        "goods.*": "Goods",
        "agencies.*": "Agencies",
        "consignors.*": "Senders",
        "destinations.*": "Destinations",
    },
    "Disruption": {
        "posts.*.closures.*": "Closures",
        "posts.*.neighbour.closures.*": "Closures of the other side",
        "posts.*.damage.*": "Damage and its repair",
        "crews.*": "Repair crews",
        "posts.*.curfews.*": "Curfews",
        "incidents.*": "What shuts posts at random",
        "backlog.*": "What waits when the run begins",
    },
    "Risk": {"lanes.*": "Lanes: the first rule that fits holds", "risk.*": "What may be hidden"},
    "Costs": {"costs": "Rates"},
}
"""Parts of a scenario by section: places, with `*` for any name, and what people call them."""

_ELSEWHERE: Final = ("greenlane", "title", "about")
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


@dataclass(frozen=True)
class Sheet:
    """A part of a scenario.

    Attributes
    ----------
    places
        The dotted place of each row.
    names
        What people call each row.
    cells
        By row and column, as people write them; None where it is left out.
    """

    title: str
    places: tuple[str, ...]
    names: tuple[str, ...]
    columns: tuple[Column, ...]
    cells: tuple[tuple[str | bool | None, ...], ...]


def sheets(scenario: Scenario, section: str) -> list[Sheet]:
    """Make the sheets of a section, without those of which the scenario has nothing."""
    data = stated(scenario)
    made = []
    for pattern, title in SECTIONS[section].items():
        places = list(_places(data, pattern.split(".") if pattern else []))
        columns = _columns(places, data)
        if places and columns:
            made.append(_sheet(title, places, columns, data))
    return made


@dataclass(frozen=True)
class Blank:
    """A place where an entry can be added.

    Attributes
    ----------
    title
        What is added, and where.
    place
        The dotted place; below it comes the name of the new entry.
    following
        The name the new entry has to have, where entries are counted.
    first
        Whether it is the first of a list, which is then written as a list.
    columns
        What can be said of it, first what must be.
    """

    title: str
    place: str
    following: str | None
    first: bool
    columns: tuple[Column, ...]


def blanks(scenario: Scenario, section: str) -> list[Blank]:
    """Find all places of a section where an entry can be added."""
    data = stated(scenario)
    found = []
    for pattern, title in SECTIONS[section].items():
        *around, key, last = ["", *pattern.split(".")] if pattern.endswith(".*") else ["", "", ""]
        for place in _places(data, [step for step in around if step]) if last == "*" else ():
            found += _blank(data, (*place, key), title)
    return found


def _blank(data: Any, place: Path, title: str) -> list[Blank]:
    there = _at(data, place[:-1]).get(str(place[-1]))
    listed = any(key == place[-1] and "items" in schema for key, schema, _ in fields_at(place[:-1], data))
    entry: str | int = 0 if listed else "new"
    fields = sorted(fields_at((*place, entry), data), key=lambda field: not field[2])
    where = _name(data, place[:-1])
    following = str(len(there or ())) if listed else None
    columns = tuple(_column(key, schema, must) for key, schema, must in fields)
    called = f"{title}: {where}" if where else title
    return [Blank(called, dotted(place), following, listed and not there, columns)] if columns else []


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


def _places(data: object, pattern: Sequence[str], done: Path = ()) -> Iterator[Path]:
    if not pattern:
        if isinstance(data, Mapping):
            yield done
        return
    step, rest = pattern[0], pattern[1:]
    if isinstance(data, Mapping):
        for key in data if step == "*" else [step] if step in data else []:
            yield from _places(data[key], rest, (*done, key))
    elif isinstance(data, list) and step == "*":
        for index, item in enumerate(data):
            yield from _places(item, rest, (*done, index))


def _columns(places: Sequence[Path], data: object) -> list[Column]:
    """Fields of any of the places, in their declared order; what has parts of its own stands on another sheet."""
    columns: dict[str, Column] = {}
    for place in places:
        for key, schema, needed in fields_at(place, data):
            if key not in columns and key not in _ELSEWHERE and not _has_parts(schema, place):
                columns[key] = _column(key, schema, needed)
    return list(columns.values())


def _has_parts(schema: Schema, place: Path) -> bool:
    """Whether a field holds entries with fields of their own, other than a distribution or a filter."""
    if not place and schema.get("additionalProperties") is not None:
        return True
    for branch in branches_of(schema):
        items = branch.get("items")
        inner = [*branch.get("patternProperties", {}).values(), *([items] if isinstance(items, Mapping) else [])]
        if any(one.get("type") == "object" or _has_parts(one, place) for part in inner for one in branches_of(part)):
            return True
        fields = branch.get("properties", {})
        if fields and "distribution" not in fields and branch is not layout()["$defs"]["Filter"]:
            return "holidays" not in fields
    return False


def _column(key: str, schema: Schema, needed: bool) -> Column:
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


def _sheet(title: str, places: Sequence[Path], columns: Sequence[Column], data: Any) -> Sheet:
    rows = [(_at(data, place), {key for key, _, _ in fields_at(place, data)}) for place in places]
    return Sheet(
        title=title,
        places=tuple(map(dotted, places)),
        names=tuple(_name(data, place) for place in places),
        columns=tuple(columns),
        cells=tuple(
            tuple(_cell(column, row.get(column.key)) if column.key in known else None for column in columns)
            for row, known in rows
        ),
    )


def _cell(column: Column, value: object) -> str | bool | None:
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


def _at(data: Any, place: Path) -> Mapping[str, Any]:
    for step in place:
        data = data[step]
    found: Mapping[str, Any] = data
    return found


def _name(data: Any, place: Path) -> str:
    """What people call a place: the labels on the way there, and its own name where it has none."""
    said: list[str] = []
    for length, step in enumerate(place, start=1):
        here = _at(data, place[:length])
        called = _called(data, step, here) if isinstance(here, Mapping) and length > 1 else None
        if called is None and length == len(place) > 1 and (isinstance(step, int) or not said):
            called = str(step + 1) if isinstance(step, int) else step
        said += [called] if called else []
    return " · ".join(said)


def _called(data: Any, step: str | int, here: Mapping[str, Any]) -> str | None:
    """The label of an entry; a team has that of its agency."""
    if "officers" not in here:
        return here.get("label")
    agency = str(here.get("agency", step))
    label = str(data["agencies"].get(agency, {}).get("label", agency))
    return f"{label} ({step})" if agency != step else label


def lever_columns(name: str) -> tuple[Column, ...]:
    """The parameters of a lever as fields to fill in, its own first, dates last."""
    place: Path = ("policies", "mine", "levers", 0, name)
    data: dict[str, Any] = {"policies": {"mine": {"levers": [{name: {}}]}}}
    found = {key: _column(key, schema, needed) for key, schema, needed in fields_at(place, data)}
    dates = [key for key in ("from", "until", "ready_after") if key in found]
    return tuple(found[key] for key in [*(key for key in found if key not in dates), *dates])


def lever_cells(lever: Lever) -> dict[str, str | bool | None]:
    """What a lever states, as people write it, by parameter."""
    written = lever.model_dump(mode="json", exclude_unset=True)
    parameters = written[lever.name] if isinstance(written, dict) else {}
    return {column.key: _cell(column, parameters.get(column.key)) for column in lever_columns(lever.name)}
