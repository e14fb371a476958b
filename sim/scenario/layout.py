"""What a file may hold where, as the JSON Schema of the models says it: keys, explanations, numbers."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from sim.policies import Policy
from sim.scenario.model import Frame
from sim.scenario.problems import Path
from sim.world.world import World

Schema = Mapping[str, Any]

WHOLE_VALUES = ("Calendar", "Shifts")
"""Hours and shifts are mappings in the file, yet one figure each."""

_CHOICES = ("begins", "lead_in", "observe", "run_out", "drained_level")
"""Numbers that the planner chooses: they say what is asked, not what the world is like."""


@cache
def layout() -> Schema:
    """The schema of a whole file: its frame, the world's fields at the top, and the policies."""
    frame, world, policy = (model.model_json_schema() for model in (Frame, World, Policy))
    policies = {
        "type": "object",
        "description": "What is compared: at least one policy by name; the first is the baseline.",
        "minProperties": 1,
        "additionalProperties": {key: policy[key] for key in policy if key != "$defs"},
    }
    return {
        "type": "object",
        "properties": {**frame["properties"], **world["properties"], "policies": policies},
        "required": [*frame["required"], *world["required"], "policies"],
        "additionalProperties": False,
        "$defs": {**frame.get("$defs", {}), **world["$defs"], **policy.get("$defs", {})},
    }


def keys_at(path: Path, data: object) -> dict[str, str]:
    """Keys that the mapping at a path may hold, with their explanations; none where names are free.

    Parameters
    ----------
    data
        The whole file as plain values: a discriminator in it decides what else stands beside it.
    """
    keys: dict[str, str] = {}
    for schema in _schemas_at(path, data):
        for key, entry in schema.get("properties", {}).items():
            keys.setdefault(key, _doc(entry))
        for key in schema.get("propertyNames", {}).get("enum", ()):
            keys.setdefault(key, _doc(schema["additionalProperties"]))
    return keys


def fields_at(path: Path, data: object) -> Iterator[tuple[str, Schema, bool]]:
    """Yield the declared fields of the mapping at a path, or its entries where names are free.

    Each comes as key, schema, and whether it must be given.
    """
    for schema in _schemas_at(path, data):
        for key, entry in schema.get("properties", {}).items():
            yield key, entry, key in schema.get("required", ())
        for entry in schema.get("patternProperties", {}).values():
            here = _value_at(path, data)
            yield from ((str(key), entry, False) for key in (here if isinstance(here, Mapping) else ()))


def branches_of(schema: Schema) -> Iterator[Schema]:
    """Yield a schema and all it may stand for, references followed."""
    yield from _branches(schema, None)


def takes_new_names(path: Path, data: object) -> bool:
    """Whether the mapping at a path may hold names that are not in it yet: a team, a stream, a policy."""
    return any(
        "patternProperties" in schema or isinstance(schema.get("additionalProperties"), Mapping)
        for schema in _schemas_at(path, data)
    )


def has_fields(path: Path, data: object) -> bool:
    """Whether the mapping at a path has the fields of a model, and no names that are free or whose order counts."""
    return any(schema.get("properties") for schema in _schemas_at(path, data))


class Field(NamedTuple):
    """What may stand at one place of a file."""

    explanation: str
    unit: str
    """Kind of quantity, such as `duration`; empty where the layout names none."""
    choices: tuple[str, ...]
    """All that may be written there; empty where it is free."""
    by_name: bool = False
    """Whether a name alone may stand there for a list or a mix of that one name."""


def field_at(path: Path, data: object) -> Field:
    """Tell what the layout says of the value at a path.

    Parameters
    ----------
    data
        The whole file as plain values: a discriminator in it decides what else stands beside it.
    """
    schemas = _schemas_at(path, data)
    written = [choice for schema in schemas for choice in schema.get("enum", [schema.get("const")])]
    flags = ["true", "false"] if any(schema.get("type") == "boolean" for schema in schemas) else []
    words = [choice for choice in written if isinstance(choice, str)]
    units = (str(schema["x-unit"]) for schema in schemas if "x-unit" in schema)
    explanation = keys_at(path[:-1], data).get(str(path[-1]), "") if path else ""
    named = any(str(schema.get("pattern", "")).startswith("^[a-z][") for schema in schemas)
    many = any(schema.get("type") in ("array", "object") for schema in schemas)
    return Field(explanation, next(units, ""), tuple(dict.fromkeys([*words, *flags])), named and many)


