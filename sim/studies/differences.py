"""Where two scenarios differ: the first places, in words."""

import json
from collections.abc import Iterator
from typing import Any, Final

from sim.scenario import Scenario

_MOST: Final = 10


def scenario_differences(before: Scenario, now: Scenario) -> list[str]:
    """Tell where two scenarios differ, as ``posts.bridge.gate: 06-18 → 06-22``; of many the first ones."""
    lines = list(_differences("", _content(before), _content(now)))
    return [*lines[:_MOST], *([f"and {len(lines) - _MOST} more"] if len(lines) > _MOST else [])]


def _content(scenario: Scenario) -> dict[str, Any]:
    policies = {name: policy.model_dump(mode="json") for name, policy in scenario.policies.items()}
    return {**scenario.world.model_dump(mode="json"), "policies": policies}


def _differences(path: str, before: Any, now: Any) -> Iterator[str]:
    if isinstance(before, dict) and isinstance(now, dict):
        for key in dict.fromkeys([*before, *now]):
            yield from _differences(f"{path}.{key}" if path else str(key), before.get(key), now.get(key))
        if before == now and list(before) != list(now):
            yield f"{path}: another order"
    elif isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
        for index, (one, other) in enumerate(zip(before, now, strict=True)):
            yield from _differences(f"{path}.{index}", one, other)
    elif before != now:
        yield f"{path}: {_short(before)} → {_short(now)}"


def _short(value: Any) -> str:
    if value is None:
        return "nothing"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:59]}…"
