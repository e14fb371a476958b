"""A scenario as tables to look at and to change: what each part states, in columns declared by the fields themselves.

A sheet knows the place of each of its cells, so that a change of a cell is a what-if: `path=value`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sim.reports.fields import Column, cell_of, column_of
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
    columns = tuple(column_of(key, schema, must) for key, schema, must in fields)
    called = f"{title}: {where}" if where else title
    return [Blank(called, dotted(place), following, listed and not there, columns)] if columns else []


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
                columns[key] = column_of(key, schema, needed)
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


def _sheet(title: str, places: Sequence[Path], columns: Sequence[Column], data: Any) -> Sheet:
    rows = [(_at(data, place), {key for key, _, _ in fields_at(place, data)}) for place in places]
    return Sheet(
        title=title,
        places=tuple(map(dotted, places)),
        names=tuple(_name(data, place) for place in places),
        columns=tuple(columns),
        cells=tuple(
            tuple(cell_of(column, row.get(column.key)) if column.key in known else None for column in columns)
            for row, known in rows
        ),
    )


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
