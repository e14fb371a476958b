"""The JSON Schema of scenario files, for editors that complete keys and check while one types."""

from collections.abc import Mapping
from typing import Any

from sim.scenario.layout import WHOLE_VALUES, is_number_schema, layout
from sim.scenario.model import Frame

_SOURCE = {"type": "string", "description": "Name of the source of all numbers below that have no nearer one."}
_SHOWN = ("description", "title", "default", "examples")
_NO_SCHEMAS = ("default", "discriminator", "examples")


def json_schema() -> dict[str, Any]:
    """Describe the layout of a scenario file, sources and ranges included, in JSON Schema 2020-12."""
    schema = layout()
    framed = Frame.model_json_schema()
    world = {key: _open(entry) for key, entry in schema["properties"].items() if key not in framed["properties"]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Greenlane scenario",
        **schema,
        "properties": {**framed["properties"], "source": _SOURCE, **world},
        "$defs": {
            name: part if name in framed["$defs"] else _whole(part) if name in WHOLE_VALUES else _open(part)
            for name, part in schema["$defs"].items()
        },
    }


def _whole(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Let hours or shifts have one source for all of them."""
    return _sourced({**schema, "anyOf": [_block(form) for form in schema["anyOf"]]})


def _open(schema: Any) -> Any:
    """Let blocks name a source, and numbers be written with their source and range."""
    if isinstance(schema, list):
        return [_open(part) for part in schema]
    if not isinstance(schema, Mapping):
        return schema
    if is_number_schema(schema):
        return _sourced(dict(schema))
    # A name of a calendar also has the form of a calendar, so that "exactly one of" would refuse it.
    opened = {"anyOf" if key == "oneOf" else key: part for key, part in schema.items()}
    opened = {key: part if key in _NO_SCHEMAS else _open(part) for key, part in opened.items()}
    return _sourced(opened) if "prefixItems" in opened else _block(opened)


def _block(schema: dict[str, Any]) -> dict[str, Any]:
    if schema.get("type") != "object":
        return schema
    opened = {**schema, "properties": {**schema.get("properties", {}), "source": _SOURCE}}
    if "patternProperties" in schema:
        names = schema["patternProperties"].items()
        opened["patternProperties"] = {pattern.replace("^", "^(?!source$)", 1): entry for pattern, entry in names}
    if "enum" in schema.get("propertyNames", {}):
        opened["propertyNames"] = {"enum": [*schema["propertyNames"]["enum"], "source"]}
    return opened


def _sourced(number: dict[str, Any]) -> dict[str, Any]:
    end = {"type": ["string", "number"]}
    wrapped = {
        "type": "object",
        "properties": {
            "value": number,
            "low": {**end, "description": "The least it may be."},
            "high": {**end, "description": "The most it may be."},
            "source": {**_SOURCE, "description": "Name of its source."},
            "note": {"type": "string", "description": "How it was read or worked out."},
        },
        "required": ["value"],
        "additionalProperties": False,
    }
    shown: dict[str, Any] = {key: number[key] for key in _SHOWN if key in number}
    return {**shown, "anyOf": [number, wrapped]}