def numbers_in(data: object) -> Iterator[tuple[Path, object]]:
    """Yield each number about the real world with its path: quantities, weights, shifts and opening hours."""
    for path, number in _numbers((), data, [layout()]):
        if path[0] not in _CHOICES:
            yield path, number


def _numbers(path: Path, data: object, schemas: Sequence[Schema]) -> Iterator[tuple[Path, object]]:
    branches = [branch for schema in schemas for branch in _branches(schema, data)]
    if _is_number(data, branches) or _is_whole_value(data, branches):
        yield path, data
    elif isinstance(data, Mapping):
        for key, value in data.items() if len(data) > 1 or not _is_mix(branches) else ():
            yield from _numbers((*path, key), value, _children(branches, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _numbers((*path, index), value, _children(branches, index))


def is_number_schema(schema: Schema) -> bool:
    """Whether a schema is that of a quantity or a plain number."""
    return "x-unit" in schema or schema.get("type") in ("number", "integer")


def _is_number(data: object, branches: Sequence[Schema]) -> bool:
    single = not isinstance(data, Mapping | list | bool) and data is not None
    return single and any(map(is_number_schema, branches))


def _is_mix(branches: Sequence[Schema]) -> bool:
    """Whether it holds weights by name; the weight of a single name says nothing."""
    return any(
        entry.get("type") == "number" and "x-unit" not in entry
        for branch in branches
        for entry in branch.get("patternProperties", {}).values()
    )


def _is_whole_value(data: object, branches: Sequence[Schema]) -> bool:
    is_name = isinstance(data, str) and data[:1].isalpha()
    whole = [layout()["$defs"][name] for name in WHOLE_VALUES]
    return not is_name and any(branch is one for branch in branches for one in whole)


def _schemas_at(path: Path, data: object) -> list[Schema]:
    schemas = list(_branches(layout(), data))
    for step in path:
        data = _child(data, step)
        schemas = [branch for child in _children(schemas, step) for branch in _branches(child, data)]
    return schemas


def _value_at(path: Path, data: object) -> object:
    for step in path:
        data = _child(data, step)
    return data


def _child(data: object, step: str | int) -> object:
    if isinstance(data, Mapping):
        return data.get(step)
    return data[step] if isinstance(data, list) and isinstance(step, int) and step < len(data) else None


def _children(schemas: Sequence[Schema], step: str | int) -> list[Schema]:
    children: list[Schema] = []
    for schema in schemas:
        if isinstance(step, int):
            places = schema.get("prefixItems", [])
            child = places[step] if step < len(places) else schema.get("items")
        else:
            child = schema.get("properties", {}).get(step, schema.get("additionalProperties"))
        children += [child] if isinstance(child, Mapping) else schema.get("patternProperties", {}).values()
    return children


def _branches(schema: Schema, data: object) -> Iterator[Schema]:
    """The schema and the ones it may stand for; of those with a tag only the ones whose tag is the one written."""
    if "$ref" in schema:
        yield from _branches(layout()["$defs"][schema["$ref"].rpartition("/")[2]], data)
    elif _contradicts(schema, data):
        return
    else:
        yield schema
    for union in ("anyOf", "oneOf", "allOf"):
        for option in schema.get(union, []):
            yield from _branches(option, data)


def _contradicts(schema: Schema, data: object) -> bool:
    if not isinstance(data, Mapping):
        return False
    tags = {key: entry["const"] for key, entry in schema.get("properties", {}).items() if "const" in entry}
    return any(data.get(key, tag) != tag for key, tag in tags.items())


def _doc(entry: Schema) -> str:
    if "description" in entry:
        return str(entry["description"])
    if "$ref" in entry:
        return str(layout()["$defs"][entry["$ref"].rpartition("/")[2]].get("description", ""))
    return ""
