"""The page about the scenario file that readers get, made from the fields' own declarations."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from sim.scenario.layout import layout

Schema = Mapping[str, Any]

INTRODUCTION: Final = """\
# The scenario file

Every entry of a scenario file, as the program reads it. The page is generated from the code: change the field, not
the page.
[scenarios/README.md](../scenarios/README.md) tells how to write one; [policies.md](policies.md) lists the levers;
`greenlane schema` prints the same as JSON Schema, for editors that complete and check while one types.

- Names are lower case: letters, digits, `-` and `_`. An entry that is not listed here is refused.
- A duration is `35 min`, `3.5 h` or `2 d`; a time since onset is also `day 3 08:00` or `2015-04-28 08:00`; a rate is
  `250/day`; a share is `12%` or `0.12`; money is in USD, loads in tonnes.
- Any number may be written with its source and range: `{value: 35 min, low: 20 min, high: 60 min, source: NAME}`, and
  with a `note`. A block may name one `source` for all numbers below it.
- In an [Excel workbook](../scenarios/README.md) an entry stands below its dotted name, such as `duration.mean`.
"""
_REF: Final = "$ref"
_LAW: Final = re.compile(r"([A-Z][a-z]+)_[A-Z][a-z]+_")
"""Distributions are there once for each quantity, such as `Gamma_Time_`; readers get each once."""
_DISTRIBUTION: Final = "[distribution](#distributions)"


def reference_markdown() -> str:
    """All entries of a scenario file as a page in Markdown: what may stand where, if left out, and what it means."""
    schema = layout()
    reached = _reached(schema)
    laws = {law[1]: name for name in reversed(reached) if (law := _LAW.fullmatch(name))}
    parts = [INTRODUCTION, "## Sections of the file\n", _fields(schema)]
    parts += [_section("##", name) for name in reached if not _LAW.fullmatch(name)]
    parts += [
        "## Distributions\n",
        "What differs from one consignment to the next: times here, and other quantities in the same way.\n",
    ]
    parts += [_section("###", name) for name in reversed(laws.values())]
    return "\n".join(parts)


def _section(level: str, name: str) -> str:
    model = layout()["$defs"][name]
    below = _fields(model) if "properties" in model else f"Written as {_kind(model)}.\n"
    told = [f"{level} {_heading(name)}", _text(model.get("description", "")), below]
    return "\n\n".join(part for part in told if part)


def _reached(schema: Schema) -> list[str]:
    """Names of all that the file's sections lead to, in the order in which a reader meets them."""
    found: dict[str, None] = {}
    sections = (entry for name, entry in schema["properties"].items() if name != "policies")
    waiting = [name for entry in sections for name in _refs(entry)]
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found[name] = None
            waiting += _refs(schema["$defs"][name])
    return list(found)


def _refs(entry: Any) -> list[str]:
    if isinstance(entry, Mapping):
        own = [str(entry[_REF]).rpartition("/")[2]] if _REF in entry else []
        return own + [name for key, part in entry.items() if key != "discriminator" for name in _refs(part)]
    return [name for part in entry for name in _refs(part)] if isinstance(entry, list) else []


def _fields(model: Schema) -> str:
    needed = model.get("required", [])
    rows = [
        f"| `{name}` | {_kind(entry)} | {'*needed*' if name in needed else _default(entry)} | {_text(_doc(entry))} |"
        for name, entry in model["properties"].items()
    ]
    return "\n".join(["| entry | what may stand there | left out | |", "| --- | --- | --- | --- |", *rows, ""])


def _kind(entry: Schema) -> str:
    """What may stand at a place, in words."""
    return " or ".join(dict.fromkeys(_kinds(entry))) or "anything"


def _kinds(entry: Schema) -> Iterator[str]:
    if _REF in entry:
        name = str(entry[_REF]).rpartition("/")[2]
        yield _DISTRIBUTION if _LAW.fullmatch(name) else f"[{_heading(name).lower()}](#{_anchor(_heading(name))})"
    elif "x-unit" in entry:
        yield f"{entry['x-unit']}{_bounds(entry)}"
    elif "const" in entry or "enum" in entry:
        yield " / ".join(f"`{choice}`" for choice in entry.get("enum", [entry.get("const")]))
    elif any(union in entry for union in ("anyOf", "oneOf")):
        for option in (*entry.get("anyOf", ()), *entry.get("oneOf", ())):
            yield from _kinds(option)
    elif entry.get("type") == "array":
        items = entry.get("items", {}) or {"anyOf": entry.get("prefixItems", [])}
        yield f"list of {_kind(items)}"
    elif entry.get("type") == "object" and "properties" not in entry:
        yield f"entries by name: {_kind(next(iter(_named(entry)), {}))}"
    elif entry.get("type") != "null":
        yield {"string": "text", "boolean": "`true` / `false`", "integer": "whole number", "object": "entries"}.get(
            str(entry.get("type")), str(entry.get("type", "value"))
        ) + _bounds(entry)


def _named(entry: Schema) -> Iterable[Schema]:
    yield from entry.get("patternProperties", {}).values()
    if isinstance(entry.get("additionalProperties"), Mapping):
        yield entry["additionalProperties"]


def _bounds(entry: Schema) -> str:
    least, above = entry.get("minimum"), entry.get("exclusiveMinimum")
    most = entry.get("maximum")
    if above is not None and most is not None:
        return f" above {above:g} to {most:g}"
    if least is not None and most is not None:
        return f" {least:g} to {most:g}"
    return ""


def _default(entry: Schema) -> str:
    default = entry.get("default")
    if default is None or default in ("", [], {}) or isinstance(default, Mapping):
        return ""
    return f"`{default if isinstance(default, str) else json.dumps(default)}`"


def _doc(entry: Schema) -> str:
    if "description" in entry or _REF not in entry:
        return str(entry.get("description", ""))
    return str(layout()["$defs"][str(entry[_REF]).rpartition("/")[2]].get("description", ""))


def _heading(name: str) -> str:
    """The name of a model as people read it: `LaneRule` is a lane rule."""
    law = _LAW.fullmatch(name)
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", law[1] if law else name)
    return words[:1] + words[1:].lower()


def _anchor(heading: str) -> str:
    return heading.lower().replace(" ", "-")


def _text(text: str) -> str:
    return " ".join(text.split()).replace("|", "/")
