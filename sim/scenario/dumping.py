"""Scenarios back into files: what was resolved, with its sources, such that reading it gives the same scenario."""

from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.representer import SafeRepresenter

from sim.scenario.model import Frame, Provenance, Scenario
from sim.scenario.sources import stated


def dump_scenario(scenario: Scenario) -> str:
    """Write a scenario as YAML; loading it gives the same hash, sources and provenance.

    Shorthand is written in full; what was left to its default stays out.
    """
    frame = scenario.model_dump(mode="json", include=set(Frame.model_fields), exclude_unset=True)
    content: dict[str, Any] = stated(scenario)
    # Deepest first, so that wrapping a value does not move what lies below it.
    for path, known in sorted(scenario.provenance.items(), key=lambda item: item[0].count("."), reverse=True):
        content = _with_source(content, path.split(".") if path else [], known)
    head = {key: frame.pop(key) for key in ("title", "about", "sources") if frame.get(key)}
    tail = {key: value for key, value in frame.items() if value and key not in head}
    text = StringIO()
    _yaml().dump({"greenlane": 1, **head, **content, **tail}, text)
    return text.getvalue()


def _with_source(value: Any, path: list[str], known: Provenance) -> Any:
    """Return a value with a source at a path below it; a path that leads nowhere changes nothing."""
    if not path:
        parts = known.model_dump(exclude_defaults=True)
        only_source = parts.keys() == {"source"} and isinstance(value, dict)
        return {**parts, **value} if only_source else {"value": value, **parts}
    step, rest = path[0], path[1:]
    if isinstance(value, dict) and step in value:
        return {**value, step: _with_source(value[step], rest, known)}
    if isinstance(value, list) and step.isdecimal() and int(step) < len(value):
        index = int(step)
        return [*value[:index], _with_source(value[index], rest, known), *value[index + 1 :]]
    return value


class _Representer(SafeRepresenter):
    """Writes text of several lines as it is."""

    def represent_str(self, data: str) -> Any:
        return self.represent_scalar("tag:yaml.org,2002:str", data, style="|" if "\n" in data else None)


_Representer.add_representer(str, _Representer.represent_str)


def _yaml() -> Any:
    yaml: Any = YAML(typ="safe", pure=True)
    yaml.Representer = _Representer
    yaml.default_flow_style = None  # short lists and mappings on one line
    yaml.sort_base_mapping_type_on_output = False
    yaml.allow_unicode = True
    yaml.width = 120
    return yaml
